//! Rooms that several roles have alike: agreements and payout details. They stand on the web kit; role modules open them
//! under their own addresses.

pub mod agreement;
pub mod agreement_pages;
pub mod payout;

use crate::page::Gallery;

/// Samples of the shared pages.
pub fn gallery() -> Gallery {
    Gallery::default()
        .with::<agreement_pages::ReadPage>()
        .with::<agreement_pages::SignPage>()
        .with::<payout::PayoutPage>()
}
