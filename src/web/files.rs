//! Files that are read from the database while they are sent: few at once, and none for longer than a time, so that readers
//! who stop reading do not keep the others out.

use crate::error::Error;
use actix_web::rt;
use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{Instant, timeout_at};

/// How many are sent at once: each holds a connection now and again until its reader has all of it.
const AT_ONCE: usize = 2;

/// The files that are being sent.
#[derive(Debug)]
pub struct Files {
    places: Arc<Semaphore>,
    longest: Duration,
}

/// The turn of one file, with the end of its time.
#[derive(Debug)]
pub struct Turn {
    place: OwnedSemaphorePermit,
    end: Instant,
}

impl Files {
    /// Files of which none is sent for longer than this.
    pub fn new(longest: Duration) -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), longest }
    }

    /// The turn of a file; none while as many are sent as may be.
    pub fn turn(&self) -> Option<Turn> {
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        Some(Turn { place, end: Instant::now() + self.longest })
    }
}

impl Turn {
    /// The batches as they are sent. They are read by a task of their own, since a body is asked for more only when its
    /// reader took what there was: a reader who takes nothing would hold the place for good. Whoever is cut off gets an
    /// error where the rest would be, so that half a file never looks like a whole one.
    pub fn paced(
        self,
        batches: impl Stream<Item = Result<Bytes, Error>> + 'static,
    ) -> impl Stream<Item = Result<Bytes, Error>> + 'static {
        let (send, mut receive) = mpsc::channel(1);
        rt::spawn(async move {
            let Self { place, end } = self;
            let mut batches = pin!(batches);
            loop {
                let Ok(batch) = timeout_at(end, batches.next()).await else { break };
                let is_last = !matches!(batch, Some(Ok(_)));
                // Either its time is over, also for a reader who takes everything at once, or nobody reads it any more.
                let sent = matches!(timeout_at(end, send.send(batch)).await, Ok(Ok(())));
                if is_last || !sent || Instant::now() >= end {
                    break;
                }
            }
            drop(place);
        });
        let mut over = false;
        let next = move |cx: &mut std::task::Context<'_>| {
            if over {
                return std::task::Poll::Ready(None);
            }
            receive.poll_recv(cx).map(|batch| {
                let batch = batch.unwrap_or_else(|| Some(Err(cut_off())));
                over = !matches!(batch, Some(Ok(_)));
                batch
            })
        };
        stream::poll_fn(next)
    }
}

fn cut_off() -> Error {
    Error::Unavailable("the reader of a file took too long and was cut off".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endless() -> impl Stream<Item = Result<Bytes, Error>> {
        stream::repeat_with(|| Ok(Bytes::from_static(b"line\r\n")))
    }

    #[actix_web::test]
    async fn whoever_stops_reading_is_cut_off_and_the_place_is_free_again() {
        let files = Files::new(Duration::from_millis(50));
        let (one, other) = (files.turn().expect("a place"), files.turn().expect("another"));
        let (mut slow, _kept) = (Box::pin(one.paced(endless())), other.paced(endless()));
        assert!(files.turn().is_none(), "three at once");
        assert!(slow.next().await.is_some_and(|batch| batch.is_ok()));
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(files.turn().is_some(), "the place is held still");
        let rest: Vec<_> = slow.collect().await;
        assert!(rest.last().is_some_and(Result::is_err), "half a file looks whole");
    }

    #[actix_web::test]
    async fn whoever_reads_without_end_is_cut_off_too() {
        let files = Files::new(Duration::from_millis(50));
        let turn = files.turn().expect("a place");
        let mut all = Box::pin(turn.paced(endless().then(async |batch| {
            tokio::task::yield_now().await;
            batch
        })));
        let mut last = None;
        while let Some(batch) = all.next().await {
            last = Some(batch);
        }
        assert!(last.is_some_and(|batch| batch.is_err()), "half a file looks whole");
    }

    #[actix_web::test]
    async fn a_file_that_is_read_ends_as_it_does_and_gives_its_place_back() {
        let files = Files::new(Duration::from_secs(60));
        for _ in 0..5 {
            let turn = files.turn().expect("a place");
            let all: Vec<_> = turn.paced(endless().take(3)).collect().await;
            assert!(all.len() == 3 && all.iter().all(Result::is_ok), "{all:?}");
        }
        drop(files.turn().map(|turn| turn.paced(endless())));
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        assert!(files.turn().is_some() && files.turn().is_some());
    }
}
