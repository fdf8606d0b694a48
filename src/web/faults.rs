//! Errors become pages, or problem+json (RFC 9457) for machines.

use super::site::Site;
use crate::config::Config;
use crate::error::{Error, Fault, RETRY_AFTER};
use crate::page::{Page, Shell};
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, web};
use serde::Serialize;

/// The page of an error.
#[derive(Serialize)]
pub struct ErrorPage {
    /// What happened.
    pub heading: String,
    /// What happened, in a sentence or two.
    pub what: String,
    /// Whether the person's work is safe.
    pub safe: String,
    /// What to do next.
    pub next: String,
    /// Where to go.
    pub links: Vec<Link>,
    /// What to quote when asking.
    pub reference: String,
}

/// A way out of an error page.
#[derive(Serialize)]
pub struct Link {
    /// Its words.
    pub label: &'static str,
    /// Where it leads.
    pub href: &'static str,
}

impl From<Fault> for ErrorPage {
    fn from(fault: Fault) -> Self {
        let Fault { title, what, safe, next, reference, .. } = fault;
        let links = vec![Link { label: "Go to the home page", href: "/" }, Link { label: "Ask us", href: "/contact" }];
        Self { heading: title, what, safe, next, links, reference }
    }
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "error.html";
    fn title(&self) -> String {
        self.heading.clone()
    }
}

impl crate::page::Samples for ErrorPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |error: Error| Self { reference: "E-0123456789".into(), ..error.fault().into() };
        vec![
            ("403", page(Error::Power("owner or signer"))),
            ("404", page(Error::NotFound)),
            ("409", page(Error::Stale)),
            ("413", page(Error::TooLarge)),
            ("408", page(Error::TooSlow)),
            ("429", page(Error::TooMany { wait: 6 })),
            ("503", page(Error::Unavailable("full".into()))),
            ("503, files", page(Error::FilesBusy)),
        ]
    }
}

/// What an error page needs of a request. The request itself must not be held while it is routed: the router is its owner.
struct Asked {
    site: Option<web::Data<Site>>,
    path: String,
    wants_json: bool,
}

impl Asked {
    fn of(request: &ServiceRequest) -> Self {
        let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
        Self {
            site: request.app_data::<web::Data<Site>>().cloned(),
            path: request.path().to_owned(),
            wants_json: accept.contains("json") && !accept.contains("html"),
        }
    }
}

/// Turns an answer that carries a fault, or an error of the framework, into its page.
///
/// # Errors
/// Those of a middleware, as their page too.
pub async fn pages<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, actix_web::Error> {
    let asked = Asked::of(&request);
    match next.call(request).await {
        Ok(response) => {
            let carried = response.response().extensions().get::<Fault>().cloned();
            let Some(fault) = carried.or_else(|| framework_fault(&response)) else {
                return Ok(response.map_into_left_body());
            };
            let mut page = render(&asked, &fault);
            // Cookies that were set on the way stay, and so does the time after which to try again.
            for name in [header::RETRY_AFTER, header::SET_COOKIE] {
                for value in response.headers().get_all(&name) {
                    page.headers_mut().append(name.clone(), value.clone());
                }
            }
            Ok(response.into_response(page).map_into_right_body())
        }
        Err(error) => {
            let fault = of_error(&error).fault();
            let mut page = render(&asked, &fault);
            if fault.status == 503 {
                page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
            }
            Err(InternalError::from_response(error, page).into())
        }
    }
}

/// The framework's own bare answers: an unknown path, a method that a path does not have.
fn framework_fault<B: MessageBody>(response: &ServiceResponse<B>) -> Option<Fault> {
    let status = response.status();
    let has_page = response.headers().contains_key(header::CONTENT_TYPE);
    ((status.is_client_error() || status.is_server_error()) && !has_page).then(|| {
        let fault = of_status(status.as_u16()).fault();
        Fault { status: status.as_u16(), ..fault }
    })
}

/// The beginning of [`StoreError::Unavailable`]'s words.
const AWAY: &str = "the database does not answer";

/// What a middleware failed for. The one of sessions hides the store's error in a bare 500, of which only the words are left.
fn of_error(error: &actix_web::Error) -> Error {
    let words = format!("{error:?}");
    if words.contains(AWAY) {
        return Error::Unavailable(words);
    }
    of_status(error.as_response_error().status_code().as_u16())
}

fn of_status(status: u16) -> Error {
    match status {
        413 => Error::TooLarge,
        408 => Error::TooSlow,
        429 => Error::TooMany { wait: 60 },
        400 | 415 | 422 => Error::Unreadable,
        503 => Error::Unavailable("framework".into()),
        404 | 405 => Error::NotFound,
        _ => Error::Internal(anyhow::anyhow!("status {status}")),
    }
}

fn render(asked: &Asked, fault: &Fault) -> HttpResponse {
    let status = actix_web::http::StatusCode::from_u16(fault.status)
        .unwrap_or(actix_web::http::StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if asked.wants_json {
        let body = serde_json::json!({
            "type": "about:blank", "title": fault.title, "status": fault.status,
            "detail": fault.what, "instance": fault.reference,
        });
        return response.content_type("application/problem+json").body(body.to_string());
    }
    response.content_type("text/html; charset=utf-8");
    let Some(site) = &asked.site else { return response.finish() };
    let page = ErrorPage::from(fault.clone());
    let mut shell = bare_shell(site.config(), &page.title(), &asked.path);
    // A form that could not be taken: the first word of its title is the one that a screen reader says first.
    if matches!(fault.status, 408 | 409 | 413 | 422 | 429) {
        shell.page_title_prefix = "Error: ";
    }
    match site.render(&shell, &page) {
        Ok(html) => response.body(html),
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "the error page failed");
            response.content_type("text/plain; charset=utf-8").body(format!("{}\n{}", fault.title, fault.reference))
        }
    }
}

/// A shell that knows nobody: error pages show the same to everyone.
pub fn bare_shell(config: &Config, title: &str, path: &str) -> Shell {
    Shell {
        title: title.to_owned(),
        page_title_prefix: "",
        operator: config.operator.clone(),
        area: "public",
        nav: Vec::new(),
        user: None,
        account: None,
        accounts: Vec::new(),
        viewing: None,
        csrf: String::new(),
        form_key: String::new(),
        notice: None,
        path: path.to_owned(),
        form_page: path.to_owned(),
        development: config.is_development(),
        refuses_sharing: false,
        answer_time: inset_domain::letter::ANSWER_TIME,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_session::storage::SaveError;
    use actix_web::ResponseError as _;
    use inset_store::StoreError;

    #[test]
    fn a_session_that_cannot_be_written_because_the_database_is_busy_is_no_fault_of_ours() {
        let bare = |error: StoreError| {
            let answer = HttpResponse::InternalServerError().finish();
            of_error(&InternalError::from_response(SaveError::Other(error.into()), answer).into())
                .status_code()
                .as_u16()
        };
        assert_eq!(bare(StoreError::Unavailable("full".into())), 503);
        assert_eq!(bare(StoreError::NotFound), 500);
    }
}
