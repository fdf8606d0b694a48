//! What is done with an announcement: a test to oneself, its time, and taking it back before that.

use super::Staff;
use super::announcements::page;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::urls;
use crate::web::powers::{CanAnnounce, Fresh};
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use inset_domain::announcement::{AnnouncementClass, ScheduleError, instant};
use inset_domain::ids::AnnouncementId;
use inset_domain::period::{TimeZone, instant_words};
use inset_store::announcements;

/// When it is to be sent, as it was typed.
#[derive(Clone, Copy)]
enum When {
    Now,
    At(DateTime<Utc>, TimeZone),
}

fn parse(typed: &Typed) -> Result<When, FormErrors> {
    let mut read = Reader::new(typed);
    match read.text("when") {
        "now" => return Ok(When::Now),
        "later" => {}
        "" => read.error("when", "Choose when it is sent"),
        _ => read.error("when", "Choose one of the options"),
    }
    let day = read.required("day", "Enter the day on which it is sent");
    let time = read.required("time", "Enter the time at which it is sent");
    let zone = read.required("zone", "Choose the zone in which you mean the time");
    let at = match (day, time, zone) {
        (Some(day), Some(time), Some(zone)) => read.parsed("time", instant(day, time, zone)).zip(Some(zone)),
        _ => None,
    };
    read.finish(|| at.map(|(at, zone)| When::At(at, zone)))
}

/// Sends a test to whoever asks for it.
pub async fn test(
    me: Signed<Staff, CanAnnounce>,
    id: web::Path<AnnouncementId>,
    form: Form,
) -> Result<HttpResponse, Error> {
    me.commit(&form, async |tx| {
        let found = announcements::find(tx.conn(), *id).await?.announcement;
        announcements::test(tx, found.test(me.user())?).await?;
        Ok(Next::to(urls::admin_announcement(*id)).saying("announcement-tested"))
    })
    .await
}

/// What is wrong with a time, under the field that it is wrong in.
fn objection(error: &ScheduleError, when: When) -> FormErrors {
    let field = if matches!(when, When::Now) { "when" } else { "day" };
    match error {
        ScheduleError::TooSoon { free } => {
            let zone = match when {
                When::Now => chrono_tz::UTC,
                When::At(_, zone) => zone.0,
            };
            let free = instant_words(*free, zone);
            FormErrors::one(field, format!("Choose {free} or later: another service announcement is too near"))
        }
        other => FormErrors::one(field, other),
    }
}

/// Gives it a time, which may be at once. It needs a fresh proof: very many mails cannot be taken back.
pub async fn schedule(
    me: Signed<Staff, Fresh<CanAnnounce>>,
    id: web::Path<AnnouncementId>,
    form: Form,
) -> Result<HttpResponse, Error> {
    let failed = |errors| FormState::failed(form.typed.clone(), errors);
    let when = match parse(&form.typed) {
        Ok(when) => when,
        Err(errors) => return page(&me, *id, Some(failed(errors))).await,
    };
    let rest = TimeDelta::days(i64::from(me.site().config().announcement_days));
    let mut objected = None;
    let result = me
        .commit(&form, async |tx| {
            let now = tx.now();
            let (at, zone) = match when {
                When::Now => (now, TimeZone(chrono_tz::UTC)),
                When::At(at, zone) => (at, zone),
            };
            let found = announcements::find(tx.conn(), *id).await?.announcement;
            let service = found.words.class == AnnouncementClass::Service;
            let others = announcements::service_times(tx.conn(), at.min(now) - rest).await?;
            let change = match found.schedule((at, zone), (rest, &others), now) {
                Ok(change) => change,
                Err(ScheduleError::State(wrong)) => return Err(wrong.into()),
                Err(error) => {
                    objected = Some(error);
                    return Err(Error::Stale);
                }
            };
            let change = if form.typed.version() == Some(change.seen()) { change } else { return Err(Error::Stale) };
            let rest = if service { rest } else { TimeDelta::zero() };
            announcements::update(tx, change, rest).await?;
            Ok(Next::to(urls::admin_announcement(*id)).saying("announcement-scheduled"))
        })
        .await;
    match (result, objected) {
        (Err(Error::Stale), Some(error)) => page(&me, *id, Some(failed(objection(&error, when)))).await,
        (other, _) => other,
    }
}

/// Takes it back, while nothing has left.
pub async fn cancel(
    me: Signed<Staff, CanAnnounce>,
    id: web::Path<AnnouncementId>,
    form: Form,
) -> Result<HttpResponse, Error> {
    me.commit(&form, async |tx| {
        let found = announcements::find(tx.conn(), *id).await?.announcement;
        announcements::update(tx, found.cancel(tx.now())?, TimeDelta::zero()).await?;
        Ok(Next::to(urls::admin_announcement(*id)).saying("announcement-cancelled"))
    })
    .await
}
