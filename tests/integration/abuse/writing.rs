//! What is typed stays text wherever it is read: on pages, in mails, in their headers.

use crate::harness::{Client, MailServer, Portal};
use crate::orders::{HEADER, LINE, case_of, complete, send, sign};
use inset::mail::Transport;
use inset::worker::Worker;
use inset_domain::user::StaffRole;
use scraper::{Html, Selector};
use std::collections::BTreeSet;
use std::sync::Arc;

const HOSTILE: &str = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";
const TEMPLATE: &str = "{{ 7 * 7 }}{% if shell %}x{% endif %}{# y #}{{ shell[\"csrf\"] }}";

/// Nothing live that was typed: no script of another's, no handler, no frame, no link that runs.
#[track_caller]
fn is_inert(body: &str, what: &str) {
    let html = Html::parse_document(body);
    for element in html.tree.values().filter_map(scraper::Node::as_element) {
        let live = element.attrs().find(|(name, value)| {
            let value = value.trim().to_lowercase();
            name.starts_with("on") || value.starts_with("javascript:") || value.starts_with("data:text/html")
        });
        assert!(live.is_none(), "{what}: {live:?}");
    }
    let css =
        Selector::parse("script:not([src^='/static/']), iframe, object, embed, img[src=x], base, meta[http-equiv]");
    let found = html.select(&css.expect("a selector")).next().map(|element| element.html());
    assert_eq!(found, None, "{what}");
}

/// Every page that a person reaches by links from where they begin.
async fn every_page(person: &Client, begin: &[&str]) -> Vec<(String, String)> {
    let mut waiting: Vec<String> = begin.iter().map(|path| (*path).to_owned()).collect();
    let (mut seen, mut pages): (BTreeSet<String>, Vec<(String, String)>) =
        (waiting.iter().cloned().collect(), Vec::new());
    while let Some(path) = waiting.pop() {
        let answer = person.get(&path).await;
        assert!(answer.status < 500, "{path}");
        for link in answer.links("a[href^='/']") {
            let link = link.split('#').next().unwrap_or_default().to_owned();
            if !link.starts_with("/static") && seen.insert(link.clone()) {
                waiting.push(link);
            }
        }
        if let Some(place) = answer.location.clone().filter(|place| seen.insert(place.clone())) {
            waiting.push(place);
        }
        // A file is saved and never shown, so what is in it may look like markup.
        let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if header("content-disposition").starts_with("attachment") {
            assert!(header("content-type").starts_with("text/csv"), "{path} is a file of another kind");
            assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
            continue;
        }
        pages.push((path, answer.body));
    }
    pages
}

/// A company, a person, an order, a message, an inquiry and a testimonial that all say `words`; gives the advertiser.
async fn say_everywhere(portal: &Portal, words: &str) -> Client {
    let page = "/sign-up/advertiser";
    let email = "ida.holm@halden.example";
    let fields = [("company", words), ("full_name", words), ("email", email), ("age", "yes"), ("terms", "yes")];
    portal.browser().fill(page, page, &fields).await.goes_to();
    let link = portal.link(email, "Welcome").await;
    portal.browser().fill(&link, &link, &[("password", crate::harness::PASSWORD)]).await.goes_to();
    let ida = portal.known(email).await;
    complete(&ida).await;
    ida.fill(
        "/advertiser/company",
        "/advertiser/company",
        &[("legal_name", words), ("trading_name", words), ("city", words)],
    )
    .await
    .goes_to();
    let new = "/advertiser/orders/new";
    let header = [&HEADER[..], &[("name", words), ("brand", words), ("primary_full_name", words)]].concat();
    let lines = ida.fill(new, new, &header).await.goes_to().to_owned();
    ida.fill(&lines, &lines, &[&LINE[..], &[("line.0.name", words)]].concat()).await.goes_to();
    let order = lines.trim_end_matches("/lines").to_owned();
    sign(&ida, &order, words).await;
    send(&ida, &order).await;
    let messages = format!("{order}/messages");
    ida.fill(&messages, &messages, &[("body", words)]).await.goes_to();
    let inquiry =
        [("kind", "question"), ("full_name", words), ("email", "bo@lund.example"), ("body", words), ("age", "yes")];
    portal.browser().fill("/contact", "/contact", &inquiry).await.goes_to();
    ida
}

#[tokio::test]
async fn a48_what_an_applicant_types_is_text_to_staff_to_others_and_in_mails() {
    let portal = Portal::start().await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let ida = say_everywhere(&portal, HOSTILE).await;
    let mut said = 0;
    for (who, person, begin) in [
        (
            "staff",
            &ada,
            &["/admin/queue", "/admin/accounts", "/admin/orders", "/admin/inquiries", "/admin/audit", "/admin/mail"][..],
        ),
        ("advertiser", &ida, &["/advertiser", "/account"]),
    ] {
        let pages = every_page(person, begin).await;
        assert!(pages.len() > 12, "{who} reaches only {} pages", pages.len());
        for (path, body) in pages {
            said += usize::from(body.contains("&lt;script&gt;"));
            is_inert(&body, &format!("{who} at {path}"));
        }
    }
    assert!(said > 12, "only {said} pages show what was typed, so this proves little");
    let mails = portal.mails().await;
    assert!(mails.iter().any(|mail| mail.html.contains("&lt;script&gt;")), "no mail says what was typed");
    for mail in mails {
        is_inert(&mail.html, &mail.subject);
    }
}

#[tokio::test]
async fn a49_what_looks_like_a_template_stays_as_it_was_typed() {
    let portal = Portal::start().await;
    let rosa = portal.staff("Rosa Vidal", StaffRole::Reviewer).await;
    let ida = say_everywhere(&portal, TEMPLATE).await;
    assert_eq!(ida.form("/account", "/account").await.0["full_name"], TEMPLATE);
    let case = case_of(&rosa, TEMPLATE).await;
    let shown = rosa.get(&case).await.texts("main").join(" ");
    assert!(shown.contains("{{ 7 * 7 }}") && shown.contains("{# y #}"), "{shown}");
    let mails = portal.mails().await;
    let naming: Vec<_> = mails.iter().filter(|mail| mail.text.contains("{{ 7 * 7 }}")).collect();
    assert!(naming.len() > 2, "only {} mails say what was typed", naming.len());
    for mail in mails {
        assert!(!mail.text.contains("49x") && !mail.subject.contains("49x") && !mail.html.contains("49x"));
    }
}

#[tokio::test]
async fn a51_no_name_or_address_adds_a_header_or_a_recipient_to_a_mail() {
    let (portal, server) = (Portal::start().await, MailServer::start());
    portal.staff("Sami Haddad", StaffRole::Support).await;
    let base = [
        "Bcc: eve@evil.example",
        "\r\nBcc: eve@evil.example",
        "x\nSubject: owned",
        "x\r\n\r\nbody",
        "x\u{2028}Bcc: a@b.example",
        "a, eve@evil.example",
    ];
    let mut taken = 0;
    for (number, words) in base.into_iter().enumerate() {
        let browser = Client::at(&portal.base, [127, 6, 0, u8::try_from(number).expect("few") + 1]);
        for (field, value) in [
            ("full_name", words.to_owned()),
            ("email", format!("bo@lund.example{words}")),
            ("company", words.to_owned()),
        ] {
            let page = "/sign-up/publisher";
            let email = format!("bo{number}{field}@lund.example");
            let mut fields = vec![
                ("company", "Lund"),
                ("full_name", "Bo Lund"),
                ("email", email.as_str()),
                ("age", "yes"),
                ("terms", "yes"),
            ];
            fields.push((field, value.as_str()));
            let answer = browser.fill(page, page, &fields).await;
            assert!([303, 422].contains(&answer.status), "{field} {value:?}: {}", answer.status);
            taken += usize::from(answer.status == 303);
        }
        let inquiry =
            [("full_name", words), ("email", "bo@lund.example"), ("body", words), ("company", words), ("age", "yes")];
        let answer = browser.fill("/contact", "/contact", &inquiry).await;
        taken += usize::from(answer.status == 303);
    }
    assert!(taken > 3, "nearly everything is refused, so no mail tells anything");
    let url = server.url.clone().into();
    let transport = Transport::new(Some(&url), &portal.parts.shared.config.data_dir).expect("a mail server");
    let worker = Worker { shared: Arc::clone(&portal.parts.shared), db: portal.db.clone(), transport };
    worker.drain().await.expect("delivered");
    let recipients = portal.scalar("SELECT string_agg(DISTINCT recipient_email, ' ') FROM outbox").await;
    assert!(!recipients.contains("evil.example"), "{recipients}");
    let received = server.received();
    assert!(received.len() > 3);
    for mail in received {
        let head = mail.text.split("\r\n\r\n").next().expect("a head");
        assert!(!mail.to.contains("evil.example"), "{head}");
        let names: Vec<&str> = head
            .lines()
            .filter(|line| !line.starts_with([' ', '\t']))
            .filter_map(|line| line.split(':').next())
            .collect();
        let distinct: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(distinct.len(), names.len(), "a header comes twice: {head}");
        let known = [
            "Message-ID",
            "Date",
            "From",
            "To",
            "Subject",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding",
        ];
        assert!(distinct.iter().all(|name| known.contains(name)), "{head}");
        let to = head.lines().find(|line| line.starts_with("To: ")).expect("a recipient");
        assert_eq!(to.matches('<').count().max(1), 1, "{to}");
    }
}
