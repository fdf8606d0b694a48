//! What of a password can be guessed: by a list of the passwords that people use, by its pattern, or by what anybody may
//! know of the person.

use zxcvbn::feedback::Warning;
use zxcvbn::{Score, zxcvbn};

/// How many characters are judged. The estimate tries every reading of look-alikes and slows with each character; a
/// beginning that is hard to guess needs no more.
const JUDGED: usize = 40;
/// Words that come to mind on pages of this service.
const SERVICE: [&str; 12] = [
    "account",
    "advertiser",
    "advertising",
    "inset",
    "login",
    "network",
    "passkey",
    "password",
    "picture",
    "portal",
    "publisher",
    "welcome",
];
/// The fewest different characters.
const FEWEST_DIFFERENT: usize = 5;
/// The fewest letters and figures that are judged without what stands around and between them.
const FEWEST_ALONE: usize = 8;
/// The fewest letters that are judged without the figures and signs around them.
const FEWEST_CORE: usize = 4;

/// Why a password is easy to guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// It repeats a word or a few characters.
    Repeated,
    /// It is a row of keys, a run of letters or figures, or a date.
    Run,
    /// It is what anybody may know of the person, or of the service.
    Personal,
    /// It is close to a password that many people use.
    Common,
}

/// What anybody may know of the person whose password it is, and of the service.
#[derive(Debug, Clone)]
pub struct Known(Vec<String>);

impl Known {
    /// What these texts say: addresses, names, companies. Each counts as it stands and word for word.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut words: Vec<String> = SERVICE.iter().map(ToString::to_string).collect();
        for text in texts {
            let text = text.to_lowercase();
            words.extend(text.split(|character: char| !character.is_alphanumeric()).map(str::to_owned));
            words.push(text);
        }
        words.retain(|word| word.chars().count() >= 3);
        // The longest first, so that a name is taken out whole and not in parts.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words.dedup();
        Self(words)
    }

    /// The text without them; none where it holds none of them.
    fn taken_out(&self, text: &str) -> Option<String> {
        let rest = self.0.iter().fold(text.to_owned(), |rest, word| rest.replace(word, " "));
        (rest != text).then_some(rest)
    }
}

/// Why a password is easy to guess; none where it is hard.
pub fn weakness(password: &str, known: &Known) -> Option<Weakness> {
    let head: String = password.chars().take(JUDGED).collect();
    let lower = head.to_lowercase();
    if is_easy(known.taken_out(&lower).as_deref().map(str::trim), Score::Two) {
        return Some(Weakness::Personal);
    }
    let mut different: Vec<char> = lower.chars().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < FEWEST_DIFFERENT {
        return Some(Weakness::Repeated);
    }
    let inputs: Vec<&str> = known.0.iter().map(String::as_str).collect();
    let estimate = zxcvbn(&head, &inputs);
    if estimate.score() < Score::Three {
        return Some(kind(estimate.feedback().and_then(|feedback| feedback.warning())));
    }
    // A word that is set twice with a blank between, or among figures, looks longer than it is hard.
    let alone: String = lower.chars().filter(|character| character.is_alphanumeric()).collect();
    let alone = Some(alone).filter(|alone| alone.chars().count() >= FEWEST_ALONE);
    if is_easy(alone.as_deref(), Score::Two) {
        return Some(Weakness::Repeated);
    }
    let core = Some(lower.trim_matches(|character: char| !character.is_alphabetic()));
    let core = core.filter(|core| core.chars().count() >= FEWEST_CORE);
    is_easy(core, Score::Two).then_some(Weakness::Common)
}

fn is_easy(text: Option<&str>, enough: Score) -> bool {
    text.is_some_and(|text| zxcvbn(text, &[]).score() < enough)
}

fn kind(warning: Option<Warning>) -> Weakness {
    match warning {
        Some(Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess) => {
            Weakness::Repeated
        }
        Some(
            Warning::StraightRowsOfKeysAreEasyToGuess
            | Warning::ShortKeyboardPatternsAreEasyToGuess
            | Warning::SequencesLikeAbcAreEasyToGuess
            | Warning::RecentYearsAreEasyToGuess
            | Warning::DatesAreOftenEasyToGuess,
        ) => Weakness::Run,
        _ => Weakness::Common,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_ida(password: &str) -> Option<Weakness> {
        let texts = ["ida.holm@halden.example", "Ida Holm", "Halden Outdoor AS", "Image Space Media"];
        weakness(password, &Known::of(texts))
    }

    #[test]
    fn words_that_belong_together_for_nobody_else_are_hard_to_guess() {
        let random = "x7#Kd9$vQ2!mZ4&pL8";
        for password in [
            "three unrelated words",
            "quite different words",
            "correct horse battery",
            "пароль из слов 日本語",
            "839201748291047",
            "my dog is named rex",
            "halden sailed seven copper kettles",
            random,
            "4@8({[<369&#!1/|0$5+7%24@8({[<369&#!1/|0$5+7%2",
        ] {
            assert_eq!(of_ida(password), None, "{password}");
        }
    }

    #[test]
    fn what_anybody_knows_of_the_person_or_of_the_service_is_easy() {
        for password in [
            "ida.holm@halden.example",
            "Ida Holm Halden Outdoor",
            "Halden Outdoor AS 2026",
            "imagespacemedia2026",
            "Image Space Media 1",
            "mynameisidaholm",
            "Welcome to Inset 1",
            "publisher publisher",
            "password password",
        ] {
            assert_eq!(of_ida(password), Some(Weakness::Personal), "{password}");
        }
    }

    #[test]
    fn a_common_password_made_long_is_easy() {
        for password in [
            "monkey839201748",
            "2026-11-25-dragonfly",
            "1q2w3e4r5t6y7u8i",
            "P@ssw0rd!P@ssw0rd!",
            "iloveyou iloveyou",
            "letmeinletmein1234",
            "sunshine-sunshine-1",
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "ab ab ab ab ab ab ab",
            "123456789012345",
            "qwertyuiopasdfgh",
            "abcdefghijklmnop",
            "asdfghjkl;asdfghjkl",
            "пппппрррррооооо",
        ] {
            assert!(of_ida(password).is_some(), "{password} is let through");
        }
    }

    #[test]
    fn the_words_say_what_is_easy_about_it() {
        assert_eq!(of_ida("abcdefghijklmnop"), Some(Weakness::Run));
        assert_eq!(of_ida("abcabcabcabcabcabc"), Some(Weakness::Repeated));
        assert_eq!(of_ida("iloveyou iloveyou"), Some(Weakness::Repeated));
        assert_eq!(of_ida("monkey839201748"), Some(Weakness::Common));
    }
}
