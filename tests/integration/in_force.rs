//! What both sides agreed on stays as it was agreed, and who it concerns is told.

use crate::harness::Portal;

const NORA: &str = "nora@harbourlight.example";
const HENRIK: &str = "henrik@northernlights.example";

async fn demo() -> Portal {
    Portal::start_in("demo", async |portal| portal.demo().await).await
}

#[tokio::test]
async fn a_signature_names_the_company_as_it_was_signed_whatever_it_is_called_today() {
    let portal = demo().await;
    let nora = portal.browser();
    nora.sign_in(NORA).await;
    let company = "/publisher/sign-up/company";
    nora.fill(company, company, &[("legal_name", "Quite Another Ltd")]).await.goes_to();
    let signed = nora.get("/publisher/agreement").await.texts(".signed").join(" ");
    assert!(signed.contains("Harbour Light Magazine Ltd"), "{signed}");
    assert!(!signed.contains("Quite Another Ltd"), "a signed agreement was rewritten: {signed}");
}

/// A filling that is right in every field, so that only the agreement in force can refuse it.
const PUBLISHER_TERMS: [(&str, &str); 5] = [
    ("revenue_share", "99"),
    ("currency", "GBP"),
    ("time_zone", "Europe/London"),
    ("monthly_visitors", "1000"),
    ("monthly_page_views", "1000"),
];
const NETWORK_TERMS: [(&str, &str); 8] = [
    ("pricing_model", "cpm"),
    ("rate", "99"),
    ("currency", "NOK"),
    ("net_days", "30"),
    ("passback_position", "1"),
    ("invoice_days", "10"),
    ("dispute_days", "30"),
    ("termination_days", "60"),
];

#[tokio::test]
async fn terms_in_force_are_not_changed_by_one_side_alone() {
    let portal = demo().await;
    for (email, page, table, terms) in [
        (NORA, "/publisher/sign-up/commercial", "publisher_commercials", &PUBLISHER_TERMS[..]),
        (HENRIK, "/network/onboarding/commercial", "network_commercials", &NETWORK_TERMS[..]),
    ] {
        let member = portal.browser();
        member.sign_in(email).await;
        assert!(!member.get(page).await.body.contains("name=\"version\""), "{page} offers a form for terms in force");
        let own = format!(
            "SELECT m.account_id FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email = '{email}'"
        );
        let row = format!("SELECT t::text FROM {table} t WHERE account_id = ({own})");
        let (account, before) = (portal.scalar(&own).await, portal.scalar(&row).await);
        let version = portal.scalar(&format!("SELECT version FROM {table} WHERE account_id = ({own})")).await;
        let form = member.form("/account", "/sign-out").await;
        let key = uuid::Uuid::new_v4().to_string();
        let tokens =
            [("_csrf", form.0["_csrf"].as_str()), ("_account", &account), ("_key", &key), ("version", &version)];
        let answer = member.post(page, &[&tokens[..], terms].concat()).await;
        assert_eq!((answer.status, answer.errors()), (409, Vec::new()), "{page}: {}", answer.heading());
        assert!(!before.is_empty() && portal.scalar(&row).await == before, "{page} changed terms in force");
    }
}

/// The cases of Nora's account that wait.
const NORAS_CASES: &str = "SELECT c.id FROM review_cases c JOIN memberships m ON m.account_id = c.account_id
    JOIN users u ON u.id = m.user_id WHERE u.email = 'nora@harbourlight.example' AND c.state = 'waiting' AND c.kind <> 'site'";

#[tokio::test]
async fn who_an_active_company_is_goes_to_a_reviewer_when_it_changes_and_the_account_stays_active() {
    let portal = demo().await;
    let (nora, rosa) = (portal.known(NORA).await, portal.known("rosa.lindqvist@imagespacemedia.example").await);
    let company = "/publisher/sign-up/company";
    nora.fill(company, company, &[("telephone", "+44 20 7946 0999"), ("trading_name", "Harbour")]).await.goes_to();
    assert_eq!(portal.scalar(NORAS_CASES).await, "", "a telephone number went to a reviewer");

    nora.fill(company, company, &[("legal_name", "Quite Another Ltd")]).await.goes_to();
    nora.fill("/publisher/sign-up/personal", "/publisher/sign-up/personal", &[("full_name", "Ned Moe")])
        .await
        .goes_to();
    let case = format!("/admin/cases/{}", portal.scalar(NORAS_CASES).await);
    let page = rosa.get(&case).await;
    let rows = page.texts(".summary-row.is-changed").join("\n");
    for field in ["Legal name", "Full name", "Telephone", "Trading name"] {
        assert!(rows.contains(field), "{field} is not marked as changed: {rows}");
    }
    assert!(!rows.contains("Registration number"), "{rows}");
    assert_eq!(nora.get("/publisher").await.texts(".head .tag"), ["Active"]);

    let stale = page.form(&case, &format!("{case}/confirmation")).body(&[]);
    nora.fill(company, company, &[("legal_name", "A Third Name Ltd")]).await.goes_to();
    let refused = rosa.post_body(&format!("{case}/confirmation"), stale).await;
    assert_eq!(refused.status, 422, "what nobody read was confirmed");
    let ask = [("field_0", "company.legal_name"), ("note_0", "Send the extract of the register.")];
    rosa.fill(&case, &format!("{case}/changes"), &ask).await.goes_to();
    portal.mail(NORA, "Changes asked").await;
    let changes = "/publisher/changes";
    let answer = [("answer_company_legal_name", "The register has it since Monday.")];
    nora.fill(changes, changes, &answer).await.goes_to();
    let back = rosa.get(&case).await;
    assert!(back.body.contains("The register has it since Monday."), "{}", back.body);
    rosa.fill(&case, &format!("{case}/confirmation"), &[]).await.goes_to();
    portal.mail(NORA, "Your changes are confirmed").await;
    assert_eq!(portal.scalar(NORAS_CASES).await, "");
}

#[tokio::test]
async fn owners_are_told_by_mail_when_where_they_are_paid_changes() {
    let portal = demo().await;
    let nora = portal.browser();
    nora.sign_in(NORA).await;
    let fields = [("method", "iban"), ("iban", "DE89 3704 0044 0532 0130 00"), ("bic", "COBADEFFXXX")];
    nora.fill("/publisher/payout", "/publisher/payout", &fields).await.goes_to();
    let mail = portal.mail(NORA, "Payout details changed").await;
    assert!(mail.text.contains("write to us now"), "{}", mail.text);
    assert!(!mail.text.contains("0130"), "a bank number was mailed: {}", mail.text);
    nora.fill("/publisher/payout", "/publisher/payout", &[("schedule", "monthly")]).await.goes_to();
    let told = "SELECT count(DISTINCT event_seq) FROM outbox WHERE letter = 'payout_changed' AND created_at > now() - interval '1 hour'";
    assert_eq!(portal.scalar(told).await, "1", "a change that moves no money was told as one that does");
}

#[tokio::test]
async fn staff_are_led_to_their_own_page_of_an_order_when_its_advertiser_writes() {
    let portal = demo().await;
    let ida = portal.browser();
    ida.sign_in("ida@haldenoutdoor.example").await;
    let page = "/advertiser/orders/IO-1025/messages";
    ida.fill(page, page, &[("body", "Can it begin a week later?")]).await.goes_to();
    let rosa = portal.browser();
    rosa.sign_in("rosa.lindqvist@imagespacemedia.example").await;
    let link = portal.link("rosa.lindqvist@imagespacemedia.example", "New message").await;
    assert!(rosa.get(&link).await.body.contains("Can it begin a week later?"), "{link} does not show the message");
}

#[tokio::test]
async fn no_seller_is_published_without_a_domain() {
    let portal = demo().await;
    let henrik = portal.browser();
    henrik.sign_in(HENRIK).await;
    assert!(henrik.get("/sellers.json").await.body.contains("Northern Lights Media AS"));
    let company = "/network/onboarding/company";
    henrik.fill(company, company, &[("web_site", "")]).await.goes_to();
    let own = henrik.get("/network/seller-entry").await.body;
    assert!(own.contains("Give the web site"), "the network is not told what is missing");
    let sellers = henrik.get("/sellers.json").await.body;
    assert!(!sellers.contains("\"domain\":\"\"") && !sellers.contains("Northern Lights Media AS"), "{sellers}");
}
