//! Payout profiles. Every number is sealed for its own column and row, with a keyed hash to find it again.

use crate::crypt::{Place, Sealed};
use crate::data_keys::{self, Owner};
use crate::error::{StoreError, met, read};
use crate::schema::payout_profiles;
use crate::tx::Tx;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::address::Address;
use inset_domain::change::Change;
use inset_domain::ids::AccountId;
use inset_domain::money::{Currency, Money};
use inset_domain::payout::{Destination, PayoutDetails, PayoutEdit, PayoutProfile};
use secrecy::SecretString;

/// Whatever the method, one hash finds the same destination under another account.
const DESTINATION: &str = "payout_profiles.destination";

#[derive(Queryable, Selectable)]
#[diesel(table_name = payout_profiles, check_for_backend(diesel::pg::Pg))]
struct Row {
    payee_name: String,
    country: String,
    address_line1: String,
    address_line2: Option<String>,
    city: String,
    region: Option<String>,
    postal_code: Option<String>,
    currency: String,
    method: String,
    destination_last_four: Option<String>,
    threshold_minor: i64,
    schedule: String,
    self_hold: bool,
    state: String,
    version: i64,
}

/// The payout profile of an account; none while it has given none.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AsyncPgConnection, account: AccountId) -> Result<Option<PayoutProfile>, StoreError> {
    let row: Option<Row> =
        payout_profiles::table.find(account.0).select(Row::as_select()).first(conn).await.optional()?;
    let Some(row) = row else { return Ok(None) };
    let currency: Currency = read("payout_profiles.currency", &row.currency)?;
    Ok(Some(PayoutProfile {
        details: PayoutDetails {
            payee_name: read("payout_profiles.payee_name", &row.payee_name)?,
            address: Address {
                country: read("payout_profiles.country", &row.country)?,
                line1: row.address_line1,
                line2: row.address_line2,
                city: row.city,
                region: row.region,
                postal_code: row.postal_code,
            },
            currency,
            threshold: Money::new(row.threshold_minor, currency),
            schedule: read("payout_profiles.schedule", &row.schedule)?,
            self_hold: row.self_hold,
        },
        method: read("payout_profiles.method", &row.method)?,
        last_four: row.destination_last_four,
        state: row.state,
        version: row.version,
    }))
}

/// The columns of a destination, each one that its method does not have set to nothing.
#[derive(Default, AsChangeset, Insertable)]
#[diesel(table_name = payout_profiles, treat_none_as_null = true)]
struct DestinationRow {
    method: &'static str,
    iban_sealed: Option<Sealed>,
    bic: Option<String>,
    routing_number: Option<String>,
    account_number_sealed: Option<Sealed>,
    account_type: Option<&'static str>,
    paypal_email_sealed: Option<Sealed>,
    destination_hash: Option<Vec<u8>>,
    destination_last_four: Option<String>,
}

/// Saves a payout profile.
///
/// # Errors
/// [`StoreError::Stale`] when it has changed since it was read.
pub async fn save(tx: &mut Tx<'_>, change: Change<PayoutEdit>) -> Result<(), StoreError> {
    let PayoutEdit { account, details, destination, state } = change.after();
    let destination = match destination {
        Some(destination) => Some(seal(tx, *account, destination).await?),
        None => None,
    };
    let address = &details.address;
    let row = (
        payout_profiles::payee_name.eq(details.payee_name.to_string()),
        payout_profiles::country.eq(address.country.code()),
        payout_profiles::address_line1.eq(&address.line1),
        payout_profiles::address_line2.eq(&address.line2),
        payout_profiles::city.eq(&address.city),
        payout_profiles::region.eq(&address.region),
        payout_profiles::postal_code.eq(&address.postal_code),
        payout_profiles::currency.eq(details.currency.code()),
        payout_profiles::threshold_minor.eq(details.threshold.minor()),
        payout_profiles::schedule.eq(details.schedule.as_str()),
        payout_profiles::self_hold.eq(details.self_hold),
        payout_profiles::state.eq(*state),
        payout_profiles::updated_at.eq(tx.now()),
        payout_profiles::version.eq(change.seen() + 1),
    );
    let table = payout_profiles::table;
    match (change.seen(), destination) {
        (0, Some(destination)) => {
            let values = (payout_profiles::account_id.eq(account.0), destination, row);
            diesel::insert_into(table).values(values).execute(tx.conn()).await?;
        }
        // The form asks a first profile for its destination.
        (0, None) => return Err(StoreError::Stale),
        (seen, destination) => {
            let found = diesel::update(table.find(account.0)).filter(payout_profiles::version.eq(seen));
            met(found.set((row, destination)).execute(tx.conn()).await?)?;
        }
    }
    tx.record(&change).await
}

async fn seal(tx: &mut Tx<'_>, account: AccountId, destination: &Destination) -> Result<DestinationRow, StoreError> {
    let (conn, vault, now) = tx.parts();
    let key = data_keys::for_owner(conn, vault, Owner::Account(account.0), now).await?;
    let sealed = |column, text: &str| vault.seal(&key, Place::new(column, account.0), &SecretString::from(text));
    let hash = |text: &str| Some(vault.index(DESTINATION, text).as_bytes().to_vec());
    let method = destination.method().as_str();
    Ok(match destination {
        Destination::Iban(iban, bic) => DestinationRow {
            method,
            iban_sealed: Some(sealed("payout_profiles.iban", iban.expose())?),
            bic: Some(bic.to_string()),
            destination_hash: hash(iban.expose()),
            destination_last_four: Some(iban.last_four()),
            ..DestinationRow::default()
        },
        Destination::UsBank(routing, number, kind) => DestinationRow {
            method,
            routing_number: Some(routing.to_string()),
            account_number_sealed: Some(sealed("payout_profiles.account_number", number.expose())?),
            account_type: Some(kind.as_str()),
            destination_hash: hash(&format!("{routing}/{}", number.expose())),
            destination_last_four: Some(number.last_four()),
            ..DestinationRow::default()
        },
        Destination::PayPal(email) => DestinationRow {
            method,
            paypal_email_sealed: Some(sealed("payout_profiles.paypal_email", email.expose())?),
            destination_hash: hash(email.expose()),
            ..DestinationRow::default()
        },
        Destination::Cheque => DestinationRow { method, ..DestinationRow::default() },
    })
}
