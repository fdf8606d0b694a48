//! A request's steps, and its clock.

use super::due::{acknowledge_by, answer_by};
use super::*;
use crate::letter::ReplyLetter;
use chrono::TimeZone as _;

fn at(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 12, day, 9, 0, 0).single().expect("a time")
}

fn staff() -> UserId {
    UserId::at(at(1))
}

fn asked(identity: Option<Identity>) -> Asked {
    Asked {
        kind: RequestKind::Correct,
        channel: RequestChannel::Form,
        asker: Asker {
            full_name: "Ida Holm".parse().expect("a name"),
            email: Some("ida@halden.example".parse().expect("an address")),
            reach: None,
            user: None,
        },
        details: None,
        received_at: at(1),
        identity,
    }
}

fn received(identity: Option<Identity>) -> PrivacyRequest {
    PrivacyRequest::receive(asked(identity), "PRV-1001".into(), at(1)).into_after()
}

fn signed_in() -> Option<Identity> {
    Some(Identity { how: IdentityHow::SignedIn, at: at(1), by: None, note: None })
}

fn reason() -> Reason {
    Reason { code: ReasonCode::KeptByLaw, words: "Invoices stay ten years.".into() }
}

#[test]
fn ten_working_days_leave_out_weekends_and_forty_five_days_leave_out_nothing() {
    // The first of December 2026 is a Tuesday, the fifth a Saturday.
    assert_eq!(acknowledge_by(at(1)), at(15));
    assert_eq!(acknowledge_by(at(5)), at(18));
    assert_eq!(answer_by(at(1), false) - at(1), TimeDelta::days(45));
    assert_eq!(answer_by(at(1), true) - at(1), TimeDelta::days(90));
}

#[test]
fn a_request_is_confirmed_decided_done_and_answered_and_each_step_has_its_mail() {
    let change = PrivacyRequest::receive(asked(None), "PRV-1001".into(), at(1));
    assert_eq!(change.letters().len(), 1, "staff hear of it before anybody knows who asks");
    let change = change.into_after().confirm(None, at(2)).expect("confirmed");
    assert_eq!(change.letters().len(), 2);
    let mut request = change.into_after();
    type Taken = fn(PrivacyRequest) -> Result<Change<PrivacyRequest>, WrongState>;
    let steps: [Taken; 4] = [
        |it| it.extend("Two registers are to be asked.".parse().expect("words"), at(3), staff()),
        |it| it.approve(Scope::Part(reason()), at(4), staff()),
        |it| it.begin(at(5), staff()),
        |it| it.complete("It is corrected.".parse().expect("words"), at(6), staff()),
    ];
    for (step, name) in
        steps.iter().zip([StateName::Extended, StateName::PartlyApproved, StateName::InProcess, StateName::Complete])
    {
        let change = step(request).expect("the step is open");
        assert_eq!(change.letters().len(), 1);
        request = change.into_after();
        assert_eq!(request.state.name(), name);
    }
    assert_eq!(request.answer_by(), answer_by(at(1), true));
    assert_eq!(request.state.reason(), Some(&reason()));
}

#[test]
fn no_step_but_its_own_follows_a_state() {
    let words = || "Words.".parse().expect("words");
    let open = received(signed_in());
    let approved = open.clone().approve(Scope::Whole, at(2), staff()).expect("open").into_after();
    let begun = approved.clone().begin(at(3), staff()).expect("approved").into_after();
    let done = begun.clone().complete("Done.".parse().expect("words"), at(4), staff()).expect("begun").into_after();
    let denied = open.clone().deny(reason(), at(2), staff()).expect("open").into_after();
    let withdrawn = open.clone().withdraw(at(2)).expect("open").into_after();
    let all = [received(None), open, approved, begun, done, denied, withdrawn];
    let fits = |step: &dyn Fn(PrivacyRequest) -> bool| all.iter().map(|it| step(it.clone())).collect::<Vec<_>>();
    let (t, f) = (true, false);
    assert_eq!(fits(&|it| it.confirm(None, at(2)).is_ok()), [t, f, f, f, f, f, f]);
    assert_eq!(fits(&|it| it.check(words(), None, at(2), staff()).is_ok()), [t, f, f, f, f, f, f]);
    assert_eq!(fits(&|it| it.extend(words(), at(2), staff()).is_ok()), [f, t, f, f, f, f, f]);
    assert_eq!(fits(&|it| it.approve(Scope::Whole, at(2), staff()).is_ok()), [f, t, f, f, f, f, f]);
    assert_eq!(fits(&|it| it.deny(reason(), at(2), staff()).is_ok()), [t, t, f, f, f, f, f]);
    assert_eq!(fits(&|it| it.begin(at(2), staff()).is_ok()), [f, f, t, f, f, f, f]);
    let done = "Done.".parse::<Paragraph>().expect("words");
    assert_eq!(fits(&|it| it.complete(done.clone(), at(2), staff()).is_ok()), [f, f, f, t, f, f, f]);
    assert_eq!(fits(&|it| it.withdraw(at(2)).is_ok()), [t, t, t, f, f, f, f]);
    let again = |it: PrivacyRequest| it.ask_again(RequestChannel::Form, None, true, true, at(2)).is_ok();
    assert_eq!(fits(&again), [t, t, t, t, f, f, f]);
}

#[test]
fn more_time_is_taken_once() {
    let extended = received(signed_in()).extend("Why.".parse().expect("words"), at(2), staff()).expect("open");
    assert!(extended.into_after().extend("Again.".parse().expect("words"), at(3), staff()).is_err());
}

#[test]
fn what_is_asked_again_confirms_nothing_and_brings_the_link_again() {
    let change = received(None).ask_again(RequestChannel::Account, None, true, true, at(2)).expect("open");
    assert_eq!(change.after().request.state, RequestState::IdentityUnverified);
    assert!(matches!(change.letters(), [(_, crate::letter::Letter::Reply(ReplyLetter::PrivacyConfirm { .. }))]));
    let quiet = received(None).ask_again(RequestChannel::Form, None, false, false, at(2)).expect("open");
    assert!(quiet.letters().is_empty());
}

#[test]
fn a_link_that_ran_out_confirms_nothing() {
    assert!(received(None).confirm(None, at(8)).is_err());
    assert!(received(None).confirm(None, at(7)).is_ok());
}
