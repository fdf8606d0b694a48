//! Tests of the whole portal: real HTTP, a real Postgres, a browser-like client and a mailbox.

mod accounts;
mod commands;
mod harness;
mod mail;
mod orders;
mod pages;
mod testimonials;
mod tls;
mod writings;
