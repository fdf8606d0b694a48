//! What anyone may see and do: the public site, signing in and signing up.

pub mod dev;
mod forgot_password;
mod health;
mod home;
mod password_link;
mod sign_in;
mod sign_out;
mod sign_up;

use crate::page::Gallery;
use crate::web::Area;

/// The public area.
pub fn area() -> Area {
    Area::new("")
        .get("/", home::show)
        .get("/healthz", health::alive)
        .get("/readyz", health::ready)
        .get("/sign-in", sign_in::show)
        .post("/sign-in", sign_in::sign_in)
        .post("/sign-out", sign_out::sign_out)
        .get("/sign-up/{kind}", sign_up::show)
        .post("/sign-up/{kind}", sign_up::sign_up)
        .get("/sign-up/{kind}/sent", sign_up::sent)
        .get("/welcome/{token}", password_link::welcome)
        .post("/welcome/{token}", password_link::set_first)
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
        .with::<sign_in::SignInPage>()
        .with::<sign_up::SignUpPage>()
        .with::<sign_up::SentPage>()
        .with::<password_link::PasswordPage>()
        .with::<forgot_password::ForgotPage>()
        .with::<dev::MailsPage>()
}
