//! Erasing a child's data (P15): found by an address, and erased with nothing kept, in one step with a fresh proof.

use super::Staff;
use super::erasure::records;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::mail;
use crate::page::order::Fact;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::powers::{CanAnswer, Fresh};
use crate::web::{Form, Next, Signed};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::email::Email;
use inset_domain::erasure::{Certificate, Keep, Outlook, child_erased, of_the_person};
use inset_domain::ids::{CertificateId, UserId};
use inset_store::{Tx, certificates, erasure, users};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

type Me = Signed<Staff, Fresh<CanAnswer>>;

const NOTHING: &str = "We hold nothing under this address: check how it is spelled";

/// The form, and what was found.
#[derive(Serialize)]
pub struct EraseChildPage {
    /// What is held under the address; empty before it was looked for.
    found: Vec<Fact>,
    form: FormState,
}

impl EraseChildPage {
    fn new(found: Option<Outlook>, form: FormState) -> Self {
        let found = found.map(|outlook| outlook.gone(Keep::Nothing)).unwrap_or_default();
        let fact = |(what, count): (String, i64)| Fact::new(of_the_person(&what), records(count));
        Self { found: found.into_iter().map(fact).collect(), form }
    }
}

impl Page for EraseChildPage {
    const TEMPLATE: &'static str = "admin/erase_child.html";
    fn title(&self) -> String {
        "Erase a child\u{2019}s data".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for EraseChildPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let typed = Typed::default().with("email", "ida@halden.example");
        let (Err(errors), Err(unsure)) = (address(&Typed::default()), meant(&typed)) else { return Vec::new() };
        let part = |what: &str| inset_domain::erasure::Part { what: what.into(), why: String::new(), count: 2 };
        let outlook = || Some(Outlook { goes: vec![part("E-mail address you sign in with")], ..Outlook::default() });
        vec![
            ("form", Self::new(None, FormState::default())),
            ("failed", Self::new(None, FormState::failed(Typed::default(), errors))),
            ("found", Self::new(outlook(), FormState::new(typed.clone()))),
            ("found, not ticked", Self::new(outlook(), FormState::failed(typed, unsure))),
        ]
    }
}

/// Whose page led here.
#[derive(Deserialize)]
pub struct Origin {
    person: Option<Uuid>,
}

fn address(typed: &Typed) -> Result<Email, FormErrors> {
    let mut read = Reader::new(typed);
    let email = read.required("email", "Enter the e-mail address that the child used");
    read.finish(|| email)
}

/// Whether it is meant: nothing brings back what is erased.
fn meant(typed: &Typed) -> Result<(), FormErrors> {
    let mut read = Reader::new(typed);
    if !read.ticked("is_child") {
        read.error("is_child", "Tick this to erase: nothing can be brought back");
    }
    read.finish(|| Some(()))
}

/// Shows the form, filled in with the address of the person whose page led here.
pub async fn show(me: Me, from: web::Query<Origin>) -> Result<HttpResponse, Error> {
    let mut typed = Typed::default();
    if let Some(person) = from.person {
        typed = typed.with("email", users::find(&mut *me.db().read().await?, UserId(person)).await?.email);
    }
    me.page(&EraseChildPage::new(None, FormState::new(typed)))
}

/// Looks what is held under the address, or erases it.
pub async fn erase(me: Me, form: Form) -> Result<HttpResponse, Error> {
    let failed = |found, errors| me.page(&EraseChildPage::new(found, FormState::failed(form.typed.clone(), errors)));
    let email = match address(&form.typed) {
        Ok(email) => email,
        Err(errors) => return failed(None, errors),
    };
    let outlook = outlook(&me, &email).await?;
    if let Some(answer) = me.answered_before(&form).await? {
        return Ok(answer);
    }
    let (looks, nothing) = (form.typed.get("step") == "look", outlook.gone(Keep::Nothing).is_empty());
    if looks && nothing {
        return failed(None, FormErrors::one("email", NOTHING));
    }
    if let Some(obstacle) = outlook.obstacles.iter().find(|obstacle| obstacle.stops(Keep::Nothing)) {
        let errors = FormErrors::one("email", obstacle.words());
        return failed(Some(outlook), errors);
    }
    if looks {
        let form = FormState::new(form.typed.clone().without("step").without("is_child"));
        return me.page(&EraseChildPage::new(Some(outlook), form));
    }
    if let Some(errors) = meant(&form.typed).err().filter(|_| !nothing) {
        return failed(Some(outlook), errors);
    }
    let mut mails = Vec::new();
    let result = me
        .commit(&form, async |tx| {
            let certificate;
            (certificate, mails) = carry_out(tx, &email).await?;
            Ok(Next::to(urls::certificate(certificate)).saying("child-erased"))
        })
        .await;
    if matches!(result, Err(Error::Stale)) {
        let now = self::outlook(&me, &email).await?;
        let stops =
            now.obstacles.iter().find(|obstacle| obstacle.stops(Keep::Nothing)).map(|obstacle| obstacle.words());
        return failed(None, FormErrors::one("email", stops.unwrap_or_else(|| NOTHING.into())));
    }
    mail::forget(&me.site().config().data_dir, &mails).await;
    result
}

async fn outlook(me: &Me, email: &Email) -> Result<Outlook, Error> {
    let mut conn = me.db().read().await?;
    let subjects = erasure::of_address(&mut conn, email).await?;
    Ok(erasure::outlook(&mut conn, &subjects).await?)
}

/// Erases, keeping nothing, and issues the certificate. Gives the mails whose copies in files are to go too.
async fn carry_out(tx: &mut Tx<'_>, email: &Email) -> Result<(CertificateId, Vec<Uuid>), Error> {
    let subjects = erasure::of_address(tx.conn(), email).await?;
    let outlook = erasure::outlook(tx.conn(), &subjects).await?;
    let erased = outlook.gone(Keep::Nothing);
    // Somebody else may have done it, or put something in its way, since it was looked at.
    if erased.is_empty() || outlook.obstacles.iter().any(|obstacle| obstacle.stops(Keep::Nothing)) {
        return Err(Error::Stale);
    }
    let mails = erasure::erase(tx, &subjects, Keep::Nothing).await?;
    erasure::empty_requests(tx, &subjects, None).await?;
    let (id, reference) = (CertificateId::at(tx.now()), certificates::reference(tx).await?);
    certificates::issue(tx, child_erased(Certificate { id, reference, erased })).await?;
    Ok((id, mails))
}
