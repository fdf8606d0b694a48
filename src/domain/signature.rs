//! A signature: the typed name under one exact text.

use crate::ids::UserId;
use crate::session::Factor;
use crate::text::PersonName;
use crate::user::stored_enum;
use chrono::{DateTime, Utc};

stored_enum! {
    /// Who signs.
    Side {
        /// The account's signer.
        Account = "account", "Signed";
        /// The operator's.
        Operator = "operator", "Countersigned";
    }
}

/// What a person gave when they signed, and how they were known.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Which side.
    pub side: Side,
    /// Whose login.
    pub user: UserId,
    /// The name as they typed it.
    pub typed_name: PersonName,
    /// Their title.
    pub title: Option<String>,
    /// The statement of intent shown above the name.
    pub intent: String,
    /// SHA-256 of the exact text shown.
    pub text_sha256: [u8; 32],
    /// When.
    pub at: DateTime<Utc>,
    /// The zone in which the time was shown.
    pub time_zone: String,
    /// The address the request came from.
    pub ip: String,
    /// The browser, as it names itself.
    pub user_agent: String,
    /// How the person had proved who they are.
    pub authentication: Factor,
}
