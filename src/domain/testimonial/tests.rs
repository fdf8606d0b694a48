use super::*;
use crate::account::{AccountKind, AccountState};
use crate::site::Language;
use crate::text::TextError;
use proptest::prelude::*;

fn shown(words: &str) -> Shown {
    Shown {
        words: words.parse().expect("words"),
        language: Language::En,
        full_name: "Ida Holm".parse().expect("a name"),
        job_title: "Marketing lead".parse().expect("a title"),
        company: "Halden Outdoor".parse().expect("a company"),
    }
}

fn account(approved: bool) -> Account {
    let step = Step { at: DateTime::UNIX_EPOCH, by: UserId::at(DateTime::UNIX_EPOCH) };
    Account {
        id: AccountId::at(DateTime::UNIX_EPOCH),
        reference: "ADV-1001".into(),
        kind: AccountKind::Advertiser,
        name: "Halden Outdoor".into(),
        state: if approved { AccountState::Approved(step) } else { AccountState::InReview(step) },
        submitted_at: Some(DateTime::UNIX_EPOCH),
        given_back: None,
        version: 1,
    }
}

fn consent() -> Consent {
    Consent { wording: Wording::current(), at: DateTime::UNIX_EPOCH }
}

const WORDS: &str = "The pictures stay in charge, and so do we.";

fn offered() -> Testimonial {
    let author = UserId::at(DateTime::UNIX_EPOCH);
    Testimonial::offer(&account(true), author, shown(WORDS), consent()).expect("offered").into_after()
}

#[test]
fn words_are_between_20_and_600_characters_of_any_script() {
    assert_eq!("Too short.".parse::<Words>(), Err(TextError::TooShort { least: 20, has: 10 }));
    assert!("写真の邪魔をしない広告を初めて見ました。読者にも好評です。".parse::<Words>().is_ok());
    assert!("x".repeat(600).parse::<Words>().is_ok());
    assert_eq!("x".repeat(601).parse::<Words>(), Err(TextError::TooLong { most: 600, has: 601 }));
    assert_eq!(
        "A hidden\u{202E} mark reorders what follows.".parse::<Words>(),
        Err(TextError::Hidden("U+202E".into()))
    );
}

#[test]
fn only_an_active_account_is_named() {
    let refused = Testimonial::offer(&account(false), UserId::at(DateTime::UNIX_EPOCH), shown(WORDS), consent());
    assert_eq!(refused.err().map(|wrong| wrong.state), Some("In review"));
}

#[test]
fn consent_fits_only_what_was_previewed() {
    let (wording, other) = (Wording::current(), Wording { version: "1999-01", text: "Anything." });
    let print = shown(WORDS).fingerprint(wording);
    assert_eq!(print, shown(WORDS).fingerprint(wording));
    assert_ne!(print, shown(WORDS).fingerprint(other), "another wording was agreed to");
    let renamed = Shown { full_name: "Ida Berg".parse().expect("a name"), ..shown(WORDS) };
    assert_ne!(print, renamed.fingerprint(wording), "another name was agreed to");
    let moved = Shown {
        full_name: "Ida HolmMarketing".parse().expect("a name"),
        job_title: "lead".parse().expect("a title"),
        ..shown(WORDS)
    };
    assert_ne!(print, moved.fingerprint(wording));
}

#[test]
fn a_wording_once_shown_can_be_read_again() {
    assert_eq!(Wording::of(Wording::current().version), Some(Wording::current()));
    assert_eq!(Wording::of("1999-01"), None);
    let versions: std::collections::HashSet<_> = WORDINGS.iter().map(|wording| wording.version).collect();
    assert_eq!(versions.len(), WORDINGS.len(), "two wordings have one version");
}

#[test]
fn no_event_and_no_letter_holds_the_words() {
    let author = UserId::at(DateTime::UNIX_EPOCH);
    let offer = Testimonial::offer(&account(true), author, shown(WORDS), consent()).expect("offered");
    let said = format!("{:?} {:?}", offer.event(), offer.letters());
    let publication = offer.into_after().publish(DateTime::UNIX_EPOCH, author).expect("published");
    let said = format!("{said} {:?} {:?}", publication.event(), publication.letters());
    let withdrawal = publication.into_after().withdraw(DateTime::UNIX_EPOCH, author).expect("withdrawn");
    let said = format!("{said} {:?} {:?} {:?}", withdrawal.event(), withdrawal.letters(), withdrawal.after());
    for secret in [WORDS, "Ida Holm", "Marketing lead"] {
        assert!(!said.contains(secret), "{secret} is in {said}");
    }
}

#[derive(Clone, Copy, Debug)]
enum Verb {
    Publish,
    Refuse,
    Replace,
    Withdraw,
}

fn act(testimonial: Testimonial, verb: Verb) -> Result<Change<Testimonial>, WrongState> {
    let (now, by) = (DateTime::UNIX_EPOCH, testimonial.author);
    match verb {
        Verb::Publish => testimonial.publish(now, by),
        Verb::Refuse => {
            testimonial.refuse(now, by, Reason { code: ReasonCode::Claim, words: "Show the figure.".into() })
        }
        Verb::Replace => testimonial.replace(now),
        Verb::Withdraw => testimonial.withdraw(now, by),
    }
}

/// What the machine allows, written down a second time: state, verb, state.
const ALLOWED: [(&str, &str, &str); 6] = [
    ("Offered", "Publish", "Published"),
    ("Offered", "Refuse", "Refused"),
    ("Offered", "Withdraw", "Withdrawn"),
    ("Published", "Withdraw", "Withdrawn"),
    ("Refused", "Withdraw", "Withdrawn"),
    ("Refused", "Replace", "Replaced"),
];

fn variant(state: &TestimonialState) -> &'static str {
    match state {
        TestimonialState::Offered(_) => "Offered",
        TestimonialState::Published(..) => "Published",
        TestimonialState::Refused(..) => "Refused",
        TestimonialState::Replaced(..) => "Replaced",
        TestimonialState::Withdrawn(_) => "Withdrawn",
    }
}

fn verbs() -> impl Strategy<Value = Vec<Verb>> {
    let verb = prop_oneof![Just(Verb::Publish), Just(Verb::Refuse), Just(Verb::Replace), Just(Verb::Withdraw)];
    prop::collection::vec(verb, 0..8)
}

proptest! {
    #[test]
    fn every_path_keeps_to_what_is_allowed(verbs in verbs()) {
        let mut testimonial = offered();
        for verb in verbs {
            let before = testimonial.clone();
            let from = variant(&before.state);
            let allowed = ALLOWED.iter().find(|(state, by, _)| *state == from && *by == format!("{verb:?}"));
            match (act(testimonial.clone(), verb), allowed) {
                (Ok(change), Some((_, _, to))) => {
                    prop_assert_eq!(change.seen(), before.version);
                    prop_assert_eq!(change.after().version, before.version + 1);
                    prop_assert_eq!(variant(&change.after().state), *to);
                    prop_assert_eq!(change.after().consent, before.consent);
                    testimonial = change.into_after();
                }
                (Err(wrong), None) => prop_assert_eq!(wrong.noun, "This testimonial"),
                (result, allowed) => prop_assert!(false, "{from} {verb:?}: {result:?} against {allowed:?}"),
            }
        }
    }

    #[test]
    fn whatever_was_done_before_a_withdrawal_leaves_no_words(verbs in verbs()) {
        let mut testimonial = offered();
        for verb in verbs {
            if let Ok(change) = act(testimonial.clone(), verb) {
                testimonial = change.into_after();
            }
        }
        let left = match act(testimonial.clone(), Verb::Withdraw) {
            Ok(change) => change.into_after(),
            // Only what has no words any more cannot be withdrawn.
            Err(_) => testimonial,
        };
        prop_assert!(left.state.shown().is_none());
        prop_assert!(!left.state.is_live());
    }

    #[test]
    fn words_that_are_accepted_read_back_as_themselves(text in any::<String>()) {
        if let Ok(words) = text.parse::<Words>() {
            prop_assert!((Words::LEAST..=Words::MOST).contains(&words.as_str().chars().count()));
            prop_assert_eq!(words.to_string().parse::<Words>(), Ok(words));
        }
    }
}
