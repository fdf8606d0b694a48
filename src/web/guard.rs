//! Guards: the first argument of every handler, and the only way to the database.
//!
//! Long because what a guard checks and what it then hands out (page, commit, database) share private fields: nothing
//! outside this file can make a guard or reach past one.

use super::commit::Next;
use super::session::{Behind, behind};
use super::site::Site;
use super::{Access, Posted};
use crate::error::Error;
use crate::page::{NavItem, Notice, Page, Shell, ShellAccount, ShellUser, ShellViewing, notice};
use crate::web::powers::{CanRead, Power};
use actix_session::SessionExt as _;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use inset_domain::account::AccountKind;
use inset_domain::ids::{AccountId, UserId};
use inset_domain::period::instant_words;
use inset_domain::session::is_fresh;
use inset_store::sessions::{Acting, Looking, Own, Principal};
use inset_store::{Actor, Db, Tx, viewings};
use std::future::Future;
use std::marker::PhantomData;
use std::net::IpAddr;
use subtle::ConstantTimeEq as _;

/// The cookie that carries a notice's code from a post to the page after it; bound to this host where the portal is
/// reached by https.
pub(super) fn notice_cookie(site: &Site) -> &'static str {
    if site.config().is_https() { "__Host-inset_notice" } else { "inset_notice" }
}

/// A role that an area is for.
pub trait Role: 'static {
    /// The area's name, as templates know it.
    const AREA: &'static str;
    /// The kind of account it needs; none for staff and for everyone's own.
    const KIND: Option<AccountKind>;
    /// Whether it is for staff.
    const STAFF: bool;
    /// The navigation: label and address.
    const NAV: &'static [(&'static str, &'static str)];
    /// Whether the navigation leads this person to an address.
    fn shows(_href: &str, _principal: &Principal) -> bool {
        true
    }
}

/// What lets a handler run at all.
pub trait Guard: Sized + 'static {
    /// Who passes, for the list of routes.
    fn access() -> Access;
    /// Checks the request.
    fn check(request: &HttpRequest) -> Result<Self, Error>;
    /// Notes what is seen, where it has to be on record.
    fn seen(&self) -> impl Future<Output = Result<(), Error>> {
        std::future::ready(Ok(()))
    }
    /// Whether its posts may come from anywhere: from the programs of mail, which have neither session nor page of ours.
    const FROM_ANYWHERE: bool = false;
    /// Checks that a post belongs to this session and account.
    fn check_post(&self, csrf: &str, account: Option<AccountId>) -> Result<(), Error>;
    /// Who is signed in, if anyone.
    fn who(&self) -> Option<UserId>;
}

/// Anyone, signed in or not.
pub struct Visit {
    request: HttpRequest,
    principal: Option<(Box<Principal>, String)>,
    half_way: Option<(Box<Principal>, String)>,
}

/// Whoever follows a link that itself says what it may do, in a browser or as a program: no session is asked for, and none
/// is used.
pub struct OneClick(Visit);

/// A person in a role, with a power in it.
pub struct Signed<R, P = CanRead> {
    request: HttpRequest,
    principal: Box<Principal>,
    csrf: String,
    role: PhantomData<(R, P)>,
}

impl Guard for Visit {
    fn access() -> Access {
        Access { area: "public", role: "anyone", power: "", fresh: false }
    }

    fn check(request: &HttpRequest) -> Result<Self, Error> {
        let (principal, half_way) = match behind(&request.get_session()) {
            Behind::Somebody(principal, csrf) if principal.is_half_way() => (None, Some((principal, csrf))),
            Behind::Somebody(principal, csrf) => (Some((principal, csrf)), None),
            // A public page needs nobody, so it is shown even while the database is away.
            Behind::Nobody | Behind::RanOut(..) | Behind::Away(_) => (None, None),
        };
        Ok(Self { request: request.clone(), principal, half_way })
    }

    fn check_post(&self, csrf: &str, _: Option<AccountId>) -> Result<(), Error> {
        match self.principal.as_ref().or(self.half_way.as_ref()) {
            Some((_, own)) if !same(own, csrf) => Err(Error::CrossSite),
            _ => Ok(()),
        }
    }

    fn who(&self) -> Option<UserId> {
        self.principal().map(|principal| principal.user)
    }
}

impl Guard for OneClick {
    const FROM_ANYWHERE: bool = true;

    fn access() -> Access {
        Access { area: "public", role: "anyone", power: "from anywhere, by a link of ours", fresh: false }
    }

    fn check(request: &HttpRequest) -> Result<Self, Error> {
        Ok(Self(Visit { request: request.clone(), principal: None, half_way: None }))
    }

    fn check_post(&self, _: &str, _: Option<AccountId>) -> Result<(), Error> {
        Ok(())
    }

    fn who(&self) -> Option<UserId> {
        None
    }
}

impl std::ops::Deref for OneClick {
    type Target = Visit;
    fn deref(&self) -> &Visit {
        &self.0
    }
}

impl<R: Role, P: Power> Guard for Signed<R, P> {
    fn access() -> Access {
        let role = if R::STAFF { "staff" } else { R::KIND.map_or("signed in", AccountKind::as_str) };
        Access { area: R::AREA, role, power: P::WHO, fresh: P::FRESH }
    }

    fn check(request: &HttpRequest) -> Result<Self, Error> {
        let back = || request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let (mut principal, csrf) = match behind(&request.get_session()) {
            Behind::Somebody(principal, csrf) => (principal, csrf),
            Behind::Away(why) => return Err(Error::Unavailable(why)),
            Behind::Nobody | Behind::RanOut(..) => return Err(Error::SignIn { back: back() }),
        };
        if principal.is_half_way() {
            return Err(Error::SecondFactor { back: back() });
        }
        if principal.must_enrol() && !P::BEFORE_FACTOR {
            return Err(Error::Enrol);
        }
        if let Some(looking) = looked_at::<R>(&principal) {
            // Staff read what they look at as its owner does, and do nothing in it.
            if !request.method().is_safe() {
                return Err(Error::ViewOnly);
            }
            principal.account = Some(looking.account.clone());
        }
        let in_role = if R::STAFF {
            principal.staff_role.is_some()
        } else {
            R::KIND.is_none() || principal.account.as_ref().map(|account| account.kind) == R::KIND
        };
        if !in_role && R::KIND.is_some() && principal.account.is_none() && principal.staff_role.is_none() {
            // A person who was removed from their account, perhaps with one of its pages open.
            return Err(Error::NoAccount);
        }
        if !in_role {
            // Another role's pages do not exist for this person.
            return Err(Error::NotFound);
        }
        if !P::holds(&principal) {
            return Err(Error::Power(P::WHO));
        }
        if P::FRESH && !is_fresh(principal.proven_at, site(request).db().clock().now()) {
            return Err(Error::Prove { back: back() });
        }
        Ok(Self { request: request.clone(), principal, csrf, role: PhantomData })
    }

    async fn seen(&self) -> Result<(), Error> {
        let Some(looking) = looked_at::<R>(&self.principal) else { return Ok(()) };
        let (db, path) = (self.db(), self.request.path());
        Ok(viewings::see(&mut *db.read().await?, looking.id, path, db.clock().now()).await?)
    }

    fn check_post(&self, csrf: &str, account: Option<AccountId>) -> Result<(), Error> {
        if !same(csrf, &self.csrf) {
            return Err(Error::CrossSite);
        }
        // A form opened for one account never writes to another that was chosen since in a second tab.
        if R::KIND.is_some() && account != self.principal.account.as_ref().map(|acting| acting.id) {
            return Err(Error::OtherAccount);
        }
        Ok(())
    }

    fn who(&self) -> Option<UserId> {
        Some(self.principal.user)
    }
}

/// Whether two tokens of a form are the same, in a time that tells nothing of where they differ.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// The account of this role that a member of staff looks at.
fn looked_at<R: Role>(principal: &Principal) -> Option<&Looking> {
    principal.viewing.as_ref().filter(|looking| R::KIND == Some(looking.account.kind))
}

fn site(request: &HttpRequest) -> &Site {
    request.app_data::<web::Data<Site>>().map(web::Data::get_ref).expect("app.rs registers the site on every app")
}

fn taken_notice(request: &HttpRequest) -> Option<Notice> {
    request.cookie(notice_cookie(site(request))).and_then(|cookie| notice(cookie.value()))
}

/// The page that a form stands on: this one, or, when a post is answered with its form again, the one it came from.
fn form_page(request: &HttpRequest) -> String {
    let posted = request.extensions().get::<Posted>().map(|posted| posted.page.clone());
    posted.unwrap_or_else(|| request.path().to_owned())
}

fn user_agent(request: &HttpRequest) -> String {
    let agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    agent.unwrap_or_default().chars().take(300).collect()
}

/// The accounts that a person may switch to; none where there is nothing to choose.
fn choice(person: &Principal) -> Vec<ShellAccount> {
    if person.accounts.len() < 2 && person.account.is_some() {
        return Vec::new();
    }
    let account =
        |own: &Own| ShellAccount { id: own.id.to_string(), name: own.name.clone(), kind_label: own.kind.label() };
    person.accounts.iter().map(account).collect()
}

/// Where an account's announcements stand, behind the address of its role.
const UNREAD_AT: &str = "/announcements";

/// How many announcements wait for the person; none are staff's own.
fn unread(person: &Principal) -> i64 {
    if person.viewing.is_some() || person.staff_role.is_some() { 0 } else { person.unread }
}

fn shell(
    request: &HttpRequest,
    area: &'static str,
    nav: &[(&'static str, &'static str)],
    who: Option<(&Principal, &str)>,
) -> Shell {
    let site = site(request);
    let path = request.path();
    // The longest address that the page's path begins with is where it is; the area's own begins all of them.
    let is_root = |href: &str| href.strip_prefix('/') == Some(area);
    let below = |href: &str| path.starts_with(href) && path.as_bytes().get(href.len()) == Some(&b'/');
    let current = nav
        .iter()
        .map(|(_, href)| *href)
        .filter(|href| path == *href || (!is_root(href) && below(href)))
        .max_by_key(|href| href.len());
    let account = |account: &Acting| ShellAccount {
        id: account.id.to_string(),
        name: account.name.clone(),
        kind_label: account.kind.label(),
    };
    Shell {
        title: String::new(),
        page_title_prefix: "",
        operator: site.config().operator.clone(),
        area,
        nav: nav
            .iter()
            .map(|(label, href)| NavItem {
                label,
                href,
                current: current == Some(*href),
                unread: who.filter(|_| href.ends_with(UNREAD_AT)).map_or(0, |(person, _)| unread(person)),
            })
            .collect(),
        user: who.map(|(person, _)| ShellUser { name: person.name.clone(), email: person.email.clone() }),
        account: who.and_then(|(person, _)| person.account.as_ref()).map(account),
        accounts: who.map(|(person, _)| choice(person)).unwrap_or_default(),
        viewing: who.and_then(|(person, _)| person.viewing.as_ref()).map(|looking| ShellViewing {
            account: looking.account.name.clone(),
            until: instant_words(looking.until, chrono_tz::UTC),
            until_iso: looking.until.to_rfc3339(),
        }),
        csrf: who.map(|(_, csrf)| csrf.to_owned()).unwrap_or_default(),
        form_key: uuid::Uuid::new_v4().to_string(),
        notice: taken_notice(request),
        path: path.to_owned(),
        form_page: form_page(request),
        development: site.config().is_development(),
        refuses_sharing: super::sharing_signal::says_no(request),
        answer_time: inset_domain::letter::ANSWER_TIME,
    }
}

fn respond<P: Page>(request: &HttpRequest, mut shell: Shell, page: &P) -> Result<HttpResponse, Error> {
    let status = page.status();
    shell.title = page.title();
    if status == StatusCode::UNPROCESSABLE_ENTITY || status == StatusCode::CONFLICT {
        shell.page_title_prefix = "Error: ";
    }
    let html = site(request).render(&shell, page)?;
    let mut response = HttpResponse::build(status);
    response.content_type("text/html; charset=utf-8");
    if shell.user.is_some() {
        response.insert_header((header::CACHE_CONTROL, "no-store"));
    } else {
        response.insert_header((header::CACHE_CONTROL, "no-cache"));
    }
    let name = notice_cookie(site(request));
    if request.cookie(name).is_some() {
        // One with this prefix is taken back only by one that keeps its rules.
        let mut cookie = Cookie::build(name, "").path("/").secure(site(request).config().is_https()).finish();
        cookie.make_removal();
        response.cookie(cookie);
    }
    Ok(super::compress::respond(request, response, html))
}

fn redirect(request: &HttpRequest, next: &Next) -> HttpResponse {
    let mut response = HttpResponse::SeeOther();
    response.insert_header((header::LOCATION, next.location.as_str()));
    if let Some(code) = &next.notice {
        let cookie = Cookie::build(notice_cookie(site(request)), code.clone())
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(site(request).config().is_https())
            .max_age(actix_web::cookie::time::Duration::minutes(2))
            .finish();
        response.cookie(cookie);
    }
    response.finish()
}

impl Visit {
    /// Who is signed in, if anyone.
    pub fn principal(&self) -> Option<&Principal> {
        self.principal.as_ref().map(|(principal, _)| principal.as_ref())
    }

    /// Whose password was right and whose second factor is still to come.
    pub fn half_way(&self) -> Option<&Principal> {
        self.half_way.as_ref().map(|(principal, _)| principal.as_ref())
    }

    /// The request.
    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// The site.
    pub fn site(&self) -> &Site {
        site(&self.request)
    }

    /// The database.
    pub fn db(&self) -> &Db {
        site(&self.request).db()
    }

    /// Shows a page.
    ///
    /// # Errors
    /// When the template fails.
    pub fn page<P: Page>(&self, page: &P) -> Result<HttpResponse, Error> {
        const NAV: &[(&str, &str)] = &[
            ("Publishers", "/publishers"),
            ("Advertisers", "/advertisers"),
            ("Networks", "/networks"),
            ("Try the preview", "/try"),
        ];
        let who = self.principal.as_ref().map(|(principal, csrf)| (principal.as_ref(), csrf.as_str()));
        let mut shell = shell(&self.request, "public", NAV, who);
        // Half-way nobody is shown as signed in, but a form still needs the session's token.
        if let Some((_, csrf)) = &self.half_way {
            shell.csrf.clone_from(csrf);
        }
        respond(&self.request, shell, page)
    }

    /// Commits a post once, as a visitor, and sends the browser on.
    ///
    /// # Errors
    /// What the step returns.
    pub async fn commit(
        &self,
        posted: &Posted,
        step: impl AsyncFnOnce(&mut Tx<'_>) -> Result<Next, Error>,
    ) -> Result<HttpResponse, Error> {
        let user = self.who();
        let actor = user.map_or(Actor::Visitor, Actor::User);
        let next = super::commit::once(self.db(), actor, (user, None), &self.request, posted, step).await?;
        Ok(redirect(&self.request, &next))
    }

    /// The answer to a form that was committed before, for handlers that must look before they commit.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn answered_before(&self, posted: &Posted) -> Result<Option<HttpResponse>, Error> {
        let next = super::commit::answered(self.db(), self.who(), &self.request, posted).await?;
        Ok(next.map(|next| redirect(&self.request, &next)))
    }

    /// Counts a post of a public form against its network's allowance.
    ///
    /// # Errors
    /// [`Error::TooMany`] once it is used up.
    pub fn limit_posts(&self) -> Result<(), Error> {
        let site = self.site();
        site.public_posts().count(super::host::client_ip(&self.request, site.config()))
    }

    /// The browser as it names itself.
    pub fn user_agent(&self) -> String {
        user_agent(&self.request)
    }

    /// The network that asks: one IPv4 address or one IPv6 /64.
    pub fn network(&self) -> Option<IpAddr> {
        super::host::client_ip(&self.request, self.site().config()).map(super::rate_limit::network)
    }

    /// Sends the browser on without a commit.
    pub fn go(&self, next: &Next) -> HttpResponse {
        redirect(&self.request, next)
    }
}

impl<R: Role, P: Power> Signed<R, P> {
    /// The login.
    pub fn user(&self) -> UserId {
        self.principal.user
    }

    /// Who is signed in.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// The account they act for.
    ///
    /// # Errors
    /// [`Error::NotFound`] in areas that need none, for people who have none.
    pub fn acting(&self) -> Result<&Acting, Error> {
        self.principal.account.as_ref().ok_or(Error::NotFound)
    }

    /// The account through which records are found; roles with an account always have one.
    pub fn owner(&self) -> AccountId {
        self.principal.account.as_ref().map_or(AccountId(uuid::Uuid::nil()), |account| account.id)
    }

    /// The request.
    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// The site.
    pub fn site(&self) -> &Site {
        site(&self.request)
    }

    /// The database.
    pub fn db(&self) -> &Db {
        site(&self.request).db()
    }

    /// Shows a page.
    ///
    /// # Errors
    /// When the template fails.
    pub fn page<G: Page>(&self, page: &G) -> Result<HttpResponse, Error> {
        let who = Some((self.principal.as_ref(), self.csrf.as_str()));
        let nav: Vec<_> = R::NAV.iter().copied().filter(|(_, href)| R::shows(href, &self.principal)).collect();
        respond(&self.request, shell(&self.request, R::AREA, &nav, who), page)
    }

    /// Commits a post once and sends the browser on.
    ///
    /// # Errors
    /// What the step returns.
    pub async fn commit(
        &self,
        posted: &Posted,
        step: impl AsyncFnOnce(&mut Tx<'_>) -> Result<Next, Error>,
    ) -> Result<HttpResponse, Error> {
        let actor = if R::STAFF { Actor::Staff(self.user()) } else { Actor::User(self.user()) };
        let who = (Some(self.user()), Some(self.principal.session));
        let next = super::commit::once(self.db(), actor, who, &self.request, posted, step).await?;
        Ok(redirect(&self.request, &next))
    }

    /// The answer to a form that was committed before, for handlers that must look before they commit.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn answered_before(&self, posted: &Posted) -> Result<Option<HttpResponse>, Error> {
        let next = super::commit::answered(self.db(), Some(self.user()), &self.request, posted).await?;
        Ok(next.map(|next| redirect(&self.request, &next)))
    }

    /// Lets the browser post the same form again, to where a post waits that the form names. The one answer to a post that
    /// is not 303: method and body are kept, so that nothing has to be pressed twice.
    pub fn send_on(&self, path: &str) -> HttpResponse {
        HttpResponse::TemporaryRedirect().insert_header((header::LOCATION, path)).finish()
    }

    /// Sends the browser on without a commit.
    pub fn go(&self, next: &Next) -> HttpResponse {
        redirect(&self.request, next)
    }

    /// The address the request came from, for a signature's evidence.
    pub fn ip(&self) -> String {
        super::host::client_ip(&self.request, self.site().config()).map(|ip| ip.to_string()).unwrap_or_default()
    }

    /// The browser as it names itself, for a signature's evidence.
    pub fn user_agent(&self) -> String {
        user_agent(&self.request)
    }
}
