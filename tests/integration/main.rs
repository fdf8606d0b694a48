//! Tests of the whole portal: real HTTP, a real Postgres, a browser-like client and a mailbox.

mod abuse;
mod access_matrix;
mod accounts;
mod approvals;
mod bad_input;
mod catalogue;
mod changes;
mod commands;
mod harness;
mod house_rules;
mod in_force;
mod lists;
mod mail;
mod migrations;
mod orders;
mod pages;
mod parked;
mod passkeys;
mod passwords;
mod promises;
mod record;
mod staff;
mod teams;
mod testimonials;
mod tls;
mod writings;
