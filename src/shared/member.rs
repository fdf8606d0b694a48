//! One person of an account, for its owners: what they may do, and their removal.

use super::people::{powers, sample};
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Role;
use crate::web::powers::CanManagePeople;
use crate::web::{Form, Next, Signed};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::ids::UserId;
use inset_domain::period::day_words;
use inset_domain::team::{Member, Team};
use inset_domain::user::Power;
use inset_store::teams;
use serde::Serialize;
use uuid::Uuid;

/// The page.
#[derive(Serialize)]
pub struct MemberPage {
    area: &'static str,
    account: String,
    id: String,
    name: String,
    email: String,
    since: String,
    since_iso: String,
    is_self: bool,
    last_owner: bool,
    powers: Vec<Choice>,
    form: FormState,
}

impl MemberPage {
    fn new(area: &'static str, team: &Team, member: &Member, me: UserId, form: FormState) -> Self {
        Self {
            area,
            account: team.account.name.clone(),
            id: member.user.to_string(),
            name: member.full_name.to_string(),
            email: member.email.to_string(),
            since: day_words(member.since.date_naive()),
            since_iso: member.since.to_rfc3339(),
            is_self: member.user == me,
            last_owner: team.is_last_owner(member.user),
            powers: powers(),
            form,
        }
    }
}

impl Page for MemberPage {
    const TEMPLATE: &'static str = "shared/member.html";
    fn title(&self) -> String {
        format!("{}: what they may do", self.name)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for MemberPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let Some(team) = sample() else { return Vec::new() };
        let (ida, kim) = (&team.members[0], &team.members[1]);
        let page = |member, form| Self::new("advertiser", &team, member, ida.user, form);
        vec![
            ("another", page(kim, FormState::new(fill(kim)))),
            ("last owner", page(ida, FormState::new(fill(ida)))),
            ("removal without a tick", page(kim, unsure(kim))),
            ("overtaken", page(kim, FormState::overtaken(fill(ida), &fill(kim)))),
        ]
    }
}

fn fill(member: &Member) -> Typed {
    Typed::default().with("power", member.power.as_str()).with("version", member.version)
}

fn unsure(member: &Member) -> FormState {
    FormState::failed(fill(member), FormErrors::one("sure", "Tick the box to remove this person"))
}

fn parse(typed: &Typed) -> Result<(Power, i64), FormErrors> {
    let mut read = Reader::new(typed);
    let power = read.required("power", "Choose what the person may do");
    let seen = read.version();
    read.finish(|| Some((power?, seen)))
}

async fn page<R: Role>(
    me: &Signed<R, CanManagePeople>,
    user: UserId,
    form: impl FnOnce(&Member) -> FormState,
) -> Result<HttpResponse, Error> {
    let team = teams::find(&mut *me.db().read().await?, me.owner()).await?;
    let member = team.member(user)?;
    me.page(&MemberPage::new(R::AREA, &team, member, me.user(), form(member)))
}

/// Shows a person.
///
/// # Errors
/// [`Error::NotFound`] for whoever is not in the account.
pub async fn show<R: Role>(me: Signed<R, CanManagePeople>, id: web::Path<Uuid>) -> Result<HttpResponse, Error> {
    page(&me, UserId(*id), |member| FormState::new(fill(member))).await
}

/// Changes what a person may do.
///
/// # Errors
/// [`Error::State`] for the last owner, [`Error::Power`] for whoever is no owner any more.
pub async fn change_power<R: Role>(
    me: Signed<R, CanManagePeople>,
    id: web::Path<Uuid>,
    form: Form,
) -> Result<HttpResponse, Error> {
    let user = UserId(*id);
    let (power, seen) = match parse(&form.typed) {
        Ok(input) => input,
        Err(errors) => return page(&me, user, |_| FormState::failed(form.typed.clone(), errors)).await,
    };
    let saved = me
        .commit(&form, async |tx| {
            let team = teams::lock(tx, me.owner()).await?;
            let member = team.member(user)?;
            if member.version != seen {
                return Err(Error::Stale);
            }
            let change = team.change_power(me.user(), user, power, seen)?;
            if member.power != power {
                teams::change_power(tx, change).await?;
            }
            Ok(Next::to(urls::people(R::AREA)).saying("power-changed"))
        })
        .await;
    match saved {
        Err(Error::Stale) => page(&me, user, |member| FormState::overtaken(form.typed.clone(), &fill(member))).await,
        other => other,
    }
}

/// Removes a person.
///
/// # Errors
/// [`Error::State`] for the last owner, [`Error::Power`] for whoever is no owner any more.
pub async fn remove<R: Role>(
    me: Signed<R, CanManagePeople>,
    id: web::Path<Uuid>,
    form: Form,
) -> Result<HttpResponse, Error> {
    let user = UserId(*id);
    if form.typed.get("sure").is_empty() {
        return page(&me, user, unsure).await;
    }
    me.commit(&form, async |tx| {
        let team = teams::lock(tx, me.owner()).await?;
        teams::end(tx, team.end(me.user(), user)?).await?;
        // Whoever removes themselves has left.
        Ok(if user == me.user() {
            Next::to(urls::PROFILE).saying("left")
        } else {
            Next::to(urls::people(R::AREA)).saying("member-removed")
        })
    })
    .await
}
