//! What the portal is measured against.

pub mod bare;
pub mod hashing;
pub mod pgbench;
pub mod sender;
