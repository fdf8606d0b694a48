//! The network's commercial terms, which its agreement carries.

use super::Network;
use crate::choices;
use crate::error::Error;
use crate::form::choice::{Choice, currencies};
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::order::Fact;
use crate::page::{Page, Samples};
use crate::shared::agreement;
use crate::shared::sections::Sections;
use crate::web::powers::CanEdit;
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::account::AccountKind;
use inset_domain::commercial::{
    BlockedCategory, CommercialEdit, CommercialRecord, Days, NetworkCommercial, PricingModel,
};
use inset_domain::money::{Currency, Money};
use inset_domain::rate::Rate;
use inset_store::{accounts, commercials};
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct CommercialPage {
    form: FormState,
    pricing_models: Vec<Choice>,
    currencies: Vec<Choice>,
    categories: Vec<Choice>,
    /// The terms in force, which are read and not changed here.
    in_force: Vec<Fact>,
}

impl CommercialPage {
    fn new(form: FormState) -> Self {
        Self {
            form,
            pricing_models: choices!(PricingModel),
            currencies: currencies(),
            categories: choices!(BlockedCategory),
            in_force: Vec::new(),
        }
    }
}

impl Page for CommercialPage {
    const TEMPLATE: &'static str = "network/commercial.html";
    fn title(&self) -> String {
        "Commercial terms".into()
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
                Self { in_force: vec![Fact::new("Payment", "30 days")], ..Self::new(FormState::new(fill(None))) },
            ),
        ]
    }
}

fn fill(record: Option<&CommercialRecord<NetworkCommercial>>) -> Typed {
    let Some(CommercialRecord { terms, version }) = record else {
        return Typed::default()
            .with("currency", "EUR")
            .with("net_days", 30)
            .with("rollover", "yes")
            .with("passback_position", 1)
            .with("invoice_days", 10)
            .with("dispute_days", 30)
            .with("termination_days", 30)
            .with("version", 0);
    };
    let typed = Typed::default()
        .with("pricing_model", terms.pricing_model.as_str())
        .with("rate", terms.rate)
        .with("currency", terms.currency.code())
        .with("net_days", terms.net_days)
        .with("minimum_payout", terms.minimum_payout.plain())
        .with_some("rollover", terms.rollover.then_some("yes"))
        .with("passback_position", terms.passback_position)
        .with_some("default_campaign", terms.default_campaign.as_ref())
        .with("invoice_days", terms.invoice_days)
        .with("dispute_days", terms.dispute_days)
        .with("termination_days", terms.termination_days)
        .with("version", version);
    terms
        .blocked_categories
        .iter()
        .fold(typed, |typed, category| typed.with(format!("block_{}", category.as_str()), "yes"))
}

fn parse(typed: &Typed) -> Result<(NetworkCommercial, i64), FormErrors> {
    let mut read = Reader::new(typed);
    let pricing_model: Option<PricingModel> = read.required("pricing_model", "Choose the pricing model");
    let rate: Option<Rate> = read.required("rate", "Enter the rate, or the share in per cent");
    if let (Some(PricingModel::RevenueShare), Some(rate)) = (pricing_model, rate)
        && rate.value() > rust_decimal::Decimal::ONE_HUNDRED
    {
        read.error("rate", "Enter a share of at most 100 per cent");
    }
    if rate.is_some_and(|rate| rate.value().is_zero()) {
        read.error("rate", "Enter a rate above zero");
    }
    let currency: Option<Currency> = read.required("currency", "Choose the currency");
    let net_days: Option<Days> = read.required("net_days", "Enter the days to payment");
    let minimum_payout = match (read.text("minimum_payout"), currency) {
        (_, None) => None,
        ("", Some(currency)) => Some(Money::zero(currency)),
        (text, Some(currency)) => read.parsed("minimum_payout", Money::parse(text, currency)),
    };
    let position = read.text("passback_position").parse().ok().filter(|place| (1..=20).contains(place));
    let position = read.parsed("passback_position", position.ok_or("Enter the place in the chain, from 1 to 20"));
    let default_campaign = read.optional("default_campaign");
    let invoice_days = read.required("invoice_days", "Enter the days within which a month is invoiced");
    let dispute_days = read.required("dispute_days", "Enter the days within which an invoice can be disputed");
    let termination_days = read.required("termination_days", "Enter the days of notice to end the agreement");
    let blocked_categories =
        BlockedCategory::ALL.iter().copied().filter(|it| read.ticked(&format!("block_{}", it.as_str()))).collect();
    let (rollover, seen) = (read.ticked("rollover"), read.version());
    read.finish(|| {
        let terms = NetworkCommercial {
            pricing_model: pricing_model?,
            rate: rate?,
            currency: currency?,
            net_days: net_days?,
            minimum_payout: minimum_payout?,
            rollover,
            passback_position: position?,
            default_campaign,
            blocked_categories,
            invoice_days: invoice_days?,
            dispute_days: dispute_days?,
            termination_days: termination_days?,
        };
        Some((terms, seen))
    })
}

/// Shows the terms.
pub async fn show(me: Signed<Network>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let record = commercials::of_network(&mut conn, me.owner()).await?;
    let active = accounts::find(&mut conn, me.owner()).await?.is_active();
    drop(conn);
    let facts = record.as_ref().filter(|_| active).map(|record| record.terms.facts()).unwrap_or_default();
    let in_force = facts.into_iter().map(Fact::from).collect();
    me.page(&CommercialPage { in_force, ..CommercialPage::new(FormState::new(fill(record.as_ref()))) })
}

/// Saves the terms; the agreement follows. Terms that are in force change only with a new agreement.
pub async fn save(me: Signed<Network, CanEdit>, form: Form) -> Result<HttpResponse, Error> {
    let (terms, seen) = match parse(&form.typed) {
        Ok(input) => input,
        Err(errors) => return me.page(&CommercialPage::new(FormState::failed(form.typed.clone(), errors))),
    };
    let saved = me
        .commit(&form, async |tx| {
            accounts::find(tx.conn(), me.owner()).await?.check_terms_editable()?;
            let before = commercials::of_network(tx.conn(), me.owner()).await?.map(|record| record.terms);
            let change = CommercialEdit::network(me.owner(), before.as_ref(), seen, terms);
            commercials::save_network(tx, change).await?;
            agreement::refresh(tx, me.owner(), AccountKind::Network, me.user(), &me.site().config().operator).await?;
            Ok(Next::to(Network::next(tx.conn(), me.owner()).await?).saying("saved"))
        })
        .await;
    match saved {
        Err(Error::Stale) => {
            let record = commercials::of_network(&mut *me.db().read().await?, me.owner()).await?;
            me.page(&CommercialPage::new(FormState::overtaken(form.typed.clone(), &fill(record.as_ref()))))
        }
        other => other,
    }
}
