//! A decision on a site: taken back like the others, one of two at once, and led to by its keys.

use super::{ROSA, TOM, case_of};
use crate::harness::{Client, Portal};

const NORA: &str = "nora@harbourlight.example";
/// Waits for review with a site that nobody has looked at.
const APPLICANT: &str = "Γεύσεις Αιγαίου ΑΕ";

async fn demo() -> Portal {
    Portal::start_in_with("demo", &[("INSET_UNDO_SECONDS", "30")], async |portal| portal.demo().await).await
}

/// A site of an active publisher, with its own case.
struct Added {
    site: String,
    case: String,
}

impl Added {
    /// Its publisher adds it.
    async fn by(portal: &Portal, nora: &Client, domain: &str) -> Self {
        let fields = [("domain", domain), ("category", "653"), ("language", "en"), ("page_views", "90 000")];
        nora.fill("/publisher/sites", "/publisher/sign-up/sites", &fields).await.goes_to();
        let site = portal.scalar(&format!("SELECT id FROM sites WHERE domain = '{domain}'")).await;
        let case = portal.scalar(&format!("SELECT id FROM review_cases WHERE site_id = '{site}'")).await;
        Self { site, case: format!("/admin/cases/{case}") }
    }

    fn step(&self, step: &str) -> String {
        format!("{}/sites/{}/{step}", self.case, self.site)
    }

    async fn state(&self, portal: &Portal) -> String {
        let of = format!(
            "SELECT concat_ws(' ', s.state, c.state, c.decision, c.waiting_since) FROM sites s
             JOIN review_cases c ON c.site_id = s.id WHERE s.id = '{}'",
            self.site
        );
        portal.scalar(&of).await
    }
}

/// Why it is refused, in the fields of this site.
fn why(site: &str) -> [(String, String); 2] {
    [
        (format!("reason_{site}"), "site_ownership".into()),
        (format!("words_{site}"), "Its ads.txt does not name us.".into()),
    ]
}

async fn refuse(who: &Client, page: &str, step: &str, site: &str) {
    let why = why(site);
    let typed: Vec<(&str, &str)> = why.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    who.fill(page, step, &typed).await.goes_to();
}

#[tokio::test]
async fn a_refusal_is_undone_before_its_mail_leaves_and_the_site_waits_at_its_old_place() {
    let portal = demo().await;
    let (nora, rosa) = (portal.known(NORA).await, portal.known(ROSA).await);
    let added = Added::by(&portal, &nora, "new.harbourlight.example").await;
    let before = added.state(&portal).await;
    assert!(before.starts_with("pending waiting"), "{before}");
    refuse(&rosa, &added.case, &added.step("failure"), &added.site).await;
    assert!(added.state(&portal).await.starts_with("failed closed declined"));
    let heads = rosa.get(&added.case).await.texts(".notice h2");
    assert!(heads.contains(&"Refused".to_owned()) && !heads.contains(&"Declined".to_owned()), "{heads:?}");
    portal.mails().await;
    let letters =
        "SELECT count(*) FROM outbox WHERE letter = 'site_refused' AND created_at > now() - interval '1 hour'";
    assert_ne!(portal.scalar(letters).await, "0", "nobody is told");
    assert_eq!(portal.scalar(&format!("{letters} AND state <> 'queued'")).await, "0", "it left at once");
    rosa.fill("/admin/queue", &format!("{}/undo", added.case), &[]).await.goes_to();
    assert_eq!(added.state(&portal).await, before);
    assert_eq!(portal.scalar(letters).await, "0", "its mail is still there");
    let events = "SELECT count(*) FROM audit_events WHERE verb = 'site.decision_undone'";
    assert_eq!(portal.scalar(events).await, "1");
    assert!(rosa.get(&added.case).await.body.contains("Decision taken back before it left"));
    // A confirmation is taken back alike, and once its mail has left it stays.
    rosa.fill(&added.case, &added.step("verification"), &[]).await.goes_to();
    rosa.fill(&added.case, &format!("{}/undo", added.case), &[]).await.goes_to();
    assert_eq!(added.state(&portal).await, before);
    rosa.fill(&added.case, &added.step("verification"), &[]).await.goes_to();
    let late = rosa.form(&added.case, &format!("{}/undo", added.case)).await.body(&[]);
    portal
        .scalar("UPDATE outbox SET next_at = now() WHERE letter = 'site_confirmed' AND state = 'queued' RETURNING 1")
        .await;
    portal.mails().await;
    rosa.post_body(&format!("{}/undo", added.case), late).await.goes_to();
    assert!(added.state(&portal).await.starts_with("verified closed approved"), "it was taken back after its mail");
}

#[tokio::test]
async fn second_thoughts_on_a_closed_case_are_undone_without_opening_it() {
    let portal = demo().await;
    let (nora, rosa) = (portal.known(NORA).await, portal.known(ROSA).await);
    let added = Added::by(&portal, &nora, "new.harbourlight.example").await;
    rosa.fill(&added.case, &added.step("verification"), &[]).await.goes_to();
    let closed = added.state(&portal).await;
    refuse(&rosa, &added.case, &added.step("failure"), &added.site).await;
    assert!(added.state(&portal).await.starts_with("failed closed approved"));
    rosa.fill(&added.case, &format!("{}/undo", added.case), &[]).await.goes_to();
    assert_eq!(added.state(&portal).await, closed);
}

#[tokio::test]
async fn a_site_that_is_decided_from_its_account_s_page_is_decided_in_its_own_case() {
    let portal = demo().await;
    let (nora, rosa) = (portal.known(NORA).await, portal.known(ROSA).await);
    let added = Added::by(&portal, &nora, "new.harbourlight.example").await;
    let before = added.state(&portal).await;
    let of = format!(
        "SELECT c.id FROM review_cases c JOIN sites s ON s.account_id = c.account_id
         WHERE s.id = '{}' AND c.site_id IS NULL AND c.order_id IS NULL LIMIT 1",
        added.site
    );
    let page = format!("/admin/cases/{}", portal.scalar(&of).await);
    let state = format!("SELECT state FROM review_cases WHERE '{page}' = '/admin/cases/' || id");
    let account = portal.scalar(&state).await;
    refuse(&rosa, &page, &format!("{page}/sites/{}/failure", added.site), &added.site).await;
    rosa.fill("/admin/queue", &format!("{}/undo", added.case), &[]).await.goes_to();
    assert_eq!(added.state(&portal).await, before);
    assert_eq!(portal.scalar(&state).await, account, "the account's case was opened");
}

#[tokio::test]
async fn within_an_application_a_site_is_put_back_until_the_application_is_approved() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let case = case_of(&portal, APPLICANT).await;
    let site = portal
        .scalar(&format!(
            "SELECT s.id FROM sites s JOIN accounts a ON a.id = s.account_id WHERE a.name = '{APPLICANT}' ORDER BY s.created_at, s.id LIMIT 1"
        ))
        .await;
    portal.scalar(&format!("UPDATE sites SET state = 'pending', reason_code = NULL, reason_words = NULL WHERE id = '{site}' RETURNING 1")).await;
    let state = format!("SELECT state FROM sites WHERE id = '{site}'");
    let waits =
        format!("SELECT concat_ws(' ', state, waiting_since) FROM review_cases WHERE '{case}' = '/admin/cases/' || id");
    let before = portal.scalar(&waits).await;
    refuse(&rosa, &case, &format!("{case}/sites/{site}/failure"), &site).await;
    assert_eq!(portal.scalar(&state).await, "failed");
    let page = rosa.get(&case).await;
    assert!(page.body.contains("Undo the decision"), "it is not offered");
    rosa.fill(&case, &format!("{case}/undo"), &[]).await.goes_to();
    assert_eq!((portal.scalar(&state).await.as_str(), portal.scalar(&waits).await), ("pending", before));
    rosa.fill(&case, &format!("{case}/sites/{site}/verification"), &[]).await.goes_to();
    let undo = format!("{case}/undo");
    let late = rosa.form(&case, &undo).await.body(&[]);
    let signed = [("typed_name", "Rosa Lindqvist"), ("intent", "yes")];
    rosa.fill(&case, &format!("{case}/approval"), &signed).await.goes_to();
    assert!(!rosa.get("/admin/queue").await.body.contains("Undo the decision"), "what an approval builds on is undone");
    rosa.post_body(&undo, late).await.goes_to();
    assert_eq!(portal.scalar(&state).await, "verified");
}

#[tokio::test]
async fn of_two_who_decide_on_a_site_at_once_one_does_and_the_other_sees_what_was_decided() {
    let portal = demo().await;
    let (nora, rosa, tom) = (portal.known(NORA).await, portal.known(ROSA).await, portal.known(TOM).await);
    let decided = "SELECT count(*) FROM audit_events WHERE verb IN ('site.verified', 'site.failed') AND at > now() - interval '1 hour'";
    for round in 1..=5 {
        let added = Added::by(&portal, &nora, &format!("new{round}.harbourlight.example")).await;
        let (yes, no) = (added.step("verification"), added.step("failure"));
        let why = why(&added.site);
        let typed: Vec<(&str, &str)> = why.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let hers = rosa.form(&added.case, &yes).await.body(&[]);
        let his = tom.form(&added.case, &no).await;
        let (one, other) = tokio::join!(rosa.post_body(&yes, hers), tom.post_body(&no, his.body(&typed)));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409], "round {round}");
        assert_eq!(portal.scalar(decided).await, round.to_string(), "not one decision");
        let second = if one.status == 409 { &one } else { &other };
        assert!(second.texts("title").concat().starts_with("Error: "), "{:?}", second.texts("title"));
        let said = second.texts(".summary-box").join(" ");
        let by = if one.status == 409 { "Refused, by Tom Adler, " } else { "Confirmed, by Rosa Lindqvist, " };
        assert!(said.starts_with("Somebody was first") && said.contains(by), "{said}");
        if other.status == 409 {
            assert!(said.contains("Its ads.txt does not name us."), "what was typed is gone: {said}");
        }
    }
    // One after the other too, where the second was shown the site as it was before.
    let added = Added::by(&portal, &nora, "late.harbourlight.example").await;
    let (yes, no) = (added.step("verification"), added.step("failure"));
    let why = why(&added.site);
    let typed: Vec<(&str, &str)> = why.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let his = tom.form(&added.case, &no).await.body(&typed);
    rosa.fill(&added.case, &yes, &[]).await.goes_to();
    let answer = tom.post_body(&no, his).await;
    assert_eq!(answer.status, 409, "{:?}", answer.location);
    assert!(added.state(&portal).await.starts_with("verified"), "what was confirmed meanwhile is refused");
    tom.post_body(&no, answer.form(&added.case, &no).body(&[])).await.goes_to();
    assert!(added.state(&portal).await.starts_with("failed"), "whoever has seen it may think otherwise");
}

#[tokio::test]
async fn changes_that_are_asked_of_an_application_as_it_was_come_back_with_what_became_of_it() {
    let portal = demo().await;
    let (rosa, tom) = (portal.known(ROSA).await, portal.known(TOM).await);
    let case = case_of(&portal, APPLICANT).await;
    let changes = format!("{case}/changes");
    let asked = [("field_0", "company.legal_name"), ("note_0", "Spell it out.")];
    let his = tom.form(&case, &changes).await.body(&asked);
    let typed = [("reason", "terms"), ("words", "The terms were not met.")];
    rosa.fill(&case, &format!("{case}/decline"), &typed).await.goes_to();
    let answer = tom.post_body(&changes, his).await;
    assert_eq!(answer.status, 409, "{:?}", answer.location);
    let said = answer.texts(".summary-box").join(" ");
    assert!(said.contains("Declined, by Rosa Lindqvist, ") && said.contains("Spell it out."), "{said}");
    assert_eq!(portal.scalar("SELECT count(*) FROM change_requests WHERE note = 'Spell it out.'").await, "0");
    // One who has only begun to look is enough: what was shown is no longer how it stands.
    let case = case_of(&portal, "Polderlicht BV").await;
    let changes = format!("{case}/changes");
    let his = tom.form(&case, &changes).await.body(&asked);
    rosa.fill(&case, &format!("{case}/review"), &[]).await.goes_to();
    let answer = tom.post_body(&changes, his).await;
    assert_eq!(answer.status, 409);
    let said = answer.texts(".summary-box").join(" ");
    assert!(said.contains("In review, by Rosa Lindqvist, "), "{said}");
    let form = answer.form(&case, &changes);
    assert_eq!(form.0["note_0"], "Spell it out.", "the form that is still there is empty");
    tom.post_body(&changes, form.body(&[])).await.goes_to();
}

#[tokio::test]
async fn a_decline_of_an_application_as_it_was_comes_back_with_its_words_also_where_it_was_approved() {
    let portal = demo().await;
    let (rosa, tom) = (portal.known(ROSA).await, portal.known(TOM).await);
    let typed = [("reason", "terms"), ("words", "The traffic is bought.")];
    // A colleague who only began to look takes no words away.
    let begun = case_of(&portal, "Polderlicht BV").await;
    let decline = format!("{begun}/decline");
    let older = tom.form(&begun, &decline).await.body(&typed);
    rosa.fill(&begun, &format!("{begun}/review"), &[]).await.goes_to();
    let shown = tom.post_body(&decline, older).await;
    let said = shown.texts(".summary-box").join(" ");
    assert_eq!(shown.status, 409);
    assert!(said.contains("In review, by Rosa Lindqvist, ") && said.contains("The traffic is bought."), "{said}");
    tom.post_body(&decline, shown.form(&begun, &decline).body(&[])).await.goes_to();

    let case = case_of(&portal, APPLICANT).await;
    let site =
        format!("SELECT s.id FROM sites s JOIN accounts a ON a.id = s.account_id WHERE a.name = '{APPLICANT}' LIMIT 1");
    let site = portal.scalar(&site).await;
    let (decline, changes) = (format!("{case}/decline"), format!("{case}/changes"));
    let his = tom.form(&case, &decline).await.body(&typed);
    let asked = [("field_0", "company.legal_name"), ("note_0", "Spell it out.")];
    let asked = tom.form(&case, &changes).await.body(&asked);
    rosa.fill(&case, &format!("{case}/sites/{site}/verification"), &[]).await;
    let signed = [("typed_name", "Rosa Lindqvist"), ("intent", "yes")];
    assert_eq!(rosa.fill(&case, &format!("{case}/approval"), &signed).await.goes_to(), "/admin/queue");
    for (step, body, words) in [(decline, his, "The traffic is bought."), (changes, asked, "Spell it out.")] {
        let answer = tom.post_body(&step, body).await;
        let said = answer.texts(".summary-box").join(" ");
        assert_eq!(answer.status, 409, "{step}");
        assert!(said.contains("Approved, by Rosa Lindqvist, ") && said.contains(words), "{said}");
    }
}

#[tokio::test]
async fn a_site_of_an_application_that_is_decided_is_not_decided_and_the_decision_can_still_be_undone() {
    let portal = demo().await;
    let (rosa, tom) = (portal.known(ROSA).await, portal.known(TOM).await);
    let case = case_of(&portal, APPLICANT).await;
    let site =
        format!("SELECT s.id FROM sites s JOIN accounts a ON a.id = s.account_id WHERE a.name = '{APPLICANT}' LIMIT 1");
    let site = portal.scalar(&site).await;
    portal.scalar(&format!("UPDATE sites SET state = 'pending', reason_code = NULL, reason_words = NULL WHERE id = '{site}' RETURNING 1")).await;
    let confirm = format!("{case}/sites/{site}/verification");
    let his = tom.form(&case, &confirm).await.body(&[]);
    let typed = [("reason", "terms"), ("words", "The terms were not met.")];
    rosa.fill(&case, &format!("{case}/decline"), &typed).await.goes_to();
    let answer = tom.post_body(&confirm, his).await;
    assert_eq!(answer.status, 409, "{:?}", answer.location);
    let said = answer.texts(".summary-box").join(" ");
    assert!(said.contains("Declined, by Rosa Lindqvist, "), "{said}");
    assert_eq!(portal.scalar(&format!("SELECT state FROM sites WHERE id = '{site}'")).await, "pending");
    rosa.fill("/admin/queue", &format!("{case}/undo"), &[]).await.goes_to();
    let state = format!("SELECT a.state FROM accounts a WHERE a.name = '{APPLICANT}'");
    assert_ne!(portal.scalar(&state).await, "declined", "the colleague's undo was taken away");
}

#[tokio::test]
async fn a_site_s_case_has_its_decision_beside_it_and_says_first_who_else_has_the_domain() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let held = "FROM review_cases c JOIN sites s ON s.id = c.site_id
                JOIN sites o ON o.domain = s.domain AND o.account_id <> s.account_id AND o.state = 'verified'
                JOIN accounts a ON a.id = o.account_id WHERE c.state = 'waiting' LIMIT 1";
    let of = async |what: &str| portal.scalar(&format!("SELECT {what} {held}")).await;
    let case = format!("/admin/cases/{}", of("c.id").await);
    let page = rosa.get(&case).await;
    let first = page.texts(".tasks .task").remove(0);
    let (domain, other) = (of("s.domain").await, of("a.name || ' (' || a.reference || ')'").await);
    assert_eq!(first, format!("{domain} is also held by {other}: confirmed there.Look at it"));
    assert!(page.links("main .task a").contains(&format!("/admin/accounts/{}", of("a.id").await)));
    let heads = page.texts("aside form[data-key] h2");
    assert_eq!(heads, ["Nobody has this case", "Confirm", "Refuse"]);
    assert_eq!(
        page.texts("aside [data-key=a] button, aside [data-key=d] button"),
        ["Confirm the site", "Refuse the site"]
    );
    assert!(!page.body.contains("Ownership of sites"), "it is decided in two places");
    let worded = scraper::Html::parse_document(&page.body);
    let options = scraper::Selector::parse("aside [data-key=d] option[data-words]").expect("a selector");
    assert!(worded.select(&options).count() > 3, "no reason has its usual words");
    // An insider learns nothing of other accounts.
    portal
        .scalar(&format!(
            "INSERT INTO memberships (user_id, account_id, power, created_at) SELECT u.id, '{}', 'viewer', now()
             FROM users u WHERE u.email = '{TOM}' RETURNING 1",
            of("s.account_id").await
        ))
        .await;
    let insider = portal.known(TOM).await;
    assert!(!insider.get(&case).await.body.contains("is also held by"));
}
