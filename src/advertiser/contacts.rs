//! The advertiser's contacts: a list, and a page for each.

use super::Advertiser;
use crate::error::Error;
use crate::form::choice::{Choice, channels};
use crate::form::{FormState, Typed, person};
use crate::page::{Page, Samples};
use crate::web::powers::CanEdit;
use crate::web::{Form, Next, Signed};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::contact::{ContactRecord, ContactRole};
use inset_store::contacts;
use serde::Serialize;

/// The contacts that an advertiser may name; orders begin with the first two.
const ROLES: [ContactRole; 4] = [ContactRole::Primary, ContactRole::Billing, ContactRole::Creative, ContactRole::Legal];

/// The list.
#[derive(Serialize)]
pub struct ContactsPage {
    contacts: Vec<ContactRow>,
}

#[derive(Serialize)]
struct ContactRow {
    label: &'static str,
    href: String,
    who: Option<String>,
    reached: String,
}

impl ContactRow {
    fn new(role: ContactRole, record: Option<&ContactRecord>) -> Self {
        let contact = record.map(|record| &record.contact);
        Self {
            label: role.label(),
            href: format!("/advertiser/contacts/{}", role.as_str()),
            who: contact.map(|contact| contact.full_name.to_string()),
            reached: contact.map_or_else(String::new, |contact| {
                let number = contact.telephone.as_ref().map(|number| format!(", {number}")).unwrap_or_default();
                format!("{}{number}. Prefers {}.", contact.email, contact.channel.label().to_lowercase())
            }),
        }
    }
}

impl Page for ContactsPage {
    const TEMPLATE: &'static str = "advertiser/contacts.html";
    fn title(&self) -> String {
        "Contacts".into()
    }
}

impl Samples for ContactsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        vec![("none", Self { contacts: ROLES.iter().map(|role| ContactRow::new(*role, None)).collect() })]
    }
}

/// A contact's page.
#[derive(Serialize)]
pub struct ContactPage {
    role: &'static str,
    label: &'static str,
    /// Whether a telephone number is needed.
    calls: bool,
    channels: Vec<Choice>,
    form: FormState,
}

impl ContactPage {
    fn new(role: ContactRole, form: FormState) -> Self {
        Self {
            role: role.as_str(),
            label: role.label(),
            calls: person::needs_telephone(role),
            channels: channels(),
            form,
        }
    }
}

impl Page for ContactPage {
    const TEMPLATE: &'static str = "advertiser/contact.html";
    fn title(&self) -> String {
        self.label.into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for ContactPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let role = ContactRole::Billing;
        let Err(errors) = person::parse(&Typed::default(), role) else { return Vec::new() };
        vec![
            ("empty", Self::new(role, FormState::default())),
            ("failed", Self::new(role, FormState::failed(Typed::default(), errors))),
        ]
    }
}

fn role(text: &str) -> Result<ContactRole, Error> {
    ROLES.into_iter().find(|role| role.as_str() == text).ok_or(Error::NotFound)
}

/// Shows the list.
pub async fn list(me: Signed<Advertiser>) -> Result<HttpResponse, Error> {
    let all = contacts::all(&mut *me.db().read().await?, me.owner()).await?;
    let row = |role: &ContactRole| ContactRow::new(*role, all.iter().find(|record| record.role == *role));
    me.page(&ContactsPage { contacts: ROLES.iter().map(row).collect() })
}

/// Shows one.
pub async fn show(me: Signed<Advertiser>, path: web::Path<String>) -> Result<HttpResponse, Error> {
    let role = role(&path)?;
    let typed = person::begin(&mut *me.db().read().await?, me.owner(), role, me.principal()).await?;
    me.page(&ContactPage::new(role, FormState::new(typed)))
}

/// Saves one.
pub async fn save(me: Signed<Advertiser, CanEdit>, path: web::Path<String>, form: Form) -> Result<HttpResponse, Error> {
    let role = role(&path)?;
    let input = match person::parse(&form.typed, role) {
        Ok(input) => input,
        Err(errors) => return me.page(&ContactPage::new(role, FormState::failed(form.typed.clone(), errors))),
    };
    let saved = me
        .commit(&form, async |tx| {
            person::save(tx, me.owner(), role, input).await?;
            Ok(Next::to("/advertiser/contacts").saying("saved"))
        })
        .await;
    match saved {
        Err(Error::Stale) => {
            let current = person::begin(&mut *me.db().read().await?, me.owner(), role, me.principal()).await?;
            me.page(&ContactPage::new(role, FormState::overtaken(form.typed.clone(), &current)))
        }
        other => other,
    }
}
