//! Every form of the portal: its route, who sends it, its page, where it posts, and a valid filling.

use super::scene::{
    self, BILLING, COMPANY, Cast, Fields, HEADER, LINE, NETWORK_TERMS, PAYOUT, PERSON, PUBLISHER_TERMS, TESTIMONIAL,
};
use crate::harness::{Answer, Client, FormOnPage, Portal};
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU32, Ordering};

/// A form.
pub(crate) struct Row {
    /// The route as the areas list it.
    pub(crate) route: &'static str,
    /// Who sends it.
    pub(crate) who: Client,
    /// The page it stands on.
    pub(crate) page: String,
    /// Where it posts.
    pub(crate) action: String,
    /// Whether it stands on its page in some states only.
    pub(crate) bare: bool,
    /// A valid filling.
    pub(crate) filling: Vec<(String, String)>,
}

impl Row {
    pub(super) fn new(route: &'static str, who: &Client, page: impl Into<String>, filling: Fields) -> Self {
        let page = page.into();
        let filling = filling.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { route, who: who.clone(), action: page.clone(), bare: false, page, filling }
    }

    /// With another address than its page's.
    pub(super) fn to(mut self, action: impl Into<String>) -> Self {
        self.action = action.into();
        self
    }

    /// On a page where it stands only in some states; in others its own fields are sent alone, with the hidden ones of the profile.
    pub(super) fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// With one more field, whose name or value is known only here.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.filling.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The body of a form with these fields over the valid filling.
    pub(crate) fn over(&self, blank: &FormOnPage, changes: &[(&str, &str)]) -> String {
        let filling = self.filling.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        blank.body(&filling.chain(changes.iter().copied()).collect::<Vec<_>>())
    }

    /// The same of the form as it stands on its page now.
    pub(crate) async fn body(&self, changes: &[(&str, &str)]) -> String {
        self.over(&self.blank().await, changes)
    }

    /// The form as it stands on its page; a bare one that does not stand there now has hidden fields alone.
    pub(crate) async fn blank(&self) -> FormOnPage {
        if self.bare {
            let page = self.who.get(&self.page).await;
            if let Some(form) = FormOnPage::on(&page.body, &self.page, &self.action) {
                return form;
            }
            let own = self.who.own_fields().await;
            return own;
        }
        self.who.form(&self.page, &self.action).await
    }

    /// Posts a body, each time from another network: the allowance of public posts has a test of its own.
    pub(crate) async fn post(&self, body: &str) -> Answer {
        self.who.post_from(network_address(), &self.action, body).await
    }
}

/// An address that no request came from before.
fn network_address() -> Ipv4Addr {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    Ipv4Addr::from_bits(Ipv4Addr::new(10, 0, 0, 0).to_bits() + NEXT.fetch_add(1, Ordering::Relaxed))
}

const REASON: Fields = &[("reason", "terms"), ("words", "The rules are not met.")];
const NEW_PASSWORD: Fields = &[("password", "quite different words")];

/// Every form, in an order in which each can be sent for real.
pub(super) async fn rows(portal: &Portal, cast: &Cast) -> Vec<Row> {
    let mut rows = public(portal, cast).await;
    rows.extend(publisher(portal, cast).await);
    rows.extend(advertiser(portal, cast).await);
    rows.extend(network(cast));
    // Before one of them is decided.
    rows.extend(super::cases::rows(portal, cast).await);
    rows.extend(staff(portal, cast).await);
    let current = "/account/current";
    rows.push(Row::new("/account", &cast.pia, "/account", &[("full_name", "Pia Berg")]));
    rows.push(Row::new(current, &cast.pia, "/account", &[]).to(current).bare());
    let explained = &[("answer_company_legal_name", "The register has it so.")];
    for (route, who) in ["/publisher/changes", "/network/changes", "/advertiser/changes"].iter().zip(&cast.asked) {
        rows.push(Row::new(route, who, *route, explained));
    }
    rows.extend(testimonials(portal, cast).await);
    rows.extend(super::again::rows(portal).await);
    rows.extend(super::teams::rows(portal, cast).await);
    rows.extend(super::desk::rows(portal, cast).await);
    rows.extend(super::rights::rows(portal, cast).await);
    rows.extend(super::inquiries::rows(portal, cast).await);
    rows.extend(super::mailing::rows(portal, cast).await);
    rows.push(Row::new("/sign-out", &cast.nia, "/network", &[]).to("/sign-out"));
    rows
}

async fn public(portal: &Portal, cast: &Cast) -> Vec<Row> {
    let visitor = &cast.visitor;
    let sign_up = [
        ("company", "Wren"),
        ("full_name", "Wanda Ro"),
        ("email", "wanda@wren.example"),
        ("age", "yes"),
        ("terms", "yes"),
    ];
    visitor.fill("/sign-up/publisher", "/sign-up/publisher", &sign_up).await.goes_to();
    let welcome = portal.link("wanda@wren.example", "Welcome").await;
    visitor.fill("/forgot-password", "/forgot-password", &[("email", "rita.ro@reed.example")]).await.goes_to();
    let reset = portal.link("rita.ro@reed.example", "Set a new password").await;
    let (rita, page) = (portal.known("rita.ro@reed.example").await, "/account/email");
    rita.fill(page, page, &[("new_email", "rita@elsewhere.example")]).await.goes_to();
    let confirm = portal.link("rita@elsewhere.example", "Confirm your new address").await;
    let inquiry = [("full_name", "Oda Berg"), ("email", "oda@walks.example"), ("age", "yes")];
    visitor.fill("/inquiry", "/inquiry", &inquiry).await.goes_to();
    let status = portal.link("oda@walks.example", "We have your message").await;
    let undo = portal.link("rita.ro@reed.example", "is to have another address").await;
    vec![
        Row::new(
            "/inquiry",
            visitor,
            "/inquiry",
            &[("full_name", "Ola Berg"), ("email", "ola@walks.example"), ("age", "yes")],
        ),
        Row::new(
            "/contact",
            visitor,
            "/contact",
            &[("full_name", "Ola Berg"), ("email", "ola@walks.example"), ("body", "Where is my mail?"), ("age", "yes")],
        ),
        Row::new(
            "/sign-up/{kind}",
            visitor,
            "/sign-up/network",
            &[
                ("company", "Wave"),
                ("full_name", "Willy Ro"),
                ("email", "willy@wave.example"),
                ("preferred_channel", "email"),
                ("age", "yes"),
                ("terms", "yes"),
            ],
        ),
        Row::new(
            "/sign-in",
            visitor,
            "/sign-in",
            &[("email", "nobody@wave.example"), ("password", "three unrelated words")],
        ),
        Row::new("/sign-in/passkey", visitor, "/sign-in", &[]).to("/sign-in/passkey"),
        Row::new("/forgot-password", visitor, "/forgot-password", &[("email", "pia.berg@fjord.example")]),
        Row::new("/welcome/{token}", visitor, welcome, NEW_PASSWORD),
        Row::new("/reset-password/{token}", visitor, reset, NEW_PASSWORD),
        Row::new("/confirm-email/{token}", visitor, confirm, &[]).bare(),
        Row::new("/undo-email/{token}", visitor, undo, &[]).bare(),
        Row::new("/inquiry/status/{token}", visitor, status, &[("words", "And when?")]),
    ]
}

async fn publisher(portal: &Portal, cast: &Cast) -> Vec<Row> {
    let pia = &cast.pia;
    let extra = portal.scalar("SELECT s.id FROM sites s JOIN memberships m USING (account_id) JOIN users u ON u.id = m.user_id WHERE u.full_name = 'Pia Berg'").await;
    let removal = format!("/publisher/sites/{extra}/removal");
    vec![
        Row::new("/publisher/sign-up/company", pia, "/publisher/sign-up/company", COMPANY),
        Row::new("/publisher/sign-up/personal", pia, "/publisher/sign-up/personal", PERSON),
        Row::new("/publisher/sign-up/commercial", pia, "/publisher/sign-up/commercial", PUBLISHER_TERMS),
        Row::new("/publisher/sign-up/technical", pia, "/publisher/sign-up/technical", PERSON),
        Row::new("/publisher/sign-up/look", pia, "/publisher/sign-up/look", &[]),
        Row::new(
            "/publisher/agreement/sign",
            pia,
            "/publisher/agreement/sign",
            &[("typed_name", "Pia Berg"), ("intent", "yes")],
        ),
        Row::new("/publisher/sign-up/submission", pia, "/publisher/sign-up/check", &[])
            .to("/publisher/sign-up/submission")
            .bare(),
        Row::new("/publisher/sign-up/withdrawal", pia, "/publisher", &[]).to("/publisher/sign-up/withdrawal").bare(),
        Row::new(
            "/publisher/sign-up/sites",
            pia,
            "/publisher/sign-up/sites",
            &[("domain", "fells.example"), ("category", "653"), ("language", "en"), ("page_views", "90 000")],
        ),
        Row::new("/publisher/sites/{id}/removal", pia, "/publisher/sign-up/sites", &[]).to(removal),
        Row::new("/publisher/payout", &cast.pim, "/publisher/payout", PAYOUT),
    ]
}

async fn advertiser(portal: &Portal, cast: &Cast) -> Vec<Row> {
    let ann = &cast.ann;
    let draft = format!("/advertiser/orders/{}", portal.scalar("SELECT number FROM orders WHERE name = 'Draft'").await);
    let at = |page: &str| format!("{draft}/{page}");
    vec![
        Row::new("/advertiser/company", &cast.bo, "/advertiser/company", COMPANY),
        Row::new("/advertiser/contacts/{role}", &cast.bo, "/advertiser/contacts/primary", PERSON),
        Row::new("/advertiser/billing", &cast.bo, "/advertiser/billing", BILLING),
        Row::new("/advertiser/orders/new", ann, "/advertiser/orders/new", HEADER),
        Row::new("/advertiser/orders/{number}/header", ann, at("header"), HEADER),
        Row::new("/advertiser/orders/{number}/lines", ann, at("lines"), LINE),
        Row::new("/advertiser/orders/{number}/messages", ann, at("messages"), &[("body", "When does it begin?")]),
        Row::new(
            "/advertiser/orders/{number}/signature",
            ann,
            at("sign"),
            &[("typed_name", "Ann Ek"), ("intent", "yes")],
        )
        .to(at("signature")),
        Row::new("/advertiser/orders/{number}/submission", ann, at("review"), &[("terms", "yes")])
            .to(at("submission"))
            .bare(),
        Row::new("/advertiser/orders/{number}/withdrawal", ann, draft.clone(), &[]).to(at("withdrawal")).bare(),
    ]
}

fn network(cast: &Cast) -> Vec<Row> {
    let nia = &cast.nia;
    vec![
        Row::new("/network/onboarding/company", nia, "/network/onboarding/company", COMPANY),
        Row::new("/network/onboarding/personal", nia, "/network/onboarding/personal", PERSON),
        Row::new("/network/onboarding/commercial", nia, "/network/onboarding/commercial", NETWORK_TERMS),
        Row::new(
            "/network/agreement/sign",
            nia,
            "/network/agreement/sign",
            &[("typed_name", "Nia Vik"), ("intent", "yes")],
        ),
        Row::new("/network/onboarding/submission", nia, "/network/onboarding/check", &[])
            .to("/network/onboarding/submission")
            .bare(),
        Row::new("/network/onboarding/withdrawal", nia, "/network", &[]).to("/network/onboarding/withdrawal").bare(),
        Row::new("/network/payout", &cast.nor, "/network/payout", PAYOUT),
    ]
}

async fn staff(portal: &Portal, cast: &Cast) -> Vec<Row> {
    let ada = &cast.ada;
    let call = format!("/admin/calls/{}", portal.scalar("SELECT id FROM outbox WHERE channel = 'call'").await);
    let site = |nth: u8| portal_site(portal, nth);
    let (first, second) = (site(0).await, site(1).await);
    let (skerry, nexus, halden) = (
        scene::case(portal, "Per Lund").await,
        scene::case(portal, "Ned Moe").await,
        scene::case(portal, "Ann Ek").await,
    );
    let (asked, refused, agreed) =
        (scene::case(portal, "Asked").await, scene::case(portal, "Refused").await, scene::case(portal, "Agreed").await);
    let written = format!("/admin/orders/{}", portal.scalar("SELECT id FROM orders WHERE name = 'First'").await);
    let fell = scene::case(portal, "Fia Lo").await;
    let accepted = scene::case(portal, "Accepted").await;
    let version = portal.scalar("SELECT version FROM orders WHERE name = 'Refused'").await;
    let row = |route, case: &str, step: &str, filling| Row::new(route, ada, case, filling).to(format!("{case}/{step}"));
    vec![
        row("/admin/calls/{id}/attempts", &call, "attempts", &[("outcome", "no_answer"), ("note", "Nobody there.")]),
        row("/admin/cases/{id}/review", &skerry, "review", &[]),
        row("/admin/cases/{id}/sites/{site}/verification", &skerry, &format!("sites/{first}/verification"), &[]),
        row("/admin/cases/{id}/sites/{site}/failure", &skerry, &format!("sites/{second}/failure"), &[])
            .with(&format!("reason_{second}"), "site_ownership")
            .with(&format!("words_{second}"), "It names another owner."),
        row(
            "/admin/cases/{id}/changes",
            &skerry,
            "changes",
            &[("field_0", "company.legal_name"), ("note_0", "Spell it out.")],
        ),
        row("/admin/cases/{id}/approval", &halden, "approval", &[]),
        Row::new("/admin/orders/{id}/messages", ada, written.clone(), &[("body", "It begins on Monday.")])
            .to(format!("{written}/messages")),
        row("/admin/cases/{id}/confirmation", &fell, "confirmation", &[]),
        row("/admin/cases/{id}/decline", &nexus, "decline", REASON),
        row("/admin/cases/{id}/attention", &asked, "attention", REASON),
        row("/admin/cases/{id}/rejection", &refused, "rejection", REASON).bare().with("version", &version),
        row("/admin/cases/{id}/acceptance", &agreed, "acceptance", &[]),
        row(
            "/admin/cases/{id}/countersignature",
            &accepted,
            "countersignature",
            &[("typed_name", "Ada Marsh"), ("intent", "yes")],
        ),
    ]
}

async fn portal_site(portal: &Portal, nth: u8) -> String {
    portal.scalar(&format!("SELECT s.id FROM sites s JOIN memberships m USING (account_id) JOIN users u ON u.id = m.user_id WHERE u.full_name = 'Per Lund' ORDER BY s.domain OFFSET {nth} LIMIT 1")).await
}

async fn testimonials(portal: &Portal, cast: &Cast) -> Vec<Row> {
    let (pim, nor, ada) = (&cast.pim, &cast.nor, &cast.ada);
    // Begun, so that there is something to confirm.
    let authenticator = "/account/security/authenticator";
    nor.fill(authenticator, authenticator, &[]).await.goes_to();
    // A passkey that no device has.
    let passkey = "WITH owner AS (UPDATE users SET passkey = true WHERE full_name = 'Nor Aas' RETURNING id)
         INSERT INTO passkeys (id, user_id, credential_id, credential, name, counter, created_at)
         SELECT gen_random_uuid(), id, 'none', '{}', 'Telephone', 0, now() FROM owner RETURNING id";
    let passkey = format!("/account/security/passkeys/{}", portal.scalar(passkey).await);
    // Whose password was right, and whose code is still to come.
    let half_way = portal.browser();
    let ada_marsh = [("email", "ada.marsh@operator.example"), ("password", crate::harness::PASSWORD)];
    half_way.fill("/sign-in", "/sign-in", &ada_marsh).await.goes_to();
    let page = "/account/testimonial";
    let preview = format!("{page}/preview");
    // The form that offers it stands on no page of its own but on the answer to the preview.
    let shown = pim.fill(page, &preview, TESTIMONIAL).await;
    let offer = FormOnPage::on(&shown.body, page, page).expect("the preview offers it").0;
    let offered = offer.iter().filter(|(name, _)| !name.starts_with('_'));
    let of = async |company: &str| {
        let id = format!(
            "SELECT t.id FROM testimonials t JOIN accounts a ON a.id = t.account_id WHERE a.name = '{company}'"
        );
        format!("/admin/testimonials/{}", portal.scalar(&id).await)
    };
    let (noon, reed) = (of("Noon").await, of("Reed").await);
    vec![
        Row::new("/account/testimonial/preview", pim, page, TESTIMONIAL).to(preview),
        offered
            .fold(Row::new("/account/testimonial", pim, page, &[("consent", "yes")]).bare(), |row, (name, value)| {
                row.with(name, value)
            }),
        Row::new("/admin/testimonials/{id}/publication", ada, noon.clone(), &[]).to(format!("{noon}/publication")),
        Row::new("/admin/testimonials/{id}/refusal", ada, reed.clone(), REASON).to(format!("{reed}/refusal")),
        Row::new("/account/proof", nor, "/account/proof", &[("password", "three unrelated words")]),
        Row::new("/account/security/password", nor, "/account/security/password", NEW_PASSWORD),
        Row::new("/account/security/authenticator", nor, "/account/security/authenticator", &[]),
        Row::new(
            "/account/security/authenticator/confirmation",
            nor,
            "/account/security/authenticator",
            &[("code", "000000")],
        )
        .to("/account/security/authenticator/confirmation")
        .bare(),
        Row::new("/account/security/authenticator/removal", nor, "/account/security", &[])
            .to("/account/security/authenticator/removal")
            .bare(),
        Row::new("/account/security/recovery-codes", ada, "/account/security", &[])
            .to("/account/security/recovery-codes"),
        Row::new("/account/proof/passkey", nor, "/account/proof", &[]).to("/account/proof/passkey"),
        Row::new("/account/security/passkeys", nor, "/account/security/passkeys/new", &[("name", "Telephone")])
            .to("/account/security/passkeys"),
        Row::new("/account/security/passkeys/{id}/name", nor, passkey.clone(), &[("name", "Old telephone")])
            .to(format!("{passkey}/name")),
        Row::new("/account/security/passkeys/{id}/removal", nor, passkey.clone(), &[])
            .to(format!("{passkey}/removal"))
            .bare(),
        Row::new("/sign-in/code", &half_way, "/sign-in/code", &[("code", "000000")]),
        Row::new("/account/email", nor, "/account/email", &[("new_email", "nor@elsewhere.example")]),
        Row::new("/account/email/withdrawal", nor, "/account/email", &[]).to("/account/email/withdrawal").bare(),
        Row::new("/account/parked/{id}/removal", nor, "/account", &[])
            .to(format!("/account/parked/{}/removal", cast.parked))
            .bare(),
        Row::new("/account/sessions/sign-out", nor, "/account/sessions", &[]).to("/account/sessions/sign-out").bare(),
        Row::new("/account/sessions/{id}/sign-out", nor, "/account/sessions", &[])
            .to(format!("/account/sessions/{}/sign-out", uuid::Uuid::nil()))
            .bare(),
        Row::new("/account/testimonial/withdrawal", nor, page, &[]).to(format!("{page}/withdrawal")),
    ]
}
