//! Everyone's own: profile, preferences, sessions and testimonials.

mod authenticator;
mod current;
mod data;
mod deactivate;
mod email;
mod export;
mod mail;
mod parked;
mod passkey_proof;
mod passkeys;
mod password;
mod profile;
mod proof;
mod record;
mod security;
mod sessions;
mod testimonial;

use crate::page::Gallery;
use crate::urls;
use crate::web::{Area, Role};
use inset_domain::account::AccountKind;

/// Anyone who is signed in.
#[derive(Debug)]
pub struct Anyone;

impl Role for Anyone {
    const AREA: &'static str = "me";
    const KIND: Option<AccountKind> = None;
    const STAFF: bool = false;
    const NAV: &'static [(&'static str, &'static str)] = &[
        ("Your profile", "/account"),
        ("Security", "/account/security"),
        ("Where you are signed in", "/account/sessions"),
        ("Mail", crate::urls::MAIL),
        ("Testimonial", "/account/testimonial"),
        ("Your data", urls::DATA),
    ];
}

/// Everyone's own area.
pub fn area() -> Area {
    Area::new("/account")
        .get("", profile::show)
        .post("", profile::save)
        .post("/current", current::choose)
        .get("/security", security::show)
        .get("/security/authenticator", authenticator::show)
        .post("/security/authenticator", authenticator::begin)
        .post("/security/authenticator/confirmation", authenticator::confirm)
        .post("/security/authenticator/removal", authenticator::remove)
        .post("/security/recovery-codes", authenticator::renew)
        .get("/email", email::show)
        .post("/email", email::ask)
        .post("/email/withdrawal", email::withdraw)
        .get("/parked/{id}", parked::show)
        .post("/parked/{id}/removal", parked::discard)
        .get("/security/sign-ins", record::sign_ins)
        .get("/security/changes", record::changes)
        .get("/security/password", password::show)
        .post("/security/password", password::change)
        .get("/security/passkeys/new", passkeys::ask)
        .post("/security/passkeys", passkeys::add)
        .get("/security/passkeys/{id}", passkeys::show)
        .post("/security/passkeys/{id}/name", passkeys::rename)
        .post("/security/passkeys/{id}/removal", passkeys::remove)
        .get("/proof", proof::show)
        .post("/proof", proof::check)
        .post("/proof/passkey", passkey_proof::check)
        .get("/sessions", sessions::show)
        .post("/sessions/{id}/sign-out", sessions::end)
        .post("/sessions/sign-out", sessions::end_others)
        .get("/data", data::show)
        .post("/data/exports", export::ask)
        .get("/data/exports/{id}", export::fetch)
        .post("/data/requests/{id}/withdrawal", data::withdraw)
        .get("/deactivate", deactivate::show)
        .post("/deactivate", deactivate::close)
        .get("/mail", mail::show)
        .post("/mail", mail::wish)
        .post("/mail/withdrawal", mail::leave)
        .get("/testimonial", testimonial::show)
        .post("/testimonial/preview", testimonial::preview)
        .post("/testimonial", testimonial::offer)
        .post("/testimonial/withdrawal", testimonial::withdraw)
}

/// Samples of the area's pages.
pub fn gallery() -> Gallery {
    Gallery::default()
        .with::<profile::ProfilePage>()
        .with::<security::SecurityPage>()
        .with::<authenticator::AuthenticatorPage>()
        .with::<authenticator::CodesPage>()
        .with::<email::EmailPage>()
        .with::<passkeys::NewPage>()
        .with::<passkeys::PasskeyPage>()
        .with::<password::ChangePage>()
        .with::<proof::ProofPage>()
        .with::<parked::ParkedPage>()
        .with::<record::SignInsPage>()
        .with::<record::ChangesPage>()
        .with::<sessions::SessionsPage>()
        .with::<data::DataPage>()
        .with::<deactivate::DeactivatePage>()
        .with::<mail::MailPage>()
        .with::<testimonial::TestimonialPage>()
        .with::<testimonial::PreviewPage>()
}
