//! The privacy page: each promise beside how it is kept, one not kept yet says so; and the catalogue of personal data.

use crate::error::Error;
use crate::page::{Page, Samples};
use crate::web::Visit;
use actix_web::HttpResponse;
use inset_domain::catalogue::{Entry, PERSONAL, Purpose};
use serde::Serialize;

/// A promise.
#[derive(Serialize)]
struct Promise {
    id: &'static str,
    promise: &'static str,
    how: &'static str,
    kept: bool,
}

const fn kept(id: &'static str, promise: &'static str, how: &'static str) -> Promise {
    Promise { id, promise, how, kept: true }
}

const fn not_yet(id: &'static str, promise: &'static str, how: &'static str) -> Promise {
    Promise { id, promise, how, kept: false }
}

/// The promises of the policy, by their ids.
const PROMISES: [Promise; 19] = [
    kept(
        "P01",
        "A visit collects no personal data; only browser type, operating system and IP address are recorded.",
        "The record of visits holds them with method, kind of page and status, and nobody's name; after 30 days the address is cut to its network.",
    ),
    kept(
        "P02",
        "What you give is used for the purpose it was asked for, shared with partners only as said, and never sold.",
        "Every personal field has a catalogue entry with its purpose and who sees it; partner sharing is off until you tick it.",
    ),
    kept(
        "P03",
        "You may correct your data on line, by e-mail, by telephone or by post.",
        "You change your profile, company and contacts yourself. What comes by e-mail, telephone or post is recorded with how we made sure who asks, and answered within 45 days.",
    ),
    kept(
        "P04",
        "An inquiry needs a name and an e-mail address; web site and sector are up to you.",
        "Four fields; the answer begins with words for your sector, and can be an invitation that fills in the sign-up with what you told us.",
    ),
    kept(
        "P05",
        "An insertion order asks for name, company, street address, e-mail, telephone and financial information, and we contact you when it has trouble.",
        "An order cannot be sent without them; when it needs attention its contact is written to, or called where they wish.",
    ),
    kept(
        "P06",
        "The Web Publisher Service Agreement asks for name, company, street address, e-mail and telephone.",
        "It is offered only once they are given.",
    ),
    kept(
        "P07",
        "Publisher sign-up has company and personal identity, commercial, technical contact and customization.",
        "Sections in any order, saved as you go, and a check page.",
    ),
    kept(
        "P08",
        "The Advertising Network Service Agreement has company, personal identity and commercial.",
        "Three sections, check, sign.",
    ),
    kept(
        "P09",
        "Service announcements are rare and cannot be opted out of, save by deactivating the account.",
        "Each says why you get it and how it ends, and stands in the portal too; a second one is refused while the first is too recent.",
    ),
    kept(
        "P10",
        "Other mail is sent only in response to feedback, contact and sign-up forms.",
        "Mail is part of the service or answers a form. News is a kind of its own, and leaves only while you want it.",
    ),
    kept(
        "P11",
        "A welcome mail verifies the username and sets up the account.",
        "Its link works once, sets the password and names the login.",
    ),
    kept(
        "P12",
        "We contact you by e-mail or telephone as you wish.",
        "The wish is stored. Staff see whom to call and what to say, and note what came of it, on an inquiry's page too; only links, security letters and proofs of a signature are written.",
    ),
    kept(
        "P13",
        "Testimonials show a name and can be read by anyone.",
        "You see yours as the public will before you agree, and the wording and date of your consent are kept; staff approve it, and your withdrawal takes it down at once and erases its words.",
    ),
    not_yet("P14", "Disclosure to courts or to protect rights is recorded.", "The register is not built."),
    not_yet(
        "P15",
        "Nothing is kept of children of 12 and under.",
        "Every sign-up asks for the age statement; erasing what is found by hand is not built.",
    ),
    kept(
        "P16",
        "Cookies keep preferences and stay on this site, and the site says what fails without them.",
        "Two cookies, both named on the cookies page; public pages work without any.",
    ),
    kept(
        "P17",
        "Links to other sites are their own responsibility.",
        "Links that leave are marked and tell the other site nothing.",
    ),
    kept(
        "P18",
        "You opt in where the data is asked, and can leave any list at once.",
        "Boxes are unticked and their wording is stored. Each mail of news is left by one click, without signing in, and what waits to be sent is held back.",
    ),
    kept(
        "P19",
        "Questions and complaints have an address and are answered.",
        "The contact form gives a reference at once, and a page that shows where your message stands and by when you have our answer; what is late stands first in our list. security.txt names the address for reports.",
    ),
];

/// What is kept for one purpose.
#[derive(Serialize)]
struct Group {
    purpose: &'static str,
    rows: Vec<Row>,
}

/// A line of the catalogue, in words.
#[derive(Serialize)]
struct Row {
    what: &'static str,
    seer: &'static str,
    kept: &'static str,
    protection: &'static str,
    shared: &'static str,
}

impl From<&Entry> for Row {
    fn from(entry: &Entry) -> Self {
        Self {
            what: entry.what,
            seer: entry.seer.label(),
            kept: entry.kept.label(),
            protection: entry.protection.label(),
            shared: entry.sharing.label(),
        }
    }
}

fn groups() -> Vec<Group> {
    let rows = |purpose| PERSONAL.iter().filter(move |entry| entry.purpose == purpose).map(Row::from).collect();
    Purpose::ALL.iter().map(|purpose| Group { purpose: purpose.label(), rows: rows(*purpose) }).collect()
}

/// The page.
#[derive(Serialize)]
pub struct PrivacyPage {
    promises: [Promise; 19],
    groups: Vec<Group>,
}

impl PrivacyPage {
    fn new() -> Self {
        Self { promises: PROMISES, groups: groups() }
    }
}

impl Page for PrivacyPage {
    const TEMPLATE: &'static str = "public/privacy.html";
    fn title(&self) -> String {
        "Privacy".into()
    }
}

impl Samples for PrivacyPage {
    fn samples() -> Vec<(&'static str, Self)> {
        vec![("plain", Self::new())]
    }
}

/// Shows the promises, and what is kept of whom.
pub async fn show(visit: Visit) -> Result<HttpResponse, Error> {
    visit.page(&PrivacyPage::new())
}
