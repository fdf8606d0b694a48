//! Reason codes: every decision other than approval names one, and the applicant sees its words.

use crate::account::AccountKind;
use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($($variant:ident = $code:literal, $label:literal;)*) => {
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
    DetailsMissing = "details_missing", "Details are missing or unclear";
    DetailsDiffer = "details_differ", "Details differ from public records";
    ContactUnreachable = "contact_unreachable", "The contact could not be reached";
    SiteContent = "site_content", "The content of a site is outside the content rules";
    SiteOwnership = "site_ownership", "Ownership of a site is not shown";
    TrafficQuality = "traffic_quality", "Traffic quality is below what advertisers are promised";
    CreativeContent = "creative_content", "The advertised product is outside the content rules";
    Dates = "dates", "The dates cannot be met";
    Inventory = "inventory", "The inventory asked for is not available";
    Price = "price", "A rate is outside the rate card";
    Credit = "credit", "Credit could not be granted";
    Duplicate = "duplicate", "It repeats another record";
    Terms = "terms", "The terms were not met";
    Claim = "claim", "It makes a claim that cannot be shown";
    OtherPeople = "other_people", "It names people who have not agreed to it";
    IdentityUnclear = "identity_unclear", "It could not be made sure who asks";
    NothingHeld = "nothing_held", "We hold nothing of this kind";
    KeptByLaw = "kept_by_law", "A law asks us to keep it";
    RightsOfOthers = "rights_of_others", "It would show or take away what belongs to others";
    Excessive = "excessive", "It repeats requests without end or asks for what is no request";
    Other = "other", "Another reason, given in words";
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
