//! What the portal says when it is about to listen: its address.

use crate::app::Parts;
use tokio::runtime::Runtime;

/// Prints the address.
///
/// # Errors
/// None today.
pub fn greet(parts: &Parts, _runtime: &Runtime) -> anyhow::Result<()> {
    let config = &parts.shared.config;
    println!("Inset listens on {}", config.base_url);
    Ok(())
}
