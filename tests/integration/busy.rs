//! A database that takes too long is no fault of ours: the page says that one's work is safe, and when to try again.

use crate::bad_input::scene::COMPANY;
use crate::harness::{Answer, Portal};
use std::time::Duration;

const PAGE: &str = "/advertiser/company";

#[track_caller]
fn is_busy(answer: &Answer, what: &str) {
    assert_eq!(answer.status, 503, "{what}: {}", answer.heading());
    assert_eq!(answer.headers.get("retry-after").and_then(|value| value.to_str().ok()), Some("5"), "{what}");
    assert_eq!(answer.heading(), "The portal is busy", "{what}");
    assert!(answer.body.contains("If you sent a form, it was not saved."), "{what} does not say whether work is safe");
}

#[tokio::test]
async fn a_statement_that_waits_too_long_for_a_lock_is_answered_503_and_works_the_next_time() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    let body = ida.form(PAGE, PAGE).await.body(COMPANY);
    // Another program holds the table for longer than a page waits for it.
    let held = "DO $$ BEGIN LOCK TABLE companies IN ACCESS EXCLUSIVE MODE; PERFORM pg_sleep(3.5); END $$";
    let asked = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        tokio::join!(ida.get(PAGE), ida.post_body(PAGE, body.clone()))
    };
    let (_, (read, written)) = tokio::join!(portal.scalar(held), asked);
    is_busy(&read, "a page");
    is_busy(&written, "a form");
    assert_eq!(portal.scalar("SELECT count(*) FROM companies").await, "0");
    // The same form, sent again, is saved: its key was not used up.
    ida.post_body(PAGE, body).await.goes_to();
    assert_eq!(portal.scalar("SELECT count(*) FROM companies").await, "1");
}

#[tokio::test]
async fn a_statement_that_runs_out_of_its_time_is_answered_503_and_so_is_whoever_gets_no_connection_meanwhile() {
    let portal = Portal::start_with(&[("INSET_POOL_PER_WORKER", "1")]).await;
    let ida = portal.member("advertiser", "Halden", "Ida Holm").await;
    portal.scalar("CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(8); RETURN NEW; END $$").await;
    portal.scalar("CREATE TRIGGER dawdles BEFORE INSERT ON companies FOR EACH ROW EXECUTE FUNCTION dawdle()").await;
    let form = ida.form(PAGE, PAGE).await.body(COMPANY);
    let sign_in = portal.browser();
    let login = [("email", "ida.holm@halden.example"), ("password", crate::harness::PASSWORD)];
    let entering = sign_in.form("/sign-in", "/sign-in").await.body(&login);
    let others = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        tokio::join!(ida.get("/advertiser"), sign_in.post_body("/sign-in", entering))
    };
    let (written, (read, entered)) = tokio::join!(ida.post_body(PAGE, form), others);
    is_busy(&written, "a form");
    is_busy(&read, "a page without a connection");
    is_busy(&entered, "signing in without a connection");
}
