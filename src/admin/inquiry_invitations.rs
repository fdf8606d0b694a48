//! What became of the invitation that a message was answered with.

use crate::urls;
use chrono::{DateTime, Utc};
use inset_domain::period::instant_words;
use inset_store::inquiries::Sent;
use serde::Serialize;

/// An invitation, as the message's page shows it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct InvitationView {
    title: String,
    state: &'static str,
    tone: &'static str,
    /// When it was used, until when it works, or since when it does not.
    words: String,
    /// The account that was signed up with it, with its page; empty where there is none.
    account: String,
    href: String,
}

impl InvitationView {
    pub(super) fn new(sent: Sent, now: DateTime<Utc>) -> Self {
        let at = |at| instant_words(at, chrono_tz::UTC);
        let (state, tone, words) = match sent.used_at {
            Some(used) => ("Used", "good", format!("They signed up with it on {}.", at(used))),
            None if now < sent.expires_at => {
                ("Not used yet", "info", format!("Its link works until {}.", at(sent.expires_at)))
            }
            None => {
                let words = format!("Nobody used it, and its link has not worked since {}.", at(sent.expires_at));
                ("Ran out", "neutral", words)
            }
        };
        let (account, href) = match sent.account {
            Some((id, reference, name)) => (format!("{reference}, {name}"), urls::admin_account(id)),
            None => Default::default(),
        };
        let title = format!("Invited as {} on {}", sent.kind.label().to_lowercase(), at(sent.at));
        Self { title, state, tone, words, account, href }
    }

    /// One that was used, and one that waits.
    pub(super) fn samples() -> Vec<Self> {
        let view = |state, tone, account: &str, href: &str| Self {
            title: "Invited as publisher on 1 December 2026, 14:02 UTC".into(),
            state,
            tone,
            words: "They signed up with it on 2 December 2026, 9:10 UTC.".into(),
            account: account.into(),
            href: href.into(),
        };
        vec![view("Used", "good", "PUB-1003, Fjord Post", "/admin/accounts/0"), view("Not used yet", "info", "", "")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use inset_domain::account::AccountKind;
    use inset_domain::ids::AccountId;

    #[test]
    fn an_invitation_waits_until_its_last_instant_and_then_has_run_out_unless_it_was_used() {
        let at = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let expires_at = at + TimeDelta::days(30);
        let sent = || Sent { kind: AccountKind::Publisher, at, expires_at, used_at: None, account: None };
        let state = |sent, now| InvitationView::new(sent, now).state;
        assert_eq!(state(sent(), expires_at - TimeDelta::seconds(1)), "Not used yet");
        assert_eq!(state(sent(), expires_at), "Ran out");
        let account = Some((AccountId::at(at), "PUB-1003".to_owned(), "Fjord Post".to_owned()));
        let used = InvitationView::new(Sent { used_at: Some(at), account, ..sent() }, expires_at);
        assert_eq!((used.state, used.account.as_str()), ("Used", "PUB-1003, Fjord Post"));
    }
}
