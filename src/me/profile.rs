//! The person's own profile: name, telephone, how to be reached, and what they opted in to.

use super::Anyone;
use crate::error::Error;
use crate::form::choice::{Choice, channels};
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::{Page, Samples};
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::user::{Channel, Consents, ProfileEdit, User};
use inset_store::users;
use serde::Serialize;

/// The profile.
#[derive(Serialize)]
pub struct ProfilePage {
    login: String,
    staff_role: Option<&'static str>,
    accounts: Vec<AccountRow>,
    channels: Vec<Choice>,
    form: FormState,
}

#[derive(Serialize)]
struct AccountRow {
    id: String,
    name: String,
    kind: &'static str,
    power: &'static str,
    current: bool,
}

impl Page for ProfilePage {
    const TEMPLATE: &'static str = "me/profile.html";
    fn title(&self) -> String {
        "Your profile".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for ProfilePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form| Self {
            login: "ida@halden.example".into(),
            staff_role: None,
            accounts: vec![AccountRow {
                id: "0".into(),
                name: "Halden Outdoor".into(),
                kind: "Advertiser",
                power: "Owner",
                current: true,
            }],
            channels: channels(),
            form,
        };
        let Err(errors) = parse(&Typed::default()) else { return Vec::new() };
        let nowhere = Self { accounts: Vec::new(), ..page(FormState::default()) };
        vec![
            ("plain", page(FormState::default())),
            ("in no account", nowhere),
            ("failed", page(FormState::failed(Typed::default(), errors))),
        ]
    }
}

fn fill(user: &User, consents: Consents) -> Typed {
    Typed::default()
        .with("full_name", &user.full_name)
        .with_some("telephone", user.telephone.as_ref())
        .with("preferred_channel", user.channel.as_str())
        .with_some("optional_mail", consents.optional_mail.then_some("yes"))
        .with_some("partner_sharing", consents.partner_sharing.then_some("yes"))
        .with("version", user.version)
}

fn parse(typed: &Typed) -> Result<(ProfileEdit, i64), FormErrors> {
    let mut read = Reader::new(typed);
    let full_name = read.required("full_name", "Enter your full name");
    let channel: Option<Channel> = read.required("preferred_channel", "Choose how we reach you");
    let telephone = if channel == Some(Channel::Telephone) {
        read.required("telephone", "Enter the number to call")
    } else {
        read.optional("telephone")
    };
    let consents =
        Consents { optional_mail: read.ticked("optional_mail"), partner_sharing: read.ticked("partner_sharing") };
    let seen = read.version();
    read.finish(|| Some((ProfileEdit { full_name: full_name?, telephone, channel: channel?, consents }, seen)))
}

async fn page(me: &Signed<Anyone>, form: FormState) -> Result<HttpResponse, Error> {
    let memberships = users::memberships(&mut *me.db().read().await?, me.user()).await?;
    let current = me.principal().account.as_ref().map(|account| account.id);
    me.page(&ProfilePage {
        login: me.principal().email.clone(),
        staff_role: me.principal().staff_role.map(inset_domain::user::StaffRole::label),
        accounts: memberships
            .into_iter()
            .map(|acting| AccountRow {
                id: acting.id.to_string(),
                current: Some(acting.id) == current,
                name: acting.name,
                kind: acting.kind.label(),
                power: acting.power.label(),
            })
            .collect(),
        channels: channels(),
        form,
    })
}

async fn on_record(me: &Signed<Anyone>) -> Result<Typed, Error> {
    let mut conn = me.db().read().await?;
    let user = users::find(&mut conn, me.user()).await?;
    Ok(fill(&user, users::consents(&mut conn, me.user()).await?))
}

/// Shows the profile.
pub async fn show(me: Signed<Anyone>) -> Result<HttpResponse, Error> {
    let typed = on_record(&me).await?;
    page(&me, FormState::new(typed)).await
}

/// Saves it.
pub async fn save(me: Signed<Anyone>, form: Form) -> Result<HttpResponse, Error> {
    let (edit, seen) = match parse(&form.typed) {
        Ok(input) => input,
        Err(errors) => return page(&me, FormState::failed(form.typed.clone(), errors)).await,
    };
    // The audit trail and the operator's signatures name staff by it.
    if me.principal().staff_role.is_some()
        && me.principal().name != edit.full_name.as_str()
        && users::is_colleagues_name(&mut *me.db().read().await?, &edit.full_name, me.user()).await?
    {
        let errors = FormErrors::one("full_name", "A colleague is called so: add what tells the two of you apart");
        return page(&me, FormState::failed(form.typed.clone(), errors)).await;
    }
    let saved = me
        .commit(&form, async |tx| {
            let user = users::find(tx.conn(), me.user()).await?;
            let before = users::consents(tx.conn(), me.user()).await?;
            users::save_profile(tx, user.edit_profile(seen, before, edit)).await?;
            Ok(Next::to("/account").saying("saved"))
        })
        .await;
    match saved {
        Err(Error::Stale) => {
            let current = on_record(&me).await?;
            page(&me, FormState::overtaken(form.typed.clone(), &current)).await
        }
        other => other,
    }
}
