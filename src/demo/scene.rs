//! The words in which the demo is told: who does what, when.

use super::teams::Mate;
use chrono::{DateTime, Utc};
use inset_domain::inquiry::{Follows, Written};
use inset_domain::look::Look;
use inset_domain::order::{Header, Line};
use inset_domain::reason::Reason;
use inset_domain::site::{Language, SiteDetails};

/// One thing that happens.
pub(super) struct Scene {
    /// When.
    pub(super) at: DateTime<Utc>,
    /// What.
    pub(super) deed: Deed,
}

/// What people do, each the same step as its button on a page. `who` counts the companies of the cast, `order` the orders.
pub(super) enum Deed {
    /// A visitor writes; `who` is the company that may come of it.
    Inquire { inquiry: usize, written: Written },
    /// Support answers, perhaps with an invitation.
    AnswerInquiry { inquiry: usize, words: &'static str, follows: Follows },
    /// Support takes it.
    TakeInquiry { inquiry: usize },
    /// Its sender writes again, on its page.
    WriteAgain { inquiry: usize, words: &'static str },
    /// Support calls it a duplicate of another one of the same sender.
    CallDuplicate { inquiry: usize, of: usize },
    /// A person signs up, with an invitation where they have one.
    SignUp { who: usize, invitation: Option<usize>, by_telephone: bool },
    /// They follow the welcome mail's link and set the password.
    Verify { who: usize },
    /// Company section.
    GiveCompany { who: usize },
    /// The person who acts, the technical contact or, for advertisers, primary and billing contact.
    GivePeople { who: usize },
    /// Commercial section.
    GiveCommercial { who: usize },
    /// Reads and signs the agreement.
    SignAgreement { who: usize },
    /// Adds a site.
    AddSite { who: usize, site: SiteDetails },
    /// Chooses the look.
    ShapeLook { who: usize, look: Box<Look> },
    /// Billing profile.
    GiveBilling { who: usize },
    /// Sends the account in, first or with the answers.
    Submit { who: usize },
    /// Takes the submission back.
    Withdraw { who: usize },
    /// A reviewer begins.
    BeginReview { who: usize },
    /// A reviewer asks for changes: section, field, note.
    AskChanges { who: usize, asks: &'static [(&'static str, &'static str, &'static str)] },
    /// A reviewer confirms every site, or says why the newest is not theirs.
    JudgeSites { who: usize, refuse: Option<Reason> },
    /// A reviewer approves, countersigning the agreement.
    Approve { who: usize },
    /// A reviewer declines.
    Decline { who: usize, reason: Reason },
    /// Payout details.
    GivePayout { who: usize },
    /// Offers a testimonial, previewed and agreed to.
    OfferTestimonial { who: usize, words: &'static str, language: Language, job_title: &'static str },
    /// Support publishes it.
    PublishTestimonial { who: usize },
    /// Support refuses it.
    RefuseTestimonial { who: usize, reason: Reason },
    /// Its author takes it back.
    WithdrawTestimonial { who: usize },
    /// An owner invites someone into the account.
    Invite { mate: Mate },
    /// They follow the mail's link and join.
    Join { mate: Mate },
    /// Begins an order and gives it its lines.
    WriteOrder { who: usize, order: usize, header: Box<Header>, lines: Vec<Line> },
    /// Changes the lines, which makes a new revision of a signed order.
    ReviseOrder { order: usize, lines: Vec<Line> },
    /// Signs the current revision.
    SignOrder { order: usize },
    /// Sends the order; the first sends the account too.
    SubmitOrder { order: usize, answer: Option<&'static str> },
    /// A reviewer asks about it.
    AskAboutOrder { order: usize, reason: Reason },
    /// Either side writes on its thread.
    WriteMessage { order: usize, from_staff: bool, words: &'static str },
    /// A reviewer accepts.
    AcceptOrder { order: usize },
    /// A reviewer rejects.
    RejectOrder { order: usize, reason: Reason },
    /// The operator countersigns.
    CountersignOrder { order: usize },
    /// The advertiser takes it back.
    WithdrawOrder { order: usize },
}
