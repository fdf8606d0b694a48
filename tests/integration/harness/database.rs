//! Databases: one template with every migration, and a copy of it for each test.

use inset_store::connect::{self, DatabaseUrl};

/// The address that the wrapper gives; without it there is nothing to test on.
fn text() -> String {
    std::env::var("INSET_TEST_DATABASE_URL").expect("run the tests through bin/test, which starts a database")
}

fn server() -> DatabaseUrl {
    text().parse().expect("an address")
}

/// The address of a database of the server, as a setting.
pub fn address(name: &str) -> String {
    text().replace("/inset?", &format!("/{name}?"))
}

async fn client(url: &DatabaseUrl) -> tokio_postgres::Client {
    let config = url.config("-c statement_timeout=0 -c lock_timeout=0").expect("settings");
    let (client, connection) = config.connect(tokio_postgres::NoTls).await.expect("the database answers");
    tokio::spawn(connection);
    client
}

/// A copy of the database in which a test has set a scene under this name; none while none has.
pub async fn copy_of(scene: &str, name: &str) -> Option<DatabaseUrl> {
    let client = client(&server()).await;
    let scene = format!("scene_{scene}_{:x}", fingerprint());
    let known = client.query_opt("SELECT FROM pg_database WHERE datname = $1", &[&scene]).await;
    known.expect("the catalogue answers")?;
    let copy = format!("CREATE DATABASE {name} TEMPLATE {scene} STRATEGY FILE_COPY");
    client.batch_execute(&copy).await.expect("a copy of the scene");
    Some(server().with_database(name).expect("an address"))
}

/// Keeps a database as the scene that [`copy_of`] copies.
pub async fn keep_as(scene: &str, name: &str) {
    let client = client(&server()).await;
    let scene = format!("scene_{scene}_{:x}", fingerprint());
    // A portal that has stopped may still be closing its connections, and a template must have none.
    let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
    client.query(others, &[&name]).await.expect("closed");
    client.batch_execute(&format!("ALTER DATABASE {name} RENAME TO {scene}")).await.expect("kept");
}

/// Holds the others back while one sets the scene.
pub async fn in_turn() -> tokio_postgres::Client {
    let client = client(&server()).await;
    client.batch_execute("SELECT pg_advisory_lock(4712)").await.expect("a lock");
    client
}

/// A fresh database with every migration applied.
pub async fn fresh(name: &str) -> DatabaseUrl {
    let server = server();
    let client = client(&server).await;
    // Tests run as processes side by side: one makes the template, the others wait for it.
    client.batch_execute("SELECT pg_advisory_lock(4711)").await.expect("a lock");
    let template = format!("template_{:x}", fingerprint());
    let known = client
        .query_opt("SELECT FROM pg_database WHERE datname = $1", &[&template])
        .await
        .expect("the catalogue answers");
    if known.is_none() {
        let making = format!("{template}_making");
        client.batch_execute(&format!("CREATE DATABASE {making}")).await.expect("a database");
        connect::migrate(&server.with_database(&making).expect("an address")).await.expect("migrations apply");
        client.batch_execute(&format!("ALTER DATABASE {making} RENAME TO {template}")).await.expect("renamed");
    }
    client
        .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
        .await
        .expect("a copy of the template");
    client.batch_execute("SELECT pg_advisory_unlock(4711)").await.expect("unlocked");
    server.with_database(name).expect("an address")
}

/// One template for each state of the migrations, since a server may outlive a change.
fn fingerprint() -> u64 {
    use std::hash::{Hash as _, Hasher as _};
    let mut hasher = std::hash::DefaultHasher::new();
    std::env::current_exe().and_then(|path| path.metadata()?.modified()).ok().hash(&mut hasher);
    hasher.finish()
}

/// One value of a query, as text.
pub async fn scalar(url: &DatabaseUrl, sql: &str) -> String {
    let rows = client(url).await.simple_query(sql).await.expect("the query runs");
    rows.iter()
        .find_map(|row| match row {
            tokio_postgres::SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or("").to_owned()),
            _ => None,
        })
        .unwrap_or_default()
}
