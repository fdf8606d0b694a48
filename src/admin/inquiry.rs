//! A message's page: what was written on both sides, its clock, and the steps that its state allows.

use super::Staff;
use super::inquiries::DueView;
use super::inquiry_invitations::InvitationView;
use super::past::Past;
use crate::error::Error;
use crate::form::choice::Choice;
use crate::form::{FormErrors, FormState, Typed};
use crate::page::inquiry::thread;
use crate::page::order::{Fact, MessageView};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::Signed;
use crate::web::powers::{CanAnswer, Power};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use inset_domain::account::AccountKind;
use inset_domain::ids::{InquiryId, UserId};
use inset_domain::inquiry::{Follows, Inquiry, InquiryKind, Written, draft};
use inset_domain::period::instant_words;
use inset_domain::website::WebSite;
use inset_domain::working_days::AnswerTime;
use inset_store::calls::{self, Listed, Made};
use inset_store::inquiries;
use serde::Serialize;

/// The page.
#[derive(Serialize)]
pub struct InquiryPage {
    id: String,
    reference: String,
    kind: &'static str,
    version: i64,
    state: &'static str,
    tone: &'static str,
    open: bool,
    may_answer: bool,
    /// Whether the reader has it.
    mine: bool,
    assignee: Option<String>,
    due: DueView,
    hint: &'static str,
    facts: Vec<Fact>,
    thread: Vec<MessageView>,
    /// Whether its sender is called with the answer.
    called: bool,
    /// The calls that told an answer, with what came of each.
    calls: Vec<CallView>,
    /// The invitations that answers were, newest first, with what became of each.
    invitations: Vec<InvitationView>,
    /// The message that it repeats: its reference, and its page.
    other: Option<Fact>,
    colleagues: Vec<Choice>,
    follows: Vec<Choice>,
    past: Past,
    form: FormState,
}

/// A call that tells an answer.
#[derive(Serialize)]
struct CallView {
    href: String,
    since: String,
    /// What came of it.
    state: &'static str,
    tone: &'static str,
    /// What was noted of each attempt.
    notes: Vec<String>,
}

impl CallView {
    fn new((listed, made): (Listed, Vec<Made>)) -> Self {
        let (state, tone) = match made.last() {
            None => ("To be called", "info"),
            Some(last) => (last.outcome.label(), last.outcome.tone()),
        };
        let note = |made: Made| {
            let (at, by) = (instant_words(made.at, chrono_tz::UTC), made.by);
            let said = made.note.map(|note| format!(": {note}")).unwrap_or_default();
            format!("{}, {by}, {at}{said}", made.outcome.label())
        };
        Self {
            href: urls::admin_call(listed.call.id),
            since: instant_words(listed.since, chrono_tz::UTC),
            state,
            tone,
            notes: made.into_iter().map(note).collect(),
        }
    }

    fn sample() -> Self {
        Self {
            href: "/admin/calls/0".into(),
            since: "1 December 2026, 14:02 UTC".into(),
            state: "Reached",
            tone: "good",
            notes: vec!["Reached, Sami Haddad, 2 December 2026, 9:10 UTC: She is content.".into()],
        }
    }
}

impl InquiryPage {
    fn new(inquiry: &Inquiry, now: DateTime<Utc>, form: FormState) -> Self {
        let name = inquiry.state.name();
        Self {
            id: inquiry.id.to_string(),
            reference: inquiry.reference.clone(),
            kind: inquiry.written.kind.label(),
            version: inquiry.version,
            state: name.label(),
            tone: name.tone(),
            open: name.is_open(),
            may_answer: true,
            mine: false,
            assignee: None,
            due: DueView::new(inquiry, now),
            hint: "They read exactly this",
            facts: facts(inquiry),
            thread: Vec::new(),
            called: inquiry.written.telephone.is_some(),
            calls: Vec::new(),
            invitations: Vec::new(),
            other: None,
            colleagues: Vec::new(),
            follows: follows(),
            past: Past::default(),
            form,
        }
    }
}

fn facts(inquiry: &Inquiry) -> Vec<Fact> {
    let written = &inquiry.written;
    let mut facts =
        vec![Fact::new("From", written.full_name.to_string()), Fact::new("E-mail address", written.email.to_string())];
    let mut optional = |label: &str, value: Option<String>| facts.extend(value.map(|value| Fact::new(label, value)));
    optional("Wishes to be called", written.telephone.as_ref().map(ToString::to_string));
    optional("Web site", written.web_site.as_ref().map(WebSite::shown));
    optional("Sector", written.sector.map(|sector| sector.label().into()));
    optional("Received", Some(instant_words(inquiry.created_at, chrono_tz::UTC)));
    facts
}

/// What may follow an answer, by the words that the form sends.
const FOLLOWS: [(&str, Follows); 4] = [
    ("nothing", Follows::Nothing),
    ("their_words", Follows::TheirWords),
    ("our_words", Follows::OurWords),
    ("not_now", Follows::NotNow),
];

/// Reads what follows an answer.
pub(super) fn read_follows(text: &str) -> Option<Follows> {
    let invitation = || text.parse().ok().map(Follows::Invitation);
    FOLLOWS.iter().find(|(code, _)| *code == text).map(|(_, follows)| *follows).or_else(invitation)
}

fn follows() -> Vec<Choice> {
    let invitation = |kind: AccountKind| Choice {
        hint: Some("The mail gets a link that fills in the sign-up with what the inquiry says"),
        ..Choice::new(kind.as_str(), format!("They sign up, invited as {}", kind.label().to_lowercase()))
    };
    let words = |follows| match follows {
        Follows::Nothing => ("Nothing: it is answered", None),
        Follows::TheirWords => ("They write: I asked them something", None),
        Follows::OurWords => ("I write again: this is a first word", Some("The clock begins anew")),
        _ => ("Nothing comes of it for now", None),
    };
    let plain = |(code, follows): (&str, Follows)| {
        let (label, hint) = words(follows);
        Choice { hint, ..Choice::new(code, label) }
    };
    FOLLOWS.into_iter().map(plain).chain(AccountKind::ALL.into_iter().map(invitation)).collect()
}

/// The form as it begins, with the hint of its words: with the answer that suits the sector, until one was given. Whatever
/// is answered after that, as after a reopening, begins empty and says so.
fn begun(inquiry: &Inquiry, answered: bool) -> (Typed, &'static str) {
    match draft(&inquiry.written).filter(|_| !answered) {
        Some(draft) => (
            Typed::default().with("words", draft.words).with("follows", draft.role.as_str()),
            "Begun by the sector; change it as you like. They read exactly this",
        ),
        None => (Typed::default().with("follows", "nothing"), "They read exactly this"),
    }
}

impl Page for InquiryPage {
    const TEMPLATE: &'static str = "admin/inquiry.html";
    fn title(&self) -> String {
        format!("{} {}", self.kind, self.reference)
    }
    fn status(&self) -> StatusCode {
        self.form.status()
    }
}

/// A message for samples.
pub(super) fn sample(kind: InquiryKind) -> Option<Inquiry> {
    let written = Written {
        kind,
        full_name: "Ida Holm".parse().ok()?,
        email: "ida@fjord.example".parse().ok()?,
        web_site: "fjord.example".parse().ok(),
        sector: None,
        telephone: "+47 22 34 56 78".parse().ok(),
        body: "The close button is too small.".parse().ok(),
    };
    let receive = Inquiry::receive(written, "INQ-1001".into(), AnswerTime::default(), DateTime::UNIX_EPOCH, 0);
    Some(receive.into_after())
}

impl Samples for InquiryPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let (now, time) = (DateTime::UNIX_EPOCH, AnswerTime::default());
        let sami = UserId::at(now);
        let page = |inquiry: &Inquiry, form| Self {
            thread: thread(inquiry, Vec::new(), None),
            colleagues: vec![Choice::new(sami.to_string(), "Sami Haddad")],
            ..Self::new(inquiry, now, form)
        };
        let errors = || {
            let mut errors = FormErrors::one("assignee", "Choose who is to answer it");
            errors.add("words", "Write the answer");
            errors.add("duplicate_of", "Enter the reference of the message that it repeats, such as INQ-1001");
            errors
        };
        let all = || {
            let inquiry = sample(InquiryKind::Inquiry)?;
            let complaint = sample(InquiryKind::Complaint)?.assign(sami, now, sami).ok()?.into_after();
            let words = "It is taken off today.".parse().ok()?;
            let over = complaint.clone().answer(words, Follows::Nothing, time, now, sami).ok()?.into_after().inquiry;
            let twice = Fact::new("INQ-1000", urls::admin_inquiry(inquiry.id));
            Some(vec![
                ("begun", page(&inquiry, FormState::new(begun(&inquiry, false).0))),
                ("failed", page(&complaint, FormState::failed(Typed::default(), errors()))),
                ("answered", Self { calls: vec![CallView::sample()], ..page(&over, FormState::default()) }),
                ("invited", Self { invitations: InvitationView::samples(), ..page(&over, FormState::default()) }),
                ("duplicate", Self { other: Some(twice), ..page(&over, FormState::default()) }),
                ("to read", Self { may_answer: false, ..page(&complaint, FormState::default()) }),
            ])
        };
        all().unwrap_or_default()
    }
}

/// The page with a form as it begins, or as it came back: what was typed into one of its forms stands beside what the others
/// begin with.
pub(super) async fn page<P: Power>(
    me: &Signed<Staff, P>,
    id: InquiryId,
    failed: Option<(Typed, FormErrors)>,
) -> Result<HttpResponse, Error> {
    let mut conn = me.db().read().await?;
    let inquiry = inquiries::find(&mut conn, id).await?;
    let said = inquiries::thread(&mut conn, id).await?;
    let colleagues = inquiries::who_answers(&mut conn).await?;
    let other = match inquiry.state.duplicate_of() {
        Some(other) => Some(inquiries::find(&mut conn, other).await?),
        None => None,
    };
    let calls = calls::of_subject(&mut conn, "inquiry", id.0).await?;
    let invitations = inquiries::sent(&mut conn, id).await?;
    let past = Past::of(&mut conn, "inquiry", id.0).await?;
    drop(conn);
    let now = me.db().clock().now();
    let (begun, hint) = begun(&inquiry, said.iter().any(|it| it.author.is_some()));
    let form = match failed {
        Some((typed, errors)) => {
            let values = typed.iter().fold(begun, |values, (name, value)| values.with(name, value));
            FormState::failed(values, errors)
        }
        None => FormState::new(begun),
    };
    let has_it = inquiry.state.assignee();
    me.page(&InquiryPage {
        may_answer: CanAnswer::holds(me.principal()),
        mine: has_it == Some(me.user()),
        assignee: colleagues.iter().find(|(user, _)| Some(*user) == has_it).map(|(_, name)| name.clone()),
        thread: thread(&inquiry, said, None),
        hint,
        calls: calls.into_iter().map(CallView::new).collect(),
        invitations: invitations.into_iter().map(|sent| InvitationView::new(sent, now)).collect(),
        other: other.map(|other| Fact::new(other.reference, urls::admin_inquiry(other.id))),
        colleagues: colleagues
            .into_iter()
            .filter(|(user, _)| Some(*user) != has_it && *user != me.user())
            .map(|(user, name)| Choice::new(user.to_string(), name))
            .collect(),
        past,
        ..InquiryPage::new(&inquiry, now, form)
    })
}

/// Shows a message.
pub async fn show(me: Signed<Staff>, id: web::Path<InquiryId>) -> Result<HttpResponse, Error> {
    page(&me, *id, None).await
}
