//! Checking who a person is beyond a session: their password again, a code of their authenticator, a recovery code.

use super::site::Site;
use crate::error::Error;
use inset_domain::guessing::{Guesser, wait_words};
use inset_domain::ids::UserId;
use inset_domain::password;
use inset_domain::second_factor::{Authenticator, FactorStep, RecoveryCode, is_six_figures};
use inset_domain::session::Factor;
use inset_store::guesses::{self, Guessing};
use inset_store::{Actor, second_factors, users};

/// What became of a proof.
pub enum Checked {
    /// It was right: so the person proved who they are.
    Right(Factor),
    /// It was wrong, with the words to say so.
    Wrong(&'static str),
    /// Too many were wrong, with the words to say so.
    TooMany(String),
}

const NO_CODE: &str = "Type the six figures that your authenticator shows now";
const WRONG_CODE: &str = "That code does not fit. A code changes every half minute and works once";
const WRONG_PASSWORD: &str = "That is not the password of this login";

/// Checks a code: six digits of the authenticator, or a recovery code. Counted before it is checked.
///
/// # Errors
/// When the database does not answer.
pub async fn code(site: &Site, user: UserId, text: &str) -> Result<Checked, Error> {
    // What cannot be a code is no guess.
    if !is_six_figures(text) && RecoveryCode::read(text).is_none() {
        return Ok(Checked::Wrong(NO_CODE));
    }
    let (db, now) = (site.db(), site.db().clock().now());
    let guessing = [Guessing::new(db.vault(), Guesser::Code, &user.to_string())];
    let mut conn = db.read().await?;
    if let Err(refused) = guesses::take(&mut conn, &guessing, now).await? {
        return Ok(Checked::TooMany(too_many(&refused)));
    }
    let found = second_factors::secret(&mut conn, db.vault(), user, now).await?.filter(|(_, confirmed)| *confirmed);
    let step = found.and_then(|(secret, _)| Authenticator::new(secret, "", "")?.step(text, now));
    let right = match step {
        Some(step) => second_factors::use_step(&mut conn, user, step).await?.then_some(Factor::Authenticator),
        None => None,
    };
    drop(conn);
    let right = match (right, RecoveryCode::read(text)) {
        (None, Some(code)) => {
            let used = db.transact::<_, Error, _>(Actor::User(user), async |tx| {
                let change = users::find(tx.conn(), user).await?.second_factor(FactorStep::CodeUsed);
                Ok(second_factors::use_code(tx, change, &code).await?)
            });
            used.await?.then_some(Factor::RecoveryCode)
        }
        (right, _) => right,
    };
    let Some(factor) = right else { return Ok(Checked::Wrong(WRONG_CODE)) };
    guesses::give_back(&*db.read().await?, &guessing, now).await?;
    Ok(Checked::Right(factor))
}

/// Checks the password of someone who is signed in. Counted before it is checked.
///
/// # Errors
/// When the database does not answer, or too many hashes wait.
pub async fn password_again(site: &Site, user: UserId, text: &str) -> Result<Checked, Error> {
    // What is too short or too long for a password is no guess.
    if text.chars().count() < password::FEWEST || text.len() > password::MOST_BYTES {
        return Ok(Checked::Wrong(WRONG_PASSWORD));
    }
    let (db, now) = (site.db(), site.db().clock().now());
    let guessing = [Guessing::new(db.vault(), Guesser::Code, &user.to_string())];
    let mut conn = db.read().await?;
    if let Err(refused) = guesses::take(&mut conn, &guessing, now).await? {
        return Ok(Checked::TooMany(too_many(&refused)));
    }
    let hash = users::password_hash(&mut conn, user).await?;
    drop(conn);
    if !site.passwords().verify(&password::typed(text), hash).await? {
        return Ok(Checked::Wrong(WRONG_PASSWORD));
    }
    guesses::give_back(&*db.read().await?, &guessing, now).await?;
    Ok(Checked::Right(Factor::Password))
}

fn too_many(refused: &guesses::Refused) -> String {
    format!("Too many were wrong for {}. Wait {}, then try again", refused.guesser.label(), wait_words(refused.wait))
}
