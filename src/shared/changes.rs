//! What a reviewer asks to be changed: whether each field was changed since, the applicant's words, and the button that sends
//! the answers.

use super::sections::Sections;
use crate::error::Error;
use crate::form::{FormErrors, FormState, Reader, Typed, askable};
use crate::page::{Page, Samples};
use crate::web::powers::{CanSign, Power};
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use diesel_async::AsyncPgConnection;
use inset_domain::change::WrongState;
use inset_domain::ids::AccountId;
use inset_domain::text::Note;
use inset_store::cases::{self, Answer};
use inset_store::crypt::Vault;
use inset_store::{StoreError, accounts, case_facts};
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct ChangesPage {
    area: &'static str,
    base: &'static str,
    answers: &'static str,
    asked: Vec<AskedField>,
    complete: bool,
    form: FormState,
}

/// For whoever answers twice, or after the reviewer went on.
const NOTHING_ASKED: WrongState =
    WrongState { noun: "What a reviewer asked of this account", state: "not open any more", wanted: "answered" };

/// A field that was asked, as its applicant sees it.
#[derive(Serialize)]
struct AskedField {
    section: String,
    field: String,
    label: String,
    note: String,
    /// Where it is changed.
    href: String,
    changed: bool,
    /// The name of the field for the applicant's words.
    name: String,
}

impl Page for ChangesPage {
    const TEMPLATE: &'static str = "shared/changes.html";
    fn title(&self) -> String {
        "Changes asked".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for ChangesPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let ask = |field: &str, label: &str, changed| AskedField {
            section: "company".into(),
            field: field.into(),
            label: format!("Company: {label}"),
            note: "Spell it as the register does.".into(),
            href: format!("/publisher/sign-up/company#{field}"),
            changed,
            name: format!("answer_company_{field}"),
        };
        let page = |asked, complete, form| Self {
            area: "publisher",
            base: "/publisher/sign-up",
            answers: "/publisher/changes",
            asked,
            complete,
            form,
        };
        let both = || vec![ask("legal_name", "legal name", true), ask("telephone", "telephone", false)];
        let Err(errors) = parse(&Typed::default(), &both()) else { return Vec::new() };
        vec![
            ("none", page(Vec::new(), true, FormState::default())),
            ("two", page(both(), true, FormState::default())),
            ("failed", page(both(), true, FormState::failed(Typed::default(), errors))),
            ("incomplete", page(both(), false, FormState::default())),
        ]
    }
}

async fn asked<R: Sections>(
    conn: &mut AsyncPgConnection,
    vault: &Vault,
    owner: AccountId,
) -> Result<Vec<AskedField>, StoreError> {
    let account = accounts::find(conn, owner).await?;
    let Some(case) = cases::asking(conn, &account).await? else { return Ok(Vec::new()) };
    let changed = case_facts::since_handed_over(conn, vault, &account, case).await?;
    let open = cases::asked(conn, case).await?.into_iter().filter(|request| request.answered_at.is_none());
    let shown = open.map(|request| AskedField {
        label: askable::label(account.kind, &request.section, &request.field),
        href: format!("{}#{}", R::href(&request.section), request.field),
        changed: changed.has(&request.section, &request.field),
        name: format!("answer_{}_{}", request.section, request.field),
        section: request.section,
        field: request.field,
        note: request.note,
    });
    Ok(shown.collect())
}

/// Reads the applicant's words on each field; one that was not changed needs some.
fn parse(typed: &Typed, asked: &[AskedField]) -> Result<Vec<Answer>, FormErrors> {
    let mut read = Reader::new(typed);
    let mut answers = Vec::new();
    for ask in asked {
        let words: Option<Note> = if ask.changed {
            read.optional(&ask.name)
        } else {
            let missing = format!("{}: change it, or say why it stays as it is", ask.label);
            read.required(&ask.name, &missing)
        };
        let words = words.map(|words| words.to_string());
        answers.push(Answer { section: ask.section.clone(), field: ask.field.clone(), words });
    }
    read.finish(|| Some(answers))
}

async fn page<R: Sections, P: Power>(me: &Signed<R, P>, form: FormState) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let asked = asked::<R>(&mut conn, me.db().vault(), me.owner()).await?;
    let complete = R::is_complete(&mut conn, me.owner()).await?;
    drop(conn);
    me.page(&ChangesPage { area: R::AREA, base: R::BASE, answers: R::ANSWERS, asked, complete, form })
}

/// Shows what is asked.
///
/// # Errors
/// When the database does not answer.
pub async fn show<R: Sections>(me: Signed<R>) -> Result<HttpResponse, Error> {
    page(&me, FormState::default()).await
}

/// Sends the answers: every field that was asked is changed, or explained in words.
///
/// # Errors
/// [`Error::State`] when nothing is asked.
pub async fn answer<R: Sections>(me: Signed<R, CanSign>, form: Form) -> Result<HttpResponse, Error> {
    if let Some(answer) = me.answered_before(&form).await? {
        return Ok(answer);
    }
    let mut conn = me.db().read().await?;
    let asked = asked::<R>(&mut conn, me.db().vault(), me.owner()).await?;
    let complete = R::is_complete(&mut conn, me.owner()).await?;
    drop(conn);
    let answers = match parse(&form.typed, &asked) {
        Ok(answers) => answers,
        Err(errors) => return page(&me, FormState::failed(form.typed.clone(), errors)).await,
    };
    if !complete && !asked.is_empty() {
        let errors = FormErrors::one("", "Complete what is missing, then send");
        return page(&me, FormState::failed(form.typed.clone(), errors)).await;
    }
    let sent = me
        .commit(&form, async |tx| {
            let account = accounts::find(tx.conn(), me.owner()).await?;
            let case = cases::asking(tx.conn(), &account).await?.ok_or(NOTHING_ASKED)?;
            cases::answer(tx, &account, case, &answers).await?;
            accounts::update(tx, account.answer(tx.now(), me.user())?).await?;
            Ok(Next::to(format!("/{}", R::AREA)).saying("answered"))
        })
        .await;
    match sent {
        // What was asked, or whether it changed, is another thing than when it was read.
        Err(Error::Stale) => {
            let errors = FormErrors::one("", "Something changed while you were answering. Look through it once more");
            page(&me, FormState::failed(form.typed.clone(), errors)).await
        }
        other => other,
    }
}
