//! What visitors write on the public site, and what support answers.

use super::calendar::Dice;
use super::cast::PUBLISHERS;
use super::scene::{Deed, Scene};
use super::talks;
use inset_domain::account::AccountKind;
use inset_domain::inquiry::{Follows, InquiryKind, Sector, Written};

type Letter = (
    u64,
    InquiryKind,
    &'static str,
    &'static str,
    Option<&'static str>,
    Option<Sector>,
    Option<&'static str>,
    Option<(&'static str, Follows)>,
);

const THANKS: &str = "Thank you for writing. Sites with large pictures like yours do best with captions that come up when a picture is in view. The link below leads to a sign-up that knows what you told us.";

/// Days ago, kind, name, address, site, sector, words, answer.
const LETTERS: &[Letter] = &[
    (
        150,
        InquiryKind::Inquiry,
        "Mei Tanaka",
        "mei@tabinote.example",
        Some("tabinote.example"),
        Some(Sector::Travel),
        None,
        Some((THANKS, Follows::Invitation(AccountKind::Publisher))),
    ),
    (
        120,
        InquiryKind::Question,
        "Robert Ashby",
        "robert.ashby@ashbyfamily.example",
        None,
        None,
        Some("Who sees the telephone number that I gave when I signed up?"),
        Some((
            "Only our staff who handle your account. It is shared with partners only where you ticked that, and you did not.",
            Follows::Nothing,
        )),
    ),
    (
        75,
        InquiryKind::Complaint,
        "Hanne Lie",
        "hanne.lie@lieogsonn.example",
        None,
        None,
        Some("An advertisement covered the map in an article on fjordblikk.example."),
        Some((
            "We told the publisher to leave out maps, and they have done so: the selector .map is excluded since this morning.",
            Follows::Nothing,
        )),
    ),
    (
        33,
        InquiryKind::Inquiry,
        "Samuel Adeyemi",
        "samuel@brightads.example",
        Some("brightads.example"),
        Some(Sector::Network),
        None,
        Some((
            "Thank you for writing. Networks join our chain of passbacks on terms that their agreement carries.",
            Follows::Invitation(AccountKind::Network),
        )),
    ),
    (
        9,
        InquiryKind::Inquiry,
        "Greta Olsson",
        "greta@hantverk.example",
        Some("hantverk.example"),
        Some(Sector::Home),
        None,
        Some((THANKS, Follows::Invitation(AccountKind::Publisher))),
    ),
    (
        4,
        InquiryKind::Inquiry,
        "Pierre Vasseur",
        "pierre@voilesetvents.example",
        Some("voilesetvents.example"),
        Some(Sector::Sports),
        None,
        None,
    ),
    (
        3,
        InquiryKind::Question,
        "Joanna Kowal",
        "joanna@kowal.example",
        None,
        None,
        Some("Can a strip be limited to pictures wider than 800 pixels?"),
        None,
    ),
    (
        2,
        InquiryKind::Inquiry,
        "ジョン・スミス",
        "john@machiaruki.example",
        Some("町歩き.example"),
        Some(Sector::Travel),
        None,
        None,
    ),
    (
        1,
        InquiryKind::Complaint,
        "Dieter Lang",
        "dieter.lang@langpost.example",
        None,
        None,
        Some("The close button of an advertisement on wald-spaziergang.example is too small for my thumb."),
        None,
    ),
    (
        1,
        InquiryKind::Inquiry,
        "Aisha Rahman",
        "aisha@rahmanretail.example",
        Some("rahmanretail.example"),
        Some(Sector::Retail),
        None,
        None,
    ),
];

/// The scenes of the letters, and of the two publishers that came by one.
pub(super) fn scenes(dice: &mut Dice) -> anyhow::Result<Vec<Scene>> {
    let mut scenes = Vec::new();
    for (index, (days_ago, kind, name, email, site, sector, body, answer)) in LETTERS.iter().enumerate() {
        let inquiry = 1_000 + index;
        let written = Written {
            kind: *kind,
            full_name: name.parse()?,
            email: email.parse()?,
            web_site: site.map(str::parse).transpose()?,
            sector: *sector,
            telephone: None,
            body: body.map(str::parse).transpose()?,
        };
        let at = dice.morning(*days_ago);
        scenes.push(Scene { at, deed: Deed::Inquire { inquiry, written } });
        if let Some((words, follows)) = answer {
            let at = dice.later(at, 2, 20);
            scenes.push(Scene { at, deed: Deed::AnswerInquiry { inquiry, words, follows: *follows } });
        }
    }
    scenes.extend(talks::scenes(dice.now)?);
    for who in [1, 4] {
        let company = &PUBLISHERS[who];
        let written = Written {
            kind: InquiryKind::Inquiry,
            full_name: company.person.parse()?,
            email: company.email().parse()?,
            web_site: Some(company.site.parse()?),
            sector: Some(Sector::Travel),
            telephone: None,
            body: None,
        };
        let at = dice.morning(200);
        scenes.push(Scene { at, deed: Deed::Inquire { inquiry: who, written } });
        let (at, follows) = (dice.later(at, 2, 20), Follows::Invitation(AccountKind::Publisher));
        scenes.push(Scene { at, deed: Deed::AnswerInquiry { inquiry: who, words: THANKS, follows } });
    }
    Ok(scenes)
}
