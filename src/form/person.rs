//! A person of an account: the one who acts for it, or a contact. Filled in, read and saved the same way for every role.

use super::{FormErrors, Reader, Typed};
use crate::error::Error;
use diesel_async::AsyncPgConnection;
use inset_domain::contact::{Contact, ContactEdit, ContactRole};
use inset_domain::ids::AccountId;
use inset_domain::user::Channel;
use inset_store::sessions::Principal;
use inset_store::{StoreError, Tx, accounts, companies, contacts, users};

/// A person that was read.
pub struct PersonInput {
    contact: Contact,
    seen: i64,
}

/// What is known of whoever is signed in: a new person begins with them, so that nothing is asked twice.
///
/// # Errors
/// When the database does not answer.
pub async fn known(
    conn: &mut AsyncPgConnection,
    owner: AccountId,
    principal: &Principal,
) -> Result<Contact, StoreError> {
    let user = users::find(conn, principal.user).await?;
    let telephone = match user.telephone {
        Some(number) => Some(number),
        None => companies::find(conn, owner).await?.map(|company| company.details.telephone),
    };
    let (full_name, email, channel) = (user.full_name, user.email, user.channel);
    Ok(Contact { full_name, job_title: None, email, telephone, channel, may_sign: false })
}

/// Fills in the person of a role; one that is not on record begins with whoever is signed in.
///
/// # Errors
/// When the database does not answer.
pub async fn begin(
    conn: &mut AsyncPgConnection,
    owner: AccountId,
    role: ContactRole,
    principal: &Principal,
) -> Result<Typed, StoreError> {
    match contacts::find(conn, owner, role).await? {
        Some(record) => Ok(fill(&record.contact, record.version)),
        None => Ok(fill(&known(conn, owner, principal).await?, 0)),
    }
}

fn fill(contact: &Contact, version: i64) -> Typed {
    Typed::default()
        .with("full_name", &contact.full_name)
        .with_some("job_title", contact.job_title.as_ref())
        .with("email", &contact.email)
        .with_some("telephone", contact.telephone.as_ref())
        .with("preferred_channel", contact.channel.as_str())
        .with_some("may_sign", contact.may_sign.then_some("yes"))
        .with("version", version)
}

/// Whether the person of a role must have a telephone number: whoever acts for the company, and whom orders name as the
/// one to be asked.
pub fn needs_telephone(role: ContactRole) -> bool {
    matches!(role, ContactRole::Personal | ContactRole::Primary)
}

/// Reads a person. The one who acts for the company has the authority to sign.
///
/// # Errors
/// Every field that is missing or wrong.
pub fn parse(typed: &Typed, role: ContactRole) -> Result<PersonInput, FormErrors> {
    let mut read = Reader::new(typed);
    let acts = role == ContactRole::Personal;
    let full_name = read.required("full_name", "Enter the full name");
    let job_title = if acts { read.required("job_title", "Enter the job title") } else { read.optional("job_title") };
    let email = read.required("email", "Enter the e-mail address");
    let telephone = if needs_telephone(role) || typed.get("preferred_channel") == Channel::Telephone.as_str() {
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
