//! What the operator told all accounts: once some weeks ago, and once in a few days.

use super::stage::Colleague;
use chrono::{DateTime, TimeDelta, Utc};
use inset_domain::account::AccountKind;
use inset_domain::announcement::{Accounts, Announcement, AnnouncementClass, Standing, Words};
use inset_domain::change::WrongState;
use inset_domain::ids::AnnouncementId;
use inset_domain::period::TimeZone;
use inset_store::{Actor, StoreError, Tx, announcements};

/// What lies between two of them, as the setting has it where nobody changes it.
const REST: TimeDelta = TimeDelta::days(7);

fn words(subject: &str, why: &str, text: &str) -> anyhow::Result<Words> {
    Ok(Words { class: AnnouncementClass::Service, subject: subject.parse()?, why: why.parse()?, text: text.parse()? })
}

/// Composes one and gives it its time.
async fn schedule(
    tx: &mut Tx<'_>,
    by: &Colleague,
    words: Words,
    (now, at): (DateTime<Utc>, DateTime<Utc>),
) -> anyhow::Result<AnnouncementId> {
    let accounts = Accounts { kind: None, standing: Standing::Open, country: None };
    let mut told = tx.told(now, Actor::Staff(by.user));
    let id = announcements::compose(&mut told, by.user, Announcement::compose(words, accounts, now)).await?;
    let draft = announcements::find(told.conn(), id).await?.announcement;
    let change = draft.schedule((at, TimeZone(chrono_tz::America::New_York)), (REST, &[]), now)?;
    announcements::update(&mut told, change, REST).await?;
    Ok(id)
}

/// One was sent at `at`, to everybody who was there then.
pub(super) async fn sent(tx: &mut Tx<'_>, by: &Colleague, at: DateTime<Utc>) -> anyhow::Result<()> {
    let words = words(
        "Payments move to the fifth of the month",
        "The day on which publishers and networks are paid changes, and with it the day on which advertisers are billed.",
        "From next month on we pay and bill on the fifth instead of the first.\n\nAmounts, minimums and currencies stay as they are. You have nothing to do.",
    )?;
    schedule(tx, by, words, (at - TimeDelta::hours(2), at)).await?;
    let mut told = tx.told(at, Actor::System);
    let stale = |_: WrongState| StoreError::Stale;
    if let Some(due) = announcements::due(&mut told).await? {
        announcements::update(&mut told, due.announcement.begin(at).map_err(stale)?, TimeDelta::zero()).await?;
    }
    while let Some(due) = announcements::due(&mut told).await? {
        if !announcements::queue_batch(&mut told, &due).await? {
            announcements::update(&mut told, due.announcement.finish(at).map_err(stale)?, TimeDelta::zero()).await?;
        }
    }
    Ok(())
}

/// News is being written.
async fn drafted(tx: &mut Tx<'_>, by: &Colleague, at: DateTime<Utc>) -> anyhow::Result<()> {
    let service = words(
        "A curtain that opens by itself",
        "You ticked that you want news of new formats.",
        "The curtain opens once a picture is in view for a second, and closes with one tap.\n\nPublishers choose it under their in-picture look.",
    )?;
    let words = Words { class: AnnouncementClass::Optional, ..service };
    let accounts = Accounts { kind: Some(AccountKind::Publisher), standing: Standing::Active, country: None };
    let mut told = tx.told(at, Actor::Staff(by.user));
    announcements::compose(&mut told, by.user, Announcement::compose(words, accounts, at)).await?;
    Ok(())
}

/// One waits for its time, and one is being written.
pub(super) async fn waits(tx: &mut Tx<'_>, by: &Colleague, now: DateTime<Utc>) -> anyhow::Result<()> {
    drafted(tx, by, now - TimeDelta::hours(4)).await?;
    let words = words(
        "The portal rests on Sunday morning",
        "Everybody who has an account cannot use the portal for about half an hour.",
        "On Sunday between six and seven in the morning, New York time, we move to a larger database.\n\nAds go on meanwhile. What you have typed and not sent by then is kept for you.",
    )?;
    schedule(tx, by, words, (now - TimeDelta::hours(3), now + TimeDelta::days(4))).await?;
    Ok(())
}
