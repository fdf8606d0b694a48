//! Handing a person's data to a court or an authority, or to protect rights (P14): recorded with its basis, approved by two
//! people, handed over as one archive whose digest is kept, and told to the person unless a gag with an end forbids it.

mod letters;
#[cfg(test)]
mod tests;

use crate::account::Step;
use crate::catalogue::Purpose;
use crate::change::{Change, Event, Subject, WrongState};
use crate::ids::{DisclosureId, UserId};
use crate::text::{Label, Note};
use crate::user::stored_enum;
use chrono::{DateTime, NaiveDate, Utc};

stored_enum! {
    /// On what basis data is asked for.
    Basis {
        /// A court says so, or the process of a law.
        LegalProcess = "legal_process", "Court order or other legal process";
        /// An authority demands it.
        Authority = "authority", "Demand of an authority";
        /// Somebody's rights or safety are to be protected.
        Rights = "rights", "Protection of rights or safety";
    }
}

stored_enum! {
    /// The states by name.
    StateName {
        /// Nobody has approved it yet.
        Asked = "asked", "First approval is due";
        /// One has approved it.
        FirstApproved = "first_approved", "Second approval is due";
        /// Two have approved it.
        Approved = "approved", "To be handed over";
        /// It was handed over.
        HandedOver = "handed_over", "Handed over";
        /// It was refused.
        Refused = "refused", "Refused";
    }
}

impl StateName {
    /// The tone of its tag.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Asked | Self::FirstApproved => "info",
            Self::Approved => "warn",
            Self::HandedOver => "good",
            Self::Refused => "neutral",
        }
    }
}

/// Which data: what it was asked for, once each and one at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purposes(Vec<Purpose>);

/// That no data was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Choose at least one kind of data")]
pub struct NoPurpose;

impl Purposes {
    /// These, in the catalogue's order.
    ///
    /// # Errors
    /// [`NoPurpose`] when there is none.
    pub fn new(chosen: &[Purpose]) -> Result<Self, NoPurpose> {
        let purposes: Vec<Purpose> = Purpose::ALL.iter().copied().filter(|purpose| chosen.contains(purpose)).collect();
        if purposes.is_empty() { Err(NoPurpose) } else { Ok(Self(purposes)) }
    }

    /// The purposes.
    pub fn as_slice(&self) -> &[Purpose] {
        &self.0
    }

    /// In words, a line each.
    pub fn words(&self) -> String {
        self.0.iter().map(|purpose| purpose.label()).collect::<Vec<_>>().join("\n")
    }
}

/// That the person may not be told before a day is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gag {
    /// The last day.
    pub until: NaiveDate,
    /// Who imposed it, and by what.
    pub words: Note,
}

impl Gag {
    /// Whether it still forbids. Days are those of UTC.
    pub fn runs(&self, now: DateTime<Utc>) -> bool {
        now.date_naive() <= self.until
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// Who asks.
    pub requester: Label,
    /// On what basis.
    pub basis: Basis,
    /// The legal basis and the file's number, in words.
    pub grounds: Note,
    /// Which data.
    pub purposes: Purposes,
    /// On which day it came.
    pub received_on: NaiveDate,
    /// Until when the person may not be told.
    pub gag: Option<Gag>,
}

/// The two who approved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Approvals {
    /// The first.
    pub first: Step,
    /// The second, who is another person.
    pub second: Step,
}

/// What was handed over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Package {
    /// SHA-256 of the archive.
    pub sha256: [u8; 32],
    /// How large it is.
    pub bytes: i64,
    /// When and by whom it was made.
    pub made: Step,
}

/// Where it stands.
#[derive(Clone, Debug, PartialEq)]
pub enum DisclosureState {
    /// Nobody has approved it yet.
    Asked,
    /// One has.
    FirstApproved(Step),
    /// Two have.
    Approved(Approvals),
    /// It was handed over; the last part is when the person was told.
    HandedOver(Approvals, Package, Option<DateTime<Utc>>),
    /// It was refused, perhaps after one had approved it, with the reason in words.
    Refused(Option<Step>, Step, Note),
}

impl DisclosureState {
    /// Its name.
    pub fn name(&self) -> StateName {
        match self {
            Self::Asked => StateName::Asked,
            Self::FirstApproved(_) => StateName::FirstApproved,
            Self::Approved(_) => StateName::Approved,
            Self::HandedOver(..) => StateName::HandedOver,
            Self::Refused(..) => StateName::Refused,
        }
    }

    /// The first approval.
    pub fn first_approval(&self) -> Option<Step> {
        match self {
            Self::Asked => None,
            Self::FirstApproved(first) => Some(*first),
            Self::Approved(approvals) | Self::HandedOver(approvals, ..) => Some(approvals.first),
            Self::Refused(first, ..) => *first,
        }
    }

    /// The second approval.
    pub fn second_approval(&self) -> Option<Step> {
        match self {
            Self::Approved(approvals) | Self::HandedOver(approvals, ..) => Some(approvals.second),
            Self::Asked | Self::FirstApproved(_) | Self::Refused(..) => None,
        }
    }
}

/// Why an approval is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalRefused {
    /// The same person approved it first.
    #[error("the same person approved it first")]
    SamePerson,
    /// It is about their own data.
    #[error("it is about their own data")]
    OwnData,
    /// It does not wait for an approval.
    #[error(transparent)]
    State(#[from] WrongState),
}

/// A disclosure.
#[derive(Clone, Debug, PartialEq)]
pub struct Disclosure {
    /// Its id.
    pub id: DisclosureId,
    /// What people call it by: `DSC-1001`.
    pub reference: String,
    /// Whose data.
    pub user: UserId,
    /// What is asked.
    pub demand: Demand,
    /// Where it stands.
    pub state: DisclosureState,
    /// The version of its row.
    pub version: i64,
}

impl Disclosure {
    /// It is recorded under a reference that the store has drawn. The other admins are told that it waits.
    pub fn record(user: UserId, demand: Demand, reference: String, now: DateTime<Utc>, by: UserId) -> Change<Self> {
        let state = DisclosureState::Asked;
        let disclosure = Self { id: DisclosureId::at(now), reference, user, demand, state, version: 1 };
        let event = disclosure.event("disclosure.recorded");
        Change::new(disclosure, 0, event).wait(by)
    }

    /// One of the staff approves it: the first, or a second who is another person. Whoever recorded it may be the first.
    ///
    /// # Errors
    /// [`ApprovalRefused`] for the same person twice, for one's own data, and when no approval is due.
    pub fn approve(mut self, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, ApprovalRefused> {
        let step = Step { at: now, by };
        if by == self.user {
            return Err(ApprovalRefused::OwnData);
        }
        match self.state {
            DisclosureState::Asked => {
                self.state = DisclosureState::FirstApproved(step);
                Ok(self.step("disclosure.first_approved").wait(by))
            }
            DisclosureState::FirstApproved(first) if first.by == by => Err(ApprovalRefused::SamePerson),
            DisclosureState::FirstApproved(first) => {
                self.state = DisclosureState::Approved(Approvals { first, second: step });
                Ok(self.step("disclosure.approved"))
            }
            _ => Err(self.wrong("approved").into()),
        }
    }

    /// It is refused, for a reason in words.
    ///
    /// # Errors
    /// [`WrongState`] when two have approved it, or it is over.
    pub fn refuse(mut self, words: Note, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        let first = match self.state {
            DisclosureState::Asked => None,
            DisclosureState::FirstApproved(first) => Some(first),
            _ => return Err(self.wrong("refused")),
        };
        self.state = DisclosureState::Refused(first, Step { at: now, by }, words);
        Ok(self.step("disclosure.refused"))
    }

    /// The archive is made and handed over. The person is told at once, unless a gag runs.
    ///
    /// # Errors
    /// [`WrongState`] unless two have approved it.
    pub fn hand_over(
        mut self,
        sha256: [u8; 32],
        bytes: i64,
        now: DateTime<Utc>,
        by: UserId,
    ) -> Result<Change<Self>, WrongState> {
        let DisclosureState::Approved(approvals) = self.state else { return Err(self.wrong("handed over")) };
        let package = Package { sha256, bytes, made: Step { at: now, by } };
        let gagged = self.gag_runs(now);
        self.state = DisclosureState::HandedOver(approvals, package, (!gagged).then_some(now));
        let change = self.step("disclosure.handed_over");
        Ok(if gagged { change } else { change.tell() })
    }

    /// The gag is over, and the person is told.
    ///
    /// # Errors
    /// [`WrongState`] while the gag runs, before it is handed over, and when they were told.
    pub fn tell(mut self, now: DateTime<Utc>) -> Result<Change<Self>, WrongState> {
        match self.state {
            DisclosureState::HandedOver(approvals, package, None) if !self.gag_runs(now) => {
                self.state = DisclosureState::HandedOver(approvals, package, Some(now));
                Ok(self.step("disclosure.told").tell())
            }
            _ => Err(self.wrong("told to its person")),
        }
    }

    /// Somebody fetches the archive again, which is noted.
    ///
    /// # Errors
    /// [`WrongState`] unless it was handed over.
    pub fn fetch(self) -> Result<Change<Self>, WrongState> {
        if self.state.name() != StateName::HandedOver {
            return Err(self.wrong("fetched"));
        }
        let event = self.event("disclosure.fetched");
        let seen = self.version;
        Ok(Change::new(self, seen, event))
    }

    /// Whether a gag forbids to tell the person now.
    pub fn gag_runs(&self, now: DateTime<Utc>) -> bool {
        self.demand.gag.as_ref().is_some_and(|gag| gag.runs(now))
    }

    fn event(&self, verb: &'static str) -> Event {
        Event::new(Subject::new("disclosure", self.id.0), None, verb)
    }

    fn step(mut self, verb: &'static str) -> Change<Self> {
        let event = self.event(verb);
        let seen = self.version;
        self.version += 1;
        Change::new(self, seen, event)
    }

    fn wrong(&self, wanted: &'static str) -> WrongState {
        let state = match self.state.name() {
            StateName::Asked => "waiting for its first approval",
            StateName::FirstApproved => "waiting for its second approval",
            StateName::Approved => "approved and not handed over",
            StateName::HandedOver => "handed over",
            StateName::Refused => "refused",
        };
        WrongState { noun: "This disclosure", state, wanted }
    }
}
