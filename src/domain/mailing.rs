//! The law of mail: who may be written to, and how they leave.
//!
//! Service mail goes to whom it concerns. A reply answers a form. Optional mail needs a consent that is alive when the mail
//! leaves, and carries a way out that works without signing in (P10, P18). Addresses of which somebody said that nothing may
//! go there stand on a list that every mail but service mail respects.

use crate::change::{Change, Differences, Event, Subject};
use crate::email::Email;
use crate::ids::{MailId, UserId};
use crate::letter::{Audience, ServiceLetter};
use crate::text::Note;
use crate::user::stored_enum;
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// What the box of the opt-in says now; a consent keeps the version of the words it was given to.
pub const NEWS_WORDING: &str = "Send me news of new formats by mail";

/// How long the link in an optional mail takes its reader off the list. Mail is archived and forwarded for years; what is
/// older says so, and which ways are left.
pub const UNSUBSCRIBE_DAYS: i64 = 365;

stored_enum! {
    /// Where a person said yes or no to optional mail.
    ConsentSource {
        /// The form by which they signed up.
        SignUp = "sign-up", "When you signed up";
        /// The form by which they accepted an invitation.
        Invitation = "invitation", "When you accepted an invitation";
        /// Their profile.
        Profile = "profile", "In your profile";
        /// Their page of mail.
        Preferences = "preferences", "On your page of mail";
        /// The link in a mail, or the button that a mail program makes of it.
        Unsubscribe = "unsubscribe", "By the link in a mail";
        /// Staff, whom they asked.
        Staff = "staff", "By our staff, whom you asked";
    }
}

/// A person's newest word on optional mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailConsent {
    /// Whether it is yes.
    pub granted: bool,
    /// The version of the wording that they saw.
    pub wording: String,
    /// Where they said it.
    pub source: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A person's yes or no to optional mail, to be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailChoice {
    /// Whose.
    pub user: UserId,
    /// Whether they want it.
    pub granted: bool,
    /// Where they said so.
    pub source: ConsentSource,
}

impl MailChoice {
    /// The choice, where it differs from the person's last word.
    pub fn made(self, before: Option<&MailConsent>) -> Option<Change<Self>> {
        let was = before.is_some_and(|consent| consent.granted);
        if was == self.granted {
            return None;
        }
        let word = |granted: bool| Some(granted.to_string());
        let fields = Differences::new().field("optional_mail", word(was), word(self.granted)).into_fields();
        let verb = if self.granted { "user.optional_mail_wanted" } else { "user.optional_mail_left" };
        Some(Change::new(self, 0, Event::new(Subject::new("user", self.user.0), None, verb).changing(fields)))
    }
}

/// What the link of an optional mail says: whose it is, and when its mail was queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnsubscribeLink {
    /// Whom it takes off the list.
    pub user: UserId,
    /// When its mail was queued.
    pub at: DateTime<Utc>,
}

impl UnsubscribeLink {
    /// The link as text; that it is ours is a mark's to show.
    pub fn text(self) -> String {
        format!("{}.{}", self.user.0.simple(), self.at.timestamp())
    }

    /// The link that a text says; none for what is no such text.
    pub fn read(text: &str) -> Option<Self> {
        let (user, at) = text.split_once('.')?;
        Some(Self { user: UserId(user.parse().ok()?), at: DateTime::from_timestamp(at.parse().ok()?, 0)? })
    }

    /// Whether it is too old to do anything.
    pub fn is_old(self, now: DateTime<Utc>) -> bool {
        now - self.at > TimeDelta::days(UNSUBSCRIBE_DAYS)
    }
}

stored_enum! {
    /// What was reported of a mail.
    Report {
        /// Its reader forwarded it to us and wants no more.
        Removal = "removal", "Asked to be taken off";
        /// A server gave it back for good.
        Bounce = "bounce", "Came back undelivered";
        /// Its reader called it unwanted, to us or to their mail program.
        Complaint = "complaint", "Called unwanted";
    }
}

impl Report {
    /// What follows from it, for those who choose it.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Removal => "No more news and answers; one mail confirms it",
            Self::Bounce => "The address cannot be reached; for a service mail the login is marked and support is told",
            Self::Complaint => "No more news and answers, and no mail that says so",
        }
    }
}

/// What a server says of a mailbox that no mail will ever reach: RFC 3463, sections 3.2 and 3.3, and RFC 7505, section 4.2.
/// Codes of policy, of size or of the sender speak of one mail or of us, and are not among them.
const NO_MAILBOX: [(&str, &str); 6] = [
    ("5.1.1", "there is no such mailbox"),
    ("5.1.2", "there is no such mail system"),
    ("5.1.3", "the address cannot be read"),
    ("5.1.6", "the mailbox has moved and nobody says where to"),
    ("5.1.10", "the domain takes no mail"),
    ("5.2.1", "the mailbox is out of use"),
];

/// What a server's answer, without its reply code, says of the mailbox; none where it does not say that the mailbox is
/// not there. An answer without an enhanced status code says nothing: 550 alone is also how a server turns a sender away.
pub fn no_mailbox(answer: &str) -> Option<&'static str> {
    let code = answer.split_whitespace().next()?;
    NO_MAILBOX.iter().find(|(known, _)| *known == code).map(|(_, words)| *words)
}

/// An address as a report finds it.
#[derive(Clone, Debug)]
pub struct Reported {
    /// Its place on the list, should it get one.
    pub id: Uuid,
    /// The mail that was reported; none where only the address is known.
    pub mail: Option<MailId>,
    /// Whether that mail was part of the service.
    pub service: bool,
    /// The address.
    pub email: Email,
    /// The name that the mail greeted.
    pub name: String,
    /// The login with this address, where there is one, and its person's name.
    pub login: Option<(UserId, String)>,
    /// Whether the login is marked as out of reach already.
    pub marked_before: bool,
}

/// What a report does, to be saved.
#[derive(Clone, Debug)]
pub struct Noted {
    /// What was reported on.
    pub reported: Reported,
    /// What was reported.
    pub report: Report,
    /// Whether the address is put on the list.
    pub listed: bool,
    /// Whether the login is marked as out of reach.
    pub marked: bool,
}

impl Reported {
    /// Notes a report. A service mail that came back marks the login, for staff to reach its person another way: the
    /// service goes on to write, and support is told once. All else puts the address on the list.
    pub fn note(self, report: Report, why: Option<&Note>) -> Change<Noted> {
        let marked = report == Report::Bounce && self.service && self.login.is_some();
        let listed = !(report == Report::Bounce && self.service);
        let verb = match report {
            Report::Removal => "mail.removal_asked",
            Report::Bounce => "mail.bounced",
            Report::Complaint => "mail.complained",
        };
        // The login's history tells of it; an address without one has the list's.
        let subject = match &self.login {
            Some((user, _)) => Subject::new("user", user.0),
            None => Subject::new("mail_address", self.id),
        };
        let fields = Differences::new().field("reason", None, why.map(ToString::to_string)).into_fields();
        let event = Event::new(subject, None, verb).changing(fields);
        let (email, name, login) = (self.email.to_string(), self.name.clone(), self.login.clone());
        let marked_before = self.marked_before;
        let change = Change::new(Noted { reported: self, report, listed, marked }, 0, event);
        match (report, login) {
            (Report::Removal, _) => {
                change.letter(Audience::Address { email, name, telephone: None }, ServiceLetter::TakenOffList)
            }
            (Report::Bounce, Some((user, name))) if marked && !marked_before => {
                change.letter(Audience::Support, ServiceLetter::OutOfReach { user, name })
            }
            _ => change,
        }
    }
}

/// An address that is taken from the list again.
#[derive(Clone, Debug)]
pub struct Lifted {
    /// The address.
    pub email: Email,
    /// The login with it, where there is one.
    pub login: Option<UserId>,
}

impl Lifted {
    /// Staff take an address from the list, and the mark from its login: mail reaches it again, or its person asked.
    pub fn by_staff(self, place: Uuid, why: &Note) -> Change<Self> {
        let subject = match self.login {
            Some(user) => Subject::new("user", user.0),
            None => Subject::new("mail_address", place),
        };
        let fields = Differences::new().field("reason", None, Some(why.to_string())).into_fields();
        Change::new(self, 0, Event::new(subject, None, "mail.allowed_again").changing(fields))
    }
}

/// What staff look for, from whatever a forwarded mail shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// A mail, by the reference in its foot, its Message-ID or the address that it bounced to.
    Mail(MailId),
    /// Whatever went to an address.
    Address(Email),
}

/// Why nothing can be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SoughtError {
    /// There is neither a reference nor an address.
    #[error(
        "Enter the mail's reference, such as M-0192f0c1-2345-7abc-8def-0123456789ab, or the address that it went to"
    )]
    Nothing,
    /// There are several addresses.
    #[error("Leave one address: there are several, and nothing says to which the mail went")]
    Several,
}

impl std::str::FromStr for Sought {
    type Err = SoughtError;

    /// Reads a pasted text, a whole mail with or without its heads: a reference goes before every address, because a
    /// forwarded mail names whoever forwarded it too.
    fn from_str(text: &str) -> Result<Self, SoughtError> {
        let words: Vec<&str> = text
            .split(|letter: char| letter.is_whitespace() || "<>()[]{}\"',;:=/".contains(letter))
            .map(|word| word.trim_matches(|letter: char| letter == '.' || letter == '*'))
            .collect();
        let parts = words.iter().flat_map(|word| word.split(['@', '+']));
        let mut mails = parts.filter_map(|part| {
            let id = part.strip_prefix(['M', 'm']).and_then(|rest| rest.strip_prefix('-')).unwrap_or(part);
            (id.len() >= 32).then(|| id.parse().ok()).flatten()
        });
        if let Some(id) = mails.next() {
            return Ok(Self::Mail(MailId(id)));
        }
        let mut addresses: Vec<Email> = words.iter().filter_map(|word| word.parse().ok()).collect();
        addresses.sort_by_key(Email::key);
        addresses.dedup_by_key(|email| email.key());
        match addresses.as_slice() {
            [] => Err(SoughtError::Nothing),
            [one] => Ok(Self::Address(one.clone())),
            _ => Err(SoughtError::Several),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(service: bool, login: bool) -> Reported {
        let now = DateTime::UNIX_EPOCH;
        Reported {
            id: Uuid::nil(),
            mail: None,
            service,
            email: "ida@halden.example".parse().expect("an address"),
            name: "Ida Holm".into(),
            login: login.then(|| (UserId::at(now), "Ida Holm".into())),
            marked_before: false,
        }
    }

    #[test]
    fn a_service_mail_that_comes_back_marks_the_login_and_all_else_lists_the_address() {
        for (report, service, login, listed, marked, letters) in [
            (Report::Bounce, true, true, false, true, 1),
            (Report::Bounce, true, false, false, false, 0),
            (Report::Bounce, false, true, true, false, 0),
            (Report::Complaint, true, true, true, false, 0),
            (Report::Removal, false, false, true, false, 1),
        ] {
            let change = reported(service, login).note(report, None);
            let noted = change.after();
            assert_eq!((noted.listed, noted.marked, change.letters().len()), (listed, marked, letters), "{report:?}");
        }
    }

    #[test]
    fn support_is_told_once_of_a_login_out_of_reach_however_many_mails_come_back() {
        let again = Reported { marked_before: true, ..reported(true, true) };
        assert!(again.note(Report::Bounce, None).letters().is_empty());
    }

    #[test]
    fn an_answer_says_that_a_mailbox_is_gone_by_its_enhanced_code_alone() {
        assert_eq!(no_mailbox("5.1.1 <ida@halden.example>: user unknown"), Some("there is no such mailbox"));
        assert_eq!(no_mailbox("5.1.10 null MX"), Some("the domain takes no mail"));
        for other in
            ["", "user unknown", "5.7.1 5.1.1 blocked", "5.1.8 bad sender", "4.1.1 not now", "5.1.11", "5.2.2 full"]
        {
            assert_eq!(no_mailbox(other), None, "{other}");
        }
    }

    #[test]
    fn a_forwarded_mail_is_known_by_its_reference_however_it_was_pasted_and_else_by_its_address() {
        let id: Uuid = "0192f0c1-2345-7abc-8def-0123456789ab".parse().expect("an id");
        for text in [
            "M-0192f0c1-2345-7abc-8def-0123456789ab",
            "> Reference of this mail: M-0192f0c1-2345-7abc-8def-0123456789ab.\nforwarded by bo@lund.example",
            "Message-ID: <0192f0c1-2345-7abc-8def-0123456789ab@operator.example>",
            "To: bounces+0192f0c123457abc8def0123456789ab@operator.example",
        ] {
            assert_eq!(text.parse(), Ok(Sought::Mail(MailId(id))), "{text}");
        }
        let ida = "ida@halden.example".parse().expect("an address");
        assert_eq!(
            "To: Ida Holm <Ida@Halden.example>, IDA@halden.example".parse::<Sought>().map(|it| match it {
                Sought::Address(email) => email.key(),
                Sought::Mail(_) => String::new(),
            }),
            Ok(Email::key(&ida))
        );
        assert_eq!("To: a@b.example from c@d.example".parse::<Sought>(), Err(SoughtError::Several));
        assert_eq!("no more of this, thank you".parse::<Sought>(), Err(SoughtError::Nothing));
    }

    #[test]
    fn a_link_reads_back_as_itself_and_grows_old_after_a_year() {
        let link = UnsubscribeLink { user: UserId::at(DateTime::UNIX_EPOCH), at: DateTime::UNIX_EPOCH };
        assert_eq!(UnsubscribeLink::read(&link.text()), Some(link));
        for text in ["", ".", "x.1", "0192f0c1-2345-7abc-8def-0123456789ab", "0.0", "0.99999999999999999999"] {
            assert_eq!(UnsubscribeLink::read(text), None, "{text}");
        }
        assert!(!link.is_old(link.at + TimeDelta::days(UNSUBSCRIBE_DAYS)));
        assert!(link.is_old(link.at + TimeDelta::days(2 * 365)));
    }

    #[test]
    fn only_a_word_that_differs_from_the_last_one_is_saved() {
        let choice = |granted| MailChoice {
            user: UserId::at(DateTime::UNIX_EPOCH),
            granted,
            source: ConsentSource::Unsubscribe,
        };
        let before =
            MailConsent { granted: true, wording: "1".into(), source: "profile".into(), at: DateTime::UNIX_EPOCH };
        assert!(choice(false).made(None).is_none() && choice(true).made(Some(&before)).is_none());
        assert_eq!(choice(false).made(Some(&before)).expect("it differs").event().verb, "user.optional_mail_left");
    }
}
