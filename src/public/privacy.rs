//! The privacy page: each promise beside how it is kept and the tests that prove it, and the catalogue of personal data.

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
    /// The tests that fail when it is broken.
    tests: &'static [&'static str],
}

const fn kept(id: &'static str, promise: &'static str, how: &'static str, tests: &'static [&'static str]) -> Promise {
    Promise { id, promise, how, tests }
}

/// The promises of the policy, by their ids.
const PROMISES: [Promise; 19] = [
    kept(
        "P01",
        "A visit collects no personal data; only browser type, operating system and IP address are recorded.",
        "The record of visits holds them with method, kind of page and status, and nobody's name; after 30 days the address is cut to its network.",
        &[
            "promise_01_a_visit_leaves_browser_system_and_address_and_nothing_of_its_person",
            "promise_01_an_address_is_cut_to_its_network_after_its_days_and_a_record_goes_after_its_time",
        ],
    ),
    kept(
        "P02",
        "What you give is used for the purpose it was asked for, shared with partners only as said, and never sold.",
        "Every personal field has a catalogue entry with its purpose and who sees it; partner sharing is off until you tick it.",
        &["promise_02_data_is_used_for_its_purpose_and_shared_only_when_ticked"],
    ),
    kept(
        "P03",
        "You may correct your data on line, by e-mail, by telephone or by post.",
        "You change your profile, company and contacts yourself. What comes by e-mail, telephone or post is recorded with how we made sure who asks, and answered within 45 days.",
        &["promise_03_data_is_corrected_on_line_and_what_comes_by_mail_telephone_or_post_is_recorded_with_its_check"],
    ),
    kept(
        "P04",
        "An inquiry needs a name and an e-mail address; web site and sector are up to you.",
        "Four fields; the answer begins with words for your sector, and can be an invitation that fills in the sign-up with what you told us.",
        &["promise_04_an_inquiry_needs_a_name_and_an_address_and_its_answer_can_invite"],
    ),
    kept(
        "P05",
        "An insertion order asks for name, company, street address, e-mail, telephone and financial information, and we contact you when it has trouble.",
        "An order cannot be sent without them; when it needs attention its contact is written to, or called where they wish.",
        &["promise_05_an_order_names_who_is_told_and_they_are_told_when_it_has_trouble"],
    ),
    kept(
        "P06",
        "The Web Publisher Service Agreement asks for name, company, street address, e-mail and telephone.",
        "It is offered only once they are given.",
        &["promise_06_the_publisher_agreement_is_out_of_reach_before_company_and_person_are_known"],
    ),
    kept(
        "P07",
        "Publisher sign-up has company and personal identity, commercial, technical contact and customization.",
        "Sections in any order, saved as you go, and a check page.",
        &["promise_07_publisher_sign_up_is_saved_section_by_section_in_any_order"],
    ),
    kept(
        "P08",
        "The Advertising Network Service Agreement has company, personal identity and commercial.",
        "Three sections, check, sign.",
        &["promise_08_a_network_signs_only_after_its_three_sections"],
    ),
    kept(
        "P09",
        "Service announcements are rare and cannot be opted out of, save by deactivating the account.",
        "Each says why you get it and how it ends, and stands in the portal too; a second one is refused while the first is too recent.",
        &["promise_09_a_service_announcement_goes_to_everybody_says_why_and_is_rare"],
    ),
    kept(
        "P10",
        "Other mail is sent only in response to feedback, contact and sign-up forms.",
        "Mail is part of the service or answers a form. News is a kind of its own, and leaves only while you want it.",
        &["promise_10_mail_goes_only_to_whom_a_form_or_the_service_concerns"],
    ),
    kept(
        "P11",
        "A welcome mail verifies the username and sets up the account.",
        "Its link works once, sets the password and names the login.",
        &["promise_11_a_welcome_mail_names_the_login_and_sets_the_password_once"],
    ),
    kept(
        "P12",
        "We contact you by e-mail or telephone as you wish.",
        "The wish is stored. Staff see whom to call and what to say, and note what came of it, on an inquiry's page too; only links, security letters and proofs of a signature are written.",
        &["promise_12_whoever_prefers_the_telephone_is_called_and_every_attempt_is_on_record"],
    ),
    kept(
        "P13",
        "Testimonials show a name and can be read by anyone.",
        "You see yours as the public will before you agree, and the wording and date of your consent are kept; staff approve it, and your withdrawal takes it down at once and erases its words.",
        &["promise_13_a_testimonial_is_previewed_agreed_to_approved_public_by_name_and_withdrawn_at_once"],
    ),
    kept(
        "P14",
        "Disclosure to courts or to protect rights is recorded.",
        "A register says who asked, on what basis and for which data; two people approve, the exact copy is kept with its digest, and you are told, under a gag once it is over.",
        &["promise_14_a_disclosure_is_recorded_approved_by_two_handed_over_with_its_digest_and_told_to_its_person"],
    ),
    kept(
        "P15",
        "Nothing is kept of children of 12 and under.",
        "Every form asks for the age. Staff who learn of a child find and erase everything in one step, and what is left is a certificate that names nobody.",
        &["promise_15_every_way_in_asks_for_the_age_and_a_childs_data_is_erased_with_nothing_kept_but_a_certificate"],
    ),
    kept(
        "P16",
        "Cookies keep preferences and stay on this site, and the site says what fails without them.",
        "Two cookies, both named on the cookies page; public pages work without any.",
        &["promise_16_cookies_are_named_stay_here_and_are_not_needed_to_read"],
    ),
    kept(
        "P17",
        "Links to other sites are their own responsibility.",
        "Links that leave are marked and tell the other site nothing.",
        &["promise_17_links_that_leave_are_marked_and_tell_the_other_site_nothing"],
    ),
    kept(
        "P18",
        "You opt in where the data is asked, and can leave any list at once.",
        "Boxes are unticked and their wording is stored. Each mail of news is left by one click, without signing in, and what waits to be sent is held back.",
        &["promise_18_news_needs_a_ticked_box_and_is_left_at_once_by_one_click"],
    ),
    kept(
        "P19",
        "Questions and complaints have an address and are answered.",
        "The contact form gives a reference at once, and a page that shows where your message stands and by when you have our answer; what is late stands first in our list. security.txt names the address for reports.",
        &["promise_19_a_complaint_gets_a_reference_a_clock_and_an_answer"],
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
    exported: &'static str,
    erased: &'static str,
}

impl From<&Entry> for Row {
    fn from(entry: &Entry) -> Self {
        Self {
            what: entry.what,
            seer: entry.seer.label(),
            kept: entry.kept.label(),
            protection: entry.protection.label(),
            shared: entry.sharing.label(),
            exported: entry.exported.label(),
            erased: entry.erased.label(),
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
