//! An announcement's way from draft to sent, and how rare it must be.

use super::*;
use proptest::prelude::*;

const DAY: i64 = 24 * 3600;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
}

fn draft(class: AnnouncementClass) -> Announcement {
    let words = Words {
        class,
        subject: "New terms".parse().expect("a subject"),
        why: "The terms of every account change.".parse().expect("a reason"),
        text: "One.\n\nTwo,\nstill two.\n\n\n\nThree.".parse().expect("a text"),
    };
    let accounts = Accounts { kind: None, standing: Standing::Active, country: None };
    Announcement::compose(words, accounts, at(0)).into_after()
}

fn schedule(it: Announcement, when: i64, others: &[i64]) -> Result<Announcement, ScheduleError> {
    let others: Vec<_> = others.iter().map(|it| at(*it)).collect();
    let zone = TimeZone(chrono_tz::UTC);
    it.schedule((at(when), zone), (TimeDelta::days(7), &others), at(0)).map(Change::into_after)
}

#[test]
fn paragraphs_are_parted_by_empty_lines() {
    assert_eq!(draft(AnnouncementClass::Service).words.paragraphs(), ["One.", "Two,\nstill two.", "Three."]);
}

#[test]
fn it_is_sent_once_and_cancelled_only_before() {
    let scheduled = schedule(draft(AnnouncementClass::Service), 10, &[]).expect("a draft");
    assert!(scheduled.clone().begin(at(9)).is_err(), "its time has not come");
    assert!(scheduled.clone().cancel(at(5)).is_ok());
    let sending = scheduled.begin(at(10)).expect("its time has come").into_after();
    assert!(sending.clone().begin(at(11)).is_err() && sending.clone().cancel(at(11)).is_err());
    let sent = sending.finish(at(20)).expect("it was being sent").into_after();
    assert!(sent.clone().cancel(at(21)).is_err() && sent.finish(at(21)).is_err());
    let cancelled = draft(AnnouncementClass::Optional).cancel(at(1)).expect("a draft").into_after();
    assert!(schedule(cancelled.clone(), 10, &[]).is_err() && cancelled.test(UserId::at(at(0))).is_err());
}

#[test]
fn a_second_service_announcement_within_the_rest_is_told_when_it_may_go() {
    let refused = schedule(draft(AnnouncementClass::Service), 3 * DAY, &[0]);
    assert_eq!(refused, Err(ScheduleError::TooSoon { free: at(7 * DAY) }));
    assert!(schedule(draft(AnnouncementClass::Service), 7 * DAY, &[0]).is_ok());
    assert!(schedule(draft(AnnouncementClass::Optional), 3 * DAY, &[0]).is_ok(), "news has no such bound");
    assert_eq!(schedule(draft(AnnouncementClass::Service), -1, &[]), Err(ScheduleError::Past));
    assert_eq!(schedule(draft(AnnouncementClass::Service), 366 * DAY, &[]), Err(ScheduleError::Far));
}

proptest! {
    #[test]
    fn the_time_that_is_told_is_free(when in 0..100 * DAY, others in prop::collection::vec(0..100 * DAY, 0..8)) {
        let others: Vec<_> = others.into_iter().map(at).collect();
        let free = next_free(at(when), TimeDelta::days(7), &others);
        prop_assert!(free >= at(when));
        prop_assert!(others.iter().all(|other| (free - *other).abs() >= TimeDelta::days(7)));
    }
}
