//! Who is in an account and what each may do: seen by everyone in it, changed by its owners. A person leaves by their own
//! step; [`super::member`] is the page of one person.

use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Role;
use crate::web::powers::{CanManagePeople, Power as Guarded};
use crate::web::{Form, Next, Signed};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::account::AccountKind;
use inset_domain::ids::{AccountId, InvitationId, UserId};
use inset_domain::letter::AccountRef;
use inset_domain::period::{day_words, instant_words};
use inset_domain::team::{INVITATION_DAYS, Invitation, Invited, MOST_OPEN, Member, Team};
use inset_domain::user::Power;
use inset_store::teams;
use inset_store::viewings::{self, Listed as Look};
use serde::Serialize;
use uuid::Uuid;

/// How many looks of staff the page tells of, the newest first.
const LOOKS: i64 = 20;

/// The list, with the forms that change it.
#[derive(Serialize)]
pub struct PeoplePage {
    area: &'static str,
    account: String,
    members: Vec<MemberRow>,
    invitations: Vec<InvitationRow>,
    /// Who of the operator's staff looked at the account as its owner sees it.
    looks: Vec<LookRow>,
    /// Whether whoever looks is an owner.
    manages: bool,
    /// Whether whoever looks is the only one.
    last_owner: bool,
    days: i64,
    powers: Vec<Choice>,
    form: FormState,
}

#[derive(Serialize)]
struct MemberRow {
    href: String,
    name: String,
    email: String,
    power: &'static str,
    may: &'static str,
    since: String,
    since_iso: String,
    is_self: bool,
}

#[derive(Serialize)]
struct LookRow {
    viewer: String,
    reason: String,
    from: String,
    from_iso: String,
    until: Option<String>,
    until_iso: String,
    pages: i64,
}

impl From<Look> for LookRow {
    fn from(look: Look) -> Self {
        // One whose time is over has ended, whether it was swept yet or not.
        let end = look.ended_at.or(Some(look.ends_at).filter(|_| look.is_over));
        Self {
            viewer: look.viewer,
            reason: look.reason,
            from: instant_words(look.begun_at, chrono_tz::UTC),
            from_iso: look.begun_at.to_rfc3339(),
            until: end.map(|at| instant_words(at, chrono_tz::UTC)),
            until_iso: end.map(|at| at.to_rfc3339()).unwrap_or_default(),
            pages: look.pages,
        }
    }
}

#[derive(Serialize)]
struct InvitationRow {
    href: String,
    email: String,
    name: String,
    power: &'static str,
    by: String,
    until: String,
    until_iso: String,
    has_run_out: bool,
}

/// What each power allows, to choose from.
pub(super) fn powers() -> Vec<Choice> {
    let choice = |power: &Power| Choice { hint: Some(power.words()), ..Choice::new(power.as_str(), power.label()) };
    Power::ALL.iter().map(choice).collect()
}

impl PeoplePage {
    fn new(
        area: &'static str,
        team: &Team,
        open: &[Invitation],
        (me, now): (UserId, chrono::DateTime<chrono::Utc>),
        form: FormState,
    ) -> Self {
        let member = |member: &Member| MemberRow {
            href: urls::member(area, member.user),
            name: member.full_name.to_string(),
            email: member.email.to_string(),
            power: member.power.label(),
            may: member.power.words(),
            since: day_words(member.since.date_naive()),
            since_iso: member.since.to_rfc3339(),
            is_self: member.user == me,
        };
        let invitation = |open: &Invitation| InvitationRow {
            href: format!("{}/invitations/{}", urls::people(area), open.id),
            email: open.invited.email.to_string(),
            name: open.invited.full_name.as_ref().map(ToString::to_string).unwrap_or_default(),
            power: open.invited.power.label(),
            by: open.by_name.to_string(),
            until: instant_words(open.expires_at, chrono_tz::UTC),
            until_iso: open.expires_at.to_rfc3339(),
            has_run_out: open.expires_at <= now,
        };
        Self {
            area,
            account: team.account.name.clone(),
            members: team.members.iter().map(member).collect(),
            invitations: open.iter().map(invitation).collect(),
            looks: Vec::new(),
            manages: team.member(me).is_ok_and(|member| member.power.may_manage_people()),
            last_owner: team.is_last_owner(me),
            days: INVITATION_DAYS,
            powers: powers(),
            form,
        }
    }
}

impl Page for PeoplePage {
    const TEMPLATE: &'static str = "shared/people.html";
    fn title(&self) -> String {
        "People".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

/// A team for samples: an owner and a viewer.
pub(super) fn sample() -> Option<Team> {
    let now = chrono::DateTime::UNIX_EPOCH;
    let member = |nth: u128, name: &str, email: &str, power| {
        let (user, full_name, email) = (UserId(Uuid::from_u128(nth)), name.parse().ok()?, email.parse().ok()?);
        Some(Member { user, full_name, email, power, since: now, version: 1 })
    };
    let account = AccountRef {
        id: AccountId(Uuid::nil()),
        reference: "ADV-1001".into(),
        name: "Halden Outdoor AS".into(),
        kind: AccountKind::Advertiser,
    };
    let ida = member(1, "Ida Holm", "ida@halden.example", Power::Owner)?;
    let kim = member(2, "Kim Dahl", "kim@halden.example", Power::Viewer)?;
    Some(Team { account, members: vec![ida, kim] })
}

impl Samples for PeoplePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let (Some(team), Err(errors)) = (sample(), parse(&Typed::default())) else { return Vec::new() };
        let (Ok(email), now) = ("ann@halden.example".parse(), chrono::DateTime::UNIX_EPOCH) else {
            return Vec::new();
        };
        let (ida, kim) = (team.members[0].user, team.members[1].user);
        let invited = Invited { email, full_name: None, power: Power::Member };
        let open: Vec<Invitation> =
            team.invite(ida, invited, now).ok().map(inset_domain::change::Change::into_after).into_iter().collect();
        let later = now + chrono::TimeDelta::days(INVITATION_DAYS);
        let failed = FormState::failed(Typed::default(), errors);
        let look = |ended_at| {
            let (viewer, reason) = ("Sami Aalto".into(), "You asked why an order does not run.".into());
            LookRow::from(Look { viewer, reason, begun_at: now, ends_at: later, ended_at, pages: 4, is_over: false })
        };
        let looks = vec![look(None), look(Some(now))];
        vec![
            ("looked at", Self { looks, ..Self::new("advertiser", &team, &open, (ida, now), begin()) }),
            ("owner", Self::new("advertiser", &team, &open, (ida, now), begin())),
            ("viewer", Self::new("advertiser", &team, &open, (kim, now), FormState::default())),
            ("failed, run out", Self::new("advertiser", &team, &open, (ida, later), failed)),
            ("leave without a tick", Self::new("network", &team, &[], (kim, now), unsure())),
        ]
    }
}

/// The form as it is first shown: the power that does least harm is chosen.
fn begin() -> FormState {
    FormState::new(Typed::default().with("power", Power::Viewer.as_str()))
}

fn unsure() -> FormState {
    FormState::failed(Typed::default(), FormErrors::one("sure", "Tick the box to leave the account"))
}

fn parse(typed: &Typed) -> Result<Invited, FormErrors> {
    let mut read = Reader::new(typed);
    let full_name = read.optional("full_name");
    let email = read.required("email", "Enter the e-mail address of the person");
    let power = read.required("power", "Choose what the person may do");
    read.finish(|| Some(Invited { email: email?, full_name, power: power? }))
}

async fn page<R: Role, P: Guarded>(me: &Signed<R, P>, form: FormState) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let team = teams::find(&mut conn, me.owner()).await?;
    let open = teams::open(&mut conn, me.owner()).await?;
    let looks = viewings::of_account(&mut conn, me.owner(), me.db().clock().now(), LOOKS).await?;
    drop(conn);
    let page = PeoplePage::new(R::AREA, &team, &open, (me.user(), me.db().clock().now()), form);
    me.page(&PeoplePage { looks: looks.into_iter().map(LookRow::from).collect(), ..page })
}

/// Shows who is in the account.
///
/// # Errors
/// When the database does not answer.
pub async fn show<R: Role>(me: Signed<R>) -> Result<HttpResponse, Error> {
    page(&me, begin()).await
}

/// What stands against an invitation, where something does. It looks at this account alone: whether the address has a
/// login elsewhere is not told.
fn objection(team: &Team, open: &[Invitation], invited: &Invited) -> Option<&'static str> {
    let key = invited.email.key();
    if team.members.iter().any(|member| member.email.key() == key) {
        Some("This person is in the account already: change what they may do in the list")
    } else if open.iter().any(|open| open.invited.email.key() == key) {
        Some("This address is invited already: send that invitation again, or withdraw it first")
    } else if open.len() >= MOST_OPEN {
        Some("Withdraw an invitation that is not needed: an account may have 20 open at a time")
    } else {
        None
    }
}

/// Invites a person.
///
/// # Errors
/// [`Error::Power`] for whoever is no owner any more.
pub async fn invite<R: Role>(me: Signed<R, CanManagePeople>, form: Form) -> Result<HttpResponse, Error> {
    let invited = match parse(&form.typed) {
        Ok(invited) => invited,
        Err(errors) => return page(&me, FormState::failed(form.typed.clone(), errors)).await,
    };
    let mut against = None;
    let sent = me
        .commit(&form, async |tx| {
            let team = teams::lock(tx, me.owner()).await?;
            against = objection(&team, &teams::open(tx.conn(), me.owner()).await?, &invited);
            if against.is_some() {
                return Err(Error::Stale);
            }
            let change = team.invite(me.user(), invited, tx.now())?;
            teams::invite(tx, change).await?;
            Ok(Next::to(urls::people(R::AREA)).saying("invited"))
        })
        .await;
    match against {
        Some(words) => page(&me, FormState::failed(form.typed.clone(), FormErrors::one("email", words))).await,
        None => sent,
    }
}

/// Sends an invitation again, with a new link.
///
/// # Errors
/// [`Error::NotFound`] for another account's, [`Error::State`] for one that is not open.
pub async fn invite_again<R: Role>(
    me: Signed<R, CanManagePeople>,
    id: web::Path<Uuid>,
    form: Form,
) -> Result<HttpResponse, Error> {
    me.commit(&form, async |tx| {
        let team = teams::lock(tx, me.owner()).await?;
        let before = teams::invitation_of(tx.conn(), me.owner(), InvitationId(*id)).await?;
        let change = team.invite_again(me.user(), before, tx.now())?;
        teams::invite_again(tx, InvitationId(*id), change).await?;
        Ok(Next::to(urls::people(R::AREA)).saying("invited"))
    })
    .await
}

/// Takes an invitation back.
///
/// # Errors
/// [`Error::NotFound`] for another account's, [`Error::State`] for one that is not open.
pub async fn withdraw<R: Role>(
    me: Signed<R, CanManagePeople>,
    id: web::Path<Uuid>,
    form: Form,
) -> Result<HttpResponse, Error> {
    me.commit(&form, async |tx| {
        let team = teams::lock(tx, me.owner()).await?;
        let invitation = teams::invitation_of(tx.conn(), me.owner(), InvitationId(*id)).await?;
        teams::withdraw(tx, team.withdraw(me.user(), invitation)?).await?;
        Ok(Next::to(urls::people(R::AREA)).saying("invitation-withdrawn"))
    })
    .await
}

/// Leaves the account.
///
/// # Errors
/// [`Error::State`] for the last owner.
pub async fn leave<R: Role>(me: Signed<R>, form: Form) -> Result<HttpResponse, Error> {
    if form.typed.get("sure").is_empty() {
        return page(&me, unsure()).await;
    }
    me.commit(&form, async |tx| {
        let team = teams::lock(tx, me.owner()).await?;
        teams::end(tx, team.end(me.user(), me.user())?).await?;
        Ok(Next::to(urls::PROFILE).saying("left"))
    })
    .await
}
