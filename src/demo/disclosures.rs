//! What courts and authorities asked for: one demand was met and its person told, one waits for its second approval, and one
//! was met under a gag that still runs.

use super::cast;
use super::stage::Colleague;
use crate::archive;
use chrono::{DateTime, TimeDelta, Utc};
use inset_domain::catalogue::Purpose;
use inset_domain::disclosure::{Basis, Demand, Disclosure, Gag, Purposes};
use inset_domain::ids::DisclosureId;
use inset_store::{Actor, Tx, disclosures, exports, users};
use sha2::{Digest as _, Sha256};

/// Who asks, on what basis, in which file, for which data.
struct Asked {
    requester: &'static str,
    basis: Basis,
    grounds: &'static str,
    data: &'static [Purpose],
}

const COURT: Asked = Asked {
    requester: "Bergen District Court",
    basis: Basis::LegalProcess,
    grounds: "Order of the court in a dispute over unpaid invoices, file 26-104872.",
    data: &[Purpose::Contract, Purpose::Money],
};
const RIGHTS: Asked = Asked {
    requester: "Counsel of a photographer whose pictures were used",
    basis: Basis::Rights,
    grounds: "Claim of 12 pictures used without leave; letter with the list of pages, their file 7731.",
    data: &[Purpose::Account],
};
const POLICE: Asked = Asked {
    requester: "Tax investigation unit",
    basis: Basis::Authority,
    grounds: "Demand under the tax procedure act, file 2026/5519.",
    data: &[Purpose::Account, Purpose::Money],
};

/// Tells the register, in the last days before `now`.
pub(super) async fn tell(tx: &mut Tx<'_>, admins: &[Colleague], now: DateTime<Utc>) -> anyhow::Result<()> {
    let [first, second, ..] = admins else { anyhow::bail!("four eyes need two admins") };
    let days = |days| now - TimeDelta::days(days);
    let met = ask(tx, first, &cast::PUBLISHERS[0].email(), &COURT, None, days(12)).await?;
    approve(tx, first, met, days(12) + TimeDelta::hours(2)).await?;
    approve(tx, second, met, days(11)).await?;
    hand_over(tx, first, met, days(10)).await?;
    let waits = ask(tx, second, &cast::ADVERTISERS[0].email(), &RIGHTS, None, days(2)).await?;
    approve(tx, second, waits, days(1)).await?;
    let gag = Gag {
        until: (now + TimeDelta::days(60)).date_naive(),
        words: "The investigating judge, by the same file: the investigation would be in danger.".parse()?,
    };
    let gagged = ask(tx, first, &cast::NETWORKS[0].email(), &POLICE, Some(gag), days(6)).await?;
    approve(tx, second, gagged, days(5)).await?;
    approve(tx, first, gagged, days(5) + TimeDelta::hours(1)).await?;
    hand_over(tx, second, gagged, days(4)).await
}

async fn ask(
    tx: &mut Tx<'_>,
    by: &Colleague,
    email: &str,
    asked: &Asked,
    gag: Option<Gag>,
    at: DateTime<Utc>,
) -> anyhow::Result<DisclosureId> {
    let user = users::by_email(tx.conn(), &email.parse()?).await?.id;
    let demand = Demand {
        requester: asked.requester.parse()?,
        basis: asked.basis,
        grounds: asked.grounds.parse()?,
        purposes: Purposes::new(asked.data)?,
        received_on: at.date_naive(),
        gag,
    };
    let mut told = tx.told(at, Actor::Staff(by.user));
    let reference = disclosures::reference(&mut told).await?;
    let change = Disclosure::record(user, demand, reference, at, by.user);
    let id = change.after().id;
    disclosures::record(&mut told, change).await?;
    Ok(id)
}

async fn approve(tx: &mut Tx<'_>, by: &Colleague, id: DisclosureId, at: DateTime<Utc>) -> anyhow::Result<()> {
    let mut told = tx.told(at, Actor::Staff(by.user));
    let disclosure = disclosures::find(told.conn(), id).await?.disclosure;
    disclosures::save(&mut told, disclosure.approve(at, by.user)?).await?;
    Ok(())
}

async fn hand_over(tx: &mut Tx<'_>, by: &Colleague, id: DisclosureId, at: DateTime<Utc>) -> anyhow::Result<()> {
    let mut told = tx.told(at, Actor::Staff(by.user));
    let disclosure = disclosures::find(told.conn(), id).await?.disclosure;
    let purposes = disclosure.demand.purposes.as_slice();
    let sections = exports::collect(told.conn(), disclosure.user, purposes).await?;
    // Without the page to read: the demo is told before there are templates.
    let archive = archive::packed(None, purposes, &sections, at)?;
    let (digest, bytes) = (Sha256::digest(&archive).into(), i64::try_from(archive.len())?);
    disclosures::hand_over(&mut told, disclosure.hand_over(digest, bytes, at, by.user)?, &archive).await?;
    Ok(())
}
