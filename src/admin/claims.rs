//! Whose a case is: a reviewer takes it for half an hour, and who else has it open is shown.

use super::Staff;
use super::case;
use super::decide_account::not_own;
use crate::error::Error;
use crate::form::{FormErrors, FormState};
use crate::urls;
use crate::web::powers::{CanReview, Power};
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use inset_domain::claim::{CLAIM_MINUTES, Claim, Claimed};
use inset_domain::ids::{CaseId, UserId};
use inset_domain::period::instant_words;
use inset_store::cases::{self, Case};
use inset_store::{StoreError, Tx, accounts};
use serde::Serialize;

type Me = Signed<Staff, CanReview>;

/// Whose a case is, as its page shows it.
#[derive(Serialize)]
pub(super) struct Desk {
    /// Whether the reader may take it.
    pub(super) free: bool,
    /// Whether it is the reader's.
    mine: bool,
    /// Whether it is a colleague's, who alone decides on it until then.
    pub(super) held: bool,
    /// Whose.
    name: String,
    /// Until when.
    until: String,
    until_iso: String,
    /// For how many minutes it is taken.
    minutes: i64,
    /// Who else has it open, in words.
    open: String,
}

impl Desk {
    /// Notes that the reader has the case open, and tells whose it is.
    pub(super) async fn load(
        conn: &mut AsyncPgConnection,
        case: CaseId,
        reader: UserId,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let (claimed, name) = cases::claimed(conn, case).await?;
        let open = cases::open_now(conn, case, reader, now).await?;
        Ok(Self::new(claimed, name, reader, now, &open))
    }

    fn new(claimed: Claimed, name: Option<String>, reader: UserId, now: DateTime<Utc>, open: &[String]) -> Self {
        let claim: Option<Claim> = claimed.at(now);
        let until = claim.map_or(now, |claim| claim.until);
        Self {
            free: claimed.waits && claim.is_none(),
            mine: claim.is_some_and(|claim| claim.by == reader),
            held: claimed.held_from(reader, now).is_some(),
            name: name.filter(|_| claim.is_some()).unwrap_or_default(),
            until: instant_words(until, chrono_tz::UTC),
            until_iso: until.to_rfc3339(),
            minutes: CLAIM_MINUTES,
            open: open_words(open),
        }
    }

    /// A case that is free, the reader's, or a colleague's.
    pub(super) fn sample(mine: bool, held: bool) -> Self {
        Self {
            free: !mine && !held,
            mine,
            held,
            name: if held { "Tom Adler".into() } else { String::new() },
            until: "1 December 2026, 14:32 UTC".into(),
            until_iso: "2026-12-01T14:32:00Z".into(),
            minutes: CLAIM_MINUTES,
            open: open_words(&["Tom Adler".to_owned()]),
        }
    }
}

/// Who else has a case open, in words; empty where nobody has.
fn open_words(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("{one} has it open too."),
        [first, others @ ..] => format!("{} and {first} have it open too.", others.join(", ")),
    }
}

/// Holds a case for one's decision until the transaction ends: nobody takes it in between, and where a colleague has it
/// there is no decision. The last thing before what is decided on is written.
///
/// # Errors
/// [`Error::Stale`] where a colleague has it.
pub(super) async fn hold<P: Power>(me: &Signed<Staff, P>, tx: &mut Tx<'_>, id: CaseId) -> Result<Case, Error> {
    let (case, claimed) = cases::lock(tx, id).await?;
    match claimed.held_from(me.user(), tx.now()) {
        None => Ok(case),
        Some(_) => Err(Error::Stale),
    }
}

/// The case's page with what was typed, where a colleague has the case and so nothing was decided; none where nobody has.
pub(super) async fn held_from<P: Power>(
    me: &Signed<Staff, P>,
    case: CaseId,
    form: &Form,
) -> Result<Option<HttpResponse>, Error> {
    let (claimed, name) = cases::claimed(&mut *me.db().read().await?, case).await?;
    let Some(claim) = claimed.held_from(me.user(), me.db().clock().now()) else { return Ok(None) };
    let words = format!(
        "{} has this case until {}. What you typed is kept: send it once the case is free",
        name.unwrap_or_default(),
        instant_words(claim.until, chrono_tz::UTC)
    );
    let failed = FormState::failed(form.typed.clone(), FormErrors::one("", words));
    case::page(me, case, failed).await.map(Some)
}

/// Sends whoever came second to the case, where it is shown whose it is.
fn settled(me: &Me, id: CaseId, result: Result<HttpResponse, Error>) -> Result<HttpResponse, Error> {
    match result {
        Err(Error::Stale | Error::State(_)) => Ok(me.go(&Next::to(urls::case(id)).saying("case-settled"))),
        other => other,
    }
}

/// Takes the case, or keeps it for as long again.
pub async fn take(me: Me, id: web::Path<CaseId>, form: Form) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let case = cases::find(&mut conn, *id).await?;
    not_own(&me, case.account)?;
    let of_account = case.order.is_none() && case.site.is_none();
    if of_account && accounts::find(&mut conn, case.account).await?.first_approver() == Some(me.user()) {
        return Err(Error::SecondPerson("You approved it first, so a colleague decides and has the case meanwhile."));
    }
    drop(conn);
    let result = me
        .commit(&form, async |tx| {
            let (claimed, _) = cases::claimed(tx.conn(), *id).await?;
            cases::save_claim(tx, claimed.take(tx.now(), me.user())?).await?;
            Ok(Next::to(urls::case(*id)).saying("case-taken"))
        })
        .await;
    settled(&me, *id, result)
}

/// Lets the case go.
pub async fn let_go(me: Me, id: web::Path<CaseId>, form: Form) -> Result<HttpResponse, Error> {
    let result = me
        .commit(&form, async |tx| {
            let (claimed, _) = cases::claimed(tx.conn(), *id).await?;
            cases::save_claim(tx, claimed.let_go(tx.now(), me.user())?).await?;
            Ok(Next::to(urls::case(*id)).saying("case-let-go"))
        })
        .await;
    settled(&me, *id, result)
}

/// Who else has the case open, for the page's script; asking says that one has it open oneself.
pub async fn presence(me: Signed<Staff>, id: web::Path<CaseId>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    cases::find(&mut conn, *id).await?;
    let open = cases::open_now(&mut conn, *id, me.user(), me.db().clock().now()).await?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(open_words(&open)))
}

#[cfg(test)]
mod tests {
    use super::open_words;

    #[test]
    fn who_has_a_case_open_is_one_sentence() {
        let names = |names: &[&str]| open_words(&names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        assert_eq!(names(&[]), "");
        assert_eq!(names(&["Tom"]), "Tom has it open too.");
        assert_eq!(names(&["Ada", "Rosa", "Tom"]), "Rosa, Tom and Ada have it open too.");
    }
}
