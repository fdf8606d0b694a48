//! Payout details, which publishers and networks give after they are approved.

use crate::choices;
use crate::error::Error;
use crate::form::address::{self, AddressFields};
use crate::form::choice::{Choice, currencies};
use crate::form::{FormErrors, FormState, Reader, SECRETS, Typed};
use crate::page::{Page, Samples};
use crate::web::Role;
use crate::web::powers::{CanHandleMoney, Fresh};
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::change::WrongState;
use inset_domain::company::Company;
use inset_domain::email::Email;
use inset_domain::money::{Currency, Money};
use inset_domain::payout::{
    AccountType, Destination, PayPalEmail, PayoutDetails, PayoutEdit, PayoutMethod, PayoutProfile, Schedule,
    state_label,
};
use inset_store::{accounts, companies, payouts};
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct PayoutPage {
    area: &'static str,
    /// Whether the account is active; before that nothing is asked.
    active: bool,
    state: &'static str,
    tone: &'static str,
    /// Where money goes now, masked.
    destination: Option<String>,
    address: AddressFields,
    currencies: Vec<Choice>,
    methods: Vec<Choice>,
    account_types: Vec<Choice>,
    schedules: Vec<Choice>,
    form: FormState,
}

impl PayoutPage {
    fn new(area: &'static str, active: bool, profile: Option<&PayoutProfile>, form: FormState) -> Self {
        let (state, tone) = profile.map_or(("Not given yet", "neutral"), |profile| state_label(&profile.state));
        let destination = profile.map(|profile| {
            let number = profile.last_four.as_deref().map(inset_domain::secret::masked).unwrap_or_default();
            format!("{} {number}", profile.method.label())
        });
        Self {
            area,
            active,
            state,
            tone,
            destination,
            address: AddressFields::of(&form.values),
            currencies: currencies(),
            methods: choices!(PayoutMethod),
            account_types: choices!(AccountType),
            schedules: choices!(Schedule),
            form,
        }
    }
}

impl Page for PayoutPage {
    const TEMPLATE: &'static str = "shared/payout.html";
    fn title(&self) -> String {
        "Payout details".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for PayoutPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let Err(errors) = parse(&Typed::default(), None) else { return Vec::new() };
        vec![
            ("not active", Self::new("publisher", false, None, FormState::default())),
            ("failed", Self::new("network", true, None, FormState::failed(Typed::default(), errors))),
        ]
    }
}

/// Fills the profile in; a new one begins with the company's name and address.
fn fill(profile: Option<&PayoutProfile>, name: &str, company: Option<&Company>) -> Typed {
    let Some(profile) = profile else {
        let typed = Typed::default()
            .with("payee_name", name)
            .with("method", "iban")
            .with("schedule", "monthly")
            .with("version", 0);
        return address::begin(typed, company);
    };
    let details = &profile.details;
    let typed = Typed::default()
        .with("payee_name", &details.payee_name)
        .with("currency", details.currency.code())
        .with("method", profile.method.as_str())
        .with("threshold", details.threshold.plain())
        .with("schedule", details.schedule.as_str())
        .with_some("self_hold", details.self_hold.then_some("yes"))
        .with("version", profile.version);
    address::fill(typed, &details.address)
}

type Input = (PayoutDetails, Option<Destination>, i64);

fn parse(typed: &Typed, before: Option<&PayoutProfile>) -> Result<Input, FormErrors> {
    let mut read = Reader::new(typed);
    let payee_name = read.required("payee_name", "Enter the name of the account's holder");
    let address = address::read(&mut read);
    let currency: Option<Currency> = read.required("currency", "Choose the currency you are paid in");
    let threshold = match (read.text("threshold"), currency) {
        (_, None) => None,
        ("", Some(currency)) => Some(Money::zero(currency)),
        (text, Some(currency)) => read.parsed("threshold", Money::parse(text, currency)),
    };
    let schedule = read.required("schedule", "Choose how often you are paid");
    let method: Option<PayoutMethod> = read.required("method", "Choose how you are paid");
    let keeps = method.is_some() && method == before.map(|profile| profile.method);
    let destination = method.and_then(|method| destination(&mut read, method, keeps));
    let (self_hold, seen) = (read.ticked("self_hold"), read.version());
    read.finish(|| {
        let details = PayoutDetails {
            payee_name: payee_name?,
            address: address?,
            currency: currency?,
            threshold: threshold?,
            schedule: schedule?,
            self_hold,
        };
        Some((details, destination, seen))
    })
}

/// The numbers of a method. Where the method stays, empty fields keep what is on record.
fn destination(read: &mut Reader<'_>, method: PayoutMethod, keeps: bool) -> Option<Destination> {
    let empty = |read: &Reader<'_>, fields: &[&str]| fields.iter().all(|field| read.text(field).is_empty());
    match method {
        PayoutMethod::Iban if keeps && empty(read, &["iban", "bic"]) => None,
        PayoutMethod::Iban => {
            let iban = read.required("iban", "Enter the IBAN");
            let bic = read.required("bic", "Enter the BIC");
            Some(Destination::Iban(iban?, bic?))
        }
        PayoutMethod::UsBank if keeps && empty(read, &["routing_number", "account_number"]) => None,
        PayoutMethod::UsBank => {
            let routing = read.required("routing_number", "Enter the routing number");
            let number = read.required("account_number", "Enter the account number");
            let kind: Option<AccountType> = read.required("account_type", "Choose the type of account");
            Some(Destination::UsBank(routing?, number?, kind?))
        }
        PayoutMethod::PayPal if keeps && empty(read, &["paypal_email"]) => None,
        PayoutMethod::PayPal => {
            let email: Option<Email> = read.required("paypal_email", "Enter the e-mail address of the PayPal account");
            Some(Destination::PayPal(PayPalEmail::from(&email?)))
        }
        PayoutMethod::Cheque => (!keeps).then_some(Destination::Cheque),
    }
}

/// Shows the details, masked.
///
/// # Errors
/// When the database does not answer.
pub async fn show<R: Role>(me: Signed<R, CanHandleMoney>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let active = accounts::find(&mut conn, me.owner()).await?.is_active();
    let profile = payouts::find(&mut conn, me.owner()).await?;
    let company = companies::find(&mut conn, me.owner()).await?;
    drop(conn);
    let form = FormState::new(fill(profile.as_ref(), &me.acting()?.name, company.as_ref()));
    me.page(&PayoutPage::new(R::AREA, active, profile.as_ref(), form))
}

/// Saves them, once the account is active.
///
/// # Errors
/// [`Error::State`] before that.
pub async fn save<R: Role>(me: Signed<R, Fresh<CanHandleMoney>>, form: Form) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let account = accounts::find(&mut conn, me.owner()).await?;
    let before = payouts::find(&mut conn, me.owner()).await?;
    drop(conn);
    if !account.is_active() {
        return Err(WrongState { noun: "This account", state: "not active yet", wanted: "given payout details" }.into());
    }
    let typed = SECRETS.iter().fold(form.typed.clone(), |typed, field| typed.without(field));
    let (details, destination, seen) = match parse(&form.typed, before.as_ref()) {
        Ok(input) => input,
        Err(errors) => {
            return me.page(&PayoutPage::new(R::AREA, true, before.as_ref(), FormState::failed(typed, errors)));
        }
    };
    let saved = me
        .commit(&form, async |tx| {
            let before = payouts::find(tx.conn(), me.owner()).await?;
            payouts::save(tx, PayoutEdit::new(&account, before.as_ref(), seen, details, destination)).await?;
            Ok(Next::to(format!("/{}/payout", R::AREA)).saying("saved"))
        })
        .await;
    match saved {
        Err(Error::Stale) => {
            let profile = payouts::find(&mut *me.db().read().await?, me.owner()).await?;
            let current = fill(profile.as_ref(), &account.name, None);
            me.page(&PayoutPage::new(R::AREA, true, profile.as_ref(), FormState::overtaken(typed, &current)))
        }
        other => other,
    }
}
