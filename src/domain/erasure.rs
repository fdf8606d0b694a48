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
        /// Whether others are in it.
        others: bool,
    },
    /// A disclosure of their data is asked for or approved. What an authority asks for is not erased before it is settled, and
    /// whoever reads this may not know of it.
    Held,
    /// Something of an account that goes with them waits for a decision.
    CaseOpen {
        /// The account, by name and reference.
        account: String,
    },
}

impl Obstacle {
    /// Whether it stands in the way also of an erasure that keeps so much. A child's account needs no handing over and no
    /// decision, unless others are in it who would be left without an owner.
    pub fn stops(&self, keep: Keep) -> bool {
        match (keep, self) {
            (Keep::WhatLawAsks, _) | (Keep::Nothing, Self::OnStaff | Self::Held) => true,
            (Keep::Nothing, Self::LastOwner { others, .. }) => *others,
            (Keep::Nothing, Self::CaseOpen { .. }) => false,
        }
    }

    /// In words: what it is, and what to do.
    pub fn words(&self) -> String {
        match self {
            Self::OnStaff => "They are on the staff: take their role away first.".into(),
            Self::Held => "An admin looks at this first: ask one.".into(),
            Self::LastOwner { account, .. } => {
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
    /// This and what is found under another address of the same person.
    pub fn and(mut self, more: Self) -> Self {
        self.obstacles.extend(more.obstacles);
        for (parts, found) in [(&mut self.goes, more.goes), (&mut self.stays, more.stays)] {
            for part in found {
                match parts.iter_mut().find(|known| known.what == part.what) {
                    Some(known) => known.count += part.count,
                    None => parts.push(part),
                }
            }
        }
        self
    }

    /// What goes where this much is kept: where nothing is, also what would have stayed.
    pub fn gone(&self, keep: Keep) -> Vec<(String, i64)> {
        let stays = self.stays.iter().filter(|_| keep == Keep::Nothing);
        self.goes.iter().chain(stays).map(|part| (part.what.clone(), part.count)).collect()
    }

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

/// What the catalogue says to a person, as it is said of them to somebody else: staff who read it are not the one who is
/// erased.
pub fn of_the_person(what: &str) -> String {
    // After these, "you" is not who acts.
    const AFTER: [&str; 8] = ["to", "of", "and", "with", "reach", "tell", "told", "about"];
    let mut words: Vec<String> = Vec::new();
    let mut before = "";
    for word in what.split(' ') {
        let bare = word.trim_end_matches([',', ':', ';', '.']);
        let other = match bare {
            "You" => "They",
            "you" if AFTER.contains(&before) => "them",
            "you" => "they",
            "Your" => "Their",
            "your" => "their",
            "yours" => "theirs",
            same => same,
        };
        words.push(format!("{other}{}", word.strip_prefix(bare).unwrap_or_default()));
        before = bare;
    }
    words.join(" ")
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

#[cfg(test)]
mod tests {
    use super::*;

    fn part(what: &str, count: i64) -> Part {
        Part { what: what.into(), why: String::new(), count }
    }

    #[test]
    fn a_child_is_kept_by_nothing_but_a_role_and_people_who_would_be_left_without_an_owner() {
        let account = || "Fjord (PUB-1001)".to_owned();
        let stops = |obstacle: Obstacle| (obstacle.stops(Keep::WhatLawAsks), obstacle.stops(Keep::Nothing));
        assert_eq!(stops(Obstacle::OnStaff), (true, true));
        assert_eq!(stops(Obstacle::CaseOpen { account: account() }), (true, false));
        assert_eq!(stops(Obstacle::LastOwner { account: account(), others: false }), (true, false));
        assert_eq!(stops(Obstacle::LastOwner { account: account(), others: true }), (true, true));
    }

    #[test]
    fn staff_read_of_the_person_what_the_catalogue_says_to_them() {
        for (said, of_them) in [
            ("E-mail address you sign in with", "E-mail address they sign in with"),
            ("Your signature: typed name, title, statement", "Their signature: typed name, title, statement"),
            ("Since when our mail does not reach you", "Since when our mail does not reach them"),
            (
                "What you or a server said of a mail to you, and when",
                "What they or a server said of a mail to them, and when",
            ),
            ("That data of yours was handed to a court", "That data of theirs was handed to a court"),
        ] {
            assert_eq!(of_the_person(said), of_them);
            assert_eq!(of_the_person(of_them), of_them, "what was said once is said again");
        }
        let speaks_to = |word: &str| ["you", "your", "yours", "yourself"].contains(&word.to_lowercase().as_str());
        for entry in crate::catalogue::PERSONAL {
            let said = of_the_person(entry.what);
            assert!(!said.split(|letter: char| !letter.is_alphabetic()).any(speaks_to), "{said}");
        }
    }

    #[test]
    fn what_is_found_under_several_addresses_is_counted_together() {
        let one = Outlook { goes: vec![part("Letters", 2)], stays: vec![part("Orders", 1)], ..Outlook::default() };
        let other = Outlook { goes: vec![part("Names", 1), part("Letters", 3)], ..Outlook::default() };
        let both = one.and(other);
        assert_eq!(both.gone(Keep::WhatLawAsks), [("Letters".into(), 5), ("Names".into(), 1)]);
        assert_eq!(both.gone(Keep::Nothing), [("Letters".into(), 5), ("Names".into(), 1), ("Orders".into(), 1)]);
    }
}
