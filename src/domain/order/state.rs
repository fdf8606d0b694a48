//! The states of an order, each with what belongs to it.

use crate::account::Step;
use crate::reason::Reason;

/// Where an order stands.
#[derive(Clone, Debug, PartialEq)]
pub enum OrderState {
    /// Being written.
    Draft(Step),
    /// Sent, waits for staff.
    Submitted(Step),
    /// Staff asked something; the advertiser answers.
    NeedsAttention(Step, Reason),
    /// Accepted by staff.
    Accepted(Step),
    /// Signed by both: in force.
    Countersigned(Step),
    /// In force, before its first day.
    Scheduled(Step),
    /// Delivering.
    Running(Step),
    /// Stopped for a while.
    Paused(Step),
    /// Past its last day.
    Completed(Step),
    /// Refused by staff.
    Rejected(Step, Reason),
    /// Taken back by the advertiser.
    Withdrawn(Step),
    /// Not accepted before its expiry.
    Expired(Step),
    /// Ended early.
    Cancelled(Step, Reason),
}

impl OrderState {
    /// As stored.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Draft(_) => "draft",
            Self::Submitted(_) => "submitted",
            Self::NeedsAttention(..) => "needs_attention",
            Self::Accepted(_) => "accepted",
            Self::Countersigned(_) => "countersigned",
            Self::Scheduled(_) => "scheduled",
            Self::Running(_) => "running",
            Self::Paused(_) => "paused",
            Self::Completed(_) => "completed",
            Self::Rejected(..) => "rejected",
            Self::Withdrawn(_) => "withdrawn",
            Self::Expired(_) => "expired",
            Self::Cancelled(..) => "cancelled",
        }
    }

    /// Whether something of it is still to come, so that both sides may have something to say.
    pub fn is_open(&self) -> bool {
        matches!(
            self,
            Self::Submitted(_)
                | Self::NeedsAttention(..)
                | Self::Accepted(_)
                | Self::Countersigned(_)
                | Self::Scheduled(_)
                | Self::Running(_)
                | Self::Paused(_)
        )
    }

    /// When and by whom it was entered.
    pub fn step(&self) -> Step {
        match self {
            Self::Draft(step)
            | Self::Submitted(step)
            | Self::NeedsAttention(step, _)
            | Self::Accepted(step)
            | Self::Countersigned(step)
            | Self::Scheduled(step)
            | Self::Running(step)
            | Self::Paused(step)
            | Self::Completed(step)
            | Self::Rejected(step, _)
            | Self::Withdrawn(step)
            | Self::Expired(step)
            | Self::Cancelled(step, _) => *step,
        }
    }

    /// The reason, where the state has one.
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            Self::NeedsAttention(_, reason) | Self::Rejected(_, reason) | Self::Cancelled(_, reason) => Some(reason),
            _ => None,
        }
    }

    /// In words, for a status tag.
    pub fn label(&self) -> &'static str {
        label(self.as_str())
    }

    /// In words, inside a sentence.
    pub fn label_in_sentence(&self) -> &'static str {
        match self {
            Self::Draft(_) => "a draft",
            Self::Submitted(_) => "sent",
            Self::NeedsAttention(..) => "waiting for an answer",
            Self::Accepted(_) => "accepted",
            Self::Countersigned(_) => "in force",
            Self::Scheduled(_) => "scheduled",
            Self::Running(_) => "running",
            Self::Paused(_) => "paused",
            Self::Completed(_) => "completed",
            Self::Rejected(..) => "rejected",
            Self::Withdrawn(_) => "withdrawn",
            Self::Expired(_) => "expired",
            Self::Cancelled(..) => "cancelled",
        }
    }
}

/// The words for a stored order state.
pub fn label(state: &str) -> &'static str {
    match state {
        "draft" => "Not sent yet",
        "submitted" => "Sent",
        "needs_attention" => "Needs attention",
        "accepted" => "Accepted",
        "countersigned" => "In force",
        "scheduled" => "Scheduled",
        "running" => "Running",
        "paused" => "Paused",
        "completed" => "Completed",
        "rejected" => "Rejected",
        "withdrawn" => "Withdrawn",
        "expired" => "Expired",
        "cancelled" => "Cancelled",
        _ => "Unknown",
    }
}

/// The state of an order's lines (OpenDirect), which follows the order's until lines are trafficked one by one.
pub fn line_label(state: &str) -> &'static str {
    match state {
        "draft" => "Draft",
        "submitted" | "needs_attention" => "Pending",
        "accepted" | "countersigned" | "scheduled" => "Booked",
        "running" => "In flight",
        "paused" => "Paused",
        "completed" => "Finished",
        "rejected" => "Declined",
        _ => "Cancelled",
    }
}

/// The tone of a stored order state, for its status tag.
pub fn tone(state: &str) -> &'static str {
    match state {
        "accepted" | "countersigned" | "running" | "completed" => "good",
        "needs_attention" | "paused" => "warn",
        "rejected" | "cancelled" | "expired" => "bad",
        "submitted" | "scheduled" => "info",
        _ => "neutral",
    }
}
