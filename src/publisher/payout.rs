//! The publisher's payout details.

use super::Publisher;
use crate::error::Error;
use crate::shared::payout;
use crate::web::guard::CanHandleMoney;
use crate::web::{Form, Signed};
use actix_web::HttpResponse;

/// Shows them, masked.
pub async fn show(me: Signed<Publisher, CanHandleMoney>) -> Result<HttpResponse, Error> {
    payout::show(&me).await
}

/// Saves them.
pub async fn save(me: Signed<Publisher, CanHandleMoney>, form: Form) -> Result<HttpResponse, Error> {
    payout::save(&me, &form, "/publisher/payout").await
}
