//! Audit events in words, for the history on a record's page.

use chrono_tz::Tz;
use inset_domain::period::instant_words;
use inset_domain::reason::ReasonCode;
use inset_store::audit::Recorded;
use serde::Serialize;

/// An event as the timeline shows it.
#[derive(Debug, Clone, Serialize)]
pub struct HistoryEvent {
    /// What happened.
    pub text: String,
    /// Who did it.
    pub who: Option<String>,
    /// When, with its zone.
    pub at: String,
    /// When, for machines.
    pub at_iso: String,
    /// Why, or which fields.
    pub note: Option<String>,
    /// The colour of its dot.
    pub tone: &'static str,
}

/// Events in words, in the order given.
pub fn events(recorded: &[Recorded], zone: Tz) -> Vec<HistoryEvent> {
    recorded.iter().map(|event| one(event, zone)).collect()
}

fn one(event: &Recorded, zone: Tz) -> HistoryEvent {
    let reason = event.reason_code.as_deref().and_then(|code| code.parse::<ReasonCode>().ok()).map(ReasonCode::label);
    let fields: Vec<String> = event.columns.iter().flatten().map(|column| column.replace('_', " ")).collect();
    let note = match (reason, fields.is_empty()) {
        (Some(reason), _) => Some(reason.to_owned()),
        (None, false) => Some(format!("Fields: {}", fields.join(", "))),
        (None, true) => None,
    };
    let (text, tone) = words(&event.verb);
    HistoryEvent {
        text: text.to_owned(),
        who: match event.actor_kind.as_str() {
            "user" | "staff" => event.actor_name.clone(),
            "system" => Some("the portal".into()),
            _ => None,
        },
        at: instant_words(event.at, zone),
        at_iso: event.at.to_rfc3339(),
        note,
        tone,
    }
}

/// What can happen to a record: the verb as it is stored, its words, the colour of its dot.
pub const VERBS: &[(&str, &str, &str)] = &[
    ("account.submitted", "Sent for review", "info"),
    ("account.changes_answered", "Changes answered", "info"),
    ("account.withdrawn", "Submission withdrawn", "neutral"),
    ("account.review_begun", "Review begun", "info"),
    ("account.changes_requested", "Changes asked", "warn"),
    ("account.changed_in_force", "Facts in force changed, for review", "warn"),
    ("account.changes_confirmed", "Changed facts confirmed", "good"),
    ("account.approved", "Approved", "good"),
    ("account.first_approved", "Approved by a first reviewer", "info"),
    ("account.given_back", "Given back by a second reviewer", "warn"),
    ("account.viewing_begun", "Looked at by staff as its owner sees it", "warn"),
    ("account.viewing_ended", "The look ended", "neutral"),
    ("account.declined", "Declined", "bad"),
    ("account.applied_again", "Applied again after a decline", "info"),
    ("account.decision_undone", "Decision taken back before it left", "neutral"),
    ("order.decision_undone", "Decision taken back before it left", "neutral"),
    ("site.decision_undone", "Decision taken back before it left", "neutral"),
    ("account.renamed", "Company renamed", "neutral"),
    ("case.claimed", "Case taken", "neutral"),
    ("case.let_go", "Case let go", "neutral"),
    ("case.noted", "Note added", "neutral"),
    ("case.task_set", "Task set", "neutral"),
    ("case.task_done", "Task done", "good"),
    ("agreement.offered", "Agreement offered", "neutral"),
    ("agreement.viewed", "Agreement opened", "neutral"),
    ("agreement.signed", "Agreement signed", "good"),
    ("agreement.countersigned", "Agreement countersigned", "good"),
    ("agreement.declined", "Agreement refused", "bad"),
    ("agreement.cancelled", "Agreement taken back: its facts changed", "warn"),
    ("billing.saved", "Billing profile saved", "neutral"),
    ("call.made", "Told by telephone", "good"),
    ("call.unanswered", "Called, nobody answered", "info"),
    ("call.misdialled", "Called a wrong number, written instead", "warn"),
    ("commercial.saved", "Commercial section saved", "neutral"),
    ("company.saved", "Company section saved", "neutral"),
    ("contact.saved", "Contact saved", "neutral"),
    ("look.saved", "In-picture look saved", "neutral"),
    ("member.invited", "Person invited", "info"),
    ("member.invited_again", "Invitation sent again", "info"),
    ("member.invitation_withdrawn", "Invitation withdrawn", "neutral"),
    ("member.joined", "Person joined", "good"),
    ("member.signed_up", "Login made by invitation, and joined", "good"),
    ("member.power_changed", "What a person may do changed", "warn"),
    ("member.removed", "Person removed", "warn"),
    ("member.left", "Person left", "neutral"),
    ("order.accepted", "Accepted", "good"),
    ("order.attention_asked", "Attention asked", "warn"),
    ("order.begun", "Order begun", "neutral"),
    ("order.countersigned", "Countersigned: in force", "good"),
    ("order.message_written", "Message written", "neutral"),
    ("order.rejected", "Rejected", "bad"),
    ("order.resubmitted", "Answered and sent again", "info"),
    ("order.revised", "New revision begun", "neutral"),
    ("order.saved", "Saved", "neutral"),
    ("order.signed", "Revision signed", "good"),
    ("order.submitted", "Sent", "info"),
    ("order.withdrawn", "Withdrawn", "neutral"),
    ("payout.saved", "Payout details saved", "neutral"),
    ("account.deactivated", "Closed by its owner", "neutral"),
    ("user.deactivated", "Login ended with its account", "neutral"),
    ("child.erased", "A child’s data erased", "good"),
    ("privacy_request.received", "Request received", "neutral"),
    ("privacy_request.asked_again", "Asked again, and joined", "neutral"),
    ("privacy_request.identified", "Made sure who asks", "good"),
    ("privacy_request.acknowledged", "Told that it came", "info"),
    ("privacy_request.extended", "More time taken", "warn"),
    ("privacy_request.approved", "Approved", "good"),
    ("privacy_request.partly_approved", "Partly approved", "warn"),
    ("privacy_request.denied", "Denied", "bad"),
    ("privacy_request.begun", "Begun", "info"),
    ("privacy_request.completed", "Done and answered", "good"),
    ("privacy_request.withdrawn", "Withdrawn", "neutral"),
    ("disclosure.recorded", "Recorded", "neutral"),
    ("disclosure.first_approved", "First approval given", "info"),
    ("disclosure.approved", "Second approval given", "good"),
    ("disclosure.refused", "Refused", "bad"),
    ("disclosure.handed_over", "Archive made and handed over", "warn"),
    ("disclosure.told", "The gag is over: the person is told", "good"),
    ("disclosure.fetched", "Archive fetched", "warn"),
    ("site.added", "Site added", "neutral"),
    ("site.removed", "Site removed", "neutral"),
    ("site.verified", "Site confirmed", "good"),
    ("site.failed", "Site refused", "bad"),
    ("user.signed_up", "Signed up", "neutral"),
    ("user.verified", "E-mail address verified", "good"),
    ("user.password_changed", "Password changed", "neutral"),
    ("user.authenticator_added", "Authenticator added", "good"),
    ("user.authenticator_removed", "Authenticator removed", "warn"),
    ("user.recovery_codes_renewed", "Recovery codes renewed", "neutral"),
    ("user.recovery_code_used", "Recovery code used", "warn"),
    ("user.password_link_asked", "New password asked for", "neutral"),
    ("user.sign_up_repeated", "Sign-up repeated", "neutral"),
    ("user.email_change_asked", "Another address asked for", "info"),
    ("user.email_changed", "Address changed", "warn"),
    ("user.email_change_undone", "Change of address undone from the old one", "warn"),
    ("user.email_change_withdrawn", "Change of address taken back", "neutral"),
    ("user.erased", "Erased", "warn"),
    ("user.export_asked", "Copy of the data asked for", "warn"),
    ("user.export_made", "Copy of the data made", "neutral"),
    ("user.profile_saved", "Profile saved", "neutral"),
    ("user.optional_mail_wanted", "News by mail wanted", "neutral"),
    ("user.optional_mail_left", "News by mail left", "neutral"),
    ("user.sharing_refused", "Sharing with partners ended, as the browser asks", "neutral"),
    ("mail.removal_asked", "Address taken off the list of mail", "warn"),
    ("mail.bounced", "Mail came back undelivered", "warn"),
    ("mail.complained", "Mail called unwanted", "warn"),
    ("mail.allowed_again", "Address taken from the list of those not written to", "good"),
    ("announcement.composed", "Composed", "neutral"),
    ("announcement.revised", "Changed", "neutral"),
    ("announcement.tested", "Test sent", "neutral"),
    ("announcement.scheduled", "Scheduled", "info"),
    ("announcement.cancelled", "Cancelled", "warn"),
    ("announcement.sending_begun", "Sending begun", "info"),
    ("announcement.sent", "Every reader is queued", "good"),
    ("user.sessions_ended", "Signed out everywhere by staff", "warn"),
    ("staff.removed", "Role on the staff taken away", "warn"),
    ("staff.role_changed", "Role on the staff changed", "warn"),
    ("approval.asked", "A second person asked for", "info"),
    ("approval.approved", "Approved by a second person", "good"),
    ("approval.used", "Carried out", "good"),
    ("approval.refused", "Refused by a second person", "bad"),
    ("approval.withdrawn", "Withdrawn by whoever asked", "neutral"),
    ("approval.expired", "Ran out without a decision", "warn"),
    ("staff.added", "Member of staff added", "neutral"),
    ("inquiry.received", "Message received, and its sender told", "info"),
    ("inquiry.assigned", "Taken or given to somebody", "neutral"),
    ("inquiry.answered", "Answered", "good"),
    ("inquiry.answered_in_part", "Answered; more is to follow", "info"),
    ("inquiry.asked_back", "Its sender was asked something", "info"),
    ("inquiry.put_off", "Answered: nothing comes of it for now", "neutral"),
    ("inquiry.converted", "Answered with an invitation", "good"),
    ("inquiry.called_duplicate", "Called a duplicate", "neutral"),
    ("inquiry.written_again", "Its sender wrote again", "info"),
    ("inquiry.reopened_by_sender", "Reopened by its sender, who wrote again", "warn"),
    ("inquiry.reopened", "Reopened", "warn"),
    ("invitation.used", "Invitation used", "good"),
    ("testimonial.offered", "Testimonial offered", "info"),
    ("testimonial.published", "Testimonial published", "good"),
    ("testimonial.refused", "Testimonial not published", "warn"),
    ("testimonial.replaced", "Refused words erased: another one was offered", "neutral"),
    ("testimonial.withdrawn", "Testimonial withdrawn, its words erased", "neutral"),
];

/// The words of a verb and the colour of its dot; one that this version does not know is shown as it is stored.
pub fn words(verb: &str) -> (&str, &'static str) {
    VERBS.iter().find(|(known, ..)| *known == verb).map_or((verb, "neutral"), |(_, words, tone)| (words, tone))
}
