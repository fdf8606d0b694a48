//! What the portal does and says when it is about to listen: the demo, its address, the logins.

use crate::app::Parts;
use crate::demo;
use tokio::runtime::Runtime;

/// Tells the demo to an empty private database, and prints the address and the demo's logins.
///
/// # Errors
/// When the demo cannot be told.
pub fn greet(parts: &Parts, runtime: &Runtime) -> anyhow::Result<()> {
    let config = &parts.shared.config;
    if config.demo {
        runtime.block_on(load(parts))?;
    }
    println!("Inset listens on {}", config.base_url);
    if let Ok(logins) = std::fs::read_to_string(demo::file(&config.data_dir)).as_deref()
        && config.demo
    {
        println!("Demo logins, all with the password \"{}\":", demo::PASSWORD);
        for line in logins.lines() {
            let mut parts = line.split('\t');
            println!("  {:<10} {}", parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        }
    }
    Ok(())
}

/// Tells the demo where there is none yet.
///
/// # Errors
/// When the database does not answer or the list of logins cannot be written.
pub async fn load(parts: &Parts) -> anyhow::Result<bool> {
    let shared = &parts.shared;
    let hash = shared.passwords.hash(&demo::password()).await?;
    demo::load(&parts.db(1)?, &shared.config.operator, &hash, &shared.config.data_dir).await
}
