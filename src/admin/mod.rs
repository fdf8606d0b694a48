//! The back office: the queue, cases and their decisions, accounts, orders, staff and people, mail and the audit trail.

mod accounts;
mod announcement_form;
mod announcement_steps;
mod announcements;
mod approvals;
mod audit;
mod audit_filters;
mod audit_records;
mod calls;
mod case;
mod case_desk;
mod case_page;
mod certificates;
mod claims;
mod decide_account;
mod decide_approval;
mod decide_order;
mod disclosure;
mod disclosure_steps;
mod disclosures;
mod erase_child;
mod erasure;
mod figures;
mod home;
mod inquiries;
mod inquiry;
mod inquiry_invitations;
mod inquiry_steps;
mod mail;
mod mail_report;
mod orders;
mod outside_checks;
mod overtaken;
mod past;
mod person;
mod person_steps;
mod privacy_request;
mod privacy_requests;
mod privacy_steps;
mod queue;
mod reasons;
mod record_disclosure;
mod record_privacy_request;
mod search;
mod search_page;
mod shortcuts;
mod site_view;
mod sites;
mod staff;
mod tasks;
mod testimonials;
mod undo;
mod viewing;
mod waiting;

use crate::page::Gallery;
use crate::urls;
use crate::web::powers::{CanDisclose, Power as _};
use crate::web::{Area, Role};
use inset_domain::account::AccountKind;
use inset_store::sessions::Principal;

/// A member of the operator's staff.
#[derive(Debug)]
pub struct Staff;

impl Role for Staff {
    const AREA: &'static str = "admin";
    const KIND: Option<AccountKind> = None;
    const STAFF: bool = true;
    const NAV: &'static [(&'static str, &'static str)] = &[
        ("Home", urls::ADMIN),
        ("Search", urls::SEARCH),
        ("Queue", urls::QUEUE),
        ("Accounts", "/admin/accounts"),
        ("Orders", "/admin/orders"),
        ("Inquiries", urls::ADMIN_INQUIRIES),
        ("Privacy requests", urls::ADMIN_PRIVACY_REQUESTS),
        ("Calls", urls::ADMIN_CALLS),
        // From here on they stand behind More: what is not of every day.
        ("Approvals", urls::APPROVALS),
        ("Testimonials", "/admin/testimonials"),
        ("Disclosures", urls::DISCLOSURES),
        ("Announcements", urls::ADMIN_ANNOUNCEMENTS),
        ("Staff", urls::STAFF),
        ("Mail", urls::ADMIN_MAIL),
        ("Audit", "/admin/audit"),
    ];

    /// The register of disclosures is for admins alone, so nobody else is led to it.
    fn shows(href: &str, principal: &Principal) -> bool {
        href != urls::DISCLOSURES || CanDisclose::holds(principal)
    }
}

/// The staff's area.
pub fn area() -> Area {
    Area::new("/admin")
        .get("", home::show)
        .get("/figures.csv", figures::download)
        .get("/search", search::show)
        .post("/search", search::search)
        .get("/queue", queue::show)
        .post("/queue/keys", shortcuts::choose)
        .get("/reasons", reasons::show)
        .get("/tasks", tasks::list)
        .get("/cases/{id}", case::show)
        .get("/cases/{id}/presence", claims::presence)
        .post("/cases/{id}/claim", claims::take)
        .post("/cases/{id}/claim/end", claims::let_go)
        .post("/cases/{id}/notes", case_desk::note)
        .post("/cases/{id}/tasks", case_desk::set)
        .post("/cases/{id}/tasks/{task}/completion", case_desk::finish)
        .post("/cases/{id}/review", decide_account::begin)
        .post("/cases/{id}/changes", decide_account::request_changes)
        .post("/cases/{id}/approval", decide_account::approve)
        .post("/cases/{id}/return", decide_account::give_back)
        .post("/cases/{id}/confirmation", decide_account::confirm)
        .post("/cases/{id}/decline", decide_account::decline)
        .post("/cases/{id}/undo", undo::undo)
        .post("/cases/{id}/attention", decide_order::need_attention)
        .post("/cases/{id}/acceptance", decide_order::accept)
        .post("/cases/{id}/rejection", decide_order::reject)
        .post("/cases/{id}/countersignature", decide_order::countersign)
        .post("/cases/{id}/sites/{site}/verification", sites::verify)
        .post("/cases/{id}/sites/{site}/failure", sites::fail)
        .get("/accounts", accounts::list)
        .get("/accounts/{id}", accounts::show)
        .post("/accounts/{id}/viewing", viewing::begin)
        .post("/viewing/end", viewing::end)
        .get("/orders", orders::list)
        .get("/orders/{id}", orders::show)
        .post("/orders/{id}/messages", orders::write)
        .get("/inquiries", inquiries::list)
        .get("/inquiries/{id}", inquiry::show)
        .post("/inquiries/{id}/claim", inquiry_steps::claim)
        .post("/inquiries/{id}/assignment", inquiry_steps::assign)
        .post("/inquiries/{id}/answer", inquiry_steps::answer)
        .post("/inquiries/{id}/duplicate", inquiry_steps::duplicate)
        .post("/inquiries/{id}/reopening", inquiry_steps::reopen)
        .get("/testimonials", testimonials::list)
        .get("/testimonials/{id}", testimonials::show)
        .post("/testimonials/{id}/publication", testimonials::publish)
        .post("/testimonials/{id}/refusal", testimonials::refuse)
        .get("/privacy-requests", privacy_requests::list)
        .get("/privacy-requests/new", record_privacy_request::show)
        .post("/privacy-requests/new", record_privacy_request::record)
        .get("/privacy-requests/{id}", privacy_request::show)
        .post("/privacy-requests/{id}/identity", privacy_steps::check)
        .post("/privacy-requests/{id}/acknowledgement", privacy_steps::acknowledge)
        .post("/privacy-requests/{id}/extension", privacy_steps::extend)
        .post("/privacy-requests/{id}/approval", privacy_steps::approve)
        .post("/privacy-requests/{id}/erasure", privacy_steps::approve_erasure)
        .post("/privacy-requests/{id}/denial", privacy_steps::deny)
        .post("/privacy-requests/{id}/work", privacy_steps::begin)
        .post("/privacy-requests/{id}/completion", privacy_steps::complete)
        .post("/privacy-requests/{id}/erasure/completion", erasure::complete)
        .post("/privacy-requests/{id}/withdrawal", privacy_steps::withdraw)
        .get("/disclosures", disclosures::list)
        .get("/disclosures/new", record_disclosure::show)
        .post("/disclosures/new", record_disclosure::record)
        .get("/disclosures/{id}", disclosure::show)
        .post("/disclosures/{id}/approval", disclosure_steps::approve)
        .post("/disclosures/{id}/refusal", disclosure_steps::refuse)
        .post("/disclosures/{id}/hand-over", disclosure_steps::hand_over)
        .get("/disclosures/{id}/export", disclosure_steps::fetch)
        .get("/children", certificates::list)
        .get("/children/new", erase_child::show)
        .post("/children/new", erase_child::erase)
        .get("/children/{id}", certificates::show)
        .get("/calls", calls::list)
        .get("/calls/{id}", calls::show)
        .post("/calls/{id}/attempts", calls::note)
        .get("/approvals", approvals::list)
        .get("/approvals/{id}", approvals::show)
        .post("/approvals/{id}/approval", decide_approval::approve)
        .post("/approvals/{id}/refusal", decide_approval::refuse)
        .post("/approvals/{id}/withdrawal", decide_approval::withdraw)
        .get("/staff", staff::show)
        .post("/staff", staff::ask)
        .get("/people/{id}", person::show)
        .post("/people/{id}/role", person_steps::ask_role)
        .post("/people/{id}/removal", person_steps::remove)
        .post("/people/{id}/authenticator", person_steps::ask_authenticator)
        .post("/people/{id}/sign-out", person_steps::end_sessions)
        .get("/announcements", announcements::list)
        .get("/announcements/new", announcement_form::begin)
        .post("/announcements/new", announcement_form::compose)
        .get("/announcements/{id}", announcements::show)
        .get("/announcements/{id}/words", announcement_form::show)
        .post("/announcements/{id}/words", announcement_form::revise)
        .post("/announcements/{id}/test", announcement_steps::test)
        .post("/announcements/{id}/schedule", announcement_steps::schedule)
        .post("/announcements/{id}/cancellation", announcement_steps::cancel)
        .get("/mail", mail::list)
        .post("/mail/search", mail_report::search)
        .get("/mail/{id}", mail_report::show)
        .post("/mail/{id}/report", mail_report::report)
        .post("/mail/{id}/permission", mail_report::lift)
        .get("/audit", audit::list)
        .get("/audit.csv", audit::file)
}

/// Samples of the area's pages.
pub fn gallery() -> Gallery {
    Gallery::default()
        .with::<home::HomePage>()
        .with::<search_page::SearchPage>()
        .with::<queue::QueuePage>()
        .with::<case_page::CasePage>()
        .with::<reasons::ReasonsPage>()
        .with::<tasks::TasksPage>()
        .with::<accounts::AccountsPage>()
        .with::<accounts::AccountPage>()
        .with::<orders::OrdersPage>()
        .with::<orders::OrderPage>()
        .with::<inquiries::InquiriesPage>()
        .with::<inquiry::InquiryPage>()
        .with::<testimonials::TestimonialsPage>()
        .with::<testimonials::TestimonialPage>()
        .with::<privacy_requests::PrivacyRequestsPage>()
        .with::<record_privacy_request::RecordPage>()
        .with::<privacy_request::PrivacyRequestPage>()
        .with::<disclosures::DisclosuresPage>()
        .with::<record_disclosure::RecordDisclosurePage>()
        .with::<disclosure::DisclosurePage>()
        .with::<certificates::CertificatesPage>()
        .with::<certificates::CertificatePage>()
        .with::<erase_child::EraseChildPage>()
        .with::<calls::CallsPage>()
        .with::<calls::CallPage>()
        .with::<approvals::ApprovalsPage>()
        .with::<approvals::ApprovalPage>()
        .with::<staff::StaffPage>()
        .with::<person::PersonPage>()
        .with::<announcements::AnnouncementsPage>()
        .with::<announcements::AnnouncementPage>()
        .with::<announcement_form::WordsPage>()
        .with::<mail::MailPage>()
        .with::<mail_report::MailReportPage>()
        .with::<audit::AuditPage>()
}
