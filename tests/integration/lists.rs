//! Lists, walked from page to page.

use crate::harness::{Answer, Portal};
use std::collections::BTreeSet;

/// The address of the next page, where there is one.
fn next(page: &Answer) -> Option<String> {
    let html = scraper::Html::parse_document(&page.body);
    let link = scraper::Selector::parse(".pager a[rel=next]").expect("a selector");
    html.select(&link).next().and_then(|link| link.attr("href")).map(str::to_owned)
}

#[tokio::test]
async fn a_list_loses_no_order_where_a_page_ends_among_orders_of_one_moment() {
    let portal = Portal::start().await;
    let ida = portal.member("advertiser", "Halden Outdoor", "Ida Holm").await;
    // Forty orders to a moment and fifty to a page: every page ends inside a moment.
    portal
        .scalar(
            "INSERT INTO orders (id, number, account_id, state, state_at, state_by, revision, name, currency, total_minor, \
                                 line_count, created_at, updated_at) \
             SELECT gen_random_uuid(), 'IO-' || 5000 + i, account_id, 'draft', at, user_id, 1, 'Order ' || i, 'EUR', 0, 0, at, at \
             FROM memberships, generate_series(0, 119) AS i, \
                  LATERAL (SELECT timestamptz '2026-11-01' + (i / 40) * interval '1 day' AS at) AS moment",
        )
        .await;
    let (mut seen, mut sizes, mut path) = (BTreeSet::new(), Vec::new(), Some("/advertiser/orders".to_owned()));
    while let Some(address) = path {
        let page = ida.get(&address).await;
        let names = page.texts("tbody th a");
        sizes.push(names.len());
        seen.extend(names);
        path = next(&page);
    }
    assert_eq!(sizes, [50, 50, 20]);
    assert_eq!(seen.len(), 120, "an order was shown twice, and another never");
}
