//! Recording a privacy request that came by e-mail, telephone or post, with how it was made sure who asks (P03).

use super::Staff;
use super::privacy_steps::told;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::privacy_request::{Recorded, What, channels, kinds, recorded, what};
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::powers::CanAnswer;
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use inset_domain::privacy::{Asked, Asker, Identity, IdentityHow, PrivacyRequest};
use inset_store::{Tx, privacy_requests};
use serde::Serialize;

type Me = Signed<Staff, CanAnswer>;

/// The form.
#[derive(Serialize)]
pub struct RecordPage {
    kinds: Vec<Choice>,
    channels: Vec<Choice>,
    identities: Vec<Choice>,
    form: FormState,
}

impl RecordPage {
    fn new(form: FormState) -> Self {
        let identities = vec![
            Choice::new("checked", "Yes: I say below what I checked"),
            Choice {
                hint: Some("An e-mail address gets a link to confirm; without one, check later"),
                ..Choice::new("later", "Not yet")
            },
        ];
        Self { kinds: kinds(), channels: channels(), identities, form }
    }
}

impl Page for RecordPage {
    const TEMPLATE: &'static str = "admin/record_privacy_request.html";
    fn title(&self) -> String {
        "Record a privacy request".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for RecordPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let Err(errors) = parse(&Typed::default(), NaiveDate::default()) else { return Vec::new() };
        vec![
            ("form", Self::new(FormState::default())),
            ("failed", Self::new(FormState::failed(Typed::default(), errors))),
        ]
    }
}

/// The fields in the order of the page, in which its summary names them too.
const FIELDS: [&str; 9] =
    ["channel", "received_on", "kind", "details", "full_name", "email", "reach", "identity", "identity_note"];

fn parse(typed: &Typed, today: NaiveDate) -> Result<(What, Recorded), FormErrors> {
    let mut read = Reader::new(typed);
    let recorded = read.absorb(recorded(typed, today));
    let what = read.absorb(what(typed));
    read.finish(|| Some((what?, recorded?))).map_err(|errors| errors.in_order(&FIELDS))
}

/// Shows the form.
pub async fn show(me: Me) -> Result<HttpResponse, Error> {
    let today = me.db().clock().now().date_naive();
    me.page(&RecordPage::new(FormState::new(Typed::default().with("received_on", today))))
}

/// Records the request. The same asked again while one is open joins it, and what was checked of the second is not taken
/// for a check of the first.
pub async fn record(me: Me, form: Form) -> Result<HttpResponse, Error> {
    let today = me.db().clock().now().date_naive();
    let (what, recorded) = match parse(&form.typed, today) {
        Ok(parsed) => parsed,
        Err(errors) => return me.page(&RecordPage::new(FormState::failed(form.typed.clone(), errors))),
    };
    me.commit(&form, async |tx| take(tx, &me, what, recorded).await).await
}

async fn take(tx: &mut Tx<'_>, me: &Me, (kind, details): What, recorded: Recorded) -> Result<Next, Error> {
    let now = tx.now();
    let Recorded { channel, received_on, full_name, email, reach, identity } = recorded;
    let open = match &email {
        Some(email) => privacy_requests::open_of(tx, email, kind).await?,
        None => None,
    };
    if let Some(open) = open {
        let id = open.id;
        let mails = privacy_requests::may_mail(tx, id).await?;
        privacy_requests::join(tx, open.ask_again(channel, details, identity.is_some(), mails, now)?).await?;
        return Ok(Next::to(urls::admin_privacy_request(id)).saying("privacy-recorded-again"));
    }
    let user = match (&email, &identity) {
        (Some(email), Some(_)) => privacy_requests::login_of(tx.conn(), email).await?,
        _ => None,
    };
    let identity =
        identity.map(|note| Identity { how: IdentityHow::Staff, at: now, by: Some(me.user()), note: Some(note) });
    let asker = Asker { full_name, email, reach, user };
    let asked = Asked { kind, channel, asker, details, received_at: at_noon(received_on.0, now), identity };
    let reference = privacy_requests::reference(tx).await?;
    let change = PrivacyRequest::receive(asked, reference, now);
    let (id, said) = (change.after().id, told(change.after(), "privacy-recorded"));
    privacy_requests::receive(tx, change).await?;
    Ok(Next::to(urls::admin_privacy_request(id)).saying(said))
}

/// A day as the instant at which its clock begins: noon in UTC, which is that day in most of the world, and never to come.
fn at_noon(day: NaiveDate, now: DateTime<Utc>) -> DateTime<Utc> {
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    day.and_time(noon).and_utc().min(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_names_what_is_wrong_in_the_order_of_the_page() {
        let typed = Typed::default().with("kind", "correct").with("identity", "checked");
        let Err(errors) = parse(&typed, NaiveDate::default()) else { panic!("nothing is wrong") };
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["channel", "received_on", "details", "full_name", "email", "identity_note"]);
    }
}
