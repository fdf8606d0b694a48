//! The table that a person reviews: a line a route, a column a principal.

use inset::web::Listing;
use std::fmt;

/// Lines in the order of the site map.
pub struct Table {
    columns: Vec<String>,
    lines: Vec<Line>,
}

struct Line {
    method: String,
    path: String,
    label: &'static str,
    access: String,
    cells: Vec<String>,
}

impl Table {
    pub fn new<'a>(columns: impl Iterator<Item = &'a str>) -> Self {
        Self { columns: columns.map(str::to_owned).collect(), lines: Vec::new() }
    }

    pub fn add(&mut self, listing: &Listing, label: &'static str, cells: Vec<String>) {
        let access = match listing.access.power {
            "" => listing.access.role.to_owned(),
            power => format!("{}: {power}", listing.access.role),
        };
        let access = if listing.access.fresh { format!("{access}; fresh proof") } else { access };
        self.lines.push(Line { method: listing.method.clone(), path: listing.path.clone(), label, access, cells });
    }
}

const WIDTH: usize = 8;

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let route = self.lines.iter().map(|line| line.path.len() + line.method.len() + 2).max().unwrap_or(0);
        for part in [0, 1] {
            write!(out, "{:route$}{:12}", "", "")?;
            let words = self.columns.iter().map(|name| name.split(' ').nth(part).unwrap_or(""));
            for word in words {
                write!(out, "{word:WIDTH$.7}")?;
            }
            writeln!(out)?;
        }
        let mut lines: Vec<&Line> = self.lines.iter().collect();
        // A stable sort: pages and steps of one path together, its records in the order in which they were asked for.
        lines.sort_by(|one, two| (&one.path, &one.method).cmp(&(&two.path, &two.method)));
        for line in lines {
            write!(out, "{:route$}{:12}", format!("{} {}", line.method, line.path), line.label)?;
            for cell in &line.cells {
                write!(out, "{cell:WIDTH$}")?;
            }
            writeln!(out, "  {}", line.access)?;
        }
        Ok(())
    }
}
