//! The stage: remembers who became which record, and gives every deed its actor.

use super::cast::Company;
use super::scene::{Deed, Scene};
use super::teams::Mate;
use super::{accounts, inquiries, orders, reviews, teams, testimonials};
use crate::config::Operator;
use chrono::{DateTime, Utc};
use inset_domain::account::AccountKind;
use inset_domain::ids::{AccountId, InquiryId, InvitationId, OrderId, TestimonialId, TokenId, UserId};
use inset_domain::session::Factor;
use inset_domain::signature::{Side, Signature};
use inset_store::{Actor, Tx};
use std::collections::HashMap;

/// Someone who signed up.
#[derive(Clone, Copy)]
pub(super) struct Member {
    pub(super) account: AccountId,
    pub(super) user: UserId,
    pub(super) token: TokenId,
}

/// A member of staff.
#[derive(Clone)]
pub(super) struct Colleague {
    pub(super) user: UserId,
    pub(super) name: String,
}

/// A company of the cast with the role it plays.
pub(super) type Part = (AccountKind, &'static Company);

/// What the story has brought about so far.
pub(super) struct Stage<'a> {
    pub(super) cast: &'a [Part],
    pub(super) operator: &'a Operator,
    /// Everyone's password, hashed.
    pub(super) password_hash: &'a str,
    pub(super) reviewers: Vec<Colleague>,
    pub(super) support: Colleague,
    pub(super) members: HashMap<usize, Member>,
    pub(super) inquiries: HashMap<usize, InquiryId>,
    pub(super) invitations: HashMap<usize, TokenId>,
    pub(super) mates: HashMap<Mate, InvitationId>,
    pub(super) orders: HashMap<usize, (usize, OrderId)>,
    pub(super) testimonials: HashMap<usize, TestimonialId>,
}

impl Stage<'_> {
    /// Plays one scene.
    pub(super) async fn play(&mut self, tx: &mut Tx<'_>, scene: Scene) -> anyhow::Result<()> {
        let actor = self.actor(&scene);
        let tx = &mut tx.told(scene.at, actor);
        match scene.deed {
            deed @ (Deed::Inquire { .. }
            | Deed::AnswerInquiry { .. }
            | Deed::TakeInquiry { .. }
            | Deed::WriteAgain { .. }
            | Deed::CallDuplicate { .. }) => inquiries::play(self, tx, deed).await,
            deed @ (Deed::BeginReview { .. }
            | Deed::AskChanges { .. }
            | Deed::JudgeSites { .. }
            | Deed::Approve { .. }
            | Deed::Decline { .. }) => reviews::play(self, tx, deed).await,
            deed @ (Deed::WriteOrder { .. }
            | Deed::ReviseOrder { .. }
            | Deed::SignOrder { .. }
            | Deed::SubmitOrder { .. }
            | Deed::AskAboutOrder { .. }
            | Deed::WriteMessage { .. }
            | Deed::AcceptOrder { .. }
            | Deed::RejectOrder { .. }
            | Deed::CountersignOrder { .. }
            | Deed::WithdrawOrder { .. }) => orders::play(self, tx, deed).await,
            deed @ (Deed::OfferTestimonial { .. }
            | Deed::PublishTestimonial { .. }
            | Deed::RefuseTestimonial { .. }
            | Deed::WithdrawTestimonial { .. }) => testimonials::play(self, tx, deed).await,
            deed @ (Deed::Invite { .. } | Deed::Join { .. }) => teams::play(self, tx, deed).await,
            deed => accounts::play(self, tx, deed).await,
        }
    }

    fn actor(&self, scene: &Scene) -> Actor {
        match &scene.deed {
            Deed::Inquire { .. }
            | Deed::WriteAgain { .. }
            | Deed::SignUp { .. }
            | Deed::Verify { .. }
            | Deed::Join { .. } => Actor::Visitor,
            Deed::AnswerInquiry { .. }
            | Deed::TakeInquiry { .. }
            | Deed::CallDuplicate { .. }
            | Deed::PublishTestimonial { .. }
            | Deed::RefuseTestimonial { .. } => Actor::Staff(self.support.user),
            Deed::BeginReview { .. }
            | Deed::AskChanges { .. }
            | Deed::JudgeSites { .. }
            | Deed::Approve { .. }
            | Deed::Decline { .. }
            | Deed::AskAboutOrder { .. }
            | Deed::AcceptOrder { .. }
            | Deed::RejectOrder { .. }
            | Deed::CountersignOrder { .. }
            | Deed::WriteMessage { from_staff: true, .. } => Actor::Staff(self.reviewer(scene.at).user),
            Deed::Invite { mate } => self.members.get(&mate.who()).map_or(Actor::System, |it| Actor::User(it.user)),
            Deed::GiveCompany { who }
            | Deed::GivePeople { who }
            | Deed::GiveCommercial { who }
            | Deed::SignAgreement { who }
            | Deed::AddSite { who, .. }
            | Deed::ShapeLook { who, .. }
            | Deed::GiveBilling { who }
            | Deed::Submit { who }
            | Deed::Withdraw { who }
            | Deed::GivePayout { who }
            | Deed::OfferTestimonial { who, .. }
            | Deed::WithdrawTestimonial { who }
            | Deed::WriteOrder { who, .. } => self.members.get(who).map_or(Actor::System, |it| Actor::User(it.user)),
            Deed::ReviseOrder { order, .. }
            | Deed::SignOrder { order }
            | Deed::SubmitOrder { order, .. }
            | Deed::WithdrawOrder { order }
            | Deed::WriteMessage { order, from_staff: false, .. } => {
                let owner = self.orders.get(order).and_then(|(who, _)| self.members.get(who));
                owner.map_or(Actor::System, |it| Actor::User(it.user))
            }
        }
    }

    /// The reviewer on duty: they take turns by the day.
    pub(super) fn reviewer(&self, at: DateTime<Utc>) -> &Colleague {
        let day = usize::try_from(at.timestamp() / 86_400).unwrap_or(0);
        &self.reviewers[day % self.reviewers.len()]
    }

    /// The member that a company became.
    pub(super) fn member(&self, who: usize) -> anyhow::Result<Member> {
        self.members.get(&who).copied().ok_or_else(|| anyhow::anyhow!("{} has not signed up", self.cast[who].1.name))
    }
}

/// A signature as a browser of these days would leave it.
pub(super) fn signature(
    side: Side,
    signer: (UserId, &str),
    intent: String,
    text_sha256: [u8; 32],
    at: DateTime<Utc>,
) -> anyhow::Result<Signature> {
    Ok(Signature {
        side,
        user: signer.0,
        typed_name: signer.1.parse()?,
        title: None,
        intent,
        text_sha256,
        at,
        time_zone: "UTC".into(),
        // TEST-NET-3 of RFC 5737: nobody's address.
        ip: format!("203.0.113.{}", 10 + at.timestamp() % 200),
        user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".into(),
        authentication: Factor::Password,
    })
}
