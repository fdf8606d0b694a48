//! An area: a readable list of method, path and handler, for one role.

use super::guard::Guard;
use super::{body, origin, parked, refusals, site::Site};
use crate::error::Error;
use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, Route, guard, web};
use futures_util::FutureExt as _;
use std::collections::BTreeMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;

/// Who passes a guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Access {
    /// The area.
    pub area: &'static str,
    /// The role.
    pub role: &'static str,
    /// Who in the role; empty for everyone.
    pub power: &'static str,
    /// Whether they must have proved within five minutes who they are.
    pub fresh: bool,
}

/// A route as the access matrix lists it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listing {
    /// The path's pattern.
    pub path: String,
    /// The method.
    pub method: String,
    /// Who passes.
    pub access: Access,
}

/// A handler whose first argument is a guard; the rest is extracted only after the guard has passed.
pub trait Handler<G, Args>: Clone + 'static {
    /// Runs it.
    fn run(&self, guard: G, args: Args) -> impl Future<Output = Result<HttpResponse, Error>> + 'static;
}

macro_rules! handlers {
    ($($arg:ident)*) => {
        impl<F, Fut, G, $($arg),*> Handler<G, ($($arg,)*)> for F
        where
            F: Fn(G, $($arg),*) -> Fut + Clone + 'static,
            Fut: Future<Output = Result<HttpResponse, Error>> + 'static,
        {
            #[expect(non_snake_case, reason = "the arguments are named after their types")]
            fn run(&self, guard: G, ($($arg,)*): ($($arg,)*)) -> impl Future<Output = Result<HttpResponse, Error>> + 'static {
                self(guard, $($arg),*)
            }
        }
    };
}

handlers!(A);
handlers!(A B);
handlers!(A B C);

impl<F, Fut, G> Handler<G, ()> for F
where
    F: Fn(G) -> Fut + Clone + 'static,
    Fut: Future<Output = Result<HttpResponse, Error>> + 'static,
{
    fn run(&self, guard: G, (): ()) -> impl Future<Output = Result<HttpResponse, Error>> + 'static {
        self(guard)
    }
}

/// A part of the site.
pub struct Area {
    prefix: &'static str,
    listings: Vec<Listing>,
    routes: BTreeMap<String, Vec<Route>>,
}

impl Area {
    /// An area below `prefix`.
    pub fn new(prefix: &'static str) -> Self {
        Self { prefix, listings: Vec::new(), routes: BTreeMap::new() }
    }

    /// A page.
    #[must_use]
    pub fn get<G: Guard, Args, H>(self, path: &str, handler: H) -> Self
    where
        H: Handler<G, Args>,
        Args: FromRequest + 'static,
        Args::Error: Into<actix_web::Error>,
    {
        // Whoever may GET may ask for the head alone, as watchers and link checkers do.
        let reads = guard::Any(guard::Get()).or(guard::Head());
        let route = web::route().guard(reads).to(move |request: HttpRequest, payload: web::Payload| {
            let handler = handler.clone();
            async move {
                let asked = request.clone();
                let step = async {
                    plain(&request)?;
                    let guard = G::check(&request)?;
                    guard.seen().await?;
                    let args = extract::<Args>(&request, &mut payload.into_inner()).await?;
                    handler.run(guard, args).await.map_err(actix_web::Error::from)
                };
                let answer = caught(AssertUnwindSafe(step).catch_unwind().await);
                answer.inspect_err(|error| refusals::note(&asked, error))
            }
        });
        self.route::<G>(Method::GET, path, route)
    }

    /// A step. Its body is read, bounded and checked before the handler runs, and the handler runs to its end even
    /// when the client goes away.
    #[must_use]
    pub fn post<G: Guard, Args, H>(self, path: &str, handler: H) -> Self
    where
        H: Handler<G, Args>,
        Args: FromRequest + 'static,
        Args::Error: Into<actix_web::Error>,
    {
        let route = web::post().to(move |request: HttpRequest, payload: web::Payload| {
            let handler = handler.clone();
            async move {
                let asked = request.clone();
                let step = actix_web::rt::spawn(async move {
                    let mut payload = payload.into_inner();
                    let guard = checked::<G>(&request, &mut payload).await?;
                    let args = extract::<Args>(&request, &mut payload).await?;
                    handler.run(guard, args).await.map_err(actix_web::Error::from)
                });
                let answer = step.await.unwrap_or_else(|_| Err(panicked().into()));
                answer.inspect_err(|error| refusals::note(&asked, error))
            }
        });
        self.route::<G>(Method::POST, path, route)
    }

    fn route<G: Guard>(mut self, method: Method, path: &str, route: Route) -> Self {
        let path = format!("{}{path}", self.prefix);
        let path = if path.is_empty() { "/".to_owned() } else { path };
        self.listings.push(Listing { path: path.clone(), method: method.to_string(), access: G::access() });
        self.routes.entry(path).or_default().push(route);
        self
    }

    /// The area's routes, for the access matrix.
    pub fn listings(&self) -> &[Listing] {
        &self.listings
    }

    /// Registers the routes.
    pub fn configure(self, config: &mut web::ServiceConfig) {
        for (path, routes) in self.routes {
            let resource = routes.into_iter().fold(web::resource(path), actix_web::Resource::route);
            config.service(resource);
        }
    }
}

/// That the address can name anything at all: no record's text holds a NUL, and the database refuses to look for one.
fn plain(request: &HttpRequest) -> Result<(), Error> {
    if request.path().contains("%00") { Err(Error::NotFound) } else { Ok(()) }
}

async fn checked<G: Guard>(request: &HttpRequest, payload: &mut Payload) -> Result<G, Error> {
    let site = request.app_data::<web::Data<Site>>().expect("app.rs registers the site on every app");
    if !G::FROM_ANYWHERE {
        origin::check(request, site.config())?;
    }
    plain(request)?;
    let guard = match G::check(request) {
        Ok(guard) => guard,
        Err(error) => return Err(parked::keep(request, payload, site, error).await),
    };
    let (posted, own) = body::read(request, payload, G::FROM_ANYWHERE).await?;
    guard.check_post(&own.csrf, own.account)?;
    let waited = match own.parked {
        Some(id) => parked::take_up(request, site, guard.who(), id).await?,
        None => None,
    };
    let posted = match waited {
        Some((waited, account)) => {
            guard.check_post(&own.csrf, account)?;
            waited
        }
        None => posted,
    };
    request.extensions_mut().insert(posted);
    Ok(guard)
}

/// What stands in the address, or the form that [`checked`] has read. An address that cannot be read is one at which there
/// is no page; the framework's own answer to it would be a bare line.
async fn extract<Args>(request: &HttpRequest, payload: &mut Payload) -> Result<Args, actix_web::Error>
where
    Args: FromRequest,
    Args::Error: Into<actix_web::Error>,
{
    let args = Args::from_request(request, payload).await.map_err(Into::into);
    args.map_err(|error| if error.as_error::<Error>().is_some() { error } else { Error::NotFound.into() })
}

/// A panicking handler would drop the connection without an answer.
fn caught(
    result: Result<Result<HttpResponse, actix_web::Error>, Box<dyn std::any::Any + Send>>,
) -> Result<HttpResponse, actix_web::Error> {
    result.unwrap_or_else(|_| Err(panicked().into()))
}

fn panicked() -> Error {
    Error::Internal(anyhow::anyhow!("a handler panicked"))
}
