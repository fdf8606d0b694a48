//! Signing up: a login and a draft account, told apart from a repeated sign-up only by mail.

use crate::error::Error;
use crate::form::choice::{Choice, channels};
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::{Page, Samples};
use crate::web::{Form, Next, Visit, even};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpResponse, web};
use inset_domain::account::AccountKind;
use inset_domain::inquiry::Inquiry;
use inset_domain::period::day_words;
use inset_domain::text::LegalName;
use inset_domain::user::{Channel, Registration, SignUp};
use inset_store::{StoreError, email_changes, inquiries, outbox, users};
use serde::{Deserialize, Serialize};

/// The invitation that a link carries.
#[derive(Deserialize)]
pub struct Invited {
    #[serde(default)]
    invitation: String,
}

/// The sign-up page of one role.
#[derive(Serialize)]
pub struct SignUpPage {
    kind: &'static str,
    role: String,
    /// What the role is asked to do next, so that nobody is surprised.
    ahead: &'static [&'static str],
    channels: Vec<Choice>,
    /// To what the operator answered with an invitation; empty without one.
    invited: String,
    form: FormState,
}

impl SignUpPage {
    fn new(kind: AccountKind, invited: Option<&Inquiry>, form: FormState) -> Self {
        let ahead: &[&str] = match kind {
            AccountKind::Publisher => &[
                "Company and personal details",
                "Read and sign the agreement",
                "Sites and the in-picture look",
                "Check and send",
            ],
            AccountKind::Advertiser => {
                &["Company, contacts and billing profile", "Your first insertion order", "Sign and send it"]
            }
            AccountKind::Network => {
                &["Company, personal and commercial details", "Check", "Read and sign the agreement", "Send"]
            }
        };
        let invited = invited.map(|inquiry| {
            let (kind, day) = (inquiry.written.kind.label().to_lowercase(), inquiry.created_at.date_naive());
            format!("{kind} {} of {}", inquiry.reference, day_words(day))
        });
        let invited = invited.unwrap_or_default();
        Self { kind: kind.as_str(), role: kind.label().to_lowercase(), ahead, channels: channels(), invited, form }
    }
}

impl Page for SignUpPage {
    const TEMPLATE: &'static str = "public/sign_up.html";
    fn title(&self) -> String {
        format!("Create {} {} account", if self.role.starts_with('a') { "an" } else { "a" }, self.role)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for SignUpPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let Err(errors) = parse(&Typed::default()) else { return Vec::new() };
        vec![
            ("publisher", Self::new(AccountKind::Publisher, None, FormState::new(Typed::default()))),
            (
                "advertiser, empty",
                Self::new(AccountKind::Advertiser, None, FormState::failed(Typed::default(), errors)),
            ),
        ]
    }
}

/// What follows a sign-up, whether the address was known or not.
#[derive(Serialize)]
pub struct SentPage {}

impl Page for SentPage {
    const TEMPLATE: &'static str = "public/sign_up_sent.html";
    fn title(&self) -> String {
        "Check your mail".into()
    }
}

impl Samples for SentPage {
    fn samples() -> Vec<(&'static str, Self)> {
        vec![("plain", Self {})]
    }
}

fn parse(typed: &Typed) -> Result<(Registration, LegalName), FormErrors> {
    let mut read = Reader::new(typed);
    let company = read.required("company", "Enter the company's name");
    let full_name = read.required("full_name", "Enter your full name");
    let email = read.required("email", "Enter your e-mail address");
    let channel = read.optional("preferred_channel").unwrap_or(Channel::Email);
    let telephone = if channel == Channel::Telephone {
        read.required("telephone", "Enter the number to call")
    } else {
        read.optional("telephone")
    };
    if !read.ticked("age") {
        read.error("age", "Confirm that you are 13 or older: younger people may not register");
    }
    if !read.ticked("terms") {
        read.error("terms", "Accept the terms of use to create an account");
    }
    let (optional_mail, partner_sharing) = (read.ticked("optional_mail"), read.ticked("partner_sharing"));
    read.finish(|| {
        let registration =
            Registration { full_name: full_name?, email: email?, telephone, channel, optional_mail, partner_sharing };
        Some((registration, company?))
    })
}

fn kind(path: &str) -> Result<AccountKind, Error> {
    path.parse().map_err(|_| Error::NotFound)
}

/// Shows the form; an invitation fills it in with what the inquiry said.
pub async fn show(visit: Visit, path: web::Path<String>, query: web::Query<Invited>) -> Result<HttpResponse, Error> {
    let kind = kind(&path)?;
    let typed = Typed::default().with("preferred_channel", "email");
    if query.invitation.is_empty() {
        return visit.page(&SignUpPage::new(kind, None, FormState::new(typed)));
    }
    let inquiry = invitation(&visit, kind, &query.invitation).await?.ok_or(Error::Gone {
        what: "The invitation was used already, or its 30 days are over.",
        next: "You can sign up without it, or write to us.",
    })?;
    let typed = typed
        .with("full_name", &inquiry.written.full_name)
        .with("email", &inquiry.written.email)
        .with("invitation", &query.invitation);
    let mut response = visit.page(&SignUpPage::new(kind, Some(&inquiry), FormState::new(typed)))?;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// What the invitation of a link answers; none for a link that does not work any more.
async fn invitation(visit: &Visit, kind: AccountKind, token: &str) -> Result<Option<Inquiry>, Error> {
    if token.is_empty() {
        return Ok(None);
    }
    let now = visit.db().clock().now();
    match inquiries::invited(&mut *visit.db().read().await?, kind, token, now).await {
        Ok(inquiry) => Ok(Some(inquiry)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Signs up.
pub async fn sign_up(visit: Visit, path: web::Path<String>, form: Form) -> Result<HttpResponse, Error> {
    let kind = kind(&path)?;
    visit.limit_posts()?;
    let (registration, company) = match parse(&form.typed) {
        Ok(input) => input,
        Err(errors) => {
            let invited = invitation(&visit, kind, form.typed.get("invitation")).await?;
            return visit.page(&SignUpPage::new(kind, invited.as_ref(), FormState::failed(form.typed.clone(), errors)));
        }
    };
    let step = visit.commit(&form, async |tx| {
        let now = tx.now();
        match users::by_email(tx.conn(), &registration.email).await {
            Ok(user) => {
                if !outbox::has_had_enough(tx.conn(), user.id, now).await? {
                    users::note(tx, user.sign_up_repeated()).await?;
                }
            }
            // Kept for whoever gave it up of late; that person alone learns of it, by the link that they have.
            Err(StoreError::NotFound)
                if email_changes::is_reserved(tx.conn(), &registration.email, None, now).await? => {}
            Err(StoreError::NotFound) => {
                let change = SignUp::new(registration, kind, company.to_string(), now);
                let user = change.after().user;
                users::sign_up(tx, change).await?;
                inquiries::use_invitation(tx, form.typed.get("invitation"), user).await?;
            }
            Err(error) => return Err(error.into()),
        }
        Ok(Next::to(format!("/sign-up/{}/sent", kind.as_str())))
    });
    even::answer(step).await
}

/// Says where to look next.
pub async fn sent(visit: Visit, path: web::Path<String>) -> Result<HttpResponse, Error> {
    kind(&path)?;
    visit.page(&SentPage {})
}
