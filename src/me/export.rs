//! A copy of one's own data: asked for, made by the worker, and fetched with a fresh proof. Whoever looks at an account of
//! somebody else gets none of it meanwhile.

use super::Anyone;
use crate::error::Error;
use crate::urls;
use crate::web::powers::{CanRead, Fresh, Power};
use crate::web::{Form, Next, Signed};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use inset_domain::ids::DataExportId;
use inset_store::{Actor, exports};

type Me = Signed<Anyone, Fresh<CanRead>>;

/// Nothing is taken away by a member of staff who looks at an account.
fn not_looking<P: Power>(me: &Signed<Anyone, P>) -> Result<(), Error> {
    if me.principal().viewing.is_some() { Err(Error::ViewOnly) } else { Ok(()) }
}

/// Asks for a copy. However often, one is made.
pub async fn ask(me: Me, form: Form) -> Result<HttpResponse, Error> {
    not_looking(&me)?;
    me.commit(&form, async |tx| {
        exports::ask(tx, me.user()).await?;
        Ok(Next::to(urls::DATA).saying("export-asked"))
    })
    .await
}

/// Fetches it.
pub async fn fetch(me: Me, id: web::Path<DataExportId>) -> Result<HttpResponse, Error> {
    not_looking(&me)?;
    let archive = me
        .db()
        .transact::<_, Error, _>(Actor::User(me.user()), async |tx| Ok(exports::open(tx, me.user(), *id).await?))
        .await?;
    let day = me.db().clock().now().date_naive();
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/zip"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"your-data-{day}.zip\"")))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .body(archive))
}
