//! LISTEN on a connection of its own: a hint that there is work, behind which a poll stands.

use super::DatabaseUrl;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use futures_util::StreamExt as _;
use std::time::Duration;
use tokio::sync::mpsc;

/// Notifications of one channel. When the connection is lost, it is made again; what was missed, the poll finds.
pub struct Notifications {
    wake: mpsc::Receiver<()>,
}

impl Notifications {
    /// Listens on `channel`.
    pub fn listen(url: DatabaseUrl, channel: &'static str) -> Self {
        let (sender, wake) = mpsc::channel(1);
        tokio::spawn(async move {
            while !sender.is_closed() {
                if let Ok(conn) = super::connection(&url).await {
                    forward(conn, channel, &sender).await;
                }
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
        });
        Self { wake }
    }

    /// Waits for the next notification; several at once are one.
    pub async fn next(&mut self) {
        if self.wake.recv().await.is_none() {
            std::future::pending::<()>().await;
        }
    }
}

async fn forward(mut conn: AsyncPgConnection, channel: &str, wake: &mpsc::Sender<()>) {
    if conn.batch_execute(&format!("LISTEN {channel}")).await.is_err() {
        return;
    }
    let mut notifications = std::pin::pin!(conn.notifications_stream());
    loop {
        tokio::select! {
            () = wake.closed() => return,
            next = notifications.next() => match next {
                // A full channel already holds a hint.
                Some(Ok(_)) => drop(wake.try_send(())),
                _ => return,
            },
        }
    }
}
