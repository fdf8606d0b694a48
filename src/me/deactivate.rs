//! Closing the account that one acts for: what ends, what runs on, and the step itself with a fresh proof.

use super::Anyone;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::order::Fact;
use crate::page::{Page, Samples};
use crate::web::powers::{CanManagePeople, Fresh};
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::account::{Account, AccountKind};
use inset_domain::deactivation::{Consequences, Leaving, RunsOn};
use inset_domain::ids::UserId;
use inset_domain::period::day_words;
use inset_store::{StoreError, accounts, deactivation};
use serde::Serialize;

type Me = Signed<Anyone, Fresh<CanManagePeople>>;

/// What closing brings with it, and the form.
#[derive(Serialize)]
pub struct DeactivatePage {
    name: String,
    reference: String,
    ends: Vec<Fact>,
    runs_on: Vec<Fact>,
    form: FormState,
}

/// The account's record as its kind has it in the market's files, which goes with it.
fn in_the_market(kind: AccountKind) -> Option<Fact> {
    match kind {
        AccountKind::Publisher | AccountKind::Network => {
            Some(Fact::new("sellers.json", "Its entry goes. Take our lines out of your ads.txt yourselves"))
        }
        AccountKind::Advertiser => None,
    }
}

fn names(people: &[Leaving], login_ends: bool) -> String {
    let names: Vec<&str> =
        people.iter().filter(|person| person.login_ends == login_ends).map(|person| person.name.as_str()).collect();
    names.join(", ")
}

impl DeactivatePage {
    fn new(account: &Account, consequences: &Consequences, form: FormState) -> Self {
        let Consequences { people, runs_on, withdrawn, invitations } = consequences;
        let (without, with) = (names(people, true), names(people, false));
        let ends = [
            (!without.is_empty()).then(|| Fact::new("Logins that end", without)),
            (!with.is_empty()).then(|| Fact::new("People who leave it and keep their login", with)),
            (!withdrawn.is_empty()).then(|| Fact::new("Orders that are withdrawn", withdrawn.join(", "))),
            (*invitations > 0).then(|| Fact::new("Open invitations that end", invitations.to_string())),
            in_the_market(account.kind),
            Some(Fact::new(
                "Announcements and testimonials",
                "No announcement comes any more; your testimonials are taken down",
            )),
        ];
        let order = |order: &RunsOn| {
            let until = order.until.map(|day| format!(", until {}", day_words(day))).unwrap_or_default();
            Fact::new(order.number.clone(), format!("{}{until}", order.name))
        };
        Self {
            name: account.name.clone(),
            reference: account.reference.clone(),
            ends: ends.into_iter().flatten().collect(),
            runs_on: runs_on.iter().map(order).collect(),
            form,
        }
    }
}

impl Page for DeactivatePage {
    const TEMPLATE: &'static str = "me/deactivate.html";
    fn title(&self) -> String {
        "Close the account".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for DeactivatePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let at = chrono::DateTime::UNIX_EPOCH;
        let fact = Fact::new;
        let page = |runs_on: Vec<Fact>, form| Self {
            name: "Halden Outdoor".into(),
            reference: "ADV-1001".into(),
            ends: vec![
                fact("Logins that end", "Ida Holm".to_owned()),
                fact("Orders that are withdrawn", "IO-1009".to_owned()),
            ],
            runs_on,
            form,
        };
        let order = || vec![fact("IO-1002", format!("Autumn, until {}", day_words(at.date_naive())))];
        let Err(errors) = parse(&Typed::default()) else { return Vec::new() };
        vec![
            ("something runs on", page(order(), FormState::default())),
            ("nothing runs on", page(Vec::new(), FormState::default())),
            ("failed", page(order(), FormState::failed(Typed::default(), errors))),
        ]
    }
}

fn parse(typed: &Typed) -> Result<i64, FormErrors> {
    let mut read = Reader::new(typed);
    if !read.ticked("closes") {
        read.error("closes", "Tick this to close the account: it cannot be opened again");
    }
    let seen = read.version();
    read.finish(|| Some(seen))
}

async fn page(me: &Me, failed: Option<(Typed, FormErrors)>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let id = me.acting()?.id;
    let account = accounts::find(&mut conn, id).await?;
    let consequences = deactivation::consequences(&mut conn, id, me.db().clock().now().date_naive()).await?;
    drop(conn);
    let form = match failed {
        // What is shown is what is closed from here on, also where it has changed.
        Some((typed, errors)) => FormState::failed(typed.with("version", account.version), errors),
        None => FormState::new(Typed::default().with("version", account.version)),
    };
    me.page(&DeactivatePage::new(&account, &consequences, form))
}

/// Shows what closing brings with it.
pub async fn show(me: Me) -> Result<HttpResponse, Error> {
    page(&me, None).await
}

/// Closes the account.
pub async fn close(me: Me, form: Form) -> Result<HttpResponse, Error> {
    let seen = match parse(&form.typed) {
        Ok(seen) => seen,
        Err(errors) => return page(&me, Some((form.typed.clone(), errors))).await,
    };
    let id = me.acting()?.id;
    let result = me
        .commit(&form, async |tx| {
            let account = accounts::find(tx.conn(), id).await?;
            if account.version != seen {
                return Err(StoreError::Stale.into());
            }
            let by: UserId = me.user();
            deactivation::carry_out(tx, account, by).await?;
            Ok(Next::to("/").saying("account-closed"))
        })
        .await;
    match result {
        Err(Error::Stale) => {
            let errors = FormErrors::one(
                "closes",
                "Something of the account changed while you were reading. Look through it once more",
            );
            page(&me, Some((form.typed.clone().without("closes"), errors))).await
        }
        other => other,
    }
}
