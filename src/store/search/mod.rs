//! Finding records by what people call them: names, e-mail addresses, domains, references. What they are found by is kept by
//! triggers (see the migration); every statement here reads ranges of an index, each no further than its limit, so that a
//! common word costs no more than a rare one.

mod records;

pub use records::{Record, of};

use crate::error::{StoreError, read};
use crate::schema::{accounts, certificates, disclosures, inquiries, orders, outbox, privacy_requests};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::search::{Kind, Reference, SearchText, near_phrases, reordered};
use uuid::Uuid;

/// A record that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: Uuid,
}

/// What a search found, the best first within each kind.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    /// The records.
    pub hits: Vec<Hit>,
    /// Whether nothing is called so, and these come near.
    pub near: bool,
}

#[derive(QueryableByName)]
struct HitRow {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

#[derive(QueryableByName)]
struct NearRow {
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = Text)]
    word: String,
}

#[derive(QueryableByName)]
struct KeyRow {
    #[diesel(sql_type = Text)]
    key: String,
}

fn names(kinds: &[Kind]) -> Vec<&'static str> {
    kinds.iter().map(|kind| kind.as_str()).collect()
}

fn hits(rows: Vec<HitRow>) -> Result<Vec<Hit>, StoreError> {
    rows.into_iter().map(|row| Ok(Hit { kind: read("search_tails.kind", &row.kind)?, id: row.id })).collect()
}

/// Records of these kinds, at most `limit` of each: those that are called so from one of their words on, and orders of the
/// accounts among them; where there is none, those that have the words in another order; and only where there is none of these,
/// what comes near it.
///
/// # Errors
/// When the database does not answer in time.
pub async fn find(
    conn: &mut AsyncPgConnection,
    kinds: &[Kind],
    text: &SearchText,
    limit: usize,
) -> Result<Hits, StoreError> {
    // Prepared anew at each use: a search is rare beside the pages that it leads to.
    let key: KeyRow =
        diesel::sql_query("SELECT search_key($1) AS key").bind::<Text, _>(text.plain()).get_result(conn).await?;
    if key.key.is_empty() {
        return Ok(Hits::default());
    }
    let phrase = [key.key.clone()];
    let found = any_way(conn, kinds, &phrase, limit).await?;
    if !found.is_empty() {
        return Ok(Hits { hits: found, near: false });
    }
    let phrases = near(conn, kinds, &key.key).await?;
    if phrases.is_empty() {
        return Ok(Hits::default());
    }
    Ok(Hits { hits: any_way(conn, kinds, &phrases, limit).await?, near: true })
}

/// What has one of these texts; where nothing has, what has the words of the first of them in another order, or apart.
async fn any_way(
    conn: &mut AsyncPgConnection,
    kinds: &[Kind],
    phrases: &[String],
    limit: usize,
) -> Result<Vec<Hit>, StoreError> {
    // Orders are found by their advertiser too, who is then looked for whether accounts are shown or not.
    let by_advertiser = kinds.contains(&Kind::Order) && !kinds.contains(&Kind::Account);
    let looked_for = if by_advertiser { [kinds, &[Kind::Account]].concat() } else { kinds.to_vec() };
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut found = with_phrase(conn, &looked_for, phrases, most).await?;
    let first = phrases.first().map_or("", String::as_str);
    if found.is_empty() && first.contains(' ') {
        found = with_phrase(conn, &looked_for, &reordered(first), most).await?;
    }
    if found.is_empty() && first.contains(' ') {
        // Prepared anew at each use: what stands in another order is looked for once the words as they stand are called by nothing.
        let rows = diesel::sql_query(include_str!("in_any_order.sql"))
            .bind::<Array<Text>, _>(names(&looked_for))
            .bind::<Array<Text>, _>(first.split(' ').collect::<Vec<_>>())
            .bind::<BigInt, _>(most)
            .load(conn)
            .await?;
        found = hits(rows)?;
    }
    let advertisers: Vec<Uuid> =
        found.iter().filter(|hit| hit.kind == Kind::Account).map(|hit| hit.id).take(limit).collect();
    if kinds.contains(&Kind::Order) && !advertisers.is_empty() {
        // Prepared anew at each use: once for a search that finds accounts.
        let rows = diesel::sql_query(include_str!("orders_of.sql"))
            .bind::<Array<SqlUuid>, _>(advertisers)
            .bind::<BigInt, _>(most)
            .load(conn)
            .await?;
        add(&mut found, hits(rows)?, limit);
    }
    found.retain(|hit| kinds.contains(&hit.kind));
    Ok(found)
}

/// What has one of these texts as it stands.
async fn with_phrase(
    conn: &mut AsyncPgConnection,
    kinds: &[Kind],
    phrases: &[String],
    most: i64,
) -> Result<Vec<Hit>, StoreError> {
    // Prepared anew at each use: a search is rare beside the pages that it leads to.
    let rows = diesel::sql_query(include_str!("found.sql"))
        .bind::<Array<Text>, _>(names(kinds))
        .bind::<Array<Text>, _>(phrases)
        .bind::<BigInt, _>(most)
        .load(conn)
        .await?;
    hits(rows)
}

/// Adds what is not there yet, at most `limit` of a kind.
fn add(found: &mut Vec<Hit>, more: Vec<Hit>, limit: usize) {
    for hit in more {
        let alike = found.iter().filter(|other| other.kind == hit.kind).count();
        if alike < limit && !found.contains(&hit) {
            found.push(hit);
        }
    }
}

/// The texts that come near a key and that something is called.
async fn near(conn: &mut AsyncPgConnection, kinds: &[Kind], key: &str) -> Result<Vec<String>, StoreError> {
    let words: Vec<&str> = key.split(' ').collect();
    // Prepared anew at each use: what comes near is looked for where nothing is found.
    let rows: Vec<NearRow> = diesel::sql_query(include_str!("near.sql"))
        .bind::<Array<Text>, _>(&words)
        .bind::<Array<Text>, _>(names(kinds))
        .load(conn)
        .await?;
    let mut known = vec![Vec::new(); words.len()];
    for row in rows {
        let place = usize::try_from(row.place - 1).unwrap_or(usize::MAX);
        if let Some(words) = known.get_mut(place) {
            words.push(row.word);
        }
    }
    Ok(near_phrases(key, &known))
}

/// The record that a reference names; none where there is none. Whoever asks says which kinds they may see.
///
/// # Errors
/// When the database does not answer.
pub async fn referenced(conn: &mut AsyncPgConnection, reference: &Reference) -> Result<Option<Uuid>, StoreError> {
    macro_rules! by {
        ($table:ident, $column:ident, $text:expr) => {
            $table::table.filter($table::$column.eq($text)).select($table::id).first(conn).await.optional()?
        };
    }
    Ok(match reference {
        Reference::Account(text) => by!(accounts, reference, text),
        Reference::Order(text) => {
            let sent = orders::table.filter(orders::number.eq(text)).filter(orders::state.ne("draft"));
            sent.select(orders::id).first(conn).await.optional()?
        }
        Reference::Inquiry(text) => by!(inquiries, reference, text),
        Reference::PrivacyRequest(text) => by!(privacy_requests, reference, text),
        Reference::Disclosure(text) => by!(disclosures, reference, text),
        Reference::Certificate(text) => by!(certificates, reference, text),
        Reference::Mail(id) => by!(outbox, id, id.0),
    })
}
