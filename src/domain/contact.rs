//! The people of an account: the one who acts for it, and its contacts.

use crate::change::{Change, Differences, Event, Subject};
use crate::email::Email;
use crate::fact::{Fact, yes_no};
use crate::ids::AccountId;
use crate::phone::Phone;
use crate::text::{JobTitle, PersonName};
use crate::user::{Channel, stored_enum};

stored_enum! {
    /// What a contact is for (OpenDirect contact types, and the person who acts for the company).
    ContactRole {
        /// The person who acts for the company and signs.
        Personal = "personal", "Person who acts for the company";
        /// The first to be asked.
        Primary = "primary", "Primary contact";
        /// Invoices and payments.
        Billing = "billing", "Billing contact";
        /// Tags and pages.
        Technical = "technical", "Technical contact";
        /// Creatives.
        Creative = "creative", "Creative contact";
        /// Agreements.
        Legal = "legal", "Legal contact";
    }
}

/// A person of an account.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// Their name.
    pub full_name: PersonName,
    /// What they are.
    pub job_title: Option<JobTitle>,
    /// Their address.
    pub email: Email,
    /// Their number.
    pub telephone: Option<Phone>,
    /// How they wish to be reached.
    pub channel: Channel,
    /// Whether they may sign for the company; only the personal contact.
    pub may_sign: bool,
}

impl Contact {
    /// Name and title, as agreements name whoever signs.
    pub fn signer(&self) -> String {
        match &self.job_title {
            Some(title) => format!("{}, {title}", self.full_name),
            None => self.full_name.to_string(),
        }
    }
}

/// A contact on record.
#[derive(Clone, Debug)]
pub struct ContactRecord {
    /// What it is for.
    pub role: ContactRole,
    /// The person.
    pub contact: Contact,
    /// The version of its row.
    pub version: i64,
}

impl ContactRecord {
    /// Whether this is another person acting for the company, or with another authority, than `after`: what a reviewer
    /// approves.
    pub fn acts_otherwise(&self, after: &Contact) -> bool {
        let before = &self.contact;
        self.role == ContactRole::Personal && (before.full_name != after.full_name || before.may_sign != after.may_sign)
    }

    /// Who it is, in the order in which the form asks for it.
    pub fn facts(&self) -> Vec<Fact> {
        let contact = &self.contact;
        let may_sign = (self.role == ContactRole::Personal).then(|| yes_no(contact.may_sign));
        [
            Some(Fact::new("full_name", "Full name", contact.full_name.to_string())),
            Fact::some("job_title", "Job title", contact.job_title.as_ref()),
            Some(Fact::new("email", "E-mail address", contact.email.to_string())),
            Fact::some("telephone", "Telephone", contact.telephone.as_ref()),
            Some(Fact::new("preferred_channel", "Prefers", contact.channel.label())),
            Fact::some("may_sign", "Authority to sign", may_sign),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// A contact to be saved.
#[derive(Clone, Debug)]
pub struct ContactEdit {
    /// Whose.
    pub account: AccountId,
    /// What it is for.
    pub role: ContactRole,
    /// The person.
    pub contact: Contact,
}

impl ContactEdit {
    /// Saves a contact over what stands, `None` where it is given for the first time.
    pub fn new(
        account: AccountId,
        role: ContactRole,
        before: Option<&ContactRecord>,
        seen: i64,
        contact: Contact,
    ) -> Change<Self> {
        let old = before.map(|record| &record.contact);
        let phone = |contact: &Contact| contact.telephone.as_ref().map(ToString::to_string);
        let title = |contact: &Contact| contact.job_title.as_ref().map(ToString::to_string);
        let fields = Differences::new()
            .field("full_name", old.map(|c| c.full_name.to_string()), Some(contact.full_name.to_string()))
            .field("job_title", old.and_then(title), title(&contact))
            .field("email", old.map(|c| c.email.to_string()), Some(contact.email.to_string()))
            .field("telephone", old.and_then(phone), phone(&contact))
            .field(
                "preferred_channel",
                old.map(|c| c.channel.as_str().to_owned()),
                Some(contact.channel.as_str().to_owned()),
            )
            .field("may_sign", old.map(|c| c.may_sign.to_string()), Some(contact.may_sign.to_string()))
            .into_fields();
        let event = Event::new(Subject::new("contact", account.0), Some(account), "contact.saved").changing(fields);
        Change::new(Self { account, role, contact }, seen, event)
    }
}
