//! Rooms that several roles have alike: sections, check, agreement, payout details, people. They stand on the web kit; role
//! modules open them under their own addresses.

pub mod again;
pub mod agreement;
pub mod agreement_pages;
pub mod agreement_steps;
pub mod announcements;
pub mod changes;
pub mod check;
pub mod checklist;
pub mod company;
pub mod given;
pub mod member;
pub mod payout;
pub mod people;
pub mod person;
pub mod sections;

use crate::page::Gallery;

/// Samples of the shared pages.
pub fn gallery() -> Gallery {
    Gallery::default()
        .with::<checklist::ChecklistPage>()
        .with::<company::CompanyPage>()
        .with::<person::PersonPage>()
        .with::<check::CheckPage>()
        .with::<changes::ChangesPage>()
        .with::<agreement_pages::ReadPage>()
        .with::<agreement_pages::SignPage>()
        .with::<payout::PayoutPage>()
        .with::<people::PeoplePage>()
        .with::<member::MemberPage>()
        .with::<announcements::AnnouncementsPage>()
        .with::<announcements::AnnouncementPage>()
}
