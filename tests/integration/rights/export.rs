//! A copy of one's own data: all of it, nobody else's, made once, sealed, and fetched by its person alone.

use super::canaries::{self, EMAIL, MARK};
use crate::bad_input::scene;
use crate::harness::{Client, Portal};
use inset_domain::catalogue::{Exported, PERSONAL};
use inset_domain::user::StaffRole;
use std::io::Read as _;

const DATA: &str = "/account/data";

/// Asks for a copy, has it made, and gives its address.
async fn made(portal: &Portal, who: &Client) -> String {
    assert_eq!(who.fill(DATA, "/account/data/exports", &[]).await.goes_to(), DATA);
    portal.mails().await;
    let id =
        portal.scalar("SELECT id FROM data_exports WHERE state = 'ready' ORDER BY requested_at DESC LIMIT 1").await;
    assert!(!id.is_empty(), "no copy was made");
    format!("{DATA}/exports/{id}")
}

async fn unpacked(who: &Client, path: &str) -> Vec<(String, String)> {
    let bytes = who.bytes(path).await;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    let names: Vec<String> = zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
    let mut read = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).expect("a file").read_to_string(&mut text).expect("text");
        text
    };
    names.into_iter().map(|name| (name.clone(), read(&name))).collect()
}

fn file<'a>(files: &'a [(String, String)], name: &str) -> &'a str {
    files.iter().find(|(it, _)| it == name).map(|(_, text)| text.as_str()).expect("it is in the archive")
}

#[tokio::test]
async fn a_copy_holds_every_column_that_the_catalogue_says_is_in_it_and_no_other() {
    let portal = Portal::start().await;
    let zora = canaries::person(&portal).await;
    let files = unpacked(&zora, &made(&portal, &zora).await).await;
    let data: serde_json::Value = serde_json::from_str(file(&files, "data.json")).expect("JSON");
    let marked = canaries::marked(&portal).await;
    let mut faults = Vec::new();
    for entry in PERSONAL {
        let wanted = matches!(entry.exported, Exported::Own | Exported::Alone);
        let rows = data["records"][entry.table].as_array().cloned().unwrap_or_default();
        for column in entry.columns {
            let name = format!("{}.{column}", entry.table);
            let values: Vec<String> = rows.iter().filter_map(|row| row.get(*column)).map(ToString::to_string).collect();
            // Nobody who works for the operator: she has no role on the staff.
            let has_none = name == "users.staff_role";
            if wanted && !has_none && !values.iter().any(|value| value != "null") {
                faults.push(format!("{name} is not in the copy"));
            }
            let has_mark = values.iter().any(|value| value.to_lowercase().contains(MARK));
            if wanted && marked.contains_key(&name) && !has_mark {
                faults.push(format!("{name} is in the copy without what stands in it"));
            }
            if !wanted && !values.is_empty() {
                faults.push(format!("{name} is in the copy"));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
    assert!(marked.len() > 60, "the mark stands in few places: {marked:?}");
    let page = file(&files, "index.html");
    assert!(page.contains("Zora Anna Zqxcanary") && page.contains("What is not in here"), "nobody can read it");
    assert!(file(&files, "files/agreement-1.txt").to_lowercase().contains(MARK));
}

#[tokio::test]
async fn a85_a_copy_holds_what_is_the_persons_and_nothing_of_anybody_else() {
    let portal = Portal::start().await;
    let zora = canaries::person(&portal).await;
    // A colleague in the account, and another company that names her among its contacts.
    let bert = scene::publisher(&portal, "Qyxother Press", "Bert Qyxother").await;
    let shared = [("full_name", "Zora at Theirs"), ("email", EMAIL), ("job_title", "Shared")];
    scene::save(&bert, "/publisher/sign-up/technical", &[scene::PERSON, &shared].concat()).await;
    scene::save(&bert, "/publisher/sign-up/personal", &[scene::PERSON, &[("full_name", "Bert Qyxother")]].concat())
        .await;
    scene::save(&bert, "/publisher/sign-up/company", &[scene::COMPANY, &[("legal_name", "Qyxother Press")]].concat())
        .await;
    let colleague = "INSERT INTO memberships (user_id, account_id, power, created_at)
        SELECT b.id, m.account_id, 'member', now() FROM users b, users z JOIN memberships m ON m.user_id = z.id
        WHERE b.full_name = 'Bert Qyxother' AND z.full_name LIKE 'Zora%' AND m.ended_at IS NULL";
    portal.scalar(colleague).await;
    let path = made(&portal, &zora).await;
    let files = unpacked(&zora, &path).await;
    let data = file(&files, "data.json");
    assert!(data.contains("Shared"), "what another company keeps of her is left out");
    assert!(files.iter().all(|(_, text)| !text.to_lowercase().contains("qyxother")), "it holds another person");
    let records: serde_json::Value = serde_json::from_str(data).expect("JSON");
    for company in ["companies", "payout_profiles", "sites", "accounts"] {
        assert!(records["records"].get(company).is_none(), "{company} is another's too, and is in the copy");
    }
    assert_eq!(bert.get(&path).await.status, 404);
    assert_eq!(portal.browser().get(&path).await.status, 303);
}

#[tokio::test]
async fn fifty_who_ask_at_once_make_one_copy_and_it_is_sealed_and_ends() {
    let portal = Portal::start().await;
    let nora = portal.member("publisher", "Fjord", "Nora Ek").await;
    let form = nora.form(DATA, "/account/data/exports").await;
    let posts = (0..50).map(|_| {
        let (nora, body) = (nora.clone(), form.body(&[("_key", &uuid::Uuid::new_v4().to_string())]));
        async move { nora.post_body("/account/data/exports", body).await.status }
    });
    let answers = futures_util::future::join_all(posts).await;
    assert!(answers.iter().all(|status| matches!(status, 303 | 503)), "{answers:?}");
    portal.mails().await;
    assert_eq!(portal.scalar("SELECT count(*) FROM data_exports").await, "1");
    let told = portal.mails().await.iter().filter(|mail| mail.subject.contains("copy of your data")).count();
    assert_eq!(told, 1);
    let sealed = portal.scalar("SELECT encode(archive_sealed, 'escape') FROM data_exports").await;
    assert!(!sealed.contains("PK") || !sealed.contains("data.json"), "the archive is readable in the database");
    let id = portal.scalar("SELECT id FROM data_exports").await;
    let path = format!("{DATA}/exports/{id}");
    assert_eq!(nora.get(&path).await.status, 200);
    portal
        .scalar("UPDATE data_exports SET ready_at = now() - interval '8 days', expires_at = now() - interval '1 day'")
        .await;
    assert_eq!(nora.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_copy_needs_a_fresh_proof_and_nobody_who_looks_at_an_account_gets_one() {
    let portal = Portal::start().await;
    let nora = portal.member("publisher", "Fjord", "Nora Ek").await;
    let ada = portal.staff("Ada Marsh", StaffRole::Admin).await;
    let form = ada.form(DATA, "/account/data/exports").await;
    let path = made(&portal, &ada).await;
    assert_eq!(ada.get(&path).await.headers["content-type"], "application/zip");
    let account = portal.scalar("SELECT account_id FROM memberships").await;
    let page = format!("/admin/accounts/{account}");
    ada.fill(&page, &format!("{page}/viewing"), &[("viewing_why", "She asked for help.")]).await.goes_to();
    assert_eq!(ada.get(&path).await.status, 403);
    assert_eq!(ada.post_body("/account/data/exports", form.body(&[])).await.status, 403);
    drop(nora);
    ada.fill(&page, "/admin/viewing/end", &[]).await.goes_to();
    portal.scalar("UPDATE sessions SET proven_at = proven_at - interval '6 minutes'").await;
    assert!(ada.get(&path).await.goes_to().starts_with("/account/proof"));
}
