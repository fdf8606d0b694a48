//! Mail: a letter is data in the domain; here it becomes subject, text and HTML.

mod addresses;
mod desk;
mod letters;
mod replies;
mod rights;
mod transport;

pub use transport::{Transport, TransportError, copies, forget};

use crate::config::Operator;
use crate::web::site::Shared;
use inset_domain::letter::Letter;
use inset_store::crypt::Vault;
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};
use serde::Serialize;
use tera::Context;
use uuid::Uuid;

/// What every letter's template gets besides its own words.
#[derive(Debug, Serialize)]
pub struct Written {
    /// The subject.
    pub subject: String,
    /// The heading.
    pub heading: String,
    /// The body, a paragraph each.
    pub paragraphs: Vec<String>,
    /// Facts to set apart: label and value.
    pub facts: Vec<(String, String)>,
    /// The one thing to do: label and address.
    pub action: Option<Action>,
    /// Why the person gets this mail.
    pub why: String,
}

/// The one thing to do.
#[derive(Debug, Serialize)]
pub struct Action {
    /// The words of the button.
    pub label: String,
    /// Where it leads.
    pub url: String,
}

/// Whom a mail goes to.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// A mail ready to leave.
pub struct Composed {
    /// The message.
    pub message: Message,
    /// What a reader of the development copy sees.
    pub copy: Copy,
}

/// A mail as `/dev/mail` shows it.
#[derive(Debug, Clone, Serialize, serde::Deserialize)]
pub struct Copy {
    /// Its Message-ID.
    pub id: String,
    /// Where it goes.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// The plain text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// When it was queued.
    pub at: chrono::DateTime<chrono::Utc>,
}

/// The words of a letter, for whoever tells them by telephone.
pub fn words(shared: &Shared, vault: &Vault, letter: &Letter, login: &str) -> Written {
    letters::write(letter, &letters::Links { base: &shared.config.base_url, login, vault })
}

/// Writes a letter as a mail with a Message-ID that is the same at every attempt.
///
/// # Errors
/// When a template fails or an address cannot be written into a header.
pub fn compose(
    shared: &Shared,
    vault: &Vault,
    id: Uuid,
    letter: &Letter,
    to: &Recipient,
    at: chrono::DateTime<chrono::Utc>,
) -> anyhow::Result<Composed> {
    let config = &shared.config;
    let written = words(shared, vault, letter, &to.email);
    let (text, html) = render(shared, &config.operator, to, &written)?;
    let domain = &config.operator.domain;
    let mut from: Address = config.operator.email.parse()?;
    if from.domain().is_empty() {
        from = Address::new("info", domain)?;
    }
    let message_id = format!("<{id}@{domain}>");
    let copy = Copy {
        id: message_id.clone(),
        to: to.email.clone(),
        subject: written.subject.clone(),
        text: text.clone(),
        html: html.clone(),
        at,
    };
    let message = Message::builder()
        .message_id(Some(message_id))
        .date(std::time::SystemTime::from(at))
        .from(Mailbox::new(Some(config.operator.name.clone()), from))
        .to(Mailbox::new(Some(to.name.clone()), to.email.parse()?))
        .subject(written.subject)
        .multipart(MultiPart::alternative_plain_html(text, html))?;
    Ok(Composed { message, copy })
}

fn render(shared: &Shared, operator: &Operator, to: &Recipient, written: &Written) -> anyhow::Result<(String, String)> {
    let mut context = Context::new();
    context.insert("operator", operator);
    context.insert("name", &to.name);
    context.insert("mail", written);
    let templates = shared.looks.now().templates;
    let text = templates.render_context("mail/letter.txt", &context)?;
    let html = templates.render_context("mail/letter.html", &context)?;
    Ok((text, html))
}
