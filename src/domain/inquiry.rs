//! What people write on the public site, and the answer to it.

use crate::account::AccountKind;
use crate::change::{Change, Event, Subject, WrongState};
use crate::email::Email;
use crate::ids::{InquiryId, TokenId, UserId};
use crate::letter::{Audience, ReplyLetter};
use crate::text::{Paragraph, PersonName};
use crate::user::stored_enum;
use crate::website::WebSite;
use chrono::{DateTime, TimeDelta, Utc};

stored_enum! {
    /// What kind of message it is.
    InquiryKind {
        /// Someone would like to work with us (P04).
        Inquiry = "inquiry", "Inquiry";
        /// A question.
        Question = "question", "Question";
        /// A complaint (P19).
        Complaint = "complaint", "Complaint";
    }
}

stored_enum! {
    /// The vertical sector that an inquiry may name; the answer is tailored by it.
    Sector {
        /// News and magazines.
        News = "news", "News and magazines";
        /// Sports.
        Sports = "sports", "Sports";
        /// Travel.
        Travel = "travel", "Travel";
        /// Food and home.
        Home = "home", "Food, home and garden";
        /// Fashion.
        Fashion = "fashion", "Fashion and beauty";
        /// Technology.
        Technology = "technology", "Technology";
        /// Retail.
        Retail = "retail", "Retail and brands";
        /// An agency.
        Agency = "agency", "Agency";
        /// A network.
        Network = "network", "Advertising network";
        /// Something else.
        Other = "other", "Something else";
    }
}

stored_enum! {
    /// Where a message stands. Between `New` and an end staff may note how far they are.
    InquiryState {
        /// Nobody has looked at it.
        New = "new", "New";
        /// Its sender was told that it arrived.
        Acknowledged = "acknowledged", "Acknowledged";
        /// Someone has it.
        Assigned = "assigned", "Assigned";
        /// It is worked on.
        Open = "open", "Open";
        /// Its sender was asked something.
        Waiting = "waiting", "Waiting";
        /// It became an invitation.
        Converted = "converted", "Invited";
        /// It was answered.
        Resolved = "resolved", "Answered";
        /// It repeats another one.
        Duplicate = "duplicate", "Duplicate";
        /// Nothing comes of it for now.
        NotNow = "not_now", "Not now";
        /// It was taken up again.
        Reopened = "reopened", "Reopened";
    }
}

impl InquiryState {
    /// Whether it waits for an answer.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Converted | Self::Resolved | Self::Duplicate | Self::NotNow)
    }

    /// The tone of its tag.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Converted | Self::Resolved => "good",
            Self::Duplicate | Self::NotNow => "neutral",
            _ => "info",
        }
    }
}

/// How long an invitation works.
pub const INVITATION_DAYS: i64 = 30;

/// What someone writes.
#[derive(Clone, Debug)]
pub struct Written {
    /// What kind of message.
    pub kind: InquiryKind,
    /// Their name.
    pub full_name: PersonName,
    /// Where the answer goes.
    pub email: Email,
    /// Their web site.
    pub web_site: Option<WebSite>,
    /// Their sector.
    pub sector: Option<Sector>,
    /// The words; an inquiry needs none.
    pub body: Option<Paragraph>,
}

/// A message.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// Its id.
    pub id: InquiryId,
    /// What people call it by: `INQ-1001`.
    pub reference: String,
    /// What was written.
    pub written: Written,
    /// Where it stands.
    pub state: InquiryState,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// The version of its row.
    pub version: i64,
}

/// An invitation to be made.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Its id, from which its link is derived.
    pub id: TokenId,
    /// For which role.
    pub kind: AccountKind,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// An answer to be saved.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The message after the answer.
    pub inquiry: Inquiry,
    /// The words.
    pub words: String,
    /// By whom.
    pub by: UserId,
    /// The invitation, where the answer is one.
    pub invitation: Option<Invitation>,
}

impl Inquiry {
    /// A message arrives under a reference that the store has drawn: its sender is told, and so are those who answer.
    pub fn receive(written: Written, reference: String, now: DateTime<Utc>) -> Change<Self> {
        let id = InquiryId::at(now);
        let sender = Audience::Address { email: written.email.to_string(), name: written.full_name.to_string() };
        let event = Event::new(Subject::new("inquiry", id.0), None, "inquiry.received");
        let received = ReplyLetter::InquiryReceived { inquiry: id, reference: reference.clone() };
        let waiting = ReplyLetter::InquiryWaiting { inquiry: id, reference: reference.clone() };
        let inquiry = Self { id, reference, written, state: InquiryState::Acknowledged, created_at: now, version: 1 };
        Change::new(inquiry, 0, event).letter(sender, received).letter(Audience::Support, waiting)
    }

    /// Staff answer it, perhaps with an invitation to sign up in one role.
    ///
    /// # Errors
    /// [`WrongState`] when it is answered already.
    pub fn answer(
        mut self,
        words: String,
        invite: Option<AccountKind>,
        now: DateTime<Utc>,
        by: UserId,
    ) -> Result<Change<Answered>, WrongState> {
        if !self.state.is_open() {
            return Err(WrongState { noun: "This message", state: "answered", wanted: "answered again" });
        }
        let invitation = invite.map(|kind| Invitation {
            id: TokenId::at(now),
            kind,
            expires_at: now + TimeDelta::days(INVITATION_DAYS),
        });
        let sender =
            Audience::Address { email: self.written.email.to_string(), name: self.written.full_name.to_string() };
        let letter = ReplyLetter::InquiryAnswered {
            reference: self.reference.clone(),
            words: words.clone(),
            invitation: invitation.as_ref().map(|invitation| (invitation.kind, invitation.id)),
        };
        let event = Event::new(Subject::new("inquiry", self.id.0), None, "inquiry.answered");
        let seen = self.version;
        self.state = if invitation.is_some() { InquiryState::Converted } else { InquiryState::Resolved };
        self.version += 1;
        Ok(Change::new(Answered { inquiry: self, words, by, invitation }, seen, event).letter(sender, letter))
    }
}
