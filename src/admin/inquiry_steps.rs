//! The steps of a message. Of two of the staff who take one at once, one wins, and the other is shown what stands.

use super::Staff;
use super::inquiry::{page, read_follows};
use crate::error::Error;
use crate::form::{FormErrors, Reader};
use crate::urls;
use crate::web::powers::CanAnswer;
use crate::web::{Form, Next, Signed};
use actix_web::{HttpResponse, web};
use inset_domain::ids::{InquiryId, UserId};
use inset_domain::inquiry::{DuplicateError, Inquiry};
use inset_domain::text::{Label, Paragraph};
use inset_domain::working_days::AnswerTime;
use inset_store::{StoreError, Tx, inquiries};

type Me = Signed<Staff, CanAnswer>;
type Id = web::Path<InquiryId>;

const CHANGED: &str = "The message changed while you wrote. Read what is new, then send your answer again";

/// The message as it stood when the form was opened.
async fn as_seen(tx: &mut Tx<'_>, id: InquiryId, form: &Form) -> Result<Inquiry, StoreError> {
    let inquiry = inquiries::find(tx.conn(), id).await?;
    match form.typed.get("version") == inquiry.version.to_string() {
        true => Ok(inquiry),
        false => Err(StoreError::Stale),
    }
}

/// Takes a step with the message as it was seen, and says so.
async fn take(
    me: &Me,
    id: InquiryId,
    form: &Form,
    next: Next,
    step: impl AsyncFnOnce(&mut Tx<'_>, Inquiry) -> Result<(), Error>,
) -> Result<HttpResponse, Error> {
    let result = me
        .commit(form, async |tx| {
            let inquiry = as_seen(tx, id, form).await?;
            step(tx, inquiry).await?;
            Ok(next)
        })
        .await;
    match result {
        Err(Error::Stale | Error::State(_)) => Ok(me.go(&Next::to(urls::admin_inquiry(id)).saying("answered-already"))),
        other => other,
    }
}

/// Back to the message, with a word on what was done.
fn there(id: InquiryId, said: &str) -> Next {
    Next::to(urls::admin_inquiry(id)).saying(said)
}

async fn again(me: &Me, id: InquiryId, form: &Form, errors: FormErrors) -> Result<HttpResponse, Error> {
    page(me, id, Some((form.typed.clone(), errors))).await
}

fn answer_time(me: &Me) -> AnswerTime {
    me.site().config().answer_time
}

/// Takes it.
pub async fn claim(me: Me, id: Id, form: Form) -> Result<HttpResponse, Error> {
    take(&me, *id, &form, there(*id, "inquiry-taken"), async |tx, inquiry| {
        Ok(inquiries::save(tx, inquiry.assign(me.user(), tx.now(), me.user())?).await?)
    })
    .await
}

/// Gives it to a colleague who answers.
pub async fn assign(me: Me, id: Id, form: Form) -> Result<HttpResponse, Error> {
    const WHOM: &str = "Choose who is to answer it";
    let mut read = Reader::new(&form.typed);
    let to: Option<UserId> = match read.text("assignee").parse() {
        Ok(user) => Some(user),
        Err(_) => {
            read.error("assignee", WHOM);
            None
        }
    };
    let to = match read.finish(|| to) {
        Ok(to) => to,
        Err(errors) => return again(&me, *id, &form, errors).await,
    };
    let answers = inquiries::who_answers(&mut *me.db().read().await?).await?;
    if !answers.iter().any(|(user, _)| *user == to) {
        return again(&me, *id, &form, FormErrors::one("assignee", WHOM)).await;
    }
    take(&me, *id, &form, there(*id, "inquiry-given"), async |tx, inquiry| {
        Ok(inquiries::save(tx, inquiry.assign(to, tx.now(), me.user())?).await?)
    })
    .await
}

/// Answers it.
pub async fn answer(me: Me, id: Id, form: Form) -> Result<HttpResponse, Error> {
    let mut read = Reader::new(&form.typed);
    let words: Option<Paragraph> = read.required("words", "Write the answer");
    let follows = read_follows(read.text("follows"));
    if follows.is_none() {
        read.error("follows", "Choose what follows the answer");
    }
    let (words, follows) = match read.finish(|| words.zip(follows)) {
        Ok(input) => input,
        Err(errors) => return again(&me, *id, &form, errors).await,
    };
    let result = me
        .commit(&form, async |tx| {
            let inquiry = inquiries::find(tx.conn(), *id).await?;
            let has_changed = form.typed.get("version") != inquiry.version.to_string();
            let change = inquiry.answer(words, follows, answer_time(&me), tx.now(), me.user())?;
            if has_changed {
                return Err(Error::Stale);
            }
            inquiries::answer(tx, change).await?;
            Ok(Next::to(urls::ADMIN_INQUIRIES).saying("inquiry-answered"))
        })
        .await;
    match result {
        Err(Error::State(_)) => Ok(me.go(&there(*id, "answered-already"))),
        // Its sender wrote, or a colleague took it: the answer may still be right, so it comes back to be read again.
        Err(Error::Stale) => again(&me, *id, &form, FormErrors::one("words", CHANGED)).await,
        other => other,
    }
}

/// Says which other message it repeats.
pub async fn duplicate(me: Me, id: Id, form: Form) -> Result<HttpResponse, Error> {
    const WHICH: &str = "Enter the reference of the message that it repeats, such as INQ-1001";
    let mut read = Reader::new(&form.typed);
    let reference: Option<Label> = read.required("duplicate_of", WHICH);
    let reference = match read.finish(|| reference) {
        Ok(reference) => reference.as_str().to_uppercase(),
        Err(errors) => return again(&me, *id, &form, errors).await,
    };
    let mut conn = me.db().read().await?;
    let (inquiry, other) = (inquiries::find(&mut conn, *id).await?, inquiries::named(&mut conn, &reference).await?);
    drop(conn);
    let Some(other) = other else {
        return again(&me, *id, &form, FormErrors::one("duplicate_of", WHICH)).await;
    };
    // Asked before, so that a wrong reference comes back beside its field; the step asks again.
    if let Err(error) = inquiry.duplicate(&other, me.db().clock().now(), me.user())
        && !matches!(error, DuplicateError::State(_))
    {
        return again(&me, *id, &form, FormErrors::one("duplicate_of", error)).await;
    }
    take(&me, *id, &form, there(*id, "inquiry-duplicate"), async |tx, inquiry| {
        let other = inquiries::find(tx.conn(), other.id).await?;
        let change = inquiry.duplicate(&other, tx.now(), me.user()).map_err(|error| match error {
            DuplicateError::State(wrong) => Error::State(wrong),
            _ => Error::Stale,
        })?;
        Ok(inquiries::save(tx, change).await?)
    })
    .await
}

/// Takes it up again.
pub async fn reopen(me: Me, id: Id, form: Form) -> Result<HttpResponse, Error> {
    take(&me, *id, &form, there(*id, "inquiry-reopened"), async |tx, inquiry| {
        Ok(inquiries::save(tx, inquiry.reopen(answer_time(&me), tx.now())?).await?)
    })
    .await
}
