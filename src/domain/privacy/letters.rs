//! Whom a step of a request is told to.

use super::PrivacyRequest;
use crate::change::Change;
use crate::letter::{Audience, PrivacyStep, ReplyLetter};
use crate::period::{day_words, instant_words};
use crate::reason::ReasonCode;

impl Change<PrivacyRequest> {
    fn audience(&self) -> Option<Audience> {
        let asker = self.after().asker.as_ref()?;
        let email = asker.email.as_ref()?;
        Some(Audience::Address { email: email.to_string(), name: asker.full_name.to_string(), telephone: None })
    }

    /// Tells the person of a step, where mail goes to them.
    pub(super) fn tell(self, step: PrivacyStep, reason: Option<ReasonCode>, words: Option<String>) -> Self {
        let Some(audience) = self.audience() else { return self };
        let request = self.after();
        let letter = ReplyLetter::PrivacyStepTaken {
            reference: request.reference.clone(),
            what: request.kind,
            step,
            reason,
            words,
            by: day_words(request.answer_by().date_naive()),
        };
        self.letter(audience, letter)
    }

    /// Sends the link by which the address confirms.
    pub(super) fn ask_to_confirm(self) -> Self {
        let Some(audience) = self.audience() else { return self };
        let request = self.after();
        let Some(until) = request.link_expires_at else { return self };
        let letter = ReplyLetter::PrivacyConfirm {
            request: request.id,
            reference: request.reference.clone(),
            what: request.kind,
            until: instant_words(until, chrono_tz::UTC),
        };
        self.letter(audience, letter)
    }

    /// Tells those who answer that it waits.
    pub(super) fn wait(self) -> Self {
        let request = self.after();
        let letter = ReplyLetter::PrivacyWaiting {
            request: request.id,
            reference: request.reference.clone(),
            what: request.kind,
            by: day_words(request.answer_by().date_naive()),
        };
        self.letter(Audience::Support, letter)
    }
}
