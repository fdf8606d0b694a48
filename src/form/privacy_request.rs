//! What someone asks about their data: the part of the form that everybody fills in, and that staff fill in for them.

use super::choice::Choice;
use super::{FormErrors, Reader, Typed};
use inset_domain::email::Email;
use inset_domain::period::Day;
use inset_domain::privacy::{RequestChannel, RequestKind};
use inset_domain::text::{Note, Paragraph, PersonName};

/// What is asked, in which words.
pub type What = (RequestKind, Option<Paragraph>);

/// What may be asked.
pub fn kinds() -> Vec<Choice> {
    crate::choices!(RequestKind)
}

/// The ways that staff record.
pub fn channels() -> Vec<Choice> {
    RequestChannel::RECORDED.iter().map(|channel| Choice::new(channel.as_str(), channel.label())).collect()
}

/// Reads what is asked. What to correct, to restrict or to object to has to be said.
///
/// # Errors
/// No kind, or missing words.
pub fn what(typed: &Typed) -> Result<What, FormErrors> {
    let mut read = Reader::new(typed);
    let kind: Option<RequestKind> = read.required("kind", "Choose what is asked for");
    let details = read.optional("details");
    let missing = match kind {
        Some(RequestKind::Correct) => Some("Say what is wrong, and what is right"),
        Some(RequestKind::Restrict) => Some("Say what is to be restricted"),
        Some(RequestKind::Object) => Some("Say which use is objected to"),
        _ => None,
    };
    if let (Some(missing), true) = (missing, read.text("details").is_empty()) {
        read.error("details", missing);
    }
    read.finish(|| Some((kind?, details)))
}

/// Reads who asks, where they type it themselves.
///
/// # Errors
/// A missing name or address, or no statement of age.
pub fn asker(typed: &Typed) -> Result<(PersonName, Email), FormErrors> {
    let mut read = Reader::new(typed);
    let full_name = read.required("full_name", "Enter your name");
    let email = read.required("email", "Enter your e-mail address");
    if !read.ticked("age") {
        read.error("age", "Confirm that you are 13 or older: a parent or guardian asks for a younger child");
    }
    read.finish(|| Some((full_name?, email?)))
}

/// What staff write down of a request that came another way.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// By which way it came.
    pub channel: RequestChannel,
    /// On which day.
    pub received_on: Day,
    /// Who asks.
    pub full_name: PersonName,
    /// Where mail goes.
    pub email: Option<Email>,
    /// How else they are reached.
    pub reach: Option<Note>,
    /// What was checked to make sure who asks; none where that is still to be done.
    pub identity: Option<Note>,
}

/// Reads what staff record.
///
/// # Errors
/// What is missing, a day that is to come, nowhere to write to.
pub fn recorded(typed: &Typed, today: chrono::NaiveDate) -> Result<Recorded, FormErrors> {
    let mut read = Reader::new(typed);
    let channel: Option<RequestChannel> = read.required("channel", "Choose how it came");
    if channel.is_some_and(|channel| !RequestChannel::RECORDED.contains(&channel)) {
        read.error("channel", "Choose e-mail, telephone or post");
    }
    let received_on: Option<Day> = read.required("received_on", "Enter the day on which it came");
    if received_on.is_some_and(|day| day.0 > today) {
        read.error("received_on", "Enter a day that is not to come");
    }
    if received_on.is_some_and(|day| day.0 < today - chrono::TimeDelta::days(365)) {
        read.error("received_on", "Enter a day within the last year");
    }
    let full_name = read.required("full_name", "Enter their name");
    let (email, reach) = (read.optional("email"), read.optional("reach"));
    if read.text("email").is_empty() && read.text("reach").is_empty() {
        read.error("email", "Enter an e-mail address, or below how else they are reached");
    }
    let identity = match read.text("identity") {
        "checked" => read.required("identity_note", "Say what you checked, and how"),
        "later" => None,
        _ => {
            read.error("identity", "Choose whether you made sure who asks");
            None
        }
    };
    read.finish(|| {
        Some(Recorded { channel: channel?, received_on: received_on?, full_name: full_name?, email, reach, identity })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_has_to_be_said_and_what_is_to_be_erased_need_not() {
        assert!(what(&Typed::default().with("kind", "correct")).is_err());
        assert!(what(&Typed::default().with("kind", "erase")).is_ok());
    }

    #[test]
    fn staff_record_no_request_that_nobody_can_be_told_of_and_none_of_tomorrow() {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day");
        let typed = Typed::default()
            .with("channel", "post")
            .with("received_on", "2026-12-01")
            .with("full_name", "Ida Holm")
            .with("identity", "later");
        assert!(recorded(&typed, today).is_err());
        let typed = typed.with("reach", "12 Quay Street, London");
        assert!(recorded(&typed, today).is_ok());
        assert!(recorded(&typed.clone().with("received_on", "2026-12-02"), today).is_err());
        assert!(recorded(&typed.clone().with("channel", "form"), today).is_err());
        assert!(recorded(&typed.with("identity", "checked"), today).is_err());
    }
}
