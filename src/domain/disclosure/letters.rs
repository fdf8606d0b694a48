//! Whom a step of a disclosure is told to.

use super::{Disclosure, DisclosureState};
use crate::change::Change;
use crate::ids::UserId;
use crate::letter::{Audience, ServiceLetter};
use crate::period::day_words;
use crate::user::StaffRole;

impl Change<Disclosure> {
    /// Tells the other admins that an approval is due. Nothing of what is asked is in it.
    pub(super) fn wait(self, but: UserId) -> Self {
        let disclosure = self.after();
        let letter =
            ServiceLetter::DisclosureWaiting { disclosure: disclosure.id, reference: disclosure.reference.clone() };
        let but = vec![but, disclosure.user];
        self.letter(Audience::Desk { roles: &[StaffRole::Admin], but }, letter)
    }

    /// Tells the person what was handed over to whom.
    pub(super) fn tell(self) -> Self {
        let disclosure = self.after();
        let DisclosureState::HandedOver(_, package, _) = &disclosure.state else { return self };
        let demand = &disclosure.demand;
        let letter = ServiceLetter::Disclosed {
            reference: disclosure.reference.clone(),
            requester: demand.requester.to_string(),
            basis: demand.basis,
            data: demand.purposes.as_slice().to_vec(),
            on: day_words(package.made.at.date_naive()),
            sha256: crate::hex(&package.sha256),
        };
        let person = Audience::User(disclosure.user);
        self.letter(person, letter)
    }
}
