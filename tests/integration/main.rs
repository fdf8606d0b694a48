//! Tests of the whole portal: real HTTP, a real Postgres, a browser-like client and a mailbox.

mod accounts;
mod commands;
mod harness;
mod mail;
mod orders;
mod pages;
mod tls;
mod writings;
