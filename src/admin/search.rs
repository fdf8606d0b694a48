//! The search over accounts, people, orders, sites and what has a reference. What is typed is often a name or an e-mail
//! address, so it is posted, and stands in the address of what was found only sealed: reload, back and a second tab work.

use super::Staff;
use super::search_page::{ALONE, BESIDE, Group, SearchPage, Standing};
use crate::error::Error;
use crate::form::{FormErrors, FormState, Typed};
use crate::urls;
use crate::web::powers::{CanDisclose, Power as _};
use crate::web::{Form, Next, Signed};
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use inset_domain::ids::{AccountId, CertificateId, DisclosureId, InquiryId, MailId, OrderId, PrivacyRequestId};
use inset_domain::search::{Kind, Reference, SearchText};
use inset_store::StoreError;
use inset_store::search::{self, Record};
use inset_store::sessions::Principal;
use serde::Deserialize;

/// How long the address of what was found leads there: a day at the desk, with what stayed open over night.
const LASTS: TimeDelta = TimeDelta::hours(24);
const PURPOSE: &str = "search";

/// What the address says.
#[derive(Debug, Deserialize)]
pub struct SearchQuery {
    /// What was sought, sealed.
    q: Option<String>,
    /// The kind that is shown alone.
    kind: Option<String>,
}

/// The kinds that a person may open.
fn kinds(person: &Principal) -> Vec<Kind> {
    Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Disclosure || CanDisclose::holds(person)).collect()
}

/// Whoever looks at an account as its owner does sees what its owner sees, and searches nothing beside it.
fn not_while_looking(me: &Signed<Staff>) -> Result<(), Error> {
    if me.principal().viewing.is_some() { Err(Error::ViewOnly) } else { Ok(()) }
}

/// What was sought, as an address carries it.
fn seal(me: &Signed<Staff>, text: &SearchText) -> Result<String, Error> {
    let since = me.db().clock().now().timestamp();
    Ok(me.db().vault().carry(PURPOSE, me.user().0, &format!("{since} {text}")).map_err(StoreError::from)?)
}

/// What an address carries; none of another person's, an altered or an old one.
fn opened(me: &Signed<Staff>, sealed: &str) -> Option<SearchText> {
    let carried = me.db().vault().carried(PURPOSE, me.user().0, sealed)?;
    let (since, text) = carried.split_once(' ')?;
    let since: DateTime<Utc> = DateTime::from_timestamp(since.parse().ok()?, 0)?;
    (me.db().clock().now() - since < LASTS).then(|| text.parse().ok()).flatten()
}

/// Where the record stands that a reference names; none where there is none, or where this person may not open it.
async fn named(me: &Signed<Staff>, reference: &Reference) -> Result<Option<String>, Error> {
    if matches!(reference, Reference::Disclosure(_)) && !CanDisclose::holds(me.principal()) {
        return Ok(None);
    }
    let found = search::referenced(&mut *me.db().read().await?, reference).await?;
    Ok(found.map(|id| match reference {
        Reference::Account(_) => urls::admin_account(AccountId(id)),
        Reference::Order(_) => urls::admin_order(OrderId(id)),
        Reference::Inquiry(_) => urls::admin_inquiry(InquiryId(id)),
        Reference::PrivacyRequest(_) => urls::admin_privacy_request(PrivacyRequestId(id)),
        Reference::Disclosure(_) => urls::disclosure(DisclosureId(id)),
        Reference::Certificate(_) => urls::certificate(CertificateId(id)),
        Reference::Mail(_) => urls::admin_mail(MailId(id)),
    }))
}

/// Takes what was typed to what it names, or to the list of what it finds. Writes nothing.
pub async fn search(me: Signed<Staff>, form: Form) -> Result<HttpResponse, Error> {
    not_while_looking(&me)?;
    let text: SearchText = match form.typed.get("text").parse() {
        Ok(text) => text,
        Err(error) => {
            let form = FormState::failed(form.typed.clone(), FormErrors::one("text", error));
            return me.page(&SearchPage { form, ..SearchPage::default() });
        }
    };
    if let Some(reference) = text.reference()
        && let Some(place) = named(&me, &reference).await?
    {
        return Ok(me.go(&Next::to(place)));
    }
    Ok(me.go(&Next::to(urls::found(&seal(&me, &text)?, None))))
}

/// Shows the field, and what was found.
pub async fn show(me: Signed<Staff>, query: web::Query<SearchQuery>) -> Result<HttpResponse, Error> {
    not_while_looking(&me)?;
    let Some(sealed) = query.q.as_deref().filter(|sealed| !sealed.is_empty()) else {
        return me.page(&SearchPage::default());
    };
    let Some(text) = opened(&me, sealed) else {
        return me.page(&SearchPage { standing: Standing::Outdated, ..SearchPage::default() });
    };
    let form = FormState::new(Typed::default().with("text", &text));
    let page = SearchPage { form, standing: Standing::Sought, ..SearchPage::default() };
    let Some(_turn) = me.site().searches().turn(me.user()).await else {
        let mut busy = me.page(&SearchPage { standing: Standing::Busy, ..page })?;
        busy.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("1"));
        return Ok(busy);
    };
    let may = kinds(me.principal());
    let only = query.kind.as_deref().and_then(|kind| kind.parse().ok()).filter(|kind| may.contains(kind));
    let (shown, most) = only.map_or((may, BESIDE), |kind| (vec![kind], ALONE));
    match found(&me, &shown, &text, most).await {
        Ok((records, near)) => {
            let of = |kind: Kind| {
                let records: Vec<Record> =
                    records.iter().filter(|(other, _)| *other == kind).map(|(_, record)| record.clone()).collect();
                (!records.is_empty()).then(|| Group::new(kind, records, most, sealed))
            };
            me.page(&SearchPage {
                near,
                only: only.map_or("", Kind::label),
                all_href: only.map(|_| urls::found(sealed, None)).unwrap_or_default(),
                groups: shown.iter().copied().filter_map(of).collect(),
                ..page
            })
        }
        Err(error) => {
            tracing::warn!(%error, "a search failed");
            me.page(&SearchPage { standing: Standing::Failed, ..page })
        }
    }
}

async fn found(
    me: &Signed<Staff>,
    kinds: &[Kind],
    text: &SearchText,
    most: usize,
) -> Result<(Vec<(Kind, Record)>, bool), StoreError> {
    let mut conn = me.db().read().await?;
    let found = search::find(&mut conn, kinds, text, most + 1).await?;
    Ok((search::of(&mut conn, &found.hits).await?, found.near))
}
