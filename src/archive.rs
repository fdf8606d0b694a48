//! The archive of a person's data, for that person or as it is handed over: a page to read, the same for machines, and the
//! texts they signed as files.

use crate::form::in_words;
use crate::web::site::Shared;
use chrono::{DateTime, Utc};
use inset_domain::catalogue::{Entry, Exported, PERSONAL, Purpose};
use inset_domain::disclosure::Disclosure;
use inset_domain::period::instant_words;
use inset_store::exports::{Section, in_copy};
use serde::Serialize;
use serde_json::Value;
use std::io::{Cursor, Write as _};
use tera::Context;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What is held for one reason, with the rows that hold it.
#[derive(Serialize)]
struct Group {
    what: &'static str,
    purpose: &'static str,
    kept: &'static str,
    rows: Vec<Vec<(String, String)>>,
}

/// What the copy does not hold, and why.
#[derive(Serialize)]
struct LeftOut {
    what: &'static str,
    why: &'static str,
}

/// What the archive is, and what it holds.
#[derive(Debug)]
pub struct Cover<'a> {
    heading: String,
    purposes: &'a [Purpose],
    /// Whether it says to its person what is left out.
    says_left_out: bool,
}

impl Cover<'static> {
    /// Of the whole copy that a person asks for.
    pub fn own(shared: &Shared) -> Self {
        let heading = format!("Your data at {}", shared.config.operator.name);
        Self { heading, purposes: Purpose::ALL, says_left_out: true }
    }
}

impl<'a> Cover<'a> {
    /// Of what is handed over.
    pub fn disclosed(disclosure: &'a Disclosure) -> Self {
        let heading = format!("Data of one person, handed over as {}", disclosure.reference);
        Self { heading, purposes: disclosure.demand.purposes.as_slice(), says_left_out: false }
    }
}

/// Packs the archive.
///
/// # Errors
/// When the page's template fails, or the archive cannot be written.
pub fn pack(shared: &Shared, cover: &Cover<'_>, sections: &[Section], now: DateTime<Utc>) -> anyhow::Result<Vec<u8>> {
    packed(Some(page(shared, cover, sections, now)?), cover.purposes, sections, now)
}

/// Packs the archive, with a page to read or without.
///
/// # Errors
/// When it cannot be written.
pub fn packed(
    page: Option<String>,
    purposes: &[Purpose],
    sections: &[Section],
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    if let Some(page) = page {
        zip.start_file("index.html", options)?;
        zip.write_all(page.as_bytes())?;
    }
    zip.start_file("data.json", options)?;
    zip.write_all(&serde_json::to_vec_pretty(&json(purposes, sections, now))?)?;
    for (number, text) in texts(sections).enumerate() {
        zip.start_file(format!("files/agreement-{}.txt", number + 1), options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The agreements that the person signed.
fn texts(sections: &[Section]) -> impl Iterator<Item = &str> {
    let agreements = sections.iter().filter(|section| section.table == "agreements");
    agreements.flat_map(|section| &section.rows).filter_map(|row| row.get("text")?.as_str())
}

fn json(purposes: &[Purpose], sections: &[Section], now: DateTime<Utc>) -> Value {
    let records: serde_json::Map<String, Value> =
        sections.iter().map(|section| (section.table.to_owned(), Value::Array(section.rows.clone()))).collect();
    let meaning: Vec<Value> = in_copy(purposes)
        .map(|entry| {
            serde_json::json!({
                "table": entry.table, "columns": entry.columns, "what": entry.what, "purpose": entry.purpose.label(),
                "seen_by": entry.seer.label(), "kept": entry.kept.label(), "shared": entry.sharing.label(),
            })
        })
        .collect();
    serde_json::json!({ "made_at": now, "records": records, "meaning": meaning })
}

fn page(shared: &Shared, cover: &Cover<'_>, sections: &[Section], now: DateTime<Utc>) -> anyhow::Result<String> {
    let groups: Vec<Group> = in_copy(cover.purposes).filter_map(|entry| group(entry, sections)).collect();
    let left_out: Vec<LeftOut> = PERSONAL
        .iter()
        .filter(|entry| cover.says_left_out && !matches!(entry.exported, Exported::Own | Exported::Alone))
        .map(|entry| LeftOut { what: entry.what, why: entry.exported.label() })
        .collect();
    let mut context = Context::new();
    context.insert("heading", &cover.heading);
    context.insert("operator", &shared.config.operator);
    context.insert("groups", &groups);
    context.insert("left_out", &left_out);
    context.insert("made", &instant_words(now, chrono_tz::UTC));
    shared.looks.now().templates.render_context("documents/data.html", &context)
}

fn group(entry: &'static Entry, sections: &[Section]) -> Option<Group> {
    let section = sections.iter().find(|section| section.table == entry.table)?;
    let cell = |row: &Value, column: &str| {
        let value = match row.get(column)? {
            Value::Null => return None,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        Some((in_words(column), value))
    };
    let rows: Vec<Vec<(String, String)>> = section
        .rows
        .iter()
        .map(|row| entry.columns.iter().filter_map(|column| cell(row, column)).collect::<Vec<_>>())
        .filter(|cells| !cells.is_empty())
        .collect();
    let (what, purpose, kept) = (entry.what, entry.purpose.label(), entry.kept.label());
    (!rows.is_empty()).then_some(Group { what, purpose, kept, rows })
}
