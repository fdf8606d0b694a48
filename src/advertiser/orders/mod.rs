//! Insertion orders, from the first word to the answer.

pub(super) mod begin;
pub(super) mod header;
mod header_form;
mod line_form;
pub(super) mod lines;
pub(super) mod list;
pub(super) mod messages;
mod paste;
pub(super) mod review;
pub(super) mod show;
pub(super) mod sign;
pub(super) mod submission;
