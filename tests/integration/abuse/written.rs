//! `docs/security.md` and `docs/asvs.md` name tests that there are, and leave out none of these.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names of the functions of a source.
fn functions(text: &str) -> impl Iterator<Item = &str> {
    text.split("fn ").skip(1).filter_map(|rest| rest.split('(').next()).filter(|name| is_name(name))
}

fn is_name(text: &str) -> bool {
    text.contains('_')
        && text.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
}

fn all_functions() -> BTreeSet<String> {
    let folders = ["tests/integration", "src"];
    let files = folders.iter().flat_map(|folder| crate::house_rules::files(folder, ".rs"));
    files.flat_map(|file| functions(&file.text).map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// The names of tests in a text: what stands in backticks and reads like one.
fn named(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2).filter(|name| is_name(name) && name.matches('_').count() >= 3)
}

/// The rows of the tables of a text whose first cell begins so, by that cell.
fn rows<'a>(text: &'a str, begin: &str) -> Vec<(&'a str, Vec<&'a str>)> {
    let cells = text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix('|'));
    let rows = cells.map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    rows.filter(|cells| cells[0].starts_with(begin)).map(|cells| (cells[0], cells)).collect()
}

/// What is wrong with the table of abuse cases, for tests of these names.
fn faults(text: &str, functions: &BTreeSet<String>) -> Vec<String> {
    let mut faults = Vec::new();
    let table = rows(text, "A-");
    let by_id: BTreeMap<&str, &Vec<&str>> = table.iter().map(|(id, cells)| (*id, cells)).collect();
    if table.len() != by_id.len() {
        faults.push("an id comes twice".to_owned());
    }
    for number in 1..=96 {
        let id = format!("A-{number:02}");
        let Some(cells) = by_id.get(id.as_str()) else {
            faults.push(format!("{id} is missing"));
            continue;
        };
        let shown = cells.get(2).copied().unwrap_or_default();
        let names: Vec<&str> = named(shown).collect();
        if names.is_empty() && !shown.contains("not yet: ") {
            faults.push(format!("{id} has neither a test nor what it waits for"));
        }
        faults.extend(
            names.iter().filter(|name| !functions.contains(**name)).map(|name| format!("{id}: there is no {name}")),
        );
        // A test may show two cases: its name then begins with both ids.
        let own = format!("a{number:02}_");
        let of_id =
            functions.iter().filter(|name| is_case(name) && (name.starts_with(&own) || name[4..].starts_with(&own)));
        faults.extend(
            of_id.filter(|name| !names.contains(&name.as_str())).map(|name| format!("{id} does not name {name}")),
        );
    }
    faults
}

/// Whether a name begins with the id of a case.
fn is_case(name: &str) -> bool {
    let bytes = name.as_bytes();
    bytes.len() > 4 && bytes[0] == b'a' && bytes[1].is_ascii_digit() && bytes[2].is_ascii_digit() && bytes[3] == b'_'
}

#[test]
fn every_abuse_case_is_in_the_table_with_its_tests_or_with_what_it_waits_for() {
    let functions = all_functions();
    assert_eq!(faults(&read("docs/security.md"), &functions), Vec::<String>::new());
    let cases = functions.iter().filter(|name| is_case(name)).count();
    assert!(cases > 50, "only {cases} tests were found");
}

#[test]
fn a_table_that_lies_is_found_out() {
    let mut text: String = (1..=96).map(|number| format!("| A-{number:02} | x | not yet: y | |\n")).collect();
    let functions = BTreeSet::from(["a03_it_holds_so".to_owned()]);
    assert_eq!(faults(&text, &functions), ["A-03 does not name a03_it_holds_so"]);
    text = text.replace("| A-03 | x | not yet: y | |", "| A-03 | x | `a03_it_holds_so` | |");
    assert_eq!(faults(&text, &functions), Vec::<String>::new());
    let wrong = text.replace("| A-04 | x | not yet: y | |", "| A-04 | x | `a04_it_never_was` | |");
    assert_eq!(faults(&wrong, &functions), ["A-04: there is no a04_it_never_was"]);
    assert_eq!(faults(&text.replace("| A-05 | x | not yet: y | |\n", ""), &functions), ["A-05 is missing"]);
    assert_eq!(faults(&text.replace("| A-06 | x | not yet: y | |", "| A-06 | x | later | |"), &functions).len(), 1);
}

#[test]
fn the_list_of_owasp_s_requirements_names_tests_that_there_are_and_says_of_each_how_it_stands() {
    let (text, functions) = (read("docs/asvs.md"), all_functions());
    let missing: Vec<&str> = named(&text).filter(|name| !functions.contains(*name)).collect();
    assert_eq!(missing, Vec::<&str>::new());
    let table = rows(&text, "V");
    let ids: BTreeSet<&str> = table.iter().map(|(id, _)| *id).collect();
    assert_eq!((table.len(), ids.len()), (226, 226), "a requirement is missing or comes twice");
    let mut tally = BTreeMap::<(&str, &str), usize>::new();
    for (id, cells) in &table {
        assert!(["met", "not met", "not met yet", "not applicable"].contains(&cells[3]), "{id}: {}", cells[3]);
        assert!(!cells[4].is_empty(), "{id} does not say how");
        *tally.entry((cells[1], cells[3])).or_default() += 1;
    }
    let told = |row: &str| -> Vec<usize> {
        let cells = rows(&text, row).remove(0).1;
        cells[1..].iter().filter_map(|cell| cell.parse().ok()).collect()
    };
    let states = ["met", "not met", "not met yet", "not applicable"];
    let of = |levels: &[&str]| {
        states.map(|state| levels.iter().filter_map(|level| tally.get(&(*level, state))).sum::<usize>())
    };
    assert_eq!(told("level 1"), of(&["1"]), "the sum is not that of the list");
    assert_eq!(told("all"), of(&["1", "2", "3"]), "the sum is not that of the list");
}
