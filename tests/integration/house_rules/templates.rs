//! Templates: nothing inline, nothing unused.

use super::{File, files, holds};

/// Mail programs know no stylesheets of ours, so letters style their elements one by one.
fn is_mail(path: &str) -> bool {
    path.starts_with("templates/mail/") || path.starts_with("templates/mail_base")
}

/// Style or script that the content security policy would ignore.
fn inline(file: &File) -> Vec<String> {
    if is_mail(&file.path) {
        return Vec::new();
    }
    let mut faults: Vec<String> = [" style=\"", "<style", "<script>", "javascript:"]
        .iter()
        .filter(|word| file.text.contains(**word))
        .map(|word| format!("it has {}", word.trim()))
        .collect();
    for (at, _) in file.text.match_indices(" on") {
        let handler: String = file.text[at + 3..].chars().take_while(char::is_ascii_lowercase).collect();
        if !handler.is_empty() && file.text[at + 3 + handler.len()..].starts_with("=\"") {
            faults.push(format!("it has on{handler}"));
        }
    }
    faults
}

#[test]
fn templates_have_no_inline_style_or_script() {
    holds(&files("templates", ".html"), inline);
    let found = |text: &str| inline(&File::new("templates/a.html", text));
    assert_eq!(found("<p style=\"color: red\">"), ["it has style=\""]);
    assert_eq!(found("<p onclick=\"go()\">"), ["it has onclick"]);
    assert_eq!(found("<script>go()</script>"), ["it has <script>"]);
    assert!(found("<script src=\"/a.js\"></script> on time").is_empty());
}

/// Links to other sites that are not made by the component which marks them (P17).
fn leaves_unmarked(file: &File) -> Vec<String> {
    if is_mail(&file.path) {
        return Vec::new();
    }
    let links = file.text.match_indices("href=\"http").chain(file.text.match_indices("target=\"_blank"));
    links.map(|(_, link)| format!("it has {link} outside link_out")).collect()
}

#[test]
fn links_that_leave_are_made_by_their_component() {
    let ours = |file: &File| file.path != "templates/dev/components.html";
    let templates: Vec<File> = files("templates", ".html").into_iter().filter(ours).collect();
    holds(&templates, leaves_unmarked);
    assert!(templates.iter().any(|file| file.text.contains("{% component link_out(")), "the component is gone");
    assert_eq!(leaves_unmarked(&File::new("templates/a.html", "<a href=\"https://example.org\">")).len(), 1);
}

/// Templates that no page, letter or other template names.
fn unused(templates: &[File], sources: &[File]) -> Vec<String> {
    let short = |file: &File| file.path.trim_start_matches("templates/").to_owned();
    let names = |file: &File, wanted: &str| file.text.contains(&format!("\"{wanted}\""));
    templates
        .iter()
        // Component files are used through their components, which have a rule of their own.
        .filter(|file| !file.path.starts_with("templates/components/"))
        .filter(|file| {
            let wanted = short(file);
            !sources.iter().any(|source| names(source, &wanted))
                && !templates.iter().any(|other| other.path != file.path && names(other, &wanted))
        })
        .map(short)
        .collect()
}

/// Components that no template calls, as `<name …>` or `name(…)`.
fn unused_components(templates: &[File]) -> Vec<String> {
    let mut unused = Vec::new();
    for file in templates {
        for part in file.text.split("{% component ").skip(1) {
            let name: String = part.chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect();
            let is_called =
                |other: &File| [" ", "/", ">", "\n"].iter().any(|end| other.text.contains(&format!("<{name}{end}")));
            if !templates.iter().any(is_called) {
                unused.push(format!("{}: {name}", file.path));
            }
        }
    }
    unused
}

#[test]
fn every_template_and_component_is_used() {
    let templates: Vec<File> = files("templates", ".html").into_iter().chain(files("templates", ".txt")).collect();
    assert_eq!(unused(&templates, &files("src", ".rs")), Vec::<String>::new());
    assert_eq!(unused_components(&templates), Vec::<String>::new());
    let lonely = [File::new("templates/a.html", "{% component b(c) %}{% endcomponent b %}")];
    assert_eq!(unused(&lonely, &[]), ["a.html"]);
    assert_eq!(unused_components(&lonely), ["templates/a.html: b"]);
    assert!(unused(&lonely, &[File::new("src/a.rs", "\"a.html\"")]).is_empty());
}
