//! Billing profiles of advertisers.

use crate::crypt::Place;
use crate::data_keys::{self, Owner};
use crate::elsewhere;
use crate::error::{StoreError, met, read};
use crate::schema::billing_profiles;
use crate::tx::Tx;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::address::Address;
use inset_domain::billing::{BillingDetails, BillingEdit, BillingProfile};
use inset_domain::change::Change;
use inset_domain::ids::AccountId;
use inset_domain::money::{Currency, Money};
use secrecy::SecretString;

pub(crate) const TAX_ID: &str = "billing_profiles.tax_id";
const CARD_TOKEN: &str = "billing_profiles.card_token";

#[derive(Queryable, Selectable)]
#[diesel(table_name = billing_profiles, check_for_backend(diesel::pg::Pg))]
struct Row {
    payer_name: String,
    country: String,
    address_line1: String,
    address_line2: Option<String>,
    city: String,
    region: Option<String>,
    postal_code: Option<String>,
    tax_id_last_four: Option<String>,
    method: String,
    terms_days: Option<i16>,
    credit_limit_minor: Option<i64>,
    currency: String,
    po_required: bool,
    billing_emails: Vec<Option<String>>,
    version: i64,
}

/// The billing profile of an account; none while it is empty.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AsyncPgConnection, account: AccountId) -> Result<Option<BillingProfile>, StoreError> {
    let row: Option<(Row, Option<crate::crypt::Sealed>)> = billing_profiles::table
        .find(account.0)
        .select((Row::as_select(), billing_profiles::card_token_sealed))
        .first(conn)
        .await
        .optional()?;
    let Some((row, card)) = row else { return Ok(None) };
    let currency: Currency = read("billing_profiles.currency", &row.currency)?;
    Ok(Some(BillingProfile {
        account,
        details: BillingDetails {
            payer_name: read("billing_profiles.payer_name", &row.payer_name)?,
            address: Address {
                country: read("billing_profiles.country", &row.country)?,
                line1: row.address_line1,
                line2: row.address_line2,
                city: row.city,
                region: row.region,
                postal_code: row.postal_code,
            },
            method: read("billing_profiles.method", &row.method)?,
            terms_days: row.terms_days,
            credit_limit: row.credit_limit_minor.map(|minor| Money::new(minor, currency)),
            currency,
            po_required: row.po_required,
            billing_emails: row
                .billing_emails
                .iter()
                .flatten()
                .map(|email| read("billing_profiles.billing_emails", email))
                .collect::<Result<_, _>>()?,
        },
        tax_id_last_four: row.tax_id_last_four,
        has_card: card.is_some(),
        version: row.version,
    }))
}

/// Saves a billing profile.
///
/// # Errors
/// [`StoreError::Stale`] when it has changed since it was read.
pub async fn save(tx: &mut Tx<'_>, change: Change<BillingEdit>) -> Result<(), StoreError> {
    let BillingEdit { account, details, tax_id, card_token } = change.after();
    let (account, address) = (account.0, &details.address);
    let (conn, vault, now) = tx.parts();
    let key = data_keys::for_owner(conn, vault, Owner::Account(account), now).await?;
    // The card's token goes in with its row: a profile paid by card without one is refused by the database.
    let card = card_token.as_ref().map(|token| vault.seal(&key, Place::new(CARD_TOKEN, account), token)).transpose()?;
    let row = (
        billing_profiles::payer_name.eq(details.payer_name.to_string()),
        billing_profiles::country.eq(address.country.code()),
        billing_profiles::address_line1.eq(&address.line1),
        billing_profiles::address_line2.eq(&address.line2),
        billing_profiles::city.eq(&address.city),
        billing_profiles::region.eq(&address.region),
        billing_profiles::postal_code.eq(&address.postal_code),
        billing_profiles::method.eq(details.method.as_str()),
        billing_profiles::terms_days.eq(details.terms_days),
        billing_profiles::credit_limit_minor.eq(details.credit_limit.map(|money| money.minor())),
        billing_profiles::currency.eq(details.currency.code()),
        billing_profiles::po_required.eq(details.po_required),
        billing_profiles::billing_emails.eq(details.billing_emails.iter().map(ToString::to_string).collect::<Vec<_>>()),
        billing_profiles::updated_at.eq(now),
        billing_profiles::version.eq(change.seen() + 1),
    );
    if change.seen() == 0 {
        diesel::insert_into(billing_profiles::table)
            .values((billing_profiles::account_id.eq(account), billing_profiles::card_token_sealed.eq(card), row))
            .execute(conn)
            .await?;
    } else {
        // `None` leaves a column as it is: a token not given anew stays.
        met(diesel::update(billing_profiles::table.find(account))
            .filter(billing_profiles::version.eq(change.seen()))
            .set((row, card.map(|card| billing_profiles::card_token_sealed.eq(card))))
            .execute(conn)
            .await?)?;
    }
    if let Some(tax_id) = tax_id {
        let shared = elsewhere::tax_id(vault, tax_id.expose(), address.country.code());
        let sealed = vault.seal(&key, Place::new(TAX_ID, account), &SecretString::from(tax_id.expose()))?;
        diesel::update(billing_profiles::table.find(account))
            .set((
                billing_profiles::tax_id_sealed.eq(sealed),
                billing_profiles::tax_id_hash.eq(vault.index(TAX_ID, tax_id.expose()).as_bytes().as_slice()),
                billing_profiles::tax_id_shared_hash.eq(shared),
                billing_profiles::tax_id_last_four.eq(tax_id.last_four()),
            ))
            .execute(conn)
            .await?;
    }
    tx.record(&change).await
}
