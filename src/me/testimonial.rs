//! A person's own testimonials (P13): written, seen as the public will see it, agreed to, and withdrawn at any time.

use super::Anyone;
use crate::choices;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::order::Fact;
use crate::page::testimonial::Quote;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::{Form, Next, Signed};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use inset_domain::account::{Account, AccountKind};
use inset_domain::contact::ContactRole;
use inset_domain::ids::TestimonialId;
use inset_domain::letter::ANSWER_TIME;
use inset_domain::period::instant_words;
use inset_domain::site::Language;
use inset_domain::testimonial::{Consent, Shown, Testimonial, TestimonialState, Wording, check_account};
use inset_store::testimonials::Listed;
use inset_store::{StoreError, Tx, accounts, contacts, testimonials};
use serde::Serialize;

/// How many of a person's testimonials are shown; what has words is always among them.
const MOST: i64 = 50;

/// A person's own testimonials, and the form for another one where one may be offered.
#[derive(Serialize)]
pub struct TestimonialPage {
    own: Vec<Own>,
    /// For whom one may be written; none where none may.
    company: Option<Company>,
    /// Why none may be written, in a title and a sentence.
    instead: Option<Fact>,
    languages: Vec<Choice>,
    form: FormState,
}

#[derive(Serialize)]
struct Company {
    id: String,
    name: String,
}

/// One of them.
#[derive(Serialize)]
struct Own {
    id: String,
    company: String,
    state: &'static str,
    tone: &'static str,
    /// What happened last, and what follows.
    note: String,
    reason: Option<Fact>,
    quote: Option<Quote>,
    /// The words on the button that takes it back; none once nothing is left to take back.
    withdraw: Option<&'static str>,
}

impl Own {
    fn new(listed: Listed) -> Self {
        let Listed { testimonial, account: (company, kind), is_active } = listed;
        let name = testimonial.state.name();
        let at = |at| instant_words(at, chrono_tz::UTC);
        let (note, withdraw) = match &testimonial.state {
            TestimonialState::Offered(_) => (
                format!(
                    "Staff read it {ANSWER_TIME}. You get a mail when it is published, or with the reason if it is not."
                ),
                Some("Withdraw the testimonial"),
            ),
            TestimonialState::Published(_, step) if is_active => {
                (format!("Published {}. Anyone can read it.", at(step.at)), Some("Withdraw the testimonial"))
            }
            TestimonialState::Published(..) => {
                ("Not shown while the account is not active.".into(), Some("Withdraw the testimonial"))
            }
            TestimonialState::Refused(_, step, _) => (
                format!(
                    "Decided {}. Only you and our staff see the words; they are erased when you withdraw them or offer others.",
                    at(step.at)
                ),
                Some("Withdraw and erase the words"),
            ),
            TestimonialState::Replaced(_, _, erased) => (format!("Its words were erased {}.", at(*erased)), None),
            TestimonialState::Withdrawn(step) => (format!("Taken down, and its words erased, {}.", at(step.at)), None),
        };
        let reason = match &testimonial.state {
            TestimonialState::Refused(_, _, reason) => Some(Fact::new(reason.code.label(), &reason.words)),
            TestimonialState::Replaced(code, ..) => Some(Fact::new(code.label(), "")),
            _ => None,
        };
        Self {
            id: testimonial.id.to_string(),
            quote: testimonial.state.shown().map(|shown| Quote::new(shown, kind, testimonial.consent.at)),
            company,
            state: name.label(),
            tone: name.tone(),
            note,
            reason,
            withdraw,
        }
    }

    fn sample(state: &'static str, tone: &'static str, reason: Option<Fact>, withdraw: Option<&'static str>) -> Self {
        let quote = withdraw.map(|_| Quote::sample());
        let (company, note) = ("Fjordblikk AS".into(), "Published 1 December 2026, 14:02 UTC.".into());
        Self { id: "0".into(), company, state, tone, note, reason, quote, withdraw }
    }
}

impl Page for TestimonialPage {
    const TEMPLATE: &'static str = "me/testimonial.html";
    fn title(&self) -> String {
        "Your testimonial".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for TestimonialPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |own, write: bool, form| Self {
            own,
            company: write.then(|| Company { id: "0".into(), name: "Fjordblikk AS".into() }),
            instead: (!write)
                .then(|| Fact::new("Your account is not active yet", "Once it is, you can write one here.")),
            languages: choices!(Language),
            form,
        };
        let person = ("Ida Holm", "Fjordblikk AS");
        let Err(errors) = parse(&Typed::default(), person) else { return Vec::new() };
        let refused =
            Fact::new("It makes a claim that cannot be shown", "Say over which time the figure was measured.");
        let own = vec![
            Own::sample("Public", "good", None, Some("Withdraw the testimonial")),
            Own::sample("Not published", "warn", Some(refused), Some("Withdraw and erase the words")),
            Own::sample("Withdrawn", "neutral", None, None),
        ];
        vec![
            ("none may be written", page(Vec::new(), false, FormState::default())),
            ("first, failed", page(Vec::new(), true, FormState::failed(Typed::default(), errors))),
            ("several", page(own, true, FormState::default())),
        ]
    }
}

/// The testimonial as the public will see it, with the consent below it.
#[derive(Serialize)]
pub struct PreviewPage {
    quote: Quote,
    wording: Wording,
    form: FormState,
}

impl PreviewPage {
    /// A preview; the form below it carries what was typed and the fingerprint of what is shown, and its box is not ticked.
    fn new(shown: &Shown, kind: AccountKind, today: chrono::DateTime<chrono::Utc>, mut form: FormState) -> Self {
        let wording = Wording::current();
        form.values = form.values.without("consent").with("previewed", shown.fingerprint(wording));
        Self { quote: Quote::new(shown, kind, today), wording, form }
    }
}

impl Page for PreviewPage {
    const TEMPLATE: &'static str = "me/testimonial_preview.html";
    fn title(&self) -> String {
        "As the public will see it".into()
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for PreviewPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form| Self { quote: Quote::sample(), wording: Wording::current(), form };
        let errors = FormErrors::one("consent", NOT_TICKED);
        vec![("plain", page(FormState::default())), ("failed", page(FormState::failed(Typed::default(), errors)))]
    }
}

const NOT_TICKED: &str = "Tick the box to agree; without it nothing is offered or published";
const NOT_PREVIEWED: &str = "Read it as it stands here, then agree: this is not what you saw before";

/// Reads what was typed, under the person's name and their company's as they are on record.
fn parse(typed: &Typed, (full_name, company): (&str, &str)) -> Result<Shown, FormErrors> {
    let mut read = Reader::new(typed);
    let words = read.required("words", "Write what you want to say");
    let language = read.required("language", "Choose the language you write in");
    let job_title = read.required("job_title", "Enter your role in the company");
    let full_name = read.parsed("words", full_name.parse());
    let company = read.parsed("words", company.parse());
    read.finish(|| {
        Some(Shown {
            words: words?,
            language: language?,
            full_name: full_name?,
            job_title: job_title?,
            company: company?,
        })
    })
}

/// A form to begin with: the role as the account's contacts give it for this person, or what was refused before.
async fn begin(me: &Signed<Anyone>, account: &Account, own: &[Listed]) -> Result<Typed, Error> {
    let refused = own.iter().filter(|it| it.testimonial.account == account.id && !it.testimonial.state.is_live());
    if let Some(shown) = refused.filter_map(|it| it.testimonial.state.shown()).next() {
        return Ok(Typed::default()
            .with("words", &shown.words)
            .with("language", shown.language.as_str())
            .with("job_title", &shown.job_title));
    }
    let mut contacts = contacts::all(&mut *me.db().read().await?, account.id).await?;
    contacts.retain(|it| it.contact.email.to_string() == me.principal().email);
    contacts.sort_by_key(|it| it.role != ContactRole::Personal);
    let job_title = contacts.into_iter().find_map(|it| it.contact.job_title);
    Ok(Typed::default().with("language", Language::En.as_str()).with_some("job_title", job_title))
}

/// The page; `form` is what came back, none where it is first shown.
async fn page(me: &Signed<Anyone>, form: Option<FormState>) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let own = testimonials::of_author(&mut conn, me.user(), MOST).await?;
    let account = match &me.principal().account {
        Some(acting) => Some(accounts::find(&mut conn, acting.id).await?),
        None => None,
    };
    drop(conn);
    let live =
        |account: &Account| own.iter().any(|it| it.testimonial.account == account.id && it.testimonial.state.is_live());
    let instead = match &account {
        None => Some(Fact::new("You act for no account", "Testimonials are given by people of an active account.")),
        Some(account) if !account.is_active() => Some(Fact::new(
            format!("{} is not active yet", account.name),
            "Once its account is approved, you can say here what working with us is like.",
        )),
        Some(account) if live(account) => Some(Fact::new(
            "One at a time",
            format!("You have given one for {}. To change it, withdraw it and write another.", account.name),
        )),
        Some(_) => None,
    };
    let account = account.filter(|_| instead.is_none());
    let form = match (form, &account) {
        (Some(form), _) => form,
        (None, Some(account)) => FormState::new(begin(me, account, &own).await?),
        (None, None) => FormState::default(),
    };
    me.page(&TestimonialPage {
        company: account.map(|account| Company { id: account.id.to_string(), name: account.name }),
        own: own.into_iter().map(Own::new).collect(),
        instead,
        languages: choices!(Language),
        form,
    })
}

/// The account that the form was opened for, where the person still acts for it and it is active.
async fn opened_for(me: &Signed<Anyone>, typed: &Typed) -> Result<Account, Error> {
    let acting = me.acting()?;
    // Everyone's own area checks no account, so this form carries its own: never a word in the name of another company.
    if typed.get("account") != acting.id.to_string() {
        return Err(Error::OtherAccount);
    }
    let account = accounts::find(&mut *me.db().read().await?, acting.id).await?;
    check_account(&account)?;
    Ok(account)
}

/// Shows a person's testimonials.
pub async fn show(me: Signed<Anyone>) -> Result<HttpResponse, Error> {
    page(&me, None).await
}

/// Shows what was typed as the public will see it, or, asked to change it, the form again. Nothing is stored.
pub async fn preview(me: Signed<Anyone>, form: Form) -> Result<HttpResponse, Error> {
    let account = opened_for(&me, &form.typed).await?;
    let typed = form.typed.clone().without("step");
    if form.typed.get("step") == "change" {
        return page(&me, Some(FormState::new(typed))).await;
    }
    match parse(&typed, (&me.principal().name, &account.name)) {
        Ok(shown) => me.page(&PreviewPage::new(&shown, account.kind, me.db().clock().now(), FormState::new(typed))),
        Err(errors) => page(&me, Some(FormState::failed(typed, errors))).await,
    }
}

/// Offers it, as it was previewed and agreed to. What was refused before is erased in the same step.
pub async fn offer(me: Signed<Anyone>, form: Form) -> Result<HttpResponse, Error> {
    if let Some(answer) = me.answered_before(&form).await? {
        return Ok(answer);
    }
    let account = opened_for(&me, &form.typed).await?;
    let shown = match parse(&form.typed, (&me.principal().name, &account.name)) {
        Ok(shown) => shown,
        Err(errors) => return page(&me, Some(FormState::failed(form.typed.clone(), errors))).await,
    };
    let previewed = form.typed.get("previewed") == shown.fingerprint(Wording::current());
    if !previewed || form.typed.get("consent").is_empty() {
        let errors = FormErrors::one("consent", if previewed { NOT_TICKED } else { NOT_PREVIEWED });
        let form = FormState::failed(form.typed.clone(), errors);
        return me.page(&PreviewPage::new(&shown, account.kind, me.db().clock().now(), form));
    }
    let result = me
        .commit(&form, async |tx| {
            let account = accounts::find(tx.conn(), account.id).await?;
            make_room(tx, &me, &account).await?;
            let consent = Consent { wording: Wording::current(), at: tx.now() };
            testimonials::save(tx, Testimonial::offer(&account, me.user(), shown, consent)?).await?;
            Ok(Next::to(urls::TESTIMONIAL).saying("testimonial-offered"))
        })
        .await;
    match result {
        Err(Error::Stale) => Ok(me.go(&Next::to(urls::TESTIMONIAL).saying("testimonial-live"))),
        other => other,
    }
}

/// Erases what was refused before; one that waits or is public stands in the way.
async fn make_room(tx: &mut Tx<'_>, me: &Signed<Anyone>, account: &Account) -> Result<(), Error> {
    for earlier in testimonials::with_words(tx, me.user(), account.id).await? {
        if earlier.state.is_live() {
            return Err(StoreError::Stale.into());
        }
        testimonials::save(tx, earlier.replace(tx.now())?).await?;
    }
    Ok(())
}

/// Takes one back, whatever its state and whichever account it was given for: from this commit on nobody reads it.
pub async fn withdraw(me: Signed<Anyone>, form: Form) -> Result<HttpResponse, Error> {
    let id: TestimonialId = form.typed.get("testimonial").parse().map_err(|_| Error::NotFound)?;
    let done = Next::to(urls::TESTIMONIAL).saying("testimonial-withdrawn");
    let result = me
        .commit(&form, async |tx| {
            let testimonial = testimonials::own(tx, me.user(), id).await?;
            testimonials::save(tx, testimonial.withdraw(tx.now(), me.user())?).await?;
            Ok(done.clone())
        })
        .await;
    match result {
        // Withdrawn before, from another tab: what was wished for is so.
        Err(Error::State(_)) => Ok(me.go(&done)),
        other => other,
    }
}
