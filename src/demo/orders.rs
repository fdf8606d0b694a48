//! What becomes of insertion orders.

use super::scene::Deed;
use super::stage::{Member, Stage, signature};
use anyhow::Context as _;
use inset_domain::account::AccountState;
use inset_domain::ids::OrderId;
use inset_domain::order::{Message, OrderDocument, canonical, statement_of_countersigning, statement_of_intent};
use inset_domain::signature::Side;
use inset_store::{Tx, accounts, orders};
use sha2::{Digest as _, Sha256};

pub(super) async fn play(stage: &mut Stage<'_>, tx: &mut Tx<'_>, deed: Deed) -> anyhow::Result<()> {
    let now = tx.now();
    let reviewer = stage.reviewer(now).clone();
    match deed {
        Deed::WriteOrder { who, order, header, lines } => {
            let Member { account, user, .. } = stage.member(who)?;
            let currency = header.currency;
            let begun = OrderDocument::begin(account, (*header).clone(), currency, now, user);
            let id = begun.after().order.id;
            orders::save(tx, begun).await?;
            let document = orders::document_any(tx.conn(), id).await?;
            orders::save(tx, document.revise(*header, lines, now, user)?).await?;
            stage.orders.insert(order, (who, id));
        }
        Deed::ReviseOrder { order, lines } => {
            let (who, id) = found(stage, order)?;
            let document = orders::document_any(tx.conn(), id).await?;
            let header = document.revision.header.clone();
            orders::save(tx, document.revise(header, lines, now, stage.member(who)?.user)?).await?;
        }
        Deed::SignOrder { order } => {
            let (who, id) = found(stage, order)?;
            let (user, person) = (stage.member(who)?.user, stage.cast[who].1.person);
            let document = orders::document_any(tx.conn(), id).await?;
            let company = accounts::find(tx.conn(), document.order.account).await?.name;
            let text = canonical(&document.order.number, &company, &document.revision);
            let intent = statement_of_intent(&document, person, &company);
            let sha256 = Sha256::digest(text.as_bytes()).into();
            let signed = signature(Side::Account, (user, person), intent, sha256, now)?;
            orders::sign(tx, document.sign(text, signed)?).await?;
        }
        Deed::SubmitOrder { order, answer } => {
            let (who, id) = found(stage, order)?;
            let Member { account, user, .. } = stage.member(who)?;
            let document = orders::document_any(tx.conn(), id).await?;
            orders::update(tx, document.submit(now, user, answer.map(Into::into))?).await?;
            let account = accounts::find(tx.conn(), account).await?;
            if matches!(account.state, AccountState::Draft(_)) {
                accounts::update(tx, account.submit(now, user)?).await?;
            }
        }
        Deed::AskAboutOrder { order, reason } => {
            let order = orders::find_any(tx.conn(), found(stage, order)?.1).await?;
            orders::update(tx, order.need_attention(now, reviewer.user, reason)?).await?;
        }
        Deed::WriteMessage { order, from_staff, words } => {
            let (who, id) = found(stage, order)?;
            let author = if from_staff { reviewer.user } else { stage.member(who)?.user };
            let order = orders::find_any(tx.conn(), id).await?;
            orders::update(tx, order.write(Message { author, from_staff, body: words.into(), at: now })?).await?;
        }
        Deed::AcceptOrder { order } => {
            let order = orders::find_any(tx.conn(), found(stage, order)?.1).await?;
            let active = accounts::find(tx.conn(), order.account).await?.is_active();
            orders::update(tx, order.accept(now, reviewer.user, active)?).await?;
        }
        Deed::RejectOrder { order, reason } => {
            let order = orders::find_any(tx.conn(), found(stage, order)?.1).await?;
            orders::update(tx, order.reject(now, reviewer.user, reason)?).await?;
        }
        Deed::CountersignOrder { order } => {
            let document = orders::document_any(tx.conn(), found(stage, order)?.1).await?;
            let sha256 = document.revision.signed.as_ref().context("the revision is not signed")?.text_sha256;
            let intent = statement_of_countersigning(&document, &reviewer.name, &stage.operator.legal_name);
            let signer = (reviewer.user, reviewer.name.as_str());
            let signed = signature(Side::Operator, signer, intent, sha256, now)?;
            orders::update(tx, document.order.countersign(signed)?).await?;
        }
        Deed::WithdrawOrder { order } => {
            let (who, id) = found(stage, order)?;
            let order = orders::find_any(tx.conn(), id).await?;
            orders::update(tx, order.withdraw(now, stage.member(who)?.user)?).await?;
        }
        _ => anyhow::bail!("not a deed on an order"),
    }
    Ok(())
}

fn found(stage: &Stage<'_>, order: usize) -> anyhow::Result<(usize, OrderId)> {
    stage.orders.get(&order).copied().with_context(|| format!("order {order} is not written yet"))
}
