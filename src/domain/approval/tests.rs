use super::*;
use crate::user::StaffRole as Role;

fn at(days: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(days)
}

fn admin() -> Colleague {
    Colleague { user: UserId::at(at(0)), role: Role::Admin }
}

fn email() -> crate::email::Email {
    "rosa@desk.example".parse().expect("an address")
}

fn act(user: UserId) -> Act {
    Act::GiveRole { user, email: email(), before: Some(Role::Reviewer), role: Role::Admin }
}

fn asked(maker: Colleague) -> Approval {
    let why = "She leads the desk from May.".parse().expect("a note");
    Approval::ask(act(UserId::at(at(0))), "Rosa Vidal".into(), why, maker, at(0)).expect("asked").into_after()
}

fn present(role: Role) -> Facts {
    act(UserId::at(at(0))).present(Some(Login { email: "rosa@desk.example", role: Some(role), since: None }))
}

#[test]
fn whoever_asks_or_is_concerned_is_no_second_person() {
    let (maker, other) = (admin(), admin());
    let why: Note = "So that I can.".parse().expect("a note");
    let own = Approval::ask(act(maker.user), "Ada".into(), why, maker, at(0));
    assert_eq!(own.err(), Some(ApprovalError::NotSecond));
    let request = asked(maker);
    let concerned = Colleague { user: request.act.subject(), role: Role::Admin };
    for who in [maker, concerned] {
        let approved = request.clone().approve(&present(Role::Reviewer), Some(Role::Admin), who, at(1));
        assert_eq!(approved.err(), Some(ApprovalError::NotSecond));
    }
    let support = Colleague { role: Role::Support, ..other };
    assert_eq!(
        request.clone().approve(&present(Role::Reviewer), Some(Role::Admin), support, at(1)).err(),
        Some(ApprovalError::Role)
    );
    assert!(request.approve(&present(Role::Reviewer), Some(Role::Admin), other, at(1)).is_ok());
}

#[test]
fn what_is_no_longer_as_it_was_is_not_approved() {
    let overtaken = asked(admin()).approve(&present(Role::Support), Some(Role::Admin), admin(), at(1));
    assert_eq!(overtaken.err(), Some(ApprovalError::Overtaken));
}

#[test]
fn what_somebody_asked_who_may_not_any_more_is_not_approved() {
    for maker in [None, Some(Role::Support)] {
        let approved = asked(admin()).approve(&present(Role::Reviewer), maker, admin(), at(1));
        assert_eq!(approved.err(), Some(ApprovalError::Overtaken), "{maker:?}");
    }
}

#[test]
fn a_login_that_has_another_address_is_not_the_one_that_was_asked_for() {
    let other = Login { email: "eve@desk.example", role: Some(Role::Reviewer), since: None };
    let present = act(UserId::at(at(0))).present(Some(other));
    let approved = asked(admin()).approve(&present, Some(Role::Admin), admin(), at(1));
    assert_eq!(approved.err(), Some(ApprovalError::Overtaken));
}

#[test]
fn a_request_is_decided_once_used_once_and_in_time() {
    let request = asked(admin());
    let (second, present) = (admin(), present(Role::Reviewer));
    assert!(request.clone().carry_out(at(1)).is_err(), "it was carried out without being approved");
    assert!(
        request.clone().approve(&present, Some(Role::Admin), second, at(APPROVAL_DAYS)).is_err(),
        "it was approved too late"
    );
    assert!(request.clone().expire(at(1)).is_err(), "it ran out before its time");
    let approved = request.clone().approve(&present, Some(Role::Admin), second, at(1)).expect("approved").into_after();
    assert!(approved.clone().approve(&present, Some(Role::Admin), second, at(1)).is_err(), "it was approved twice");
    let used = approved.carry_out(at(1)).expect("carried out").into_after();
    assert!(used.clone().carry_out(at(1)).is_err(), "it was used twice");
    assert!(used.withdraw(request.maker, at(1)).is_err(), "it was withdrawn after it was done");
    assert_eq!(request.clone().withdraw(second.user, at(1)).err(), Some(ApprovalError::Role));
    assert!(request.clone().withdraw(request.maker, at(1)).is_ok());
    assert_eq!(request.state_at(at(APPROVAL_DAYS)), StateName::Expired);
}

#[test]
fn a_digest_fits_one_act_and_every_act_is_read_back_as_it_was() {
    let user = UserId::at(at(0));
    let acts = [
        Act::AddStaff {
            user,
            email: "kim@desk.example".parse().expect("an address"),
            full_name: "Kim Dahl".parse().expect("a name"),
            role: Role::Support,
        },
        act(user),
        Act::GiveRole { user, email: email(), before: None, role: Role::Admin },
        Act::RemoveAuthenticator {
            user,
            email: email(),
            since: "2026-01-01".into(),
            role: None,
            identity_check: "Called the number on file.".parse().expect("a note"),
        },
    ];
    for (index, act) in acts.iter().enumerate() {
        let read = Act::read(act.action(), user, &act.before(), &act.after());
        assert_eq!(read.as_ref(), Some(act));
        assert!(acts.iter().skip(index + 1).all(|other| other.digest() != act.digest()), "{act:?}");
    }
}
