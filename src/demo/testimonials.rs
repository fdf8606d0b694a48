//! What people of active accounts say in public, what support decides on it, and what is taken back.

use super::calendar::Dice;
use super::scene::{Deed, Scene};
use super::script::reason;
use super::stage::{Member, Part, Stage};
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use inset_domain::reason::ReasonCode;
use inset_domain::site::Language;
use inset_domain::testimonial::{Consent, Shown, Testimonial, Wording};
use inset_store::{Tx, accounts, testimonials};

/// How a testimonial's story ends.
#[derive(Clone, Copy)]
enum End {
    Offered,
    Published,
    Refused(ReasonCode, &'static str),
    Withdrawn,
}

/// The login of whoever speaks, how far into the time since their approval they do so in per cent, language, role, words.
type Voice = (&'static str, i32, Language, &'static str, &'static str, End);

const VOICES: &[Voice] = &[
    (
        "nora",
        70,
        Language::En,
        "Editor and publisher",
        "Our readers come for harbours at dawn. The caption stays below the water line, closes with one tap, and nobody has written to complain since the day we switched.",
        End::Published,
    ),
    (
        "ida",
        60,
        Language::En,
        "Head of brand",
        "We sign an order on Monday and see who has it on Tuesday. When a date could not be met we were told which line, and why, before it cost us anything.",
        End::Published,
    ),
    (
        "misaki",
        50,
        Language::Ja,
        "編集長",
        "写真の邪魔をしない広告を、ようやく見つけました。読者からの苦情が減り、担当者の返事にはいつも理由が書かれています。",
        End::Published,
    ),
    (
        "lucia",
        55,
        Language::Es,
        "Directora",
        "Firmamos una vez, en español y sin letra pequeña escondida. Nos pidieron corregir un solo campo y nos dijeron exactamente cuál.",
        End::Published,
    ),
    (
        "jonas",
        45,
        Language::De,
        "Verlagsleiter",
        "Ein Streifen am unteren Bildrand, klar gekennzeichnet, nie über dem Gericht.\nSo bleibt das Rezept das Wichtigste auf der Seite.",
        End::Published,
    ),
    (
        "rafael",
        40,
        Language::Pt,
        "Editor-chefe",
        "Em uma tarde o cadastro estava pronto. Cada recusa veio com motivo, e o motivo veio com o que fazer.",
        End::Published,
    ),
    (
        "matteo",
        65,
        Language::En,
        "Owner",
        "Boots belong on mountains. Here they stand in pictures of mountains, and the invoice matches the order to the cent.",
        End::Published,
    ),
    (
        "henrik",
        60,
        Language::En,
        "Programmatic director",
        "Our terms stand in the agreement in plain sentences, with the passback position as a number. Onboarding took three sections and one signature.",
        End::Published,
    ),
    (
        "amelia",
        80,
        Language::En,
        "Head of supply",
        "A seller entry that is right on the first day, and people who answer with a reference.",
        End::Published,
    ),
    (
        "claire",
        50,
        Language::Fr,
        "Rédactrice en chef",
        "Nos pages de saison ont trois fois plus de lecteurs depuis que nous travaillons ensemble.",
        End::Refused(
            ReasonCode::Claim,
            "The figure may well be right, but nothing shows that the advertisements brought it about. Say what you saw yourselves, and offer it again.",
        ),
    ),
    (
        "oskar",
        45,
        Language::Sv,
        "Bildredaktör",
        "Bilderna får vara bilder. Annonsen ligger stilla i kanten och går att stänga, precis som det står i avtalet.",
        End::Withdrawn,
    ),
    (
        "ruth",
        92,
        Language::En,
        "Managing editor",
        "We asked to keep maps and route profiles free of advertisements. It was one line in the look, and it has held ever since.",
        End::Offered,
    ),
    (
        "harriet",
        94,
        Language::En,
        "Founder",
        "A small shop with a small budget, treated as if it were a large one. Every change to our order showed its difference in pence.",
        End::Offered,
    ),
];

/// The scenes of the testimonials: each begins after its account was approved, so `scenes` has to tell of that first.
pub(super) fn scenes(now: DateTime<Utc>, cast: &[Part], scenes: &[Scene]) -> anyhow::Result<Vec<Scene>> {
    // Dice of their own, so that the other stories stay as they are.
    let (mut dice, mut told) = (Dice::new(now), Vec::new());
    for (login, share, language, job_title, words, end) in VOICES {
        let who =
            cast.iter().position(|(_, company)| company.login == *login).with_context(|| format!("no {login}"))?;
        let approval = scenes.iter().find(|scene| matches!(scene.deed, Deed::Approve { who: it } if it == who));
        let approved = approval.with_context(|| format!("{login} is never approved"))?.at;
        let mut at = dice.later(approved + (now - approved) * *share / 100, 1, 4);
        let (language, job_title) = (*language, *job_title);
        told.push(Scene { at, deed: Deed::OfferTestimonial { who, words, language, job_title } });
        let decision = match end {
            End::Offered => continue,
            End::Published | End::Withdrawn => Deed::PublishTestimonial { who },
            End::Refused(code, words) => Deed::RefuseTestimonial { who, reason: reason(*code, words) },
        };
        at = dice.later(at, 2, 20);
        told.push(Scene { at, deed: decision });
        if let End::Withdrawn = end {
            at = dice.later(at, 40, 90);
            told.push(Scene { at, deed: Deed::WithdrawTestimonial { who } });
        }
    }
    Ok(told)
}

pub(super) async fn play(stage: &mut Stage<'_>, tx: &mut Tx<'_>, deed: Deed) -> anyhow::Result<()> {
    let now = tx.now();
    match deed {
        Deed::OfferTestimonial { who, words, language, job_title } => {
            let Member { account, user, .. } = stage.member(who)?;
            let account = accounts::find(tx.conn(), account).await?;
            let shown = Shown {
                words: words.parse()?,
                language,
                full_name: stage.cast[who].1.person.parse()?,
                job_title: job_title.parse()?,
                company: account.name.parse()?,
            };
            let consent = Consent { wording: Wording::current(), at: now };
            let saved = testimonials::save(tx, Testimonial::offer(&account, user, shown, consent)?).await?;
            stage.testimonials.insert(who, saved.id);
        }
        Deed::PublishTestimonial { who } => {
            let testimonial = given(stage, tx, who).await?;
            testimonials::save(tx, testimonial.publish(now, stage.support.user)?).await?;
        }
        Deed::RefuseTestimonial { who, reason } => {
            let testimonial = given(stage, tx, who).await?;
            testimonials::save(tx, testimonial.refuse(now, stage.support.user, reason)?).await?;
        }
        Deed::WithdrawTestimonial { who } => {
            let testimonial = given(stage, tx, who).await?;
            let author = testimonial.author;
            testimonials::save(tx, testimonial.withdraw(now, author)?).await?;
        }
        _ => anyhow::bail!("not a deed about a testimonial"),
    }
    Ok(())
}

/// What a company's person has given.
async fn given(stage: &Stage<'_>, tx: &mut Tx<'_>, who: usize) -> anyhow::Result<Testimonial> {
    let id = stage.testimonials.get(&who).with_context(|| format!("{} has given none", stage.cast[who].1.name))?;
    Ok(testimonials::find(tx.conn(), *id).await?.testimonial)
}
