//! Whether a site is its publisher's: for now a reviewer looks and decides.

use super::Staff;
use super::claims::held_from;
use super::decide_account::{as_shown, not_own};
use super::undo::decide_site as decided;
use super::{case, overtaken};
use crate::error::Error;
use crate::form::{FormErrors, FormState, reason};
use crate::urls;
use crate::web::powers::CanReview;
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use diesel_async::AsyncPgConnection;
use inset_domain::ids::{CaseId, SiteId};
use inset_domain::reason::ReasonFor;
use inset_domain::site::{Site, SiteState};
use inset_store::{StoreError, cases, sites};

type Me = Signed<Staff, CanReview>;

/// A site of the case's account; in a site's own case that site alone. With the case that waits for the decision: the
/// site's own, where it has one, however it was come to.
async fn find(conn: &mut AsyncPgConnection, case: CaseId, site: SiteId) -> Result<(CaseId, Site), StoreError> {
    let from = cases::find(conn, case).await?;
    if from.order.is_some() || from.site.is_some_and(|only| only != site) {
        return Err(StoreError::NotFound);
    }
    let waits = cases::open_of_site(conn, site).await?.unwrap_or(case);
    Ok((waits, sites::find(conn, from.account, site).await?))
}

/// Confirms a site of the case's publisher. A domain belongs to one account: the database refuses a second.
pub async fn verify(me: Me, path: web::Path<(CaseId, SiteId)>, form: Form) -> Result<HttpResponse, Error> {
    let (case, site) = *path;
    let mut conn = me.db().read().await?;
    let (waits, found) = find(&mut conn, case, site).await?;
    not_own(&me, found.account)?;
    drop(conn);
    if let Some(answer) = taken(&me, case, &found, &form).await? {
        return Ok(answer);
    }
    let result = me
        .commit(&form, async |tx| {
            let (waits, site) = find(tx.conn(), case, site).await?;
            as_shown(&form, site.version)?;
            let now = tx.now();
            decided(&me, tx, waits, site, |owner, it| it.verify(owner, now, me.user())).await?;
            Ok(Next::to(urls::case(case)).saying("site-verified"))
        })
        .await;
    // Somebody else's may have been confirmed at the same moment.
    if let Err(Error::Stale) = result
        && let Some(answer) = taken(&me, case, &found, &form).await?
    {
        return Ok(answer);
    }
    settled(&me, (case, waits, site), (&form, "Confirm".into()), result).await
}

/// The case's page with an error, where the domain of a site that is not confirmed is confirmed for another account.
async fn taken(me: &Me, case: CaseId, site: &Site, form: &Form) -> Result<Option<HttpResponse>, Error> {
    let mut conn = me.db().read().await?;
    let others = sites::also_held(&mut conn, site.account, std::slice::from_ref(site)).await?;
    drop(conn);
    let confirmed = others.iter().find(|(other, ..)| matches!(other.state, SiteState::Verified(_)));
    let Some((other, reference, name)) = confirmed.filter(|_| !matches!(site.state, SiteState::Verified(_))) else {
        return Ok(None);
    };
    let domain = other.details.domain.shown();
    let words = format!("{domain} is confirmed for {name} ({reference}). Refuse one of the two");
    let failed = FormState::failed(form.typed.clone(), FormErrors::one("", words));
    case::page(me, case, failed).await.map(Some)
}

/// Refuses a site of the case's publisher, with a reason.
pub async fn fail(me: Me, path: web::Path<(CaseId, SiteId)>, form: Form) -> Result<HttpResponse, Error> {
    let (case, site) = *path;
    // Found before the reason is read: a site that is not of this case does not exist, however good the form is.
    let (waits, found) = find(&mut *me.db().read().await?, case, site).await?;
    not_own(&me, found.account)?;
    let (code, words) = (format!("reason_{site}"), format!("words_{site}"));
    let reason = match reason::parse_in(&form.typed, ReasonFor::Site, &code, &words) {
        Ok(reason) => reason,
        Err(errors) => {
            let failed = reason::suggested(FormState::failed(form.typed.clone(), errors), &code, &words);
            return case::page(&me, case, failed).await;
        }
    };
    let wanted = overtaken::wanted("Refuse", &reason);
    let result = me
        .commit(&form, async |tx| {
            let (waits, site) = find(tx.conn(), case, site).await?;
            as_shown(&form, site.version)?;
            let now = tx.now();
            decided(&me, tx, waits, site, |owner, it| it.fail(owner, now, me.user(), reason)).await?;
            Ok(Next::to(urls::case(case)).saying("site-failed"))
        })
        .await;
    settled(&me, (case, waits, site), (&form, wanted), result).await
}

/// Shows whoever came second what was decided, beside what they would have done.
async fn settled(
    me: &Me,
    (case, waits, site): (CaseId, CaseId, SiteId),
    sent: (&Form, String),
    result: Result<HttpResponse, Error>,
) -> Result<HttpResponse, Error> {
    match result {
        Err(Error::Stale | Error::State(_)) => match held_from(me, waits, sent.0).await? {
            Some(held) => Ok(held),
            None => overtaken::site(me, case, site, sent).await,
        },
        other => other,
    }
}
