//! Every page is in a gallery, and every gallery is walked by the test of all pages.

use super::{File, code, files};

/// `impl Page for X` without a `with::<…X>()`, and areas whose gallery the test of pages does not walk.
fn unseen(sources: &[File], test_of_pages: &str) -> Vec<String> {
    let all: Vec<&str> = sources.iter().flat_map(code).collect();
    let is_shown = |page: &str| {
        let ends = [format!("::{page}>()"), format!("with::<{page}>()")];
        all.iter().any(|line| ends.iter().any(|end| line.contains(end))) || test_of_pages.contains(&ends[1])
    };
    let pages = sources.iter().flat_map(|file| code(file).map(move |line| (file, line)));
    // A fragment is private to its page and shown by it; what a macro makes is named where the macro is called.
    let is_public = |file: &File, page: &str| code(file).any(|line| line.contains(&format!("pub struct {page} ")));
    let pages =
        pages.filter_map(|(file, line)| Some((file, line.split_once("impl Page for ")?.1.trim_end_matches(" {"))));
    let mut faults: Vec<String> = pages
        .filter(|(file, page)| is_public(file, page) && !page.starts_with('$') && !is_shown(page))
        .map(|(file, page)| format!("{}: {page} is in no gallery", file.path))
        .collect();
    for file in sources.iter().filter(|file| code(file).any(|line| line.starts_with("pub fn gallery()"))) {
        let module = file.path.trim_start_matches("src/").trim_end_matches("/mod.rs").replace('/', "::");
        if !test_of_pages.contains(&format!("inset::{module}::gallery()")) {
            faults.push(format!("{}: its gallery is not walked", file.path));
        }
    }
    faults
}

#[test]
fn every_page_is_in_a_gallery_that_is_walked() {
    let tests = files("tests/integration", "pages.rs");
    let walked = tests.iter().find(|file| file.path == "tests/integration/pages.rs").expect("the test of pages");
    // The page of components is development's own and is shown by its route.
    let sources: Vec<File> = files("src", ".rs").into_iter().filter(|file| file.path != "src/public/dev.rs").collect();
    assert_eq!(unseen(&sources, &walked.text), Vec::<String>::new());

    let page = File::new("src/publisher/a.rs", "pub struct APage {}\nimpl Page for APage {");
    let gallery = File::new("src/publisher/mod.rs", "pub fn gallery() -> Gallery {\n    .with::<b::BPage>()");
    let faults = unseen(&[page, gallery], "");
    assert_eq!(
        faults,
        ["src/publisher/a.rs: APage is in no gallery", "src/publisher/mod.rs: its gallery is not walked"]
    );
}
