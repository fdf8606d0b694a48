//! Asking for a new password. The answer is the same whether or not the address has a login.

use crate::error::Error;
use crate::form::{FormState, Reader, Typed};
use crate::page::{Page, Samples};
use crate::web::{Form, Next, Visit, even};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::email::Email;
use inset_store::{StoreError, outbox, tokens, users};
use serde::Serialize;

/// The form, and the page after it.
#[derive(Serialize)]
pub struct ForgotPage {
    sent: bool,
    form: FormState,
}

impl Page for ForgotPage {
    const TEMPLATE: &'static str = "public/forgot_password.html";
    fn title(&self) -> String {
        if self.sent { "Check your mail for the link".into() } else { "Forgotten password".into() }
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for ForgotPage {
    fn samples() -> Vec<(&'static str, Self)> {
        vec![
            ("empty", Self { sent: false, form: FormState::default() }),
            ("sent", Self { sent: true, form: FormState::default() }),
        ]
    }
}

/// Shows the form.
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    visit.page(&ForgotPage { sent: false, form: FormState::new(Typed::default()) })
}

/// Queues the link where there is a login.
pub async fn ask(visit: Visit, form: Form) -> Result<HttpResponse, Error> {
    visit.limit_posts()?;
    let mut read = Reader::new(&form.typed);
    let email: Option<Email> = read.required("email", "Enter your e-mail address");
    let email = match read.finish(|| email) {
        Ok(email) => email,
        Err(errors) => {
            return visit.page(&ForgotPage { sent: false, form: FormState::failed(form.typed.clone(), errors) });
        }
    };
    let step = visit.commit(&form, async |tx| {
        match users::by_email(tx.conn(), &email).await {
            Ok(user) => {
                let now = tx.now();
                if !outbox::has_had_enough(tx.conn(), user.id, now).await? {
                    tokens::issue(tx, user.forgot_password(now)).await?;
                }
            }
            Err(StoreError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(Next::to("/forgot-password/sent"))
    });
    even::answer(step).await
}

/// Says where to look next.
pub async fn sent(visit: Visit) -> Result<HttpResponse, Error> {
    visit.page(&ForgotPage { sent: true, form: FormState::default() })
}
