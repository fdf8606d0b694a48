//! What happened: the only thing that can be saved.

use crate::ids::AccountId;
use crate::letter::{Audience, Letter};
use crate::reason::ReasonCode;
use uuid::Uuid;

/// A new value with the event that made it so and the letters it calls for.
///
/// Only this package makes one, and the store saves nothing else: a state cannot change without its audit event and its mail.
#[derive(Debug)]
pub struct Change<T> {
    after: T,
    seen: i64,
    event: Event,
    letters: Vec<(Audience, Letter)>,
}

impl<T> Change<T> {
    /// A change of a record whose row had version `seen`; zero for a record that is new.
    pub(crate) fn new(after: T, seen: i64, event: Event) -> Self {
        Self { after, seen, event, letters: Vec::new() }
    }

    /// Adds a letter to be queued with the change.
    pub(crate) fn letter(mut self, audience: Audience, letter: impl Into<Letter>) -> Self {
        self.letters.push((audience, letter.into()));
        self
    }

    /// The same happening, with the value as part of another.
    pub(crate) fn map<U>(self, into: impl FnOnce(T) -> U) -> Change<U> {
        let Self { after, seen, event, letters } = self;
        Change { after: into(after), seen, event, letters }
    }

    /// The value as it is to be stored.
    pub fn after(&self) -> &T {
        &self.after
    }

    /// The value, for a transition to complete.
    pub(crate) fn after_mut(&mut self) -> &mut T {
        &mut self.after
    }

    /// The version the row must still have; zero when the row must not exist yet.
    pub fn seen(&self) -> i64 {
        self.seen
    }

    /// What happened.
    pub fn event(&self) -> &Event {
        &self.event
    }

    /// The letters to queue, each with whom it goes to.
    pub fn letters(&self) -> &[(Audience, Letter)] {
        &self.letters
    }

    /// The value, once it is saved.
    pub fn into_after(self) -> T {
        self.after
    }
}

/// What an audit event says, less the actor and the time, which the transaction knows.
#[derive(Debug, Clone)]
pub struct Event {
    /// Which record.
    pub subject: Subject,
    /// Whose record, where an account owns it.
    pub account: Option<AccountId>,
    /// What was done, as `noun.verb`, such as `order.submitted`.
    pub verb: &'static str,
    /// Why, where a reason is due.
    pub reason: Option<ReasonCode>,
    /// Which columns changed; values go to the erasable table, names to the event.
    pub fields: Vec<FieldChange>,
}

impl Event {
    /// An event without reason or changed columns.
    pub fn new(subject: Subject, account: Option<AccountId>, verb: &'static str) -> Self {
        Self { subject, account, verb, reason: None, fields: Vec::new() }
    }

    /// The same event with its reason.
    pub fn because(mut self, reason: ReasonCode) -> Self {
        self.reason = Some(reason);
        self
    }

    /// The same event with the columns that changed.
    pub fn changing(mut self, fields: Vec<FieldChange>) -> Self {
        self.fields = fields;
        self
    }
}

/// One column that changed. A secret column has no values here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The column's name.
    pub column: &'static str,
    /// Its value before, none where there was none or it is secret.
    pub before: Option<String>,
    /// Its value after, none where there is none or it is secret.
    pub after: Option<String>,
}

/// Collects the columns that differ between an old and a new value.
#[derive(Debug, Default)]
pub struct Differences(Vec<FieldChange>);

impl Differences {
    /// Starts an empty collection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes `column` where its text before and after differ.
    pub fn field(mut self, column: &'static str, before: Option<String>, after: Option<String>) -> Self {
        if before != after {
            self.0.push(FieldChange { column, before, after });
        }
        self
    }

    /// Notes that a secret column was given anew, without its values.
    pub fn secret(mut self, column: &'static str, changed: bool) -> Self {
        if changed {
            self.0.push(FieldChange { column, before: None, after: None });
        }
        self
    }

    /// The columns that differ.
    pub fn into_fields(self) -> Vec<FieldChange> {
        self.0
    }
}

/// The record that an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// The record's noun: `account`, `order`, `user`, ….
    pub kind: &'static str,
    /// The record's id.
    pub id: Uuid,
}

/// The nouns of records that events are about, by the alphabet.
pub const SUBJECTS: &[&str] = &[
    "account",
    "agreement",
    "announcement",
    "approval",
    "billing_profile",
    "call",
    "case",
    "certificate",
    "commercial",
    "company",
    "contact",
    "disclosure",
    "inquiry",
    "look",
    "mail_address",
    "member_invitation",
    "order",
    "payout",
    "privacy_request",
    "site",
    "testimonial",
    "user",
];

impl Subject {
    /// Names a record by one of [`SUBJECTS`].
    pub fn new(kind: &'static str, id: Uuid) -> Self {
        debug_assert!(SUBJECTS.contains(&kind), "{kind} is no noun of a record");
        Self { kind, id }
    }
}

/// A transition that the state does not allow, with what stands instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{noun} is {state}, so it cannot be {wanted}")]
pub struct WrongState {
    /// The record in words: "This order".
    pub noun: &'static str,
    /// Its state in words.
    pub state: &'static str,
    /// What was wanted, as a past participle.
    pub wanted: &'static str,
}
