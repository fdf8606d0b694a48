//! What is written about the portal is true to it: links lead somewhere, and every setting is told.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn writings() -> Vec<PathBuf> {
    let docs = std::fs::read_dir(root().join("docs")).expect("a folder").flatten().map(|entry| entry.path());
    let mut writings: Vec<PathBuf> = docs.filter(|path| path.extension().is_some_and(|it| it == "md")).collect();
    writings.push(root().join("README.md"));
    writings
}

/// The places of a page that a link can name, as forges make them from its headings.
fn places(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let words = line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
            words.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_')).collect()
        })
        .collect()
}

#[test]
fn every_relative_link_of_the_readme_and_the_docs_leads_somewhere() {
    let (mut count, mut broken) = (0, Vec::new());
    for page in writings() {
        let text = read(&page);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            count += 1;
            let (path, place) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { page.clone() } else { page.parent().expect("a folder").join(path) };
            let found = target.exists() && (place.is_empty() || places(&read(&target)).contains(place));
            if !found {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(count > 40, "only {count} links were read");
}

/// The settings that a source reads: names in quotes, before its tests.
fn settings_in(path: &str) -> BTreeSet<String> {
    let text = read(&root().join(path));
    let code = text.split("#[cfg(test)]").next().unwrap_or("");
    let is_setting = |name: &&str| {
        let name = name.strip_prefix("INSET_").unwrap_or(if *name == "DATABASE_URL" { "DATABASE_URL" } else { "" });
        !name.is_empty() && name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_')
    };
    code.split('"').filter(is_setting).map(str::to_owned).collect()
}

#[test]
fn the_table_of_settings_has_every_one_that_is_read_and_no_other() {
    let read_by_us: BTreeSet<String> = ["src/config.rs", "src/main.rs"].into_iter().flat_map(settings_in).collect();
    let text = read(&root().join("docs/operations.md"));
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let told: BTreeSet<String> =
        rows.filter(|name| name.starts_with("INSET_") || *name == "DATABASE_URL").map(str::to_owned).collect();
    assert_eq!(told, read_by_us);
    assert!(read_by_us.len() > 12, "{read_by_us:?}");
}
