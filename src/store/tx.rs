//! A transaction: the connection, its one instant, and who acts.

use crate::crypt::Vault;
use crate::error::StoreError;
use crate::{audit, outbox};
use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::AsyncPgConnection;
use inset_domain::change::Change;
use inset_domain::ids::UserId;

/// Who acts in a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A member of an account, or anyone in their own matters.
    User(UserId),
    /// A member of the operator's staff.
    Staff(UserId),
    /// Someone who is not signed in.
    Visitor,
    /// The portal itself: a job, a migration, the command line.
    System,
}

/// An open transaction.
pub struct Tx<'c> {
    conn: &'c mut AsyncPgConnection,
    now: DateTime<Utc>,
    actor: Actor,
    vault: &'c Vault,
    /// How long the mail of what happens from here on waits.
    hold: TimeDelta,
    /// The number of the event that was recorded last.
    recorded: Option<i64>,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(conn: &'c mut AsyncPgConnection, now: DateTime<Utc>, actor: Actor, vault: &'c Vault) -> Self {
        Self { conn, now, actor, vault, hold: TimeDelta::zero(), recorded: None }
    }

    /// The connection, for the store's own functions.
    pub fn conn(&mut self) -> &mut AsyncPgConnection {
        self.conn
    }

    /// The instant at which everything in this transaction happens.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Who acts.
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// The keys for sealed values.
    pub fn vault(&self) -> &'c Vault {
        self.vault
    }

    /// The same transaction at another instant and by another actor: for a history that is told in one go.
    pub fn told(&mut self, now: DateTime<Utc>, actor: Actor) -> Tx<'_> {
        Tx { conn: self.conn, now, actor, vault: self.vault, hold: TimeDelta::zero(), recorded: None }
    }

    /// Lets the mail of what happens from here on wait for so long, so that it can be withdrawn.
    pub fn hold_mail(&mut self, time: TimeDelta) {
        self.hold = time;
    }

    /// When mail that is queued now leaves at the earliest.
    pub(crate) fn mail_at(&self) -> DateTime<Utc> {
        self.now + self.hold
    }

    /// The number of the event that this transaction recorded last.
    pub(crate) fn recorded(&self) -> Option<i64> {
        self.recorded
    }

    /// Connection and keys together, for sealing while writing.
    pub(crate) fn parts(&mut self) -> (&mut AsyncPgConnection, &'c Vault, DateTime<Utc>) {
        (self.conn, self.vault, self.now)
    }

    /// Writes a change's audit event and its mail. Every record's save calls it, after its row is written.
    pub(crate) async fn record<T>(&mut self, change: &Change<T>) -> Result<(), StoreError> {
        let seq = audit::append(self, change.event()).await?;
        self.recorded = Some(seq);
        outbox::queue(self, seq, change.event().account, change.letters()).await
    }
}
