//! Single keys in queue and case: their help, and the switch that turns them off.

use super::Staff;
use crate::error::Error;
use crate::form::{FormErrors, FormState};
use crate::urls;
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use diesel_async::AsyncPgConnection;
use inset_domain::ids::{CaseId, UserId};
use inset_domain::shortcuts::Shortcuts;
use inset_store::{StoreError, shortcuts};
use serde::Serialize;

/// The help, as queue and case show it.
#[derive(Serialize, Default)]
pub(super) struct KeysHelp {
    /// Whether the reader does without them.
    off: bool,
    /// The case to come back to; empty in the queue.
    case: String,
}

impl KeysHelp {
    /// What the reader has chosen.
    pub(super) async fn load(
        conn: &mut AsyncPgConnection,
        reader: UserId,
        case: Option<CaseId>,
    ) -> Result<Self, StoreError> {
        let case = case.map(|case| case.to_string()).unwrap_or_default();
        Ok(Self { off: shortcuts::are_off(conn, reader).await?, case })
    }
}

/// Turns single keys on or off for whoever asks.
pub async fn choose(me: Signed<Staff>, form: Form) -> Result<HttpResponse, Error> {
    let back = form.typed.get("case").parse().map_or_else(|_| urls::QUEUE.to_owned(), urls::case);
    let off = match form.typed.get("keys") {
        "on" => false,
        "off" => true,
        _ => {
            let errors = FormErrors::one("keys", "Choose whether single keys are on or off");
            return super::queue::page(&me, FormState::failed(form.typed.clone(), errors)).await;
        }
    };
    me.commit(&form, async |tx| {
        shortcuts::save(tx, Shortcuts::choose(me.user(), off)).await?;
        Ok(Next::to(back).saying(if off { "keys-off" } else { "keys-on" }))
    })
    .await
}
