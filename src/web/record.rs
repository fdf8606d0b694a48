//! The record of tries to sign in, which their person can look through.

use super::{Visit, sharing_signal};
use crate::error::Error;
use inset_domain::ids::UserId;
use inset_domain::sign_in::SignInTry;
use inset_store::{Db, StoreError, sign_ins};

/// Notes a right try, and heeds what its browser says of sharing.
///
/// # Errors
/// When the database does not answer.
pub async fn right(visit: &Visit, user: UserId, tried: SignInTry) -> Result<(), Error> {
    sharing_signal::heed(visit, user).await?;
    let (agent, network) = browser(visit);
    Ok(note(visit.db(), user, tried, &agent, &network).await?)
}

/// Notes a wrong try, after the answer has gone: it must not tell by its time that there is such a login (abuse case A-02).
pub fn wrong(visit: &Visit, user: UserId, tried: SignInTry) {
    let (db, (agent, network)) = (visit.db().clone(), browser(visit));
    actix_web::rt::spawn(async move {
        if let Err(error) = note(&db, user, tried, &agent, &network).await {
            tracing::warn!(%error, "a wrong sign-in is not in its person's record");
        }
    });
}

fn browser(visit: &Visit) -> (String, String) {
    (visit.user_agent(), visit.network().map(|network| network.to_string()).unwrap_or_default())
}

async fn note(db: &Db, user: UserId, tried: SignInTry, agent: &str, network: &str) -> Result<(), StoreError> {
    sign_ins::note(&mut *db.read().await?, user, tried, agent, network, db.clock().now()).await
}
