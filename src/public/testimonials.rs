//! What people of our accounts say, by name, for anyone to read (P13).

use crate::error::Error;
use crate::page::testimonial::Quote;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Visit;
use crate::web::paging::{ListQuery, Pages, cut_to};
use actix_web::{HttpResponse, web};
use inset_store::testimonials;
use serde::Serialize;

/// How many stand on a page: a page of 50 at their longest would weigh more than a page may.
const SIZE: i64 = 24;

/// The page.
#[derive(Serialize)]
pub struct TestimonialsPage {
    quotes: Vec<Quote>,
    pages: Pages,
}

impl Page for TestimonialsPage {
    const TEMPLATE: &'static str = "public/testimonials.html";
    fn title(&self) -> String {
        "Testimonials".into()
    }
}

impl Samples for TestimonialsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |quotes, next: &str| Self { quotes, pages: Pages { next: next.into(), ..Pages::default() } };
        vec![
            ("empty", page(Vec::new(), "")),
            ("several", page(vec![Quote::sample(), Quote::sample(), Quote::sample()], "/testimonials?after=0")),
        ]
    }
}

/// Shows them, newest first.
pub async fn show(visit: Visit, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    // The list has no filters: only the place is taken from the address.
    let query = ListQuery { after: query.into_inner().after, ..ListQuery::default() };
    let found = testimonials::public(&mut *visit.db().read().await?, query.place(), SIZE + 1).await?;
    let (found, next) = cut_to(SIZE, found, |it| (it.published_at, it.id.0));
    visit.page(&TestimonialsPage {
        quotes: found.iter().map(|it| Quote::new(&it.shown, it.kind, it.given_at)).collect(),
        pages: query.pages(urls::TESTIMONIALS, next.as_deref()),
    })
}
