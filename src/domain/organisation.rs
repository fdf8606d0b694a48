//! Kinds of organisation.

use crate::user::stored_enum;

stored_enum! {
    /// What kind of organisation a company is.
    OrganisationType {
        /// A company with limited liability.
        Company = "company", "Company";
        /// A partnership.
        Partnership = "partnership", "Partnership";
        /// One person who trades in their own name.
        SoleTrader = "sole_trader", "Sole trader";
        /// A charity, foundation or association.
        NonProfit = "non_profit", "Charity or association";
        /// A part of the state.
        PublicBody = "public_body", "Public body";
        /// Anything else.
        Other = "other", "Other";
    }
}
