//! Closing an account at its owner's wish: the account, its open orders and invitations, and the logins that end with it.

use crate::error::{StoreError, met};
use crate::fixed::fixed;
use crate::schema::{accounts, memberships, orders as order_rows, sessions, users};
use crate::tx::Tx;
use crate::{accounts as account_store, orders, sessions as session_store, teams};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::Account;
use inset_domain::deactivation::{Consequences, Leaving, RunsOn, login_ends};
use inset_domain::ids::{AccountId, UserId};
use uuid::Uuid;

/// Orders on which nobody has decided.
const UNDECIDED: &str = "orders.state IN ('submitted', 'needs_attention')";
/// Orders that run or will, unless their last day is over.
const IN_FORCE: &str = "orders.state IN ('accepted', 'countersigned', 'scheduled', 'running', 'paused')";

/// What closing an account would bring with it now.
///
/// # Errors
/// When the database does not answer.
pub async fn consequences(
    conn: &mut AsyncPgConnection,
    account: AccountId,
    today: NaiveDate,
) -> Result<Consequences, StoreError> {
    let people: Vec<(Uuid, String, Option<String>)> = memberships::table
        .inner_join(users::table)
        .filter(memberships::account_id.eq(account.0))
        .filter(memberships::ended_at.is_null())
        .filter(users::deactivated_at.is_null())
        .order((memberships::created_at, users::id))
        .select((users::id, users::full_name, users::staff_role))
        .load(conn)
        .await?;
    let stay: Vec<Uuid> = memberships::table
        .inner_join(accounts::table)
        .filter(memberships::user_id.eq_any(people.iter().map(|(id, ..)| *id).collect::<Vec<_>>()))
        .filter(memberships::ended_at.is_null())
        .filter(memberships::account_id.ne(account.0))
        .filter(accounts::state.ne("deactivated"))
        .select(memberships::user_id)
        .load(conn)
        .await?;
    let leaving = |(id, name, staff_role): (Uuid, String, Option<String>)| Leaving {
        user: UserId(id),
        name,
        login_ends: staff_role.is_none() && !stay.contains(&id),
    };
    let of_account = || order_rows::table.filter(order_rows::account_id.eq(account.0));
    let in_force: Vec<(String, String, Option<NaiveDate>)> = of_account()
        .filter(fixed::<Bool>(IN_FORCE))
        .filter(order_rows::ends_on.is_null().or(order_rows::ends_on.ge(today)))
        .order((order_rows::ends_on, order_rows::number))
        .select((order_rows::number, order_rows::name, order_rows::ends_on))
        .load(conn)
        .await?;
    let runs_on = in_force.into_iter().map(|(number, name, until)| RunsOn { number, name, until });
    let withdrawn = of_account().filter(fixed::<Bool>(UNDECIDED)).order(order_rows::number).select(order_rows::number);
    Ok(Consequences {
        people: people.into_iter().map(leaving).collect(),
        runs_on: runs_on.collect(),
        withdrawn: withdrawn.load(conn).await?,
        invitations: teams::open(conn, account).await?.len(),
    })
}

/// Closes an account as its owner saw it, in the transaction that the caller has open. Letters are queued before the logins
/// of their readers end, so that everyone is told.
///
/// # Errors
/// [`StoreError::Stale`] when the account or one of its orders has changed since it was read.
pub async fn carry_out(tx: &mut Tx<'_>, account: Account, by: UserId) -> Result<(), StoreError> {
    // Whoever changes the people of the account waits until it is closed.
    let team = teams::lock(tx, account.id).await?;
    let (id, now) = (account.id, tx.now());
    let consequences = consequences(tx.conn(), id, now.date_naive()).await?;
    for number in &consequences.withdrawn {
        let order = orders::find(tx.conn(), id, number).await?;
        orders::update(tx, order.withdraw(now, by).map_err(|_| StoreError::Stale)?).await?;
    }
    for invitation in teams::open(tx.conn(), id).await? {
        teams::withdraw(tx, team.withdraw(by, invitation).map_err(|_| StoreError::Stale)?).await?;
    }
    account_store::update(tx, account.deactivate(&consequences, now, by).map_err(|_| StoreError::Stale)?).await?;
    let of_account = sessions::table.filter(sessions::account_id.eq(id.0));
    diesel::update(of_account).set(sessions::account_id.eq(None::<Uuid>)).execute(tx.conn()).await?;
    for person in consequences.people.iter().filter(|person| person.login_ends) {
        met(diesel::update(users::table.find(person.user.0))
            .filter(users::deactivated_at.is_null())
            .set((users::deactivated_at.eq(now), users::updated_at.eq(now), users::version.eq(users::version + 1)))
            .execute(tx.conn())
            .await?)?;
        session_store::end_all(tx.conn(), person.user).await?;
        tx.record(&login_ends(person.user)).await?;
    }
    Ok(())
}
