//! What people write on the public site.

use crate::email::Email;
use crate::phone::Phone;
use crate::site::Category;
use crate::text::{Paragraph, PersonName};
use crate::user::stored_enum;
use crate::website::WebSite;

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

impl Sector {
    /// What a site of this sector is mostly about; none where that would be a guess.
    pub fn category(self) -> Option<Category> {
        match self {
            Self::News => Some(Category::News),
            Self::Sports => Some(Category::Sports),
            Self::Travel => Some(Category::Travel),
            Self::Home => Some(Category::Home),
            Self::Fashion => Some(Category::Style),
            Self::Technology => Some(Category::Technology),
            Self::Retail => Some(Category::Shopping),
            Self::Agency | Self::Network | Self::Other => None,
        }
    }
}

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
    /// The number to call with the answer, where they would rather be called than written to.
    pub telephone: Option<Phone>,
    /// The words; an inquiry needs none.
    pub body: Option<Paragraph>,
}
