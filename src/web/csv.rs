//! Files of numbers for spreadsheets, in which nothing is a formula.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use std::borrow::Cow;

/// A file of this name; its rows are written as they are, save that a spreadsheet takes none of their words for a formula.
pub fn download(name: &str, rows: &[Vec<String>]) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .body(write(rows))
}

fn write(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        // Into memory, where nothing fails.
        let _ = writer.write_record(row.iter().map(|cell| harmless(cell).into_owned()));
    }
    writer.into_inner().unwrap_or_default()
}

/// A cell that begins as a formula does gets a quotation mark in front, which spreadsheets take for "this is text".
fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_quotes_and_lines_stay_in_their_cell_and_formulas_become_text() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let rows = [row(&["Week of", "Opened, all"]), row(&["say \"hi\"", "two\nlines"]), row(&["=1+1", "@SUM(A1)"])];
        let text = String::from_utf8(write(&rows)).expect("text");
        assert_eq!(text, "Week of,\"Opened, all\"\r\n\"say \"\"hi\"\"\",\"two\nlines\"\r\n'=1+1,'@SUM(A1)\r\n");
        for formula in ["+1", "-1", "\t=1", "\r=1", "＝1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
    }
}
