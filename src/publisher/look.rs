//! The publisher's in-picture look, with its preview.

use super::Publisher;
use crate::error::Error;
use crate::form::look::{self, HEADLINE, LookFields, Preview};
use crate::form::{FormState, Typed};
use crate::page::{Page, Samples};
use crate::shared::sections::Sections;
use crate::web::powers::CanEdit;
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::look::{Look, LookEdit};
use inset_store::{accounts, looks};
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct LookPage {
    form: FormState,
    fields: LookFields,
    preview: Preview,
}

impl LookPage {
    fn new(form: FormState, shown: &Look) -> Self {
        Self { form, fields: LookFields::default(), preview: Preview::of(shown, HEADLINE) }
    }
}

impl Page for LookPage {
    const TEMPLATE: &'static str = "publisher/look.html";
    fn title(&self) -> String {
        "In-picture look".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for LookPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let look = Look::default();
        let wrong = look::fill(&look, 0).with("size", "90");
        let Err(errors) = look::parse(&wrong) else { return Vec::new() };
        vec![
            ("default", Self::new(FormState::new(look::fill(&look, 0)), &look)),
            ("failed", Self::new(FormState::failed(wrong, errors), &look)),
        ]
    }
}

/// The preview alone, for the script that shows it while one types.
#[derive(Serialize)]
struct Fragment {
    preview: Preview,
}

impl Page for Fragment {
    const TEMPLATE: &'static str = "shared/look_preview.html";
    fn title(&self) -> String {
        "Preview".into()
    }
}

async fn on_record(me: &Signed<Publisher, impl crate::web::powers::Power>) -> Result<(Look, i64), Error> {
    Ok(looks::newest(&mut *me.db().read().await?, me.owner()).await?.unwrap_or_else(|| (Look::default(), 0)))
}

/// Shows the look.
pub async fn show(me: Signed<Publisher>) -> Result<HttpResponse, Error> {
    let (look, version) = on_record(&me).await?;
    me.page(&LookPage::new(FormState::new(look::fill(&look, version)), &look))
}

/// The preview of what was typed.
pub async fn preview(me: Signed<Publisher>) -> Result<HttpResponse, Error> {
    let (look, _) = on_record(&me).await?;
    let typed = Typed::from_body(me.request().query_string().as_bytes());
    let shown = look::closest(&typed, &look);
    me.page(&Fragment { preview: Preview::of(&shown, HEADLINE) })
}

/// Saves the look as its next version; "Update preview" shows it without saving.
pub async fn save(me: Signed<Publisher, CanEdit>, form: Form) -> Result<HttpResponse, Error> {
    let (record, version) = on_record(&me).await?;
    let look = match look::parse(&form.typed) {
        Ok(look) => look,
        Err(errors) => {
            let shown = look::closest(&form.typed, &record);
            return me.page(&LookPage::new(FormState::failed(form.typed.clone(), errors), &shown));
        }
    };
    if form.typed.get("step") == "preview" {
        return me.page(&LookPage::new(FormState::new(form.typed.clone()), &look));
    }
    let preview = Preview::of(&look, HEADLINE);
    if !preview.passed() {
        let errors =
            crate::form::FormErrors::one("background", "Change the look until every check below the preview is well");
        return me.page(&LookPage::new(FormState::failed(form.typed.clone(), errors), &look));
    }
    let seen = form.typed.version().ok_or(Error::Unreadable)?;
    let saved = me
        .commit(&form, async |tx| {
            accounts::find(tx.conn(), me.owner()).await?.check_editable()?;
            looks::save(tx, LookEdit::new(me.owner(), seen, look, me.user())).await?;
            Ok(Next::to(Publisher::next(tx.conn(), me.owner()).await?).saying("saved"))
        })
        .await;
    match saved {
        Err(Error::Stale) => {
            let current = look::fill(&record, version);
            me.page(&LookPage::new(FormState::overtaken(form.typed.clone(), &current), &record))
        }
        other => other,
    }
}
