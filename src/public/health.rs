//! For machines that watch the portal.

use crate::error::Error;
use crate::web::Visit;
use actix_web::HttpResponse;

/// The process answers.
pub async fn alive(_: Visit) -> Result<HttpResponse, Error> {
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n"))
}

/// The process answers and its database too.
pub async fn ready(visit: Visit) -> Result<HttpResponse, Error> {
    let mut conn = visit.db().read().await?;
    inset_store::connect::ping(&mut conn).await?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"))
}
