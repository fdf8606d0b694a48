//! What visitors write, and what support does about it.

use super::scene::Deed;
use super::stage::Stage;
use inset_domain::inquiry::Inquiry;
use inset_domain::working_days::AnswerTime;
use inset_store::{Tx, inquiries};

pub(super) async fn play(stage: &mut Stage<'_>, tx: &mut Tx<'_>, deed: Deed) -> anyhow::Result<()> {
    let (now, support, time) = (tx.now(), stage.support.user, AnswerTime::default());
    match deed {
        Deed::Inquire { inquiry, written } => {
            let reference = inquiries::reference(tx).await?;
            let change = Inquiry::receive(written, reference, time, now, 0);
            stage.inquiries.insert(inquiry, change.after().id);
            inquiries::receive(tx, change).await?;
        }
        Deed::AnswerInquiry { inquiry, words, follows } => {
            let change = find(stage, tx, inquiry).await?.answer(words.parse()?, follows, time, now, support)?;
            if let Some(invitation) = &change.after().invitation {
                stage.invitations.insert(inquiry, invitation.id);
            }
            inquiries::answer(tx, change).await?;
        }
        Deed::TakeInquiry { inquiry } => {
            let change = find(stage, tx, inquiry).await?.assign(support, now, support)?;
            inquiries::save(tx, change).await?;
        }
        Deed::WriteAgain { inquiry, words } => {
            let found = find(stage, tx, inquiry).await?;
            let unanswered = inquiries::unanswered(tx.conn(), found.id).await?;
            inquiries::hear(tx, found.hear(words.parse()?, None, unanswered, time, now)?).await?;
        }
        Deed::CallDuplicate { inquiry, of } => {
            let other = find(stage, tx, of).await?;
            let change = find(stage, tx, inquiry).await?.duplicate(&other, now, support)?;
            inquiries::save(tx, change).await?;
        }
        _ => anyhow::bail!("not a deed about what visitors write"),
    }
    Ok(())
}

async fn find(stage: &Stage<'_>, tx: &mut Tx<'_>, inquiry: usize) -> anyhow::Result<Inquiry> {
    let Some(id) = stage.inquiries.get(&inquiry) else { anyhow::bail!("nobody wrote inquiry {inquiry}") };
    Ok(inquiries::find(tx.conn(), *id).await?)
}
