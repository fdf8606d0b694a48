//! What Inset is about: pure values, states and rules.
//!
//! Nothing here reads a clock, a file, a database or the network. A state changes only through a transition, and a
//! transition yields a [`change::Change`], the only thing that the store saves.

pub mod account;
pub mod address;
pub mod agreement;
pub mod agreement_text;
pub mod announcement;
pub mod approval;
pub mod billing;
pub mod call;
pub mod case_note;
pub mod catalogue;
pub mod change;
pub mod claim;
pub mod clock;
pub mod commercial;
pub mod company;
pub mod contact;
pub mod country;
pub mod data_export;
pub mod deactivation;
pub mod disclosure;
pub mod email;
pub mod email_change;
pub mod erasure;
pub mod fact;
pub mod figures;
pub mod guessable;
pub mod guessing;
pub mod ids;
pub mod inquiry;
pub mod letter;
pub mod look;
pub mod mailing;
pub mod money;
pub mod order;
pub mod organisation;
pub mod passkey;
pub mod password;
pub mod payout;
pub mod period;
pub mod phone;
pub mod privacy;
pub mod rate;
pub mod reason;
pub mod search;
pub mod second_factor;
pub mod secret;
pub mod session;
pub mod shortcuts;
pub mod sign_in;
pub mod signature;
pub mod site;
pub mod staff;
pub mod tax_id;
pub mod team;
pub mod testimonial;
pub mod text;
pub mod undo;
pub mod user;
pub mod viewing;
pub mod website;
pub mod working_days;

/// Bytes in lower-case hexadecimal, as hashes are shown.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
