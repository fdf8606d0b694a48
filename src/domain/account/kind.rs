//! The role that an account plays.

use serde::{Deserialize, Serialize};

/// The role in which a company has an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// Owns sites.
    Publisher,
    /// Places insertion orders.
    Advertiser,
    /// Brings demand as a network.
    Network,
}

impl AccountKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Publisher, Self::Advertiser, Self::Network];

    /// As stored and as in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Publisher => "publisher",
            Self::Advertiser => "advertiser",
            Self::Network => "network",
        }
    }

    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Publisher => "Publisher",
            Self::Advertiser => "Advertiser",
            Self::Network => "Advertising network",
        }
    }

    /// The letters that begin its references.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Publisher => "PUB",
            Self::Advertiser => "ADV",
            Self::Network => "NET",
        }
    }
}

impl std::str::FromStr for AccountKind {
    type Err = UnknownKind;
    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownKind)
    }
}

/// A kind of account that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Choose publisher, advertiser or network")]
pub struct UnknownKind;
