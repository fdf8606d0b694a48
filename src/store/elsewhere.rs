//! What an account has in common with others, for whoever decides on it: the same tax id, payout account, telephone or
//! address, found by keyed hash, and an earlier decline of the same company or people. For staff alone.

use crate::crypt::{Place, Sealed, Vault};
use crate::data_keys::{self, Owner};
use crate::error::{StoreError, read, read_some};
use crate::fixed::fixed;
use crate::schema::{billing_profiles, companies};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::AccountKind;
use inset_domain::address::Address;
use inset_domain::ids::{AccountId, CaseId};
use inset_domain::phone::Phone;
use inset_domain::reason::ReasonCode;
use secrecy::{ExposeSecret as _, SecretString};
use uuid::Uuid;

/// How many tax ids are caught up at once.
const BATCH: i64 = 100;

/// What two accounts have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    /// The tax id.
    TaxId,
    /// The bank or `PayPal` account.
    Payout,
    /// A telephone number of the company or of its people.
    Telephone,
    /// The company's address.
    Address,
    /// The company's name or registration number.
    Company,
    /// A member, or a contact's e-mail address.
    Person,
    /// They are one and the same account.
    Itself,
}

impl std::str::FromStr for Same {
    type Err = StoreError;
    fn from_str(text: &str) -> Result<Self, StoreError> {
        match text {
            "tax_id" => Ok(Self::TaxId),
            "payout" => Ok(Self::Payout),
            "telephone" => Ok(Self::Telephone),
            "address" => Ok(Self::Address),
            "company" => Ok(Self::Company),
            "person" => Ok(Self::Person),
            "itself" => Ok(Self::Itself),
            other => Err(StoreError::Unreadable { what: "elsewhere.what", value: other.to_owned() }),
        }
    }
}

/// Another account, with one thing that it has in common.
#[derive(Debug, Clone)]
pub struct Found {
    /// What.
    pub same: Same,
    /// The account; the same one where [`Same::Itself`].
    pub account: AccountId,
    /// Its reference.
    pub reference: String,
    /// Its name.
    pub name: String,
    /// Its role.
    pub kind: AccountKind,
    /// Its state, as stored.
    pub state: String,
    /// Whether somebody is a member of both.
    pub shares_people: bool,
    /// When it was last declined, and why; none where it never was.
    pub declined: Option<(DateTime<Utc>, ReasonCode)>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    what: String,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    reference: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Bool)]
    shares_people: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    declined_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    declined_for: Option<String>,
}

/// What an account has in common with others, by their references, at most 60. What is of an account that was declined is
/// here too where it is the company or a person alone; the decline of `case` itself is not an earlier one.
///
/// # Errors
/// When the database does not answer.
pub async fn found(conn: &mut AsyncPgConnection, account: AccountId, case: CaseId) -> Result<Vec<Found>, StoreError> {
    // Prepared anew at each use: it runs once for each case that somebody opens.
    let rows: Vec<Row> = diesel::sql_query(include_str!("elsewhere.sql"))
        .bind::<SqlUuid, _>(account.0)
        .bind::<SqlUuid, _>(case.0)
        .load(conn)
        .await?;
    let found = |row: Row| -> Result<Found, StoreError> {
        let reason: Option<ReasonCode> = read_some("review_cases.reason_code", row.declined_for.as_deref())?;
        Ok(Found {
            same: row.what.parse()?,
            account: AccountId(row.id),
            reference: row.reference,
            name: row.name,
            kind: read("accounts.kind", &row.kind)?,
            state: row.state,
            shares_people: row.shares_people,
            declined: row.declined_at.zip(reason),
        })
    };
    rows.into_iter().map(found).collect()
}

/// The hash of a telephone number: one and the same for companies and contacts, so that either finds the other.
pub(crate) fn telephone(vault: &Vault, phone: &Phone) -> Vec<u8> {
    vault.index("elsewhere.telephone", &phone.figures()).as_bytes().to_vec()
}

/// The hash of a company's address.
pub(crate) fn address(vault: &Vault, address: &Address) -> Vec<u8> {
    vault.index("elsewhere.address", &address.key()).as_bytes().to_vec()
}

/// The hash of a tax id of a country: one and the same for companies and billing profiles. The letters of the country in
/// front, which some write and others leave out, are left out here; Greece's are EL (Directive 2006/112/EC, article 215).
pub(crate) fn tax_id(vault: &Vault, tax_id: &str, country: &str) -> Vec<u8> {
    let letters = if country == "GR" { "EL" } else { country };
    let number = tax_id.strip_prefix(letters).or_else(|| tax_id.strip_prefix(country)).unwrap_or(tax_id);
    vault.index("elsewhere.tax_id", &format!("{country} {number}")).as_bytes().to_vec()
}

/// How far the tax ids were gone through that were saved without a [`tax_id`] hash.
#[derive(Debug, Default)]
pub struct CatchUp {
    companies: Option<Uuid>,
    billing_profiles: Option<Uuid>,
    done: bool,
}

/// Gives the next tax ids that were saved without one their [`tax_id`] hash, a batch of companies and one of payers; to how
/// many, and none once all are gone through. What does not open any more is left as it is.
///
/// # Errors
/// When the database does not answer; what was done stays done.
pub async fn catch_up(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    place: &mut CatchUp,
) -> Result<Option<usize>, StoreError> {
    if place.done {
        return Ok(None);
    }
    let mut caught_up = 0;
    let mut found = 0;
    macro_rules! table {
        ($table:ident, $place:expr, $waits:literal) => {
            let rows: Vec<(Uuid, String, Option<Sealed>)> = $table::table
                .filter(fixed::<Bool>($waits))
                .filter($table::account_id.gt(place.$table.unwrap_or(Uuid::nil())))
                .order($table::account_id)
                .limit(BATCH)
                .select(($table::account_id, $table::country, $table::tax_id_sealed))
                .load(conn)
                .await?;
            found += rows.len();
            for (account, country, sealed) in rows {
                if let Some(sealed) = sealed
                    && let Some(opened) = open(conn, vault, Place::new($place, account), account, &sealed).await?
                {
                    let hash = tax_id(vault, opened.expose_secret(), &country);
                    // One that was saved anew meanwhile has its hash.
                    caught_up += diesel::update($table::table.find(account))
                        .filter($table::tax_id_sealed.eq(sealed))
                        .set($table::tax_id_shared_hash.eq(hash))
                        .execute(conn)
                        .await?;
                }
                place.$table = Some(account);
            }
        };
    }
    table!(
        companies,
        crate::companies::TAX_ID,
        "companies.tax_id_sealed IS NOT NULL AND companies.tax_id_shared_hash IS NULL"
    );
    table!(
        billing_profiles,
        crate::billing::TAX_ID,
        "billing_profiles.tax_id_sealed IS NOT NULL AND billing_profiles.tax_id_shared_hash IS NULL"
    );
    place.done = found == 0;
    Ok((!place.done).then_some(caught_up))
}

/// A value under its account's key; none where the two do not fit.
async fn open(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    place: Place,
    account: Uuid,
    sealed: &Sealed,
) -> Result<Option<SecretString>, StoreError> {
    match data_keys::existing(conn, vault, Owner::Account(account)).await {
        Ok(Some(key)) => Ok(vault.open(&key, place, sealed).ok()),
        Ok(None) | Err(StoreError::Crypt(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
