//! The people and records on which every form is open.

use crate::harness::{Client, FormOnPage, Portal};
use inset_domain::user::StaffRole;

/// Fields of a form.
pub(crate) type Fields = &'static [(&'static str, &'static str)];

pub(crate) const COMPANY: Fields = &[
    ("legal_name", "Quay Works Ltd"),
    ("organisation_type", "company"),
    ("telephone", "+44 20 7946 0018"),
    ("country", "GB"),
    ("line1", "12 Quay Street"),
    ("city", "London"),
    ("postal_code", "SW1A 1AA"),
];
pub(crate) const PERSON: Fields = &[
    ("full_name", "Ida Holm"),
    ("job_title", "Editor"),
    ("email", "ida@fjord.example"),
    ("telephone", "+47 22 12 34 56"),
    ("preferred_channel", "email"),
    ("may_sign", "yes"),
];
pub(crate) const PUBLISHER_TERMS: Fields = &[
    ("revenue_share", "60"),
    ("currency", "EUR"),
    ("time_zone", "UTC"),
    ("monthly_visitors", "120 000"),
    ("monthly_page_views", "480,000"),
];
pub(crate) const SITE: Fields =
    &[("domain", "walks.example"), ("category", "653"), ("language", "en"), ("page_views", "90 000")];
pub(crate) const NETWORK_TERMS: Fields = &[("pricing_model", "revenue_share"), ("rate", "42.5"), ("currency", "EUR")];
pub(crate) const BILLING: Fields = &[
    ("payer_name", "Halden"),
    ("currency", "EUR"),
    ("billing_emails", "bills@halden.example"),
    ("country", "GB"),
    ("line1", "12 Quay Street"),
    ("city", "London"),
    ("postal_code", "SW1A 1AA"),
];
pub(crate) const PAYOUT: Fields = &[
    ("payee_name", "Quay Works Ltd"),
    ("currency", "EUR"),
    ("method", "iban"),
    ("iban", "DE89 3704 0044 0532 0130 00"),
    ("bic", "COBADEFFXXX"),
    ("schedule", "monthly"),
    ("country", "GB"),
    ("line1", "12 Quay Street"),
    ("city", "London"),
    ("postal_code", "SW1A 1AA"),
];
pub(crate) const TESTIMONIAL: Fields =
    &[("words", "They answer within a day, and say why."), ("language", "en"), ("job_title", "Editor")];
pub(crate) const HEADER: Fields = &crate::orders::HEADER;
pub(crate) const LINE: Fields = &crate::orders::LINE;

/// A publisher whose sections are given; its agreement is offered.
pub(crate) async fn publisher(portal: &Portal, company: &str, name: &str) -> Client {
    let them = portal.member("publisher", company, name).await;
    save(&them, "/publisher/sign-up/company", COMPANY).await;
    save(&them, "/publisher/sign-up/personal", PERSON).await;
    save(&them, "/publisher/sign-up/commercial", PUBLISHER_TERMS).await;
    save(&them, "/publisher/sign-up/technical", PERSON).await;
    save(&them, "/publisher/sign-up/sites", SITE).await;
    save(&them, "/publisher/sign-up/look", &[]).await;
    them
}

/// A network whose sections are given; its agreement is offered.
pub(crate) async fn network(portal: &Portal, company: &str, name: &str) -> Client {
    let them = portal.member("network", company, name).await;
    save(&them, "/network/onboarding/company", COMPANY).await;
    save(&them, "/network/onboarding/personal", PERSON).await;
    save(&them, "/network/onboarding/commercial", NETWORK_TERMS).await;
    them
}

/// The same after signing and sending.
pub(crate) async fn sent(them: &Client, area: &str, name: &str) {
    let path = format!("/{area}/agreement/sign");
    them.fill(&path, &path, &[("typed_name", name), ("intent", "yes")]).await.goes_to();
    let tasks = if area == "publisher" { "sign-up" } else { "onboarding" };
    them.fill(&format!("/{area}/{tasks}/check"), &format!("/{area}/{tasks}/submission"), &[]).await.goes_to();
}

/// An advertiser with company and billing profile.
pub(crate) async fn advertiser(portal: &Portal, company: &str, name: &str) -> Client {
    let them = portal.member("advertiser", company, name).await;
    save(&them, "/advertiser/company", COMPANY).await;
    save(&them, "/advertiser/billing", BILLING).await;
    them
}

/// A draft order with a line; gives its address.
pub(crate) async fn order(them: &Client, name: &str) -> String {
    let new = "/advertiser/orders/new";
    let lines = them.fill(new, new, &[HEADER, &[("name", name)]].concat()).await.goes_to().to_owned();
    them.fill(&lines, &lines, LINE).await.goes_to();
    lines.trim_end_matches("/lines").to_owned()
}

/// Signs an order.
pub(crate) async fn sign(them: &Client, order: &str, name: &str) {
    let fields = [("typed_name", name), ("intent", "yes")];
    them.fill(&format!("{order}/sign"), &format!("{order}/signature"), &fields).await.goes_to();
}

/// Sends a signed order.
pub(crate) async fn send(them: &Client, order: &str) {
    them.fill(&format!("{order}/review"), &format!("{order}/submission"), &[("terms", "yes")]).await.goes_to();
}

/// The newest case of an account, or of an order by its name.
pub(crate) async fn case(portal: &Portal, name: &str) -> String {
    let query = format!(
        "SELECT c.id FROM review_cases c JOIN accounts a ON a.id = c.account_id LEFT JOIN orders o ON o.id = c.order_id
         WHERE (c.order_id IS NULL AND a.reference = (SELECT reference FROM accounts JOIN memberships m ON m.account_id = accounts.id
            JOIN users u ON u.id = m.user_id WHERE u.full_name = '{name}')) OR o.name = '{name}'
         ORDER BY c.opened_at DESC LIMIT 1"
    );
    let id = portal.scalar(&query).await;
    assert!(!id.is_empty(), "{name} has no case");
    format!("/admin/cases/{id}")
}

/// Fills a section in and asserts that it was saved.
pub(crate) async fn save(them: &Client, path: &str, fields: &[(&str, &str)]) {
    them.fill(path, path, fields).await.goes_to();
}

/// Sets the scene on which every form is open.
pub(crate) async fn set(portal: &Portal) {
    portal.scalar(super::EVERYTHING).await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    publisher(portal, "Fjord", "Pia Berg").await;
    let per = publisher(portal, "Skerry", "Per Lund").await;
    save(&per, "/publisher/sign-up/sites", &[SITE, &[("domain", "skerry.example")]].concat()).await;
    sent(&per, "publisher", "Per Lund").await;
    portal.member("publisher", "Ridge", "Pim Dahl").await;
    let rita = portal.member("publisher", "Reed", "Rita Ro").await;
    network(portal, "North", "Nia Vik").await;
    let ned = network(portal, "Nexus", "Ned Moe").await;
    let by_telephone = "UPDATE users SET telephone = '+44 20 7946 0018', preferred_channel = 'telephone'";
    portal.scalar(&format!("{by_telephone} WHERE full_name = 'Ned Moe'")).await;
    sent(&ned, "network", "Ned Moe").await;
    let nor = portal.member("network", "Noon", "Nor Aas").await;
    let ann = advertiser(portal, "Halden", "Ann Ek").await;
    advertiser(portal, "Tarn", "Bo Ny").await;
    order(&ann, "Draft").await;
    for name in ["Asked", "Refused", "Agreed", "Accepted"] {
        let order = order(&ann, name).await;
        sign(&ann, &order, "Ann Ek").await;
        send(&ann, &order).await;
    }
    let pal = publisher(portal, "Cleft", "Pal Moen").await;
    sent(&pal, "publisher", "Pal Moen").await;
    let nan = network(portal, "Nook", "Nan Foss").await;
    sent(&nan, "network", "Nan Foss").await;
    let abe = advertiser(portal, "Holt", "Abe Lie").await;
    let first = order(&abe, "First").await;
    sign(&abe, &first, "Abe Lie").await;
    send(&abe, &first).await;
    for name in ["Pal Moen", "Nan Foss", "Abe Lie"] {
        let case = case(portal, name).await;
        let ask = [("field_0", "company.legal_name"), ("note_0", "Spell it out.")];
        ada.fill(&case, &format!("{case}/changes"), &ask).await.goes_to();
    }
    let fia = network(portal, "Fell", "Fia Lo").await;
    sent(&fia, "network", "Fia Lo").await;
    let approval = case(portal, "Fia Lo").await;
    let signature = [("typed_name", "Ada Marsh"), ("intent", "yes")];
    ada.fill(&approval, &format!("{approval}/approval"), &signature).await.goes_to();
    save(&fia, "/network/onboarding/company", &[COMPANY, &[("legal_name", "Fell Media Ltd")]].concat()).await;
    let inquiry = [("full_name", "Ola Berg"), ("email", "ola@walks.example"), ("age", "yes")];
    portal.browser().fill("/inquiry", "/inquiry", &inquiry).await.goes_to();
    portal.scalar("UPDATE orders SET state = 'accepted' WHERE name = 'Accepted'").await;
    // Payout details and testimonials are asked of approved accounts alone.
    let approved =
        "UPDATE accounts SET state = 'approved', submitted_at = now() WHERE name IN ('Ridge', 'Noon', 'Reed')";
    portal.scalar(approved).await;
    for author in [nor, rita] {
        let page = "/account/testimonial";
        let shown = author.fill(page, &format!("{page}/preview"), TESTIMONIAL).await;
        let offer = FormOnPage::on(&shown.body, page, page).expect("the preview offers it");
        author.post_body(page, offer.body(&[("consent", "yes")])).await.goes_to();
    }
    let noa = network(portal, "Neve", "Noa Ness").await;
    sent(&noa, "network", "Noa Ness").await;
    super::again::set(portal, &ada).await;
    super::teams::set(portal).await;
    super::desk::set(portal, &ada).await;
    super::rights::set(portal, &ada).await;
    super::inquiries::set(portal).await;
    super::mailing::set(portal, &ada).await;
    portal.mails().await;
}

/// Everyone whom the table needs, signed in.
pub(crate) struct Cast {
    pub(crate) visitor: Client,
    /// A publisher whose agreement is offered.
    pub(crate) pia: Client,
    /// An approved publisher.
    pub(crate) pim: Client,
    /// An advertiser whose orders were sent, and its account with the first of them.
    pub(crate) ann: Client,
    /// An advertiser who has sent nothing yet.
    pub(crate) bo: Client,
    /// A network whose agreement is offered.
    pub(crate) nia: Client,
    /// An approved network.
    pub(crate) nor: Client,
    /// A publisher, a network and an advertiser who are asked for changes.
    pub(crate) asked: [Client; 3],
    /// A publisher who is invited into the account of another kind.
    pub(crate) per: Client,
    /// Whoever leaves an account.
    pub(crate) leavers: Vec<Client>,
    /// Staff with every power.
    pub(crate) ada: Client,
    /// A post of the approved network's that waits.
    pub(crate) parked: String,
    /// A second admin, who approves what the first one asks.
    pub(crate) max: Client,
}

impl Cast {
    pub(crate) async fn gather(portal: &Portal) -> Self {
        Self {
            visitor: portal.browser(),
            pia: portal.known("pia.berg@fjord.example").await,
            pim: portal.known("pim.dahl@ridge.example").await,
            ann: portal.known("ann.ek@halden.example").await,
            bo: portal.known("bo.ny@tarn.example").await,
            nia: portal.known("nia.vik@north.example").await,
            nor: portal.known("nor.aas@noon.example").await,
            asked: [
                portal.known("pal.moen@cleft.example").await,
                portal.known("nan.foss@nook.example").await,
                portal.known("abe.lie@holt.example").await,
            ],
            per: portal.known("per.lund@skerry.example").await,
            leavers: super::teams::leavers(portal).await,
            ada: portal.known("ada.marsh@operator.example").await,
            parked: portal.parked("nor.aas@noon.example").await,
            max: portal.known("max.oye@operator.example").await,
        }
    }
}
