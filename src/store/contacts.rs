//! The people of an account.

use crate::elsewhere;
use crate::error::{StoreError, met, read, read_name, read_some};
use crate::schema::contacts;
use crate::tx::Tx;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::change::Change;
use inset_domain::contact::{Contact, ContactEdit, ContactRecord, ContactRole};
use inset_domain::ids::AccountId;

type Row = (String, String, Option<String>, String, Option<String>, String, bool, i64);

/// The contacts of an account, in no particular order.
///
/// # Errors
/// When the database does not answer.
pub async fn all(conn: &mut AsyncPgConnection, account: AccountId) -> Result<Vec<ContactRecord>, StoreError> {
    let rows: Vec<Row> = contacts::table
        .filter(contacts::account_id.eq(account.0))
        .select((
            contacts::role,
            contacts::full_name,
            contacts::job_title,
            contacts::email,
            contacts::telephone,
            contacts::preferred_channel,
            contacts::may_sign,
            contacts::version,
        ))
        .load(conn)
        .await?;
    rows.into_iter().map(record).collect()
}

/// One contact of an account; none where it was not given.
///
/// # Errors
/// When the database does not answer.
pub async fn find(
    conn: &mut AsyncPgConnection,
    account: AccountId,
    role: ContactRole,
) -> Result<Option<ContactRecord>, StoreError> {
    Ok(all(conn, account).await?.into_iter().find(|record| record.role == role))
}

fn record((role, name, title, email, telephone, channel, may_sign, version): Row) -> Result<ContactRecord, StoreError> {
    Ok(ContactRecord {
        role: read("contacts.role", &role)?,
        contact: Contact {
            full_name: read_name("contacts.full_name", &name)?,
            job_title: read_some("contacts.job_title", title.as_deref())?,
            email: read("contacts.email", &email)?,
            telephone: read_some("contacts.telephone", telephone.as_deref())?,
            channel: read("contacts.preferred_channel", &channel)?,
            may_sign,
        },
        version,
    })
}

/// Saves a contact.
///
/// # Errors
/// [`StoreError::Stale`] when it has changed since it was read.
pub async fn save(tx: &mut Tx<'_>, change: Change<ContactEdit>) -> Result<(), StoreError> {
    let ContactEdit { account, role, contact } = change.after();
    let row = (
        contacts::full_name.eq(contact.full_name.to_string()),
        contacts::job_title.eq(contact.job_title.as_ref().map(ToString::to_string)),
        contacts::email.eq(contact.email.to_string()),
        contacts::telephone.eq(contact.telephone.as_ref().map(ToString::to_string)),
        contacts::telephone_hash.eq(contact.telephone.as_ref().map(|phone| elsewhere::telephone(tx.vault(), phone))),
        contacts::preferred_channel.eq(contact.channel.as_str()),
        contacts::may_sign.eq(contact.may_sign),
        contacts::updated_at.eq(tx.now()),
        contacts::version.eq(change.seen() + 1),
    );
    if change.seen() == 0 {
        diesel::insert_into(contacts::table)
            .values((contacts::account_id.eq(account.0), contacts::role.eq(role.as_str()), row))
            .execute(tx.conn())
            .await?;
    } else {
        met(diesel::update(contacts::table.find((account.0, role.as_str())))
            .filter(contacts::version.eq(change.seen()))
            .set(row)
            .execute(tx.conn())
            .await?)?;
    }
    tx.record(&change).await
}
