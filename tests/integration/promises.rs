//! The promises of the privacy policy: each that `/privacy` calls kept has a test named after it, which proves it over HTTP.

use crate::harness::{Client, Portal};
use crate::orders::{begin, case_of, complete, send, sign};
use inset_domain::catalogue::PERSONAL;
use inset_domain::user::StaffRole;
use scraper::{Html, Selector};
use std::collections::BTreeSet;

const COMPANY: [(&str, &str); 7] = [
    ("organisation_type", "company"),
    ("legal_name", "Fjord Post AS"),
    ("telephone", "+44 20 7946 0018"),
    ("country", "GB"),
    ("line1", "12 Quay Street"),
    ("city", "London"),
    ("postal_code", "SW1A 1AA"),
];

const PERSON: [(&str, &str); 4] =
    [("job_title", "Editor"), ("telephone", "+44 20 7946 0018"), ("preferred_channel", "email"), ("may_sign", "yes")];

#[tokio::test]
async fn promise_02_data_is_used_for_its_purpose_and_shared_only_when_ticked() {
    let portal = Portal::start().await;
    let page = "/sign-up/publisher";
    let form = portal.browser().form(page, page).await;
    assert!(
        !form.0.contains_key("partner_sharing") && !form.0.contains_key("optional_mail"),
        "a box is ticked already"
    );
    let ann = portal.member("publisher", "Fjord", "Ann Ek").await;
    let granted = "SELECT count(*) FROM consents WHERE granted AND purpose IN ('partner_sharing', 'optional_mail')";
    assert_eq!(portal.scalar(granted).await, "0");
    ann.fill("/account", "/account", &[("partner_sharing", "yes")]).await.goes_to();
    assert_eq!(portal.scalar(granted).await, "1");
    let wording =
        portal.scalar("SELECT wording_version FROM consents WHERE granted AND purpose = 'partner_sharing'").await;
    assert!(!wording.is_empty(), "nobody knows what was agreed to");
    let privacy = portal.browser().get("/privacy").await;
    let shown = privacy.texts("th[scope=row]");
    for entry in PERSONAL {
        assert!(shown.iter().any(|what| what == entry.what), "{} is not shown", entry.what);
    }
}

#[tokio::test]
async fn promise_04_an_inquiry_needs_a_name_and_an_address_and_its_answer_can_invite() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let browser = portal.browser();
    let missing = browser.fill("/inquiry", "/inquiry", &[("age", "yes")]).await;
    assert_eq!((missing.status, missing.errors().len()), (422, 2), "{:?}", missing.errors());
    let fields = [("full_name", "Ann Ek"), ("email", "ann@fjord.example"), ("age", "yes")];
    let received = browser.fill("/inquiry", "/inquiry", &fields).await.goes_to().to_owned();
    assert!(browser.get(&received).await.body.contains("INQ-1001"));
    let page = format!("/admin/inquiries/{}", portal.scalar("SELECT id FROM inquiries").await);
    let answer = [("words", "You are welcome."), ("follows", "publisher")];
    sami.fill(&page, &format!("{page}/answer"), &answer).await.goes_to();
    let mail = portal.mails().await.into_iter().find(|mail| mail.text.contains("invitation=")).expect("an invitation");
    assert_eq!(mail.to, "ann@fjord.example");
    let link = mail.text.split_whitespace().find(|word| word.contains("invitation=")).expect("a link");
    let sign_up = link.trim_start_matches(&portal.base).to_owned();
    let invited = portal.browser().get(&sign_up).await;
    assert!(invited.body.contains("Invited by") && invited.body.contains("INQ-1001 of"), "it does not say on what");
    let form = invited.form(&sign_up, &sign_up);
    assert_eq!((form.0["full_name"].as_str(), form.0["email"].as_str()), ("Ann Ek", "ann@fjord.example"));
    assert_eq!(form.0["company"], "", "a host name is no company's name");
}

#[tokio::test]
async fn promise_05_an_order_names_who_is_told_and_they_are_told_when_it_has_trouble() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let rosa = portal.staff("Rosa Vidal", StaffRole::Reviewer).await;
    let nameless = ida.fill("/advertiser/orders/new", "/advertiser/orders/new", &[("name", "Boots")]).await;
    assert_eq!(nameless.status, 422);
    assert!(nameless.errors().iter().any(|error| error.contains("name")), "{:?}", nameless.errors());
    let order = begin(&ida).await;
    let shown = ida.get(&order).await;
    let asked = shown.texts("li a").join(" ");
    for section in ["Fill in the company: name, street address and telephone", "Fill in the billing profile"] {
        assert!(asked.contains(section), "{section}: not among {asked}");
    }
    let csrf = ida.form("/account", "/sign-out").await.0["_csrf"].clone();
    let account = portal.scalar("SELECT id FROM accounts").await;
    let fields = [("_csrf", csrf.as_str()), ("_account", &account), ("terms", "yes"), ("version", "3")];
    assert_eq!(ida.post(&format!("{order}/submission"), &fields).await.status, 422, "it was sent without them");
    assert_eq!(portal.scalar("SELECT state FROM orders").await, "draft");
    complete(&ida).await;
    sign(&ida, &order, "Ida Holm").await;
    send(&ida, &order).await;
    let case = case_of(&rosa, "Winter boots").await;
    let reason = [("reason", "details_missing"), ("words", "Which pages is it for?")];
    let asked = rosa.fill(&case, &format!("{case}/attention"), &reason).await;
    assert_eq!(asked.status, 303, "{:?}", asked.errors());
    let mail = portal.mail("ida@halden.example", "IO-1001").await;
    assert!(mail.text.contains("Which pages is it for?"), "the order's contact is not told why");
    assert!(ida.get(&format!("{order}/messages")).await.body.contains("Which pages is it for?"));
}

/// Neither page nor step of signing can be reached, and nothing is signed by trying.
async fn cannot_sign(portal: &Portal, person: &Client, area: &str) {
    let page = format!("/{area}/agreement/sign");
    let shown = person.get(&page).await;
    assert_ne!(shown.status, 200, "the signing page is there");
    let csrf = person.form("/account", "/sign-out").await.0["_csrf"].clone();
    let account = portal.scalar("SELECT id FROM accounts").await;
    let fields = [("_csrf", csrf.as_str()), ("_account", &account), ("typed_name", "Ann Ek"), ("intent", "yes")];
    let tried = person.post(&page, &fields).await;
    assert!(matches!(tried.status, 404 | 409), "{} {}", tried.status, tried.heading());
    assert_eq!(portal.scalar("SELECT count(*) FROM signatures").await, "0");
}

#[tokio::test]
async fn promise_06_the_publisher_agreement_is_out_of_reach_before_company_and_person_are_known() {
    let portal = Portal::start().await;
    let ann = portal.member("publisher", "Fjord", "Ann Ek").await;
    cannot_sign(&portal, &ann, "publisher").await;
    ann.fill("/publisher/sign-up/company", "/publisher/sign-up/company", &COMPANY).await.goes_to();
    cannot_sign(&portal, &ann, "publisher").await;
    let page = "/publisher/sign-up/personal";
    let without_telephone =
        ann.fill(page, page, &[("job_title", "Editor"), ("may_sign", "yes"), ("telephone", "")]).await;
    assert_eq!(without_telephone.status, 422);
    cannot_sign(&portal, &ann, "publisher").await;
    ann.fill(page, page, &PERSON).await.goes_to();
    let sign = ann.get("/publisher/agreement/sign").await;
    assert_eq!(sign.status, 200);
    let agreement = ann.get("/publisher/agreement").await;
    for word in ["Fjord Post AS", "12 Quay Street", "Ann Ek"] {
        assert!(agreement.body.contains(word), "the agreement does not name {word}");
    }
}

#[tokio::test]
async fn promise_07_publisher_sign_up_is_saved_section_by_section_in_any_order() {
    let portal = Portal::start().await;
    let ann = portal.member("publisher", "Fjord", "Ann Ek").await;
    let tasks = ann.get("/publisher/sign-up").await;
    for section in ["company", "personal", "commercial", "technical", "sites", "look"] {
        let address = format!("/publisher/sign-up/{section}");
        assert!(tasks.body.contains(&address), "{section} is not in the list");
        assert_eq!(ann.get(&address).await.status, 200, "{section}");
    }
    // The last one first.
    let page = "/publisher/sign-up/technical";
    ann.fill(page, page, &PERSON).await.goes_to();
    let again = ann.form(page, page).await;
    assert_eq!(again.0["job_title"], "Editor", "it was not saved");
    let check = ann.get("/publisher/sign-up/check").await;
    assert!(check.body.contains("Editor"), "the check page does not show it");
    let company = "/publisher/sign-up/company";
    ann.fill(company, company, &COMPANY).await.goes_to();
    assert!(ann.get("/publisher/sign-up/check").await.body.contains("12 Quay Street"));
    assert_eq!(portal.scalar("SELECT state FROM accounts").await, "draft", "saving is not sending");
}

#[tokio::test]
async fn promise_08_a_network_signs_only_after_its_three_sections() {
    let portal = Portal::start().await;
    let ann = portal.member("network", "Fjord", "Ann Ek").await;
    let section = |name: &str| format!("/network/onboarding/{name}");
    cannot_sign(&portal, &ann, "network").await;
    let company = section("company");
    ann.fill(&company, &company, &COMPANY).await.goes_to();
    let personal = section("personal");
    ann.fill(&personal, &personal, &PERSON).await.goes_to();
    cannot_sign(&portal, &ann, "network").await;
    let commercial = section("commercial");
    let terms = [("pricing_model", "cpm"), ("rate", "2.50"), ("minimum_payout", "100")];
    ann.fill(&commercial, &commercial, &terms).await.goes_to();
    assert_eq!(ann.get("/network/agreement/sign").await.status, 200);
    assert!(ann.get("/network/agreement").await.body.contains("2.50"), "the agreement does not carry the terms");
    assert_eq!(ann.get(&section("check")).await.status, 200);
}

#[tokio::test]
async fn promise_10_mail_goes_only_to_whom_a_form_or_the_service_concerns() {
    let portal = Portal::start().await;
    portal.member("publisher", "Fjord", "Ann Ek").await;
    portal.staff("Sami Haddad", StaffRole::Support).await;
    let before = portal.mails().await.len();
    portal.browser().get("/inquiry").await;
    assert_eq!(portal.mails().await.len(), before, "looking at a form sent a mail");
    let fields = [
        ("kind", "question"),
        ("full_name", "Bo Lund"),
        ("email", "bo@lund.example"),
        ("body", "When?"),
        ("age", "yes"),
    ];
    portal.browser().fill("/contact", "/contact", &fields).await.goes_to();
    let mails = portal.mails().await;
    let new: BTreeSet<&str> = mails[..mails.len() - before].iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(new, BTreeSet::from(["bo@lund.example", "sami.haddad@operator.example"]));
    let others = portal.scalar("SELECT count(*) FROM outbox WHERE class NOT IN ('service', 'reply')").await;
    assert_eq!(others, "0", "there is mail that nobody asked for");
}

#[tokio::test]
async fn promise_11_a_welcome_mail_names_the_login_and_sets_the_password_once() {
    let portal = Portal::start().await;
    let page = "/sign-up/advertiser";
    let fields = [
        ("company", "Fjord"),
        ("full_name", "Ann Ek"),
        ("email", "ann@fjord.example"),
        ("age", "yes"),
        ("terms", "yes"),
    ];
    portal.browser().fill(page, page, &fields).await.goes_to();
    let sign_in = [("email", "ann@fjord.example"), ("password", "three unrelated words")];
    let early = portal.browser().fill("/sign-in", "/sign-in", &sign_in).await;
    assert_eq!(early.status, 422, "someone signed in before the address was verified");
    let mail = portal.mail("ann@fjord.example", "Welcome").await;
    assert!(mail.text.contains("ann@fjord.example"), "the mail does not name the login");
    let link = portal.link("ann@fjord.example", "Welcome").await;
    let password = [("password", "three unrelated words")];
    portal.browser().fill(&link, &link, &password).await.goes_to();
    assert_eq!(portal.browser().get(&link).await.status, 410, "the link works twice");
    portal.browser().fill("/sign-in", "/sign-in", &sign_in).await.goes_to();
}

#[tokio::test]
async fn promise_12_whoever_prefers_the_telephone_is_called_and_every_attempt_is_on_record() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let by_telephone = [("telephone", "+44 20 7946 0018"), ("preferred_channel", "telephone")];
    ida.fill("/account", "/account", &by_telephone).await.goes_to();
    complete(&ida).await;
    let order = begin(&ida).await;
    sign(&ida, &order, "Ida Holm").await;
    send(&ida, &order).await;
    let written = portal.mails().await.into_iter().filter(|mail| mail.to.starts_with("ida.holm@"));
    let subjects: Vec<String> = written.map(|mail| mail.subject).collect();
    assert!(subjects.iter().all(|subject| !subject.starts_with("Sent")), "{subjects:?}");

    let (sami, fin) =
        (portal.staff("Sami Aalto", StaffRole::Support).await, portal.staff("Fin Orr", StaffRole::Finance).await);
    let list = sami.get("/admin/calls").await;
    let waiting = list.links("tbody a");
    let call = waiting[0].clone();
    assert!(list.body.contains("Ida Holm") && list.body.contains("+44 20 7946 0018"), "whom to call is not said");
    let page = sami.get(&call).await;
    assert!(
        page.body.contains("was sent. A reviewer looks at it next") || page.body.contains("details were sent"),
        "what to say is not said"
    );
    let attempts = format!("{call}/attempts");
    assert!(!fin.get(&call).await.body.contains(&attempts), "finance is offered a form that it may not send");

    let (early, late) = (sami.form(&call, &attempts).await, sami.form(&call, &attempts).await);
    let missing = sami.post_body(&attempts, early.body(&[("note", "In the morning.")])).await;
    assert_eq!((missing.status, missing.errors()), (422, vec!["Choose how the call ended".to_owned()]));
    assert!(missing.body.contains("In the morning."), "what was typed is lost");
    sami.post_body(&attempts, early.body(&[("outcome", "no_answer"), ("note", "In the morning.")])).await.goes_to();
    let overtaken = sami.post_body(&attempts, late.body(&[("outcome", "reached")])).await;
    assert_eq!(overtaken.goes_to(), call, "two attempts were counted for one call");
    assert_eq!(sami.get("/admin/calls").await.links("tbody a"), waiting, "an unanswered call is forgotten");

    sami.fill(&call, &attempts, &[("outcome", "wrong_number")]).await.goes_to();
    assert_eq!(sami.get("/admin/calls").await.links("tbody a"), waiting[1..]);
    portal.mail("ida.holm@halden.example", "Sent").await;
    let done = sami.get(&call).await;
    assert!(done.body.contains("In the morning.") && done.body.contains("Wrong number"), "the attempts are not shown");
    let verbs = "SELECT string_agg(verb, ' ' ORDER BY seq) FROM audit_events WHERE subject_kind = 'call'";
    assert_eq!(portal.scalar(verbs).await, "call.unanswered call.misdialled");
}

#[tokio::test]
async fn promise_16_cookies_are_named_stay_here_and_are_not_needed_to_read() {
    let portal = Portal::start().await;
    let browser = portal.browser();
    let pages = inset::app::listings(false);
    let public = pages.iter().filter(|it| it.access.area == "public" && it.method == "GET" && !it.path.contains('{'));
    for listing in public {
        let answer = browser.get(&listing.path).await;
        assert!(answer.status < 400, "{} needs something: {}", listing.path, answer.status);
        assert!(answer.headers.get("set-cookie").is_none(), "{} sets a cookie", listing.path);
    }
    assert!(browser.get("/sign-in").await.body.contains("needs a cookie"), "sign-in does not say so");
    portal.member("publisher", "Fjord", "Ann Ek").await;
    let fields = [("email", "ann.ek@fjord.example"), ("password", "three unrelated words")];
    let signed_in = browser.fill("/sign-in", "/sign-in", &fields).await;
    let saved = browser.fill("/account", "/account", &[("full_name", "Ann Ek")]).await;
    let named: Vec<String> = browser.get("/cookies").await.texts("th[scope=row]");
    let named: BTreeSet<&str> = named.iter().filter_map(|name| name.split(' ').next()).collect();
    let mut met = BTreeSet::new();
    for answer in [&signed_in, &saved] {
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().expect("text");
            assert!(!cookie.to_lowercase().contains("domain="), "{cookie} is sent to other hosts");
            met.insert(cookie.split('=').next().expect("a name").to_owned());
        }
    }
    assert_eq!(met.iter().map(String::as_str).collect::<BTreeSet<_>>(), named, "set and named cookies differ");
}

#[tokio::test]
async fn promise_17_links_that_leave_are_marked_and_tell_the_other_site_nothing() {
    let portal = Portal::start().await;
    portal.demo().await;
    let rosa = portal.browser();
    rosa.sign_in("rosa.lindqvist@imagespacemedia.example").await;
    let nora = portal.browser();
    nora.sign_in("nora@harbourlight.example").await;
    let mut visits = Vec::new();
    for listing in inset::app::listings(true).iter().filter(|it| it.method == "GET" && !it.path.contains('{')) {
        match listing.access.area {
            "admin" => visits.push((&rosa, listing.path.clone())),
            _ => visits.push((&nora, listing.path.clone())),
        }
    }
    for (table, path) in [("accounts", "accounts"), ("inquiries", "inquiries"), ("review_cases", "cases")] {
        let ids =
            portal.scalar(&format!("SELECT string_agg(id::text, ' ') FROM (SELECT id FROM {table} LIMIT 12) t")).await;
        visits.extend(ids.split(' ').map(|id| (&rosa, format!("/admin/{path}/{id}"))));
    }
    let mut leaving = 0;
    for (browser, path) in visits {
        let answer = browser.get(&path).await;
        let html = Html::parse_document(&answer.body);
        for link in html.select(&Selector::parse("a[href]").expect("a selector")) {
            let href = link.value().attr("href").unwrap_or("");
            if !href.starts_with("http") || href.starts_with(&portal.base) {
                continue;
            }
            leaving += 1;
            assert_eq!(link.value().attr("rel"), Some("noopener noreferrer"), "{href} on {path}");
            assert!(link.text().collect::<String>().contains("another site"), "{href} on {path} is not marked");
        }
        let policy = answer.headers.get("referrer-policy").and_then(|value| value.to_str().ok());
        assert!(matches!(policy, Some("same-origin" | "no-referrer" | "strict-origin")), "{path}: {policy:?}");
    }
    // The page of components shows one; every other link that leaves is made by the same component (house rules).
    assert!(leaving > 0, "no page has a link that leaves, so this proves nothing");
}
