//! One function per address that something links to.

/// Sign-in, with the way back.
pub fn sign_in(back: &str) -> String {
    with_back("/sign-in", back)
}

/// An address with the way back from it.
pub fn with_back(path: &str, back: &str) -> String {
    let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("back", back).finish();
    format!("{path}?{query}")
}

/// Where the second factor is asked for.
pub const SIGN_IN_CODE: &str = "/sign-in/code";

/// What keeps one's login safe.
pub const SECURITY: &str = "/account/security";

/// Where one's password is changed.
pub const PASSWORD: &str = "/account/security/password";

/// Where a passkey is made.
pub const NEW_PASSKEY: &str = "/account/security/passkeys/new";

/// One of one's passkeys.
pub fn passkey(id: uuid::Uuid) -> String {
    format!("/account/security/passkeys/{id}")
}

/// One's authenticator.
pub const AUTHENTICATOR: &str = "/account/security/authenticator";

/// Where a fresh proof of who one is is asked for.
pub const PROOF: &str = "/account/proof";

/// A post that waits for its person.
pub fn parked(id: uuid::Uuid) -> String {
    format!("{PARKED}{id}")
}

/// Which post waits at an address, if the address is one of [`parked`].
pub fn parked_at(path: &str) -> Option<uuid::Uuid> {
    path.strip_prefix(PARKED)?.parse().ok()
}

const PARKED: &str = "/account/parked/";

/// A path of this site that a visitor may be sent back to; anything else is the home page.
///
/// Refuses other hosts in every disguise: `//host`, `/\host`, control characters, schemes (abuse case A-46).
pub fn own_path(path: &str) -> &str {
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if plain && path.starts_with('/') && !path.starts_with("//") && path.len() <= 500 { path } else { "/" }
}

/// The home page of someone who has signed in.
pub fn home(staff: bool, kind: Option<inset_domain::account::AccountKind>) -> &'static str {
    use inset_domain::account::AccountKind;
    match (staff, kind) {
        (true, _) => ADMIN,
        (_, Some(AccountKind::Publisher)) => "/publisher",
        (_, Some(AccountKind::Advertiser)) => "/advertiser",
        (_, Some(AccountKind::Network)) => "/network",
        (false, None) => "/account",
    }
}

/// The welcome page of a single-use link.
pub fn welcome(token: &str) -> String {
    format!("/welcome/{token}")
}

/// The page that sets a forgotten password.
pub fn reset_password(token: &str) -> String {
    format!("/reset-password/{token}")
}

/// The page of an invitation into an account.
pub fn join(token: &str) -> String {
    format!("/join/{token}")
}

/// The tries to sign in to one's login.
pub const SIGN_INS: &str = "/account/security/sign-ins";

/// What was changed of one's login.
pub const LOGIN_CHANGES: &str = "/account/security/changes";

/// Where one's address is changed.
pub const EMAIL: &str = "/account/email";

/// The page by which a new address confirms.
pub fn confirm_email(token: &str) -> String {
    format!("/confirm-email/{token}")
}

/// The page by which an old address undoes.
pub fn undo_email(token: &str) -> String {
    format!("/undo-email/{token}")
}

/// The people of an account; the area is that of its role.
pub fn people(area: &str) -> String {
    format!("/{area}/people")
}

/// A person of an account, for its owners.
pub fn member(area: &str, user: inset_domain::ids::UserId) -> String {
    format!("/{area}/people/{user}")
}

/// A person's own profile.
pub const PROFILE: &str = "/account";

/// The mail that a person is sent, and what they chose about it.
pub const MAIL: &str = "/account/mail";

/// Where an owner closes the account: announcements name it as the one way to get none (P09).
pub const DEACTIVATION: &str = "/account/deactivate";

/// The page of an optional mail's way out.
pub fn unsubscribe(token: &str) -> String {
    format!("/unsubscribe/{token}")
}

/// The outbox, for staff.
pub const ADMIN_MAIL: &str = "/admin/mail";

/// A mail, for staff.
pub fn admin_mail(id: inset_domain::ids::MailId) -> String {
    format!("{ADMIN_MAIL}/{id}")
}

/// The announcements, for staff.
pub const ADMIN_ANNOUNCEMENTS: &str = "/admin/announcements";

/// An announcement, for staff.
pub fn admin_announcement(id: inset_domain::ids::AnnouncementId) -> String {
    format!("{ADMIN_ANNOUNCEMENTS}/{id}")
}

/// The form of an announcement's words, for staff.
pub fn admin_announcement_words(id: inset_domain::ids::AnnouncementId) -> String {
    format!("{ADMIN_ANNOUNCEMENTS}/{id}/words")
}

/// The announcements to an account; the area is that of its role.
pub fn announcements(area: &str) -> String {
    format!("/{area}/announcements")
}

/// Where a person is signed in.
pub const SESSIONS: &str = "/account/sessions";

/// An advertiser's orders.
pub const ADVERTISER_ORDERS: &str = "/advertiser/orders";

/// An order, for its advertiser.
pub fn advertiser_order(number: &str) -> String {
    format!("/advertiser/orders/{number}")
}

/// A page of an order, for its advertiser: `lines`, `review`, `sign`, ….
pub fn advertiser_order_page(number: &str, page: &str) -> String {
    format!("/advertiser/orders/{number}/{page}")
}

/// The home of staff.
pub const ADMIN: &str = "/admin";

/// The numbers of a chart of the staff's home, as a file; which one is said with `?chart=`.
pub const ADMIN_FIGURES: &str = "/admin/figures.csv";

/// The queue of staff.
pub const QUEUE: &str = "/admin/queue";
/// What is still to be done for cases.
pub const TASKS: &str = "/admin/tasks";

/// A review case.
pub fn case(id: inset_domain::ids::CaseId) -> String {
    format!("/admin/cases/{id}")
}

/// Where the sender of an inquiry, question or complaint sees how it stands.
pub fn inquiry_status(token: &str) -> String {
    format!("/inquiry/status/{token}")
}

/// What people wrote on the public site, for staff.
pub const ADMIN_INQUIRIES: &str = "/admin/inquiries";

/// What somebody wrote, for staff.
pub fn admin_inquiry(id: inset_domain::ids::InquiryId) -> String {
    format!("{ADMIN_INQUIRIES}/{id}")
}

/// The calls that wait, for staff.
pub const ADMIN_CALLS: &str = "/admin/calls";

/// A call, for staff.
pub fn admin_call(id: inset_domain::ids::CallId) -> String {
    format!("{ADMIN_CALLS}/{id}")
}

/// What waits for a second person, for staff.
pub const APPROVALS: &str = "/admin/approvals";

/// A request for a second person, for staff.
pub fn approval(id: inset_domain::ids::ApprovalId) -> String {
    format!("{APPROVALS}/{id}")
}

/// An account, for staff.
pub fn admin_account(id: inset_domain::ids::AccountId) -> String {
    format!("/admin/accounts/{id}")
}

/// An order, for staff.
pub fn admin_order(id: inset_domain::ids::OrderId) -> String {
    format!("/admin/orders/{id}")
}

/// Where staff search.
pub const SEARCH: &str = "/admin/search";

/// What a search found, of one kind where it is named. What was sought is sealed: addresses name nobody.
pub fn found(sealed: &str, kind: Option<inset_domain::search::Kind>) -> String {
    let kind = kind.map(|kind| format!("&kind={}", kind.as_str())).unwrap_or_default();
    format!("{SEARCH}?q={sealed}{kind}")
}

/// The staff, for staff.
pub const STAFF: &str = "/admin/staff";

/// A person, for staff.
pub fn admin_person(id: inset_domain::ids::UserId) -> String {
    format!("/admin/people/{id}")
}

/// Where a privacy request is made.
pub const NEW_PRIVACY_REQUEST: &str = "/privacy-requests/new";

/// What whoever made one signed out is told.
pub const PRIVACY_REQUEST_RECEIVED: &str = "/privacy-requests/received";

/// The page by which an address confirms a privacy request.
pub fn confirm_privacy_request(token: &str) -> String {
    format!("/privacy-requests/confirm/{token}")
}

/// What whoever confirmed a privacy request is told.
pub fn privacy_request_confirmed(reference: &str) -> String {
    format!("/privacy-requests/confirmed/{reference}")
}

/// The privacy requests, for staff.
pub const ADMIN_PRIVACY_REQUESTS: &str = "/admin/privacy-requests";

/// The certificates of children's data that was erased.
pub const CERTIFICATES: &str = "/admin/children";

/// A certificate that a child's data was erased.
pub fn certificate(id: inset_domain::ids::CertificateId) -> String {
    format!("{CERTIFICATES}/{id}")
}

/// The register of disclosures, for admins.
pub const DISCLOSURES: &str = "/admin/disclosures";

/// Where an admin records what a court or an authority asks for.
pub const RECORD_DISCLOSURE: &str = "/admin/disclosures/new";

/// A disclosure, for admins.
pub fn disclosure(id: inset_domain::ids::DisclosureId) -> String {
    format!("{DISCLOSURES}/{id}")
}

/// The archive that was handed over, for admins.
pub fn disclosed_archive(id: inset_domain::ids::DisclosureId) -> String {
    format!("{DISCLOSURES}/{id}/export")
}

/// Where staff record a privacy request.
pub const RECORD_PRIVACY_REQUEST: &str = "/admin/privacy-requests/new";

/// A privacy request, for staff.
pub fn admin_privacy_request(id: inset_domain::ids::PrivacyRequestId) -> String {
    format!("{ADMIN_PRIVACY_REQUESTS}/{id}")
}

/// A person's own data.
pub const DATA: &str = "/account/data";

/// A copy of a person's data, for that person.
pub fn data_export(id: inset_domain::ids::DataExportId) -> String {
    format!("{DATA}/exports/{id}")
}

/// A person's own testimonials.
pub const TESTIMONIAL: &str = "/account/testimonial";

/// What the public reads.
pub const TESTIMONIALS: &str = "/testimonials";

/// The testimonials, for staff.
pub const ADMIN_TESTIMONIALS: &str = "/admin/testimonials";

/// A testimonial, for staff.
pub fn admin_testimonial(id: inset_domain::ids::TestimonialId) -> String {
    format!("{ADMIN_TESTIMONIALS}/{id}")
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn only_paths_of_this_site_are_ways_back() {
        for path in
            ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil", "javascript:x", "", "/a\r\nb"]
        {
            assert_eq!(own_path(path), "/", "{path:?} left the site");
        }
        assert_eq!(own_path("/advertiser/orders?state=draft"), "/advertiser/orders?state=draft");
    }
}
