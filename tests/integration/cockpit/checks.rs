//! Outside checks: what an application has in common with other accounts, found without reading a secret.

use super::{ROSA, case_of, demo};
use inset_store::elsewhere::{CatchUp, catch_up};

const APPLICANT: &str = "Atelier Lumière SARL";

#[tokio::test]
async fn a_case_says_which_other_account_has_the_same_tax_id_telephone_or_address() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let page = rosa.get(&case_of(&portal, APPLICANT).await).await;
    let found = page.texts(".tasks .task");
    let other = portal.scalar("SELECT id FROM accounts WHERE name = 'Cuisine de Saison SARL'").await;
    assert!(page.links("main .task a").contains(&format!("/admin/accounts/{other}")), "it is not linked: {found:?}");
    for what in ["The tax id", "A telephone number", "The address"] {
        let one =
            found.iter().find(|it| it.starts_with(what)).unwrap_or_else(|| panic!("{what} is not found: {found:?}"));
        assert!(
            one.contains("is also that of Cuisine de Saison SARL (PUB-") && one.contains("a publisher, active."),
            "{one}"
        );
    }
    assert!(!page.body.contains(
        &portal.scalar("SELECT encode(tax_id_hash, 'hex') FROM companies WHERE tax_id_hash IS NOT NULL LIMIT 1").await
    ));
}

#[tokio::test]
async fn a_case_says_where_the_same_payout_account_is() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let page = rosa.get(&case_of(&portal, "東京の路地合同会社").await).await;
    let found = page.texts(".tasks .task");
    assert!(
        found.iter().any(|it| it.starts_with("The payout account is also that of 京都写真帖株式会社")),
        "{found:?}"
    );
}

#[tokio::test]
async fn an_earlier_decline_of_the_same_person_or_company_comes_first() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let case = case_of(&portal, APPLICANT).await;
    let found = rosa.get(&case).await.texts(".tasks .task");
    assert!(found[0].starts_with("A person of this account was declined on "), "{found:?}");
    assert!(found[0].contains("Celebrity Blitz Media LLC") && found[0].contains("content rules"), "{found:?}");
    // Of the same name, however it is capitalised.
    portal.scalar("UPDATE companies SET legal_name = upper(legal_name) FROM accounts a WHERE a.id = account_id AND a.name = 'Slow Rail Journal' RETURNING 1").await;
    portal.scalar(&format!("UPDATE companies SET legal_name = 'Slow Rail Journal' FROM accounts a WHERE a.id = account_id AND a.name = '{APPLICANT}' RETURNING 1")).await;
    let found = rosa.get(&case).await.texts(".tasks .task");
    assert!(
        found.iter().any(|it| it.starts_with("The same company was declined on ") && it.contains("Slow Rail")),
        "{found:?}"
    );
}

#[tokio::test]
async fn an_address_away_from_the_company_s_own_sites_is_a_finding_and_one_at_them_is_said_to_fit() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let fits = rosa.get(&case_of(&portal, "Polderlicht BV").await).await.texts(".tasks .task");
    assert!(
        fits.iter().any(|it| it.contains("is at polderlicht.example, its own site.") && it.ends_with("Fits")),
        "{fits:?}"
    );
    let differs = rosa.get(&case_of(&portal, "東京の路地合同会社").await).await.texts(".tasks .task");
    assert!(
        differs.iter().any(|it| it.contains("is at none of its sites") && it.ends_with("Look at it")),
        "{differs:?}"
    );
}

#[tokio::test]
async fn a_company_alone_has_nothing_found_but_its_own_address() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let found = rosa.get(&case_of(&portal, "Polderlicht BV").await).await.texts(".tasks .task");
    assert!(!found.iter().any(|it| it.contains("is also that of") || it.contains("declined")), "{found:?}");
}

#[tokio::test]
async fn the_hashes_are_keyed_and_no_figure_of_a_number_is_in_them() {
    let portal = demo().await;
    let bare = "SELECT count(*) FROM companies WHERE telephone_hash = sha256(convert_to(regexp_replace(telephone, '[^0-9]', '', 'g'), 'UTF8'))";
    assert_eq!(portal.scalar(bare).await, "0", "a hash is not keyed");
    assert_eq!(
        portal.scalar("SELECT count(*) FROM companies WHERE telephone_hash IS NULL OR address_hash IS NULL").await,
        "0"
    );
    assert_eq!(
        portal.scalar("SELECT count(*) FROM contacts WHERE (telephone IS NULL) <> (telephone_hash IS NULL)").await,
        "0"
    );
}

#[tokio::test]
async fn a_company_s_tax_id_is_found_again_as_a_payer_s_and_the_other_way_round() {
    use crate::bad_input::scene;
    let portal = crate::harness::Portal::start().await;
    let rosa = portal.staff("Rosa Vidal", inset_domain::user::StaffRole::Reviewer).await;
    // One writes the country in front, the other leaves it out.
    let german = |tax_id| [("country", "DE"), ("city", "Berlin"), ("postal_code", "10115"), ("tax_id", tax_id)];
    let pia = scene::publisher(&portal, "Fjord", "Pia Berg").await;
    let elsewhere = [("telephone", "+49 30 901820"), ("line1", "Torstrasse 9"), ("legal_name", "Fjord Post GmbH")];
    let company = [scene::COMPANY, &german("136 695 976"), &elsewhere].concat();
    scene::save(&pia, "/publisher/sign-up/company", &company).await;
    scene::sent(&pia, "publisher", "Pia Berg").await;
    let ann = scene::advertiser(&portal, "Halden", "Ann Ek").await;
    scene::save(&ann, "/advertiser/billing", &[scene::BILLING, &german("DE136695976")].concat()).await;
    let order = scene::order(&ann, "First").await;
    scene::sign(&ann, &order, "Ann Ek").await;
    scene::send(&ann, &order).await;
    let (publisher, advertiser) = (scene::case(&portal, "Pia Berg").await, scene::case(&portal, "Ann Ek").await);
    let is_found = async |case: &str, who: &str| {
        let found = rosa.get(case).await.texts(".tasks .task");
        found.iter().any(|it| it.starts_with("The tax id is also that of ") && it.contains(who))
    };
    assert!(is_found(&publisher, "(ADV-").await && is_found(&advertiser, "(PUB-").await);
    // What was saved before there was such a hash gets it from the worker.
    for table in ["companies", "billing_profiles"] {
        portal.scalar(&format!("UPDATE {table} SET tax_id_shared_hash = NULL")).await;
    }
    assert!(!is_found(&publisher, "(ADV-").await, "it is compared by something else");
    let mut conn = portal.db.read().await.expect("a connection");
    let mut place = CatchUp::default();
    let mut rounds = Vec::new();
    for _ in 0..3 {
        rounds.push(catch_up(&mut conn, portal.db.vault(), &mut place).await.expect("they are caught up"));
    }
    assert_eq!(rounds, [Some(2), None, None]);
    drop(conn);
    assert!(is_found(&publisher, "(ADV-").await && is_found(&advertiser, "(PUB-").await);
    let bare = "SELECT count(*) FROM companies WHERE tax_id_shared_hash = sha256('136695976')";
    assert_eq!(portal.scalar(bare).await, "0", "the hash is not keyed");
}
