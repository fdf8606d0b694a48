//! The order's grid: many lines, pasted texts, and numbers as people write them.

use super::scene::{self, HEADER};
use super::{came_back, everything, no_panic, portal};
use crate::harness::{Client, FormOnPage};

/// A form with this many lines, each as good as the first.
fn with_lines(form: &FormOnPage, count: usize) -> String {
    let mut form = form.clone();
    form.0.retain(|name, _| !name.starts_with("line."));
    for index in 0..count {
        for (name, value) in
            [("name", "Strips"), ("format", "strip"), ("rate_type", "CPM"), ("rate", "4.25"), ("quantity", "1000")]
        {
            form.0.insert(format!("line.{index}.{name}"), value.to_owned());
        }
    }
    form.body(&[])
}

async fn draft(ann: &Client) -> String {
    let new = "/advertiser/orders/new";
    ann.fill(new, new, HEADER).await.goes_to().to_owned()
}

#[tokio::test]
async fn five_hundred_lines_are_saved_and_one_more_is_too_many() {
    let portal = portal().await;
    let ann = portal.member("advertiser", "Halden", "Ann Ek").await;
    let lines = draft(&ann).await;
    let form = ann.form(&lines, &lines).await;
    for count in [501, 10_000] {
        let before = everything(&portal).await;
        let answer = ann.post_body(&lines, with_lines(&form, count)).await;
        assert_eq!(answer.status, 413, "{count} lines");
        assert!(answer.texts("title").concat().starts_with("Error: "));
        assert!(answer.body.contains("1 MB of text and 500 lines"), "the bounds are not said");
        assert!(answer.body.contains("Back button"), "it does not say how to get back");
        assert_eq!(everything(&portal).await, before);
    }
    ann.post_body(&lines, with_lines(&form, 500)).await.goes_to();
    assert_eq!(portal.scalar("SELECT count(*) FROM order_lines").await, "500");
    assert_eq!(portal.scalar("SELECT total_minor FROM orders").await, "212500");
    no_panic();
}

#[tokio::test]
async fn a_pasted_sheet_is_read_as_far_as_it_goes_and_the_rest_stays_in_the_box() {
    let portal = portal().await;
    let ann = portal.member("advertiser", "Halden", "Ann Ek").await;
    let lines = draft(&ann).await;
    let before = everything(&portal).await;
    let paste = |text: String| {
        let (ann, lines) = (ann.clone(), lines.clone());
        async move {
            let form = ann.form(&lines, &lines).await;
            ann.post_body(&lines, form.body(&[("step", "paste"), ("paste", &text)])).await
        }
    };
    let sheet: String = (1..=10_000).map(|row| format!("Row {row}\tstrip\tCPM\t4.25\t1000\n")).collect();
    let answer = paste(sheet).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.texts("tbody .grid-more").len(), 500);
    assert!(answer.body.contains("500 lines were read"), "{:?}", answer.texts(".notice li"));
    let left = &FormOnPage::on(&answer.body, &lines, &lines).expect("the form").0["paste"];
    assert!(
        left.starts_with("Row 501\t") && left.trim_end().ends_with("Row 10000\tstrip\tCPM\t4.25\t1000"),
        "the rest is lost"
    );
    for odd in ["no columns at all", "\0\u{202E}\t\t\t", "<script>alert(1)</script>", "\"\"\"\"", ",,,,,,,,\n;;;;;;\n"]
    {
        let answer = paste(odd.to_owned()).await;
        assert_eq!(answer.status, 200, "{odd:?}");
        super::is_inert(&answer, odd);
    }
    let answer = paste("no columns at all".into()).await;
    assert!(answer.body.contains("No line was understood"));
    let left = &FormOnPage::on(&answer.body, &lines, &lines).expect("the form").0["paste"];
    assert_eq!(left.trim(), "no columns at all", "what was typed is gone");
    let many = paste("x\n".repeat(30_000)).await;
    assert!(
        many.texts(".notice li").len() < 30 && many.body.contains("29,980 more"),
        "{:?}",
        many.texts(".notice li").last()
    );
    assert_eq!(everything(&portal).await, before, "a paste was saved");
    no_panic();
}

#[tokio::test]
async fn an_index_that_no_grid_has_is_refused() {
    let portal = portal().await;
    let ann = portal.member("advertiser", "Halden", "Ann Ek").await;
    let lines = draft(&ann).await;
    let form = ann.form(&lines, &lines).await;
    let before = everything(&portal).await;
    for index in ["18446744073709551615", "18446744073709551614", "100000000000"] {
        for step in ["add", "paste", "update", ""] {
            let name = format!("line.{index}.name");
            let body = form.body(&[(name.as_str(), "x"), ("step", step), ("paste", "a\tstrip\tCPM\t1\t1")]);
            let answer = ann.post_body(&lines, body).await;
            assert_eq!(answer.status, 422, "{index} with {step:?}");
        }
    }
    assert_eq!(everything(&portal).await, before);
    no_panic();
}

#[tokio::test]
async fn numbers_are_read_as_people_write_them_or_asked_about() {
    let portal = portal().await;
    let ann = portal.member("advertiser", "Halden", "Ann Ek").await;
    let order = scene::order(&ann, "Boots").await;
    let (header, lines) = (format!("{order}/header"), format!("{order}/lines"));
    for (typed, minor) in [
        ("1 234,50", "123450"),
        ("1'234.50", "123450"),
        ("1’234.50", "123450"),
        ("1.234,50", "123450"),
        ("1,234.50", "123450"),
        ("  1234.5  ", "123450"),
        ("1\u{A0}234,50", "123450"),
        ("1\u{202F}234,50", "123450"),
        ("１２３４.５０", "123450"),
        ("€ 1,234.50", "123450"),
        ("1234.50 EUR", "123450"),
        ("0", "0"),
    ] {
        ann.fill(&header, &header, &[("budget", typed)]).await.goes_to();
        let found = "SELECT budget_minor FROM order_revisions ORDER BY revision DESC LIMIT 1";
        assert_eq!(portal.scalar(found).await, minor, "{typed}");
    }
    let before = everything(&portal).await;
    for (typed, words) in [
        ("1,234", "Write 1234 or 1.23"),
        ("1.234", "Write 1234 or 1.23"),
        ("-5", "zero or more"),
        ("−5", "zero or more"),
        ("1e3", "in figures"),
        ("NaN", "in figures"),
        ("inf", "in figures"),
        ("0x10", "in figures"),
        ("1,23,456", "in figures"),
        ("1.2.3,4,5", "in figures"),
        ("12EUR34", "in figures"),
        ("USD 12", "in EUR"),
        ("$ 12", "in EUR"),
        ("12.345678", "at most 2 decimals"),
        ("99999999999999999999", "smaller amount"),
        ("٣٤", "in figures"),
    ] {
        let answer = ann.fill(&header, &header, &[("budget", typed)]).await;
        assert_eq!(came_back(&answer, typed), ["budget"], "{typed}");
        assert!(answer.errors()[0].contains(words), "{typed}: {:?}", answer.errors());
    }
    for (field, typed, words) in [
        ("rate", "1,234", "Write 1234 or 1.234"),
        ("rate", "-1", "zero or more"),
        ("rate", "1e9", "in figures"),
        ("rate", "1.2345678", "at most 6 decimals"),
        ("rate", "9999999999999", "smaller number"),
        ("quantity", "1.5", "whole number"),
        ("quantity", "1000000000001", "smaller number"),
        ("quantity", "many", "in figures"),
        ("cap", "1001", "between 1 and 1,000"),
        ("cap", "-1", "between 1 and 1,000"),
        ("countries", "Norway", "two-letter codes"),
        ("start", "01/02/2027", "year-month-day"),
        ("end", "2027-02-30", "year-month-day"),
        ("end", "2026-01-01", "on or after"),
    ] {
        let name = format!("line.0.{field}");
        let answer = ann.fill(&lines, &lines, &[(name.as_str(), typed), ("line.0.cap_interval", "day")]).await;
        assert!(came_back(&answer, typed).contains(&name), "{field} {typed}: {:?}", answer.errors());
        assert!(answer.errors().iter().any(|error| error.contains(words)), "{field} {typed}: {:?}", answer.errors());
    }
    assert_eq!(everything(&portal).await, before, "something was written");
    no_panic();
}

#[tokio::test]
async fn a_saved_rate_or_amount_is_saved_again_unchanged() {
    let portal = portal().await;
    let ann = portal.member("advertiser", "Halden", "Ann Ek").await;
    let order = scene::order(&ann, "Boots").await;
    let (header, lines) = (format!("{order}/header"), format!("{order}/lines"));
    for rate in ["1.2340", "0.125", "1.2345", "999.9990", "4.25"] {
        ann.fill(&lines, &lines, &[("line.0.rate", rate)]).await.goes_to();
        let saved = portal.scalar("SELECT rate FROM order_lines").await;
        ann.fill(&lines, &lines, &[]).await.goes_to();
        assert_eq!(portal.scalar("SELECT rate FROM order_lines").await, saved, "{rate}");
    }
    ann.fill(&header, &header, &[("currency", "KWD"), ("budget", "250.500")]).await.goes_to();
    ann.fill(&header, &header, &[]).await.goes_to();
    assert_eq!(portal.scalar("SELECT budget_minor FROM order_revisions").await, "250500");
    no_panic();
}

#[tokio::test]
async fn lines_that_cost_more_than_an_order_can_hold_are_refused() {
    let portal = portal().await;
    let ann = portal.member("advertiser", "Halden", "Ann Ek").await;
    let lines = draft(&ann).await;
    let mut form = ann.form(&lines, &lines).await;
    for index in 0..3 {
        for (name, value) in [
            ("name", "Clicks"),
            ("format", "strip"),
            ("rate_type", "CPC"),
            ("rate", "60000"),
            ("quantity", "1000000000000"),
        ] {
            form.0.insert(format!("line.{index}.{name}"), value.to_owned());
        }
    }
    let before = everything(&portal).await;
    let answer = ann.post_body(&lines, form.body(&[])).await;
    came_back(&answer, "three huge lines");
    assert_eq!(everything(&portal).await, before);
    no_panic();
}
