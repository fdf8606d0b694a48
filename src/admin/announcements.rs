//! Announcements: the list, and each one with who will get it and how it will look to them.

use super::Staff;
use super::past::Past;
use crate::error::Error;
use crate::form::choice::{Choice, time_zones};
use crate::form::{FormErrors, FormState, Typed};
use crate::mail::{self, Written};
use crate::page::order::Fact;
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use crate::web::paging::{ListQuery, PAGE, Pages, cut};
use crate::web::powers::{CanAnnounce, Power};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::announcement::{Announcement, AnnouncementClass, AnnouncementState, StateName, Words};
use inset_domain::ids::{AnnouncementId, ConsentId};
use inset_domain::letter::{Letter, News, OptionalLetter, ServiceLetter};
use inset_domain::period::instant_words;
use inset_store::announcements::{self, Listed};
use serde::Serialize;

/// The list.
#[derive(Serialize)]
pub struct AnnouncementsPage {
    rows: Vec<Row>,
    states: Vec<Choice>,
    state: String,
    pages: Pages,
    /// Whether whoever looks may write one.
    writes: bool,
}

#[derive(Serialize)]
struct Row {
    href: String,
    subject: String,
    class: &'static str,
    audience: String,
    state: &'static str,
    tone: &'static str,
    at: String,
    at_iso: String,
}

/// When it is sent or was; else when it was composed.
fn time(listed: &Listed) -> (chrono::DateTime<chrono::Utc>, chrono_tz::Tz) {
    match listed.announcement.state {
        AnnouncementState::Scheduled { at, zone } => (at, zone.0),
        AnnouncementState::Sending { since } | AnnouncementState::Sent { since, .. } => (since, chrono_tz::UTC),
        AnnouncementState::Draft | AnnouncementState::Cancelled { .. } => (listed.composed_at, chrono_tz::UTC),
    }
}

impl From<Listed> for Row {
    fn from(listed: Listed) -> Self {
        let (at, zone) = time(&listed);
        let Announcement { id, words, accounts, state, .. } = listed.announcement;
        Self {
            href: urls::admin_announcement(id),
            subject: words.subject.to_string(),
            class: words.class.label(),
            audience: accounts.words(),
            state: state.name().label(),
            tone: state.name().tone(),
            at: instant_words(at, zone),
            at_iso: at.to_rfc3339(),
        }
    }
}

impl Page for AnnouncementsPage {
    const TEMPLATE: &'static str = "admin/announcements.html";
    fn title(&self) -> String {
        "Announcements".into()
    }
}

impl Samples for AnnouncementsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |rows, state: &str| Self {
            rows,
            states: Vec::new(),
            state: state.into(),
            pages: Pages::default(),
            writes: true,
        };
        let row = Row {
            href: "/admin/announcements/0".into(),
            subject: "Payments move to the fifth".into(),
            class: AnnouncementClass::Service.label(),
            audience: "Everybody in active publisher accounts".into(),
            state: StateName::Sent.label(),
            tone: StateName::Sent.tone(),
            at: "1 December 2026, 14:02 UTC".into(),
            at_iso: "2026-12-01T14:02:00Z".into(),
        };
        vec![("empty", page(Vec::new(), "")), ("none match", page(Vec::new(), "sent")), ("one", page(vec![row], ""))]
    }
}

/// An announcement's page.
#[derive(Serialize)]
pub struct AnnouncementPage {
    id: String,
    version: i64,
    subject: String,
    state: &'static str,
    tone: &'static str,
    is_draft: bool,
    may_cancel: bool,
    is_service: bool,
    facts: Vec<Fact>,
    /// How its mail reads.
    mail: Written,
    /// How its page in the portal reads.
    paragraphs: Vec<String>,
    why: String,
    past: Past,
    /// How often one may be sent, in words.
    bound: String,
    zones: Vec<Choice>,
    writes: bool,
    form: FormState,
}

impl Page for AnnouncementPage {
    const TEMPLATE: &'static str = "admin/announcement.html";
    fn title(&self) -> String {
        format!("Announcement: {}", self.subject)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

/// How often a service announcement may be sent, in words.
fn bound(days: u32) -> String {
    match days {
        0 => "Service announcements may follow one another at once here.".into(),
        1 => "A day lies at least between two service announcements.".into(),
        days => format!("{days} days lie at least between two service announcements."),
    }
}

impl AnnouncementPage {
    fn new(announcement: &Announcement, mail: Written, form: FormState) -> Self {
        let Announcement { id, words, state, version, .. } = announcement;
        let name = state.name();
        Self {
            id: id.to_string(),
            version: *version,
            subject: words.subject.to_string(),
            state: name.label(),
            tone: name.tone(),
            is_draft: name == StateName::Draft,
            may_cancel: matches!(name, StateName::Draft | StateName::Scheduled),
            is_service: words.class == AnnouncementClass::Service,
            facts: Vec::new(),
            mail,
            paragraphs: words.paragraphs(),
            why: words.why.to_string(),
            past: Past::default(),
            bound: String::new(),
            zones: time_zones(),
            writes: true,
            form,
        }
    }
}

impl Samples for AnnouncementPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let (Ok(subject), Ok(why), Ok(text)) = (
            "Payments move to the fifth".parse(),
            "The day on which every publisher is paid changes.".parse(),
            "From January on we pay on the fifth.\n\nNothing else changes.".parse(),
        ) else {
            return Vec::new();
        };
        let words = Words { class: AnnouncementClass::Service, subject, why, text };
        let accounts = inset_domain::announcement::Accounts {
            kind: None,
            standing: inset_domain::announcement::Standing::Active,
            country: None,
        };
        let draft = Announcement::compose(words.clone(), accounts, chrono::DateTime::UNIX_EPOCH).into_after();
        let mail = || Written {
            subject: "Payments move to the fifth".into(),
            heading: "Payments move to the fifth".into(),
            paragraphs: words.paragraphs(),
            facts: vec![("Why you get this".into(), words.why.to_string())],
            action: None,
            why: "You get this mail because your account here is concerned.".into(),
            leave: None,
        };
        let errors = FormErrors::one("when", "Choose when it is sent");
        let page = |form| Self {
            bound: bound(7),
            facts: vec![Fact::new("Readers now", "412")],
            ..Self::new(&draft, mail(), form)
        };
        let sent =
            Self { state: StateName::Sent.label(), is_draft: false, may_cancel: false, ..page(FormState::default()) };
        vec![
            ("draft", page(FormState::default())),
            ("draft, failed", page(FormState::failed(Typed::default(), errors))),
            ("sent", sent),
            ("to a reviewer", Self { writes: false, ..page(FormState::default()) }),
        ]
    }
}

/// The letter as one of its readers gets it.
fn letter(announcement: &Announcement) -> Letter {
    match announcement.words.class {
        AnnouncementClass::Service => ServiceLetter::Announcement(announcement.letter()).into(),
        AnnouncementClass::Optional => Letter::Optional(OptionalLetter {
            consent: ConsentId(uuid::Uuid::nil()),
            news: News::ProductNews(announcement.letter()),
        }),
    }
}

/// An announcement's page, with a form that may have failed.
pub(super) async fn page<P: Power>(
    me: &Signed<Staff, P>,
    id: AnnouncementId,
    form: Option<FormState>,
) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let listed = announcements::find(&mut conn, id).await?;
    let announcement = &listed.announcement;
    let counted = match announcement.state.name() {
        StateName::Sending | StateName::Sent => Fact::new("Readers", listed.readers.to_string()),
        _ => {
            let readers = announcements::readers(&mut conn, announcement.words.class, announcement.accounts).await?;
            Fact::new("Readers now", readers.to_string())
        }
    };
    let past = Past::of(&mut conn, "announcement", id.0).await?;
    drop(conn);
    let mut facts = vec![
        Fact::new("What it is", announcement.words.class.label()),
        Fact::new("For", announcement.accounts.words()),
        counted,
    ];
    let (at, zone) = time(&listed);
    let times = match announcement.state {
        AnnouncementState::Scheduled { .. } => Some("Sent at"),
        AnnouncementState::Sending { .. } | AnnouncementState::Sent { .. } => Some("Sent from"),
        AnnouncementState::Draft | AnnouncementState::Cancelled { .. } => None,
    };
    facts.extend(times.map(|label| Fact::new(label, instant_words(at, zone))));
    let (shared, login) = (me.site().shared(), me.principal().email.as_str());
    let mail = mail::preview(shared, me.db().vault(), &letter(announcement), &announcement.words, login);
    let form = form.unwrap_or_else(|| FormState::new(Typed::default().with("zone", "UTC")));
    me.page(&AnnouncementPage {
        facts,
        past,
        bound: bound(me.site().config().announcement_days),
        writes: CanAnnounce::holds(me.principal()),
        ..AnnouncementPage::new(announcement, mail, form)
    })
}

/// Shows the list.
pub async fn list(me: Signed<Staff>, query: web::Query<ListQuery>) -> Result<HttpResponse, Error> {
    let state: Option<StateName> = query.state().and_then(|state| state.parse().ok());
    let found = announcements::newest(&mut *me.db().read().await?, state, query.place(), PAGE + 1).await?;
    let (found, next) = cut(found, |listed| (listed.composed_at, listed.announcement.id.0));
    me.page(&AnnouncementsPage {
        rows: found.into_iter().map(Row::from).collect(),
        states: crate::choices!(StateName),
        state: state.map_or("", StateName::as_str).to_owned(),
        pages: query.pages(urls::ADMIN_ANNOUNCEMENTS, next.as_deref()),
        writes: CanAnnounce::holds(me.principal()),
    })
}

/// Shows one.
pub async fn show(me: Signed<Staff>, id: web::Path<AnnouncementId>) -> Result<HttpResponse, Error> {
    page(&me, *id, None).await
}
