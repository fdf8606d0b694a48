//! What people ask about their own data, and what becomes of it (P03, P15).

mod canaries;
mod children;
mod deactivation;
mod disclosures;
mod erasure;
mod export;
mod requests;
mod retention;
