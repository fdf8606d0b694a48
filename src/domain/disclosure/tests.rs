use super::*;
use chrono::TimeDelta;

const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn demand(gag_days: Option<i64>) -> Demand {
    let gag =
        |days| Gag { until: NOW.date_naive() + TimeDelta::days(days), words: "By the court.".parse().expect("words") };
    Demand {
        requester: "District Court of Bergen".parse().expect("a name"),
        basis: Basis::LegalProcess,
        grounds: "Order 12/2026.".parse().expect("words"),
        purposes: Purposes::new(&[Purpose::Money, Purpose::SignIn, Purpose::Money]).expect("two"),
        received_on: NOW.date_naive(),
        gag: gag_days.map(gag),
    }
}

fn someone() -> UserId {
    UserId::at(NOW)
}

fn asked(gag_days: Option<i64>) -> Disclosure {
    Disclosure::record(someone(), demand(gag_days), "DSC-1001".into(), NOW, someone()).into_after()
}

fn approved(gag_days: Option<i64>) -> Disclosure {
    let first = asked(gag_days).approve(NOW, someone()).expect("the first").into_after();
    first.approve(NOW, someone()).expect("the second").into_after()
}

#[test]
fn data_is_named_once_each_and_none_is_no_demand() {
    assert_eq!(demand(None).purposes.as_slice(), [Purpose::SignIn, Purpose::Money]);
    assert_eq!(Purposes::new(&[]), Err(NoPurpose));
}

#[test]
fn nobody_approves_twice_nor_about_themselves_and_nothing_is_handed_over_before_two_have() {
    let (ada, max) = (someone(), someone());
    let asked = asked(None);
    assert_eq!(asked.clone().approve(NOW, asked.user).err(), Some(ApprovalRefused::OwnData));
    assert!(asked.clone().hand_over([0; 32], 1, NOW, ada).is_err());
    let first = asked.approve(NOW, ada).expect("the first").into_after();
    assert_eq!(first.clone().approve(NOW, ada).err(), Some(ApprovalRefused::SamePerson));
    assert!(first.clone().hand_over([0; 32], 1, NOW, ada).is_err());
    let both = first.approve(NOW, max).expect("the second").into_after();
    assert!(matches!(both.clone().approve(NOW, someone()), Err(ApprovalRefused::State(_))));
    assert!(both.clone().fetch().is_err());
    assert!(both.hand_over([0; 32], 1, NOW, ada).expect("handed over").into_after().fetch().is_ok());
}

#[test]
fn what_two_have_approved_is_refused_no_more() {
    let words = || "It names no file.".parse::<Note>().expect("words");
    let first = asked(None).approve(NOW, someone()).expect("the first").into_after();
    let refused = first.refuse(words(), NOW, someone()).expect("refused").into_after();
    assert!(refused.state.first_approval().is_some() && refused.clone().approve(NOW, someone()).is_err());
    assert!(approved(None).refuse(words(), NOW, someone()).is_err());
}

#[test]
fn the_person_is_told_at_once_or_when_the_last_day_of_the_gag_is_over() {
    let told = |change: &Change<Disclosure>| change.letters().len();
    let at_once = approved(None).hand_over([1; 32], 10, NOW, someone()).expect("handed over");
    assert_eq!(told(&at_once), 1);
    assert!(at_once.into_after().tell(NOW).is_err(), "told twice");
    let gagged = approved(Some(2)).hand_over([1; 32], 10, NOW, someone()).expect("handed over");
    assert_eq!(told(&gagged), 0);
    let gagged = gagged.into_after();
    let day = |days| NOW + TimeDelta::days(days);
    assert!(gagged.clone().tell(day(3) - TimeDelta::seconds(1)).is_err());
    assert_eq!(told(&gagged.tell(day(3)).expect("told")), 1);
    let over = approved(Some(-1)).hand_over([1; 32], 10, NOW, someone()).expect("handed over");
    assert_eq!(told(&over), 1, "a gag that is over forbids nothing");
}
