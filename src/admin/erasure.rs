//! Carrying out an erasure: with a fresh proof, unless something stands in its way, and answered in the same transaction.

use super::Staff;
use super::privacy_request::page;
use super::privacy_steps::told;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::mail;
use crate::page::order::Fact;
use crate::urls;
use crate::web::powers::{CanAnswer, Fresh};
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use inset_domain::erasure::{Keep, Outlook, Part, of_the_person};
use inset_domain::ids::PrivacyRequestId;
use inset_domain::privacy::{RequestKind, RequestState};
use inset_domain::text::Note;
use inset_store::{StoreError, erasure, privacy_requests};
use serde::Serialize;

/// What an erasure would do now, as the page shows it.
#[derive(Debug, Serialize)]
pub(super) struct ErasureView {
    /// Whether the request tells of whom it is: without a login and an address nothing is found.
    known: bool,
    obstacles: Vec<String>,
    goes: Vec<Fact>,
    stays: Vec<Fact>,
}

impl ErasureView {
    pub(super) fn of(outlook: Outlook, known: bool) -> Self {
        let goes = |part: Part| Fact::new(of_the_person(&part.what), records(part.count));
        let stays = |part: Part| Fact::new(part.what, format!("{}: {}", records(part.count), part.why));
        Self {
            known,
            obstacles: outlook.obstacles.iter().map(|obstacle| obstacle.words()).collect(),
            goes: outlook.goes.into_iter().map(goes).collect(),
            stays: outlook.stays.into_iter().map(stays).collect(),
        }
    }

    /// Where nobody is found by the request.
    pub(super) fn sample_unknown() -> Self {
        Self::of(Outlook { obstacles: Vec::new(), goes: Vec::new(), stays: Vec::new() }, false)
    }

    pub(super) fn sample() -> Self {
        let part = |what: &str, why: &str| Part { what: what.into(), why: why.into(), count: 2 };
        let obstacles = vec![inset_domain::erasure::Obstacle::OnStaff];
        let outlook = Outlook {
            obstacles,
            goes: vec![part("E-mail address you sign in with", "")],
            stays: vec![part("Agreements that are or were in force", "they may have to be proved")],
        };
        Self::of(outlook, true)
    }
}

pub(super) fn records(count: i64) -> String {
    if count == 1 { "1 record".into() } else { format!("{count} records") }
}

/// Reads what the person is told besides, and that it is meant.
fn parse(typed: &Typed) -> Result<Option<Note>, FormErrors> {
    let mut read = Reader::new(typed);
    let words = read.optional("erasure_words");
    if !read.ticked("erase") {
        read.error("erase", "Tick this to erase: it cannot be undone");
    }
    read.finish(|| Some(words))
}

/// Erases the person, answers them, and empties their requests.
pub async fn complete(
    me: Signed<Staff, Fresh<CanAnswer>>,
    id: web::Path<PrivacyRequestId>,
    form: Form,
) -> Result<HttpResponse, Error> {
    let words = match parse(&form.typed) {
        Ok(words) => words,
        Err(errors) => return page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    let (mut stands_in_the_way, mut unsaid, mut mails) = (Vec::new(), false, Vec::new());
    let result = me
        .commit(&form, async |tx| {
            let now = tx.now();
            let request = privacy_requests::find(tx.conn(), *id).await?;
            if form.typed.get("version") != request.version.to_string() {
                return Err(StoreError::Stale.into());
            }
            if request.kind != RequestKind::Erase {
                return Err(Error::NotFound);
            }
            if !matches!(request.state, RequestState::InProcess(..)) {
                return Err(Error::Stale);
            }
            let subjects = erasure::of_request(tx.conn(), *id).await?;
            let outlook = erasure::outlook(tx.conn(), &subjects).await?;
            if !outlook.obstacles.is_empty() {
                stands_in_the_way = outlook.obstacles;
                return Err(Error::Stale);
            }
            let kept = outlook.kept_words();
            let (said, answer) = match (subjects.iter().any(erasure::Subject::is_known), &words) {
                (true, Some(words)) => (told(&request, "privacy-erased"), format!("{words}\n\n{kept}")),
                (true, None) => (told(&request, "privacy-erased"), kept),
                // Nothing is found and nothing goes, so the answer is what staff did themselves.
                (false, Some(words)) => ("privacy-closed-on-paper", words.to_string()),
                (false, None) => {
                    unsaid = true;
                    return Err(Error::Stale);
                }
            };
            let answer = answer.parse().map_err(|_| Error::Unreadable)?;
            mails = erasure::erase(tx, &subjects, Keep::WhatLawAsks).await?;
            privacy_requests::save(tx, request.complete(answer, now, me.user())?).await?;
            erasure::empty_requests(tx, &subjects, Some(*id)).await?;
            Ok(Next::to(urls::admin_privacy_request(*id)).saying(said))
        })
        .await;
    if let Some(obstacle) = stands_in_the_way.first() {
        let errors = FormErrors::one("erase", obstacle.words());
        return page(&me, *id, FormState::failed(form.typed.clone(), errors)).await;
    }
    if unsaid {
        let errors = FormErrors::one("erasure_words", "Write what was done: the portal finds nobody by this request");
        return page(&me, *id, FormState::failed(form.typed.clone(), errors)).await;
    }
    match result {
        Err(Error::Stale | Error::State(_)) => {
            Ok(me.go(&Next::to(urls::admin_privacy_request(*id)).saying("privacy-settled")))
        }
        Ok(answer) => {
            mail::forget(&me.site().config().data_dir, &mails).await;
            Ok(answer)
        }
        other => other,
    }
}
