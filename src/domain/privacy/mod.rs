//! What people ask about their own data (P03, P15): who asks is made sure first, then it is decided, done and answered, each
//! step with its event and its mail, and all of it against a clock that the list shows.

pub mod due;
mod kind;
mod letters;
mod state;
#[cfg(test)]
mod tests;

pub use kind::{IdentityHow, RequestChannel, RequestKind};
pub use state::{Checked, Extension, Identity, RequestState, Scope, StateName};

use crate::account::Step;
use crate::change::{Change, Event, Subject, WrongState};
use crate::email::Email;
use crate::ids::{PrivacyRequestId, UserId};
use crate::letter::PrivacyStep;
use crate::reason::{Reason, ReasonCode};
use crate::text::{Note, Paragraph, PersonName};
use chrono::{DateTime, TimeDelta, Utc};
use due::{LINK_DAYS, acknowledge_by, answer_by};

/// The reasons for which a request, or a part of it, may be refused.
pub const REASONS: [ReasonCode; 7] = [
    ReasonCode::IdentityUnclear,
    ReasonCode::NothingHeld,
    ReasonCode::KeptByLaw,
    ReasonCode::RightsOfOthers,
    ReasonCode::Excessive,
    ReasonCode::Duplicate,
    ReasonCode::Other,
];

/// How often within an hour a request that is asked again sends another mail.
pub const MOST_MAILS_AN_HOUR: i64 = 3;

/// Who asks.
#[derive(Clone, Debug, PartialEq)]
pub struct Asker {
    /// Their name.
    pub full_name: PersonName,
    /// Where mail goes; without it nothing is mailed and staff write or call.
    pub email: Option<Email>,
    /// How else they are reached: a postal address or a telephone number.
    pub reach: Option<Note>,
    /// Their login, where it is known to be theirs.
    pub user: Option<UserId>,
}

/// What someone asks.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What for.
    pub kind: RequestKind,
    /// By which way it came.
    pub channel: RequestChannel,
    /// Who asks.
    pub asker: Asker,
    /// In which words.
    pub details: Option<Paragraph>,
    /// When it came; what staff record may be some days old.
    pub received_at: DateTime<Utc>,
    /// How it was made sure who asks, where that is done.
    pub identity: Option<Identity>,
}

/// A request.
#[derive(Clone, Debug, PartialEq)]
pub struct PrivacyRequest {
    /// Its id, from which its link is made.
    pub id: PrivacyRequestId,
    /// What people call it by: `PRV-1001`.
    pub reference: String,
    /// What for.
    pub kind: RequestKind,
    /// By which way it came.
    pub channel: RequestChannel,
    /// Who asks; none once they are erased.
    pub asker: Option<Asker>,
    /// In which words.
    pub details: Option<Paragraph>,
    /// Until when the mailed link works, where one was mailed.
    pub link_expires_at: Option<DateTime<Utc>>,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// When its person was told that it came.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// Where it stands.
    pub state: RequestState,
    /// The version of its row.
    pub version: i64,
}

/// The same asked again while the first is open.
#[derive(Clone, Debug)]
pub struct Repeat {
    /// The request that it joins.
    pub request: PrivacyRequest,
    /// By which way it came.
    pub channel: RequestChannel,
    /// In which words.
    pub details: Option<Paragraph>,
    /// Whether it is known that the same person says this.
    pub checked: bool,
}

impl PrivacyRequest {
    /// A request arrives under a reference that the store has drawn. Where it is not known who asks, the address gets a
    /// single-use link; where it is, the person is told that it came and staff that it waits.
    pub fn receive(asked: Asked, reference: String, now: DateTime<Utc>) -> Change<Self> {
        let Asked { kind, channel, asker, details, received_at, identity } = asked;
        let has_mail = asker.email.is_some();
        let state = identity.map_or(RequestState::IdentityUnverified, |identity| {
            RequestState::Open(Checked { identity, extension: None })
        });
        let mut request = Self {
            id: PrivacyRequestId::at(now),
            reference,
            kind,
            channel,
            asker: Some(asker),
            details,
            link_expires_at: None,
            received_at,
            acknowledged_at: has_mail.then_some(now),
            state,
            version: 1,
        };
        let verified = request.state.checked().is_some();
        if !verified && has_mail {
            request.link_expires_at = Some(now + TimeDelta::days(LINK_DAYS));
        }
        let event = request.event("privacy_request.received");
        let change = Change::new(request, 0, event);
        if verified { change.tell(PrivacyStep::Received, None, None).wait() } else { change.ask_to_confirm() }
    }

    /// The same is asked again while this is open: it joins, and whatever it says of itself, what was not made sure of
    /// stays so. `mails` is whether the address had few mails of late.
    ///
    /// # Errors
    /// [`WrongState`] when it is over.
    pub fn ask_again(
        mut self,
        channel: RequestChannel,
        details: Option<Paragraph>,
        checked: bool,
        mails: bool,
        now: DateTime<Utc>,
    ) -> Result<Change<Repeat>, WrongState> {
        if !self.state.name().is_open() {
            return Err(self.wrong("asked again"));
        }
        let seen = self.version;
        let unverified = self.state == RequestState::IdentityUnverified;
        if unverified && mails && self.email().is_some() {
            self.link_expires_at = Some(now + TimeDelta::days(LINK_DAYS));
        }
        self.version += 1;
        let event = self.event("privacy_request.asked_again");
        let change = Change::new(self, seen, event);
        let change = match (unverified, mails) {
            (_, false) => change,
            (true, true) => change.ask_to_confirm(),
            (false, true) => change.tell(PrivacyStep::AskedAgain, None, None),
        };
        Ok(change.map(|request| Repeat { request, channel, details, checked }))
    }

    /// The address confirms by its link. The login of that address, where there is one, is theirs.
    ///
    /// # Errors
    /// [`WrongState`] when the link was used, or its time has run out.
    pub fn confirm(self, login: Option<UserId>, now: DateTime<Utc>) -> Result<Change<Self>, WrongState> {
        if self.state != RequestState::IdentityUnverified || self.link_expires_at.is_none_or(|until| until <= now) {
            return Err(self.wrong("confirmed"));
        }
        let identity = Identity { how: IdentityHow::Link, at: now, by: None, note: None };
        Ok(self.identified(identity, login, now))
    }

    /// One of the staff has made sure who asks.
    ///
    /// # Errors
    /// [`WrongState`] when that is known already, or the request is over.
    pub fn check(
        self,
        note: Note,
        login: Option<UserId>,
        now: DateTime<Utc>,
        by: UserId,
    ) -> Result<Change<Self>, WrongState> {
        if self.state != RequestState::IdentityUnverified {
            return Err(self.wrong("checked"));
        }
        let identity = Identity { how: IdentityHow::Staff, at: now, by: Some(by), note: Some(note) };
        Ok(self.identified(identity, login, now))
    }

    fn identified(mut self, identity: Identity, login: Option<UserId>, now: DateTime<Utc>) -> Change<Self> {
        self.state = RequestState::Open(Checked { identity, extension: None });
        if self.email().is_some() {
            self.acknowledged_at = self.acknowledged_at.or(Some(now));
        }
        if let Some(asker) = &mut self.asker {
            asker.user = asker.user.or(login);
        }
        self.step("privacy_request.identified").tell(PrivacyStep::Received, None, None).wait()
    }

    /// Staff note that they have told the person that the request came: for those to whom no mail goes.
    ///
    /// # Errors
    /// [`WrongState`] when they were told, or the request is over.
    pub fn acknowledge(mut self, now: DateTime<Utc>) -> Result<Change<Self>, WrongState> {
        if self.acknowledged_at.is_some() || !self.state.name().is_open() {
            return Err(self.wrong("acknowledged"));
        }
        self.acknowledged_at = Some(now);
        Ok(self.step("privacy_request.acknowledged"))
    }

    /// More time is taken, once, and the person told why.
    ///
    /// # Errors
    /// [`WrongState`] unless it waits for its decision and was not extended.
    pub fn extend(mut self, words: Note, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        self.state = match self.state {
            RequestState::Open(Checked { identity, extension: None }) => {
                let extension = Some(Extension { at: now, by, words: Some(words.clone()) });
                RequestState::Open(Checked { identity, extension })
            }
            _ => return Err(self.wrong("extended")),
        };
        Ok(self.step("privacy_request.extended").tell(PrivacyStep::Extended, None, Some(words.to_string())))
    }

    /// It is to be done, or a part of it.
    ///
    /// # Errors
    /// [`WrongState`] unless it waits for its decision.
    pub fn approve(mut self, scope: Scope, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        let (verb, step, reason) = match &scope {
            Scope::Whole => ("privacy_request.approved", PrivacyStep::Approved, None),
            Scope::Part(reason) => {
                ("privacy_request.partly_approved", PrivacyStep::PartlyApproved, Some(reason.clone()))
            }
        };
        self.state = match self.state {
            RequestState::Open(checked) => RequestState::Approved(checked, scope, Step { at: now, by }),
            _ => return Err(self.wrong("approved")),
        };
        let words = reason.as_ref().map(|reason| reason.words.clone());
        let code = reason.map(|reason| reason.code);
        Ok(self.step_for(verb, code).tell(step, code, words))
    }

    /// It is not done, for a reason; perhaps because nobody could make sure who asks.
    ///
    /// # Errors
    /// [`WrongState`] unless it waits for its decision.
    pub fn deny(mut self, reason: Reason, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        let (code, words) = (reason.code, reason.words.clone());
        let checked = match &self.state {
            RequestState::IdentityUnverified => None,
            RequestState::Open(checked) => Some(checked.clone()),
            _ => return Err(self.wrong("denied")),
        };
        self.state = RequestState::Denied(checked, Step { at: now, by }, reason);
        Ok(self.step_for("privacy_request.denied", Some(code)).tell(PrivacyStep::Denied, Some(code), Some(words)))
    }

    /// Staff begin to do it.
    ///
    /// # Errors
    /// [`WrongState`] unless it is approved.
    pub fn begin(mut self, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        self.state = match self.state {
            RequestState::Approved(checked, scope, _) => RequestState::InProcess(checked, scope, Step { at: now, by }),
            _ => return Err(self.wrong("begun")),
        };
        Ok(self.step("privacy_request.begun").tell(PrivacyStep::InProcess, None, None))
    }

    /// It is done, and the person gets these words.
    ///
    /// # Errors
    /// [`WrongState`] unless it is being done.
    pub fn complete(mut self, answer: Paragraph, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        let words = answer.to_string();
        self.state = match self.state {
            RequestState::InProcess(checked, scope, _) => {
                RequestState::Complete(checked, scope, Step { at: now, by }, Some(answer))
            }
            _ => return Err(self.wrong("completed")),
        };
        Ok(self.step("privacy_request.completed").tell(PrivacyStep::Complete, None, Some(words)))
    }

    /// Its person takes it back, before anything is done.
    ///
    /// # Errors
    /// [`WrongState`] when it is being done, or over.
    pub fn withdraw(mut self, now: DateTime<Utc>) -> Result<Change<Self>, WrongState> {
        let checked = match &self.state {
            RequestState::IdentityUnverified => None,
            RequestState::Open(checked) | RequestState::Approved(checked, ..) => Some(checked.clone()),
            _ => return Err(self.wrong("withdrawn")),
        };
        self.state = RequestState::Withdrawn(checked, now);
        Ok(self.step("privacy_request.withdrawn").tell(PrivacyStep::Withdrawn, None, None))
    }

    /// By when its person is to be told that it came.
    pub fn acknowledge_by(&self) -> DateTime<Utc> {
        acknowledge_by(self.received_at)
    }

    /// By when it is to be answered.
    pub fn answer_by(&self) -> DateTime<Utc> {
        let extended = self.state.checked().is_some_and(|checked| checked.extension.is_some());
        answer_by(self.received_at, extended)
    }

    /// The address that mail goes to, where there is one.
    pub fn email(&self) -> Option<&Email> {
        self.asker.as_ref().and_then(|asker| asker.email.as_ref())
    }

    /// Whether no mail reaches whoever asks: staff tell them, by telephone or post. Of somebody erased nothing is known.
    pub fn is_unmailed(&self) -> bool {
        self.asker.is_some() && self.email().is_none()
    }

    fn event(&self, verb: &'static str) -> Event {
        Event::new(Subject::new("privacy_request", self.id.0), None, verb)
    }

    fn step(self, verb: &'static str) -> Change<Self> {
        self.step_for(verb, None)
    }

    fn step_for(mut self, verb: &'static str, reason: Option<ReasonCode>) -> Change<Self> {
        let mut event = self.event(verb);
        event.reason = reason;
        let seen = self.version;
        self.version += 1;
        Change::new(self, seen, event)
    }

    fn wrong(&self, wanted: &'static str) -> WrongState {
        let state = match self.state.name() {
            StateName::IdentityUnverified => "not confirmed by whoever asks",
            StateName::Pending => "waiting for its decision",
            StateName::Extended => "extended already",
            StateName::Approved | StateName::PartlyApproved => "approved",
            StateName::InProcess => "in process",
            StateName::Complete => "complete",
            StateName::Denied => "denied",
            StateName::Withdrawn => "withdrawn",
        };
        WrongState { noun: "This request", state, wanted }
    }
}
