//! What the portal does and says when it is about to listen: the demo, its address, the logins.

use crate::app::Parts;
use crate::demo;

/// Tells the demo to an empty private database, and prints the address and the demo's logins.
///
/// # Errors
/// When the demo cannot be told.
pub fn greet(parts: &Parts) -> anyhow::Result<()> {
    let config = &parts.shared.config;
    if config.demo {
        // Told on this thread alone: thousands of small statements in a row lose most of their time to waking others.
        tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(load(parts))?;
    }
    println!("Inset listens on {}", config.base_url);
    if let Ok(logins) = std::fs::read_to_string(demo::file(&config.data_dir)).as_deref()
        && config.demo
    {
        println!(
            "Demo logins (role, e-mail address, password, secret of the authenticator), also in {}:",
            demo::file(&config.data_dir).display()
        );
        for login in logins.lines() {
            let parts: Vec<&str> = login.split('\t').collect();
            if let [role, email, password, ref secret @ ..] = parts[..] {
                println!("{}", format!("  {role:<10}  {email:<42}  {password}  {}", secret.concat()).trim_end());
            }
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
