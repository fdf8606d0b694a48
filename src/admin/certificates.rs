//! Certificates that a child's data was erased (P15): they say when, by whom and how much, and nothing of the child.

use super::Staff;
use super::erasure::records;
use crate::error::Error;
use crate::page::order::Fact;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use crate::web::paging::{ListQuery, PAGE, Pages, cut};
use crate::web::powers::{CanAnswer, Power as _};
use actix_web::{HttpResponse, web};
use inset_domain::erasure::{Certificate, of_the_person};
use inset_domain::ids::CertificateId;
use inset_domain::period::instant_words;
use inset_store::certificates::{self, Issued};
use serde::Serialize;

/// The list.
#[derive(Serialize)]
pub struct CertificatesPage {
    rows: Vec<Row>,
    /// Whether the reader erases.
    may_erase: bool,
    pages: Pages,
}

#[derive(Serialize)]
struct Row {
    href: String,
    reference: String,
    at: String,
    at_iso: String,
    by: String,
    records: String,
}

impl From<&Issued> for Row {
    fn from(issued: &Issued) -> Self {
        Self {
            href: urls::certificate(issued.certificate.id),
            reference: issued.certificate.reference.clone(),
            at: instant_words(issued.at, chrono_tz::UTC),
            at_iso: issued.at.to_rfc3339(),
            by: issued.by.clone(),
            records: records(issued.certificate.erased.iter().map(|(_, count)| count).sum()),
        }
    }
}

/// A certificate.
#[derive(Serialize)]
pub struct CertificatePage {
    reference: String,
    facts: Vec<Fact>,
    erased: Vec<Fact>,
}

impl From<Issued> for CertificatePage {
    fn from(issued: Issued) -> Self {
        let Certificate { reference, erased, .. } = issued.certificate;
        Self {
            facts: vec![
                Fact::new("Reference", reference.clone()),
                Fact::new("Erased", instant_words(issued.at, chrono_tz::UTC)),
                Fact::new("By", issued.by),
            ],
            erased: erased.into_iter().map(|(what, count)| Fact::new(of_the_person(&what), records(count))).collect(),
            reference,
        }
    }
}

impl Page for CertificatesPage {
    const TEMPLATE: &'static str = "admin/certificates.html";
    fn title(&self) -> String {
        "Children\u{2019}s data".into()
    }
}

impl Page for CertificatePage {
    const TEMPLATE: &'static str = "admin/certificate.html";
    fn title(&self) -> String {
        format!("Certificate {}", self.reference)
    }
}

fn sample() -> Issued {
    let at = chrono::DateTime::UNIX_EPOCH;
    let erased = vec![("E-mail address you sign in with".to_owned(), 1), ("What a mail or call says".to_owned(), 3)];
    let certificate = Certificate { id: CertificateId::at(at), reference: "CHD-1001".into(), erased };
    Issued { certificate, at, by: "Sami Haddad".into() }
}

impl Samples for CertificatesPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |rows| Self { rows, may_erase: true, pages: Pages::default() };
        vec![("empty", page(Vec::new())), ("one", page(vec![Row::from(&sample())]))]
    }
}

impl Samples for CertificatePage {
    fn samples() -> Vec<(&'static str, Self)> {
        vec![("plain", sample().into())]
    }
}

/// Shows the list.
pub async fn list(me: Signed<Staff>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    let found = certificates::list(&mut *me.db().read().await?, query.place(), PAGE + 1).await?;
    let (found, next) = cut(found, |issued| (issued.at, issued.certificate.id.0));
    me.page(&CertificatesPage {
        rows: found.iter().map(Row::from).collect(),
        may_erase: CanAnswer::holds(me.principal()),
        pages: query.pages(urls::CERTIFICATES, next.as_deref()),
    })
}

/// Shows a certificate.
pub async fn show(me: Signed<Staff>, id: web::Path<CertificateId>) -> Result<HttpResponse, Error> {
    let issued = certificates::find(&mut *me.db().read().await?, *id).await?;
    me.page(&CertificatePage::from(issued))
}
