//! Applying again after a decline, from the day that it names.

use super::sections::Sections;
use crate::error::Error;
use crate::web::powers::{CanSign, Power};
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use inset_domain::account::{Account, AccountState};
use inset_domain::period::day_words;
use inset_store::accounts;
use serde::Serialize;

/// What the overview of a declined account says of applying again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Again {
    /// Where the step is posted.
    action: String,
    /// From when it may be taken, in words; empty where the decline names no day.
    from: String,
    /// Whether that day has come.
    is_open: bool,
    /// Whether whoever looks may take it.
    signs: bool,
}

impl Again {
    /// Of an account as one of its people sees it; none unless it is declined.
    pub fn of<R: Sections, P: Power>(me: &Signed<R, P>, account: &Account) -> Option<Self> {
        let AccountState::Declined(_, _, from) = account.state else { return None };
        Some(Self {
            action: format!("{}/reapplication", R::BASE),
            from: from.map(day_words).unwrap_or_default(),
            is_open: account.clone().apply_again(me.db().clock().now(), me.user()).is_ok(),
            signs: CanSign::holds(me.principal()),
        })
    }

    /// For samples: one whose day has come, for whoever may take the step and for whoever may not, one that waits for its
    /// day, and one without.
    pub fn samples(action: &str) -> [Option<Self>; 4] {
        let again =
            |from: &str, is_open, signs| Some(Self { action: action.into(), from: from.into(), is_open, signs });
        let day = "1 March 2027";
        [again(day, true, true), again(day, true, false), again(day, false, true), again("", false, true)]
    }
}

/// Makes the declined account a draft again, with everything it gave, and leads to where that is checked and sent.
///
/// # Errors
/// [`Error::NotAgain`] before the day that the decline names.
pub async fn apply<R: Sections>(me: Signed<R, CanSign>, form: Form) -> Result<HttpResponse, Error> {
    me.commit(&form, async |tx| {
        let account = accounts::find(tx.conn(), me.owner()).await?;
        accounts::update(tx, account.apply_again(tx.now(), me.user())?).await?;
        Ok(Next::to(R::CHECK).saying("applying-again"))
    })
    .await
}
