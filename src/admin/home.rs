//! Staff begin at their queue.

use super::Staff;
use crate::error::Error;
use crate::urls;
use crate::web::{Next, Signed};
use actix_web::HttpResponse;

/// Goes to the queue.
pub async fn show(me: Signed<Staff>) -> Result<HttpResponse, Error> {
    Ok(me.go(&Next::to(urls::QUEUE)))
}
