//! Inset: the account portal of an in-picture advertising network.
//!
//! Imports point downward only: `inset_domain` knows nothing of ours, `inset_store` the domain, the web kit and forms both;
//! role modules stand on those and never on one another; [`app`] puts them together.

pub mod admin;
pub mod advertiser;
pub mod app;
pub mod archive;
pub mod cluster;
pub mod config;
pub mod demo;
pub mod error;
pub mod form;
pub mod greet;
pub mod mail;
pub mod me;
pub mod network;
pub mod page;
pub mod passwords;
pub mod public;
pub mod publisher;
pub mod serve;
pub mod shared;
pub mod urls;
pub mod web;
pub mod worker;
