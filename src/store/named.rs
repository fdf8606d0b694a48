//! What the records of the trail are called: one look-up by key for each kind of record, never one for each event.

use crate::error::StoreError;
use crate::schema::{
    accounts, agreements, announcements, approvals, certificates, disclosures, inquiries, member_invitations, orders,
    outbox, privacy_requests, review_cases, sites, suppressions, testimonials, users,
};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// What the account of a person who was erased is called from then on.
pub(crate) const ERASED_ACCOUNT: &str = inset_domain::text::ERASED_COMPANY;
/// How the domain of such an account's site ends.
const ERASED_SITE: &str = ".invalid";

/// What a record is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// By which people quote it; empty for what has none.
    pub reference: String,
    /// Its name or its account's, or the stored word for its kind; none of a record of nobody.
    pub name: Option<String>,
    /// The record on whose page it stands, where that is another one: its account, or its mail.
    pub place: Option<Uuid>,
}

/// What records are called, by noun and id. What is not in it was erased.
pub type Names = HashMap<(String, Uuid), Named>;

type Row = (Uuid, Option<String>, Option<String>, Option<Uuid>);

/// What these records are called, each given by its noun and id.
///
/// # Errors
/// When the database does not answer.
pub async fn of(
    conn: &mut AsyncPgConnection,
    records: impl Iterator<Item = (&str, Uuid)>,
) -> Result<Names, StoreError> {
    let mut wanted: BTreeMap<&str, BTreeSet<Uuid>> = BTreeMap::new();
    for (noun, id) in records {
        wanted.entry(noun).or_default().insert(id);
    }
    let mut names = Names::new();
    for (noun, ids) in wanted {
        let ids: Vec<Uuid> = ids.into_iter().collect();
        for (id, reference, name, place) in rows(conn, noun, &ids).await? {
            let reference = reference.unwrap_or_default();
            names.insert((noun.to_owned(), id), Named { reference, name, place });
        }
    }
    // An order or an announcement may be called so; a company may not (`LegalName`).
    names.retain(|(noun, _), named| {
        let theirs = ["order", "announcement"].contains(&noun.as_str());
        (theirs || named.name.as_deref() != Some(ERASED_ACCOUNT)) && !named.reference.ends_with(ERASED_SITE)
    });
    Ok(names)
}

async fn rows(conn: &mut AsyncPgConnection, noun: &str, ids: &[Uuid]) -> Result<Vec<Row>, StoreError> {
    // Texts that a kind has not, bound like any other: the statement is prepared once.
    let none = || None::<String>.into_sql::<diesel::sql_types::Nullable<diesel::sql_types::Text>>();
    let nowhere = || None::<Uuid>.into_sql::<diesel::sql_types::Nullable<diesel::sql_types::Uuid>>();
    let account = || (accounts::reference.nullable(), accounts::name.nullable(), accounts::id.nullable());
    Ok(match noun {
        // What an account has one of goes by the account's id.
        "account" | "billing_profile" | "commercial" | "company" | "contact" | "look" | "payout" => {
            let (reference, name, place) = account();
            accounts::table
                .filter(accounts::id.eq_any(ids))
                .select((accounts::id, reference, name, place))
                .load(conn)
                .await?
        }
        "agreement" => {
            let (reference, name, place) = account();
            let of = agreements::table.inner_join(accounts::table).filter(agreements::id.eq_any(ids));
            of.select((agreements::id, reference, name, place)).load(conn).await?
        }
        "member_invitation" => {
            let (reference, name, place) = account();
            let of = member_invitations::table.inner_join(accounts::table).filter(member_invitations::id.eq_any(ids));
            of.select((member_invitations::id, reference, name, place)).load(conn).await?
        }
        "testimonial" => {
            let (reference, name, _) = account();
            let of = testimonials::table.inner_join(accounts::table).filter(testimonials::id.eq_any(ids));
            let there = of.filter(testimonials::erased_at.is_null());
            there.select((testimonials::id, reference, name, nowhere())).load(conn).await?
        }
        "site" => {
            let of = sites::table.inner_join(accounts::table).filter(sites::id.eq_any(ids));
            let columns =
                (sites::id, sites::domain.nullable(), accounts::name.nullable(), sites::account_id.nullable());
            of.select(columns).load(conn).await?
        }
        "order" => {
            let columns = (orders::id, orders::number.nullable(), orders::name.nullable(), nowhere());
            orders::table.filter(orders::id.eq_any(ids)).select(columns).load(conn).await?
        }
        "case" => of_cases(conn, ids).await?,
        "user" => {
            let there = users::table.filter(users::id.eq_any(ids)).filter(users::erased_at.is_null());
            there.select((users::id, none(), users::full_name.nullable(), nowhere())).load(conn).await?
        }
        "inquiry" => {
            let columns = (inquiries::id, inquiries::reference.nullable(), inquiries::kind.nullable(), nowhere());
            inquiries::table.filter(inquiries::id.eq_any(ids)).select(columns).load(conn).await?
        }
        "privacy_request" => {
            use privacy_requests::{id, kind, reference, table};
            let columns = (id, reference.nullable(), kind.nullable(), nowhere());
            table.filter(id.eq_any(ids)).select(columns).load(conn).await?
        }
        "disclosure" => {
            let columns = (disclosures::id, disclosures::reference.nullable(), none(), nowhere());
            disclosures::table.filter(disclosures::id.eq_any(ids)).select(columns).load(conn).await?
        }
        "certificate" => {
            let columns = (certificates::id, certificates::reference.nullable(), none(), nowhere());
            certificates::table.filter(certificates::id.eq_any(ids)).select(columns).load(conn).await?
        }
        "announcement" => {
            let columns = (announcements::id, none(), announcements::subject.nullable(), nowhere());
            announcements::table.filter(announcements::id.eq_any(ids)).select(columns).load(conn).await?
        }
        "approval" => {
            let columns = (approvals::id, none(), approvals::action.nullable(), nowhere());
            approvals::table.filter(approvals::id.eq_any(ids)).select(columns).load(conn).await?
        }
        "call" => {
            let columns = (outbox::id, none(), outbox::letter.nullable(), nowhere());
            outbox::table.filter(outbox::id.eq_any(ids)).select(columns).load(conn).await?
        }
        "mail_address" => {
            let of = suppressions::table.left_join(outbox::table).filter(suppressions::id.eq_any(ids));
            of.select((suppressions::id, none(), outbox::letter.nullable(), suppressions::outbox_id)).load(conn).await?
        }
        _ => Vec::new(),
    })
}

/// Cases go by their order where they are about one, and by their account otherwise.
async fn of_cases(conn: &mut AsyncPgConnection, ids: &[Uuid]) -> Result<Vec<Row>, StoreError> {
    type Case = (Uuid, Option<String>, String, String);
    let cases: Vec<Case> = review_cases::table
        .inner_join(accounts::table)
        .left_join(orders::table)
        .filter(review_cases::id.eq_any(ids))
        .select((review_cases::id, orders::number.nullable(), accounts::reference, accounts::name))
        .load(conn)
        .await?;
    let row = |(id, number, reference, name): Case| (id, Some(number.unwrap_or(reference)), Some(name), None);
    Ok(cases.into_iter().map(row).collect())
}
