//! What reviewers decide.

use super::scene::Deed;
use super::stage::{Stage, signature};
use inset_domain::agreement_text::statement_of_intent;
use inset_domain::signature::Side;
use inset_domain::site::SiteState;
use inset_store::cases::Ask;
use inset_store::{Tx, accounts, agreements, cases, sites};

pub(super) async fn play(stage: &mut Stage<'_>, tx: &mut Tx<'_>, deed: Deed) -> anyhow::Result<()> {
    let now = tx.now();
    let reviewer = stage.reviewer(now).clone();
    match deed {
        Deed::BeginReview { who } => {
            let account = accounts::find(tx.conn(), stage.member(who)?.account).await?;
            accounts::update(tx, account.begin_review(now, reviewer.user)?).await?;
        }
        Deed::AskChanges { who, asks } => {
            let account = accounts::find(tx.conn(), stage.member(who)?.account).await?;
            let case = cases::newest_of_account(tx.conn(), account.id).await?.id;
            let fields =
                asks.iter().map(|(section, field, note)| (label(section, field), (*note).to_owned())).collect();
            let asks: Vec<Ask> = asks
                .iter()
                .map(|(section, field, note)| Ask {
                    section: (*section).into(),
                    field: (*field).into(),
                    note: (*note).into(),
                })
                .collect();
            let change = account.request_changes(now, reviewer.user, fields)?;
            cases::ask(tx, case, reviewer.user, &asks).await?;
            accounts::update(tx, change).await?;
        }
        Deed::JudgeSites { who, refuse } => {
            let owner = accounts::find(tx.conn(), stage.member(who)?.account).await?;
            let mut pending: Vec<_> = sites::of_account(tx.conn(), owner.id).await?;
            pending.retain(|site| matches!(site.state, SiteState::Pending(_)));
            let refused = refuse.and_then(|reason| Some((pending.pop()?, reason)));
            for site in pending {
                sites::save(tx, site.verify(&owner, now, reviewer.user)?).await?;
            }
            if let Some((site, reason)) = refused {
                sites::save(tx, site.fail(&owner, now, reviewer.user, reason)?).await?;
            }
        }
        Deed::Approve { who } => {
            let account = accounts::find(tx.conn(), stage.member(who)?.account).await?;
            if let Some(agreement) = agreements::newest(tx.conn(), account.id).await? {
                let title = agreement.document.title();
                let intent = statement_of_intent(title, &reviewer.name, &stage.operator.legal_name);
                let signer = (reviewer.user, reviewer.name.as_str());
                let signed = signature(Side::Operator, signer, intent, agreement.text_sha256, now)?;
                agreements::save(tx, agreement.countersign(signed)?).await?;
            }
            accounts::update(tx, account.approve(now, reviewer.user)?).await?;
        }
        Deed::Decline { who, reason } => {
            let account = accounts::find(tx.conn(), stage.member(who)?.account).await?;
            let reapply = now.date_naive() + chrono::Months::new(6);
            accounts::update(tx, account.decline(now, reviewer.user, reason, Some(reapply))?).await?;
        }
        _ => anyhow::bail!("not a deed of reviewers"),
    }
    Ok(())
}

/// A field as the letter names it: "Company: legal name".
fn label(section: &str, field: &str) -> String {
    let mut section = section.to_owned();
    if let Some(first) = section.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!("{section}: {}", field.replace('_', " "))
}
