//! What keeps a login safe, and what to do about it.

use super::Anyone;
use crate::error::Error;
use crate::page::{Page, Samples};
use crate::web::Signed;
use crate::web::powers::CanSecure;
use actix_web::HttpResponse;
use inset_domain::period::instant_words;
use inset_store::second_factors::{self, Standing};
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct SecurityPage {
    since: Option<(String, String)>,
    codes_left: i64,
    staff: bool,
}

impl SecurityPage {
    fn of(standing: Standing, staff: bool) -> Self {
        let since = standing.authenticator.map(|at| (instant_words(at, chrono_tz::UTC), at.to_rfc3339()));
        Self { since, codes_left: standing.codes_left, staff }
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
        let since = Some(chrono::DateTime::UNIX_EPOCH);
        vec![
            ("password alone", Self::of(Standing { authenticator: None, codes_left: 0 }, false)),
            ("authenticator", Self::of(Standing { authenticator: since, codes_left: 10 }, false)),
            ("few codes, staff", Self::of(Standing { authenticator: since, codes_left: 2 }, true)),
        ]
    }
}

/// Shows the page.
pub async fn show(me: Signed<Anyone, CanSecure>) -> Result<HttpResponse, Error> {
    let standing = second_factors::standing(&mut *me.db().read().await?, me.user()).await?;
    me.page(&SecurityPage::of(standing, me.principal().staff_role.is_some()))
}
