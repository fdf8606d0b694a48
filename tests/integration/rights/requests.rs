//! Privacy requests: who asks is made sure first, then it is decided, done and answered against a clock.

use crate::harness::{Client, Portal};
use inset_domain::user::StaffRole;

const NEW: &str = "/privacy-requests/new";
const LIST: &str = "/admin/privacy-requests";

const OLA: [(&str, &str); 5] = [
    ("kind", "correct"),
    ("details", "My name is spelled otherwise."),
    ("full_name", "Ola Berg"),
    ("email", "ola@walks.example"),
    ("age", "yes"),
];

async fn ask(portal: &Portal, fields: &[(&str, &str)]) {
    assert_eq!(portal.browser().fill(NEW, NEW, fields).await.goes_to(), "/privacy-requests/received");
}

async fn page_of(portal: &Portal, name: &str) -> String {
    format!("{LIST}/{}", portal.scalar(&format!("SELECT id FROM privacy_requests WHERE full_name = '{name}'")).await)
}

async fn state_of(portal: &Portal, name: &str) -> String {
    portal.scalar(&format!("SELECT state FROM privacy_requests WHERE full_name = '{name}'")).await
}

async fn record(sami: &Client, fields: &[(&str, &str)]) -> String {
    let new = format!("{LIST}/new");
    sami.fill(&new, &new, fields).await.goes_to().to_owned()
}

/// A request that came by this way from somebody who was made sure of.
fn checked<'f>(channel: &'f str, kind: &'f str, name: &'f str) -> [(&'f str, &'f str); 7] {
    [
        ("channel", channel),
        ("kind", kind),
        ("details", "The street is another one."),
        ("full_name", name),
        ("reach", "12 Quay Street, London"),
        ("identity", "checked"),
        ("identity_note", "She named the last invoice."),
    ]
}

async fn step(who: &Client, page: &str, step: &str, fields: &[(&str, &str)]) {
    assert_eq!(who.fill(page, &format!("{page}/{step}"), fields).await.goes_to(), page);
}

#[tokio::test]
async fn promise_03_data_is_corrected_on_line_and_what_comes_by_mail_telephone_or_post_is_recorded_with_its_check() {
    let portal = Portal::start().await;
    let nora = portal.member("publisher", "Fjord", "Nora Ek").await;
    nora.fill("/account", "/account", &[("full_name", "Nora Ekh")]).await.goes_to();
    assert_eq!(portal.scalar("SELECT full_name FROM users WHERE full_name LIKE 'Nora%'").await, "Nora Ekh");

    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    for (channel, name) in [("email", "Ann Mail"), ("telephone", "Tom Call"), ("post", "Pia Post")] {
        let page = record(&sami, &checked(channel, "correct", name)).await;
        let shown = sami.get(&page).await.body;
        assert!(shown.contains("She named the last invoice."), "how it was checked is not shown");
        assert_eq!(state_of(&portal, name).await, "pending");
        step(&sami, &page, "approval", &[("scope", "whole")]).await;
        step(&sami, &page, "work", &[]).await;
        step(&sami, &page, "completion", &[("answer", "The street is corrected.")]).await;
        assert_eq!(state_of(&portal, name).await, "complete");
    }
    let unchecked =
        [("channel", "post"), ("kind", "correct"), ("details", "It."), ("full_name", "Una Sure"), ("reach", "Here")];
    let new = format!("{LIST}/new");
    let refused = sami.fill(&new, &new, &unchecked).await;
    assert_eq!((refused.status, refused.errors()), (422, vec!["Choose whether you made sure who asks".to_owned()]));
}

#[tokio::test]
async fn whoever_has_no_login_confirms_the_address_by_a_link_that_works_once_and_until_then_nothing_is_decided() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    ask(&portal, &OLA).await;
    let page = page_of(&portal, "Ola Berg").await;
    assert!(!sami.get(&page).await.body.contains(&format!("{page}/approval")), "it can be approved unconfirmed");
    let version = portal.scalar("SELECT version FROM privacy_requests").await;
    let token = sami.form(&page, &format!("{page}/identity")).await.0["_csrf"].clone();
    for forced in ["approval", "work", "completion", "extension"] {
        let fields = [
            ("_csrf", token.as_str()),
            ("version", &version),
            ("scope", "whole"),
            ("answer", "A"),
            ("extension_words", "B"),
        ];
        sami.post(&format!("{page}/{forced}"), &fields).await.goes_to();
        assert_eq!(state_of(&portal, "Ola Berg").await, "identity_unverified", "{forced} was done");
    }
    let link = portal.link("ola@walks.example", "Confirm your privacy request").await;
    let opened = portal.browser().get(&link).await;
    assert!(opened.body.contains("My name is spelled otherwise."), "nobody sees what they confirm");
    assert_eq!(state_of(&portal, "Ola Berg").await, "identity_unverified", "opening a link confirmed it");
    let by_machine = portal.browser().post(&link, &[]).await;
    assert_eq!(by_machine.status, 422);
    portal.browser().fill(&link, &link, &[]).await.goes_to();
    assert_eq!(state_of(&portal, "Ola Berg").await, "pending");
    assert_eq!(portal.browser().get(&link).await.status, 410);
    let mail = portal.mail("ola@walks.example", "We have your privacy request").await;
    assert!(mail.text.contains("We answer by"), "{}", mail.text);
    portal.mail("sami.haddad@operator.example", "Privacy request: PRV-1001").await;
}

#[tokio::test]
async fn every_step_leaves_an_event_and_a_mail_and_the_applicant_reads_the_words() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let nora = portal.member("publisher", "Fjord", "Nora Ek").await;
    let fields = [("kind", "restrict"), ("details", "Do not call me.")];
    assert_eq!(nora.fill(NEW, NEW, &fields).await.goes_to(), "/account/data");
    let page = page_of(&portal, "Nora Ek").await;
    step(&sami, &page, "extension", &[("extension_words", "The call list is on paper.")]).await;
    let part = [("scope", "part"), ("part_reason", "kept_by_law"), ("part_words", "One call is on record.")];
    step(&sami, &page, "approval", &part).await;
    step(&sami, &page, "work", &[]).await;
    step(&sami, &page, "completion", &[("answer", "Nobody calls you any more.")]).await;
    for (subject, words) in [
        ("takes longer", "The call list is on paper."),
        ("partly approved", "One call is on record."),
        ("in process", "We have begun"),
        ("is done", "Nobody calls you any more."),
    ] {
        let mail = portal.mail("nora.ek@fjord.example", subject).await;
        assert!(mail.text.contains(words), "{}", mail.text);
    }
    let verbs = "SELECT string_agg(verb, ' ' ORDER BY seq) FROM audit_events WHERE subject_kind = 'privacy_request'";
    let told = "received extended partly_approved begun completed".split(' ').map(|it| format!("privacy_request.{it}"));
    assert_eq!(portal.scalar(verbs).await, told.collect::<Vec<_>>().join(" "));
    let shown = nora.get("/account/data").await;
    assert!(shown.body.contains("PRV-1001") && shown.body.contains("Complete"), "the person does not see it");
}

#[tokio::test]
async fn the_same_asked_again_joins_the_first_and_never_skips_the_check_of_who_asks() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    ask(&portal, &OLA).await;
    ask(
        &portal,
        &[("details", "And the street.")].iter().chain(&OLA[..1]).chain(&OLA[2..]).copied().collect::<Vec<_>>(),
    )
    .await;
    let checked = [
        ("channel", "telephone"),
        ("kind", "correct"),
        ("details", "Now by telephone."),
        ("full_name", "Ola Berg"),
        ("email", "OLA@walks.example"),
        ("identity", "checked"),
        ("identity_note", "He knew his address."),
    ];
    let page = record(&sami, &checked).await;
    assert_eq!(portal.scalar("SELECT count(*) FROM privacy_requests").await, "1");
    assert_eq!(portal.scalar("SELECT count(*) FROM privacy_request_repeats").await, "2");
    assert_eq!(
        state_of(&portal, "Ola Berg").await,
        "identity_unverified",
        "a check of the second was taken for one of the first"
    );
    let body = sami.get(&page).await.body;
    assert!(body.contains("And the street.") && body.contains("not known to be theirs"), "{body}");

    // Another kind is another request.
    ask(&portal, &[("kind", "export"), OLA[2], OLA[3], OLA[4]]).await;
    assert_eq!(portal.scalar("SELECT count(*) FROM privacy_requests").await, "2");
    // An address gets three mails of one request within an hour, however often somebody types it.
    for _ in 0..4 {
        ask(&portal, &[("kind", "export"), OLA[2], OLA[3], OLA[4]]).await;
    }
    let mails = "SELECT count(*) FROM outbox WHERE letter = 'privacy_confirm' AND payload::text LIKE '%PRV-1002%'";
    assert_eq!(portal.scalar(mails).await, "3");
}

#[tokio::test]
async fn sixteen_who_ask_the_same_at_once_make_one_request() {
    let portal = Portal::start().await;
    let form = portal.browser().form(NEW, NEW).await;
    let posts = (0..16).map(|number| {
        let browser = Client::at(&portal.base, [127, 0, 1, number + 1]);
        let body = form.body(&[&OLA[..], &[("_key", &uuid::Uuid::new_v4().to_string())]].concat());
        async move { browser.post_body(NEW, body).await.status }
    });
    let answers = futures_util::future::join_all(posts).await;
    assert_eq!(answers, [303; 16]);
    assert_eq!(portal.scalar("SELECT count(*) FROM privacy_requests").await, "1");
    assert_eq!(portal.scalar("SELECT count(*) FROM privacy_request_repeats").await, "15");
}

#[tokio::test]
async fn where_no_mail_reaches_them_each_step_says_that_staff_tell_them_by_telephone_or_post() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    for (kind, name) in [("correct", "Pia Post"), ("erase", "Una Post")] {
        let page = record(&sami, &checked("post", kind, name)).await;
        let said = async || {
            let shown = sami.get(&page).await;
            let notice = shown.texts("[role=status]").join(" ");
            assert!(notice.contains("No mail goes out") && notice.contains("telephone or post"), "{notice}");
            assert!(!shown.body.contains("They read exactly this") && !shown.body.contains("They are told"), "{name}");
        };
        said().await;
        let approval = if kind == "erase" { "erasure" } else { "approval" };
        for (what, fields) in [
            ("extension", [("extension_words", "The list is on paper.")]),
            (approval, [("scope", "whole")]),
            ("work", [("", "")]),
        ] {
            step(&sami, &page, what, &fields).await;
            said().await;
        }
        if kind == "erase" {
            let shown = sami.get(&page).await.body;
            assert!(shown.contains("How they are reached goes with the request"), "nobody can be told afterwards");
            continue;
        }
        step(&sami, &page, "completion", &[("answer", "The street is corrected.")]).await;
        said().await;
    }
    let page = record(&sami, &checked("post", "correct", "Ulf Post")).await;
    step(&sami, &page, "denial", &[("denial_reason", "kept_by_law"), ("denial_words", "It is in an invoice.")]).await;
    let denied = sami.get(&page).await;
    let notice = denied.texts("[role=status]").join(" ");
    assert!(notice.contains("No mail goes out: tell them why by telephone or post"), "{notice}");
    assert_eq!(state_of(&portal, "Ulf Post").await, "denied");
    // Where there is an address, mail goes and the words say so.
    ask(&portal, &OLA).await;
    let link = portal.link("ola@walks.example", "Confirm your privacy request").await;
    portal.browser().fill(&link, &link, &[]).await.goes_to();
    let page = page_of(&portal, "Ola Berg").await;
    step(&sami, &page, "approval", &[("scope", "whole")]).await;
    assert!(sami.get(&page).await.texts("[role=status]").join(" ").contains("They are told"));
}

#[tokio::test]
async fn an_erasure_that_finds_nobody_erases_nothing_and_says_nothing_else() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    portal.member("publisher", "Fjord", "Una Post").await;
    let page = record(&sami, &checked("post", "erase", "Una Post")).await;
    step(&sami, &page, "erasure", &[("scope", "whole")]).await;
    step(&sami, &page, "work", &[]).await;
    let shown = sami.get(&page).await;
    assert!(shown.texts(".notice h2").contains(&"Nobody is found by this request".to_owned()), "{}", shown.body);
    assert!(!shown.body.contains("Erase the person") && !shown.body.contains("It cannot be erased yet"));
    let close = format!("{page}/erasure/completion");
    let unsaid = sami.fill(&page, &close, &[("erase", "yes")]).await;
    assert_eq!((unsaid.status, unsaid.errors().len()), (422, 1), "{:?}", unsaid.errors());
    assert!(unsaid.errors()[0].contains("the portal finds nobody by this request"), "{:?}", unsaid.errors());
    let unticked = sami.fill(&page, &close, &[("erasure_words", "The letters are shredded.")]).await;
    assert_eq!((unticked.status, unticked.errors().len()), (422, 1));
    step(&sami, &page, "erasure/completion", &[("erase", "yes"), ("erasure_words", "The letters are shredded.")]).await;
    let shown = sami.get(&page).await;
    let notice = shown.texts("[role=status]").join(" ");
    assert!(notice.contains("The portal found nobody and erased nothing"), "{notice}");
    assert!(!shown.body.contains("Everything we held"), "it says what is not so");
    assert_eq!(portal.scalar("SELECT state FROM privacy_requests").await, "complete");
    assert_eq!(portal.scalar("SELECT full_name FROM users WHERE email LIKE 'una%'").await, "Una Post");
}

#[tokio::test]
async fn what_is_due_first_stands_in_front_and_both_dates_are_shown() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let today = portal.db.clock().now().date_naive();
    for (days, name) in [(2, "Second Due"), (50, "First Due"), (0, "Last Due")] {
        let day = (today - chrono::TimeDelta::days(days)).to_string();
        let fields = [
            ("channel", "post"),
            ("received_on", day.as_str()),
            ("kind", "export"),
            ("full_name", name),
            ("reach", "Here"),
            ("identity", "later"),
        ];
        record(&sami, &fields).await;
    }
    let list = sami.get(LIST).await;
    let who: Vec<_> = list.texts("td[data-label=Who]");
    assert_eq!(who, ["First Due", "Second Due", "Last Due"]);
    let answer = list.texts("td[data-label='Answer by']");
    assert!(answer[0].contains("Late") && answer[1].contains("Due"), "{answer:?}");
    assert!(list.texts("td[data-label='Acknowledge by']")[0].contains("Late"));
    let page = page_of(&portal, "First Due").await;
    step(&sami, &page, "acknowledgement", &[]).await;
    assert!(sami.get(LIST).await.texts("td[data-label='Acknowledge by']")[0].contains("Done"));
    assert!(sami.get(&format!("{LIST}?state=denied")).await.body.contains("No request is like that"));
}

#[tokio::test]
async fn an_erasure_is_approved_with_a_fresh_proof_and_by_no_other_door() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let nora = portal.member("publisher", "Fjord", "Nora Ek").await;
    nora.fill(NEW, NEW, &[("kind", "erase")]).await.goes_to();
    let page = page_of(&portal, "Nora Ek").await;
    let form = sami.form(&page, &format!("{page}/erasure")).await;
    let other_door = sami.post_body(&format!("{page}/approval"), form.body(&[("scope", "whole")])).await;
    assert_eq!((other_door.status, state_of(&portal, "Nora Ek").await.as_str()), (404, "pending"));
    portal.scalar("UPDATE sessions SET proven_at = proven_at - interval '6 minutes'").await;
    let asked = sami.post_body(&format!("{page}/erasure"), form.body(&[("scope", "whole")])).await;
    assert!(asked.goes_to().starts_with("/account/proof"), "{:?}", asked.location);
    assert_eq!(state_of(&portal, "Nora Ek").await, "pending");
    portal.scalar("UPDATE sessions SET proven_at = now()").await;
    step(&sami, &page, "erasure", &[("scope", "whole")]).await;
    assert_eq!(state_of(&portal, "Nora Ek").await, "approved");
}

#[tokio::test]
async fn of_two_of_the_staff_on_one_request_one_wins_and_the_other_sees_what_stands() {
    let portal = Portal::start().await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let nora = portal.member("publisher", "Fjord", "Nora Ek").await;
    for round in 0..10 {
        nora.fill(NEW, NEW, &[("kind", "export")]).await.goes_to();
        let id = portal.scalar("SELECT id FROM privacy_requests ORDER BY received_at DESC LIMIT 1").await;
        let page = format!("{LIST}/{id}");
        let approve = sami.form(&page, &format!("{page}/approval")).await.body(&[("scope", "whole")]);
        let deny = ada
            .form(&page, &format!("{page}/denial"))
            .await
            .body(&[("denial_reason", "nothing_held"), ("denial_words", "We hold none.")]);
        let (approval, denial) = (format!("{page}/approval"), format!("{page}/denial"));
        let (one, other) = tokio::join!(sami.post_body(&approval, approve), ada.post_body(&denial, deny));
        assert_eq!((one.goes_to(), other.goes_to()), (page.as_str(), page.as_str()));
        let decided =
            format!("SELECT count(*) FROM audit_events WHERE subject_id = '{id}' AND verb ~ '(approved|denied)$'");
        assert_eq!(portal.scalar(&decided).await, "1", "round {round}");
        portal.scalar("UPDATE privacy_requests SET state = 'withdrawn', reason_code = NULL, reason_words = NULL").await;
    }
}

#[tokio::test]
async fn the_database_refuses_what_no_step_leads_to() {
    let portal = Portal::start().await;
    ask(&portal, &OLA).await;
    for wrong in [
        "state = 'pending'",
        "state = 'approved'",
        "state = 'denied'",
        "state = 'complete', answer = 'Done'",
        "identity_at = now(), state = 'pending'",
        "identity_at = now(), identity_how = 'staff', state = 'pending'",
        "identity_at = now(), identity_how = 'link', state = 'extended'",
        "identity_at = now(), identity_how = 'link', state = 'partly_approved'",
        "identity_at = now(), identity_how = 'link', state = 'complete'",
        "full_name = NULL",
        "erased_at = now()",
        "email = NULL, email_key = NULL",
    ] {
        let tried = format!(
            "DO $$ BEGIN UPDATE privacy_requests SET {wrong}; RAISE EXCEPTION 'taken'; EXCEPTION WHEN check_violation THEN NULL; END $$"
        );
        portal.scalar(&tried).await;
    }
}

#[tokio::test]
async fn a_person_takes_an_own_request_back_and_nobody_elses() {
    let portal = Portal::start().await;
    let nora = portal.member("publisher", "Fjord", "Nora Ek").await;
    let ann = portal.member("publisher", "Skerry", "Ann Lo").await;
    nora.fill(NEW, NEW, &[("kind", "erase")]).await.goes_to();
    let id = portal.scalar("SELECT id FROM privacy_requests").await;
    let path = format!("/account/data/requests/{id}/withdrawal");
    let token = ann.form("/account", "/account").await.0["_csrf"].clone();
    assert_eq!(ann.post(&path, &[("_csrf", &token)]).await.status, 404);
    nora.fill("/account/data", &path, &[]).await.goes_to();
    assert_eq!(state_of(&portal, "Nora Ek").await, "withdrawn");
    portal.mail("nora.ek@fjord.example", "is withdrawn").await;
}
