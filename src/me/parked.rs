//! What a person sent after their session had run out: shown once they have signed in again, and sent on by one button.

use super::Anyone;
use crate::error::Error;
use crate::form::Typed;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use inset_domain::ids::AccountId;
use inset_store::parked_posts::{self, ParkedPost};
use inset_store::sessions::{Own, Principal};
use secrecy::ExposeSecret as _;
use serde::Serialize;
use uuid::Uuid;

/// How many facts are shown: enough to know one's form again.
const SHOWN: usize = 12;

/// The page.
#[derive(Serialize)]
pub struct ParkedPage {
    id: String,
    action: String,
    page: String,
    facts: Vec<Fact>,
    more: usize,
    sent: bool,
    /// The account to switch to first, where the form was opened for another than the one now chosen.
    other: Option<Other>,
}

#[derive(Serialize)]
struct Fact {
    label: String,
    value: String,
}

#[derive(Serialize)]
struct Other {
    id: String,
    name: String,
}

impl ParkedPage {
    fn new(id: Uuid, post: &ParkedPost, other: Option<&Own>) -> Self {
        let typed = Typed::from_body(post.body.expose_secret().as_bytes());
        let mut facts: Vec<_> = typed.facts().map(|(label, value)| Fact { label, value }).collect();
        let more = facts.len().saturating_sub(SHOWN);
        facts.truncate(SHOWN);
        Self {
            id: id.to_string(),
            action: post.path.clone(),
            page: post.page.clone(),
            facts,
            more,
            sent: post.sent,
            other: other.map(|own| Other { id: own.id.to_string(), name: own.name.clone() }),
        }
    }
}

impl Page for ParkedPage {
    const TEMPLATE: &'static str = "me/parked.html";
    fn title(&self) -> String {
        if self.sent { "What you sent is done".into() } else { "What you sent is kept".into() }
    }
}

impl Samples for ParkedPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let post = |body: &str| ParkedPost {
            session: None,
            sent: false,
            account: None,
            path: "/publisher/payout".into(),
            page: "/publisher/payout".into(),
            form_key: Uuid::nil(),
            body: body.into(),
        };
        let long: String = (0..20).map(|row| format!("name_{row}=Line+{row}&")).collect();
        let kind = inset_domain::account::AccountKind::Publisher;
        let own = Own { id: AccountId(Uuid::nil()), kind, name: "Bergblatt Media".into() };
        vec![
            ("form", ParkedPage::new(Uuid::nil(), &post("payee_name=Ida&iban=CH5604835012345678009"), None)),
            ("sent", ParkedPage::new(Uuid::nil(), &ParkedPost { sent: true, ..post("payee_name=Ida") }, None)),
            ("button", ParkedPage::new(Uuid::nil(), &post(""), None)),
            ("long, of another account", ParkedPage::new(Uuid::nil(), &post(&long), Some(&own))),
        ]
    }
}

/// The account to switch to: another of the person's own than the one they act for.
fn other(person: &Principal, account: Option<AccountId>) -> Option<&Own> {
    let wanted = account.filter(|wanted| person.account.as_ref().is_none_or(|acting| acting.id != *wanted))?;
    person.accounts.iter().find(|own| own.id == wanted)
}

/// Shows what waits.
pub async fn show(me: Signed<Anyone>, id: web::Path<Uuid>) -> Result<HttpResponse, Error> {
    let (db, mut conn) = (me.db(), me.db().read().await?);
    let post = parked_posts::find(&mut conn, db.vault(), me.user(), *id, db.clock().now()).await?;
    drop(conn);
    me.page(&ParkedPage::new(*id, &post, other(me.principal(), post.account)))
}

/// Throws it away.
pub async fn discard(me: Signed<Anyone>, id: web::Path<Uuid>, form: Form) -> Result<HttpResponse, Error> {
    let person = me.principal();
    let home = urls::home(person.staff_role.is_some(), person.account.as_ref().map(|account| account.kind));
    me.commit(&form, async |tx| {
        parked_posts::discard(tx.conn(), me.user(), *id).await?;
        Ok(Next::to(home).saying("thrown-away"))
    })
    .await
}
