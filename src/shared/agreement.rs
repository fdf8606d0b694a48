//! An account's agreement: kept in step with the facts it names, read, and signed.

use crate::config::Operator;
use crate::error::Error;
use crate::form::{FormErrors, Reader, Typed, signing};
use crate::web::Role;
use crate::web::Signed;
use crate::web::powers::{CanSign, Fresh, Power};
use diesel_async::AsyncPgConnection;
use inset_domain::account::AccountKind;
use inset_domain::agreement::AgreementState;
use inset_domain::agreement_text::{
    AgreementText, NetworkTerms, Party, PublisherTerms, for_network, for_publisher, statement_of_intent,
};
use inset_domain::contact::ContactRole;
use inset_domain::ids::{AccountId, UserId};
use inset_domain::signature::{Side, Signature};
use inset_domain::text::PersonName;
use inset_store::{StoreError, Tx, accounts, agreements, commercials, companies, contacts};

/// The operator, as an agreement names it.
fn operator(operator: &Operator) -> Party {
    Party { name: operator.legal_name.clone(), address: operator.address.join(", ") }
}

/// The text of an account's agreement, once the sections that it names are given; none for advertisers, who sign their
/// orders instead.
async fn text(
    conn: &mut AsyncPgConnection,
    account: AccountId,
    kind: AccountKind,
    who: &Operator,
) -> Result<Option<AgreementText>, StoreError> {
    let company = companies::find(conn, account).await?;
    let person = contacts::find(conn, account, ContactRole::Personal).await?;
    let Some((company, person)) = company.zip(person) else { return Ok(None) };
    let (operator, signer) = (operator(who), person.contact.signer());
    let party =
        Party { name: company.details.legal_name.to_string(), address: company.details.address.lines().join(", ") };
    Ok(match kind {
        AccountKind::Publisher => Some(for_publisher(&PublisherTerms { operator, publisher: party, signer })),
        AccountKind::Network => commercials::of_network(conn, account).await?.map(|commercial| {
            let facts = commercial.terms.facts();
            let commercial = facts.into_iter().map(|fact| (fact.label.to_owned(), fact.value)).collect();
            for_network(&NetworkTerms { operator, network: party, signer, commercial })
        }),
        AccountKind::Advertiser => None,
    })
}

/// Offers the agreement anew where a fact that it names was changed; one in force stays as it is.
///
/// # Errors
/// When the database does not answer or another request was first.
pub async fn refresh(
    tx: &mut Tx<'_>,
    account: AccountId,
    kind: AccountKind,
    by: UserId,
    who: &Operator,
) -> Result<(), Error> {
    let text = text(tx.conn(), account, kind, who).await?;
    let newest = agreements::newest(tx.conn(), account).await?;
    if let Some(agreement) = newest {
        let same = text.as_ref().is_some_and(|text| text.sha256() == agreement.text_sha256);
        match agreement.state {
            AgreementState::Countersigned(_) => return Ok(()),
            AgreementState::Offered(_) | AgreementState::Viewed(_) | AgreementState::Signed(_) if same => return Ok(()),
            AgreementState::Offered(_) | AgreementState::Viewed(_) | AgreementState::Signed(_) => {
                agreements::save(tx, agreement.cancel(tx.now(), by)?).await?;
            }
            _ => {}
        }
    }
    if let Some(text) = text {
        let change = inset_domain::agreement::Agreement::offer(account, &text, tx.now(), by);
        agreements::save(tx, change).await?;
    }
    Ok(())
}

/// Keeps the agreement of whoever saves a section in step with it.
///
/// # Errors
/// As [`refresh`].
pub async fn follow<R: Role, P: Power>(tx: &mut Tx<'_>, me: &Signed<R, P>) -> Result<(), Error> {
    match R::KIND {
        Some(kind) => refresh(tx, me.owner(), kind, me.user(), &me.site().config().operator).await,
        None => Ok(()),
    }
}

/// Reads the signature under an agreement.
///
/// # Errors
/// A name that is not the signer's, or an intent that is not confirmed.
pub fn parse(typed: &Typed, signer: &str) -> Result<PersonName, FormErrors> {
    let mut read = Reader::new(typed);
    let name = signing::read(&mut read, signer);
    read.finish(|| name)
}

/// Signs the agreement whose text was shown.
///
/// # Errors
/// [`Error::Stale`] when the text has changed since it was shown, [`Error::State`] when it is signed already.
pub async fn sign<R: Role>(
    tx: &mut Tx<'_>,
    me: &Signed<R, Fresh<CanSign>>,
    shown_sha256: &str,
    typed_name: PersonName,
) -> Result<(), Error> {
    let account = accounts::find(tx.conn(), me.owner()).await?;
    let agreement = agreements::newest(tx.conn(), me.owner()).await?.ok_or(StoreError::NotFound)?;
    if shown_sha256 != inset_domain::hex(&agreement.text_sha256) {
        return Err(StoreError::Stale.into());
    }
    let title = agreement.document.title();
    let signature = Signature {
        side: Side::Account,
        user: me.user(),
        typed_name,
        title: None,
        intent: statement_of_intent(title, &me.principal().name, &account.name),
        text_sha256: agreement.text_sha256,
        at: tx.now(),
        time_zone: "UTC".into(),
        ip: me.ip(),
        user_agent: me.user_agent(),
        authentication: me.principal().factor,
    };
    agreements::save(tx, agreement.sign(&account, signature)?).await?;
    Ok(())
}
