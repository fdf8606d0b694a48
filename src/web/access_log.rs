//! What is recorded of a request (P01): method, the route's pattern and status, never a filled-in path or query, which can
//! hold single-use secrets. A line of the log has the time taken besides; the record of visits the kind of browser, the
//! operating system and the address, and nobody's login.

use super::site::Site;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web;
use std::time::Instant;

/// Records each answer.
///
/// # Errors
/// Those of the handler.
pub async fn record<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let began = Instant::now();
    let response = next.call(request).await?;
    let request = response.request();
    let (pattern, status) = (request.match_pattern(), response.status().as_u16());
    tracing::info!(
        target: "access",
        method = %request.method(),
        route = pattern.as_deref().unwrap_or("none"),
        status,
        micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX),
    );
    if let Some(site) = request.app_data::<web::Data<Site>>() {
        site.shared().visits.note(site, request, pattern.as_deref(), status);
    }
    Ok(response)
}
