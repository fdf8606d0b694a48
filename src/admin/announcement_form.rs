//! What an announcement says and whom it is for: composed, and changed while it is a draft.

use super::Staff;
use crate::choices;
use crate::error::Error;
use crate::form::choice::{Choice, countries};
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::powers::CanAnnounce;
use crate::web::{Form, Next, Signed};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::account::AccountKind;
use inset_domain::announcement::{Accounts, Announcement, AnnouncementClass, Standing, Words};
use inset_domain::country::Country;
use inset_domain::ids::AnnouncementId;
use inset_store::announcements;
use serde::Serialize;

type Me = Signed<Staff, CanAnnounce>;

/// Stands for every kind of account.
const EVERY_KIND: &str = "all";

/// The form.
#[derive(Serialize)]
pub struct WordsPage {
    action: String,
    back: String,
    is_new: bool,
    classes: Vec<Choice>,
    kinds: Vec<Choice>,
    standings: Vec<Choice>,
    countries: Vec<Choice>,
    form: FormState,
}

impl WordsPage {
    fn new(id: Option<AnnouncementId>, form: FormState) -> Self {
        let hints = AnnouncementClass::ALL.iter().map(|class| Some(class.hint()));
        let classes =
            choices!(AnnouncementClass).into_iter().zip(hints).map(|(it, hint)| Choice { hint, ..it }).collect();
        let kind = |kind: AccountKind| Choice::new(kind.as_str(), format!("{} accounts", kind.label()));
        Self {
            action: id.map_or_else(|| format!("{}/new", urls::ADMIN_ANNOUNCEMENTS), urls::admin_announcement_words),
            back: id.map_or_else(|| urls::ADMIN_ANNOUNCEMENTS.into(), urls::admin_announcement),
            is_new: id.is_none(),
            classes,
            kinds: std::iter::once(Choice::new(EVERY_KIND, "All accounts"))
                .chain(AccountKind::ALL.into_iter().map(kind))
                .collect(),
            standings: choices!(Standing),
            countries: countries(),
            form,
        }
    }
}

impl Page for WordsPage {
    const TEMPLATE: &'static str = "admin/announcement_words.html";
    fn title(&self) -> String {
        if self.is_new { "New announcement".into() } else { "Change the announcement".into() }
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

impl Samples for WordsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let Err(errors) = parse(&Typed::default()) else { return Vec::new() };
        let id = AnnouncementId::at(chrono::DateTime::UNIX_EPOCH);
        vec![
            ("new", Self::new(None, FormState::default())),
            ("new, failed", Self::new(None, FormState::failed(Typed::default(), errors))),
            ("change", Self::new(Some(id), FormState::default())),
        ]
    }
}

fn parse(typed: &Typed) -> Result<(Words, Accounts), FormErrors> {
    let mut read = Reader::new(typed);
    let class = read.required("class", "Choose what it is");
    let subject = read.required("subject", "Enter the subject");
    let why = read.required("why", "Say why its readers get it");
    let text = read.required("text", "Write the text");
    let kind: Option<Option<AccountKind>> = match read.text("kind") {
        "" => {
            read.error("kind", "Choose which accounts it is for");
            None
        }
        EVERY_KIND => Some(None),
        kind => read.parsed("kind", kind.parse::<AccountKind>()).map(Some),
    };
    let standing = read.required("standing", "Choose which of these accounts");
    let country: Option<Country> = read.optional("country");
    read.finish(|| {
        let words = Words { class: class?, subject: subject?, why: why?, text: text? };
        Some((words, Accounts { kind: kind?, standing: standing?, country }))
    })
}

fn fill(announcement: &Announcement) -> Typed {
    let (words, accounts) = (&announcement.words, announcement.accounts);
    Typed::default()
        .with("class", words.class.as_str())
        .with("subject", &words.subject)
        .with("why", &words.why)
        .with("text", &words.text)
        .with("kind", accounts.kind.map_or(EVERY_KIND, AccountKind::as_str))
        .with("standing", accounts.standing.as_str())
        .with_some("country", accounts.country.map(Country::code))
        .with("version", announcement.version)
}

/// Shows the empty form.
pub async fn begin(me: Me) -> Result<HttpResponse, Error> {
    let typed = Typed::default().with("kind", EVERY_KIND).with("standing", Standing::Active.as_str());
    me.page(&WordsPage::new(None, FormState::new(typed)))
}

/// Saves a draft.
pub async fn compose(me: Me, form: Form) -> Result<HttpResponse, Error> {
    let (words, accounts) = match parse(&form.typed) {
        Ok(input) => input,
        Err(errors) => return me.page(&WordsPage::new(None, FormState::failed(form.typed.clone(), errors))),
    };
    me.commit(&form, async |tx| {
        let draft = Announcement::compose(words, accounts, tx.now());
        let id = announcements::compose(tx, me.user(), draft).await?;
        Ok(Next::to(urls::admin_announcement(id)).saying("saved"))
    })
    .await
}

/// Shows the draft's form.
pub async fn show(me: Me, id: web::Path<AnnouncementId>) -> Result<HttpResponse, Error> {
    let found = announcements::find(&mut *me.db().read().await?, *id).await?.announcement;
    me.page(&WordsPage::new(Some(*id), FormState::new(fill(&found))))
}

/// Saves what the draft says now.
pub async fn revise(me: Me, id: web::Path<AnnouncementId>, form: Form) -> Result<HttpResponse, Error> {
    let seen = form.typed.version();
    let parsed = parse(&form.typed).and_then(|input| {
        seen.map(|seen| (input, seen)).ok_or_else(|| FormErrors::one("", "Open the page again, then change it"))
    });
    let ((words, accounts), seen) = match parsed {
        Ok(input) => input,
        Err(errors) => {
            announcements::find(&mut *me.db().read().await?, *id).await?;
            return me.page(&WordsPage::new(Some(*id), FormState::failed(form.typed.clone(), errors)));
        }
    };
    let result = me
        .commit(&form, async |tx| {
            let found = announcements::find(tx.conn(), *id).await?.announcement;
            announcements::revise(tx, found.revise(seen, words, accounts)?).await?;
            Ok(Next::to(urls::admin_announcement(*id)).saying("saved"))
        })
        .await;
    match result {
        Err(Error::Stale) => {
            let current = announcements::find(&mut *me.db().read().await?, *id).await?.announcement;
            let form = FormState::overtaken(form.typed.clone(), &fill(&current));
            me.page(&WordsPage::new(Some(*id), form))
        }
        other => other,
    }
}
