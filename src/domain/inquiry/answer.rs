//! Answers of staff, and what follows from each.

use super::{End, Inquiry, InquiryState, PATIENCE_DAYS};
use crate::account::AccountKind;
use crate::change::{Change, WrongState};
use crate::ids::{TokenId, UserId};
use crate::letter::ReplyLetter;
use crate::text::Paragraph;
use crate::working_days::AnswerTime;
use chrono::{DateTime, TimeDelta, Utc};

/// How long an invitation works.
pub const INVITATION_DAYS: i64 = 30;

/// What follows once an answer is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// Nothing: it is answered.
    Nothing,
    /// Their words: they were asked something.
    TheirWords,
    /// Ours: we write again.
    OurWords,
    /// Nothing comes of it for now.
    NotNow,
    /// They sign up, invited into a role.
    Invitation(AccountKind),
}

/// An invitation to be made.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Its id, from which its link is derived.
    pub id: TokenId,
    /// For which role.
    pub kind: AccountKind,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// An answer to be saved.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The message after the answer.
    pub inquiry: Inquiry,
    /// The words.
    pub words: Paragraph,
    /// By whom.
    pub by: UserId,
    /// The invitation, where the answer is one.
    pub invitation: Option<Invitation>,
}

impl Inquiry {
    /// Staff write to its sender. Whoever does so has it from then on, where nobody had.
    ///
    /// # Errors
    /// [`WrongState`] when it has ended.
    pub fn answer(
        mut self,
        words: Paragraph,
        follows: Follows,
        answer: AnswerTime,
        now: DateTime<Utc>,
        by: UserId,
    ) -> Result<Change<Answered>, WrongState> {
        self.check_open("answered again")?;
        let invitation = match follows {
            Follows::Invitation(kind) => {
                Some(Invitation { id: TokenId::at(now), kind, expires_at: now + TimeDelta::days(INVITATION_DAYS) })
            }
            _ => None,
        };
        let letter = ReplyLetter::InquiryAnswered {
            inquiry: Some(self.id),
            reference: self.reference.clone(),
            words: words.to_string(),
            invitation: invitation.as_ref().map(|invitation| (invitation.kind, invitation.id)),
        };
        let has_it = Some(self.state.assignee().unwrap_or(by));
        let verb = match follows {
            Follows::Nothing => {
                self.end(End::Resolved, now, by);
                "inquiry.answered"
            }
            Follows::NotNow => {
                self.end(End::NotNow, now, by);
                "inquiry.put_off"
            }
            Follows::Invitation(_) => {
                self.end(End::Converted, now, by);
                "inquiry.converted"
            }
            Follows::TheirWords => {
                self.state = InquiryState::Waiting(has_it);
                self.due_at = now + TimeDelta::days(PATIENCE_DAYS);
                "inquiry.asked_back"
            }
            Follows::OurWords => {
                self.state = InquiryState::Open(has_it);
                self.due_at = answer.by(now);
                "inquiry.answered_in_part"
            }
        };
        self.state_at = now;
        let sender = self.sender();
        let change = self.step(verb).letter(sender, letter);
        Ok(change.map(|inquiry| Answered { inquiry, words, by, invitation }))
    }
}
