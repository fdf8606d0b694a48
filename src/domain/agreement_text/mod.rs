//! The texts that are signed: numbered clauses with the facts of one account filled in.
//!
//! A text is made once, shown and hashed as it is, and stored; [`AgreementText::read`] reads a stored text back for display.

use crate::user::stored_enum;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

stored_enum! {
    /// A document that accounts sign.
    Document {
        /// For publishers.
        WebPublisherServiceAgreement = "web_publisher_service_agreement", "Web Publisher Service Agreement";
        /// For advertising networks.
        AdvertisingNetworkServiceAgreement = "advertising_network_service_agreement", "Advertising Network Service Agreement";
    }
}

impl Document {
    /// Its title.
    pub fn title(self) -> &'static str {
        self.label()
    }

    fn source(self) -> &'static str {
        match self {
            Self::WebPublisherServiceAgreement => include_str!("web_publisher.txt"),
            Self::AdvertisingNetworkServiceAgreement => include_str!("advertising_network.txt"),
        }
    }
}

/// The version of the documents that is offered now.
pub const VERSION: &str = "2026-11";

/// A numbered clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its number: `4`.
    pub number: String,
    /// Its heading.
    pub heading: String,
    /// Its paragraphs, each with its own number: `4.1`.
    pub paragraphs: Vec<(String, String)>,
}

/// A text as it is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementText {
    /// Which document.
    pub document: Document,
    /// Which version of it.
    pub version: String,
    /// What stands before the clauses: the parties.
    pub preamble: Vec<String>,
    /// The clauses.
    pub clauses: Vec<Clause>,
}

/// One side of an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Its legal name.
    pub name: String,
    /// Its address on one line.
    pub address: String,
}

/// What the publisher's agreement says of its account.
#[derive(Clone, Debug)]
pub struct PublisherTerms {
    /// The operator.
    pub operator: Party,
    /// The publisher.
    pub publisher: Party,
    /// Who acts for the publisher: name and title.
    pub signer: String,
}

/// What the network's agreement says of its account.
#[derive(Clone, Debug)]
pub struct NetworkTerms {
    /// The operator.
    pub operator: Party,
    /// The network.
    pub network: Party,
    /// Who acts for the network: name and title.
    pub signer: String,
    /// Every commercial term, label and value, in the order in which the form asks for them.
    pub commercial: Vec<(String, String)>,
}

/// The text that a publisher is offered.
pub fn for_publisher(terms: &PublisherTerms) -> AgreementText {
    let facts = [
        ("operator", terms.operator.name.as_str()),
        ("operator_address", &terms.operator.address),
        ("company", &terms.publisher.name),
        ("company_address", &terms.publisher.address),
        ("signer", &terms.signer),
    ];
    fill(Document::WebPublisherServiceAgreement, &facts, &[])
}

/// The text that a network is offered; its commercial terms are part of it.
pub fn for_network(terms: &NetworkTerms) -> AgreementText {
    let facts = [
        ("operator", terms.operator.name.as_str()),
        ("operator_address", &terms.operator.address),
        ("company", &terms.network.name),
        ("company_address", &terms.network.address),
        ("signer", &terms.signer),
    ];
    fill(Document::AdvertisingNetworkServiceAgreement, &facts, &terms.commercial)
}

/// What the signer says by typing their name.
pub fn statement_of_intent(title: &str, signer: &str, company: &str) -> String {
    // A name that ends with a full stop of its own, such as Inc., gets no second one.
    let company = company.trim_end_matches('.');
    format!(
        "By typing my name I, {signer}, sign the {title} for {company}. I am authorised to do so, and I mean my typed name to be my signature."
    )
}

/// Fills the source's `{facts}`; a line `{commercial}` becomes one paragraph a term. What people typed is never read as a
/// placeholder, because each line is filled in one pass.
fn fill(document: Document, facts: &[(&str, &str)], commercial: &[(String, String)]) -> AgreementText {
    let mut lines = Vec::new();
    for line in document.source().lines() {
        if line.trim() == "{commercial}" {
            lines.extend(commercial.iter().map(|(label, value)| format!("{label}: {value}.")));
        } else {
            lines.push(fill_line(line, facts));
        }
    }
    let mut text = AgreementText { document, version: VERSION.to_owned(), preamble: Vec::new(), clauses: Vec::new() };
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        if let Some(heading) = line.strip_prefix("# ") {
            let number = (text.clauses.len() + 1).to_string();
            text.clauses.push(Clause { number, heading: heading.to_owned(), paragraphs: Vec::new() });
        } else if let Some(clause) = text.clauses.last_mut() {
            let number = format!("{}.{}", clause.number, clause.paragraphs.len() + 1);
            clause.paragraphs.push((number, line.to_owned()));
        } else {
            text.preamble.push(line.to_owned());
        }
    }
    text
}

fn fill_line(line: &str, facts: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let value = facts.iter().find(|(fact, _)| *fact == name).map_or("", |(_, value)| value);
        filled.push_str(value);
        rest = after;
    }
    filled.push_str(rest);
    filled
}

impl AgreementText {
    /// The exact text that is shown, hashed and signed: plain, with line feeds.
    pub fn canonical(&self) -> String {
        let mut text = format!("{}\nVersion {}\n\n", self.document.title(), self.version);
        for line in &self.preamble {
            let _ = writeln!(text, "{line}");
        }
        for clause in &self.clauses {
            let _ = writeln!(text, "\n{}. {}", clause.number, clause.heading);
            for (number, paragraph) in &clause.paragraphs {
                let _ = writeln!(text, "{number} {paragraph}");
            }
        }
        text
    }

    /// SHA-256 of the canonical text.
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.canonical().as_bytes()).into()
    }

    /// Reads a stored text back; `document` is stored beside it.
    pub fn read(document: Document, canonical: &str) -> Self {
        let mut lines = canonical.lines().skip(1);
        let version = lines.next().and_then(|line| line.strip_prefix("Version ")).unwrap_or("").to_owned();
        let mut text = Self { document, version, preamble: Vec::new(), clauses: Vec::new() };
        for line in lines.filter(|line| !line.is_empty()) {
            let (number, words) = line.split_once(' ').unwrap_or((line, ""));
            let heading = number.strip_suffix('.').filter(|number| *number == (text.clauses.len() + 1).to_string());
            if let Some(number) = heading {
                text.clauses.push(Clause {
                    number: number.to_owned(),
                    heading: words.to_owned(),
                    paragraphs: Vec::new(),
                });
            } else if let Some(clause) = text.clauses.last_mut() {
                clause.paragraphs.push((number.to_owned(), words.to_owned()));
            } else {
                text.preamble.push(line.to_owned());
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(name: &str) -> Party {
        Party { name: name.into(), address: "1 Main Street, Town".into() }
    }

    fn both() -> [AgreementText; 2] {
        let signer = "Ada Lovelace, Director".to_owned();
        let publisher = PublisherTerms {
            operator: party("Operator, Inc."),
            publisher: party("{signer} 1. Ltd"),
            signer: signer.clone(),
        };
        let network = NetworkTerms {
            operator: party("Operator, Inc."),
            network: party("Net GmbH"),
            signer,
            commercial: vec![("Pricing model".into(), "CPM".into()), ("Net payment days".into(), "30".into())],
        };
        [for_publisher(&publisher), for_network(&network)]
    }

    #[test]
    fn a_stored_text_reads_back_as_itself() {
        for text in both() {
            let read = AgreementText::read(text.document, &text.canonical());
            assert_eq!(read, text);
            assert_eq!(read.sha256(), text.sha256());
            assert!(text.clauses.len() >= 12, "{} has {} clauses", text.document.title(), text.clauses.len());
        }
    }

    #[test]
    fn every_placeholder_of_a_document_has_its_fact() {
        let known = ["{operator}", "{operator_address}", "{company}", "{company_address}", "{signer}", "{commercial}"];
        for document in Document::ALL {
            let left = known.iter().fold(document.source().to_owned(), |text, name| text.replace(name, ""));
            assert!(!left.contains(['{', '}']), "{} names an unknown fact", document.title());
        }
    }

    #[test]
    fn a_companys_name_is_never_read_as_a_placeholder() {
        assert!(both()[0].canonical().contains("{signer} 1. Ltd"));
    }

    #[test]
    fn the_network_signs_its_commercial_terms() {
        assert!(both()[1].canonical().contains("Net payment days: 30."));
    }
}
