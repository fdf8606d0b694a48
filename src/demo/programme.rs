//! The programme: which company does what, and how it all is put in the order of time.

use super::calendar::Dice;
use super::campaigns::{self, Reach};
use super::cast::{ADVERTISERS, NETWORKS, PUBLISHERS};
use super::letters;
use super::scene::{Deed, Scene};
use super::script::{self, End};
use super::stage::Part;
use super::{teams, testimonials};
use chrono::{DateTime, TimeDelta, Utc};
use inset_domain::account::AccountKind;

/// How many days back the history begins.
const HISTORY: u64 = 182;
/// How many orders are told.
pub(super) const ORDERS: usize = 120;

/// Everyone, in the order in which `who` counts them.
pub(super) fn cast() -> Vec<Part> {
    let part = |kind| move |company| (kind, company);
    let publishers = PUBLISHERS.iter().map(part(AccountKind::Publisher));
    let advertisers = ADVERTISERS.iter().map(part(AccountKind::Advertiser));
    publishers.chain(advertisers).chain(NETWORKS.iter().map(part(AccountKind::Network))).collect()
}

/// Everything that happened up to now, in the order in which it did.
pub(super) fn scenes(now: DateTime<Utc>) -> anyhow::Result<Vec<Scene>> {
    let (mut dice, cast) = (Dice::new(now), cast());
    let mut scenes = letters::scenes(&mut dice)?;
    for (who, part) in cast.iter().enumerate() {
        if part.0 != AccountKind::Advertiser {
            let (end, days_ago) = ending(&mut dice, who, part.0);
            // Two publishers came by an invitation: see the letters.
            let invitation = (who == 1 || who == 4).then_some(who);
            scenes.extend(script::account(&mut dice, who, *part, end, days_ago, invitation)?);
        }
    }
    scenes.extend(advertisers(&mut dice, &cast)?);
    scenes.extend(later_sites(now)?);
    let voices = testimonials::scenes(now, &cast, &scenes)?;
    scenes.extend(voices);
    scenes.extend(teams::scenes(now));
    scenes.retain(|scene| scene.at < now - TimeDelta::minutes(5));
    scenes.sort_by_key(|scene| scene.at);
    Ok(scenes)
}

/// Sites that active publishers added lately and that wait: one that is new, and one that another publisher has confirmed.
fn later_sites(now: DateTime<Utc>) -> anyhow::Result<Vec<Scene>> {
    let site = |who: usize, hours, domain: String| -> anyhow::Result<Scene> {
        let site = script::site(180_000, &domain, &PUBLISHERS[who])?;
        Ok(Scene { at: now - TimeDelta::hours(hours), deed: Deed::AddSite { who, site } })
    };
    let taken = format!("blog.{}", PUBLISHERS[0].site);
    Ok(vec![site(0, 50, format!("walks.{}", PUBLISHERS[0].site))?, site(2, 26, taken)?])
}

/// How a publisher's or network's story ends, and how long ago it began.
fn ending(dice: &mut Dice, who: usize, kind: AccountKind) -> (End, u64) {
    let networks = PUBLISHERS.len() + ADVERTISERS.len();
    let recent = |dice: &mut Dice| dice.between(4, 9);
    match (kind, who) {
        (AccountKind::Publisher, 0) => (End::ApprovedAfterChanges, HISTORY - 2),
        (AccountKind::Publisher, 43) => (End::Declined, 40),
        (AccountKind::Publisher, 34) => (End::Declined, 90),
        (AccountKind::Publisher, 35 | 36) => (End::Draft, recent(dice)),
        (AccountKind::Publisher, 37) => (End::Unverified, 2),
        (AccountKind::Publisher, 38) => (End::Withdrawn, recent(dice)),
        (AccountKind::Publisher, 25 | 28 | 39) => (End::Submitted, recent(dice)),
        (AccountKind::Publisher, 29 | 40) => (End::InReview, recent(dice)),
        (AccountKind::Publisher, 31 | 41) => (End::ChangesRequested, recent(dice) + 3),
        (AccountKind::Publisher, 42) => (End::Answered, 12),
        (AccountKind::Network, who) if who == networks + 5 => (End::Submitted, recent(dice)),
        (AccountKind::Network, who) if who == networks + 6 => (End::ChangesRequested, 11),
        (AccountKind::Network, who) if who == networks + 7 => (End::Draft, 3),
        (_, who) if who.is_multiple_of(5) => (End::ApprovedAfterChanges, dice.between(30, HISTORY)),
        _ => (End::Approved, dice.between(20, HISTORY)),
    }
}

/// Advertisers with their orders: the first has many, the others a few each; the last one is refused.
fn advertisers(dice: &mut Dice, cast: &[Part]) -> anyhow::Result<Vec<Scene>> {
    let (mut scenes, mut order) = (Vec::new(), 0);
    for (index, company) in ADVERTISERS.iter().enumerate() {
        let who = PUBLISHERS.len() + index;
        let (end, count, days_ago) = match index {
            0 => (End::Approved, 58, HISTORY),
            21 => (End::Submitted, 1, 3),
            22 => (End::InReview, 1, 5),
            23 => (End::Draft, 1, 4),
            24 => (End::Declined, 1, 25),
            _ => (End::Approved, if index < 19 { 3 } else { 2 }, dice.between(35, HISTORY - 10)),
        };
        scenes.extend(script::account(dice, who, cast[who], end, days_ago, None)?);
        let begun = scenes.last().map_or(dice.now, |scene| scene.at);
        let mut decided = false;
        for number in 0..count {
            let at = moment(dice, begun, days_ago, number, count);
            let reach = reach(index, number, count, order);
            let lines = usize::try_from(match order {
                17 => 60,
                40 => 42,
                71 => 25,
                _ => 1 + dice.between(0, 7) * dice.between(0, 1) + dice.between(0, 2),
            })?;
            let (told, sent) = campaigns::order(dice, (who, company), order, reach, at, lines)?;
            scenes.extend(told);
            if let Some(sent) = sent.filter(|_| !decided) {
                decided = true;
                scenes.extend(script::advertiser_decision(dice, who, end, sent));
            }
            order += 1;
        }
    }
    anyhow::ensure!(order == ORDERS, "{order} orders are told, not {ORDERS}");
    Ok(scenes)
}

/// When an advertiser begins its order of this number: spread over its history, the first at once.
fn moment(dice: &mut Dice, begun: DateTime<Utc>, days_ago: u64, number: usize, count: usize) -> DateTime<Utc> {
    if number == 0 {
        return dice.soon(begun);
    }
    let days = days_ago * (count - number) as u64 / (count as u64 + 1);
    dice.morning(days.max(1))
}

/// How far an order has come: old ones are settled, the newest are still open.
fn reach(index: usize, number: usize, count: usize, order: usize) -> Reach {
    if index >= 21 {
        return if index == 23 { Reach::Draft } else { Reach::Submitted };
    }
    let left = count - 1 - number;
    match (index, left) {
        (0, 0) => Reach::Draft,
        (0, 1) => Reach::Signed,
        (0, 2) => Reach::Submitted,
        (0, 3) => Reach::NeedsAttention,
        (0, 4) => Reach::Accepted,
        (_, 0) => {
            [Reach::Submitted, Reach::NeedsAttention, Reach::Draft, Reach::Resubmitted, Reach::Accepted, Reach::Signed]
                [index % 6]
        }
        _ if number > 0 && order % 13 == 5 => Reach::Rejected,
        _ if number > 0 && order % 17 == 9 => Reach::Withdrawn,
        _ if order.is_multiple_of(5) => Reach::CountersignedAfterAttention,
        _ => Reach::Countersigned,
    }
}
