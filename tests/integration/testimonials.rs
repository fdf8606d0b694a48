//! Testimonials (P13): previewed, agreed to, approved, public by name, withdrawn at once.

use crate::harness::{Answer, Client, Portal};
use inset_domain::ids::{AccountId, UserId};
use inset_domain::testimonial::Wording;
use inset_domain::user::StaffRole;
use inset_store::{Actor, accounts};

const PAGE: &str = "/account/testimonial";
const PREVIEW: &str = "/account/testimonial/preview";
const WITHDRAWAL: &str = "/account/testimonial/withdrawal";
const WORDS: &str = "The strip stays below the horizon,\nand <b>nobody</b> has complained since.";
const FIELDS: [(&str, &str); 3] = [("words", WORDS), ("language", "en"), ("job_title", "Picture editor")];

/// Someone of an account that is active, signed in.
async fn member_of_active(portal: &Portal, company: &str, name: &str) -> Client {
    let member = portal.member("advertiser", company, name).await;
    let of = |column: &str| {
        format!("SELECT {column} FROM memberships JOIN accounts ON id = account_id WHERE name = '{company}'")
    };
    let account: AccountId = portal.scalar(&of("account_id")).await.parse().expect("an id");
    let user: UserId = portal.scalar(&of("user_id")).await.parse().expect("an id");
    portal
        .db
        .transact::<_, anyhow::Error, _>(Actor::User(user), async |tx| {
            let found = accounts::find(tx.conn(), account).await?;
            let sent = accounts::update(tx, found.submit(tx.now(), user)?).await?;
            accounts::update(tx, sent.approve(tx.now(), user)?).await?;
            Ok(())
        })
        .await
        .expect("approved");
    member
}

/// Writes it and gives the preview.
async fn preview(person: &Client, fields: &[(&str, &str)]) -> Answer {
    person.fill(PAGE, PREVIEW, fields).await
}

/// The body that a preview's form sends, with these fields filled in.
fn agreed(preview: &Answer, fields: &[(&str, &str)]) -> String {
    preview.form(PREVIEW, PAGE).body(fields)
}

async fn offer(person: &Client) -> String {
    let preview = preview(person, &FIELDS).await;
    assert_eq!(preview.status, 200, "{:?}", preview.errors());
    person.post_body(PAGE, agreed(&preview, &[("consent", "yes")])).await.goes_to().to_owned()
}

/// The newest testimonial's page, for staff.
async fn page_of_newest(portal: &Portal) -> String {
    format!(
        "/admin/testimonials/{}",
        portal.scalar("SELECT id FROM testimonials ORDER BY consented_at DESC LIMIT 1").await
    )
}

/// How often some words stand anywhere in the database: in every column of every table, as text.
async fn occurrences(portal: &Portal, words: &str) -> i64 {
    let tables = portal
        .scalar("SELECT string_agg(table_name, ' ') FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'")
        .await;
    let mut found = 0;
    for table in tables.split(' ') {
        let sql = format!("SELECT count(*) FROM \"{table}\" AS it WHERE position($q${words}$q$ IN it::text) > 0");
        found += portal.scalar(&sql).await.parse::<i64>().expect("a number");
    }
    found
}

#[tokio::test]
async fn promise_13_a_testimonial_is_previewed_agreed_to_approved_public_by_name_and_withdrawn_at_once() {
    let portal = Portal::start().await;
    let ida = member_of_active(&portal, "Halden", "Ida Holm").await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let visitor = portal.browser();

    // The preview shows it as the public will see it, and stores nothing.
    let preview = preview(&ida, &FIELDS).await;
    assert_eq!((preview.status, preview.heading().as_str()), (200, "As the public will see it"));
    let previewed = preview.texts("figure.quote");
    assert_eq!(previewed.len(), 1);
    for part in ["nobody", "Ida Holm", "Picture editor", "Halden"] {
        assert!(previewed[0].contains(part), "{part} is not in {previewed:?}");
    }
    assert!(preview.texts("label[for=consent]").contains(&Wording::current().text.to_owned()));
    assert_eq!(portal.scalar("SELECT count(*) FROM testimonials").await, "0");

    // Consent is stored with its wording's version and its date; nothing is public before staff approve.
    ida.post_body(PAGE, agreed(&preview, &[("consent", "yes")])).await.goes_to();
    let consent = "SELECT consent_wording || ' ' || (now() - consented_at < interval '1 minute') FROM testimonials";
    assert_eq!(portal.scalar(consent).await, format!("{} true", Wording::current().version));
    assert!(visitor.get("/testimonials").await.texts("figure.quote").is_empty(), "public before approval");
    portal.mail("sami.haddad@operator.example", "New testimonial").await;

    let page = page_of_newest(&portal).await;
    sami.fill(&page, &format!("{page}/publication"), &[]).await.goes_to();
    portal.mail("ida.holm@halden.example", "Your testimonial is public").await;

    // Anyone reads exactly what was previewed, by name.
    let public = visitor.get("/testimonials").await;
    assert_eq!(public.texts("figure.quote"), previewed);
    assert!(!public.body.contains("<b>nobody</b>"), "what was typed became markup");
    assert!(occurrences(&portal, "below the horizon").await > 0, "the search finds nothing, so it proves nothing");

    // Withdrawal takes it down at once; the row stays, the words and the name do not.
    ida.fill(PAGE, WITHDRAWAL, &[]).await.goes_to();
    assert!(visitor.get("/testimonials").await.texts("figure.quote").is_empty(), "still public");
    for left in ["below the horizon", "Picture editor"] {
        assert_eq!(occurrences(&portal, left).await, 0, "{left} is still in the database");
    }
    assert!(portal.mails().await.iter().all(|mail| !mail.text.contains("horizon")), "a mail holds the words");
    let row = "SELECT concat_ws(' ', state, words, full_name, job_title, company_name, language) FROM testimonials";
    assert_eq!(portal.scalar(row).await, "withdrawn");
    assert_eq!(portal.scalar(consent).await, format!("{} true", Wording::current().version));

    // The history tells what happened.
    let history = "SELECT string_agg(verb, ' ' ORDER BY seq) FROM audit_events WHERE subject_kind = 'testimonial'";
    assert_eq!(portal.scalar(history).await, "testimonial.offered testimonial.published testimonial.withdrawn");
    let page = sami.get(&page).await;
    assert!(page.body.contains("Its words are erased") && page.body.contains("Testimonial withdrawn"));
    let privacy = visitor.get("/privacy").await;
    assert!(privacy.texts("#P13 td").contains(&"Kept".to_owned()), "the privacy page does not say that it is kept");
}

#[tokio::test]
async fn nothing_is_offered_without_consent_or_to_other_words_than_were_previewed() {
    let portal = Portal::start().await;
    let ida = member_of_active(&portal, "Halden", "Ida Holm").await;
    let first = preview(&ida, &FIELDS).await;
    let unticked = ida.post_body(PAGE, agreed(&first, &[])).await;
    assert_eq!(unticked.status, 422);
    assert!(unticked.errors()[0].starts_with("Tick the box"), "{:?}", unticked.errors());
    let swapped = [("consent", "yes"), ("words", "Quite other words than those that were shown.")];
    let swapped = ida.post_body(PAGE, agreed(&first, &swapped)).await;
    assert_eq!(swapped.status, 422);
    assert!(swapped.texts("blockquote")[0].contains("Quite other words"), "the new words are not previewed");
    assert!(!swapped.body.contains("checked"), "the box is ticked for words that were not agreed to");
    // The name that would be shown changed meanwhile: that was not agreed to either.
    ida.fill("/account", "/account", &[("full_name", "Ida Berg")]).await.goes_to();
    let renamed = ida.post_body(PAGE, agreed(&first, &[("consent", "yes")])).await;
    assert_eq!(renamed.status, 422);
    assert!(renamed.texts("figcaption")[0].contains("Ida Berg"));
    assert_eq!(portal.scalar("SELECT count(*) FROM testimonials").await, "0");
    // The preview that came back carries what it shows, so agreeing to it now works.
    ida.post_body(PAGE, agreed(&renamed, &[("consent", "yes")])).await.goes_to();
    assert_eq!(portal.scalar("SELECT full_name FROM testimonials").await, "Ida Berg");
}

#[tokio::test]
async fn a_form_that_is_wrong_says_so_and_a_preview_can_be_changed() {
    let portal = Portal::start().await;
    let ida = member_of_active(&portal, "Halden", "Ida Holm").await;
    let empty = preview(&ida, &[("words", " "), ("language", "xx"), ("job_title", "")]).await;
    assert_eq!((empty.status, empty.errors().len()), (422, 3));
    let hostile = [("words", "Words that are\u{202E} turned around."), ("language", "en"), ("job_title", "Editor")];
    assert!(preview(&ida, &hostile).await.errors()[0].contains("U+202E"));
    let long = "x".repeat(601);
    let long = preview(&ida, &[("words", &long), ("language", "en"), ("job_title", "Editor")]).await;
    assert_eq!(long.errors(), ["Shorten this to 600 characters; it has 601"]);
    let shown = preview(&ida, &FIELDS).await;
    let change = ida.post_body(PREVIEW, agreed(&shown, &[("step", "change")])).await;
    assert_eq!(change.status, 200);
    assert_eq!(change.form(PAGE, PREVIEW).0["words"], WORDS, "what was typed is lost");
}

#[tokio::test]
async fn a_refusal_tells_its_reason_by_mail_and_the_words_go_with_the_next_one() {
    let portal = Portal::start().await;
    let ida = member_of_active(&portal, "Halden", "Ida Holm").await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    offer(&ida).await;
    let page = page_of_newest(&portal).await;
    let refusal = format!("{page}/refusal");
    let without = sami.fill(&page, &refusal, &[]).await;
    assert_eq!((without.status, without.errors().len()), (422, 2));
    let elsewhere = sami.fill(&page, &refusal, &[("reason", "inventory"), ("words", "No room.")]).await;
    assert_eq!(elsewhere.status, 422, "a reason that is none for a testimonial was taken");
    let reason = [("reason", "claim"), ("words", "Say over which months nobody complained.")];
    sami.fill(&page, &refusal, &reason).await.goes_to();
    let mail = portal.mail("ida.holm@halden.example", "was not published").await;
    assert!(mail.text.contains("Say over which months") && mail.text.contains("claim that cannot be shown"));
    assert!(portal.browser().get("/testimonials").await.texts("figure.quote").is_empty());
    // The author reads the same words, and the form begins with what was refused.
    let own = ida.get(PAGE).await;
    assert!(own.body.contains("Say over which months"));
    assert_eq!(own.form(PAGE, PREVIEW).0["words"], WORDS);
    let other = [("words", "Since March nobody has written to complain."), ("language", "en"), ("job_title", "Editor")];
    let preview = preview(&ida, &other).await;
    ida.post_body(PAGE, agreed(&preview, &[("consent", "yes")])).await.goes_to();
    assert_eq!(occurrences(&portal, "below the horizon").await, 0, "the refused words outlived their replacement");
    let states = "SELECT string_agg(state || ':' || (words IS NULL), ' ' ORDER BY consented_at) FROM testimonials";
    assert_eq!(portal.scalar(states).await, "refused:true offered:false");
}

#[tokio::test]
async fn a_double_post_offers_one_and_a_second_one_is_told_of_the_first() {
    let portal = Portal::start().await;
    let ida = member_of_active(&portal, "Halden", "Ida Holm").await;
    let (one, two) = (preview(&ida, &FIELDS).await, preview(&ida, &FIELDS).await);
    let body = agreed(&one, &[("consent", "yes")]);
    let (first, again) = tokio::join!(ida.post_body(PAGE, body.clone()), ida.post_body(PAGE, body));
    assert_eq!((first.goes_to(), again.goes_to()), (PAGE, PAGE));
    let second = ida.post_body(PAGE, agreed(&two, &[("consent", "yes")])).await;
    assert_eq!(second.goes_to(), PAGE);
    assert!(ida.get(PAGE).await.body.contains("One at a time"));
    assert_eq!(portal.scalar("SELECT count(*) FROM testimonials").await, "1");
}

#[tokio::test]
async fn someone_elses_testimonial_cannot_be_withdrawn() {
    let portal = Portal::start().await;
    let ida = member_of_active(&portal, "Halden", "Ida Holm").await;
    let eve = member_of_active(&portal, "Malmo", "Eve Ross").await;
    offer(&ida).await;
    offer(&eve).await;
    let theirs = portal
        .scalar("SELECT t.id FROM testimonials t JOIN users u ON u.id = author_id WHERE u.full_name = 'Ida Holm'")
        .await;
    let answer = eve.fill(PAGE, WITHDRAWAL, &[("testimonial", &theirs)]).await;
    let missing = eve.fill(PAGE, WITHDRAWAL, &[("testimonial", &uuid::Uuid::new_v4().to_string())]).await;
    assert_eq!((answer.status, answer.heading()), (404, missing.heading()));
    assert_eq!(portal.scalar("SELECT count(*) FROM testimonials WHERE state = 'offered'").await, "2");
}

#[tokio::test]
async fn only_people_of_an_active_account_offer_and_only_for_the_account_of_the_form() {
    let portal = Portal::start().await;
    let new = portal.member("publisher", "Fjord", "Ann Ek").await;
    assert!(new.get(PAGE).await.body.contains("is not active yet"));
    let form = new.form("/account", "/account").await;
    let account = portal.scalar("SELECT id FROM accounts WHERE name = 'Fjord'").await;
    let mut fields = vec![("_csrf", form.0["_csrf"].as_str()), ("account", account.as_str()), ("consent", "yes")];
    fields.extend(FIELDS);
    assert_eq!(new.post(PAGE, &fields).await.status, 409, "an account in draft spoke in public");
    let ida = member_of_active(&portal, "Halden", "Ida Holm").await;
    let other = ida.fill(PAGE, PREVIEW, &[&FIELDS[..], &[("account", account.as_str())]].concat()).await;
    assert_eq!(other.status, 409, "a form of another account was taken");
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    assert!(sami.get(PAGE).await.body.contains("You act for no account"));
    assert_eq!(portal.scalar("SELECT count(*) FROM testimonials").await, "0");
}

#[tokio::test]
async fn a_decision_on_what_was_withdrawn_or_decided_changes_nothing() {
    let portal = Portal::start().await;
    let ida = member_of_active(&portal, "Halden", "Ida Holm").await;
    let sami = portal.staff("Sami Haddad", StaffRole::Support).await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    offer(&ida).await;
    let page = page_of_newest(&portal).await;
    let (publication, refusal) = (format!("{page}/publication"), format!("{page}/refusal"));
    let yes = sami.form(&page, &publication).await.body(&[]);
    let no = ada.form(&page, &refusal).await.body(&[("reason", "terms"), ("words", "Off the point.")]);
    let (one, two) = tokio::join!(sami.post_body(&publication, yes.clone()), ada.post_body(&refusal, no));
    assert_eq!((one.goes_to(), two.goes_to()), (page.as_str(), page.as_str()));
    let decided = "SELECT count(*) FROM audit_events WHERE verb IN ('testimonial.published', 'testimonial.refused')";
    assert_eq!(portal.scalar(decided).await, "1", "both decisions took place");

    ida.fill(PAGE, WITHDRAWAL, &[]).await.goes_to();
    offer(&ida).await;
    let page = page_of_newest(&portal).await;
    let publication = format!("{page}/publication");
    let late = sami.form(&page, &publication).await.body(&[]);
    ida.fill(PAGE, WITHDRAWAL, &[]).await.goes_to();
    assert_eq!(sami.post_body(&publication, late).await.goes_to(), page);
    assert_eq!(portal.scalar("SELECT string_agg(DISTINCT state, ' ') FROM testimonials").await, "withdrawn");
    assert!(portal.browser().get("/testimonials").await.texts("figure.quote").is_empty());
}

#[tokio::test]
async fn a_reviewer_reads_testimonials_and_leaves_the_decision_to_support() {
    let portal = Portal::start().await;
    let ida = member_of_active(&portal, "Halden", "Ida Holm").await;
    let rosa = portal.staff("Rosa Vidal", StaffRole::Reviewer).await;
    offer(&ida).await;
    let list = rosa.get("/admin/testimonials?state=offered").await;
    assert_eq!(list.texts("tbody th a"), ["Halden"]);
    assert!(rosa.get("/admin/testimonials?state=published").await.body.contains("No testimonial is in this state"));
    let page = page_of_newest(&portal).await;
    assert!(rosa.get(&page).await.body.contains("Support or an admin decides"));
    let token = rosa.form("/account", "/account").await.0["_csrf"].clone();
    let answer = rosa.post(&format!("{page}/publication"), &[("_csrf", token.as_str()), ("version", "1")]).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn a_suspended_company_is_not_shown_and_the_list_is_paged() {
    let portal = Portal::start().await;
    let ida = member_of_active(&portal, "Halden", "Ida Holm").await;
    offer(&ida).await;
    // Thirty more of the same person under accounts of their own, as a list of that length would hold.
    let copies = "WITH more AS (INSERT INTO accounts SELECT gen_random_uuid(), 'ADV-C' || n, kind, name, state, state_at, state_by, \
         reason_code, reason_words, reapply_on, submitted_at, created_at, updated_at, version FROM accounts, generate_series(1, 30) n RETURNING id) \
         INSERT INTO testimonials SELECT gen_random_uuid(), more.id, author_id, words, language, full_name, job_title, company_name, \
         consent_wording, consented_at, 'published', state_at, state_by, reason_code, reason_words, erased_at, version FROM testimonials, more";
    portal.scalar(copies).await;
    let visitor = portal.browser();
    let first = visitor.get("/testimonials").await;
    assert_eq!(first.texts("figure.quote").len(), 24);
    let older = first.links("a[rel=next]");
    let second = visitor.get(&older[0]).await;
    assert_eq!(second.texts("figure.quote").len(), 6);
    assert_eq!(second.links("a[rel=prev]"), ["/testimonials"]);
    portal
        .scalar("UPDATE accounts SET state = 'suspended', reason_code = 'other', reason_words = 'On hold' WHERE reference LIKE 'ADV-C%'")
        .await;
    assert!(visitor.get("/testimonials").await.texts("figure.quote").is_empty());
}
