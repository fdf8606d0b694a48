//! The log of requests: method, the route's pattern, status and time taken; never a filled-in path or query, which can
//! hold single-use secrets (P01).

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use std::time::Instant;

/// Logs one line for each answer.
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
    let pattern = request.match_pattern();
    tracing::info!(
        target: "access",
        method = %request.method(),
        route = pattern.as_deref().unwrap_or("none"),
        status = response.status().as_u16(),
        micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX),
    );
    Ok(response)
}
