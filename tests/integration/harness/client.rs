//! A client that behaves like a browser: cookies, forms as they stand on the page, the headers of a same-origin post.

use scraper::{Html, Selector};
use std::collections::BTreeMap;

/// A browser.
#[derive(Clone)]
pub struct Client {
    base: String,
    http: reqwest::Client,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("a selector")
}

impl Client {
    pub fn new(base: &str) -> Self {
        Self::at(base, [127, 0, 0, 1])
    }

    /// A browser on another machine: every address of the loopback network is one, each with its own allowance of posts.
    pub fn at(base: &str, address: [u8; 4]) -> Self {
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .local_address(std::net::IpAddr::from(address))
            // The portal closes what is idle for five seconds; a test that reckons as long would post into a closed line.
            .pool_max_idle_per_host(0)
            .build()
            .expect("a client");
        Self { base: base.to_owned(), http }
    }

    /// A browser that says no to sharing (Global Privacy Control), in the place of this one with nobody signed in.
    pub fn refusing_sharing(&self) -> Self {
        let headers = [("sec-gpc", "1")].map(|(name, value)| {
            (reqwest::header::HeaderName::from_static(name), reqwest::header::HeaderValue::from_static(value))
        });
        let builder = reqwest::Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none());
        let builder = builder.pool_max_idle_per_host(0).default_headers(headers.into_iter().collect());
        Self { base: self.base.clone(), http: builder.build().expect("a client") }
    }

    /// The portal's address.
    pub fn base(&self) -> &str {
        &self.base
    }

    async fn answer(request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.expect("the portal answers");
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let location = headers.get("location").map(|value| value.to_str().expect("text").to_owned());
        Answer { status, location, headers, body: response.text().await.expect("text") }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        Self::answer(self.http.get(format!("{}{path}", self.base)).header("accept", "text/html")).await
    }

    /// GET whose body waits to be read.
    pub async fn begin(&self, path: &str) -> reqwest::Response {
        self.http.get(format!("{}{path}", self.base)).send().await.expect("the portal answers")
    }

    /// GET of what is no page.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let response = self.http.get(format!("{}{path}", self.base)).send().await.expect("the portal answers");
        assert_eq!(response.status().as_u16(), 200, "{path} is not there");
        response.bytes().await.expect("a body").to_vec()
    }

    /// POST of these fields, as one of our pages would send them.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_body(path, encode(fields.iter().copied())).await
    }

    /// POST of a whole body.
    pub async fn post_body(&self, path: &str, body: String) -> Answer {
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .header("origin", &self.base)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "text/html")
            .body(body);
        Self::answer(request).await
    }

    /// POST of a body that comes piece by piece.
    pub async fn stream<S>(&self, path: &str, length: usize, pieces: S) -> Answer
    where
        S: futures_util::TryStream<Ok = String, Error = std::io::Error> + Send + 'static,
    {
        let request = self.http.post(format!("{}{path}", self.base));
        let request = request.header("origin", &self.base).header("content-type", "application/x-www-form-urlencoded");
        let body = reqwest::Body::wrap_stream(pieces);
        Self::answer(request.header("content-length", length).header("accept", "text/html").body(body)).await
    }

    /// POST of a whole body as a proxy passes it on for a browser at `address`.
    pub async fn post_from(&self, address: std::net::Ipv4Addr, path: &str, body: &str) -> Answer {
        let (address, base) = (address.to_string(), self.base.clone());
        let headers = [
            ("origin", base.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "text/html"),
            ("x-forwarded-for", address.as_str()),
        ];
        self.send("POST", path, &headers, body).await
    }

    /// A request with headers of one's own, for what no browser of ours would send.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let method = method.parse().expect("a method");
        let mut request = self.http.request(method, format!("{}{path}", self.base)).body(body.to_owned());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Self::answer(request).await
    }

    /// Opens a page, fills in the form that posts to `action` and sends it.
    pub async fn fill(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let form = self.form(page, action).await;
        self.post_body(action, form.body(fields)).await
    }

    /// The session's own fields alone, for a step whose form stands on no page now.
    pub async fn own_fields(&self) -> FormOnPage {
        let mut form = self.form("/account", "/account").await;
        form.0.retain(|name, _| name.starts_with('_'));
        form
    }

    /// The form that posts to `action`, as it stands on a page.
    pub async fn form(&self, page: &str, action: &str) -> FormOnPage {
        let answer = self.get(page).await;
        assert_eq!(answer.status, 200, "{page} is not there: {:?}", answer.heading());
        FormOnPage::on(&answer.body, page, action)
            .unwrap_or_else(|| panic!("{page} has no form that posts to {action}"))
    }
}

fn encode<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// A form with what it holds.
#[derive(Debug, Clone)]
pub struct FormOnPage(pub BTreeMap<String, String>);

impl FormOnPage {
    /// The form that posts to `action`, where a page has one.
    pub fn on(body: &str, page: &str, action: &str) -> Option<Self> {
        Self::every(body, page).into_iter().find_map(|(to, form)| (to == action).then_some(form))
    }

    /// Every form that posts, with where to.
    pub fn every(body: &str, page: &str) -> Vec<(String, Self)> {
        let html = Html::parse_document(body);
        let forms = selector("form[method=post]");
        let form =
            |form: scraper::ElementRef<'_>| (form.value().attr("action").unwrap_or(page).to_owned(), Self::read(form));
        html.select(&forms).map(form).collect()
    }

    fn read(form: scraper::ElementRef<'_>) -> Self {
        let mut fields = BTreeMap::new();
        for input in form.select(&selector("input[name]")) {
            let value = input.value();
            let ticked = value.attr("checked").is_some();
            let kind = value.attr("type").unwrap_or("text");
            if !matches!(kind, "checkbox" | "radio") || ticked {
                fields.insert(value.attr("name").unwrap_or("").into(), value.attr("value").unwrap_or("").into());
            }
        }
        for area in form.select(&selector("textarea[name]")) {
            let text: String = area.text().collect();
            fields.insert(area.value().attr("name").unwrap_or("").into(), text.trim_start_matches('\n').into());
        }
        for list in form.select(&selector("select[name]")) {
            let chosen = list.select(&selector("option[selected]")).next();
            let value = chosen.and_then(|option| option.value().attr("value")).unwrap_or("");
            fields.insert(list.value().attr("name").unwrap_or("").into(), value.into());
        }
        Self(fields)
    }

    /// Its body with these fields filled in.
    pub fn body(&self, fields: &[(&str, &str)]) -> String {
        let mut all = self.0.clone();
        for (name, value) in fields {
            all.insert((*name).into(), (*value).into());
        }
        encode(all.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }
}

impl Answer {
    /// The text of the page's first heading.
    pub fn heading(&self) -> String {
        self.texts("h1").into_iter().next().unwrap_or_default()
    }

    /// The text of every element that a selector finds.
    pub fn texts(&self, css: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        html.select(&selector(css))
            .map(|element| element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    }

    /// Where the links that a selector finds lead.
    pub fn links(&self, css: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        html.select(&selector(css)).filter_map(|link| link.value().attr("href").map(str::to_owned)).collect()
    }

    /// The form that posts to `action`, on a page that came back from a post to `page`.
    pub fn form(&self, page: &str, action: &str) -> FormOnPage {
        FormOnPage::on(&self.body, page, action).unwrap_or_else(|| panic!("{page} has no form that posts to {action}"))
    }

    /// The sentences of the error summary.
    pub fn errors(&self) -> Vec<String> {
        self.texts(".summary-links li")
    }

    /// Asserts a redirect and gives where it leads.
    #[track_caller]
    pub fn goes_to(&self) -> &str {
        assert_eq!(self.status, 303, "no redirect but {:?}: {:?}", self.heading(), self.errors());
        self.location.as_deref().expect("a redirect has a place")
    }
}
