//! What was written about a message of the public site, as staff and its sender see it.

use super::order::MessageView;
use chrono::{DateTime, Utc};
use inset_domain::inquiry::Inquiry;
use inset_domain::period::instant_words;
use inset_store::inquiries::Said;

fn view(who: String, side: &'static str, body: String, at: DateTime<Utc>) -> MessageView {
    MessageView { who, side, body, at: instant_words(at, chrono_tz::UTC), at_iso: at.to_rfc3339() }
}

/// The first words and all that followed, oldest first. What is ours stands under `ours`, or under the name of whoever wrote
/// it where none is given.
pub fn thread(inquiry: &Inquiry, said: Vec<Said>, ours: Option<&str>) -> Vec<MessageView> {
    let sender = inquiry.written.full_name.to_string();
    let first =
        inquiry.written.body.as_ref().map(|body| Said { author: None, body: body.to_string(), at: inquiry.created_at });
    let one = |said: Said| match said.author {
        Some(author) => view(ours.map_or(author, str::to_owned), "Our answer", said.body, said.at),
        None => view(sender.clone(), "Sender", said.body, said.at),
    };
    first.into_iter().chain(said).map(one).collect()
}
