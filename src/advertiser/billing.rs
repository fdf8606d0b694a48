//! The advertiser's billing profile.

use super::Advertiser;
use crate::choices;
use crate::error::Error;
use crate::form::address::{self, AddressFields};
use crate::form::choice::{Choice, currencies};
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::{Page, Samples};
use crate::web::powers::{CanHandleMoney, Fresh};
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::billing::{BillingDetails, BillingEdit, BillingProfile};
use inset_domain::company::Company;
use inset_domain::email::Email;
use inset_domain::money::{Currency, Money};
use inset_domain::order::BillingMethod;
use inset_domain::tax_id::TaxId;
use inset_store::{billing, companies};
use secrecy::SecretString;
use serde::Serialize;

/// Days from invoice to payment that are offered.
const TERMS: [i16; 6] = [0, 15, 30, 45, 60, 90];
/// How many addresses invoices may go to.
const MOST_EMAILS: usize = 5;

/// The page.
#[derive(Serialize)]
pub struct BillingPage {
    form: FormState,
    address: AddressFields,
    methods: Vec<Choice>,
    terms: Vec<Choice>,
    currencies: Vec<Choice>,
    tax_id: Option<String>,
    has_card: bool,
}

impl BillingPage {
    fn new(form: FormState, profile: Option<&BillingProfile>) -> Self {
        let days = |days: &i16| match days {
            0 => Choice::new("0", "On receipt"),
            days => Choice::new(days.to_string(), format!("{days} days")),
        };
        Self {
            address: AddressFields::of(&form.values),
            form,
            methods: choices!(BillingMethod),
            terms: TERMS.iter().map(days).collect(),
            currencies: currencies(),
            tax_id: profile.and_then(|profile| profile.tax_id_last_four.as_deref()).map(inset_domain::secret::masked),
            has_card: profile.is_some_and(|profile| profile.has_card),
        }
    }
}

impl Page for BillingPage {
    const TEMPLATE: &'static str = "advertiser/billing.html";
    fn title(&self) -> String {
        "Billing profile".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for BillingPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let Err(errors) = parse(&Typed::default(), false) else { return Vec::new() };
        vec![
            ("empty", Self::new(FormState::default(), None)),
            ("failed", Self::new(FormState::failed(Typed::default(), errors), None)),
        ]
    }
}

struct Input {
    edit: (BillingDetails, Option<TaxId>, Option<SecretString>),
    seen: i64,
}

/// Fills the profile in; a new one begins with the company's name and address.
fn fill(profile: Option<&BillingProfile>, name: &str, company: Option<&Company>) -> Typed {
    let Some(profile) = profile else {
        let typed = Typed::default()
            .with("payer_name", name)
            .with("version", 0)
            .with("method", "invoice")
            .with("terms_days", 30);
        return address::begin(typed, company);
    };
    let details = &profile.details;
    let emails: Vec<String> = details.billing_emails.iter().map(ToString::to_string).collect();
    let typed = Typed::default()
        .with("payer_name", &details.payer_name)
        .with("method", details.method.as_str())
        .with_some("terms_days", details.terms_days)
        .with_some("credit_limit", details.credit_limit.map(Money::plain))
        .with("currency", details.currency.code())
        .with_some("po_required", details.po_required.then_some("yes"))
        .with("billing_emails", emails.join("\n"))
        .with("version", profile.version);
    address::fill(typed, &details.address)
}

fn parse(typed: &Typed, has_card: bool) -> Result<Input, FormErrors> {
    let mut read = Reader::new(typed);
    let payer_name = read.required("payer_name", "Enter the name of the company that pays");
    let address = address::read(&mut read);
    let method: Option<BillingMethod> = read.required("method", "Choose how you pay");
    let terms_days: Option<i16> = match method {
        Some(BillingMethod::Invoice) => read.required("terms_days", "Choose the payment terms"),
        _ => None,
    };
    if terms_days.is_some_and(|days| !TERMS.contains(&days)) {
        read.error("terms_days", "Choose the payment terms from the list");
    }
    let currency: Option<Currency> = read.required("currency", "Choose the currency of your invoices");
    let credit_limit = match (read.text("credit_limit"), currency) {
        ("", _) | (_, None) => None,
        (text, Some(currency)) => read.parsed("credit_limit", Money::parse(text, currency)),
    };
    let billing_emails = emails(&mut read);
    let tax_id = match (read.text("tax_id"), typed.get("country").parse().ok()) {
        ("", _) | (_, None) => None,
        (text, Some(country)) => read.parsed("tax_id", TaxId::parse(text, country)),
    };
    let card_token = card_token(&mut read, method == Some(BillingMethod::Card) && !has_card);
    let (po_required, seen) = (read.ticked("po_required"), read.version());
    read.finish(|| {
        let details = BillingDetails {
            payer_name: payer_name?,
            address: address?,
            method: method?,
            terms_days,
            credit_limit,
            currency: currency?,
            po_required,
            billing_emails,
        };
        Some(Input { edit: (details, tax_id, card_token), seen })
    })
}

fn emails(read: &mut Reader<'_>) -> Vec<Email> {
    let text = read.text("billing_emails").to_owned();
    let parts: Vec<&str> = text.split([',', ';', '\n', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        read.error("billing_emails", "Enter at least one e-mail address for invoices");
    } else if parts.len() > MOST_EMAILS {
        read.error("billing_emails", "Enter at most five e-mail addresses, a line each");
        return Vec::new();
    }
    parts.into_iter().filter_map(|part| read.parsed("billing_emails", part.parse())).collect()
}

/// A processor's token looks like `tok_1NvX…`; a card number is refused, so that none is ever kept.
fn card_token(read: &mut Reader<'_>, required: bool) -> Option<SecretString> {
    let text = read.text("card_token");
    let figures = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    if text.is_empty() {
        if required {
            read.error("card_token", "Enter the token that your card processor gave you");
        }
        return None;
    }
    if figures >= 12 && letters == 0 {
        read.error(
            "card_token",
            "This looks like a card number. Enter the processor's token; card numbers are never kept here",
        );
        return None;
    }
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    if !plain || !(8..=120).contains(&text.len()) || letters == 0 {
        read.error("card_token", "Enter the processor's token: 8 to 120 letters, figures, dashes or underscores");
        return None;
    }
    Some(SecretString::from(text))
}

/// Shows the profile.
pub async fn show(me: Signed<Advertiser, CanHandleMoney>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let profile = billing::find(&mut conn, me.owner()).await?;
    let company = companies::find(&mut conn, me.owner()).await?;
    drop(conn);
    let form = FormState::new(fill(profile.as_ref(), &me.acting()?.name, company.as_ref()));
    me.page(&BillingPage::new(form, profile.as_ref()))
}

/// Saves it.
pub async fn save(me: Signed<Advertiser, Fresh<CanHandleMoney>>, form: Form) -> Result<HttpResponse, Error> {
    let on_record = async || billing::find(&mut *me.db().read().await?, me.owner()).await;
    let before = on_record().await?;
    let typed = form.typed.clone().without("tax_id").without("card_token");
    let input = match parse(&form.typed, before.as_ref().is_some_and(|profile| profile.has_card)) {
        Ok(input) => input,
        Err(errors) => return me.page(&BillingPage::new(FormState::failed(typed, errors), before.as_ref())),
    };
    let saved = me
        .commit(&form, async |tx| {
            billing::save(tx, BillingEdit::new(me.owner(), input.seen, input.edit)).await?;
            Ok(Next::to("/advertiser").saying("saved"))
        })
        .await;
    match saved {
        Err(Error::Stale) => {
            let profile = on_record().await?;
            let current = fill(profile.as_ref(), &me.acting()?.name, None);
            me.page(&BillingPage::new(FormState::overtaken(typed, &current), profile.as_ref()))
        }
        other => other,
    }
}
