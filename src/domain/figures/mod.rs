//! The weekly figures of the whole portal: what is counted, in which weeks, and what may be said of it.

mod trend;
mod week;

pub use trend::{TREND_WEEKS, Trend};
pub use week::Week;

use crate::user::stored_enum;

stored_enum! {
    /// What is counted, week by week.
    Measure {
        /// Accounts that were opened, by their kind.
        SignUps = "sign_ups", "Accounts opened";
        /// Cases that were decided: of accounts, orders and sites.
        Decisions = "decisions", "Cases decided";
        /// The median of the minutes between a case's last hand-over and its decision.
        DecisionMinutes = "decision_minutes", "Median time to a decision";
        /// Orders that the operator countersigned.
        Orders = "orders", "Orders countersigned";
        /// What those orders commit, in minor units, by currency. Currencies are never added up.
        Committed = "committed", "Committed";
        /// Messages from the public site that came in.
        Received = "received", "Messages received";
        /// Messages that got an answer.
        Answered = "answered", "Messages answered";
    }
}

/// One figure of a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Which week.
    pub week: Week,
    /// What was counted.
    pub measure: Measure,
    /// The kind or the currency; empty where there is but one.
    pub part: String,
    /// How many, how long or how much.
    pub value: u64,
}
