//! Tests of the whole portal: real HTTP, a real Postgres, a browser-like client and a mailbox.

mod accounts;
mod harness;
mod orders;
mod pages;
mod testimonials;
