//! Erasing a person: what stands in the way, what goes, and what stays and why.

use crate::change::{Change, Event, Subject};
use crate::ids::{CertificateId, UserId};

/// How much stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// What law asks to keep of what is in force: books, and proofs of agreements and orders.
    WhatLawAsks,
    /// Nothing: the person is a child, whose agreements bind nobody.
    Nothing,
}

impl Keep {
    /// As the script of the erasure reads it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WhatLawAsks => "law",
            Self::Nothing => "nothing",
        }
    }
}

/// What stands in the way of an erasure, with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// They are on the operator's staff.
    OnStaff,
    /// They are the last owner of an active account, or of one in which others are.
    LastOwner {
        /// The account, by name and reference.
        account: String,
    },
    /// Something of an account that goes with them waits for a decision.
    CaseOpen {
        /// The account, by name and reference.
        account: String,
    },
}

impl Obstacle {
    /// In words: what it is, and what to do.
    pub fn words(&self) -> String {
        match self {
            Self::OnStaff => "They are on the staff: take their role away first.".into(),
            Self::LastOwner { account } => {
                format!("They are the last owner of {account}: it is handed over or deactivated first.")
            }
            Self::CaseOpen { account } => {
                format!("A case of {account} is open: decide it, or have it withdrawn, first.")
            }
        }
    }
}

/// A line of what goes or stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub what: String,
    /// Why it stays; empty for what goes.
    pub why: String,
    /// How many records of it there are.
    pub count: i64,
}

/// What an erasure would do now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outlook {
    /// What stands in the way.
    pub obstacles: Vec<Obstacle>,
    /// What goes.
    pub goes: Vec<Part>,
    /// What stays, and why.
    pub stays: Vec<Part>,
}

impl Outlook {
    /// What stays, in sentences for the answer.
    pub fn kept_words(&self) -> String {
        if self.stays.is_empty() {
            return "Everything we held of you is erased. That you asked, and when we answered, stays without your name."
                .into();
        }
        let lines: Vec<String> = self.stays.iter().map(|part| format!("- {}: {}", part.what, part.why)).collect();
        format!("Everything else we held of you is erased. This stays:\n{}", lines.join("\n"))
    }
}

/// A login is erased.
pub fn erased(user: UserId) -> Change<UserId> {
    Change::new(user, 0, Event::new(Subject::new("user", user.0), None, "user.erased"))
}

/// That a child's data was erased, without a word about the child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Its id.
    pub id: CertificateId,
    /// What people call it by: `CHD-1001`.
    pub reference: String,
    /// How many records were erased or emptied, by what they were.
    pub erased: Vec<(String, i64)>,
}

/// A child's data is erased: the certificate is all that is left of it.
pub fn child_erased(certificate: Certificate) -> Change<Certificate> {
    let event = Event::new(Subject::new("certificate", certificate.id.0), None, "child.erased");
    Change::new(certificate, 0, event)
}
