//! What the admins ask of one another: one thing that was refused, and one that waits.

use super::stage::Colleague as Person;
use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use inset_domain::approval::{Act, Approval, Colleague};
use inset_domain::ids::UserId;
use inset_domain::user::StaffRole;
use inset_store::{Actor, Tx, approvals, users};

fn admin(person: &Person) -> Colleague {
    Colleague { user: person.user, role: StaffRole::Admin }
}

async fn ask(tx: &mut Tx<'_>, by: &Person, act: Act, name: &str, why: &str) -> anyhow::Result<Approval> {
    let change = Approval::ask(act, name.into(), why.parse()?, admin(by), tx.now())?;
    Ok(approvals::save(tx, change).await?)
}

/// Some weeks ago one was asked for and refused.
pub(super) async fn refused(
    tx: &mut Tx<'_>,
    admins: &[Person],
    support: &Person,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let [first, second, ..] = admins else { anyhow::bail!("four eyes need two admins") };
    let login = users::find(tx.conn(), support.user).await?;
    let (before, email) = (login.staff_role, login.email);
    let act = Act::GiveRole { user: support.user, email, before, role: StaffRole::Admin };
    let why = "He stands in for me during the holidays.";
    let asked = ask(&mut tx.told(at, Actor::Staff(first.user)), first, act, &support.name, why).await?;
    let later = at + TimeDelta::hours(3);
    let words = "Support is enough for that. Name what else he has to do, and I look at it again.".parse()?;
    let change = asked.refuse_for(words, admin(second), later)?;
    approvals::save(&mut tx.told(later, Actor::Staff(second.user)), change).await?;
    Ok(())
}

/// This morning one was asked for, and waits.
pub(super) async fn waits(tx: &mut Tx<'_>, admins: &[Person], domain: &str, at: DateTime<Utc>) -> anyhow::Result<()> {
    let first = admins.first().context("nobody asks")?;
    let act = Act::AddStaff {
        user: UserId::at(at),
        email: format!("lena.fischer@{domain}").parse()?,
        full_name: "Lena Fischer".parse()?,
        role: StaffRole::Support,
    };
    let why = "She joins the support desk on the first of the month.";
    ask(&mut tx.told(at, Actor::Staff(first.user)), first, act, "Lena Fischer", why).await?;
    Ok(())
}
