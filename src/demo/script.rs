//! The stories of accounts: how each company comes to stand where the demo shows it.

use super::calendar::Dice;
use super::cast::Company;
use super::places::place;
use super::scene::{Deed, Scene};
use super::stage::Part;
use chrono::{DateTime, TimeDelta, Utc};
use inset_domain::account::AccountKind;
use inset_domain::look::{Format, Look, Trigger};
use inset_domain::rate::Quantity;
use inset_domain::reason::{Reason, ReasonCode};
use inset_domain::site::SiteDetails;

/// Where a story ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Signed up, and the welcome mail's link not followed yet.
    Unverified,
    /// Some sections are done.
    Draft,
    /// Sent, taken back.
    Withdrawn,
    /// Waits for a reviewer.
    Submitted,
    /// A reviewer has begun.
    InReview,
    /// Waits for the applicant.
    ChangesRequested,
    /// Answered the changes, waits again.
    Answered,
    /// Active.
    Approved,
    /// Active, after a round of changes.
    ApprovedAfterChanges,
    /// Refused.
    Declined,
}

/// One account's story, told scene by scene.
struct Story<'d> {
    dice: &'d mut Dice,
    at: DateTime<Utc>,
    scenes: Vec<Scene>,
}

impl Story<'_> {
    fn act(&mut self, deed: Deed) {
        self.at = self.dice.soon(self.at);
        self.scenes.push(Scene { at: self.at, deed });
    }

    fn wait(&mut self, least: i64, most: i64) {
        self.at = self.dice.later(self.at, least, most);
    }
}

pub(super) fn reason(code: ReasonCode, words: &str) -> Reason {
    Reason { code, words: words.into() }
}

/// What reviewers ask publishers and networks to change.
const ASKS: &[(&str, &str, &str)] = &[
    (
        "company",
        "registration_number",
        "The register shows another number for this name. Give the number as printed on your extract.",
    ),
    ("personal", "job_title", "Say in which function you act for the company."),
];

/// The story of an account that begins `days_ago`.
pub(super) fn account(
    dice: &mut Dice,
    who: usize,
    (kind, company): Part,
    end: End,
    days_ago: u64,
    invitation: Option<usize>,
) -> anyhow::Result<Vec<Scene>> {
    let at = dice.morning(days_ago);
    let mut story = Story { dice, at, scenes: Vec::new() };
    // Those who have just sent their details in are among those who would rather be called: so a few calls wait.
    let by_telephone = who % 8 == 6 || end == End::Submitted;
    story.act(Deed::SignUp { who, invitation, by_telephone });
    if end == End::Unverified {
        return Ok(story.scenes);
    }
    story.act(Deed::Verify { who });
    fill_in(&mut story, who, kind, company, end)?;
    if end == End::Draft {
        return Ok(story.scenes);
    }
    if kind != AccountKind::Advertiser {
        story.act(Deed::Submit { who });
        review(&mut story, who, kind, end);
    }
    Ok(story.scenes)
}

fn fill_in(story: &mut Story<'_>, who: usize, kind: AccountKind, company: &Company, end: End) -> anyhow::Result<()> {
    story.act(Deed::GiveCompany { who });
    story.act(Deed::GivePeople { who });
    match kind {
        AccountKind::Advertiser => story.act(Deed::GiveBilling { who }),
        AccountKind::Network => {
            story.act(Deed::GiveCommercial { who });
            if end != End::Draft {
                story.act(Deed::SignAgreement { who });
            }
        }
        AccountKind::Publisher => {
            story.act(Deed::SignAgreement { who });
            story.act(Deed::GiveCommercial { who });
            if end == End::Draft {
                return Ok(());
            }
            story.wait(1, 20);
            for domain in domains(who, company) {
                let site = site(story.dice.between(18, 900) * 1_000, &domain, company)?;
                story.act(Deed::AddSite { who, site });
            }
            let look = Box::new(look(who));
            story.act(Deed::ShapeLook { who, look });
        }
    }
    Ok(())
}

/// A publisher's sites: its own, and for the larger ones a few more.
fn domains(who: usize, company: &Company) -> Vec<String> {
    let more: &[&str] = if who == 0 { &["blog", "archive", "shop"] } else { &["blog", "photos"][..who % 3] };
    std::iter::once(company.site.to_owned()).chain(more.iter().map(|it| format!("{it}.{}", company.site))).collect()
}

pub(super) fn site(page_views: u64, domain: &str, company: &Company) -> anyhow::Result<SiteDetails> {
    Ok(SiteDetails {
        domain: domain.parse()?,
        category: company.about.parse()?,
        language: place(company.country).language.parse()?,
        monthly_page_views: Quantity::new(page_views)?,
    })
}

fn look(who: usize) -> Look {
    let format = Format::ALL[who % Format::ALL.len()];
    Look {
        format,
        position: format.positions()[who / 4 % format.positions().len()],
        trigger: if who.is_multiple_of(3) { Trigger::Hover } else { Trigger::InView },
        ..Look::default()
    }
}

fn review(story: &mut Story<'_>, who: usize, kind: AccountKind, end: End) {
    if end == End::Submitted {
        return;
    }
    if end == End::Withdrawn {
        story.wait(1, 5);
        return story.act(Deed::Withdraw { who });
    }
    story.wait(3, 30);
    story.act(Deed::BeginReview { who });
    if end == End::InReview {
        return;
    }
    if matches!(end, End::ChangesRequested | End::Answered | End::ApprovedAfterChanges) {
        story.act(Deed::AskChanges { who, asks: ASKS });
        if end == End::ChangesRequested {
            return;
        }
        story.wait(2, 40);
        story.act(Deed::GiveCompany { who });
        story.act(Deed::GivePeople { who });
        // A changed fact changes the agreement's text, which is then signed again; the same facts leave it signed.
        story.act(Deed::Submit { who });
        if end == End::Answered {
            return;
        }
        story.wait(2, 20);
    }
    if end == End::Declined {
        let words = "Most pages repeat other sites' pictures. We take sites whose pictures are their own.";
        return story.act(Deed::Decline { who, reason: reason(ReasonCode::SiteContent, words) });
    }
    if kind == AccountKind::Publisher {
        let words = "The ads.txt of this domain does not name your company.";
        let refuse = (who == 0 || who % 11 == 5).then(|| reason(ReasonCode::SiteOwnership, words));
        story.act(Deed::JudgeSites { who, refuse });
    }
    story.act(Deed::Approve { who });
    if who.is_multiple_of(2) {
        story.wait(2, 60);
        story.act(Deed::GivePayout { who });
    }
}

/// The decision on an advertiser's account, after its first order was sent at `sent`.
pub(super) fn advertiser_decision(dice: &mut Dice, who: usize, end: End, sent: DateTime<Utc>) -> Vec<Scene> {
    let at = dice.later(sent + TimeDelta::minutes(30), 1, 12);
    let mut story = Story { dice, at, scenes: Vec::new() };
    match end {
        End::Approved => {
            story.act(Deed::BeginReview { who });
            story.act(Deed::Approve { who });
        }
        End::InReview => story.act(Deed::BeginReview { who }),
        End::Declined => {
            story.act(Deed::BeginReview { who });
            let words = "Short-term credit is outside our content rules.";
            story.act(Deed::Decline { who, reason: reason(ReasonCode::CreativeContent, words) });
        }
        _ => {}
    }
    story.scenes
}
