//! Letters as data. What is said and to whom is a business matter; how it reads is mail's.
//!
//! A letter's class is part of its type: a [`ServiceLetter`] concerns something the person has with the operator, a
//! [`ReplyLetter`] answers a form they sent, and an [`OptionalLetter`] takes the consent without which nobody gets it.
//!
//! Long because it names every letter, each with what it says.

use crate::catalogue::Purpose;
use crate::disclosure::Basis;
use crate::ids::{
    AccountId, AnnouncementId, ApprovalId, ConsentId, DisclosureId, EmailChangeId, InquiryId, InvitationId, OrderId,
    PrivacyRequestId, TestimonialId, TokenId, UserId,
};
use crate::privacy::RequestKind;
use crate::reason::ReasonCode;
use crate::user::{Power, StaffRole};
use serde::{Deserialize, Serialize};

/// How soon staff answer whatever is sent: pages and letters promise it in these words alone.
pub const ANSWER_TIME: &str = "within two working days";

/// A mail to be written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "class", content = "letter", rename_all = "snake_case")]
pub enum Letter {
    /// Part of the service the person signed up for.
    Service(ServiceLetter),
    /// An answer to a form the person sent.
    Reply(ReplyLetter),
    /// What nobody needs: it leaves only while its reader's consent is alive.
    Optional(OptionalLetter),
}

/// A letter that needs a consent, with the one that it was queued under. No change queues one: an announcement does, from
/// the consents themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OptionalLetter {
    /// The consent.
    pub consent: ConsentId,
    /// What it says.
    #[serde(flatten)]
    pub news: News,
}

/// What a letter with a consent says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum News {
    /// News of the product.
    ProductNews(Announced),
}

/// The announcement that a letter carries. Its words are read when the mail is written, so that a hundred thousand letters
/// hold one text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Announced {
    /// Which.
    pub announcement: AnnouncementId,
    /// The mail's subject.
    pub subject: String,
}

/// A letter that belongs to the service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ServiceLetter {
    /// Someone's submission waits for staff.
    ReviewWaiting {
        /// What waits: an account's or order's reference.
        reference: String,
        /// Its name.
        name: String,
        /// "publisher", "advertiser", "network" or "insertion order".
        noun: String,
    },
    /// An account was sent in.
    AccountSubmitted {
        /// Whose.
        account: AccountRef,
    },
    /// A reviewer asks for changes on named fields.
    ChangesRequested {
        /// Whose.
        account: AccountRef,
        /// Each field's label with the reviewer's note.
        fields: Vec<(String, String)>,
    },
    /// A reviewer confirmed what an active account changed.
    ChangesConfirmed {
        /// Whose.
        account: AccountRef,
    },
    /// An account was approved.
    AccountApproved {
        /// Whose.
        account: AccountRef,
    },
    /// A site of an active account was confirmed.
    SiteConfirmed {
        /// Whose.
        account: AccountRef,
        /// Which.
        domain: String,
    },
    /// A site of an active account was refused.
    SiteRefused {
        /// Whose.
        account: AccountRef,
        /// Which.
        domain: String,
        /// Why.
        reason: ReasonCode,
        /// In the reviewer's words.
        words: String,
    },
    /// An account was declined.
    AccountDeclined {
        /// Whose.
        account: AccountRef,
        /// Why.
        reason: ReasonCode,
        /// In the reviewer's words.
        words: String,
        /// From when one may apply again, as a date in words.
        reapply: Option<String>,
    },
    /// An owner closed the account.
    AccountDeactivated {
        /// Whose.
        account: AccountRef,
        /// The numbers of orders that run on.
        orders: Vec<String>,
        /// Whether the reader's login ends with it.
        login_ends: bool,
    },
    /// An agreement was signed by the account.
    AgreementSigned {
        /// Whose.
        account: AccountRef,
        /// The agreement's title.
        title: String,
        /// SHA-256 of its text, in hexadecimal.
        sha256: String,
    },
    /// An order was sent in.
    OrderSubmitted {
        /// Which.
        order: OrderRef,
    },
    /// An order needs the advertiser's attention.
    OrderNeedsAttention {
        /// Which.
        order: OrderRef,
        /// Why.
        reason: ReasonCode,
        /// In the reviewer's words.
        words: String,
    },
    /// An order was accepted.
    OrderAccepted {
        /// Which.
        order: OrderRef,
    },
    /// An order was countersigned and is in force.
    OrderCountersigned {
        /// Which.
        order: OrderRef,
        /// SHA-256 of the signed text, in hexadecimal.
        sha256: String,
    },
    /// An order was rejected.
    OrderRejected {
        /// Which.
        order: OrderRef,
        /// Why.
        reason: ReasonCode,
        /// In the reviewer's words.
        words: String,
    },
    /// An advertiser wrote on an order: for staff.
    OrderMessageWaiting {
        /// Which.
        order: OrderRef,
    },
    /// A message was written on an order.
    OrderMessage {
        /// Which.
        order: OrderRef,
    },
    /// Where the account is paid was given or changed.
    PayoutChanged {
        /// Whose.
        account: AccountRef,
    },
    /// The password was changed.
    PasswordChanged,
    /// An authenticator asks for its code from now on.
    AuthenticatorAdded,
    /// The authenticator was taken away.
    AuthenticatorRemoved,
    /// A passkey signs in from now on.
    PasskeyAdded {
        /// What its owner calls it.
        name: String,
    },
    /// A passkey was taken away.
    PasskeyRemoved {
        /// What its owner called it.
        name: String,
    },
    /// A passkey counted backwards, so that somebody may have a copy.
    PasskeyCopied {
        /// What its owner calls it.
        name: String,
    },
    /// New recovery codes replace the old ones.
    RecoveryCodesRenewed,
    /// A recovery code was used to sign in.
    RecoveryCodeUsed,
    /// A login is to have this address: for the address.
    ConfirmEmail {
        /// The change, from which the single-use link is made.
        change: EmailChangeId,
        /// The address that the login has now.
        old: String,
    },
    /// Somebody else wishes to sign in with this address, which has a login.
    EmailTaken,
    /// The login is to have another address: for the one that it has.
    EmailChangeAsked {
        /// The change, from which the link that stops it is made.
        change: EmailChangeId,
        /// The address that it is to have.
        new: String,
    },
    /// The login has another address: for the one that it had.
    EmailChanged {
        /// The change, from which the link that undoes it is made.
        change: EmailChangeId,
        /// The address that it has.
        new: String,
    },
    /// The change of address was undone from the old one.
    EmailChangeUndone,
    /// Someone is invited into an account, whether they have a login or not.
    Invited {
        /// The invitation, from which the single-use link is made.
        invitation: InvitationId,
        /// Into which account.
        account: AccountRef,
        /// Who invites.
        by: String,
        /// What they may do there.
        power: Power,
        /// Until when the link works, in words.
        until: String,
    },
    /// Someone is in the account from now on: for its owners.
    MemberJoined {
        /// Which.
        account: AccountRef,
        /// Who.
        name: String,
        /// With which login.
        email: String,
        /// What they may do.
        power: Power,
    },
    /// What a person may do in an account was changed: for that person.
    PowerChanged {
        /// In which.
        account: AccountRef,
        /// What they may do from now on.
        power: Power,
    },
    /// A person was removed from an account: for that person.
    MemberRemoved {
        /// From which.
        account: AccountRef,
    },
    /// A colleague asks for a second pair of eyes: for those who may approve.
    ApprovalWaiting {
        /// Which request.
        approval: ApprovalId,
        /// What is asked.
        what: String,
        /// Why, in the words of whoever asks.
        why: String,
        /// Until when it can be decided, in words.
        until: String,
    },
    /// A request was decided, or ran out: for whoever asked.
    ApprovalDecided {
        /// Which request.
        approval: ApprovalId,
        /// What was asked.
        what: String,
        /// Whether it was approved and done.
        approved: bool,
        /// Why it was refused; none where nobody decided in time.
        reason: Option<String>,
    },
    /// A second reviewer gave an account back: for whoever approved it first.
    ApprovalGivenBack {
        /// The account's reference.
        reference: String,
        /// Its name.
        name: String,
        /// Why.
        reason: ReasonCode,
        /// In the second reviewer's words.
        words: String,
    },
    /// Staff were asked to take the authenticator of a login away: for its owner, who may object.
    AuthenticatorRemovalAsked,
    /// A person's role on the staff was given, changed or taken away: for that person.
    StaffRoleChanged {
        /// The role from now on; none once they are not on the staff.
        role: Option<StaffRole>,
    },
    /// One of the staff looks at the account as its owner sees it: for its owners.
    ViewingBegun {
        /// Which.
        account: AccountRef,
        /// Who looks.
        by: String,
        /// Why.
        reason: String,
        /// Until when at most, in words.
        until: String,
    },
    /// Something about the service that concerns everybody in some accounts (P09).
    Announcement(Announced),
    /// An announcement as its readers will get it: for whoever composes it.
    AnnouncementTest {
        /// Which.
        announcement: AnnouncementId,
        /// Its subject.
        subject: String,
    },
    /// The address was taken off the list of those who get news and answers: for the address, once.
    TakenOffList,
    /// A service mail to a login came back: for those who can reach its person another way.
    OutOfReach {
        /// Whose.
        user: UserId,
        /// Their name.
        name: String,
    },
    /// Staff ended every session of a login: for its owner.
    SessionsEnded {
        /// Why.
        reason: String,
    },
    /// The copy of their data that a person asked for is ready.
    DataExportReady {
        /// Until when it can be fetched, in words.
        until: String,
    },
    /// A disclosure waits for an approval: for the admins who may give it.
    DisclosureWaiting {
        /// Which.
        disclosure: DisclosureId,
        /// Its reference.
        reference: String,
    },
    /// Data of a person was handed to whoever may ask for it: for that person.
    Disclosed {
        /// The disclosure's reference.
        reference: String,
        /// Who asked and got it.
        requester: String,
        /// On what basis.
        basis: Basis,
        /// Which data.
        data: Vec<Purpose>,
        /// On which day, in words.
        on: String,
        /// SHA-256 of what was handed over, in hexadecimal.
        sha256: String,
    },
    /// A person left the account: for its owners.
    MemberLeft {
        /// Which.
        account: AccountRef,
        /// Who.
        name: String,
    },
}

/// A letter that answers a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReplyLetter {
    /// Verifies the address, names the login and sets the password (P11).
    Welcome {
        /// The single-use link.
        token: TokenId,
        /// The role signed up for, in words.
        role: String,
    },
    /// Someone tried to sign up with an address that has a login.
    AlreadyRegistered,
    /// A new password was asked for.
    PasswordReset {
        /// The single-use link.
        token: TokenId,
    },
    /// An inquiry, question or complaint arrived.
    InquiryReceived {
        /// Which; the link to its page is made from it.
        inquiry: InquiryId,
        /// Its reference.
        reference: String,
        /// By when it is answered, in words; none in a letter that was queued before that was said.
        #[serde(default)]
        by: Option<String>,
    },
    /// Staff answered an inquiry.
    InquiryAnswered {
        /// Which; none in a letter that was queued before a message had a page.
        #[serde(default)]
        inquiry: Option<InquiryId>,
        /// Its reference.
        reference: String,
        /// The answer.
        words: String,
        /// The invitation's role and single-use link, where one is made.
        invitation: Option<(crate::account::AccountKind, TokenId)>,
    },
    /// Staff are told of an inquiry.
    InquiryWaiting {
        /// Which.
        inquiry: InquiryId,
        /// Its reference.
        reference: String,
    },
    /// An inquiry was given to a member of the staff: for that person.
    InquiryAssigned {
        /// Which.
        inquiry: InquiryId,
        /// Its reference.
        reference: String,
    },
    /// Its sender wrote again, and it is our turn: for whoever has it.
    InquiryWrittenAgain {
        /// Which.
        inquiry: InquiryId,
        /// Its reference.
        reference: String,
    },
    /// An inquiry repeats another one, under which it is answered: for its sender.
    InquiryDuplicate {
        /// Which.
        inquiry: InquiryId,
        /// Its reference.
        reference: String,
        /// The reference of the other one.
        other: String,
    },
    /// A privacy request was made with this address: for the address, to confirm it.
    PrivacyConfirm {
        /// The request, from which the single-use link is made.
        request: PrivacyRequestId,
        /// Its reference.
        reference: String,
        /// What was asked.
        what: RequestKind,
        /// Until when the link works, in words.
        until: String,
    },
    /// A step was taken with a privacy request.
    PrivacyStepTaken {
        /// Its reference.
        reference: String,
        /// What was asked.
        what: RequestKind,
        /// Which step.
        step: PrivacyStep,
        /// Why, where a reason is due.
        reason: Option<ReasonCode>,
        /// In the words of whoever decided, extended or answered.
        words: Option<String>,
        /// By when it is answered, in words.
        by: String,
    },
    /// Staff are told of a privacy request.
    PrivacyWaiting {
        /// Which.
        request: PrivacyRequestId,
        /// Its reference.
        reference: String,
        /// What was asked.
        what: RequestKind,
        /// By when it is to be answered, in words.
        by: String,
    },
    /// Staff are told of a testimonial. Its words stay out of every letter: a letter could not be taken back.
    TestimonialWaiting {
        /// Which.
        testimonial: TestimonialId,
    },
    /// A testimonial was published.
    TestimonialPublished,
    /// A testimonial was refused.
    TestimonialRefused {
        /// Why.
        reason: ReasonCode,
        /// In the words of whoever refused it.
        words: String,
    },
}

/// A step of a privacy request, of which its person is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrivacyStep {
    /// It came, and it is known who asks.
    Received,
    /// It was asked again, and joins the first.
    AskedAgain,
    /// More time is needed.
    Extended,
    /// It will be done.
    Approved,
    /// A part of it will be done.
    PartlyApproved,
    /// It will not be done.
    Denied,
    /// It is being done.
    InProcess,
    /// It is done.
    Complete,
    /// It was taken back.
    Withdrawn,
}

/// An account as letters name it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountRef {
    /// Its id.
    pub id: AccountId,
    /// Its reference.
    pub reference: String,
    /// Its name.
    pub name: String,
    /// Its kind, as stored.
    pub kind: crate::account::AccountKind,
}

/// An order as letters name it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderRef {
    /// Its id.
    pub id: OrderId,
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its total with the currency's code.
    pub total: String,
}

/// Whom a letter goes to; the store finds the addresses in the same transaction.
#[derive(Debug, Clone, PartialEq)]
pub enum Audience {
    /// One login.
    User(UserId),
    /// The owners and signers of an account.
    Account(AccountId),
    /// The owners of an account but for one person, who knows already.
    Owners {
        /// Of which account.
        account: AccountId,
        /// Who knows.
        but: UserId,
    },
    /// The primary contact of an order's current revision (P05), by mail or, where they wish it, a call.
    OrderContact(OrderId),
    /// Staff of these roles, but for those who know already.
    Desk {
        /// The roles.
        roles: &'static [StaffRole],
        /// Who knows, or is concerned.
        but: Vec<UserId>,
    },
    /// Staff who review.
    Reviewers,
    /// Staff who answer inquiries.
    Support,
    /// Someone without a login.
    Address {
        /// Their address.
        email: String,
        /// Their name.
        name: String,
        /// The number at which they would rather be called than written to.
        telephone: Option<String>,
    },
}

impl From<ServiceLetter> for Letter {
    fn from(letter: ServiceLetter) -> Self {
        Self::Service(letter)
    }
}

impl From<ReplyLetter> for Letter {
    fn from(letter: ReplyLetter) -> Self {
        Self::Reply(letter)
    }
}

impl Letter {
    /// The class as stored.
    pub fn class(&self) -> &'static str {
        match self {
            Self::Service(_) => "service",
            Self::Reply(_) => "reply",
            Self::Optional(_) => "optional",
        }
    }

    /// The announcement whose words it carries.
    pub fn announcement(&self) -> Option<AnnouncementId> {
        match self {
            Self::Service(ServiceLetter::Announcement(it)) => Some(it.announcement),
            Self::Service(ServiceLetter::AnnouncementTest { announcement, .. }) => Some(*announcement),
            Self::Optional(OptionalLetter { news: News::ProductNews(it), .. }) => Some(it.announcement),
            Self::Service(_) | Self::Reply(_) => None,
        }
    }

    /// Whether it stays away from an address to which nothing may go. The links without which nobody could sign in are
    /// asked for by whoever stands at the door, so they are written all the same.
    pub fn respects_the_list(&self) -> bool {
        match self {
            Self::Service(_) => false,
            Self::Optional(_) => true,
            Self::Reply(letter) => !matches!(
                letter,
                ReplyLetter::Welcome { .. } | ReplyLetter::PasswordReset { .. } | ReplyLetter::AlreadyRegistered
            ),
        }
    }

    /// Whether a person who wishes to be called is called instead of written to (P12). Links without which nobody could
    /// sign in, what security asks for, and what proves a signature are always written.
    pub fn may_be_a_call(&self) -> bool {
        match self {
            Self::Service(letter) => !matches!(
                letter,
                ServiceLetter::PasswordChanged
                    | ServiceLetter::AuthenticatorAdded
                    | ServiceLetter::AuthenticatorRemoved
                    | ServiceLetter::PasskeyAdded { .. }
                    | ServiceLetter::PasskeyRemoved { .. }
                    | ServiceLetter::PasskeyCopied { .. }
                    | ServiceLetter::RecoveryCodesRenewed
                    | ServiceLetter::RecoveryCodeUsed
                    | ServiceLetter::PayoutChanged { .. }
                    | ServiceLetter::AgreementSigned { .. }
                    | ServiceLetter::OrderCountersigned { .. }
                    | ServiceLetter::ReviewWaiting { .. }
                    | ServiceLetter::ConfirmEmail { .. }
                    | ServiceLetter::EmailTaken
                    | ServiceLetter::EmailChangeAsked { .. }
                    | ServiceLetter::EmailChanged { .. }
                    | ServiceLetter::EmailChangeUndone
                    | ServiceLetter::Invited { .. }
                    | ServiceLetter::MemberJoined { .. }
                    | ServiceLetter::PowerChanged { .. }
                    | ServiceLetter::MemberRemoved { .. }
                    | ServiceLetter::MemberLeft { .. }
                    | ServiceLetter::ApprovalWaiting { .. }
                    | ServiceLetter::ApprovalDecided { .. }
                    | ServiceLetter::ApprovalGivenBack { .. }
                    | ServiceLetter::AuthenticatorRemovalAsked
                    | ServiceLetter::StaffRoleChanged { .. }
                    | ServiceLetter::SessionsEnded { .. }
                    | ServiceLetter::Announcement(_)
                    | ServiceLetter::AnnouncementTest { .. }
                    | ServiceLetter::TakenOffList
                    | ServiceLetter::OutOfReach { .. }
                    | ServiceLetter::ViewingBegun { .. }
                    | ServiceLetter::DataExportReady { .. }
                    | ServiceLetter::AccountDeactivated { .. }
                    | ServiceLetter::DisclosureWaiting { .. }
                    | ServiceLetter::Disclosed { .. }
            ),
            // An invitation is a link, and a link cannot be told.
            Self::Reply(letter) => matches!(letter, ReplyLetter::InquiryAnswered { invitation: None, .. }),
            Self::Optional(_) => false,
        }
    }
}
