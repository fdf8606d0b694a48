//! Companies. The tax id is sealed under its account's data key, with a keyed hash beside it to find it again.

use crate::crypt::Place;
use crate::data_keys::{self, Owner};
use crate::elsewhere;
use crate::error::{StoreError, met, read, read_some};
use crate::schema::companies;
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::address::Address;
use inset_domain::change::Change;
use inset_domain::company::{Company, CompanyDetails, CompanyEdit};
use inset_domain::ids::AccountId;
use secrecy::SecretString;

pub(crate) const TAX_ID: &str = "companies.tax_id";

#[derive(Queryable, Selectable)]
#[diesel(table_name = companies, check_for_backend(diesel::pg::Pg))]
struct Row {
    legal_name: String,
    trading_name: Option<String>,
    organisation_type: String,
    registration_number: Option<String>,
    tax_id_last_four: Option<String>,
    web_site: Option<String>,
    telephone: String,
    country: String,
    address_line1: String,
    address_line2: Option<String>,
    city: String,
    region: Option<String>,
    postal_code: Option<String>,
    version: i64,
}

/// The company of an account; none while its section is empty.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AsyncPgConnection, account: AccountId) -> Result<Option<Company>, StoreError> {
    let row: Option<Row> = companies::table.find(account.0).select(Row::as_select()).first(conn).await.optional()?;
    row.map(|row| row.into_company(account)).transpose()
}

impl Row {
    fn into_company(self, account: AccountId) -> Result<Company, StoreError> {
        Ok(Company {
            account,
            details: CompanyDetails {
                legal_name: read("companies.legal_name", &self.legal_name)?,
                trading_name: read_some("companies.trading_name", self.trading_name.as_deref())?,
                organisation_type: read("companies.organisation_type", &self.organisation_type)?,
                registration_number: read_some("companies.registration_number", self.registration_number.as_deref())?,
                web_site: read_some("companies.web_site", self.web_site.as_deref())?,
                telephone: read("companies.telephone", &self.telephone)?,
                address: Address {
                    country: read("companies.country", &self.country)?,
                    line1: self.address_line1,
                    line2: self.address_line2,
                    city: self.city,
                    region: self.region,
                    postal_code: self.postal_code,
                },
            },
            tax_id_last_four: self.tax_id_last_four,
            version: self.version,
        })
    }
}

/// Saves a company section.
///
/// # Errors
/// [`StoreError::Stale`] when it has changed since it was read.
pub async fn save(tx: &mut Tx<'_>, change: Change<CompanyEdit>) -> Result<(), StoreError> {
    let CompanyEdit { account, details, tax_id } = change.after();
    let (account, address) = (account.0, &details.address);
    let (conn, vault, now): (&mut AsyncPgConnection, _, DateTime<Utc>) = tx.parts();
    let row = (
        companies::legal_name.eq(details.legal_name.to_string()),
        companies::trading_name.eq(details.trading_name.as_ref().map(ToString::to_string)),
        companies::organisation_type.eq(details.organisation_type.as_str()),
        companies::registration_number.eq(details.registration_number.as_ref().map(ToString::to_string)),
        companies::web_site.eq(details.web_site.as_ref().map(ToString::to_string)),
        companies::telephone.eq(details.telephone.to_string()),
        companies::country.eq(address.country.code()),
        companies::address_line1.eq(&address.line1),
        companies::address_line2.eq(&address.line2),
        companies::city.eq(&address.city),
        companies::region.eq(&address.region),
        companies::postal_code.eq(&address.postal_code),
        companies::telephone_hash.eq(elsewhere::telephone(vault, &details.telephone)),
        companies::address_hash.eq(elsewhere::address(vault, address)),
        companies::updated_at.eq(now),
        companies::version.eq(change.seen() + 1),
    );
    if change.seen() == 0 {
        diesel::insert_into(companies::table).values((companies::account_id.eq(account), row)).execute(conn).await?;
    } else {
        met(diesel::update(companies::table.find(account))
            .filter(companies::version.eq(change.seen()))
            .set(row)
            .execute(conn)
            .await?)?;
    }
    if let Some(tax_id) = tax_id {
        let shared = elsewhere::tax_id(vault, tax_id.expose(), address.country.code());
        let key = data_keys::for_owner(conn, vault, Owner::Account(account), now).await?;
        let sealed = vault.seal(&key, Place::new(TAX_ID, account), &SecretString::from(tax_id.expose()))?;
        diesel::update(companies::table.find(account))
            .set((
                companies::tax_id_sealed.eq(sealed),
                companies::tax_id_hash.eq(vault.index(TAX_ID, tax_id.expose()).as_bytes().as_slice()),
                companies::tax_id_shared_hash.eq(shared),
                companies::tax_id_last_four.eq(tax_id.last_four()),
            ))
            .execute(conn)
            .await?;
    }
    tx.record(&change).await
}
