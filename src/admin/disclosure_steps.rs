//! The steps of a disclosure. Of two admins who take one at once, one wins, and the other is shown what stands. Approving,
//! handing over and fetching what was handed over ask for a fresh proof.

use super::Staff;
use super::disclosure::{not_of_oneself, page, refusal};
use crate::archive::{self, Cover};
use crate::error::Error;
use crate::form::FormState;
use crate::urls;
use crate::web::powers::{CanDisclose, Fresh, Power};
use crate::web::{Form, Next, Signed};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use inset_domain::change::WrongState;
use inset_domain::disclosure::{ApprovalRefused, Disclosure};
use inset_domain::ids::DisclosureId;
use inset_store::disclosures::Listed;
use inset_store::{Actor, StoreError, Tx, disclosures, exports};
use sha2::{Digest as _, Sha256};

type Proven = Signed<Staff, Fresh<CanDisclose>>;
type Id = web::Path<DisclosureId>;

/// Takes a step with the disclosure as it stood when the form was opened, and says so.
async fn take<P: Power>(
    me: &Signed<Staff, P>,
    id: DisclosureId,
    form: &Form,
    said: &str,
    step: impl AsyncFnOnce(&mut Tx<'_>, Listed) -> Result<(), Error>,
) -> Result<HttpResponse, Error> {
    let result = me
        .commit(form, async |tx| {
            let listed = disclosures::find(tx.conn(), id).await?;
            not_of_oneself(me, &listed.disclosure)?;
            if form.typed.get("version") != listed.disclosure.version.to_string() {
                return Err(StoreError::Stale.into());
            }
            step(tx, listed).await?;
            Ok(Next::to(urls::disclosure(id)).saying(said))
        })
        .await;
    match result {
        Err(Error::Stale) => Ok(me.go(&Next::to(urls::disclosure(id)).saying("disclosure-settled"))),
        other => other,
    }
}

/// What a refused approval is to whoever gave it.
fn refused(error: ApprovalRefused) -> Error {
    match error {
        ApprovalRefused::SamePerson => {
            Error::SecondPerson("You gave the first approval. Two people approve a disclosure.")
        }
        ApprovalRefused::OwnData => Error::SecondPerson("Nobody approves what concerns their own data."),
        ApprovalRefused::State(state) => state.into(),
    }
}

/// Gives the first approval, or the second.
pub async fn approve(me: Proven, id: Id, form: Form) -> Result<HttpResponse, Error> {
    take(&me, *id, &form, "disclosure-approved", async |tx, listed| {
        let change = listed.disclosure.approve(tx.now(), me.user()).map_err(refused)?;
        Ok(disclosures::save(tx, change).await?)
    })
    .await
}

/// Refuses it, for a reason in words.
pub async fn refuse(me: Signed<Staff, CanDisclose>, id: Id, form: Form) -> Result<HttpResponse, Error> {
    let words = match refusal(&form.typed) {
        Ok(words) => words,
        Err(errors) => return page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    take(&me, *id, &form, "disclosure-refused", async |tx, listed| {
        let change = listed.disclosure.refuse(words, tx.now(), me.user())?;
        Ok(disclosures::save(tx, change).await?)
    })
    .await
}

/// Makes the archive and hands it over: from here on these bytes are what was disclosed.
pub async fn hand_over(me: Proven, id: Id, form: Form) -> Result<HttpResponse, Error> {
    take(&me, *id, &form, "disclosure-handed-over", async |tx, listed| {
        if listed.erased {
            return Err(WrongState { noun: "This person", state: "erased", wanted: "disclosed" }.into());
        }
        let archive = packed(&me, tx, &listed.disclosure).await?;
        let bytes = i64::try_from(archive.len()).unwrap_or(i64::MAX);
        let digest = Sha256::digest(&archive).into();
        let change = listed.disclosure.hand_over(digest, bytes, tx.now(), me.user())?;
        Ok(disclosures::hand_over(tx, change, &archive).await?)
    })
    .await
}

async fn packed(me: &Proven, tx: &mut Tx<'_>, disclosure: &Disclosure) -> Result<Vec<u8>, Error> {
    let purposes = disclosure.demand.purposes.as_slice();
    let sections = exports::collect(tx.conn(), disclosure.user, purposes).await?;
    Ok(archive::pack(me.site().shared(), &Cover::disclosed(disclosure), &sections, tx.now())?)
}

/// Fetches exactly what was handed over.
pub async fn fetch(me: Proven, id: Id) -> Result<HttpResponse, Error> {
    let (reference, archive) = me
        .db()
        .transact::<_, Error, _>(Actor::Staff(me.user()), async |tx| {
            let disclosure = disclosures::find(tx.conn(), *id).await?.disclosure;
            not_of_oneself(&me, &disclosure)?;
            let reference = disclosure.reference.clone();
            // Before it is handed over there is nothing at this address.
            let change = disclosure.fetch().map_err(|_| Error::NotFound)?;
            Ok((reference, disclosures::fetch(tx, change).await?))
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/zip"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{reference}.zip\"")))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .body(archive))
}
