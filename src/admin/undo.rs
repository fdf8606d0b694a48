//! Half a minute to think again: a decision is taken back before its mails leave.

use super::Staff;
use super::claims::hold;
use super::decide_account::not_own;
use crate::error::Error;
use crate::page::history;
use crate::urls;
use crate::web::powers::{CanReview, Power};
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::AsyncPgConnection;
use inset_domain::account::Account;
use inset_domain::change::{Change, WrongState};
use inset_domain::ids::{CaseId, UserId};
use inset_domain::order::{Order, OrderStep};
use inset_domain::site::Site;
use inset_domain::undo::{Before, Undoable};
use inset_store::{StoreError, Tx, accounts, case_facts, cases, orders, sites, undos};
use serde::Serialize;

type Me = Signed<Staff, CanReview>;

/// The reader's last decision, while it can be taken back.
#[derive(Serialize, Default)]
pub(super) struct Undo {
    /// The case; empty where there is nothing to take back.
    case: String,
    /// What was decided on what.
    what: String,
    until: String,
    until_iso: String,
}

impl Undo {
    /// What the reader can take back now.
    pub(super) async fn load(
        conn: &mut AsyncPgConnection,
        reader: UserId,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let Some(newest) = undos::of_person(conn, reader, now).await? else { return Ok(Self::default()) };
        Ok(Self {
            case: newest.case.to_string(),
            what: format!("{}: {}", history::words(&newest.verb).0, newest.about),
            until: newest.until.format("%H:%M:%S UTC").to_string(),
            until_iso: newest.until.to_rfc3339(),
        })
    }

    /// This where it is of a case: beside another one it would be taken for that one's.
    pub(super) fn of(self, case: CaseId) -> Self {
        if self.case == case.to_string() { self } else { Self::default() }
    }

    /// One that can be taken back.
    pub(super) fn sample() -> Self {
        let what = "Declined: Halden Outdoor AS".into();
        Self { case: "0".into(), what, until: "14:02:30 UTC".into(), until_iso: "2026-12-01T14:02:30Z".into() }
    }
}

fn window<P: Power>(me: &Signed<Staff, P>) -> TimeDelta {
    TimeDelta::seconds(i64::from(me.site().config().undo_seconds))
}

/// Saves a decision on an account that can be taken back: its mails wait as long.
pub(super) async fn decide_account<P: Power>(
    me: &Signed<Staff, P>,
    tx: &mut Tx<'_>,
    case: CaseId,
    account: Account,
    step: impl FnOnce(Account) -> Result<Change<Account>, WrongState>,
) -> Result<(), Error> {
    let waiting_since = hold(me, tx, case).await?.waiting_since;
    let before = Before::Account(account.state.clone(), account.given_back.clone());
    let change = step(account)?;
    let undoable =
        Undoable::new((case, waiting_since), (me.user(), tx.now()), window(me), change.after().version, before);
    tx.hold_mail(window(me));
    accounts::update(tx, change).await?;
    keep(tx, undoable).await
}

/// The same of a decision on an order.
pub(super) async fn decide_order<P: Power>(
    me: &Signed<Staff, P>,
    tx: &mut Tx<'_>,
    case: CaseId,
    order: Order,
    step: impl FnOnce(Order) -> Result<Change<OrderStep>, WrongState>,
) -> Result<(), Error> {
    let waiting_since = hold(me, tx, case).await?.waiting_since;
    let before = Before::Order(order.state.clone());
    let change = step(order)?;
    let version = change.after().order.version;
    let undoable = Undoable::new((case, waiting_since), (me.user(), tx.now()), window(me), version, before);
    tx.hold_mail(window(me));
    orders::update(tx, change).await?;
    keep(tx, undoable).await
}

/// The same of a decision on a site, which its own case waits for where it has one, and else the account's. None is due in an
/// account's case that is decided or with the applicant, unless the account is active: a colleague's undo is in that case.
pub(super) async fn decide_site<P: Power>(
    me: &Signed<Staff, P>,
    tx: &mut Tx<'_>,
    case: CaseId,
    site: Site,
    step: impl FnOnce(&Account, Site) -> Result<Change<Site>, WrongState>,
) -> Result<(), Error> {
    let held = hold(me, tx, case).await?;
    // As it is once the case is held: from there on nobody else decides about it.
    let owner = accounts::find(tx.conn(), held.account).await?;
    if held.site.is_none() && held.state != "waiting" && !owner.is_active() {
        return Err(Error::Stale);
    }
    let waiting_since = held.waiting_since;
    let before = Before::Site(site.id, site.state.clone());
    let change = step(&owner, site)?;
    let undoable =
        Undoable::new((case, waiting_since), (me.user(), tx.now()), window(me), change.after().version, before);
    tx.hold_mail(window(me));
    sites::save(tx, change).await?;
    keep(tx, undoable).await
}

async fn keep(tx: &mut Tx<'_>, undoable: Option<Undoable>) -> Result<(), Error> {
    match undoable {
        Some(undoable) => Ok(undos::keep(tx, &undoable).await?),
        None => Ok(()),
    }
}

/// Takes a decision back. Once a mail has left, or something else has happened, it stays as it is.
pub async fn undo(me: Me, id: web::Path<CaseId>, form: Form) -> Result<HttpResponse, Error> {
    let case = cases::find(&mut *me.db().read().await?, *id).await?;
    not_own(&me, case.account)?;
    let result = me
        .commit(&form, async |tx| {
            // Whoever decided may take it back though a colleague has the case since: nobody else's decision is in it.
            cases::lock(tx, *id).await?;
            let (undoable, seq) = undos::find(tx.conn(), *id).await?;
            let now = tx.now();
            match (case.order, undoable.before.site()) {
                (Some(order), _) => {
                    let change = orders::find_any(tx.conn(), order).await?.undo(&undoable, now, me.user())?;
                    undos::take_back_order(tx, change, (&undoable, seq)).await?;
                }
                (None, Some(site)) => {
                    let site = sites::find(tx.conn(), case.account, site).await?;
                    undos::take_back_site(tx, site.undo(&undoable, now, me.user())?, (&undoable, seq)).await?;
                    return Ok(Next::to(urls::case(*id)).saying("site-undone"));
                }
                (None, None) => {
                    let (account, vault) = (accounts::find(tx.conn(), case.account).await?, tx.vault());
                    // A decision opens the account's facts again: what its people have written since would come back to
                    // review without a mark.
                    if !case_facts::since_handed_over(tx.conn(), vault, &account, *id).await?.is_empty() {
                        return Err(StoreError::Stale.into());
                    }
                    let change = account.undo(&undoable, now, me.user())?;
                    undos::take_back_account(tx, change, (&undoable, seq)).await?;
                }
            }
            Ok(Next::to(urls::case(*id)).saying("undone"))
        })
        .await;
    match result {
        Err(Error::Stale | Error::State(_)) => Ok(me.go(&Next::to(urls::case(*id)).saying("undo-late"))),
        other => other,
    }
}
