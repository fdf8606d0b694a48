//! What anyone may see and do: the public site, signing in and signing up.

pub mod dev;
mod email_link;
mod forgot_password;
mod health;
mod home;
mod inquiry;
mod inquiry_status;
mod join;
mod machines;
mod password_link;
mod privacy;
mod privacy_link;
mod privacy_request;
mod sign_in;
mod sign_in_code;
mod sign_in_passkey;
mod sign_out;
mod sign_up;
mod standing;
mod testimonials;
mod try_look;
mod unsubscribe;

use crate::page::Gallery;
use crate::web::Area;

/// The public area.
pub fn area() -> Area {
    Area::new("")
        .get("/", home::show)
        .get("/publishers", standing::publishers)
        .get("/advertisers", standing::advertisers)
        .get("/networks", standing::networks)
        .get("/try", try_look::show)
        .get("/try/preview", try_look::preview)
        .get("/testimonials", testimonials::show)
        .get("/inquiry", inquiry::show)
        .post("/inquiry", inquiry::send)
        .get("/inquiry/received/{reference}", inquiry::received)
        .get("/inquiry/status/{token}", inquiry_status::show)
        .post("/inquiry/status/{token}", inquiry_status::write)
        .get("/contact", inquiry::contact)
        .post("/contact", inquiry::send_contact)
        .get("/privacy", privacy::show)
        .get("/privacy-requests/new", privacy_request::show)
        .post("/privacy-requests/new", privacy_request::send)
        .get("/privacy-requests/received", privacy_request::received)
        .get("/privacy-requests/confirm/{token}", privacy_link::show)
        .post("/privacy-requests/confirm/{token}", privacy_link::confirm)
        .get("/privacy-requests/confirmed/{reference}", privacy_request::confirmed)
        .get("/terms", standing::terms)
        .get("/cookies", standing::cookies)
        .get("/accessibility", standing::accessibility)
        .get("/sellers.json", machines::sellers)
        .get("/ads.txt", machines::ads_txt)
        .get("/robots.txt", machines::robots)
        .get("/.well-known/security.txt", machines::security_txt)
        .get("/.well-known/gpc.json", machines::global_privacy_control)
        .get("/.well-known/change-password", machines::change_password)
        .get("/healthz", health::alive)
        .get("/readyz", health::ready)
        .get("/sign-in", sign_in::show)
        .post("/sign-in", sign_in::sign_in)
        .get("/sign-in/code", sign_in_code::show)
        .post("/sign-in/code", sign_in_code::check)
        .post("/sign-in/passkey", sign_in_passkey::sign_in)
        .post("/sign-out", sign_out::sign_out)
        .get("/sign-up/{kind}", sign_up::show)
        .post("/sign-up/{kind}", sign_up::sign_up)
        .get("/sign-up/{kind}/sent", sign_up::sent)
        .get("/welcome/{token}", password_link::welcome)
        .post("/welcome/{token}", password_link::set_first)
        .get("/join/{token}", join::show)
        .post("/join/{token}", join::sign_up)
        .post("/join/{token}/acceptance", join::accept)
        .get("/confirm-email/{token}", email_link::show_confirm)
        .post("/confirm-email/{token}", email_link::confirm)
        .get("/undo-email/{token}", email_link::show_undo)
        .post("/undo-email/{token}", email_link::undo)
        .get("/unsubscribe/{token}", unsubscribe::show)
        .post("/unsubscribe/{token}", unsubscribe::leave)
        .get("/forgot-password", forgot_password::show)
        .post("/forgot-password", forgot_password::ask)
        .get("/forgot-password/sent", forgot_password::sent)
        .get("/reset-password/{token}", password_link::reset)
        .post("/reset-password/{token}", password_link::set_again)
}

/// Samples of the area's pages.
pub fn gallery() -> Gallery {
    Gallery::default()
        .with::<home::HomePage>()
        .with::<standing::PublishersPage>()
        .with::<standing::AdvertisersPage>()
        .with::<standing::NetworksPage>()
        .with::<standing::TermsPage>()
        .with::<standing::CookiesPage>()
        .with::<standing::AccessibilityPage>()
        .with::<try_look::TryPage>()
        .with::<testimonials::TestimonialsPage>()
        .with::<inquiry::InquiryPage>()
        .with::<inquiry::ReceivedPage>()
        .with::<inquiry_status::StatusPage>()
        .with::<privacy::PrivacyPage>()
        .with::<privacy_request::RequestPage>()
        .with::<privacy_request::RequestReceivedPage>()
        .with::<privacy_link::ConfirmRequestPage>()
        .with::<sign_in::SignInPage>()
        .with::<sign_in_code::CodePage>()
        .with::<sign_up::SignUpPage>()
        .with::<sign_up::SentPage>()
        .with::<password_link::PasswordPage>()
        .with::<join::JoinPage>()
        .with::<email_link::EmailLinkPage>()
        .with::<forgot_password::ForgotPage>()
        .with::<unsubscribe::UnsubscribePage>()
        .with::<dev::MailsPage>()
}
