//! Who else is in the accounts: colleagues who were invited and joined, one bookkeeper in two of them, and those who have
//! not answered yet.

use super::cast::{ADVERTISERS, PUBLISHERS};
use super::scene::{Deed, Scene};
use super::stage::Stage;
use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use inset_domain::ids::UserId;
use inset_domain::team::Invited;
use inset_domain::user::{Channel, Power, Registration};
use inset_store::{StoreError, Tx, teams, users};
use secrecy::ExposeSecret as _;

/// Someone whom an owner invites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Mate {
    /// The company, as the cast counts.
    who: usize,
    name: &'static str,
    email: &'static str,
    power: Power,
    /// Whether they have joined.
    joined: bool,
}

const fn mate(who: usize, name: &'static str, email: &'static str, power: Power, joined: bool) -> Mate {
    Mate { who, name, email, power, joined }
}

const HALDEN: usize = PUBLISHERS.len();
const NORTHERN_LIGHTS: usize = HALDEN + ADVERTISERS.len();

const MATES: &[Mate] = &[
    mate(0, "Miles Avery", "miles@harbourlight.example", Power::Signer, true),
    mate(0, "Priya Nair", "priya@ledgerandlight.example", Power::Finance, true),
    mate(0, "Hazel Quinn", "hazel@harbourlight.example", Power::Viewer, false),
    mate(HALDEN, "Sindre Moe", "sindre@haldenoutdoor.example", Power::Member, true),
    mate(HALDEN, "Priya Nair", "priya@ledgerandlight.example", Power::Finance, true),
    mate(HALDEN, "Tuva Lie", "tuva@haldenoutdoor.example", Power::Signer, false),
    mate(NORTHERN_LIGHTS, "Astrid Vinje", "astrid@northernlights.example", Power::Signer, true),
    mate(NORTHERN_LIGHTS, "Eirik Strand", "eirik@northernlights.example", Power::Member, false),
];

/// The invitations of those who joined, and their answers; then the invitations that are open.
pub(super) fn scenes(now: DateTime<Utc>) -> Vec<Scene> {
    let mut scenes = Vec::new();
    for (nth, mate) in (0..).zip(MATES) {
        let at = now - TimeDelta::days(if mate.joined { 12 } else { 2 }) + TimeDelta::minutes(7 * nth);
        scenes.push(Scene { at, deed: Deed::Invite { mate: *mate } });
        if mate.joined {
            scenes.push(Scene { at: at + TimeDelta::hours(3), deed: Deed::Join { mate: *mate } });
        }
    }
    scenes
}

impl Mate {
    /// The company whose owner invites them.
    pub(super) fn who(self) -> usize {
        self.who
    }
}

pub(super) async fn play(stage: &mut Stage<'_>, tx: &mut Tx<'_>, deed: Deed) -> anyhow::Result<()> {
    match deed {
        Deed::Invite { mate } => {
            let owner = stage.member(mate.who)?;
            let team = teams::lock(tx, owner.account).await?;
            let invited =
                Invited { email: mate.email.parse()?, full_name: Some(mate.name.parse()?), power: mate.power };
            let change = team.invite(owner.user, invited, tx.now())?;
            stage.mates.insert(mate, change.after().id);
            teams::invite(tx, change).await?;
            Ok(())
        }
        Deed::Join { mate } => join(stage, tx, mate).await,
        _ => anyhow::bail!("not a deed of a team"),
    }
}

/// Whoever is in another account already joins with the login they have.
async fn join(stage: &Stage<'_>, tx: &mut Tx<'_>, mate: Mate) -> anyhow::Result<()> {
    let id = stage.mates.get(&mate).context("nobody invited them")?;
    let (link, email) = (teams::secret(tx.vault(), *id), mate.email.parse()?);
    let known = match users::by_email(tx.conn(), &email).await {
        Ok(user) => Some(user),
        Err(StoreError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let user = known.as_ref().map_or_else(|| UserId::at(tx.now()), |user| user.id);
    let invitation = teams::redeem(tx, link.expose_secret(), &email, user).await?;
    let change = match &known {
        Some(user) => invitation.accept(user),
        None => {
            let (full_name, channel) = (mate.name.parse()?, Channel::Email);
            let (optional_mail, partner_sharing) = (false, false);
            let person = Registration { full_name, email, telephone: None, channel, optional_mail, partner_sharing };
            invitation.sign_up(user, person)
        }
    };
    teams::join(tx, change, Some(stage.password_hash)).await?;
    Ok(())
}
