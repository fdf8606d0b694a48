//! Every page renders from its samples, with a label for each field, unique ids and one first heading.

use inset::config::Config;
use inset::page::Gallery;
use inset::web::faults::{ErrorPage, bare_shell};
use inset::web::site::Shared;
use scraper::{Html, Selector};
use std::collections::HashSet;

fn galleries() -> Vec<Gallery> {
    vec![
        Gallery::default().with::<ErrorPage>(),
        inset::public::gallery(),
        inset::shared::gallery(),
        inset::publisher::gallery(),
        inset::advertiser::gallery(),
        inset::network::gallery(),
        inset::admin::gallery(),
        inset::me::gallery(),
    ]
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("a selector")
}

#[test]
fn every_sample_renders_into_a_sound_page() {
    let config = Config::read(|name| (name == "INSET_MODE").then(|| "development".into())).expect("settings");
    let shared = Shared::load(config.clone()).expect("templates");
    let templates = shared.looks.now().templates;
    let mut faults = Vec::new();
    for sample in galleries().into_iter().flat_map(|gallery| gallery.0) {
        let shell = bare_shell(&config, &sample.title, "/");
        match templates.render(sample.template, &shell, &sample.page) {
            Ok(html) => faults.extend(check(&html).into_iter().map(|fault| format!("{}: {fault}", sample.name))),
            Err(error) => faults.push(format!("{}: {error:#}", sample.name)),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn check(html: &str) -> Vec<String> {
    let html = Html::parse_document(html);
    let mut faults = Vec::new();
    if html.select(&selector("h1")).count() != 1 {
        faults.push("it has not one first heading".to_owned());
    }
    let mut ids = HashSet::new();
    for element in html.select(&selector("[id]")) {
        let id = element.value().attr("id").unwrap_or("");
        if !ids.insert(id.to_owned()) {
            faults.push(format!("the id {id} is twice"));
        }
    }
    let labels: HashSet<&str> = html.select(&selector("label[for]")).filter_map(|it| it.value().attr("for")).collect();
    for field in html.select(&selector("input, select, textarea")) {
        let value = field.value();
        let silent = matches!(value.attr("type"), Some("hidden")) || value.attr("aria-hidden").is_some();
        let named = value.attr("id").is_some_and(|id| labels.contains(id)) || value.attr("aria-label").is_some();
        if !silent && !named {
            faults.push(format!("the field {:?} has no label", value.attr("name")));
        }
        if value.attr("type") == Some("number") {
            faults.push("type=number is for nothing here".to_owned());
        }
    }
    if html.select(&selector("[style], script:not([src])")).next().is_some() {
        faults.push("it has inline style or script".to_owned());
    }
    faults
}
