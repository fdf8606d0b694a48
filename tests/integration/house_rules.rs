//! The rules of the house that no compiler checks. Each is a function from a file to its faults, and each is shown a
//! small bad file, so that a rule that finds nothing is known to look.

mod contrast;
mod imports;
mod pages;
mod templates;

use std::path::{Path, PathBuf};

/// A file of the repository: its path below the root, and its text.
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}

/// Every file below a folder whose name ends so.
pub fn files(folder: &str, ending: &str) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    walk(&root.join(folder), &mut found);
    found.sort();
    let files: Vec<File> = found
        .iter()
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .map(|path| File {
            path: path.strip_prefix(root).expect("it is below the root").to_string_lossy().into_owned(),
            text: std::fs::read_to_string(path).expect("it can be read"),
        })
        .collect();
    assert!(!files.is_empty(), "there is nothing below {folder}: the rule would hold for no reason");
    files
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}

/// Asserts that a rule finds nothing in these files.
#[track_caller]
pub fn holds(files: &[File], rule: impl Fn(&File) -> Vec<String>) {
    let faults: Vec<String> = files
        .iter()
        .flat_map(|file| rule(file).into_iter().map(move |fault| format!("{}: {fault}", file.path)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The code of a file without comments, and without the tests at its end.
pub fn code(file: &File) -> impl Iterator<Item = &str> {
    file.text
        .lines()
        .take_while(|line| !line.trim_start().starts_with("#[cfg(test)]"))
        .filter(|line| !line.trim_start().starts_with("//"))
}

/// Above 400 lines a file says why, in words that begin with "Long because"; what is generated is as long as it is.
fn too_long(file: &File) -> Vec<String> {
    let most = match file.path.rsplit('.').next() {
        Some("rs") => 400,
        Some("html") => 200,
        _ => 250,
    };
    let lines = file.text.lines().count();
    let reasoned = file.text.contains("Long because ") || file.text.contains("@generated");
    (lines > most && !reasoned).then(|| format!("{lines} lines without \"Long because …\"")).into_iter().collect()
}

#[test]
fn long_files_say_why() {
    for (folder, ending) in
        [("src", ".rs"), ("tests/integration", ".rs"), ("templates", ".html"), ("static/css", ".css")]
    {
        holds(&files(folder, ending), too_long);
    }
    let long = "x\n".repeat(401);
    assert_eq!(too_long(&File::new("src/a.rs", &long)).len(), 1);
    assert!(too_long(&File::new("src/a.rs", &format!("//! Long because it is one list.\n{long}"))).is_empty());
    assert_eq!(too_long(&File::new("templates/a.html", &long)).len(), 1);
}

/// Names that tell nobody what is inside.
fn vague_name(file: &File) -> Vec<String> {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let vague = ["utils.rs", "util.rs", "helpers.rs", "services.rs", "models.rs", "common.rs", "misc.rs"];
    vague.contains(&name).then(|| "the name tells nobody what is inside".to_owned()).into_iter().collect()
}

#[test]
fn files_are_named_after_what_they_are_about() {
    holds(&files("src", ".rs"), vague_name);
    holds(&files("tests/integration", ".rs"), vague_name);
    assert_eq!(vague_name(&File::new("src/web/helpers.rs", "")).len(), 1);
}

/// What may bring a request down, or was left for later.
fn careless(file: &File) -> Vec<String> {
    let words = [".unwrap()", "panic!(", "todo!(", "unimplemented!(", "#[allow(", "#![allow(", "dbg!("];
    code(file)
        .filter_map(|line| {
            words.iter().find(|word| line.contains(**word)).map(|word| format!("{word} in {}", line.trim()))
        })
        .collect()
}

/// SQL literals in the store, which the database prepares anew at each use: that costs more than running them, so each says
/// why it may (`src/store/fixed.rs` is the way for all others).
fn prepared_anew(file: &File) -> Vec<String> {
    let lines: Vec<&str> = file.text.lines().collect();
    let literal = |line: &str| {
        let code = line.trim_start();
        !code.starts_with("//")
            && ["sql_query(", "dsl::sql(", "dsl::sql::<", "dsl::sql;"].iter().any(|it| code.contains(it))
    };
    let told = |at: usize| lines[at.saturating_sub(3)..at].iter().any(|line| line.contains("// Prepared anew"));
    let found = lines.iter().enumerate().filter(|(at, line)| literal(line) && !told(*at));
    found.map(|(at, line)| format!("line {}: {}", at + 1, line.trim())).collect()
}

#[test]
fn statements_of_the_store_are_prepared_once() {
    holds(&files("src/store", ".rs"), prepared_anew);
    let bad = "fn a() {\n    diesel::sql_query(\"SELECT 1\")\n}\n";
    assert_eq!(prepared_anew(&File::new("src/store/a.rs", bad)).len(), 1);
    let told = bad.replace("    diesel", "    // Prepared anew at each use: it runs once a day.\n    diesel");
    assert!(prepared_anew(&File::new("src/store/a.rs", &told)).is_empty());
}

/// What makes markup, or code, of a text; and what reaches what every object is made from.
fn writes_markup(file: &File) -> Vec<String> {
    let words = [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "createContextualFragment",
        "document.write",
        "DOMParser",
        "srcdoc",
        "eval(",
        "new Function",
        "javascript:",
        "__proto__",
        "setPrototypeOf",
    ];
    words.iter().filter(|word| file.text.contains(**word)).map(|word| format!("it uses {word}")).collect()
}

#[test]
fn scripts_write_texts_and_no_markup() {
    holds(&files("static/js", ".js"), writes_markup);
    assert_eq!(writes_markup(&File::new("static/js/a.js", "row.innerHTML = name;")).len(), 1);
}

/// Words that promise what is not there.
fn left_for_later(file: &File) -> Vec<String> {
    // Spelled in two halves, so that this file does not find itself.
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:"), concat!("coming ", "soon")];
    words.iter().filter(|word| file.text.contains(**word)).map(|word| format!("it says {word}")).collect()
}

#[test]
fn nothing_outside_tests_panics_in_passing_or_allows_a_lint() {
    holds(&files("src", ".rs"), careless);
    let bad = File::new(
        "src/a.rs",
        "fn a() { b().unwrap(); }\n// c().unwrap()\n#[cfg(test)]\nmod t { fn d() { e().unwrap() } }",
    );
    assert_eq!(careless(&bad), [".unwrap() in fn a() { b().unwrap(); }"]);
    assert_eq!(careless(&File::new("src/a.rs", "#[allow(dead_code)]")).len(), 1);
}

#[test]
fn nothing_is_left_for_later() {
    for (folder, ending) in [("src", ""), ("templates", ""), ("static", ""), ("tests/integration", ".rs"), ("bin", "")]
    {
        holds(&files(folder, ending), left_for_later);
    }
    assert_eq!(left_for_later(&File::new("a", concat!("// TO", "DO: more"))).len(), 1);
}
