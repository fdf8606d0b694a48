//! Reason codes: every decision other than approval names one, and the applicant sees its words.

use crate::account::AccountKind;
use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($($variant:ident = $code:literal, $label:literal, $words:literal;)*) => {
        /// Why something was declined, sent back or stopped.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ReasonCode {
            $(#[doc = $label] $variant,)*
        }

        impl ReasonCode {
            /// Every reason, in the order in which forms offer them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code as stored.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The code in words.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }

            /// What is usually said with it: a beginning for whoever decides, who changes it to fit. Empty where nothing
            /// is usual.
            pub fn usual_words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }
        }

        impl std::str::FromStr for ReasonCode {
            type Err = UnknownReason;
            fn from_str(text: &str) -> Result<Self, UnknownReason> {
                match text { $($code => Ok(Self::$variant),)* _ => Err(UnknownReason) }
            }
        }
    };
}

reasons! {
    DetailsMissing = "details_missing", "Details are missing or unclear",
        "Some of what we ask for is missing or cannot be read. Complete it as your register entry has it, and send it again.";
    DetailsDiffer = "details_differ", "Details differ from public records",
        "What you gave differs from public records. Give it as the register has it, or tell us where the newer record is.";
    ContactUnreachable = "contact_unreachable", "The contact could not be reached",
        "We could not reach the contact by the address and number that were given. Give us ones at which somebody answers.";
    SiteContent = "site_content", "The content of a site is outside the content rules",
        "What is on one of the sites is outside our content rules. It has to come off, or the site with it.";
    SiteOwnership = "site_ownership", "Ownership of a site is not shown",
        "It is not shown that a site is yours. Add your line to its ads.txt, and tell us once it is there.";
    TrafficQuality = "traffic_quality", "Traffic quality is below what advertisers are promised",
        "The traffic of a site is below what we promise advertisers. It has to be steady for three months.";
    CreativeContent = "creative_content", "The advertised product is outside the content rules",
        "What is advertised is outside our content rules.";
    Dates = "dates", "The dates cannot be met",
        "The dates cannot be met. Name other ones, or tell us which of them is fixed.";
    Inventory = "inventory", "The inventory asked for is not available",
        "What was asked for is not available in these days. Ask for less of it, or for other days.";
    Price = "price", "A rate is outside the rate card",
        "A rate is outside our rate card. Name one within it, or leave the line out.";
    Credit = "credit", "Credit could not be granted",
        "Credit could not be granted. You can still pay in advance.";
    Duplicate = "duplicate", "It repeats another record",
        "It repeats what we have from you already; that one stays.";
    Terms = "terms", "The terms were not met",
        "The terms were not met.";
    Claim = "claim", "It makes a claim that cannot be shown",
        "It makes a claim that cannot be shown. Leave it out, or send us what shows it.";
    OtherPeople = "other_people", "It names people who have not agreed to it",
        "It names people who have not agreed to it. Leave their names out.";
    IdentityUnclear = "identity_unclear", "It could not be made sure who asks",
        "We could not make sure who asks. Write to us from the address of your login, or sign in and ask there.";
    NothingHeld = "nothing_held", "We hold nothing of this kind",
        "We looked, and hold nothing of this kind about you.";
    KeptByLaw = "kept_by_law", "A law asks us to keep it",
        "A law asks us to keep it. It is erased once its time is over.";
    RightsOfOthers = "rights_of_others", "It would show or take away what belongs to others",
        "It would show or take away what belongs to others.";
    Excessive = "excessive", "It repeats requests without end or asks for what is no request",
        "The same was asked and answered a short while ago, and nothing has changed since.";
    Other = "other", "Another reason, given in words",
        "";
}

/// What a decision is about: each kind has the reasons that can be given for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReasonFor {
    /// An account of this kind.
    Account(AccountKind),
    /// An insertion order.
    Order,
    /// A site.
    Site,
    /// A testimonial.
    Testimonial,
    /// A privacy request.
    PrivacyRequest,
}

impl ReasonFor {
    /// Every kind of decision.
    pub const ALL: [Self; 7] = [
        Self::Account(AccountKind::Publisher),
        Self::Account(AccountKind::Advertiser),
        Self::Account(AccountKind::Network),
        Self::Order,
        Self::Site,
        Self::Testimonial,
        Self::PrivacyRequest,
    ];

    /// What is decided on, in words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Account(AccountKind::Publisher) => "publisher's account",
            Self::Account(AccountKind::Advertiser) => "advertiser's account",
            Self::Account(AccountKind::Network) => "network's account",
            Self::Order => "insertion order",
            Self::Site => "site",
            Self::Testimonial => "testimonial",
            Self::PrivacyRequest => "privacy request",
        }
    }

    /// The reasons, in the order in which forms offer them.
    pub fn codes(self) -> &'static [ReasonCode] {
        use ReasonCode as R;
        match self {
            Self::Account(AccountKind::Publisher) => &[
                R::DetailsMissing,
                R::DetailsDiffer,
                R::ContactUnreachable,
                R::SiteContent,
                R::SiteOwnership,
                R::TrafficQuality,
                R::Duplicate,
                R::Terms,
                R::Other,
            ],
            Self::Account(AccountKind::Network) => &[
                R::DetailsMissing,
                R::DetailsDiffer,
                R::ContactUnreachable,
                R::CreativeContent,
                R::TrafficQuality,
                R::Duplicate,
                R::Terms,
                R::Other,
            ],
            Self::Account(AccountKind::Advertiser) => &[
                R::DetailsMissing,
                R::DetailsDiffer,
                R::ContactUnreachable,
                R::CreativeContent,
                R::Credit,
                R::Duplicate,
                R::Terms,
                R::Other,
            ],
            Self::Order => &[
                R::DetailsMissing,
                R::ContactUnreachable,
                R::CreativeContent,
                R::Dates,
                R::Inventory,
                R::Price,
                R::Credit,
                R::Duplicate,
                R::Terms,
                R::Other,
            ],
            Self::Site => {
                &[R::SiteOwnership, R::SiteContent, R::TrafficQuality, R::DetailsMissing, R::Duplicate, R::Other]
            }
            Self::Testimonial => &crate::testimonial::REASONS,
            Self::PrivacyRequest => &crate::privacy::REASONS,
        }
    }
}

/// A reason code that this version does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Choose a reason from the list")]
pub struct UnknownReason;

/// A reason with the words that the applicant reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The code.
    pub code: ReasonCode,
    /// The words, between 1 and 4,000 characters.
    pub words: String,
}

impl Reason {
    /// What the words say beside the code's label, with which some of the usual ones begin: where both are shown, neither
    /// is said twice.
    pub fn besides(&self) -> &str {
        match self.words.strip_prefix(self.code.label()) {
            Some(rest) if rest.is_empty() || rest.starts_with('.') => rest.trim_start_matches('.').trim_start(),
            _ => &self.words,
        }
    }

    /// The label and the words, in sentences.
    pub fn in_full(&self) -> String {
        let (label, besides) = (self.code.label(), self.besides());
        if besides.is_empty() { format!("{label}.") } else { format!("{label}. {besides}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_label_and_words_both_say_is_said_once() {
        let reason = |code, words: &str| Reason { code, words: words.into() };
        let full = |code, words| reason(code, words).in_full();
        assert_eq!(full(ReasonCode::Terms, "The terms were not met."), "The terms were not met.");
        assert_eq!(full(ReasonCode::Terms, "Not yet."), "The terms were not met. Not yet.");
        let dates = "The dates cannot be met. Name other ones.";
        assert_eq!(full(ReasonCode::Dates, dates), dates);
        assert_eq!(reason(ReasonCode::Dates, dates).besides(), "Name other ones.");
        for code in ReasonCode::ALL.iter().filter(|code| **code != ReasonCode::Other) {
            let full = full(*code, code.usual_words());
            assert_eq!(full.matches(code.label()).count(), 1, "{full}");
        }
    }

    #[test]
    fn every_reason_can_be_given_for_something_and_its_usual_words_are_whole_sentences() {
        for reason in ReasonCode::ALL {
            let somewhere = ReasonFor::ALL.into_iter().any(|about| about.codes().contains(reason));
            assert!(somewhere, "{} is offered nowhere", reason.as_str());
            let words = reason.usual_words();
            assert!(*reason == ReasonCode::Other || (words.ends_with('.') && words.len() < 200), "{words:?}");
            let lower = words.to_lowercase();
            assert!(!["please", "sorry", "invalid"].iter().any(|word| lower.contains(word)), "{words}");
        }
    }
}
