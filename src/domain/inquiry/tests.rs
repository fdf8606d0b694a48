//! A message's steps, and its clock.

use super::*;
use crate::account::AccountKind;
use crate::letter::Letter;
use chrono::{TimeDelta, TimeZone as _};

const TIME: AnswerTime = AnswerTime::days(2);

/// The first of December 2026 is a Tuesday.
fn at(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 12, day, 9, 0, 0).single().expect("a time")
}

fn sami() -> UserId {
    UserId(uuid::Uuid::from_u128(1))
}

fn ada() -> UserId {
    UserId(uuid::Uuid::from_u128(2))
}

fn received_from(email: &str) -> Inquiry {
    let written = Written {
        kind: InquiryKind::Complaint,
        full_name: "Bo Lund".parse().expect("a name"),
        email: email.parse().expect("an address"),
        web_site: None,
        sector: None,
        telephone: None,
        body: "The ad covers a face.".parse().ok(),
    };
    Inquiry::receive(written, "INQ-1001".into(), TIME, at(1), 0).into_after()
}

fn received() -> Inquiry {
    received_from("bo@lund.example")
}

fn answered(inquiry: Inquiry, follows: Follows, day: u32) -> Change<Answered> {
    inquiry.answer("We look at it.".parse().expect("words"), follows, TIME, at(day), sami()).expect("it is open")
}

fn name<T>(change: &Change<T>, inquiry: impl FnOnce(&T) -> &Inquiry) -> (&'static str, &'static str) {
    (change.event().verb, inquiry(change.after()).state.name().as_str())
}

#[test]
fn it_is_acknowledged_at_once_taken_asked_back_and_answered_and_each_step_has_its_event() {
    let inquiry = received();
    assert_eq!((inquiry.state, inquiry.due_at), (InquiryState::Acknowledged, at(3)));
    let change = inquiry.assign(sami(), at(2), sami()).expect("nobody has it");
    assert_eq!(name(&change, |it| it), ("inquiry.assigned", "assigned"));
    assert!(change.letters().is_empty(), "whoever takes it is told what they did themselves");
    let change = answered(change.into_after(), Follows::OurWords, 3);
    assert_eq!(name(&change, |it| &it.inquiry), ("inquiry.answered_in_part", "open"));
    assert_eq!(change.after().inquiry.due_at, at(7), "the clock of what is to follow leaves out the weekend");
    let change = answered(change.into_after().inquiry, Follows::TheirWords, 4);
    assert_eq!(name(&change, |it| &it.inquiry), ("inquiry.asked_back", "waiting"));
    assert!(!change.after().inquiry.is_overdue(at(31)), "it is late while its sender is to write");
    let change = answered(change.into_after().inquiry, Follows::Nothing, 5);
    assert_eq!(name(&change, |it| &it.inquiry), ("inquiry.answered", "resolved"));
    let over = change.into_after().inquiry;
    assert_eq!((over.state.assignee(), over.version), (Some(sami()), 5));
    assert!(over.clone().answer("More.".parse().expect("words"), Follows::Nothing, TIME, at(6), sami()).is_err());
    assert!(over.clone().assign(ada(), at(6), sami()).is_err());
    let again = over.reopen(TIME, at(7)).expect("it had ended").into_after();
    assert_eq!((again.state, again.due_at), (InquiryState::Reopened(Some(sami())), at(9)));
    assert!(again.reopen(TIME, at(8)).is_err(), "it is open already");
}

#[test]
fn whoever_gets_it_from_a_colleague_is_told_and_gets_it_once() {
    let change = received().assign(ada(), at(1), sami()).expect("nobody has it");
    let told = change.letters().iter().any(|(whom, letter)| {
        *whom == Audience::User(ada()) && matches!(letter, Letter::Reply(ReplyLetter::InquiryAssigned { .. }))
    });
    assert!(told && change.letters().len() == 1, "{:?}", change.letters());
    assert!(change.into_after().assign(ada(), at(2), sami()).is_err());
}

#[test]
fn whoever_answers_what_nobody_has_has_it_and_whoever_had_it_keeps_it() {
    let nobodys = answered(received(), Follows::Invitation(AccountKind::Publisher), 2);
    assert_eq!(nobodys.event().verb, "inquiry.converted");
    let invitation = nobodys.after().invitation.as_ref().expect("an invitation");
    assert_eq!(invitation.expires_at, at(2) + TimeDelta::days(INVITATION_DAYS));
    assert_eq!(nobodys.after().inquiry.state, InquiryState::Ended(End::Converted, Some(sami())));
    let adas = received().assign(ada(), at(1), ada()).expect("nobody has it").into_after();
    let put_off = answered(adas, Follows::NotNow, 2);
    assert_eq!(put_off.after().inquiry.state, InquiryState::Ended(End::NotNow, Some(ada())));
}

#[test]
fn a_duplicate_is_one_of_another_message_of_the_same_sender() {
    let (first, second) = (received(), received_from("Bo@Lund.example"));
    let strangers = received_from("eve@evil.example");
    let refusal = second.clone().duplicate(&strangers, at(2), sami()).expect_err("somebody else's");
    assert!(matches!(refusal, DuplicateError::AnotherSender(_)), "{refusal}");
    let itself = second.clone().duplicate(&second, at(2), sami()).expect_err("itself");
    assert!(matches!(itself, DuplicateError::Itself(_)), "{itself}");
    let change = second.clone().duplicate(&first, at(2), sami()).expect("it repeats the first");
    assert_eq!(change.after().state.duplicate_of(), Some(first.id));
    assert_eq!(change.letters().len(), 1, "its sender does not hear where the answer comes");
    let third = received().duplicate(change.after(), at(2), sami()).expect_err("a chain");
    assert!(matches!(third, DuplicateError::OfADuplicate(_)), "{third}");
    assert!(change.into_after().duplicate(&first, at(3), sami()).is_err(), "it has ended");
}

#[test]
fn it_is_late_from_the_moment_on_that_was_promised() {
    let inquiry = received();
    assert!(!inquiry.is_overdue(at(3)));
    assert!(inquiry.is_overdue(at(3) + TimeDelta::seconds(1)));
    let over = answered(inquiry, Follows::Nothing, 4).into_after().inquiry;
    assert!(!over.is_overdue(at(31)));
}

#[test]
fn a_state_reads_back_as_itself_and_whoever_left_the_staff_has_nothing() {
    let other = received().id;
    let ends = [End::Converted, End::Resolved, End::Duplicate(other), End::NotNow];
    let states = [InquiryState::New, InquiryState::Acknowledged, InquiryState::Assigned(sami())]
        .into_iter()
        .chain([InquiryState::Open, InquiryState::Waiting, InquiryState::Reopened].map(|state| state(Some(sami()))))
        .chain(ends.map(|end| InquiryState::Ended(end, None)));
    for state in states {
        assert_eq!(InquiryState::of(state.name(), state.assignee(), state.duplicate_of()), Some(state));
    }
    assert_eq!(InquiryState::of(StateName::Assigned, None, None), Some(InquiryState::Acknowledged));
    assert_eq!(InquiryState::of(StateName::Duplicate, None, None), None);
}

fn heard(inquiry: Inquiry, day: u32) -> Change<Heard> {
    inquiry.hear("Page four.".parse().expect("words"), None, 0, TIME, at(day)).expect("it can be added to")
}

#[test]
fn words_of_its_sender_make_it_our_turn_and_reopen_what_has_ended() {
    let waiting = answered(received(), Follows::TheirWords, 2).into_after().inquiry;
    let change = heard(waiting, 7);
    assert_eq!(name(&change, |it| &it.inquiry), ("inquiry.written_again", "open"));
    assert_eq!((change.after().inquiry.due_at, change.letters().len()), (at(9), 1));
    let more = heard(change.into_after().inquiry, 8);
    assert!(more.letters().is_empty(), "whoever has it is told of every word");
    assert_eq!(more.after().inquiry.due_at, at(9), "more words put the answer off");
    let over = answered(more.into_after().inquiry, Follows::Nothing, 9).into_after().inquiry;
    let again = heard(over.clone(), 10);
    assert_eq!(name(&again, |it| &it.inquiry), ("inquiry.reopened_by_sender", "reopened"));
    let month = at(9) + TimeDelta::days(REOPEN_DAYS);
    let late = over.clone().hear("Page four.".parse().expect("words"), None, 0, TIME, month);
    assert_eq!(late.expect_err("it is over"), HearError::Settled);
    let enough = over.hear("Page four.".parse().expect("words"), None, MOST_UNANSWERED, TIME, at(10));
    assert_eq!(enough.expect_err("they wrote enough"), HearError::Enough);
    assert!(heard(received(), 2).letters().is_empty(), "it was our turn before");
}

#[test]
fn whoever_gives_a_number_is_called_with_the_answer_and_an_invitation_is_written() {
    let number = "+44 20 7946 0018";
    let heard = received().hear("Call me.".parse().expect("words"), number.parse().ok(), 0, TIME, at(1));
    let inquiry = heard.expect("it can be added to").into_after().inquiry;
    let called = answered(inquiry.clone(), Follows::Nothing, 2);
    let (Audience::Address { telephone, .. }, letter) = &called.letters()[0] else { unreachable!("one sender") };
    assert!(telephone.as_deref() == Some(number) && letter.may_be_a_call());
    let invited = answered(inquiry, Follows::Invitation(AccountKind::Network), 2);
    assert!(!invited.letters()[0].1.may_be_a_call(), "a link cannot be told by telephone");
}
