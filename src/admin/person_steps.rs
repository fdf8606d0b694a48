//! What staff do with a person's login. What gives power, or weakens a login, waits for a second person; what takes power
//! away, or ends sessions, is done at once.

use super::Staff;
use super::approvals::colleague;
use super::decide_approval::{last_admin, refused};
use super::person::{lost, page, reason, role};
use crate::error::Error;
use crate::form::{FormErrors, FormState};
use crate::urls;
use crate::web::powers::{CanAnswer, CanManageStaff, Fresh, Power};
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use inset_domain::approval::{Act, Approval};
use inset_domain::change::WrongState;
use inset_domain::ids::UserId;
use inset_domain::text::Note;
use inset_store::{StoreError, Tx, approvals, staff, users};

/// Asks for a second person, in the step of a form.
async fn ask<P: Power>(me: &Signed<Staff, P>, tx: &mut Tx<'_>, act: Act, why: Note) -> Result<Next, Error> {
    // One that ran out would stand in the way of the same asked anew.
    approvals::sweep(tx).await?;
    let name = users::find(tx.conn(), act.subject()).await?.full_name.to_string();
    let by = colleague(me)?;
    let change = Approval::ask(act.clone(), name, why, by, tx.now()).map_err(|error| refused(error, &act))?;
    let asked = approvals::save(tx, change).await?;
    Ok(Next::to(urls::approval(asked.id)).saying("approval-asked"))
}

/// The page again, where the same is asked already or the record does not allow it.
async fn objected<P: Power>(
    me: &Signed<Staff, P>,
    id: UserId,
    form: &Form,
    (field, words): (&str, &str),
    result: Result<HttpResponse, Error>,
) -> Result<HttpResponse, Error> {
    match result {
        Err(Error::Stale) => page(me, id, FormState::failed(form.typed.clone(), FormErrors::one(field, words))).await,
        other => other,
    }
}

/// Asks a second admin to give the person a role, or another one.
pub async fn ask_role(
    me: Signed<Staff, Fresh<CanManageStaff>>,
    id: web::Path<UserId>,
    form: Form,
) -> Result<HttpResponse, Error> {
    let (role, why) = match role(&form.typed) {
        Ok(input) => input,
        Err(errors) => return page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    let user = users::find(&mut *me.db().read().await?, *id).await?;
    let (before, email) = (user.staff_role, user.email);
    if before == Some(role) && me.answered_before(&form).await?.is_none() {
        let errors = FormErrors::one("role", "This is their role already: choose another one");
        return page(&me, *id, FormState::failed(form.typed.clone(), errors)).await;
    }
    let act = Act::GiveRole { user: *id, email, before, role };
    let result = me.commit(&form, async |tx| ask(&me, tx, act, why).await).await;
    let words = "Another role is asked for this person already, and waits for a second person";
    objected(&me, *id, &form, ("role", words), result).await
}

/// Takes the person's role away, at once: power that is taken away harms nobody, and may be urgent.
pub async fn remove(
    me: Signed<Staff, Fresh<CanManageStaff>>,
    id: web::Path<UserId>,
    form: Form,
) -> Result<HttpResponse, Error> {
    let why = match reason(&form.typed, "removal_why", "Say why the role is taken away") {
        Ok(why) => why,
        Err(errors) => return page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    me.commit(&form, async |tx| {
        let user = users::find(tx.conn(), *id).await?;
        if user.staff_role.is_none() {
            return Err(WrongState { noun: "This person", state: "not on the staff", wanted: "removed from it" }.into());
        }
        staff::set_role(tx, user.with_role(None, Some(why))).await.map_err(last_admin)?;
        Ok(Next::to(urls::admin_person(*id)).saying("staff-removed"))
    })
    .await
}

/// Asks a second person to take a lost authenticator away.
pub async fn ask_authenticator(
    me: Signed<Staff, Fresh<CanAnswer>>,
    id: web::Path<UserId>,
    form: Form,
) -> Result<HttpResponse, Error> {
    let (identity_check, why) = match lost(&form.typed) {
        Ok(input) => input,
        Err(errors) => return page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    let mut conn = me.db().read().await?;
    let user = users::find(&mut conn, *id).await?;
    let (role, email) = (user.staff_role, user.email);
    let since = approvals::authenticator_since(&mut conn, *id).await?;
    drop(conn);
    let result = me
        .commit(&form, async |tx| {
            let Some(since) = since else { return Err(StoreError::Stale.into()) };
            ask(&me, tx, Act::RemoveAuthenticator { user: *id, email, since, role, identity_check }, why).await
        })
        .await;
    let words = "This is asked already and waits for a second person, or there is no authenticator";
    objected(&me, *id, &form, ("identity_check", words), result).await
}

/// Ends every session of the person, at once, for a reason that they read.
pub async fn end_sessions(
    me: Signed<Staff, Fresh<CanAnswer>>,
    id: web::Path<UserId>,
    form: Form,
) -> Result<HttpResponse, Error> {
    let why = match reason(&form.typed, "sessions_why", "Say why: they read it in the mail that tells them") {
        Ok(why) => why,
        Err(errors) => return page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    me.commit(&form, async |tx| {
        let user = users::find(tx.conn(), *id).await?;
        staff::end_sessions(tx, user.sessions_ended(&why)).await?;
        Ok(Next::to(urls::admin_person(*id)).saying("person-signed-out"))
    })
    .await
}
