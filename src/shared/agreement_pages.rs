//! The pages on which an agreement is read and signed; publishers and networks have the same.

use crate::error::Error;
use crate::form::{FormErrors, FormState, Typed};
use crate::page::order::{Fact, SignatureView};
use crate::page::{Page, Samples};
use crate::web::Role;
use crate::web::Signed;
use crate::web::powers::Power;
use actix_web::http::StatusCode;
use inset_domain::agreement::{Agreement, AgreementState};
use inset_domain::agreement_text::{
    AgreementText, Document, Party, PublisherTerms, for_publisher, statement_of_intent,
};
use inset_store::agreements;
use inset_store::signatures::{self, Under};
use serde::Serialize;

/// A text as the reader component shows it.
#[derive(Debug, Clone, Serialize)]
struct TextView {
    title: &'static str,
    version: String,
    preamble: Vec<String>,
    clauses: Vec<ClauseView>,
}

#[derive(Debug, Clone, Serialize)]
struct ClauseView {
    number: String,
    heading: String,
    paragraphs: Vec<String>,
    items: Vec<String>,
}

impl TextView {
    fn of(text: AgreementText) -> Self {
        let clause = |clause: inset_domain::agreement_text::Clause| ClauseView {
            number: clause.number,
            heading: clause.heading,
            paragraphs: clause.paragraphs.into_iter().map(|(_, words)| words).collect(),
            items: Vec::new(),
        };
        Self {
            title: text.document.title(),
            version: text.version,
            preamble: text.preamble,
            clauses: text.clauses.into_iter().map(clause).collect(),
        }
    }
}

/// The page on which an agreement is read.
#[derive(Serialize)]
pub struct ReadPage {
    area: &'static str,
    agreement: Option<TextView>,
    state: &'static str,
    tone: &'static str,
    open: bool,
    sha256: String,
    signatures: Vec<SignatureView>,
    /// What must be given first.
    missing: &'static str,
}

impl Page for ReadPage {
    const TEMPLATE: &'static str = "shared/agreement.html";
    fn title(&self) -> String {
        self.agreement.as_ref().map_or("Agreement", |agreement| agreement.title).into()
    }
}

/// The page on which it is signed.
#[derive(Serialize)]
pub struct SignPage {
    area: &'static str,
    title: &'static str,
    version: String,
    sha256: String,
    intent: String,
    facts: Vec<Fact>,
    form: FormState,
}

impl Page for SignPage {
    const TEMPLATE: &'static str = "shared/agreement_sign.html";
    fn title(&self) -> String {
        format!("Sign the {}", self.title)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

/// The agreement of whoever is signed in, to be read.
///
/// # Errors
/// When the database does not answer.
pub async fn read<R: Role, P: Power>(me: &Signed<R, P>, missing: &'static str) -> Result<ReadPage, Error> {
    let mut conn = me.db().read().await?;
    let agreement = agreements::newest(&mut conn, me.owner()).await?;
    let shown = agreement.filter(|agreement| agreement.is_open() || agreement.is_signed());
    let Some(agreement) = shown else {
        return Ok(ReadPage { missing, ..ReadPage::empty(R::AREA) });
    };
    let signed = signatures::under(&conn, Under::Agreement(agreement.id)).await?;
    Ok(ReadPage {
        state: agreement.state.label(),
        tone: tone(&agreement.state),
        open: agreement.is_open(),
        sha256: inset_domain::hex(&agreement.text_sha256),
        signatures: signed.iter().map(SignatureView::of).collect(),
        agreement: Some(TextView::of(AgreementText::read(agreement.document, &agreement.text))),
        ..ReadPage::empty(R::AREA)
    })
}

impl ReadPage {
    fn empty(area: &'static str) -> Self {
        Self {
            area,
            agreement: None,
            state: "Not offered yet",
            tone: "neutral",
            open: false,
            sha256: String::new(),
            signatures: Vec::new(),
            missing: "",
        }
    }
}

fn tone(state: &AgreementState) -> &'static str {
    match state {
        AgreementState::Countersigned(_) | AgreementState::Signed(_) => "good",
        _ => "info",
    }
}

/// The page on which an agreement is signed.
///
/// # Errors
/// [`Error::NotFound`] for people without an account, whom the guard keeps out.
pub fn sign<R: Role, P: Power>(me: &Signed<R, P>, agreement: &Agreement, form: FormState) -> Result<SignPage, Error> {
    let company = &me.acting()?.name;
    let title = agreement.document.title();
    Ok(SignPage {
        area: R::AREA,
        title,
        version: agreement.document_version.clone(),
        sha256: inset_domain::hex(&agreement.text_sha256),
        intent: statement_of_intent(title, &me.principal().name, company),
        facts: vec![
            Fact::new("Signed by", me.principal().name.clone()),
            Fact::new("For", company.clone()),
            Fact::new("Document", format!("{title}, version {}", agreement.document_version)),
        ],
        form,
    })
}

impl Samples for ReadPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let party = |name: &str| Party { name: name.into(), address: "12 Quay Street, London".into() };
        let text = for_publisher(&PublisherTerms {
            operator: party("The operator"),
            publisher: party("Fjord Post AS"),
            signer: "Ida Holm, editor".into(),
        });
        let open =
            Self { agreement: Some(TextView::of(text)), state: "Not read yet", open: true, ..Self::empty("publisher") };
        vec![("open", open), ("not offered", Self::empty("network"))]
    }
}

impl Samples for SignPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let title = Document::WebPublisherServiceAgreement.title();
        let page = |form| Self {
            area: "publisher",
            title,
            version: "2026-11".into(),
            sha256: "0".repeat(64),
            intent: statement_of_intent(title, "Ida Holm", "Fjord Post AS"),
            facts: vec![Fact::new("For", "Fjord Post AS")],
            form,
        };
        let errors = FormErrors::one("typed_name", "Type your full name to sign");
        vec![("open", page(FormState::default())), ("failed", page(FormState::failed(Typed::default(), errors)))]
    }
}
