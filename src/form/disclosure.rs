//! What an admin records of a demand for a person's data (P14).

use super::choice::Choice;
use super::{FormErrors, Reader, Typed};
use chrono::NaiveDate;
use inset_domain::catalogue::Purpose;
use inset_domain::disclosure::{Basis, Demand, Gag, Purposes};
use inset_domain::email::Email;
use inset_domain::period::Day;

/// The name of the box of one kind of data.
fn field(purpose: Purpose) -> String {
    format!("data_{}", purpose.as_str())
}

/// The boxes: one for each kind of data, by what it was asked for.
pub fn data() -> Vec<Choice> {
    Purpose::ALL.iter().map(|purpose| Choice::new(field(*purpose), purpose.label())).collect()
}

/// On what basis data may be asked for.
pub fn bases() -> Vec<Choice> {
    crate::choices!(Basis)
}

/// Reads whose data is asked for, by the address of the login, and what is asked.
///
/// # Errors
/// What is missing, a day that is to come, a gag without an end or without words.
pub fn demand(typed: &Typed, today: NaiveDate) -> Result<(Email, Demand), FormErrors> {
    let mut read = Reader::new(typed);
    let email = read.required("email", "Enter the e-mail address that the person signs in with");
    let requester = read.required("requester", "Enter who asks: the court, the authority or the person");
    let basis = read.required("basis", "Choose on what basis they ask");
    let grounds = read.required("grounds", "Say which law or order it rests on, with the number of their file");
    let chosen: Vec<Purpose> = Purpose::ALL.iter().copied().filter(|purpose| read.ticked(&field(*purpose))).collect();
    let purposes = read.parsed(&field(Purpose::SignIn), Purposes::new(&chosen));
    let received_on: Option<Day> = read.required("received_on", "Enter the day on which it came");
    if received_on.is_some_and(|day| day.0 > today) {
        read.error("received_on", "Enter a day that is not to come");
    }
    let gag = gag(&mut read, today);
    read.finish(|| {
        let demand = Demand {
            requester: requester?,
            basis: basis?,
            grounds: grounds?,
            purposes: purposes?,
            received_on: received_on?.0,
            gag,
        };
        Some((email?, demand))
    })
}

/// The gag, where there is one: an end, and words that say who imposed it.
fn gag(read: &mut Reader<'_>, today: NaiveDate) -> Option<Gag> {
    let until: Option<Day> = read.optional("gag_until");
    let words = read.optional("gag_words");
    if until.is_some_and(|day| day.0 < today) {
        read.error(
            "gag_until",
            "Enter a day that is not past, or leave this empty: a gag that is over forbids nothing",
        );
    }
    match (read.text("gag_until").is_empty(), read.text("gag_words").is_empty()) {
        (true, false) => read.error("gag_until", "Enter the last day on which the person may not be told"),
        (false, true) => read.error("gag_words", "Say who imposed it, and by what"),
        _ => {}
    }
    Some(Gag { until: until?.0, words: words? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gag_needs_its_end_and_who_imposed_it_and_a_demand_names_data() {
        let today = NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day");
        let typed = Typed::default()
            .with("email", "ida@halden.example")
            .with("requester", "District Court")
            .with("basis", "legal_process")
            .with("grounds", "Order 12/2026")
            .with("received_on", "2026-12-01");
        assert!(demand(&typed, today).is_err(), "no data is named");
        let typed = typed.with("data_money", "yes");
        assert!(demand(&typed, today).is_ok_and(|(_, demand)| demand.gag.is_none()));
        assert!(demand(&typed.clone().with("received_on", "2026-12-02"), today).is_err());
        for (until, words) in [("2026-12-31", ""), ("", "The court"), ("2026-11-30", "The court"), ("soon", "x")] {
            let gagged = typed.clone().with("gag_until", until).with("gag_words", words);
            assert!(demand(&gagged, today).is_err(), "{until:?} {words:?}");
        }
        let gagged = typed.with("gag_until", "2026-12-31").with("gag_words", "The court");
        assert!(demand(&gagged, today).is_ok_and(|(_, demand)| demand.gag.is_some()));
    }
}
