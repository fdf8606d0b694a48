//! What the reviewers leave on their cases: a case that is taken, a note, and tasks that are due.

use super::stage::Stage;
use chrono::{DateTime, Days, TimeDelta, Utc};
use inset_domain::case_note::{CaseNote, CaseTask};
use inset_store::{Actor, Tx, cases};

/// A publisher that waits and is looked into, and one that a reviewer has at this moment.
const LOOKED_INTO: usize = 39;
const TAKEN: usize = 40;

/// The second reviewer has a case, and what the first one found is noted on another.
pub(super) async fn work(tx: &mut Tx<'_>, stage: &Stage<'_>, now: DateTime<Utc>) -> anyhow::Result<()> {
    let [rosa, tom, ..] = stage.reviewers.as_slice() else { anyhow::bail!("two reviewers share the queue") };
    let case = cases::newest_of_account(tx.conn(), stage.member(TAKEN)?.account).await?.id;
    let told = &mut tx.told(now - TimeDelta::minutes(4), Actor::Staff(tom.user));
    let (claimed, _) = cases::claimed(told.conn(), case).await?;
    cases::save_claim(told, claimed.take(told.now(), tom.user)?).await?;

    let case = cases::newest_of_account(tx.conn(), stage.member(LOOKED_INTO)?.account).await?.id;
    let words =
        "Same street, number and tax id as Cuisine de Saison. They say that one took the other over; ask for the deed.";
    let yesterday = now - TimeDelta::days(1);
    let told = &mut tx.told(yesterday, Actor::Staff(rosa.user));
    cases::note(told, CaseNote::write(case, rosa.user, words.parse()?, yesterday)).await?;
    for (what, whose, days) in
        [("Ask the register for the deed of the merger.", tom.user, 0), ("Call Claire Fontaine.", rosa.user, 3)]
    {
        let due_on = yesterday.date_naive() + Days::new(days);
        cases::save_task(told, CaseTask::set(case, (what.parse()?, whose, due_on), rosa.user, yesterday)?).await?;
    }
    Ok(())
}
