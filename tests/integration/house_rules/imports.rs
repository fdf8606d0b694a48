//! Imports point downward only.

use super::{File, code, files, holds};

/// The role modules, which never import one another.
const ROLES: [&str; 7] = ["public", "publisher", "advertiser", "network", "admin", "me", "api"];

/// What puts the portal together or runs it; nothing below may know of it.
const TOP: [&str; 7] = ["app", "serve", "greet", "demo", "worker", "cluster", "main"];

/// Modules of the crate that a file names: `crate::form::…`, `crate::{a, b::c}`.
fn imported(file: &File) -> Vec<String> {
    let text: String = code(file).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        // `$crate::` in a macro and `inset_crate::` are other words.
        if text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
            continue;
        }
        let rest = &text[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(first_names(group)),
            None => found.push(name(rest)),
        }
    }
    found
}

fn name(text: &str) -> String {
    text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
}

/// The first name of each entry of a group, up to the brace that ends it.
fn first_names(group: &str) -> Vec<String> {
    let (mut depth, mut entry, mut entries) = (0, String::new(), Vec::new());
    for character in group.chars() {
        match character {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => entries.push(std::mem::take(&mut entry)),
            _ => entry.push(character),
        }
    }
    entries.push(entry);
    entries.iter().map(|entry| name(entry.trim())).filter(|name| !name.is_empty()).collect()
}

/// The module a file of the portal belongs to.
fn module(path: &str) -> &str {
    let below = path.strip_prefix("src/").unwrap_or(path);
    let first = below.split('/').next().unwrap_or(below);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// Imports that point sideways or upward.
fn upward(file: &File) -> Vec<String> {
    let own = module(&file.path);
    if matches!(own, "domain" | "store" | "lib") {
        return Vec::new();
    }
    let is_top = TOP.contains(&own);
    let allowed = |target: &str| {
        if ROLES.contains(&target) {
            // Role modules are known to themselves and to `app` alone.
            target == own || own == "app"
        } else if TOP.contains(&target) {
            is_top
        } else if target == "shared" {
            // Pages that two roles share; the demo tells them with the same words.
            ROLES.contains(&own) || is_top || own == "shared"
        } else {
            true
        }
    };
    imported(file)
        .into_iter()
        .filter(|target| !allowed(target))
        .map(|target| format!("imports crate::{target}"))
        .collect()
}

/// A way up that the rule above would not see.
fn climbs(file: &File) -> Vec<String> {
    code(file)
        .filter(|line| line.contains("super::super::"))
        .map(|line| format!("climbs twice: {}", line.trim()))
        .collect()
}

/// Packages below know nothing of those above, not even as text.
fn knows_above(file: &File) -> Vec<String> {
    let above: &[&str] = if file.path.starts_with("src/domain/") {
        &["inset_store", "inset::", "diesel", "actix_web", "tokio"]
    } else if file.path.starts_with("src/store/") {
        &["inset::", "actix_web", "tera::"]
    } else {
        &[]
    };
    code(file)
        .filter_map(|line| above.iter().find(|word| line.contains(**word)))
        .map(|word| format!("knows {word}"))
        .collect()
}

#[test]
fn imports_point_downward_only() {
    let sources = files("src", ".rs");
    holds(&sources, upward);
    holds(&sources, climbs);
    holds(&sources, knows_above);
}

#[test]
fn an_import_that_points_elsewhere_is_found() {
    let found = |path: &str, text: &str| upward(&File::new(path, text));
    assert_eq!(found("src/publisher/home.rs", "use crate::advertiser::Advertiser;"), ["imports crate::advertiser"]);
    assert_eq!(found("src/publisher/home.rs", "use crate::{form::{A, B}, admin};"), ["imports crate::admin"]);
    assert_eq!(found("src/web/guard.rs", "fn a() { crate::public::area(); }"), ["imports crate::public"]);
    assert_eq!(found("src/mail/mod.rs", "use crate::worker::Worker;"), ["imports crate::worker"]);
    assert_eq!(found("src/form.rs", "use crate::shared::payout;"), ["imports crate::shared"]);
    assert_eq!(found("src/shared/payout.rs", "use crate::publisher::Publisher;"), ["imports crate::publisher"]);
    assert_eq!(found("src/worker/mod.rs", "use crate::admin;"), ["imports crate::admin"]);
    assert!(found("src/app.rs", "use crate::{admin, web::{Area, Site}, public};").is_empty());
    assert!(found("src/publisher/home.rs", "use crate::shared::agreement;\n// crate::admin").is_empty());
    assert_eq!(climbs(&File::new("src/a/b/c.rs", "use super::super::d;")).len(), 1);
    assert_eq!(knows_above(&File::new("src/domain/a.rs", "use inset_store::Db;")), ["knows inset_store"]);
    assert_eq!(knows_above(&File::new("src/store/a.rs", "use actix_web::web;")), ["knows actix_web"]);
}
