//! The catalogue of personal data beside the database itself (P02).

use crate::harness::Portal;
use inset_domain::catalogue::{Entry, LINKS, OTHER, PERSONAL, Protection};
use std::collections::{BTreeMap, BTreeSet};

/// The database's own columns, `table.column`, with their types.
type Columns = BTreeMap<String, String>;

async fn columns(portal: &Portal) -> Columns {
    let text = portal
        .scalar(
            "SELECT string_agg(table_name || '.' || column_name || ' ' || udt_name, ',') FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations'",
        )
        .await;
    text.split(',').filter_map(|pair| pair.split_once(' ')).map(|(name, kind)| (name.into(), kind.into())).collect()
}

/// Where catalogue and database differ.
fn faults(columns: &Columns, personal: &[Entry], others: &[&[(&str, &[&str])]]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut named = BTreeSet::new();
    let lists = others.iter().flat_map(|list| list.iter().map(|(table, columns)| (*table, *columns)));
    for (table, listed) in personal.iter().map(|entry| (entry.table, entry.columns)).chain(lists) {
        for column in listed {
            let name = format!("{table}.{column}");
            if !columns.contains_key(&name) {
                faults.push(format!("{name} is in the catalogue and not in the database"));
            }
            if !named.insert(name.clone()) {
                faults.push(format!("{name} is in the catalogue twice"));
            }
        }
    }
    faults.extend(columns.keys().filter(|name| !named.contains(*name)).map(|name| format!("{name} has no entry")));
    for entry in personal {
        for column in entry.columns {
            let name = format!("{}.{column}", entry.table);
            let Some(kind) = columns.get(&name) else { continue };
            let fits = match entry.protection {
                Protection::Sealed => kind == "bytea" && column.ends_with("_sealed"),
                // A password's hash names its own parameters, so it is a text.
                Protection::Hashed => (kind == "bytea" && column.ends_with("_hash")) || *column == "password_hash",
                // A text's digest stands beside the text it belongs to.
                Protection::Plain => kind != "bytea" || column.ends_with("_sha256"),
            };
            if !fits {
                faults.push(format!("{name} is a {kind} and cannot be {}", entry.protection.as_str()));
            }
        }
    }
    let sealed = |name: &str| {
        personal.iter().any(|entry| {
            entry.protection == Protection::Sealed
                && entry.columns.iter().any(|column| name == format!("{}.{column}", entry.table))
        })
    };
    let unsaid = columns.keys().filter(|name| name.ends_with("_sealed") && !sealed(name));
    faults.extend(unsaid.map(|name| format!("{name} is sealed and the catalogue does not say so")));
    faults
}

#[tokio::test]
async fn every_column_of_the_database_is_in_the_catalogue_and_the_other_way_round() {
    let portal = Portal::start().await;
    let mut columns = columns(&portal).await;
    assert!(columns.len() > 300, "the database's columns could not be read");
    assert_eq!(faults(&columns, PERSONAL, &[LINKS, OTHER]), Vec::<String>::new());

    columns.insert("users.date_of_birth".into(), "date".into());
    columns.insert("companies.bank_sealed".into(), "bytea".into());
    columns.insert("companies.tax_id_sealed".into(), "text".into());
    columns.remove("users.full_name");
    let found = faults(&columns, PERSONAL, &[LINKS, OTHER]);
    for fault in [
        "users.date_of_birth has no entry",
        "users.full_name is in the catalogue and not in the database",
        "companies.tax_id_sealed is a text and cannot be sealed",
        "companies.bank_sealed is sealed and the catalogue does not say so",
    ] {
        assert!(found.iter().any(|it| it == fault), "{fault} was not found among {found:?}");
    }
}
