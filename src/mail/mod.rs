//! Mail: a letter is data in the domain; here it becomes subject, text and HTML.

mod addresses;
mod announcements;
mod closing;
mod desk;
mod disclosures;
mod inquiries;
mod letters;
mod replies;
mod rights;
mod transport;

pub use transport::{AT_ONCE, Transport, TransportError, copies, forget};

use crate::config::Operator;
use crate::web::site::Shared;
use chrono::{DateTime, Utc};
use inset_domain::announcement::Words;
use inset_domain::ids::UserId;
use inset_domain::letter::{Letter, ServiceLetter};
use inset_domain::mailing::UnsubscribeLink;
use inset_store::crypt::Vault;
use inset_store::mail_law;
use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
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
    /// How they get no more such mail, where the mail is one that can be left: label and address.
    pub leave: Option<Action>,
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
    /// Their login, where the mail goes to one.
    pub user: Option<UserId>,
}

/// A letter on its way.
pub struct Sending<'a> {
    /// The mail's id: its Message-ID, and the reference in its foot.
    pub id: Uuid,
    /// The letter.
    pub letter: &'a Letter,
    /// What the announcement says that the letter carries.
    pub told: Option<&'a Words>,
    /// Whom it goes to.
    pub to: &'a Recipient,
    /// When it was queued.
    pub at: DateTime<Utc>,
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
    pub at: DateTime<Utc>,
    /// The headers that say which list it belongs to and how to leave it.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
}

/// The words of a letter, for whoever tells them by telephone.
pub fn words(shared: &Shared, vault: &Vault, letter: &Letter, login: &str) -> Written {
    letters::write(letter, &letters::Links { base: &shared.config.base_url, login, vault, told: None, leave: None })
}

/// The subject of a mail that was queued; none for a letter that this version does not know.
pub fn subject(shared: &Shared, vault: &Vault, payload: &serde_json::Value, login: &str) -> Option<String> {
    let letter: Letter = serde_json::from_value(payload.clone()).ok()?;
    Some(words(shared, vault, &letter, login).subject)
}

/// How a mail names itself in its foot, for whoever gets it forwarded: the left part of its Message-ID.
pub fn reference(id: Uuid) -> String {
    format!("M-{id}")
}

/// What an announcement's mail says, for whoever composes it.
pub fn preview(shared: &Shared, vault: &Vault, letter: &Letter, told: &Words, login: &str) -> Written {
    letters::write(
        letter,
        &letters::Links { base: &shared.config.base_url, login, vault, told: Some(told), leave: None },
    )
}

/// Writes a letter as a mail with a Message-ID that is the same at every attempt. Optional mail carries the way out that
/// mail programs show as a button (RFC 8058).
///
/// # Errors
/// When a template fails or an address cannot be written into a header.
pub fn compose(shared: &Shared, vault: &Vault, sending: &Sending<'_>) -> anyhow::Result<Composed> {
    let (config, to, at) = (&shared.config, sending.to, sending.at);
    let leave = to.user.filter(|_| matches!(sending.letter, Letter::Optional(_))).map(|user| {
        let token = mail_law::unsubscribe_token(vault, UnsubscribeLink { user, at });
        format!("{}{}", config.base_url, crate::urls::unsubscribe(&token))
    });
    let links =
        letters::Links { base: &config.base_url, login: &to.email, vault, told: sending.told, leave: leave.as_deref() };
    let written = letters::write(sending.letter, &links);
    let (text, html) = render(shared, &config.operator, sending, &written)?;
    let domain = &config.operator.domain;
    let mut from: Address = config.operator.email.parse()?;
    if from.domain().is_empty() {
        from = Address::new("info", domain)?;
    }
    let message_id = format!("<{}@{domain}>", sending.id);
    let mut headers = Vec::new();
    if let Some(list) = list(sending.letter) {
        headers.push(("List-Id", format!("{} <{}.{domain}>", list.0, list.1)));
    }
    if let Some(leave) = &leave {
        headers.push(("List-Unsubscribe", format!("<{leave}>")));
        headers.push(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into()));
    }
    let copy = Copy {
        id: message_id.clone(),
        to: to.email.clone(),
        subject: written.subject.clone(),
        text: text.clone(),
        html: html.clone(),
        at,
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
    };
    let receiver: Address = to.email.parse()?;
    // Undelivered mail comes back to the address of the envelope, which may name the mail.
    let sender = match &config.bounce_address {
        Some(address) => address.replace("{id}", &sending.id.simple().to_string()).parse()?,
        None => from.clone(),
    };
    let mut message = Message::builder()
        .message_id(Some(message_id))
        .date(std::time::SystemTime::from(at))
        .from(Mailbox::new(Some(config.operator.name.clone()), from))
        .to(Mailbox::new(Some(to.name.clone()), receiver.clone()))
        .subject(written.subject)
        .envelope(Envelope::new(Some(sender), vec![receiver])?);
    for (name, value) in headers {
        // Only words of ours stand in these headers, so they are written as they are: an encoded link would be none.
        let name = HeaderName::new_from_ascii_str(name);
        message = message.raw_header(HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value));
    }
    let message = message.multipart(MultiPart::alternative_plain_html(text, html))?;
    Ok(Composed { message, copy })
}

/// The list that a letter belongs to: its name, and its label in the List-Id.
fn list(letter: &Letter) -> Option<(&'static str, &'static str)> {
    match letter {
        Letter::Optional(_) => Some(("News", "news")),
        Letter::Service(ServiceLetter::Announcement(_)) => Some(("Service announcements", "announcements")),
        Letter::Service(_) | Letter::Reply(_) => None,
    }
}

fn render(
    shared: &Shared,
    operator: &Operator,
    sending: &Sending<'_>,
    written: &Written,
) -> anyhow::Result<(String, String)> {
    let mut context = Context::new();
    context.insert("operator", operator);
    context.insert("name", &sending.to.name);
    context.insert("mail", written);
    context.insert("reference", &reference(sending.id));
    let templates = shared.looks.now().templates;
    let text = templates.render_context("mail/letter.txt", &context)?;
    let html = templates.render_context("mail/letter.html", &context)?;
    Ok((text, html))
}
