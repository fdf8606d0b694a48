//! The library of reasons, and the switch of the single keys.

use super::{ROSA, TOM, case_of, demo};

#[tokio::test]
async fn the_library_lists_each_reason_with_its_usual_words_and_where_it_may_be_given() {
    let portal = demo().await;
    let rows = portal.known(ROSA).await.get("/admin/reasons").await.texts("tbody tr");
    let price = rows.iter().find(|row| row.contains("A rate is outside the rate card")).expect("it is listed");
    assert!(price.contains("Name one within it") && price.ends_with("insertion order"), "{price}");
    let terms = rows.iter().find(|row| row.contains("The terms were not met")).expect("it is listed");
    assert!(terms.contains("publisher's account, advertiser's account, network's account"), "{terms}");
}

#[tokio::test]
async fn a_reason_without_words_comes_back_with_the_usual_ones_which_leave_as_they_were_sent() {
    let portal = demo().await;
    let rosa = portal.known(ROSA).await;
    let case = case_of(&portal, "Γεύσεις Αιγαίου ΑΕ").await;
    let decline = format!("{case}/decline");
    let answer = rosa.fill(&case, &decline, &[("reason", "traffic_quality")]).await;
    assert_eq!(answer.status, 422);
    let told = "These are the usual words. Change what does not fit, then send it";
    assert_eq!(answer.errors(), vec![told.to_owned()]);
    let filled = crate::harness::FormOnPage::on(&answer.body, &case, &decline).expect("the form is there");
    assert!(filled.0["words"].contains("steady for three months"), "{:?}", filled.0);
    let words = filled.0["words"].replace("three", "six");
    rosa.post_body(&decline, filled.body(&[("words", &words)])).await.goes_to();
    let mail = portal.mail("nikos@gefseis.example", "").await;
    assert!(mail.text.contains("steady for six months"), "{}", mail.text);
}

#[tokio::test]
async fn single_keys_are_on_until_a_person_turns_them_off_for_themselves() {
    let portal = demo().await;
    let (rosa, tom) = (portal.known(ROSA).await, portal.known(TOM).await);
    let case = case_of(&portal, "Polderlicht BV").await;
    assert!(rosa.get(&case).await.body.contains("data-keys=\"on\""));
    assert_eq!(rosa.fill(&case, "/admin/queue/keys", &[]).await.goes_to(), case);
    for page in ["/admin/queue", &case] {
        assert!(rosa.get(page).await.body.contains("data-keys=\"off\""), "they are on in {page}");
        assert!(tom.get(page).await.body.contains("data-keys=\"on\""), "they are off for everybody");
    }
    let wrong = rosa.fill("/admin/queue", "/admin/queue/keys", &[("keys", "maybe")]).await;
    assert_eq!((wrong.status, wrong.errors()), (422, vec!["Choose whether single keys are on or off".to_owned()]));
    rosa.fill("/admin/queue", "/admin/queue/keys", &[]).await.goes_to();
    assert!(rosa.get("/admin/queue").await.body.contains("data-keys=\"on\""));
}
