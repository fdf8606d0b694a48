//! Redirects stay on this site.

use crate::harness::Portal;

#[tokio::test]
async fn a46_signing_in_never_leads_to_another_site() {
    let portal = Portal::start().await;
    portal.member("advertiser", "Halden", "Ida Holm").await;
    let base = url::Url::parse(&portal.base).expect("an address");
    for back in [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/%09/evil.example",
        "https:evil.example",
        "https://evil.example",
        "http://localhost@evil.example/",
        "@evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/a\r\nLocation: //evil.example",
        "/a%0d%0aLocation:%20//evil.example",
        "/..//evil.example",
        "/./\\evil.example",
        "／／evil.example",
        "",
    ] {
        let query: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
        let browser = portal.browser();
        let page = format!("/sign-in?back={query}");
        let fields = [("email", "ida.holm@halden.example"), ("password", "three unrelated words")];
        // As a link gives it, and as whoever changes the form's hidden field gives it.
        let from_link = browser.fill(&page, "/sign-in", &fields).await;
        let signed_in = browser.get(&page).await;
        let typed = [&fields[..], &[("back", back)]].concat();
        let from_field = portal.browser().fill("/sign-in", "/sign-in", &typed).await;
        for answer in [from_link, signed_in, from_field] {
            let place = answer.goes_to();
            let leads = base.join(place).expect("a place");
            assert_eq!(leads.origin(), base.origin(), "{back:?} leads to {place}");
            assert!(place.bytes().all(|byte| byte.is_ascii_graphic()), "{back:?} leads to {place:?}");
            assert_eq!(answer.headers.get_all("location").iter().count(), 1);
        }
    }
    let good = portal.browser();
    let fields = [("email", "ida.holm@halden.example"), ("password", "three unrelated words")];
    let to = good.fill("/sign-in?back=%2Fadvertiser%2Forders%3Fstate%3Ddraft", "/sign-in", &fields).await;
    assert_eq!(to.goes_to(), "/advertiser/orders?state=draft", "every way back is refused, so this proves nothing");
}

#[tokio::test]
async fn a46_an_address_with_slashes_too_many_is_put_right_on_this_site() {
    let portal = Portal::start().await;
    for path in ["//evil.example/", "///evil.example//", "/evil.example//", "//evil.example/%2f", "/\\evil.example/"] {
        let answer = super::exchange(
            &portal,
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").as_bytes(),
        )
        .await;
        let place = answer.lines().find_map(|line| line.to_lowercase().strip_prefix("location: ").map(str::to_owned));
        assert!(place.is_none_or(|place| place.starts_with('/') && !place.starts_with("//")), "{path}: {answer}");
    }
}
