//! Decisions on accounts. Of two reviewers who decide at once one wins, and the other is told politely.

use super::Staff;
use super::claims::{held_from, hold};
use super::undo::decide_account as decided;
use super::{case, overtaken};
use crate::error::Error;
use crate::form::{FormErrors, FormState, Reader, askable, reason, signing};
use crate::urls;
use crate::web::powers::{CanReview, Fresh, Power};
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use diesel_async::AsyncPgConnection;
use inset_domain::account::{Account, AccountKind};
use inset_domain::agreement::Agreement;
use inset_domain::ids::{AccountId, CaseId};
use inset_domain::period::Day;
use inset_domain::reason::ReasonFor;
use inset_domain::signature::{Side, Signature};
use inset_domain::site::SiteState;
use inset_domain::text::PersonName;
use inset_store::{StoreError, Tx, accounts, agreements, cases, sites, undos};
use uuid::Uuid;

type Me = Signed<Staff, CanReview>;
/// For the decision that signs.
type FreshMe = Signed<Staff, Fresh<CanReview>>;

/// Sends whoever came second to the case, where the first decision is shown; or gives back what was typed where a colleague
/// has the case. With what they `wanted` to decide, in words, that is shown beside what stands now.
pub(super) async fn politely<P: Power>(
    me: &Signed<Staff, P>,
    id: CaseId,
    (form, wanted): (&Form, Option<String>),
    result: Result<HttpResponse, Error>,
) -> Result<HttpResponse, Error> {
    match result {
        Err(Error::Stale | Error::State(_)) => match (held_from(me, id, form).await?, wanted) {
            (Some(held), _) => Ok(held),
            (None, Some(wanted)) => overtaken::decision(me, id, (form, wanted)).await,
            (None, None) => Ok(me.go(&Next::to(urls::case(id)).saying("decided-already"))),
        },
        other => other,
    }
}

/// That a record is still as it was shown to whoever decides on it (abuse case A-73).
pub(super) fn as_shown(form: &Form, version: i64) -> Result<(), StoreError> {
    if form.typed.version() == Some(version) { Ok(()) } else { Err(StoreError::Stale) }
}

/// The companies that a member of staff is in the team of: what colleagues note about those is not for them.
pub(super) fn own_companies<P: Power>(me: &Signed<Staff, P>) -> Vec<Uuid> {
    me.principal().accounts.iter().map(|account| account.id.0).collect()
}

/// That whoever decides is not in the team of the company it is about (abuse case A-36).
pub(super) fn not_own<P: Power>(me: &Signed<Staff, P>, account: AccountId) -> Result<(), Error> {
    match me.principal().accounts.iter().any(|own| own.id == account) {
        true => Err(Error::SecondPerson("You are in this company's team, so you decide nothing about it.")),
        false => Ok(()),
    }
}

async fn account_of<P: Power>(me: &Signed<Staff, P>, tx: &mut Tx<'_>, id: CaseId) -> Result<Account, Error> {
    let case = cases::find(tx.conn(), id).await?;
    match (case.order, case.site) {
        // An order's case has its own decisions, and so has a site's.
        (Some(_), _) | (_, Some(_)) => Err(Error::NotFound),
        (None, None) => {
            not_own(me, case.account)?;
            Ok(accounts::find(tx.conn(), case.account).await?)
        }
    }
}

async fn read_account<P: Power>(me: &Signed<Staff, P>, id: CaseId) -> Result<Account, Error> {
    let mut conn = me.db().read().await?;
    let case = cases::find(&mut conn, id).await?;
    if case.order.is_some() || case.site.is_some() {
        return Err(Error::NotFound);
    }
    Ok(accounts::find(&mut conn, case.account).await?)
}

/// Begins the review.
pub async fn begin(me: Me, id: web::Path<CaseId>, form: Form) -> Result<HttpResponse, Error> {
    read_account(&me, *id).await?;
    let result = me
        .commit(&form, async |tx| {
            let account = account_of(&me, tx, *id).await?;
            hold(&me, tx, *id).await?;
            accounts::update(tx, account.begin_review(tx.now(), me.user())?).await?;
            Ok(Next::to(urls::case(*id)).saying("review-begun"))
        })
        .await;
    politely(&me, *id, (&form, None), result).await
}

/// Asks for changes on named fields.
pub async fn request_changes(me: Me, id: web::Path<CaseId>, form: Form) -> Result<HttpResponse, Error> {
    let kind = read_account(&me, *id).await?.kind;
    let asks = match askable::parse(&form.typed, kind) {
        Ok(asks) => asks,
        Err(errors) => return case::page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    let result = me
        .commit(&form, async |tx| {
            let account = account_of(&me, tx, *id).await?;
            as_shown(&form, account.version)?;
            // An active account is asked in a case that waits, and in no other.
            if cases::find(tx.conn(), *id).await?.state != "waiting" {
                return Err(StoreError::Stale.into());
            }
            let fields =
                asks.iter().map(|ask| (askable::label(kind, &ask.section, &ask.field), ask.note.clone())).collect();
            let now = tx.now();
            cases::ask(tx, *id, me.user(), &asks).await?;
            decided(&me, tx, *id, account, |it| it.request_changes(now, me.user(), fields)).await?;
            Ok(Next::to(urls::QUEUE).saying("changes-asked"))
        })
        .await;
    match result {
        // What was written of each field is more than a notice may lose.
        Err(Error::Stale | Error::State(_)) => match held_from(&me, *id, &form).await? {
            Some(held) => Ok(held),
            None => overtaken::changes(&me, *id, (&form, &asks), kind).await,
        },
        other => other,
    }
}

/// Declines, with a reason and, where one may apply again, from when.
pub async fn decline(me: Me, id: web::Path<CaseId>, form: Form) -> Result<HttpResponse, Error> {
    let kind = read_account(&me, *id).await?.kind;
    let reason = reason::parse(&form.typed, ReasonFor::Account(kind));
    let mut read = Reader::new(&form.typed);
    let reason = read.absorb(reason);
    let reapply = read.optional::<Day>("reapply").map(|day| day.0);
    if reapply.is_some_and(|day| day < me.db().clock().now().date_naive()) {
        read.error("reapply", "Choose a day that is not over, or leave it empty");
    }
    let (reason, reapply) = match read.finish(|| Some((reason?, reapply))) {
        Ok(input) => input,
        Err(errors) => return case::page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    let wanted = overtaken::wanted("Decline", &reason);
    let result = me
        .commit(&form, async |tx| {
            let account = account_of(&me, tx, *id).await?;
            as_shown(&form, account.version)?;
            let now = tx.now();
            decided(&me, tx, *id, account, |it| it.decline(now, me.user(), reason, reapply)).await?;
            Ok(Next::to(urls::QUEUE).saying("declined"))
        })
        .await;
    politely(&me, *id, (&form, Some(wanted)), result).await
}

/// Gives an account that was approved once back to the first reviewer, with the reason.
pub async fn give_back(me: Me, id: web::Path<CaseId>, form: Form) -> Result<HttpResponse, Error> {
    let kind = read_account(&me, *id).await?.kind;
    let reason = match reason::parse(&form.typed, ReasonFor::Account(kind)) {
        Ok(reason) => reason,
        Err(errors) => return case::page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    let wanted = overtaken::wanted("Give back", &reason);
    let result = me
        .commit(&form, async |tx| {
            let account = account_of(&me, tx, *id).await?;
            as_shown(&form, account.version)?;
            let now = tx.now();
            decided(&me, tx, *id, account, |it| it.give_back(now, me.user(), reason)).await?;
            Ok(Next::to(urls::QUEUE).saying("given-back"))
        })
        .await;
    politely(&me, *id, (&form, Some(wanted)), result).await
}

/// Approves, which countersigns the agreement where the account has one. Where policy wants two, the first approval only
/// hands it on to the second.
pub async fn approve(me: FreshMe, id: web::Path<CaseId>, form: Form) -> Result<HttpResponse, Error> {
    let account = read_account(&me, *id).await?;
    not_own(&me, account.id)?;
    if let Some(answer) = me.answered_before(&form).await? {
        return Ok(answer);
    }
    if account.first_approver() == Some(me.user()) {
        return Err(Error::SecondPerson("You approved this account first. A second reviewer decides now."));
    }
    let first = me.site().config().four_eyes_accounts && account.first_approver().is_none();
    let agreement = agreements::newest(&mut *me.db().read().await?, account.id).await?;
    let mut read = Reader::new(&form.typed);
    let name = match &agreement {
        Some(_) if !first => signing::read(&mut read, &me.principal().name),
        _ => None,
    };
    let name = match read.finish(|| Some(name)) {
        Ok(name) => name,
        Err(errors) => return case::page(&me, *id, FormState::failed(form.typed.clone(), errors)).await,
    };
    if account.needs_agreement() && agreement.is_none_or(|agreement| !agreement.is_signed()) {
        let errors = FormErrors::one("", "The account has not signed its agreement, so it cannot be approved yet");
        return case::page(&me, *id, FormState::failed(form.typed.clone(), errors)).await;
    }
    let without_site = async || {
        let errors = FormErrors::one("", "Confirm the ownership of at least one site first");
        case::page(&me, *id, FormState::failed(form.typed.clone(), errors)).await
    };
    if !may_go_live(&mut *me.db().read().await?, &account).await? {
        return without_site().await;
    }
    let mut has_site = true;
    let result = me
        .commit(&form, async |tx| {
            let account = account_of(&me, tx, *id).await?;
            as_shown(&form, account.version)?;
            if first {
                let now = tx.now();
                decided(&me, tx, *id, account, |it| it.approve_first(now, me.user())).await?;
                return Ok(Next::to(urls::QUEUE).saying("approved-first"));
            }
            let agreement = agreements::newest(tx.conn(), account.id).await?;
            if let (Some(agreement), Some(name)) = (agreement, name) {
                let signature = countersignature(&me, tx, &agreement, name);
                agreements::save(tx, agreement.countersign(signature)?).await?;
            }
            hold(&me, tx, *id).await?;
            // The approval builds on the sites as they are decided: from here on none of that is taken back.
            undos::settle(tx, *id).await?;
            // A colleague may have taken the confirmation of its only site back just now.
            has_site = may_go_live(tx.conn(), &account).await?;
            if !has_site {
                return Err(StoreError::Stale.into());
            }
            accounts::update(tx, account.approve(tx.now(), me.user())?).await?;
            Ok(Next::to(urls::QUEUE).saying("approved"))
        })
        .await;
    if !has_site {
        return without_site().await;
    }
    politely(&me, *id, (&form, None), result).await
}

/// Confirms what an active account changed, as it was shown.
pub async fn confirm(me: Me, id: web::Path<CaseId>, form: Form) -> Result<HttpResponse, Error> {
    let account = read_account(&me, *id).await?;
    if let Some(answer) = me.answered_before(&form).await? {
        return Ok(answer);
    }
    let seen = Reader::new(&form.typed).version();
    let waits = cases::find(&mut *me.db().read().await?, *id).await?.state == "waiting";
    if waits && account.is_active() && account.version != seen {
        let errors = FormErrors::one("", "It was changed again while you were reading. Look through it once more");
        return case::page(&me, *id, FormState::failed(form.typed.clone(), errors)).await;
    }
    let result = me
        .commit(&form, async |tx| {
            let account = account_of(&me, tx, *id).await?;
            if cases::find(tx.conn(), *id).await?.state != "waiting" || account.version != seen {
                return Err(StoreError::Stale.into());
            }
            decided(&me, tx, *id, account, Account::confirm_changes).await?;
            Ok(Next::to(urls::QUEUE).saying("changes-confirmed"))
        })
        .await;
    politely(&me, *id, (&form, None), result).await
}

/// Whether an account has what it is approved with: a publisher, a confirmed site.
async fn may_go_live(conn: &mut AsyncPgConnection, account: &Account) -> Result<bool, StoreError> {
    if account.kind != AccountKind::Publisher {
        return Ok(true);
    }
    let sites = sites::of_account(conn, account.id).await?;
    Ok(sites.iter().any(|site| matches!(site.state, SiteState::Verified(_))))
}

fn countersignature(me: &FreshMe, tx: &Tx<'_>, agreement: &Agreement, typed_name: PersonName) -> Signature {
    let operator = &me.site().config().operator;
    let title = agreement.document.title();
    Signature {
        side: Side::Operator,
        user: me.user(),
        typed_name,
        title: None,
        intent: inset_domain::agreement_text::statement_of_intent(title, &me.principal().name, &operator.legal_name),
        text_sha256: agreement.text_sha256,
        at: tx.now(),
        time_zone: "UTC".into(),
        ip: me.ip(),
        user_agent: me.user_agent(),
        authentication: me.principal().factor,
    }
}
