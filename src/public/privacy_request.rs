//! Privacy requests of anyone (P03): who is signed in is known; for everybody else the address gets a link, and until it is
//! followed nobody acts. The answer is the same for every address.

use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::privacy_request::{asker, kinds, what};
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::{Form, Next, Visit};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::email::Email;
use inset_domain::privacy::{Asked, Asker, Identity, IdentityHow, PrivacyRequest, RequestChannel, RequestKind};
use inset_domain::text::{Paragraph, PersonName};
use inset_store::{Tx, privacy_requests};
use serde::Serialize;

/// The form.
#[derive(Serialize)]
pub struct RequestPage {
    /// The login of whoever is signed in: they are not asked who they are.
    login: Option<String>,
    kinds: Vec<Choice>,
    form: FormState,
}

impl RequestPage {
    fn new(login: Option<String>, form: FormState) -> Self {
        Self { login, kinds: kinds(), form }
    }
}

impl Page for RequestPage {
    const TEMPLATE: &'static str = "public/privacy_request.html";
    fn title(&self) -> String {
        "Privacy request".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for RequestPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let Err(errors) = parse(&Typed::default(), false) else { return Vec::new() };
        vec![
            ("visitor, failed", Self::new(None, FormState::failed(Typed::default(), errors))),
            ("signed in", Self::new(Some("ida@halden.example".into()), FormState::default())),
        ]
    }
}

/// The page after it, and the one after the link was followed.
#[derive(Serialize)]
pub struct RequestReceivedPage {
    /// The reference of one that is confirmed.
    reference: Option<String>,
}

impl Page for RequestReceivedPage {
    const TEMPLATE: &'static str = "public/privacy_request_received.html";
    fn title(&self) -> String {
        match self.reference {
            None => "Follow the link in our mail".into(),
            Some(_) => "Your privacy request is confirmed".into(),
        }
    }
}

impl Samples for RequestReceivedPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let confirmed = Self { reference: Some("PRV-1001".into()) };
        vec![("received", Self { reference: None }), ("confirmed", confirmed)]
    }
}

type Parsed = ((RequestKind, Option<Paragraph>), Option<(PersonName, Email)>);

fn parse(typed: &Typed, signed_in: bool) -> Result<Parsed, FormErrors> {
    let mut read = Reader::new(typed);
    let what = read.absorb(what(typed));
    let who = if signed_in { None } else { read.absorb(asker(typed)) };
    read.finish(|| Some((what?, who)))
}

/// Shows the form.
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    let login = visit.principal().map(|person| person.email.clone());
    visit.page(&RequestPage::new(login, FormState::default()))
}

/// Takes a request. The same asked again while one is open joins it, and proves nothing that the first did not.
pub async fn send(visit: Visit, form: Form) -> Result<HttpResponse, Error> {
    visit.limit_posts()?;
    let person = visit.principal();
    let ((kind, details), who) = match parse(&form.typed, person.is_some()) {
        Ok(parsed) => parsed,
        Err(errors) => {
            let login = person.map(|person| person.email.clone());
            return visit.page(&RequestPage::new(login, FormState::failed(form.typed.clone(), errors)));
        }
    };
    let asker = match (person, who) {
        (Some(person), _) => Asker {
            full_name: PersonName::on_record(&person.name).map_err(|_| Error::NotFound)?,
            email: Some(person.email.parse().map_err(|_| Error::NotFound)?),
            reach: None,
            user: Some(person.user),
        },
        (None, Some((full_name, email))) => Asker { full_name, email: Some(email), reach: None, user: None },
        (None, None) => return Err(Error::Unreadable),
    };
    let signed_in = person.is_some();
    visit
        .commit(&form, async |tx| {
            let joined = take(tx, kind, details, asker, signed_in).await?;
            Ok(match (signed_in, joined) {
                (false, _) => Next::to(urls::PRIVACY_REQUEST_RECEIVED),
                (true, false) => Next::to(urls::DATA).saying("privacy-asked"),
                (true, true) => Next::to(urls::DATA).saying("privacy-joined"),
            })
        })
        .await
}

/// Saves it, or has it join the one that is open; whether it joined.
async fn take(
    tx: &mut Tx<'_>,
    kind: RequestKind,
    details: Option<Paragraph>,
    asker: Asker,
    signed_in: bool,
) -> Result<bool, Error> {
    let now = tx.now();
    let channel = if signed_in { RequestChannel::Account } else { RequestChannel::Form };
    let open = match &asker.email {
        Some(email) => privacy_requests::open_of(tx, email, kind).await?,
        None => None,
    };
    if let Some(open) = open {
        let mails = privacy_requests::may_mail(tx, open.id).await?;
        privacy_requests::join(tx, open.ask_again(channel, details, signed_in, mails, now)?).await?;
        return Ok(true);
    }
    let identity = signed_in.then_some(Identity { how: IdentityHow::SignedIn, at: now, by: None, note: None });
    let reference = privacy_requests::reference(tx).await?;
    let asked = Asked { kind, channel, asker, details, received_at: now, identity };
    privacy_requests::receive(tx, PrivacyRequest::receive(asked, reference, now)).await?;
    Ok(false)
}

/// Says that the link is on its way, whoever asked.
pub async fn received(visit: Visit) -> Result<HttpResponse, Error> {
    visit.page(&RequestReceivedPage { reference: None })
}

/// Says what happens next. The address holds the reference alone, and the page reads nothing by it.
pub async fn confirmed(visit: Visit, reference: web::Path<String>) -> Result<HttpResponse, Error> {
    let number = reference.strip_prefix("PRV-").and_then(|number| number.parse::<u64>().ok()).ok_or(Error::NotFound)?;
    visit.page(&RequestReceivedPage { reference: Some(format!("PRV-{number}")) })
}
