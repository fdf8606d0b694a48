//! Which rows are a person's own, table by table: for the copy of their data and for their erasure alike. `$1` is the login,
//! `$2` its address in the form in which it is unique.

/// The accounts in which the person is, and nobody else.
macro_rules! alone {
    () => {
        "(SELECT m.account_id FROM memberships m WHERE m.user_id = $1 AND m.ended_at IS NULL \
         AND NOT EXISTS (SELECT FROM memberships o WHERE o.account_id = m.account_id AND o.user_id <> $1 AND o.ended_at IS NULL))"
    };
}

/// The rows of a table that are the person's own; none for tables that hold nothing of the kind.
pub fn rows(table: &str) -> Option<&'static str> {
    Some(match table {
        "users" => "id = $1 AND email_key = $2",
        "announcement_reads" | "authenticators" | "consents" | "data_exports" | "devices" | "email_changes"
        | "memberships" | "one_time_tokens" | "parked_posts" | "passkeys" | "recovery_codes" | "sessions"
        | "sign_ins" => "user_id = $1 AND $2 <> ''",
        // Under a gag its person may not know of it.
        "disclosures" => "user_id = $1 AND told_at IS NOT NULL AND $2 <> ''",
        "signatures" => "user_id = $1 AND side = 'account' AND $2 <> ''",
        "agreements" => {
            "id IN (SELECT agreement_id FROM signatures WHERE user_id = $1 AND side = 'account') AND $2 <> ''"
        }
        "order_messages" | "testimonials" => "author_id = $1 AND $2 <> ''",
        "contacts" | "inquiries" | "order_contacts" => "lower(email) = $2 AND ($1 IS NULL OR $1 = $1)",
        "inquiry_messages" => {
            "inquiry_id IN (SELECT id FROM inquiries WHERE lower(email) = $2) AND ($1 IS NULL OR $1 = $1)"
        }
        "member_invitations" => "email_key = $2 AND ($1 IS NULL OR $1 = $1)",
        "privacy_requests" => "(user_id = $1 OR email_key = $2)",
        "privacy_request_repeats" => {
            "request_id IN (SELECT id FROM privacy_requests WHERE user_id = $1 OR email_key = $2)"
        }
        "outbox" => "(recipient_user = $1 OR lower(recipient_email) = $2)",
        "call_attempts" | "suppressions" => {
            "outbox_id IN (SELECT id FROM outbox WHERE recipient_user = $1 OR lower(recipient_email) = $2)"
        }
        "audit_values" => {
            "seq IN (SELECT seq FROM audit_events WHERE subject_kind = 'user' AND subject_id = $1) AND $2 <> ''"
        }
        "accounts" => concat!("id IN ", alone!(), " AND $2 <> ''"),
        "billing_profiles" | "companies" | "payout_profiles" | "review_cases" | "sites" | "viewings" => {
            concat!("account_id IN ", alone!(), " AND $2 <> ''")
        }
        "change_requests" => {
            concat!("case_id IN (SELECT id FROM review_cases WHERE account_id IN ", alone!(), ") AND $2 <> ''")
        }
        _ => return None,
    })
}
