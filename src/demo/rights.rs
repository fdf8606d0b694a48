//! What people ask about their own data: on the way through the story, support decides on it and answers.

use super::stage::Colleague;
use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use inset_domain::catalogue::PERSONAL;
use inset_domain::erasure::{Certificate, child_erased};
use inset_domain::ids::{CertificateId, PrivacyRequestId};
use inset_domain::privacy::{Asked, Asker, Identity, IdentityHow, PrivacyRequest, RequestChannel, RequestKind, Scope};
use inset_domain::reason::{Reason, ReasonCode};
use inset_store::{Actor, Tx, certificates, privacy_requests, users};
use std::collections::HashMap;

/// A step of a request.
#[derive(Clone, Copy)]
enum Deed {
    /// It comes: what, by which way, who, their address or how else they are reached, in which words.
    Ask(RequestKind, RequestChannel, &'static str, &'static str, Option<&'static str>),
    /// Its address confirms.
    Confirm,
    /// Staff make sure who asks.
    Check(&'static str),
    /// More time is taken.
    Extend(&'static str),
    /// All of it is approved.
    Approve,
    /// It is denied.
    Deny(ReasonCode, &'static str),
    /// It is begun.
    Begin,
    /// It is answered.
    Answer(&'static str),
}

use Deed::{Answer, Approve, Ask, Begin, Check, Confirm, Deny, Extend};

/// In which tables a child who had asked a question left how much behind, before it was erased.
const ERASED: [(&str, i64); 2] = [("inquiries", 1), ("outbox", 2)];

/// Hours ago, which request, what happens.
const DEEDS: &[(i64, u8, Deed)] = &[
    (
        2_400,
        0,
        Ask(RequestKind::Export, RequestChannel::Form, "Robert Ashby", "robert.ashby@ashbyfamily.example", None),
    ),
    (2_398, 0, Confirm),
    (2_330, 0, Approve),
    (2_329, 0, Begin),
    (
        2_305,
        0,
        Answer(
            "We hold one question of yours with its answer, and the mails about it. A copy went to you by post on a disc.",
        ),
    ),
    (
        1_500,
        1,
        Ask(
            RequestKind::Object,
            RequestChannel::Email,
            "Hanne Lie",
            "hanne.lie@lieogsonn.example",
            Some("You are to keep no record of my complaint."),
        ),
    ),
    (1_500, 1, Check("She answered from the address from which she had complained.")),
    (
        1_430,
        1,
        Deny(
            ReasonCode::KeptByLaw,
            "We must be able to show that we answered a complaint, and erase it after two years.",
        ),
    ),
    (
        950,
        2,
        Ask(
            RequestKind::Erase,
            RequestChannel::Telephone,
            "Mei Tanaka",
            "mei@tabinote.example",
            Some("The site is sold. Everything about me can go."),
        ),
    ),
    (948, 2, Check("Called back the number in the inquiry; she named its reference and date.")),
    (230, 2, Extend("The site's buyer has to say first who signs for the account from now on.")),
    (
        190,
        3,
        Ask(
            RequestKind::Correct,
            RequestChannel::Post,
            "Greta Sund",
            "",
            Some("My name is spelled Sundh in your letter of May."),
        ),
    ),
    (
        70,
        4,
        Ask(
            RequestKind::Correct,
            RequestChannel::Account,
            "Nora Whitfield",
            "nora@harbourlight.example",
            Some("The audit of our account calls me Norah in one place."),
        ),
    ),
];

/// Where the one without an e-mail address is reached.
const BY_POST: &str = "Storgata 9, 5003 Bergen, Norway";

/// The requests of the story, so far.
pub(super) struct Requests {
    told: usize,
    known: HashMap<u8, PrivacyRequestId>,
}

impl Requests {
    /// None yet.
    pub(super) fn new() -> Self {
        Self { told: 0, known: HashMap::new() }
    }

    /// Tells what happened by `at`.
    pub(super) async fn tell(
        &mut self,
        tx: &mut Tx<'_>,
        support: &Colleague,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        while let Some((hours, which, deed)) = DEEDS.get(self.told) {
            let then = now - TimeDelta::hours(*hours);
            if then > at {
                return Ok(());
            }
            self.told += 1;
            self.play(tx, support, then, *which, *deed).await?;
        }
        Ok(())
    }

    /// Support erased what a child had written: all that is left is the certificate.
    pub(super) async fn certificate(tx: &mut Tx<'_>, support: &Colleague, at: DateTime<Utc>) -> anyhow::Result<()> {
        let mut told = tx.told(at, Actor::Staff(support.user));
        let what = |table: &str| PERSONAL.iter().find(|entry| entry.table == table).map(|entry| entry.what.to_owned());
        let erased = ERASED.iter().filter_map(|(table, count)| Some((what(table)?, *count))).collect();
        let (id, reference) = (CertificateId::at(at), certificates::reference(&mut told).await?);
        certificates::issue(&mut told, child_erased(Certificate { id, reference, erased })).await?;
        Ok(())
    }

    async fn play(
        &mut self,
        tx: &mut Tx<'_>,
        support: &Colleague,
        at: DateTime<Utc>,
        which: u8,
        deed: Deed,
    ) -> anyhow::Result<()> {
        if let Ask(kind, channel, name, email, details) = deed {
            let id = ask(tx, support, at, (kind, channel), (name, email), details).await?;
            self.known.insert(which, id);
            return Ok(());
        }
        let id = *self.known.get(&which).context("nobody has asked this yet")?;
        let request = privacy_requests::find(tx.conn(), id).await?;
        let by = support.user;
        let actor = if matches!(deed, Confirm) { Actor::Visitor } else { Actor::Staff(by) };
        let change = match deed {
            Ask(..) | Confirm => request.confirm(None, at)?,
            Check(note) => request.check(note.parse()?, None, at, by)?,
            Extend(words) => request.extend(words.parse()?, at, by)?,
            Approve => request.approve(Scope::Whole, at, by)?,
            Deny(code, words) => request.deny(Reason { code, words: words.into() }, at, by)?,
            Begin => request.begin(at, by)?,
            Answer(words) => request.complete(words.parse()?, at, by)?,
        };
        privacy_requests::save(&mut tx.told(at, actor), change).await?;
        Ok(())
    }
}

async fn ask(
    tx: &mut Tx<'_>,
    support: &Colleague,
    at: DateTime<Utc>,
    (kind, channel): (RequestKind, RequestChannel),
    (name, email): (&str, &str),
    details: Option<&str>,
) -> anyhow::Result<PrivacyRequestId> {
    let email = if email.is_empty() { None } else { Some(email.parse()?) };
    let user = match (channel, &email) {
        (RequestChannel::Account, Some(email)) => Some(users::by_email(tx.conn(), email).await?.id),
        _ => None,
    };
    let reach = if email.is_none() { Some(BY_POST.parse()?) } else { None };
    let asked = Asked {
        kind,
        channel,
        asker: Asker { full_name: name.parse()?, email, reach, user },
        details: details.map(str::parse).transpose()?,
        received_at: at,
        identity: user.map(|_| Identity { how: IdentityHow::SignedIn, at, by: None, note: None }),
    };
    let actor = match (channel, user) {
        (RequestChannel::Form, _) => Actor::Visitor,
        (_, Some(user)) => Actor::User(user),
        _ => Actor::Staff(support.user),
    };
    let mut told = tx.told(at, actor);
    let reference = privacy_requests::reference(&mut told).await?;
    let change = PrivacyRequest::receive(asked, reference, at);
    let id = change.after().id;
    privacy_requests::receive(&mut told, change).await?;
    Ok(id)
}
