//! Testimonials. What is withdrawn is overwritten in the same statement that takes it down.

use crate::error::{StoreError, met, read};
use crate::fixed::fixed;
use crate::schema::{accounts, testimonials, users};
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use inset_domain::account::{AccountKind, Step};
use inset_domain::change::Change;
use inset_domain::ids::{AccountId, TestimonialId, UserId};
use inset_domain::reason::Reason;
use inset_domain::testimonial::{Consent, Shown, StateName, Testimonial, TestimonialState, Wording};
use inset_domain::text::PersonName;
use uuid::Uuid;

#[derive(Queryable, Selectable)]
#[diesel(table_name = testimonials, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    account_id: Uuid,
    author_id: Uuid,
    words: Option<String>,
    language: Option<String>,
    full_name: Option<String>,
    job_title: Option<String>,
    company_name: Option<String>,
    consent_wording: String,
    consented_at: DateTime<Utc>,
    state: String,
    state_at: DateTime<Utc>,
    state_by: Uuid,
    reason_code: Option<String>,
    reason_words: Option<String>,
    erased_at: Option<DateTime<Utc>>,
    version: i64,
}

fn shown(
    words: Option<&str>,
    language: Option<&str>,
    full_name: Option<&str>,
    job_title: Option<&str>,
    company: Option<&str>,
) -> Result<Option<Shown>, StoreError> {
    let (Some(words), Some(language), Some(full_name), Some(job_title), Some(company)) =
        (words, language, full_name, job_title, company)
    else {
        return Ok(None);
    };
    // What cannot be read is personal, so the error names the column alone.
    let unreadable = |what| StoreError::Unreadable { what, value: String::new() };
    Ok(Some(Shown {
        words: words.parse().map_err(|_| unreadable("testimonials.words"))?,
        language: read("testimonials.language", language)?,
        full_name: PersonName::on_record(full_name).map_err(|_| unreadable("testimonials.full_name"))?,
        job_title: job_title.parse().map_err(|_| unreadable("testimonials.job_title"))?,
        company: company.parse().map_err(|_| unreadable("testimonials.company_name"))?,
    }))
}

impl Row {
    fn into_testimonial(self) -> Result<Testimonial, StoreError> {
        let step = Step { at: self.state_at, by: UserId(self.state_by) };
        let shown = shown(
            self.words.as_deref(),
            self.language.as_deref(),
            self.full_name.as_deref(),
            self.job_title.as_deref(),
            self.company_name.as_deref(),
        )?;
        let code = || read("testimonials.reason_code", self.reason_code.as_deref().unwrap_or_default());
        let name: StateName = read("testimonials.state", &self.state)?;
        let state = match (name, shown, self.reason_words, self.erased_at) {
            (StateName::Offered, Some(shown), ..) => TestimonialState::Offered(shown),
            (StateName::Published, Some(shown), ..) => TestimonialState::Published(shown, step),
            (StateName::Refused, Some(shown), Some(words), _) => {
                TestimonialState::Refused(shown, step, Reason { code: code()?, words })
            }
            (StateName::Refused, None, _, Some(at)) => TestimonialState::Replaced(code()?, step, at),
            (StateName::Withdrawn, ..) => TestimonialState::Withdrawn(step),
            _ => return Err(StoreError::Unreadable { what: "testimonials.state", value: self.state }),
        };
        let wording = Wording::of(&self.consent_wording)
            .ok_or(StoreError::Unreadable { what: "testimonials.consent_wording", value: self.consent_wording })?;
        Ok(Testimonial {
            id: TestimonialId(self.id),
            account: AccountId(self.account_id),
            author: UserId(self.author_id),
            consent: Consent { wording, at: self.consented_at },
            state,
            version: self.version,
        })
    }
}

/// A testimonial as the public reads it.
#[derive(Clone, Debug)]
pub struct Public {
    /// Its id.
    pub id: TestimonialId,
    /// What is shown.
    pub shown: Shown,
    /// The role of the company.
    pub kind: AccountKind,
    /// When it was given.
    pub given_at: DateTime<Utc>,
    /// When it was published.
    pub published_at: DateTime<Utc>,
}

/// The published testimonials, newest first, at most `limit` of those before the given place. One is shown only while its
/// account is active and its author has a login.
///
/// # Errors
/// When the database does not answer.
pub async fn public(
    conn: &mut AsyncPgConnection,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Public>, StoreError> {
    let mut query = testimonials::table
        .inner_join(accounts::table)
        .inner_join(users::table.on(users::id.eq(testimonials::author_id)))
        .filter(fixed::<Bool>("testimonials.state = 'published'"))
        .filter(accounts::state.eq("approved"))
        .filter(users::deactivated_at.is_null())
        .select((Row::as_select(), accounts::kind))
        .order((testimonials::state_at.desc(), testimonials::id.desc()))
        .limit(limit)
        .into_boxed();
    if let Some((at, id)) = before {
        query =
            query.filter(testimonials::state_at.lt(at).or(testimonials::state_at.eq(at).and(testimonials::id.lt(id))));
    }
    let rows: Vec<(Row, String)> = query.load(conn).await?;
    let public = |(row, kind): (Row, String)| -> Result<Option<Public>, StoreError> {
        let kind = read("accounts.kind", &kind)?;
        let found = row.into_testimonial()?;
        let TestimonialState::Published(shown, step) = found.state else { return Ok(None) };
        Ok(Some(Public { id: found.id, shown, kind, given_at: found.consent.at, published_at: step.at }))
    };
    rows.into_iter().filter_map(|row| public(row).transpose()).collect()
}

/// A testimonial with the company it speaks for.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The testimonial.
    pub testimonial: Testimonial,
    /// Its account's name and role today.
    pub account: (String, AccountKind),
    /// Whether the account is active.
    pub is_active: bool,
}

type ListedRow = (Row, String, String, String);

fn listed((row, name, kind, state): ListedRow) -> Result<Listed, StoreError> {
    let account = (name, read("accounts.kind", &kind)?);
    Ok(Listed { testimonial: row.into_testimonial()?, account, is_active: state == "approved" })
}

/// What a person has given, for whichever account, newest first, at most `limit`.
///
/// # Errors
/// When the database does not answer.
pub async fn of_author(conn: &mut AsyncPgConnection, author: UserId, limit: i64) -> Result<Vec<Listed>, StoreError> {
    let rows: Vec<ListedRow> = testimonials::table
        .inner_join(accounts::table)
        .filter(testimonials::author_id.eq(author.0))
        .select((Row::as_select(), accounts::name, accounts::kind, accounts::state))
        .order((testimonials::consented_at.desc(), testimonials::id.desc()))
        .limit(limit)
        .load(conn)
        .await?;
    rows.into_iter().map(listed).collect()
}

/// The testimonials that a person has given for an account and that still have words, newest first, locked until the
/// transaction ends.
///
/// # Errors
/// When the database does not answer.
pub async fn with_words(tx: &mut Tx<'_>, author: UserId, account: AccountId) -> Result<Vec<Testimonial>, StoreError> {
    let rows: Vec<Row> = testimonials::table
        .filter(testimonials::author_id.eq(author.0))
        .filter(testimonials::account_id.eq(account.0))
        .filter(testimonials::erased_at.is_null())
        .select(Row::as_select())
        .order((testimonials::consented_at.desc(), testimonials::id.desc()))
        .for_update()
        .load(tx.conn())
        .await?;
    rows.into_iter().map(Row::into_testimonial).collect()
}

/// A testimonial of its author, locked until the transaction ends: a withdrawal waits for a decision that is being made and
/// then takes place, it is never told to try again. Somebody else's does not exist.
///
/// # Errors
/// [`StoreError::NotFound`] where the person has none with this id.
pub async fn own(tx: &mut Tx<'_>, author: UserId, id: TestimonialId) -> Result<Testimonial, StoreError> {
    let query = testimonials::table.filter(testimonials::id.eq(id.0)).filter(testimonials::author_id.eq(author.0));
    query.select(Row::as_select()).for_update().first(tx.conn()).await?.into_testimonial()
}

/// A testimonial by its id, for staff.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub async fn find(conn: &mut AsyncPgConnection, id: TestimonialId) -> Result<Listed, StoreError> {
    let row: ListedRow = testimonials::table
        .inner_join(accounts::table)
        .filter(testimonials::id.eq(id.0))
        .select((Row::as_select(), accounts::name, accounts::kind, accounts::state))
        .first(conn)
        .await?;
    listed(row)
}

/// The newest testimonials, in one state where it is named, at most `limit` of those before the given place, for staff.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(
    conn: &mut AsyncPgConnection,
    state: Option<StateName>,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let mut query = testimonials::table
        .inner_join(accounts::table)
        .select((Row::as_select(), accounts::name, accounts::kind, accounts::state))
        .order((testimonials::consented_at.desc(), testimonials::id.desc()))
        .limit(limit)
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(testimonials::state.eq(state.as_str()));
    }
    if let Some((at, id)) = before {
        let same = testimonials::consented_at.eq(at).and(testimonials::id.lt(id));
        query = query.filter(testimonials::consented_at.lt(at).or(same));
    }
    query.load::<ListedRow>(conn).await?.into_iter().map(listed).collect()
}

/// Saves a testimonial: whatever its state does not carry is not in its row any more.
///
/// # Errors
/// [`StoreError::Conflict`] when the person has one for the account that waits or is public, [`StoreError::Stale`] when it
/// has changed since it was read.
pub async fn save(tx: &mut Tx<'_>, change: Change<Testimonial>) -> Result<Testimonial, StoreError> {
    let testimonial = change.after();
    let shown = testimonial.state.shown();
    let Entered { step, code, reason, erased_at } = entered(testimonial);
    let values = (
        testimonials::words.eq(shown.map(|shown| shown.words.to_string())),
        testimonials::language.eq(shown.map(|shown| shown.language.as_str())),
        testimonials::full_name.eq(shown.map(|shown| shown.full_name.to_string())),
        testimonials::job_title.eq(shown.map(|shown| shown.job_title.to_string())),
        testimonials::company_name.eq(shown.map(|shown| shown.company.to_string())),
        testimonials::state.eq(testimonial.state.name().as_str()),
        testimonials::state_at.eq(step.at),
        testimonials::state_by.eq(step.by.0),
        testimonials::reason_code.eq(code),
        testimonials::reason_words.eq(reason),
        testimonials::erased_at.eq(erased_at),
        testimonials::version.eq(testimonial.version),
    );
    if change.seen() == 0 {
        diesel::insert_into(testimonials::table)
            .values((
                testimonials::id.eq(testimonial.id.0),
                testimonials::account_id.eq(testimonial.account.0),
                testimonials::author_id.eq(testimonial.author.0),
                testimonials::consent_wording.eq(testimonial.consent.wording.version),
                testimonials::consented_at.eq(testimonial.consent.at),
                values,
            ))
            .execute(tx.conn())
            .await?;
    } else {
        let found = testimonials::table.find(testimonial.id.0);
        let row = diesel::update(found).filter(testimonials::version.eq(change.seen()));
        met(row.set(values).execute(tx.conn()).await?)?;
    }
    tx.record(&change).await?;
    Ok(change.into_after())
}

/// When and by whom a state was entered, why, and since when its words are gone.
struct Entered<'t> {
    step: Step,
    code: Option<&'static str>,
    reason: Option<&'t str>,
    erased_at: Option<DateTime<Utc>>,
}

fn entered(testimonial: &Testimonial) -> Entered<'_> {
    let plain = |step: Step| Entered { step, code: None, reason: None, erased_at: None };
    match &testimonial.state {
        TestimonialState::Offered(_) => plain(Step { at: testimonial.consent.at, by: testimonial.author }),
        TestimonialState::Published(_, step) => plain(*step),
        TestimonialState::Refused(_, step, reason) => {
            Entered { code: Some(reason.code.as_str()), reason: Some(&reason.words), ..plain(*step) }
        }
        TestimonialState::Replaced(code, step, at) => {
            Entered { code: Some(code.as_str()), erased_at: Some(*at), ..plain(*step) }
        }
        TestimonialState::Withdrawn(step) => Entered { erased_at: Some(step.at), ..plain(*step) },
    }
}
