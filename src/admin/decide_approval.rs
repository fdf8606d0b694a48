//! Decisions of the second person. Approving and carrying out are one transaction.

use super::Staff;
use super::approvals::{colleague, deciders, page, refusal};
use crate::error::Error;
use crate::form::FormState;
use crate::urls;
use crate::web::powers::{CanAnswer, Fresh, Power};
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use inset_domain::approval::{Act, Approval, ApprovalError};
use inset_domain::change::WrongState;
use inset_domain::ids::ApprovalId;
use inset_domain::second_factor::FactorStep;
use inset_domain::staff::StaffMember;
use inset_domain::user::{Channel, Registration};
use inset_store::{StoreError, Tx, approvals, email_changes, second_factors, sessions, staff, users};

type Me = Signed<Staff, Fresh<CanAnswer>>;

/// What a refused step is to whoever took it.
pub(super) fn refused(error: ApprovalError, act: &Act) -> Error {
    match error {
        ApprovalError::NotSecond => Error::SecondPerson(
            "Nobody decides on what they asked for themselves, nor on what concerns their own login.",
        ),
        ApprovalError::Role => Error::Power(deciders(act)),
        // Whoever came second is shown what stands.
        ApprovalError::Settled(_) => Error::Stale,
        ApprovalError::Overtaken => Error::State(WrongState {
            noun: "The login",
            state: "no longer as it was when this was asked",
            wanted: "changed as asked",
        }),
    }
}

fn politely<P: Power>(
    me: &Signed<Staff, P>,
    id: ApprovalId,
    result: Result<HttpResponse, Error>,
) -> Result<HttpResponse, Error> {
    match result {
        Err(Error::Stale) => Ok(me.go(&Next::to(urls::approval(id)).saying("approval-settled"))),
        other => other,
    }
}

/// Approves a request and carries it out.
pub async fn approve(me: Me, id: web::Path<ApprovalId>, form: Form) -> Result<HttpResponse, Error> {
    let by = colleague(&me)?;
    let result = me
        .commit(&form, async |tx| {
            let approval = approvals::lock(tx, *id).await?.approval;
            let act = approval.act.clone();
            approvals::hold(tx, &act).await?;
            let present = approvals::present(tx.conn(), &act).await?;
            let maker = users::find(tx.conn(), approval.maker).await?.staff_role;
            let change = approval.approve(&present, maker, by, tx.now()).map_err(|error| refused(error, &act))?;
            let approved = approvals::save(tx, change).await?;
            carry_out(tx, approved).await?;
            Ok(Next::to(urls::approval(*id)).saying("approval-given"))
        })
        .await;
    politely(&me, *id, result)
}

/// Does what was approved, and uses the approval up.
async fn carry_out(tx: &mut Tx<'_>, approved: Approval) -> Result<(), Error> {
    let now = tx.now();
    match approved.act.clone() {
        Act::AddStaff { user, email, full_name, role } => {
            if email_changes::is_reserved(tx.conn(), &email, None, now).await? {
                let state = "kept for whoever changed their login from it within three days";
                return Err(Error::State(WrongState { noun: "The address", state, wanted: "given to a new login" }));
            }
            let (channel, optional_mail, partner_sharing) = (Channel::Email, false, false);
            let person = Registration { full_name, email, telephone: None, channel, optional_mail, partner_sharing };
            staff::insert(tx, &person, StaffMember::add(user, role, now)).await?;
        }
        Act::GiveRole { user, role, .. } => {
            let user = users::find(tx.conn(), user).await?;
            staff::set_role(tx, user.with_role(Some(role), None)).await.map_err(last_admin)?;
        }
        Act::RemoveAuthenticator { user, .. } => {
            let user = users::find(tx.conn(), user).await?;
            second_factors::remove(tx, user.second_factor(FactorStep::Removed)).await?;
            sessions::end_all(tx.conn(), user.id).await?;
        }
    }
    approvals::save(tx, approved.carry_out(now)?).await?;
    Ok(())
}

/// The store's conflict over a role: only the last admin's is kept.
pub(super) fn last_admin(error: StoreError) -> Error {
    match error {
        StoreError::Conflict(_) => {
            Error::State(WrongState { noun: "This role", state: "the last admin's", wanted: "taken away" })
        }
        other => other.into(),
    }
}

/// Refuses a request, with a reason that whoever asked reads.
pub async fn refuse(me: Me, id: web::Path<ApprovalId>, form: Form) -> Result<HttpResponse, Error> {
    let by = colleague(&me)?;
    let reason = match refusal(&form.typed) {
        Ok(reason) => reason,
        Err(errors) => return page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    let result = me
        .commit(&form, async |tx| {
            let approval = approvals::lock(tx, *id).await?.approval;
            let act = approval.act.clone();
            let change = approval.refuse_for(reason, by, tx.now()).map_err(|error| refused(error, &act))?;
            approvals::save(tx, change).await?;
            Ok(Next::to(urls::approval(*id)).saying("approval-refused"))
        })
        .await;
    politely(&me, *id, result)
}

/// Takes one's own request back.
pub async fn withdraw(
    me: Signed<Staff, CanAnswer>,
    id: web::Path<ApprovalId>,
    form: Form,
) -> Result<HttpResponse, Error> {
    let result = me
        .commit(&form, async |tx| {
            let approval = approvals::lock(tx, *id).await?.approval;
            let by_other = Error::SecondPerson("Only whoever asked for it takes it back. You can refuse it.");
            let change = approval.withdraw(me.user(), tx.now()).map_err(|error| match error {
                ApprovalError::Settled(_) => Error::Stale,
                _ => by_other,
            })?;
            approvals::save(tx, change).await?;
            Ok(Next::to(urls::approval(*id)).saying("approval-withdrawn"))
        })
        .await;
    politely(&me, *id, result)
}
