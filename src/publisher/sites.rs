//! The publisher's sites: the list, and a form that adds one.

use super::Publisher;
use crate::choices;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::{Page, Samples};
use crate::web::powers::{CanEdit, Power};
use crate::web::{Form, Next, Signed};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::ids::SiteId;
use inset_domain::inquiry::Sector;
use inset_domain::site::{Category, Language, Site, SiteDetails, SiteState};
use inset_store::inquiries::Told;
use inset_store::{StoreError, accounts, inquiries, sites};
use serde::Serialize;

const PATH: &str = "/publisher/sign-up/sites";

/// The page.
#[derive(Serialize)]
pub struct SitesPage {
    rows: Vec<Row>,
    editable: bool,
    categories: Vec<Choice>,
    languages: Vec<Choice>,
    form: FormState,
}

#[derive(Serialize)]
struct Row {
    id: String,
    domain: String,
    category: &'static str,
    language: &'static str,
    page_views: String,
    state: &'static str,
    tone: &'static str,
    reason: String,
    /// Whether its ownership is confirmed: to remove it by mistake would cost a review.
    confirmed: bool,
}

impl From<Site> for Row {
    fn from(site: Site) -> Self {
        let reason = match &site.state {
            SiteState::Failed(_, reason) => format!("{}: {}", reason.code.label(), reason.words),
            _ => String::new(),
        };
        Self {
            id: site.id.to_string(),
            domain: site.details.domain.shown(),
            category: site.details.category.label(),
            language: site.details.language.label(),
            page_views: site.details.monthly_page_views.to_string(),
            state: site.state.label(),
            tone: site.state.tone(),
            reason,
            confirmed: matches!(site.state, SiteState::Verified(_)),
        }
    }
}

impl Page for SitesPage {
    const TEMPLATE: &'static str = "publisher/sites.html";
    fn title(&self) -> String {
        "Sites".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl SitesPage {
    fn new(rows: Vec<Row>, editable: bool, form: FormState) -> Self {
        Self { rows, editable, categories: choices!(Category), languages: choices!(Language), form }
    }
}

impl Samples for SitesPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let Err(errors) = parse(&Typed::default()) else { return Vec::new() };
        let row = |confirmed, state, tone| Row {
            id: "0".into(),
            domain: "fjord.example".into(),
            category: "Travel",
            language: "Norwegian",
            page_views: "120,000".into(),
            state,
            tone,
            reason: String::new(),
            confirmed,
        };
        let rows = vec![row(true, "Confirmed", "good"), row(false, "Not confirmed yet", "info")];
        vec![
            ("empty", Self::new(Vec::new(), true, FormState::default())),
            ("failed", Self::new(rows, true, FormState::failed(Typed::default(), errors))),
        ]
    }
}

fn parse(typed: &Typed) -> Result<SiteDetails, FormErrors> {
    let mut read = Reader::new(typed);
    let domain = read.required("domain", "Enter the site's domain, such as example.com");
    let category = read.required("category", "Choose what the site is about");
    let language = read.required("language", "Choose the site's language");
    let views = read.required("page_views", "Enter the page views a month");
    read.finish(|| {
        Some(SiteDetails { domain: domain?, category: category?, language: language?, monthly_page_views: views? })
    })
}

async fn page<P: Power>(me: &Signed<Publisher, P>, form: FormState) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let editable = accounts::find(&mut conn, me.owner()).await?.check_editable().is_ok();
    let rows = sites::of_account(&mut conn, me.owner()).await?.into_iter().map(Row::from).collect();
    drop(conn);
    me.page(&SitesPage::new(rows, editable, form))
}

/// Shows the sites; while there is none, an inquiry that led to the sign-up fills in the first.
pub async fn show(me: Signed<Publisher>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let told = match sites::of_account(&mut conn, me.owner()).await?.is_empty() {
        true => inquiries::told(&mut conn, me.user()).await?,
        false => Told::default(),
    };
    drop(conn);
    let typed = Typed::default()
        .with_some("domain", told.web_site.map(|site| site.domain().shown()))
        .with_some("category", told.sector.and_then(Sector::category).map(Category::as_str));
    page(&me, FormState::new(typed)).await
}

/// Adds a site.
pub async fn add(me: Signed<Publisher, CanEdit>, form: Form) -> Result<HttpResponse, Error> {
    let details = match parse(&form.typed) {
        Ok(details) => details,
        Err(errors) => return page(&me, FormState::failed(form.typed.clone(), errors)).await,
    };
    let saved = me
        .commit(&form, async |tx| {
            let owner = accounts::find(tx.conn(), me.owner()).await?;
            owner.check_editable()?;
            let change = Site::add(&owner, details, tx.now(), me.user());
            match sites::save(tx, change).await {
                Err(StoreError::Conflict(_)) => Err(Error::Stale),
                other => Ok(other?),
            }?;
            Ok(Next::to(PATH).saying("site-added"))
        })
        .await;
    match saved {
        Err(Error::Stale) => {
            let errors = FormErrors::one("domain", "This site is in your list already");
            page(&me, FormState::failed(form.typed.clone(), errors)).await
        }
        other => other,
    }
}

/// Takes a site off.
pub async fn remove(me: Signed<Publisher, CanEdit>, id: web::Path<SiteId>, form: Form) -> Result<HttpResponse, Error> {
    me.commit(&form, async |tx| {
        let site = sites::find(tx.conn(), me.owner(), *id).await?;
        accounts::find(tx.conn(), me.owner()).await?.check_editable()?;
        sites::save(tx, site.remove(tx.now(), me.user())?).await?;
        Ok(Next::to(PATH).saying("site-removed"))
    })
    .await
}
