//! Files of numbers for spreadsheets, in which nothing is a formula.

use crate::error::Error;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, HttpResponseBuilder};
use futures_util::Stream;
use std::borrow::Cow;

/// A file of this name; its rows are written as they are, save that a spreadsheet takes none of their words for a formula.
pub fn download(name: &str, rows: &[Vec<String>]) -> HttpResponse {
    named(name).body(lines(rows))
}

/// A file of this name whose [`lines`] come one batch after the other.
pub fn streamed(name: &str, batches: impl Stream<Item = Result<Bytes, Error>> + 'static) -> HttpResponse {
    named(name).streaming(batches)
}

fn named(name: &str) -> HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer
        .content_type("text/csv; charset=utf-8")
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")))
        .insert_header((CACHE_CONTROL, "private, no-store"));
    answer
}

/// Rows as lines of a file.
pub fn lines(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        // Into memory, where nothing fails.
        let _ = writer.write_record(row.iter().map(|cell| harmless(cell).into_owned()));
    }
    writer.into_inner().unwrap_or_default()
}

/// What begins as a formula does gets a quotation mark in front, which spreadsheets take for "this is text": at the beginning of
/// a cell, and after what some take for the end of one, such as the semicolon in much of Europe.
fn harmless(cell: &str) -> Cow<'_, str> {
    const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    const ENDS: [char; 4] = [';', '\t', '\r', '\n'];
    if !cell.starts_with(FORMULA) && !cell.contains(ENDS) {
        return Cow::Borrowed(cell);
    }
    let mut text = String::with_capacity(cell.len() + 1);
    let mut begins = true;
    for letter in cell.chars() {
        if begins && FORMULA.contains(&letter) {
            text.push('\'');
        }
        begins = ENDS.contains(&letter) || begins && (letter == ' ' || letter == '"');
        text.push(letter);
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_quotes_and_lines_stay_in_their_cell_and_formulas_become_text() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let rows = [row(&["Week of", "Opened, all"]), row(&["say \"hi\"", "two\nlines"]), row(&["=1+1", "@SUM(A1)"])];
        let text = String::from_utf8(lines(&rows)).expect("text");
        assert_eq!(text, "Week of,\"Opened, all\"\r\n\"say \"\"hi\"\"\",\"two\nlines\"\r\n'=1+1,'@SUM(A1)\r\n");
        for formula in ["+1", "-1", "＝1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        for (cell, kept) in [
            ("\t=1", "'\t'=1"),
            ("x;=cmd", "x;'=cmd"),
            ("x; \"@a", "x; \"'@a"),
            ("one\n-two", "one\n'-two"),
            ("a = b; c - d", "a = b; c - d"),
        ] {
            assert_eq!(harmless(cell), kept);
        }
    }
}
