//! An agreement between the operator and an account: offered, read, signed, countersigned.

use crate::account::{Account, Step};
use crate::agreement_text::{AgreementText, Document};
use crate::change::{Change, Event, Subject, WrongState};
use crate::ids::{AccountId, AgreementId, UserId};
use crate::letter::{AccountRef, Audience, ServiceLetter};
use crate::signature::Signature;
use chrono::{DateTime, Utc};

/// Where an agreement stands.
#[derive(Clone, Debug, PartialEq)]
pub enum AgreementState {
    /// Made from the account's details.
    Offered(Step),
    /// Opened by the account.
    Viewed(Step),
    /// Signed by the account.
    Signed(Step),
    /// Signed by the operator too: in force.
    Countersigned(Step),
    /// Replaced by a newer one.
    Superseded(Step),
    /// Ended.
    Terminated(Step),
    /// Refused by the account, with its words.
    Declined(Step, String),
    /// Not signed in time.
    Expired(Step),
    /// Taken back before it was in force, for instance because the details in it changed.
    Cancelled(Step),
}

impl AgreementState {
    /// As stored.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Offered(_) => "offered",
            Self::Viewed(_) => "viewed",
            Self::Signed(_) => "signed",
            Self::Countersigned(_) => "countersigned",
            Self::Superseded(_) => "superseded",
            Self::Terminated(_) => "terminated",
            Self::Declined(..) => "declined",
            Self::Expired(_) => "expired",
            Self::Cancelled(_) => "cancelled",
        }
    }

    /// In words.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Offered(_) => "Not read yet",
            Self::Viewed(_) => "Read, not signed",
            Self::Signed(_) => "Signed, not in force yet",
            Self::Countersigned(_) => "In force",
            Self::Superseded(_) => "Replaced",
            Self::Terminated(_) => "Ended",
            Self::Declined(..) => "Refused",
            Self::Expired(_) => "Expired",
            Self::Cancelled(_) => "Cancelled",
        }
    }

    /// When and by whom it was entered.
    pub fn step(&self) -> Step {
        match self {
            Self::Offered(step)
            | Self::Viewed(step)
            | Self::Signed(step)
            | Self::Countersigned(step)
            | Self::Superseded(step)
            | Self::Terminated(step)
            | Self::Declined(step, _)
            | Self::Expired(step)
            | Self::Cancelled(step) => *step,
        }
    }
}

/// An agreement with its exact text.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// Its id.
    pub id: AgreementId,
    /// Whose.
    pub account: AccountId,
    /// Which document.
    pub document: Document,
    /// Which version of it.
    pub document_version: String,
    /// The exact text, never changed.
    pub text: String,
    /// SHA-256 of the text.
    pub text_sha256: [u8; 32],
    /// Where it stands.
    pub state: AgreementState,
    /// The version of its row.
    pub version: i64,
}

/// An agreement's step with the signature that made it.
#[derive(Clone, Debug)]
pub struct AgreementStep {
    /// The agreement after the step.
    pub agreement: Agreement,
    /// The signature, when the step is one.
    pub signature: Option<Signature>,
}

impl Agreement {
    /// Offers an agreement to an account.
    pub fn offer(account: AccountId, text: &AgreementText, now: DateTime<Utc>, by: UserId) -> Change<AgreementStep> {
        let agreement = Self {
            id: AgreementId::at(now),
            account,
            document: text.document,
            document_version: text.version.to_owned(),
            text: text.canonical(),
            text_sha256: text.sha256(),
            state: AgreementState::Offered(Step { at: now, by }),
            version: 1,
        };
        let event = Event::new(Subject::new("agreement", agreement.id.0), Some(account), "agreement.offered");
        Change::new(AgreementStep { agreement, signature: None }, 0, event)
    }

    /// Whether it may still be signed.
    pub fn is_open(&self) -> bool {
        matches!(self.state, AgreementState::Offered(_) | AgreementState::Viewed(_))
    }

    /// Whether the account has signed it, in force or not yet.
    pub fn is_signed(&self) -> bool {
        matches!(self.state, AgreementState::Signed(_) | AgreementState::Countersigned(_))
    }

    /// The account opened it.
    ///
    /// # Errors
    /// [`WrongState`] unless it was just offered.
    pub fn view(self, now: DateTime<Utc>, by: UserId) -> Result<Change<AgreementStep>, WrongState> {
        match self.state {
            AgreementState::Offered(_) => {
                Ok(self.step(AgreementState::Viewed(Step { at: now, by }), "agreement.viewed", None))
            }
            _ => Err(self.refuse("opened for the first time")),
        }
    }

    /// The account's signer signs it; `account` is named in the letter.
    ///
    /// # Errors
    /// [`WrongState`] unless it is open.
    pub fn sign(self, account: &Account, signature: Signature) -> Result<Change<AgreementStep>, WrongState> {
        if !self.is_open() {
            return Err(self.refuse("signed"));
        }
        let account: AccountRef = account.letter_ref();
        let letter = ServiceLetter::AgreementSigned {
            account: account.clone(),
            title: self.document.title().to_owned(),
            sha256: crate::hex(&self.text_sha256),
        };
        let state = AgreementState::Signed(Step { at: signature.at, by: signature.user });
        Ok(self.step(state, "agreement.signed", Some(signature)).letter(Audience::Account(account.id), letter))
    }

    /// The account refuses it.
    ///
    /// # Errors
    /// [`WrongState`] unless it is open.
    pub fn decline(self, now: DateTime<Utc>, by: UserId, words: String) -> Result<Change<AgreementStep>, WrongState> {
        if !self.is_open() {
            return Err(self.refuse("refused"));
        }
        Ok(self.step(AgreementState::Declined(Step { at: now, by }, words), "agreement.declined", None))
    }

    /// The operator signs; it is in force.
    ///
    /// # Errors
    /// [`WrongState`] unless the account has signed.
    pub fn countersign(self, signature: Signature) -> Result<Change<AgreementStep>, WrongState> {
        match self.state {
            AgreementState::Signed(_) => {
                let state = AgreementState::Countersigned(Step { at: signature.at, by: signature.user });
                Ok(self.step(state, "agreement.countersigned", Some(signature)))
            }
            _ => Err(self.refuse("countersigned")),
        }
    }

    /// It is taken back because what it says of the account changed.
    ///
    /// # Errors
    /// [`WrongState`] once it is in force or ended.
    pub fn cancel(self, now: DateTime<Utc>, by: UserId) -> Result<Change<AgreementStep>, WrongState> {
        match self.state {
            AgreementState::Offered(_) | AgreementState::Viewed(_) | AgreementState::Signed(_) => {
                Ok(self.step(AgreementState::Cancelled(Step { at: now, by }), "agreement.cancelled", None))
            }
            _ => Err(self.refuse("cancelled")),
        }
    }

    fn refuse(&self, wanted: &'static str) -> WrongState {
        let state = match self.state {
            AgreementState::Offered(_) | AgreementState::Viewed(_) => "not signed yet",
            AgreementState::Signed(_) => "signed",
            AgreementState::Countersigned(_) => "in force",
            AgreementState::Declined(..) => "refused",
            _ => "ended",
        };
        WrongState { noun: "This agreement", state, wanted }
    }

    fn step(
        mut self,
        state: AgreementState,
        verb: &'static str,
        signature: Option<Signature>,
    ) -> Change<AgreementStep> {
        let event = Event::new(Subject::new("agreement", self.id.0), Some(self.account), verb);
        let seen = self.version;
        self.state = state;
        self.version += 1;
        Change::new(AgreementStep { agreement: self, signature }, seen, event)
    }
}
