//! Inset's records in Postgres: the only place that speaks SQL.
//!
//! Records are found through their owner and saved as a [`inset_domain::change::Change`]: the row, one audit event and
//! its mail, in one transaction. Lists are keyset-paged.

pub mod access;
pub mod access_records;
pub mod accounts;
pub mod agreements;
pub mod announcements;
pub mod approvals;
pub mod audit;
pub mod billing;
pub mod calls;
pub mod case_facts;
pub mod cases;
pub mod certificates;
pub mod commercials;
pub mod companies;
pub mod connect;
pub mod contacts;
pub mod crypt;
pub mod data_keys;
pub mod deactivation;
pub mod devices;
pub mod disclosures;
pub mod elsewhere;
pub mod email_changes;
pub mod erasure;
pub mod error;
pub mod exports;
pub mod figures;
mod fixed;
pub mod form_keys;
pub mod given;
pub mod guesses;
pub mod inquiries;
pub mod looks;
pub mod mail_law;
pub mod mails;
pub mod named;
pub mod networks;
mod numeric;
pub mod orders;
pub mod outbox;
pub mod parked_posts;
pub mod passkeys;
pub mod payouts;
mod principal;
pub mod privacy_requests;
pub mod retention;
#[expect(missing_docs, reason = "generated from the database by bin/schema")]
pub mod schema;
pub mod search;
pub mod second_factors;
mod sequence;
pub mod sessions;
pub mod shortcuts;
pub mod sign_ins;
pub mod signatures;
pub mod sites;
pub mod staff;
pub mod teams;
pub mod testimonials;
pub mod tokens;
pub mod trail;
pub mod tx;
pub mod undos;
pub mod users;
pub mod viewings;
pub mod waits;

pub use access::Db;
pub use error::StoreError;
pub use tx::{Actor, Tx};

/// Pairs of tables that are joined without a foreign key between them.
mod joins {
    use crate::schema::{order_contacts, orders};

    diesel::allow_tables_to_appear_in_same_query!(order_contacts, orders);
}
