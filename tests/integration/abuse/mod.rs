//! The abuse cases of `docs/security.md`, each a test whose name begins with its id.

mod guessing;
mod second_factor;
mod sessions;
mod teams;
