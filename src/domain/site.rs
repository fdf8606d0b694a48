//! A publisher's site, and whether its ownership is shown.

use crate::account::{Account, Step};
use crate::change::{Change, Event, Subject, WrongState};
use crate::ids::{AccountId, SiteId, UserId};
use crate::letter::{Audience, ServiceLetter};
use crate::rate::Quantity;
use crate::reason::Reason;
use crate::user::stored_enum;
use crate::website::Domain;
use chrono::{DateTime, Utc};

stored_enum! {
    /// The first tier of the IAB Content Taxonomy, by its ids.
    Category {
        /// Automotive.
        Automotive = "1", "Automotive";
        /// Books and literature.
        Books = "42", "Books and literature";
        /// Business and finance.
        Business = "52", "Business and finance";
        /// Careers.
        Careers = "123", "Careers";
        /// Education.
        Education = "132", "Education";
        /// Events and attractions.
        Events = "150", "Events and attractions";
        /// Family and relationships.
        Family = "186", "Family and relationships";
        /// Fine art.
        Art = "201", "Fine art";
        /// Food and drink.
        Food = "210", "Food and drink";
        /// Healthy living.
        Health = "223", "Healthy living";
        /// Hobbies and interests.
        Hobbies = "239", "Hobbies and interests";
        /// Home and garden.
        Home = "274", "Home and garden";
        /// Medical health.
        Medical = "286", "Medical health";
        /// Movies.
        Movies = "324", "Movies";
        /// Music and audio.
        Music = "338", "Music and audio";
        /// News and politics.
        News = "379", "News and politics";
        /// Personal finance.
        PersonalFinance = "391", "Personal finance";
        /// Pets.
        Pets = "422", "Pets";
        /// Pop culture.
        PopCulture = "432", "Pop culture";
        /// Real estate.
        RealEstate = "441", "Real estate";
        /// Religion and spirituality.
        Religion = "453", "Religion and spirituality";
        /// Science.
        Science = "464", "Science";
        /// Shopping.
        Shopping = "473", "Shopping";
        /// Sports.
        Sports = "483", "Sports";
        /// Style and fashion.
        Style = "552", "Style and fashion";
        /// Technology and computing.
        Technology = "596", "Technology and computing";
        /// Television.
        Television = "640", "Television";
        /// Travel.
        Travel = "653", "Travel";
        /// Video gaming.
        Gaming = "680", "Video gaming";
    }
}

stored_enum! {
    /// The language of a site (ISO 639-1).
    Language {
        /// Arabic.
        Ar = "ar", "Arabic";
        /// Chinese.
        Zh = "zh", "Chinese";
        /// Czech.
        Cs = "cs", "Czech";
        /// Danish.
        Da = "da", "Danish";
        /// Dutch.
        Nl = "nl", "Dutch";
        /// English.
        En = "en", "English";
        /// Finnish.
        Fi = "fi", "Finnish";
        /// French.
        Fr = "fr", "French";
        /// German.
        De = "de", "German";
        /// Greek.
        El = "el", "Greek";
        /// Hebrew.
        He = "he", "Hebrew";
        /// Hindi.
        Hi = "hi", "Hindi";
        /// Italian.
        It = "it", "Italian";
        /// Japanese.
        Ja = "ja", "Japanese";
        /// Korean.
        Ko = "ko", "Korean";
        /// Norwegian.
        No = "no", "Norwegian";
        /// Polish.
        Pl = "pl", "Polish";
        /// Portuguese.
        Pt = "pt", "Portuguese";
        /// Spanish.
        Es = "es", "Spanish";
        /// Swedish.
        Sv = "sv", "Swedish";
        /// Turkish.
        Tr = "tr", "Turkish";
        /// Ukrainian.
        Uk = "uk", "Ukrainian";
    }
}

/// Where a site stands.
#[derive(Clone, Debug, PartialEq)]
pub enum SiteState {
    /// Its ownership is not shown yet.
    Pending(Step),
    /// Its ownership is shown.
    Verified(Step),
    /// Its ownership could not be shown.
    Failed(Step, Reason),
    /// Taken off by its publisher.
    Removed(Step),
}

impl SiteState {
    /// As stored.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Pending(_) => "pending",
            Self::Verified(_) => "verified",
            Self::Failed(..) => "failed",
            Self::Removed(_) => "removed",
        }
    }

    /// In words.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Pending(_) => "Waits for confirmation",
            Self::Verified(_) => "Confirmed",
            Self::Failed(..) => "Refused",
            Self::Removed(_) => "Removed",
        }
    }

    /// The tone of its tag.
    pub fn tone(&self) -> &'static str {
        match self {
            Self::Pending(_) => "info",
            Self::Verified(_) => "good",
            Self::Failed(..) => "bad",
            Self::Removed(_) => "neutral",
        }
    }

    /// When and by whom it was entered.
    pub fn step(&self) -> Step {
        match self {
            Self::Pending(step) | Self::Verified(step) | Self::Failed(step, _) | Self::Removed(step) => *step,
        }
    }
}

/// What a publisher says of a site.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteDetails {
    /// Its domain.
    pub domain: Domain,
    /// What it is about.
    pub category: Category,
    /// Its language.
    pub language: Language,
    /// Its page views a month.
    pub monthly_page_views: Quantity,
}

/// A site.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// Whose.
    pub account: AccountId,
    /// What it is.
    pub details: SiteDetails,
    /// Where it stands.
    pub state: SiteState,
    /// The version of its row.
    pub version: i64,
}

impl Site {
    /// A publisher names a site. Once it is active the reviewers are told; before, they are when it is sent in.
    pub fn add(owner: &Account, details: SiteDetails, now: DateTime<Utc>, by: UserId) -> Change<Self> {
        let account = owner.id;
        let id = SiteId::at(now);
        let state = SiteState::Pending(Step { at: now, by });
        let event = Event::new(Subject::new("site", id.0), Some(account), "site.added");
        let waiting = ServiceLetter::ReviewWaiting {
            reference: owner.reference.clone(),
            name: format!("{} of {}", details.domain.shown(), owner.name),
            noun: "site".into(),
        };
        let change = Change::new(Self { id, account, details, state, version: 1 }, 0, event);
        if owner.is_active() { change.letter(Audience::Reviewers, waiting) } else { change }
    }

    /// Its publisher takes it off.
    ///
    /// # Errors
    /// [`WrongState`] when it is off already.
    pub fn remove(self, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        if matches!(self.state, SiteState::Removed(_)) {
            return Err(self.refuse("removed"));
        }
        Ok(self.step(SiteState::Removed(Step { at: now, by }), "site.removed", None))
    }

    /// A reviewer confirms its ownership; an active publisher is told by mail, another hears of its whole account.
    ///
    /// # Errors
    /// [`WrongState`] unless it waits or was refused before.
    pub fn verify(self, owner: &Account, now: DateTime<Utc>, by: UserId) -> Result<Change<Self>, WrongState> {
        match self.state {
            SiteState::Pending(_) | SiteState::Failed(..) => {
                let (account, domain) = (owner.letter_ref(), self.details.domain.shown());
                let change = self.step(SiteState::Verified(Step { at: now, by }), "site.verified", None);
                Ok(told(change, owner, ServiceLetter::SiteConfirmed { account, domain }))
            }
            _ => Err(self.refuse("confirmed")),
        }
    }

    /// A reviewer refuses it; an active publisher is told by mail, another hears of its whole account.
    ///
    /// # Errors
    /// [`WrongState`] unless it waits or was confirmed before.
    pub fn fail(
        self,
        owner: &Account,
        now: DateTime<Utc>,
        by: UserId,
        reason: Reason,
    ) -> Result<Change<Self>, WrongState> {
        match self.state {
            SiteState::Pending(_) | SiteState::Verified(_) => {
                let code = reason.code;
                let (account, domain, words) = (owner.letter_ref(), self.details.domain.shown(), reason.words.clone());
                let change = self.step(SiteState::Failed(Step { at: now, by }, reason), "site.failed", Some(code));
                Ok(told(change, owner, ServiceLetter::SiteRefused { account, domain, reason: code, words }))
            }
            _ => Err(self.refuse("refused")),
        }
    }

    /// The site as it stood before a decision that is taken back.
    pub(crate) fn put_back(self, state: SiteState) -> Change<Self> {
        self.step(state, "site.decision_undone", None)
    }

    fn refuse(&self, wanted: &'static str) -> WrongState {
        let state = match self.state {
            SiteState::Pending(_) => "waiting",
            SiteState::Verified(_) => "confirmed",
            SiteState::Failed(..) => "refused",
            SiteState::Removed(_) => "removed",
        };
        WrongState { noun: "This site", state, wanted }
    }

    fn step(mut self, state: SiteState, verb: &'static str, reason: Option<crate::reason::ReasonCode>) -> Change<Self> {
        let mut event = Event::new(Subject::new("site", self.id.0), Some(self.account), verb);
        event.reason = reason;
        let seen = self.version;
        self.state = state;
        self.version += 1;
        Change::new(self, seen, event)
    }
}

fn told(change: Change<Site>, owner: &Account, letter: ServiceLetter) -> Change<Site> {
    if owner.is_active() { change.letter(Audience::Account(owner.id), letter) } else { change }
}
