//! A person of an account: the one who acts for it, or a contact. Filled in, read and saved the same way for every role.

use super::{FormErrors, Reader, Typed};
use crate::error::Error;
use inset_domain::contact::{Contact, ContactEdit, ContactRecord, ContactRole};
use inset_domain::ids::AccountId;
use inset_domain::user::Channel;
use inset_store::sessions::Principal;
use inset_store::{Tx, accounts, contacts};

/// A person that was read.
pub struct PersonInput {
    contact: Contact,
    seen: i64,
}

/// Fills a person in; a new one begins with whoever is signed in.
pub fn fill(record: Option<&ContactRecord>, principal: &Principal) -> Typed {
    let Some(record) = record else {
        return Typed::default()
            .with("full_name", &principal.name)
            .with("email", &principal.email)
            .with("preferred_channel", Channel::Email.as_str())
            .with("version", 0);
    };
    let contact = &record.contact;
    Typed::default()
        .with("full_name", &contact.full_name)
        .with_some("job_title", contact.job_title.as_ref())
        .with("email", &contact.email)
        .with_some("telephone", contact.telephone.as_ref())
        .with("preferred_channel", contact.channel.as_str())
        .with_some("may_sign", contact.may_sign.then_some("yes"))
        .with("version", record.version)
}

/// Reads a person. The one who acts for the company has a telephone number and the authority to sign.
///
/// # Errors
/// Every field that is missing or wrong.
pub fn parse(typed: &Typed, role: ContactRole) -> Result<PersonInput, FormErrors> {
    let mut read = Reader::new(typed);
    let acts = role == ContactRole::Personal;
    let full_name = read.required("full_name", "Enter the full name");
    let job_title = if acts { read.required("job_title", "Enter the job title") } else { read.optional("job_title") };
    let email = read.required("email", "Enter the e-mail address");
    let telephone = if acts || typed.get("preferred_channel") == Channel::Telephone.as_str() {
        read.required("telephone", "Enter the telephone number")
    } else {
        read.optional("telephone")
    };
    let channel = read.required("preferred_channel", "Choose how to be reached");
    let may_sign = acts && read.ticked("may_sign");
    if acts && !may_sign {
        read.error("may_sign", "Confirm the authority to sign, or name the person who has it");
    }
    let seen = read.version();
    read.finish(|| {
        let contact =
            Contact { full_name: full_name?, job_title, email: email?, telephone, channel: channel?, may_sign };
        Some(PersonInput { contact, seen })
    })
}

/// Saves a person. Gives the notice's code: who acts for an active account goes to the reviewers again.
///
/// # Errors
/// [`Error::Stale`] when someone else saved it meanwhile, [`Error::State`] while the account is in review.
pub async fn save(
    tx: &mut Tx<'_>,
    owner: AccountId,
    role: ContactRole,
    input: PersonInput,
) -> Result<&'static str, Error> {
    let account = accounts::find(tx.conn(), owner).await?;
    account.check_editable()?;
    let before = contacts::find(tx.conn(), owner, role).await?;
    let otherwise = before.as_ref().is_some_and(|record| record.acts_otherwise(&input.contact));
    let reviewed = account.is_active() && otherwise;
    contacts::save(tx, ContactEdit::new(owner, role, before.as_ref(), input.seen, input.contact)).await?;
    if reviewed {
        accounts::update(tx, account.change_in_force()?).await?;
    }
    Ok(if reviewed { "saved-for-review" } else { "saved" })
}
