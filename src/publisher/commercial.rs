//! The publisher's commercial section.

use super::Publisher;
use crate::error::Error;
use crate::form::choice::{Choice, currencies, time_zones};
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::order::Fact;
use crate::page::{Page, Samples};
use crate::shared::sections::Sections;
use crate::web::powers::{CanEdit, CanSign, Power as _};
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::commercial::{CommercialEdit, CommercialRecord, PublisherCommercial};
use inset_store::{accounts, agreements, commercials};
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct CommercialPage {
    form: FormState,
    currencies: Vec<Choice>,
    time_zones: Vec<Choice>,
    /// The terms in force, which are read and not changed here.
    in_force: Vec<Fact>,
}

impl CommercialPage {
    fn new(form: FormState) -> Self {
        Self { form, currencies: currencies(), time_zones: time_zones(), in_force: Vec::new() }
    }
}

impl Page for CommercialPage {
    const TEMPLATE: &'static str = "publisher/commercial.html";
    fn title(&self) -> String {
        "Commercial".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for CommercialPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let Err(errors) = parse(&Typed::default()) else { return Vec::new() };
        vec![
            ("empty", Self::new(FormState::new(fill(None)))),
            ("failed", Self::new(FormState::failed(Typed::default(), errors))),
            (
                "in force",
                Self { in_force: vec![Fact::new("Revenue share", "60 %")], ..Self::new(FormState::new(fill(None))) },
            ),
        ]
    }
}

fn fill(record: Option<&CommercialRecord<PublisherCommercial>>) -> Typed {
    let Some(CommercialRecord { terms, version }) = record else {
        return Typed::default()
            .with("currency", "EUR")
            .with("time_zone", "UTC")
            .with("revenue_share", "60")
            .with("version", 0);
    };
    Typed::default()
        .with("revenue_share", terms.revenue_share)
        .with_some("floor_cpm", terms.floor_cpm)
        .with("currency", terms.currency.code())
        .with("time_zone", terms.time_zone)
        .with("monthly_visitors", terms.monthly_visitors)
        .with("monthly_page_views", terms.monthly_page_views)
        .with("version", version)
}

fn parse(typed: &Typed) -> Result<(PublisherCommercial, i64), FormErrors> {
    let mut read = Reader::new(typed);
    let revenue_share = read.required("revenue_share", "Enter the share of the revenue you ask for");
    let floor_cpm = read.optional("floor_cpm");
    let currency = read.required("currency", "Choose the currency you are paid in");
    let time_zone = read.required("time_zone", "Choose the time zone of your reports");
    let monthly_visitors = read.required("monthly_visitors", "Enter the unique visitors a month over all sites");
    let monthly_page_views = read.required("monthly_page_views", "Enter the page views a month over all sites");
    let seen = read.version();
    read.finish(|| {
        let terms = PublisherCommercial {
            revenue_share: revenue_share?,
            floor_cpm,
            currency: currency?,
            time_zone: time_zone?,
            monthly_visitors: monthly_visitors?,
            monthly_page_views: monthly_page_views?,
        };
        Some((terms, seen))
    })
}

/// Shows the section.
pub async fn show(me: Signed<Publisher>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let record = commercials::of_publisher(&mut conn, me.owner()).await?;
    let active = accounts::find(&mut conn, me.owner()).await?.is_active();
    drop(conn);
    let facts = record.as_ref().filter(|_| active).map(|record| record.terms.facts()).unwrap_or_default();
    let in_force = facts.into_iter().map(Fact::from).collect();
    me.page(&CommercialPage { in_force, ..CommercialPage::new(FormState::new(fill(record.as_ref()))) })
}

/// Saves the section; what was agreed on is not changed by one side alone.
pub async fn save(me: Signed<Publisher, CanEdit>, form: Form) -> Result<HttpResponse, Error> {
    let (terms, seen) = match parse(&form.typed) {
        Ok(input) => input,
        Err(errors) => return me.page(&CommercialPage::new(FormState::failed(form.typed.clone(), errors))),
    };
    let saved = me
        .commit(&form, async |tx| {
            accounts::find(tx.conn(), me.owner()).await?.check_terms_editable()?;
            let before = commercials::of_publisher(tx.conn(), me.owner()).await?.map(|record| record.terms);
            // The agreement makes them a part of itself: what was signed is not changed by whoever may not sign.
            let signed = agreements::newest(tx.conn(), me.owner()).await?.is_some_and(|it| it.is_signed());
            if signed && before.is_some() && !CanSign::holds(me.principal()) {
                return Err(Error::Power("owner or signer"));
            }
            let change = CommercialEdit::publisher(me.owner(), before.as_ref(), seen, terms);
            commercials::save_publisher(tx, change).await?;
            Ok(Next::to(Publisher::next(tx.conn(), me.owner()).await?).saying("saved"))
        })
        .await;
    match saved {
        Err(Error::Stale) => {
            let record = commercials::of_publisher(&mut *me.db().read().await?, me.owner()).await?;
            me.page(&CommercialPage::new(FormState::overtaken(form.typed.clone(), &fill(record.as_ref()))))
        }
        other => other,
    }
}
