//! What keeps a login safe, and what to do about it.

use super::Anyone;
use crate::error::Error;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use crate::web::powers::CanSecure;
use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use inset_domain::period::instant_words;
use inset_store::passkeys::{self, Passkey};
use inset_store::second_factors::{self, Standing};
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct SecurityPage {
    since: Option<(String, String)>,
    codes_left: i64,
    staff: bool,
    passkeys: Vec<Row>,
    passkeys_offered: bool,
}

#[derive(Serialize)]
struct Row {
    href: String,
    name: String,
    since: (String, String),
    used: Option<(String, String)>,
}

fn words(at: DateTime<Utc>) -> (String, String) {
    (instant_words(at, chrono_tz::UTC), at.to_rfc3339())
}

impl SecurityPage {
    fn of(standing: Standing, passkeys: Vec<Passkey>, passkeys_offered: bool, staff: bool) -> Self {
        let row = |passkey: Passkey| Row {
            href: urls::passkey(passkey.id),
            name: passkey.name.to_string(),
            since: words(passkey.created_at),
            used: passkey.last_used_at.map(words),
        };
        let passkeys = passkeys.into_iter().map(row).collect();
        Self {
            since: standing.authenticator.map(words),
            codes_left: standing.codes_left,
            staff,
            passkeys,
            passkeys_offered,
        }
    }
}

impl Page for SecurityPage {
    const TEMPLATE: &'static str = "me/security.html";
    fn title(&self) -> String {
        "Security of your login".into()
    }
}

impl Samples for SecurityPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let since = DateTime::UNIX_EPOCH;
        let standing = |authenticator, codes_left| Standing { authenticator, codes_left };
        let passkey = |name: &str, last_used_at| {
            let name = name.parse().ok()?;
            Some(Passkey { id: uuid::Uuid::nil(), name, created_at: since, last_used_at })
        };
        let two =
            || [passkey("Chrome on Linux", None), passkey("Telephone", Some(since))].into_iter().flatten().collect();
        vec![
            ("password alone", Self::of(standing(None, 0), Vec::new(), true, false)),
            ("no passkeys offered", Self::of(standing(None, 0), Vec::new(), false, false)),
            ("authenticator", Self::of(standing(Some(since), 10), Vec::new(), true, false)),
            ("few codes, passkeys, staff", Self::of(standing(Some(since), 2), two(), true, true)),
        ]
    }
}

/// Shows the page.
pub async fn show(me: Signed<Anyone, CanSecure>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let standing = second_factors::standing(&mut conn, me.user()).await?;
    let passkeys = passkeys::list(&mut conn, me.user()).await?;
    drop(conn);
    let offered = me.site().passkeys().are_offered();
    me.page(&SecurityPage::of(standing, passkeys, offered, me.principal().staff_role.is_some()))
}
