//! Messages of visitors in the states that take more than an answer: one of them late, one waiting for its sender, one put
//! off, one that came twice, two that were taken up again, and one whose sender is called.

use super::calendar::Dice;
use super::scene::{Deed, Scene};
use chrono::{DateTime, Utc};
use inset_domain::inquiry::{Follows, InquiryKind, Written};

/// What is done so many days ago.
type Told = Vec<(u64, Deed)>;

fn question(name: &str, email: &str, telephone: Option<&str>, body: &str) -> anyhow::Result<Written> {
    Ok(Written {
        kind: InquiryKind::Question,
        full_name: name.parse()?,
        email: email.parse()?,
        web_site: None,
        sector: None,
        telephone: telephone.map(str::parse).transpose()?,
        body: Some(body.parse()?),
    })
}

fn complaint(name: &str, email: &str, body: &str) -> anyhow::Result<Written> {
    Ok(Written { kind: InquiryKind::Complaint, ..question(name, email, None, body)? })
}

fn put_off() -> anyhow::Result<Told> {
    let written =
        question("Colm Byrne", "colm@byrnegames.example", None, "Do you place ads in the pictures of games?")?;
    let words = "Not yet: a picture of ours stands in a page. Games are on our list for next year; write to us then.";
    Ok(vec![
        (63, Deed::Inquire { inquiry: 1_101, written }),
        (62, Deed::AnswerInquiry { inquiry: 1_101, words, follows: Follows::NotNow }),
    ])
}

fn reopened() -> anyhow::Result<Told> {
    let body = "An advertisement on groenblik.example hides the name of the photographer.";
    let written = complaint("Sanne de Wit", "sanne@dewit.example", body)?;
    let words = "The publisher has moved the strip to the upper edge. The names can be read since this morning.";
    Ok(vec![
        (22, Deed::Inquire { inquiry: 1_102, written }),
        (21, Deed::AnswerInquiry { inquiry: 1_102, words, follows: Follows::Nothing }),
        (3, Deed::WriteAgain { inquiry: 1_102, words: "On the phone the name is hidden still." }),
    ])
}

fn late_and_twice() -> anyhow::Result<Told> {
    let marta = |body| complaint("Marta Ruiz", "marta.ruiz@ruizfoto.example", body);
    let first = marta("A picture of mine carries an advertisement on a site that never asked me.")?;
    let second = marta("I wrote before about my picture and add its address: /album/12.")?;
    Ok(vec![
        (13, Deed::Inquire { inquiry: 1_103, written: first }),
        (12, Deed::TakeInquiry { inquiry: 1_103 }),
        (11, Deed::Inquire { inquiry: 1_104, written: second }),
        (10, Deed::CallDuplicate { inquiry: 1_104, of: 1_103 }),
    ])
}

fn called() -> anyhow::Result<Told> {
    let body = "May I have your terms read to me? I see badly.";
    let written = question("Harold Finch", "harold@finchgarden.example", Some("+44 20 7946 0143"), body)?;
    let words = "Yes: the terms are short sections, and we read them to you in about ten minutes.";
    Ok(vec![
        (12, Deed::Inquire { inquiry: 1_105, written }),
        (11, Deed::AnswerInquiry { inquiry: 1_105, words, follows: Follows::Nothing }),
    ])
}

fn talked() -> anyhow::Result<Told> {
    let written = question("Yuki Arai", "yuki@arai-web.example", None, "Which sizes of pictures do you leave out?")?;
    let words = "Those below 300 by 200 pixels, unless the publisher says otherwise. For which site do you ask?";
    let site = "For kissa-map.example. Some of our pictures are 280 wide.";
    Ok(vec![
        (9, Deed::Inquire { inquiry: 1_106, written }),
        (8, Deed::AnswerInquiry { inquiry: 1_106, words, follows: Follows::TheirWords }),
        (3, Deed::WriteAgain { inquiry: 1_106, words: site }),
    ])
}

fn waits() -> anyhow::Result<Told> {
    let written = complaint("Emil Novak", "emil@novak.example", "Your advertisement does not close.")?;
    let words = "We should like to see it. On which page was it, and with which browser?";
    Ok(vec![
        (6, Deed::Inquire { inquiry: 1_107, written }),
        (5, Deed::AnswerInquiry { inquiry: 1_107, words, follows: Follows::TheirWords }),
    ])
}

/// The scenes, thrown with dice of their own, so that the rest of the story stays what it is without them.
pub(super) fn scenes(now: DateTime<Utc>) -> anyhow::Result<Vec<Scene>> {
    let mut dice = Dice::new(now);
    let mut scenes = Vec::new();
    for told in [put_off()?, reopened()?, late_and_twice()?, called()?, talked()?, waits()?] {
        let mut last: Option<DateTime<Utc>> = None;
        for (days_ago, deed) in told {
            let morning = dice.morning(days_ago);
            // A weekend moves mornings onto one day; what answers comes after what it answers all the same.
            let at = match last {
                Some(last) if morning <= last => dice.later(last, 1, 3),
                _ => morning,
            };
            last = Some(at);
            scenes.push(Scene { at, deed });
        }
    }
    Ok(scenes)
}
