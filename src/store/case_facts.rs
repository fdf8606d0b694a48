//! What an account gave at each hand-over of its case to staff, kept as keyed hashes: whether a fact has changed since can be
//! told, what it said before cannot. A bare hash would not do, because many facts have few possible values.

use crate::crypt::Vault;
use crate::error::StoreError;
use crate::given;
use crate::schema::{case_facts, review_cases};
use crate::tx::Tx;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::Account;
use inset_domain::ids::{AccountId, CaseId};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Section and field.
type Name = (String, String);

/// The facts that differ between two moments, by section and field.
#[derive(Debug, Clone, Default)]
pub struct Changed(BTreeSet<Name>);

impl Changed {
    /// Whether this fact differs.
    pub fn has(&self, section: &str, field: &str) -> bool {
        self.0.contains(&(section.to_owned(), field.to_owned()))
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields of a section that differ.
    pub fn of<'a>(&'a self, section: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == section).map(|(_, field)| field.as_str())
    }
}

/// The facts that differ between the last hand-over of a case and the one before; none at the first.
///
/// # Errors
/// When the database does not answer.
pub async fn since_last_sent(conn: &mut AsyncPgConnection, case: CaseId) -> Result<Changed, StoreError> {
    let differing: Vec<Name> = case_facts::table
        .filter(case_facts::case_id.eq(case.0))
        .filter(case_facts::previous_hash.assume_not_null().ne(case_facts::value_hash))
        .select((case_facts::section, case_facts::field))
        .load(conn)
        .await?;
    Ok(Changed(differing.into_iter().collect()))
}

/// The facts that differ between the last hand-over of a case and now. A case that was handed over before hashes were kept
/// has none that are known to differ.
///
/// # Errors
/// When the database does not answer.
pub async fn since_handed_over(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    account: &Account,
    case: CaseId,
) -> Result<Changed, StoreError> {
    let before = hashes(conn, case.0).await?;
    if before.is_empty() {
        return Ok(Changed::default());
    }
    let now = current(conn, vault, account).await?;
    let names: BTreeSet<&Name> = before.keys().chain(now.keys()).collect();
    let differing = names.into_iter().filter(|name| {
        let nothing = || hash(vault, account.id, name, "");
        before.get(*name).cloned().unwrap_or_else(nothing) != now.get(*name).cloned().unwrap_or_else(nothing)
    });
    Ok(Changed(differing.cloned().collect()))
}

/// Notes what an account gives as its case is handed over. What it gave at the hand-over before, of this case or of the
/// account's last one, becomes the previous value.
pub(crate) async fn hand_over(tx: &mut Tx<'_>, account: &Account, case: Uuid) -> Result<(), StoreError> {
    let mut before = hashes(tx.conn(), case).await?;
    if before.is_empty() {
        before = match last_case(tx.conn(), account.id, case).await? {
            Some(last) => hashes(tx.conn(), last).await?,
            None => BTreeMap::new(),
        };
    }
    write(tx, account, case, before).await
}

/// Notes what an account gives now while its case is still with staff: the previous values stay, so that nothing that
/// changed before loses its mark.
pub(crate) async fn add_to_hand_over(tx: &mut Tx<'_>, account: &Account, case: Uuid) -> Result<(), StoreError> {
    let rows: Vec<(String, String, Option<Vec<u8>>)> = case_facts::table
        .filter(case_facts::case_id.eq(case))
        .select((case_facts::section, case_facts::field, case_facts::previous_hash))
        .load(tx.conn())
        .await?;
    let before = rows.into_iter().filter_map(|(section, field, hash)| Some(((section, field), hash?))).collect();
    write(tx, account, case, before).await
}

/// Writes the hashes of a case anew; `before` is empty at the first hand-over of all.
async fn write(
    tx: &mut Tx<'_>,
    account: &Account,
    case: Uuid,
    before: BTreeMap<Name, Vec<u8>>,
) -> Result<(), StoreError> {
    let (conn, vault, now) = tx.parts();
    let given = current(conn, vault, account).await?;
    let names: BTreeSet<&Name> = before.keys().chain(given.keys()).collect();
    let first = before.is_empty();
    let rows: Vec<_> = names
        .into_iter()
        .map(|name| {
            let nothing = || hash(vault, account.id, name, "");
            let previous = (!first).then(|| before.get(name).cloned().unwrap_or_else(nothing));
            (
                case_facts::case_id.eq(case),
                case_facts::section.eq(&name.0),
                case_facts::field.eq(&name.1),
                case_facts::value_hash.eq(given.get(name).cloned().unwrap_or_else(nothing)),
                case_facts::previous_hash.eq(previous),
                case_facts::handed_at.eq(now),
            )
        })
        .collect();
    diesel::delete(case_facts::table.filter(case_facts::case_id.eq(case))).execute(conn).await?;
    diesel::insert_into(case_facts::table).values(rows).execute(conn).await?;
    Ok(())
}

async fn hashes(conn: &mut AsyncPgConnection, case: Uuid) -> Result<BTreeMap<Name, Vec<u8>>, StoreError> {
    let rows: Vec<(String, String, Vec<u8>)> = case_facts::table
        .filter(case_facts::case_id.eq(case))
        .select((case_facts::section, case_facts::field, case_facts::value_hash))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(section, field, hash)| ((section, field), hash)).collect())
}

/// The account's case before this one that was handed over with its facts.
async fn last_case(conn: &mut AsyncPgConnection, account: AccountId, case: Uuid) -> Result<Option<Uuid>, StoreError> {
    let of_account = review_cases::table.inner_join(case_facts::table).filter(review_cases::account_id.eq(account.0));
    let last = of_account.filter(review_cases::id.ne(case)).order(case_facts::handed_at.desc());
    Ok(last.select(review_cases::id).first(conn).await.optional()?)
}

async fn current(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    account: &Account,
) -> Result<BTreeMap<Name, Vec<u8>>, StoreError> {
    let mut values = BTreeMap::new();
    for section in given::sections(conn, account).await? {
        let shown = section.facts.into_iter().map(|fact| (fact.field, fact.value));
        for (field, value) in shown.chain(section.compared) {
            values.insert((section.key.to_owned(), field), value);
        }
    }
    Ok(values
        .into_iter()
        .map(|(name, value)| {
            let hash = hash(vault, account.id, &name, &value);
            (name, hash)
        })
        .collect())
}

/// The hash is of this account's field alone: the same value elsewhere has another.
fn hash(vault: &Vault, account: AccountId, (section, field): &Name, value: &str) -> Vec<u8> {
    let whole = format!("{account}\0{section}\0{field}\0{value}");
    vault.index("case_facts.value", &whole).as_bytes().to_vec()
}
