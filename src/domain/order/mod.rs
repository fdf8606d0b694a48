//! The insertion order: number and state here, header and lines in [`revision`], immutable once signed.

pub mod header;
pub mod line;
mod obstacle;
pub mod revision;
mod state;
mod text;

pub use header::{BillingMethod, Header, Liability, OrderContact};
pub use line::{Delivery, FrequencyCap, FrequencyInterval, Line, LineFormat};
pub use obstacle::Obstacle;
pub use revision::{Revision, Signed};
pub use state::{OrderState, label, line_label, tone};
pub use text::{canonical, header_facts, statement_of_countersigning, statement_of_intent};

use crate::account::Step;
use crate::change::{Change, Event, Subject, WrongState};
use crate::ids::{AccountId, OrderId, UserId};
use crate::letter::{Audience, OrderRef, ServiceLetter};
use crate::money::{Currency, Money};
use crate::reason::Reason;
use crate::signature::{Side, Signature};
use chrono::{DateTime, Utc};

/// The terms under which orders are placed now.
pub const TERMS_VERSION: &str = "2026-11";

/// An insertion order, without its revision.
#[derive(Clone, Debug)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// Its number: `IO-1001`.
    pub number: String,
    /// The advertiser's account.
    pub account: AccountId,
    /// Where it stands.
    pub state: OrderState,
    /// The current revision.
    pub revision: i32,
    /// The name in the current revision.
    pub name: String,
    /// The total of the current revision.
    pub total: Money,
    /// When it was last sent in.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// The version of its row.
    pub version: i64,
}

/// An order with its current revision: what is edited, signed and sent.
#[derive(Clone, Debug)]
pub struct OrderDocument {
    /// The order.
    pub order: Order,
    /// Its current revision.
    pub revision: Revision,
}

/// A signed revision with its signature, to be saved.
#[derive(Clone, Debug)]
pub struct SignedRevision {
    /// The order with its now signed revision.
    pub document: OrderDocument,
    /// The signature.
    pub signature: Signature,
}

/// A message of an order's thread, to be saved with the order's step.
#[derive(Clone, Debug)]
pub struct OrderStep {
    /// The order after the step.
    pub order: Order,
    /// What is added to its thread.
    pub message: Option<Message>,
    /// The operator's signature, when the step is the countersignature.
    pub countersignature: Option<Signature>,
}

/// What someone writes on an order.
#[derive(Clone, Debug)]
pub struct Message {
    /// Who.
    pub author: UserId,
    /// Whether they write as the operator.
    pub from_staff: bool,
    /// The words.
    pub body: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Why an order cannot be signed or sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// The state does not allow it.
    #[error(transparent)]
    State(#[from] WrongState),
    /// Something in the revision must be changed first.
    #[error("{0}")]
    Obstacle(Obstacle),
    /// The current revision is not signed.
    #[error("Sign revision {0} of the order before you send it")]
    NotSigned(i32),
}

impl OrderDocument {
    /// A new draft. The number is the store's to give.
    pub fn begin(
        account: AccountId,
        header: Header,
        currency: Currency,
        now: DateTime<Utc>,
        by: UserId,
    ) -> Change<Self> {
        let id = OrderId::at(now);
        let order = Order {
            id,
            number: String::new(),
            account,
            state: OrderState::Draft(Step { at: now, by }),
            revision: 1,
            name: header.name.to_string(),
            total: Money::zero(currency),
            submitted_at: None,
            created_at: now,
            version: 1,
        };
        let revision = Revision::first(header, currency, now, by);
        Change::new(Self { order, revision }, 0, Event::new(Subject::new("order", id.0), Some(account), "order.begun"))
    }

    /// The order with new content. A signed revision is left as it was signed: the content becomes the next revision.
    ///
    /// # Errors
    /// [`WrongState`] unless the order is a draft or needs attention.
    pub fn revise(
        self,
        header: Header,
        lines: Vec<Line>,
        now: DateTime<Utc>,
        by: UserId,
    ) -> Result<Change<Self>, WrongState> {
        let Self { mut order, revision } = self;
        if !order.is_editable() {
            return Err(order.refuse("changed"));
        }
        let revision = revision.replace(header, lines, now, by);
        let verb = if revision.number == order.revision { "order.saved" } else { "order.revised" };
        let seen = order.version;
        order.version += 1;
        order.revision = revision.number;
        order.name = revision.header.name.to_string();
        order.total = revision.total;
        let event = Event::new(Subject::new("order", order.id.0), Some(order.account), verb);
        Ok(Change::new(Self { order, revision }, seen, event))
    }

    /// Signs the current revision: its text is fixed from here on.
    ///
    /// # Errors
    /// [`SubmitError`] unless the order can still be sent, the revision is not signed yet, and nothing of it must be changed.
    pub fn sign(mut self, text: String, signature: Signature) -> Result<Change<SignedRevision>, SubmitError> {
        if !self.order.is_editable() {
            return Err(self.order.refuse("signed").into());
        }
        if self.revision.signed.is_some() {
            return Err(WrongState { noun: "This revision", state: "signed", wanted: "signed again" }.into());
        }
        self.check_obstacles(signature.at)?;
        let event = Event::new(Subject::new("order", self.order.id.0), Some(self.order.account), "order.signed");
        let seen = self.order.version;
        self.order.version += 1;
        self.revision.signed = Some(Signed { at: signature.at, text, text_sha256: signature.text_sha256 });
        Ok(Change::new(SignedRevision { document: self, signature }, seen, event))
    }

    /// Sends the order, first or after its attention was asked, with an answer to the thread where there is one.
    ///
    /// # Errors
    /// [`SubmitError`] when the state does not allow it, the current revision is not signed, or its days have passed since.
    pub fn submit(
        self,
        now: DateTime<Utc>,
        by: UserId,
        answer: Option<String>,
    ) -> Result<Change<OrderStep>, SubmitError> {
        let verb = match self.order.state {
            OrderState::Draft(_) => "order.submitted",
            OrderState::NeedsAttention(..) => "order.resubmitted",
            _ => return Err(self.order.refuse("sent").into()),
        };
        if self.revision.signed.is_none() {
            return Err(SubmitError::NotSigned(self.revision.number));
        }
        self.check_obstacles(now)?;
        let order = self.order.letter_ref();
        let waiting = ServiceLetter::ReviewWaiting {
            reference: order.number.clone(),
            name: order.name.clone(),
            noun: "insertion order".into(),
        };
        let account = self.order.account;
        let message = answer.map(|body| Message { author: by, from_staff: false, body, at: now });
        let mut step = self.order;
        step.submitted_at = Some(now);
        Ok(step
            .step(OrderState::Submitted(Step { at: now, by }), verb, None, message)
            .letter(Audience::Account(account), ServiceLetter::OrderSubmitted { order })
            .letter(Audience::Reviewers, waiting))
    }
}

impl OrderDocument {
    fn check_obstacles(&self, now: DateTime<Utc>) -> Result<(), SubmitError> {
        self.revision.obstacles(now).first().map_or(Ok(()), |first| Err(SubmitError::Obstacle(*first)))
    }
}

impl Order {
    /// How letters name it.
    pub fn letter_ref(&self) -> OrderRef {
        OrderRef { id: self.id, number: self.number.clone(), name: self.name.clone(), total: self.total.with_code() }
    }

    /// Whether the advertiser may change, sign and send it.
    pub fn is_editable(&self) -> bool {
        matches!(self.state, OrderState::Draft(_) | OrderState::NeedsAttention(..))
    }

    /// That the advertiser may change it.
    ///
    /// # Errors
    /// [`WrongState`] once it is sent.
    pub fn check_editable(&self) -> Result<(), WrongState> {
        if self.is_editable() { Ok(()) } else { Err(self.refuse("changed")) }
    }

    /// Staff ask the advertiser about something; the words open or continue the thread.
    ///
    /// # Errors
    /// [`WrongState`] unless it was sent.
    pub fn need_attention(
        self,
        now: DateTime<Utc>,
        by: UserId,
        reason: Reason,
    ) -> Result<Change<OrderStep>, WrongState> {
        if !matches!(self.state, OrderState::Submitted(_)) {
            return Err(self.refuse("sent back"));
        }
        let (id, order) = (self.id, self.letter_ref());
        let message = Message { author: by, from_staff: true, body: reason.words.clone(), at: now };
        let letter = ServiceLetter::OrderNeedsAttention { order, reason: reason.code, words: reason.words.clone() };
        let code = Some(reason.code);
        Ok(self
            .step(
                OrderState::NeedsAttention(Step { at: now, by }, reason),
                "order.attention_asked",
                code,
                Some(message),
            )
            .letter(Audience::OrderContact(id), letter))
    }

    /// Staff accept it. The advertiser's account must be active: `advertiser_is_active`.
    ///
    /// # Errors
    /// [`WrongState`] unless it was sent and the advertiser is active.
    pub fn accept(
        self,
        now: DateTime<Utc>,
        by: UserId,
        advertiser_is_active: bool,
    ) -> Result<Change<OrderStep>, WrongState> {
        if !matches!(self.state, OrderState::Submitted(_)) {
            return Err(self.refuse("accepted"));
        }
        if !advertiser_is_active {
            return Err(WrongState {
                noun: "The advertiser's account",
                state: "not active yet",
                wanted: "given an accepted order",
            });
        }
        let (account, order) = (self.account, self.letter_ref());
        Ok(self
            .step(OrderState::Accepted(Step { at: now, by }), "order.accepted", None, None)
            .letter(Audience::Account(account), ServiceLetter::OrderAccepted { order }))
    }

    /// Staff reject it, with the reason the advertiser reads.
    ///
    /// # Errors
    /// [`WrongState`] unless it was sent.
    pub fn reject(self, now: DateTime<Utc>, by: UserId, reason: Reason) -> Result<Change<OrderStep>, WrongState> {
        if !matches!(self.state, OrderState::Submitted(_)) {
            return Err(self.refuse("rejected"));
        }
        let (account, order) = (self.account, self.letter_ref());
        let letter = ServiceLetter::OrderRejected { order, reason: reason.code, words: reason.words.clone() };
        let code = Some(reason.code);
        Ok(self
            .step(OrderState::Rejected(Step { at: now, by }, reason), "order.rejected", code, None)
            .letter(Audience::Account(account), letter))
    }

    /// The operator countersigns the revision that was accepted; the order is in force.
    ///
    /// # Errors
    /// [`WrongState`] unless it was accepted.
    pub fn countersign(self, signature: Signature) -> Result<Change<OrderStep>, WrongState> {
        debug_assert_eq!(signature.side, Side::Operator, "only the operator countersigns");
        if !matches!(self.state, OrderState::Accepted(_)) {
            return Err(self.refuse("countersigned"));
        }
        let (account, order) = (self.account, self.letter_ref());
        let sha256 = crate::hex(&signature.text_sha256);
        let state = OrderState::Countersigned(Step { at: signature.at, by: signature.user });
        let mut change = self
            .step(state, "order.countersigned", None, None)
            .letter(Audience::Account(account), ServiceLetter::OrderCountersigned { order, sha256 });
        change.after_mut().countersignature = Some(signature);
        Ok(change)
    }

    /// The advertiser takes it back before it is accepted.
    ///
    /// # Errors
    /// [`WrongState`] once it is accepted or ended.
    pub fn withdraw(self, now: DateTime<Utc>, by: UserId) -> Result<Change<OrderStep>, WrongState> {
        match self.state {
            OrderState::Draft(_) | OrderState::Submitted(_) | OrderState::NeedsAttention(..) => {
                Ok(self.step(OrderState::Withdrawn(Step { at: now, by }), "order.withdrawn", None, None))
            }
            _ => Err(self.refuse("withdrawn")),
        }
    }

    /// A message on the order's thread, from either side. The order's contact hears of what staff write, as they wish to be
    /// reached.
    ///
    /// # Errors
    /// [`WrongState`] when staff write on an order that is not sent yet or is over.
    pub fn write(self, message: Message) -> Result<Change<OrderStep>, WrongState> {
        if message.from_staff && !self.state.is_open() {
            return Err(self.refuse("written on"));
        }
        let order = self.letter_ref();
        let (audience, letter) = if message.from_staff {
            (Audience::OrderContact(self.id), ServiceLetter::OrderMessage { order })
        } else {
            (Audience::Reviewers, ServiceLetter::OrderMessageWaiting { order })
        };
        let state = self.state.clone();
        Ok(self.step(state, "order.message_written", None, Some(message)).letter(audience, letter))
    }

    fn refuse(&self, wanted: &'static str) -> WrongState {
        WrongState { noun: "This order", state: self.state.label_in_sentence(), wanted }
    }

    /// The order as it stood before a decision that is taken back.
    pub(crate) fn put_back(self, state: OrderState) -> Change<OrderStep> {
        self.step(state, "order.decision_undone", None, None)
    }

    fn step(
        mut self,
        state: OrderState,
        verb: &'static str,
        reason: Option<crate::reason::ReasonCode>,
        message: Option<Message>,
    ) -> Change<OrderStep> {
        let mut event = Event::new(Subject::new("order", self.id.0), Some(self.account), verb);
        event.reason = reason;
        let seen = self.version;
        self.state = state;
        self.version += 1;
        Change::new(OrderStep { order: self, message, countersignature: None }, seen, event)
    }
}
