//! The archive of a person's data: a page to read, the same for machines, and the texts they signed as files.

use crate::form::in_words;
use crate::web::site::Shared;
use chrono::{DateTime, Utc};
use inset_domain::catalogue::{Entry, Exported, PERSONAL};
use inset_domain::period::instant_words;
use inset_store::exports::Section;
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

/// Packs the archive.
///
/// # Errors
/// When the page's template fails, or the archive cannot be written.
pub(super) fn pack(shared: &Shared, sections: &[Section], now: DateTime<Utc>) -> anyhow::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    zip.start_file("index.html", options)?;
    zip.write_all(page(shared, sections, now)?.as_bytes())?;
    zip.start_file("data.json", options)?;
    zip.write_all(&serde_json::to_vec_pretty(&json(sections, now))?)?;
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

fn json(sections: &[Section], now: DateTime<Utc>) -> Value {
    let records: serde_json::Map<String, Value> =
        sections.iter().map(|section| (section.table.to_owned(), Value::Array(section.rows.clone()))).collect();
    let meaning: Vec<Value> = in_copy()
        .map(|entry| {
            serde_json::json!({
                "table": entry.table, "columns": entry.columns, "what": entry.what, "purpose": entry.purpose.label(),
                "seen_by": entry.seer.label(), "kept": entry.kept.label(), "shared": entry.sharing.label(),
            })
        })
        .collect();
    serde_json::json!({ "made_at": now, "records": records, "meaning": meaning })
}

fn in_copy() -> impl Iterator<Item = &'static Entry> {
    PERSONAL.iter().filter(|entry| matches!(entry.exported, Exported::Own | Exported::Alone))
}

fn page(shared: &Shared, sections: &[Section], now: DateTime<Utc>) -> anyhow::Result<String> {
    let groups: Vec<Group> = in_copy().filter_map(|entry| group(entry, sections)).collect();
    let left_out: Vec<LeftOut> = PERSONAL
        .iter()
        .filter(|entry| !matches!(entry.exported, Exported::Own | Exported::Alone))
        .map(|entry| LeftOut { what: entry.what, why: entry.exported.label() })
        .collect();
    let mut context = Context::new();
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
