//! What the privacy policy promises, seen from whoever would break it.

use super::loads_only_our_own;
use crate::harness::{Client, Portal};
use crate::orders::{begin, complete};
use inset_domain::mailing::UnsubscribeLink;
use inset_store::mail_law::unsubscribe_token;
use std::collections::BTreeSet;

/// Every address that a person reaches by links, with its page.
async fn walk(person: &Client, begin: &str) -> Vec<(String, crate::harness::Answer)> {
    let (mut waiting, mut seen, mut pages) = (vec![begin.to_owned()], BTreeSet::from([begin.to_owned()]), Vec::new());
    while let Some(path) = waiting.pop() {
        let answer = person.get(&path).await;
        for link in answer.links("a[href^='/']") {
            let link = link.split('#').next().unwrap_or_default().to_owned();
            if !link.starts_with("/static") && seen.insert(link.clone()) {
                waiting.push(link);
            }
        }
        if answer.headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
            pages.push((path, answer));
        }
    }
    pages
}

#[tokio::test]
async fn a87_no_page_and_no_mail_calls_on_another_host_or_counts_who_reads() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    complete(&ida).await;
    begin(&ida).await;
    let mut pages = walk(&portal.browser(), "/").await;
    pages.extend(walk(&ida, "/advertiser").await);
    assert!(pages.len() > 30, "only {} pages are reached", pages.len());
    for (path, page) in &pages {
        loads_only_our_own(page, path);
        let policy = page.headers["content-security-policy"].to_str().expect("text");
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("http") && !policy.contains('*'),
            "{path}: {policy}"
        );
    }
    let mails = portal.mails().await;
    assert!(!mails.is_empty());
    for mail in mails {
        for thing in ["<img", "<link", "<script", "url(", "background=", "<iframe", "<video"] {
            assert!(!mail.html.contains(thing), "{} has {thing}", mail.subject);
        }
    }
}

#[tokio::test]
async fn a81_a_link_takes_its_own_reader_off_by_a_post_alone_and_service_mail_goes_on() {
    let portal = Portal::start().await;
    let wants = "SELECT string_agg(u.full_name, ' ' ORDER BY u.full_name) FROM users u WHERE
        (SELECT c.granted FROM consents c WHERE c.user_id = u.id AND c.purpose = 'optional_mail' ORDER BY c.given_at DESC, c.id DESC LIMIT 1)";
    for (company, name) in [("Halden", "Ida Holm"), ("Tarn", "Bo Ny")] {
        let person = portal.member("advertiser", company, name).await;
        person.fill("/account/mail", "/account/mail", &[("optional_mail", "yes")]).await.goes_to();
    }
    let token = async |name: &str| {
        let user = portal.scalar(&format!("SELECT id FROM users WHERE full_name = '{name}'")).await;
        let link = UnsubscribeLink { user: user.parse().expect("an id"), at: portal.parts.clock.now() };
        unsubscribe_token(portal.db.vault(), link)
    };
    let (idas, bos) = (token("Ida Holm").await, token("Bo Ny").await);
    let (who, mark) = (bos.split('.').next().expect("a text"), idas.split('.').next_back().expect("a mark"));
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let click = async |token: &str| {
        portal
            .browser()
            .send("POST", &format!("/unsubscribe/{token}"), &form, "List-Unsubscribe=One-Click")
            .await
            .status
    };
    assert_eq!(click(&format!("{who}.{mark}")).await, 404, "a mark of one was good for another");
    // A scanner opens it, with GET and with HEAD.
    for method in ["GET", "HEAD"] {
        portal.browser().send(method, &format!("/unsubscribe/{idas}"), &[], "").await;
    }
    assert_eq!(portal.scalar(wants).await, "Bo Ny Ida Holm");
    assert_eq!(click(&idas).await, 200);
    assert_eq!(portal.scalar(wants).await, "Bo Ny");
    let asked = [("email", "ida.holm@halden.example")];
    portal.browser().fill("/forgot-password", "/forgot-password", &asked).await.goes_to();
    portal.mail("ida.holm@halden.example", "Set a new password").await;
}

#[tokio::test]
async fn a88_whoever_refuses_cookies_reads_writes_to_us_and_is_told_where_one_is_needed() {
    let portal = Portal::start().await;
    let http = [("origin", portal.base.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    // A client that takes no cookie at all: each request stands alone.
    let body = "full_name=Bo+Lund&email=bo%40lund.example&body=When%3F&kind=question&age=yes";
    let sent = portal.browser().send("POST", "/contact", &http, body).await;
    assert!(sent.goes_to().starts_with("/inquiry/received/INQ-"), "{}", sent.goes_to());
    assert_eq!(portal.browser().get(sent.goes_to()).await.status, 200);
    let sign_up = "company=Lund&full_name=Bo+Lund&email=bo%40lund.example&age=yes&terms=yes";
    assert!(portal.browser().send("POST", "/sign-up/publisher", &http, sign_up).await.goes_to().ends_with("/sent"));
    assert!(portal.browser().get("/sign-in").await.body.contains("needs a cookie"), "sign-in does not say so");
    let closed = portal.browser().get("/publisher").await;
    assert_eq!(closed.goes_to(), "/sign-in?back=%2Fpublisher");
}

#[tokio::test]
async fn a89_no_address_of_a_page_names_a_person() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    complete(&ida).await;
    begin(&ida).await;
    let mut pages = walk(&ida, "/advertiser").await;
    let ada = portal.staff("Ada Marsh", inset_domain::user::StaffRole::Admin).await;
    pages.extend(walk(&ada, "/admin/queue").await);
    for (path, page) in &pages {
        let lower = path.to_lowercase();
        for fact in ["ida", "holm", "%40", "@halden", "halden", "980780684", "2079460018"] {
            assert!(!lower.contains(fact), "{path} names {fact}");
        }
        // A form that asks by GET would put what is typed into the address.
        assert!(page.texts("form[method=get] input[type=email], form:not([method]) input").is_empty(), "{path}");
    }
    assert!(pages.len() > 30);
}
