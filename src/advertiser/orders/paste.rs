//! Lines pasted from a spreadsheet, as tab- or comma-separated text.

use inset_domain::money::group;
use inset_domain::order::LineFormat;
use inset_domain::rate::RateType;

/// The fields of a pasted row, in the order of its columns.
pub(super) const COLUMNS: [&str; 7] = ["name", "format", "rate_type", "rate", "quantity", "start", "end"];

/// What was understood of a pasted text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pasted {
    /// The rows, each with the values of [`COLUMNS`].
    pub(super) rows: Vec<Vec<String>>,
    /// What was left out, a sentence each; past [`MOST_SENTENCES`] their number alone.
    pub(super) left_out: Vec<String>,
    /// The rows that were not understood or found no room, as they were pasted.
    pub(super) rest: String,
}

/// How many rows that were left out are told one by one.
const MOST_SENTENCES: usize = 20;

/// Reads a pasted text. A first row of headings is left out and said so; words for formats and rate types are accepted
/// in any case, by code or by label.
pub(super) fn read(text: &str, most: usize) -> Pasted {
    let (mut pasted, mut untold) = (Pasted::default(), 0_u64);
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let cells = cells(line);
        let full = pasted.rows.len() == most;
        if number == 1 && cells.iter().any(|cell| cell.eq_ignore_ascii_case("rate")) {
            pasted.left_out.push("Row 1 holds the headings.".into());
            continue;
        }
        if cells.len() >= 5 && !full {
            pasted.rows.push(normal(cells));
            continue;
        }
        if !pasted.rest.is_empty() {
            pasted.rest.push('\n');
        }
        pasted.rest.push_str(line);
        if pasted.left_out.len() >= MOST_SENTENCES {
            untold += 1;
        } else if cells.len() < 5 {
            pasted.left_out.push(format!(
                "Row {number} has {} columns; name, format, rate type, rate and quantity are needed.",
                cells.len()
            ));
        } else {
            pasted.left_out.push(format!("Row {number} found no room: an order has at most 500 lines."));
        }
    }
    if untold > 0 {
        pasted.left_out.push(format!("{} more rows were left out.", group(untold)));
    }
    if !pasted.rest.is_empty() {
        pasted.left_out.push("What was left out is still in the box.".into());
    }
    pasted
}

fn normal(mut cells: Vec<String>) -> Vec<String> {
    cells.resize(COLUMNS.len(), String::new());
    let format =
        |cell: &str| LineFormat::ALL.iter().find(|it| matches(cell, it.as_str(), it.label())).map(|it| it.as_str());
    let rate =
        |cell: &str| RateType::ALL.iter().find(|it| matches(cell, it.as_str(), it.label())).map(|it| it.as_str());
    if let Some(code) = format(&cells[1]) {
        cells[1] = code.into();
    }
    if let Some(code) = rate(&cells[2]) {
        cells[2] = code.into();
    }
    cells
}

fn matches(cell: &str, code: &str, label: &str) -> bool {
    cell.eq_ignore_ascii_case(code) || cell.eq_ignore_ascii_case(label)
}

/// Tabs where there are any, else semicolons, else commas; quotes hold a separator inside a cell.
fn cells(line: &str) -> Vec<String> {
    let separator = ['\t', ';', ','].into_iter().find(|separator| line.contains(*separator)).unwrap_or('\t');
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            _ if character == separator && !quoted => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            _ => cell.push(character),
        }
    }
    cells.push(cell.trim().to_owned());
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_is_read_and_what_is_left_out_is_said() {
        let pasted = read("Name\tFormat\tType\tRate\tQuantity\nStrips\tStrip\tcpm\t4.25\t1000000\nshort\tline\n", 500);
        assert_eq!(pasted.rows, [["Strips", "strip", "CPM", "4.25", "1000000", "", ""]]);
        assert_eq!(pasted.left_out.len(), 3);
        assert_eq!(pasted.rest, "short\tline", "what was not understood is lost");
        let many = read(&"x\n".repeat(1_050), 500);
        assert_eq!((many.left_out.len(), many.left_out[20].as_str()), (22, "1,030 more rows were left out."));
        assert_eq!(read("\"A, B\",corner,CPC,0.40,900,2026-12-01,2026-12-31", 9).rows[0][0], "A, B");
        assert_eq!(read("a,b,c,d,e\nf,g,h,i,j", 1).rest, "f,g,h,i,j", "a row past the most is gone");
        assert_eq!(read("a;corner;CPC;0,40;900", 9).rows[0][3], "0,40");
    }
}
