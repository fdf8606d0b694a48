//! Which record a path names: one's own, another tenant's, none, and what is no name at all.

use crate::harness::Portal;
use inset::web::Listing;
use inset_domain::mailing::UnsubscribeLink;
use inset_store::mail_law::unsubscribe_token;
use std::collections::{BTreeMap, BTreeSet};

/// A line of the table: a filled-in path.
#[derive(Clone)]
pub struct Row {
    pub label: &'static str,
    pub path: String,
    /// A field that names the record, where the path does not.
    pub field: Option<(&'static str, String)>,
    /// Whether there is such a record for anyone at all who asks.
    pub exists: bool,
}

impl Row {
    /// Stands for the account of whoever asks.
    pub const OWN_ACCOUNT: &'static str = "(own)";

    fn new(label: &'static str, path: impl Into<String>) -> Self {
        Self { label, path: path.into(), field: None, exists: !NOTHING.contains(&label) }
    }
}

/// Labels of what does not exist for those who ask.
const NOTHING: [&str; 4] = ["another's", "other kind", "missing", "no id"];

/// The examples of every pattern that names a record.
#[derive(Default)]
pub struct Records(BTreeMap<String, Vec<Row>>);

const NOBODY: &str = "0192f0c1-2345-7abc-8def-0123456789ab";

impl Records {
    /// Picks them from the demo.
    pub async fn find(portal: &Portal) -> Self {
        let one = async |sql: &str| {
            let found = portal.scalar(sql).await;
            assert!(!found.is_empty(), "the demo has none: {sql}");
            found
        };
        let case = async |kind: &str| {
            one(&format!("SELECT id FROM review_cases WHERE kind {kind} AND state = 'waiting' ORDER BY opened_at, id"))
                .await
        };
        let (account_case, order_case) = (case("= 'publisher'").await, case("= 'order'").await);
        let sites_of = |which: &str| {
            format!(
                "SELECT s.id FROM sites s JOIN review_cases c ON c.id = '{account_case}'
                 WHERE s.account_id {which} c.account_id AND s.state <> 'removed' ORDER BY s.created_at, s.id"
            )
        };
        let (site, other_site) = (one(&sites_of("=")).await, one(&sites_of("<>")).await);
        let of_nora = |which: &str| {
            format!(
                "SELECT id FROM sites WHERE account_id {which} (SELECT m.account_id FROM memberships m
                 JOIN users u ON u.id = m.user_id WHERE u.email = 'nora@harbourlight.example') ORDER BY created_at, id"
            )
        };
        let (noras, not_noras) = (one(&of_nora("=")).await, one(&of_nora("<>")).await);
        let order = async |which: &str| {
            one(&format!(
                "SELECT number FROM orders WHERE account_id {which} (SELECT m.account_id FROM memberships m
                 JOIN users u ON u.id = m.user_id WHERE u.email = 'ida@haldenoutdoor.example')
                 AND state = 'draft' AND line_count > 0 ORDER BY number"
            ))
            .await
        };
        let (own_order, other_order) = (order("=").await, order("<>").await);

        let mut records = Self::default();
        records.named("/inquiry/received/{reference}", "INQ-1001", "nothing");
        records.status(portal).await;
        records.named("/privacy-requests/confirmed/{reference}", "PRV-1001", "nothing");
        records.named("/sign-up/{kind}", "publisher", "staff");
        records.named("/sign-up/{kind}/sent", "publisher", "staff");
        records.links(portal).await;
        records.mails(portal).await;
        records.teams(portal).await;
        records.named("/advertiser/contacts/{role}", "primary", "personal");
        for tail in
            ["", "/header", "/lines", "/review", "/sign", "/signature", "/submission", "/withdrawal", "/messages"]
        {
            let pattern = &format!("/advertiser/orders/{{number}}{tail}");
            let path = |number: &str| format!("/advertiser/orders/{number}{tail}");
            records.add(pattern, "own", path(&own_order));
            records.add(pattern, "another's", path(&other_order));
            records.add(pattern, "missing", path("IO-9999"));
        }
        let removal = "/publisher/sites/{id}/removal";
        records.with_ids(removal, "own", &noras);
        records.add(removal, "another's", fill(removal, &not_noras));
        for step in ["/review", "/changes", "/approval", "/return", "/confirmation", "/decline"] {
            records.decision(step, &account_case, &order_case);
        }
        for step in ["/attention", "/acceptance", "/rejection", "/countersignature"] {
            records.decision(step, &order_case, &account_case);
        }
        for pattern in ["/admin/cases/{id}/sites/{site}/verification", "/admin/cases/{id}/sites/{site}/failure"] {
            let path = |case: &str, site: &str| pattern.replace("{id}", case).replace("{site}", site);
            records.add(pattern, "any", path(&account_case, &site));
            records.add(pattern, "another's", path(&account_case, &other_site));
            records.add(pattern, "missing", path(&account_case, NOBODY));
            records.add(pattern, "missing", path(NOBODY, &site));
            records.add(pattern, "no id", path(&account_case, "x"));
        }
        for step in ["", "/presence", "/claim", "/claim/end", "/undo", "/notes", "/tasks"] {
            records.with_ids(&format!("/admin/cases/{{id}}{step}"), "any", &account_case);
        }
        let task = one(&format!(
            "INSERT INTO case_tasks (id, case_id, what, assignee_id, due_on, set_by, set_at)
             SELECT gen_random_uuid(), '{account_case}', 'Call them.', id, current_date, id, now() FROM users
             WHERE email LIKE 'tom.adler@%' RETURNING id"
        ))
        .await;
        let completion = |case: &str, task: &str| format!("/admin/cases/{case}/tasks/{task}/completion");
        let pattern = &completion("{id}", "{task}");
        records.add(pattern, "any", completion(&account_case, &task));
        records.add(pattern, "another's", completion(&order_case, &task));
        records.add(pattern, "missing", completion(&account_case, NOBODY));
        records.add(pattern, "no id", completion(&account_case, "x"));
        records.with_ids("/admin/accounts/{id}", "any", &one("SELECT id FROM accounts ORDER BY reference").await);
        let account = one(
            "SELECT m.account_id FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email = 'nora@harbourlight.example'",
        );
        records.with_ids("/admin/accounts/{id}/viewing", "any", &account.await);
        records.with_ids("/admin/orders/{id}", "any", &one("SELECT id FROM orders ORDER BY number").await);
        let open = one("SELECT id FROM orders WHERE state = 'countersigned' ORDER BY number").await;
        records.with_ids("/admin/orders/{id}/messages", "any", &open);
        let inquiry = one("SELECT id FROM inquiries WHERE answer IS NULL ORDER BY reference").await;
        for step in ["", "/claim", "/assignment", "/answer", "/duplicate", "/reopening"] {
            records.with_ids(&format!("/admin/inquiries/{{id}}{step}"), "any", &inquiry);
        }
        let call =
            one("SELECT id FROM outbox WHERE channel = 'call' AND state IN ('queued', 'retrying') ORDER BY state, id")
                .await;
        records.with_ids("/admin/calls/{id}", "any", &call);
        records.with_ids("/admin/calls/{id}/attempts", "any", &call);
        let testimonial = one("SELECT id FROM testimonials WHERE state = 'offered' ORDER BY id").await;
        for step in ["", "/publication", "/refusal"] {
            records.with_ids(&format!("/admin/testimonials/{{id}}{step}"), "any", &testimonial);
        }
        records.rights(portal).await;
        let asked = one("SELECT id FROM approvals WHERE state = 'asked'").await;
        for step in ["", "/approval", "/refusal", "/withdrawal"] {
            records.with_ids(&format!("/admin/approvals/{{id}}{step}"), "any", &asked);
        }
        records.announcements(portal).await;
        let colleague = one("SELECT id FROM users WHERE email LIKE 'tom.adler@%'").await;
        for step in ["", "/role", "/removal", "/authenticator", "/sign-out"] {
            records.with_ids(&format!("/admin/people/{{id}}{step}"), "any", &colleague);
        }
        // The second is of someone who is no column of the table.
        let session = async |whose: &str| {
            one(&format!(
                "INSERT INTO sessions (key_hash, user_id, user_agent, created_at, seen_at, expires_at, proven_at)
                 SELECT sha256(id::text::bytea), id, '', now(), now(), now() + interval '1 day', now() FROM users
                 WHERE email LIKE '{whose}@%' RETURNING id"
            ))
            .await
        };
        let end = "/account/sessions/{id}/sign-out";
        records.with_ids(end, "own", &session("nora").await);
        records.add(end, "another's", fill(end, &session("tom.adler").await));
        for pattern in ["/account/parked/{id}", "/account/parked/{id}/removal"] {
            records.with_ids(pattern, "own", &portal.parked("nora@harbourlight.example").await);
            let tom = one("SELECT email FROM users WHERE email LIKE 'tom.adler@%'").await;
            records.add(pattern, "another's", fill(pattern, &portal.parked(&tom).await));
        }
        let passkey = async |whose: &str| {
            one(&format!(
                "INSERT INTO passkeys (id, user_id, credential_id, credential, name, counter, created_at)
                 SELECT gen_random_uuid(), id, '{whose}', '{{}}', 'Telephone', 0, now() FROM users
                 WHERE email LIKE '{whose}@%' RETURNING id"
            ))
            .await
        };
        let (noras, toms) = (passkey("nora").await, passkey("tom.adler").await);
        for step in ["", "/name", "/removal"] {
            let pattern = &format!("/account/security/passkeys/{{id}}{step}");
            records.with_ids(pattern, "own", &noras);
            records.add(pattern, "another's", fill(pattern, &toms));
        }
        for path in ["/account/testimonial", "/account/testimonial/preview", "/account/testimonial/withdrawal"] {
            let row = Row { field: Some(("account", Row::OWN_ACCOUNT.to_owned())), ..Row::new("own", path) };
            records.0.entry(row.path.clone()).or_default().push(row);
        }
        let halden = one("SELECT id FROM accounts WHERE name LIKE 'Baltic Ferries%'").await;
        for (label, account) in [("own", Row::OWN_ACCOUNT), ("another's", &halden), ("missing", NOBODY), ("no id", "x")]
        {
            let field = Some(("account", account.to_owned()));
            let row = Row { field, ..Row::new(label, "/account/current") };
            records.0.entry(row.path.clone()).or_default().push(row);
        }
        records
    }

    /// The rows of a route: its examples, or the path itself where it names nothing.
    pub fn rows(&self, pattern: &str) -> Vec<Row> {
        self.0.get(pattern).cloned().unwrap_or_else(|| vec![Row { exists: true, ..Row::new("", pattern) }])
    }

    /// Routes without examples, and examples without a route.
    pub fn uncovered(&self, listings: &[Listing]) -> Vec<String> {
        let routes: BTreeSet<&String> = listings.iter().map(|listing| &listing.path).collect();
        let named = routes.iter().filter(|path| path.contains('{') && !self.0.contains_key(**path));
        let unused = self.0.keys().filter(|pattern| !routes.contains(pattern));
        named
            .map(|path| format!("{path} has no examples: add them to tests/integration/access_matrix/records.rs"))
            .chain(unused.map(|pattern| format!("{pattern} has examples but no route")))
            .collect()
    }

    pub(super) fn add(&mut self, pattern: &str, label: &'static str, path: String) {
        self.0.entry(pattern.to_owned()).or_default().push(Row::new(label, path));
    }

    pub fn named(&mut self, pattern: &str, there: &str, missing: &str) {
        self.add(pattern, "any", fill(pattern, there));
        self.add(pattern, "missing", fill(pattern, missing));
    }

    pub(super) fn with_ids(&mut self, pattern: &str, label: &'static str, there: &str) {
        self.add(pattern, label, fill(pattern, there));
        self.add(pattern, "missing", fill(pattern, NOBODY));
        self.add(pattern, "no id", fill(pattern, "x"));
    }

    fn decision(&mut self, step: &str, case: &str, other_kind: &str) {
        let pattern = &format!("/admin/cases/{{id}}{step}");
        self.with_ids(pattern, "any", case);
        self.add(pattern, "other kind", fill(pattern, other_kind));
    }

    /// Announcements, the way out of news, and a mail that somebody may report.
    async fn announcements(&mut self, portal: &Portal) {
        let of = async |state: &str| {
            portal.scalar(&format!("SELECT id FROM announcements WHERE state = '{state}' ORDER BY id")).await
        };
        let (sent, waits) = (of("sent").await, of("scheduled").await);
        for area in ["publisher", "advertiser", "network"] {
            let pattern = &format!("/{area}/announcements/{{id}}");
            self.with_ids(pattern, "own", &sent);
            self.add(pattern, "another's", fill(pattern, &waits));
        }
        for step in ["", "/words", "/test", "/schedule", "/cancellation"] {
            self.with_ids(&format!("/admin/announcements/{{id}}{step}"), "any", &waits);
        }
        let mail = portal.scalar("SELECT id FROM outbox WHERE channel = 'mail' ORDER BY created_at, id").await;
        for step in ["", "/report", "/permission"] {
            self.with_ids(&format!("/admin/mail/{{id}}{step}"), "any", &mail);
        }
        let user = portal.scalar("SELECT id FROM users WHERE email = 'amelia@kestrelexchange.example'").await;
        let link = UnsubscribeLink { user: user.parse().expect("an id"), at: portal.parts.clock.now() };
        // What is no link has a page of its own, which says so to whoever holds half of one: it names no record.
        let token = unsubscribe_token(portal.db.vault(), link);
        self.add("/unsubscribe/{token}", "any", format!("/unsubscribe/{token}"));
    }

    /// The page of a message, for whoever has its link.
    async fn status(&mut self, portal: &Portal) {
        let fields = [("full_name", "Ann Ek"), ("email", "ann@fjord.example"), ("age", "yes")];
        portal.browser().fill("/inquiry", "/inquiry", &fields).await.goes_to();
        self.add("/inquiry/status/{token}", "any", portal.link("ann@fjord.example", "We have your message").await);
        self.add("/inquiry/status/{token}", "missing", "/inquiry/status/nobody".into());
    }

    /// Single-use links that nobody has followed yet.
    async fn links(&mut self, portal: &Portal) {
        let fields = [
            ("company", "Fjord"),
            ("full_name", "Ann Ek"),
            ("email", "ann@fjord.example"),
            ("age", "yes"),
            ("terms", "yes"),
        ];
        let page = "/sign-up/publisher";
        portal.browser().fill(page, page, &fields).await.goes_to();
        let page = "/forgot-password";
        portal.browser().fill(page, page, &[("email", "amelia@kestrelexchange.example")]).await.goes_to();
        let welcome = portal.link("ann@fjord.example", "Welcome").await;
        let reset = portal.link("amelia@kestrelexchange.example", "Set a new password").await;
        self.add("/welcome/{token}", "any", welcome);
        self.add("/welcome/{token}", "missing", "/welcome/nobody".into());
        let (people, page) = (portal.known("nora@harbourlight.example").await, "/publisher/people");
        let invited = [("email", "kim@fjord.example"), ("power", "viewer")];
        people.fill(page, "/publisher/people/invitations", &invited).await.goes_to();
        let join = portal.link("kim@fjord.example", "invites you").await;
        self.add("/join/{token}/acceptance", "any", format!("{join}/acceptance"));
        self.add("/join/{token}/acceptance", "missing", "/join/nobody/acceptance".into());
        self.add("/join/{token}", "any", join);
        self.add("/join/{token}", "missing", "/join/nobody".into());
        let (amelia, page) = (portal.known("amelia@kestrelexchange.example").await, "/account/email");
        amelia.fill(page, page, &[("new_email", "amelia@fjord.example")]).await.goes_to();
        let confirm = portal.link("amelia@fjord.example", "Confirm your new address").await;
        let undo = portal.link("amelia@kestrelexchange.example", "is to have another address").await;
        self.add("/confirm-email/{token}", "any", confirm);
        self.add("/confirm-email/{token}", "missing", "/confirm-email/nobody".into());
        self.add("/undo-email/{token}", "any", undo);
        self.add("/undo-email/{token}", "missing", "/undo-email/nobody".into());
        self.add("/reset-password/{token}", "any", reset);
        self.add("/reset-password/{token}", "missing", "/reset-password/nobody".into());
    }

    /// Colleagues of the demo's owners, and invitations that they have open.
    async fn teams(&mut self, portal: &Portal) {
        let owners = [
            ("publisher", "nora@harbourlight.example"),
            ("advertiser", "ida@haldenoutdoor.example"),
            ("network", "henrik@northernlights.example"),
        ];
        for (area, owner) in owners {
            let account = format!(
                "(SELECT m.account_id FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email = '{owner}')"
            );
            let colleague = async |which: &str| {
                portal
                    .scalar(&format!(
                        "SELECT user_id FROM memberships WHERE account_id {which} {account} AND user_id NOT IN
                         (SELECT user_id FROM memberships GROUP BY 1 HAVING count(*) > 1) AND power <> 'owner'
                         ORDER BY created_at, user_id"
                    ))
                    .await
            };
            let invitation = async |which: &str| {
                portal
                    .scalar(&format!(
                        "SELECT id FROM member_invitations WHERE account_id {which} {account} AND state = 'open' ORDER BY id"
                    ))
                    .await
            };
            let (own, other) = (colleague("=").await, colleague("<>").await);
            for step in ["", "/power", "/removal"] {
                let pattern = &format!("/{area}/people/{{id}}{step}");
                self.with_ids(pattern, "own", &own);
                self.add(pattern, "another's", fill(pattern, &other));
            }
            let (own, other) = (invitation("=").await, invitation("<>").await);
            for step in ["/renewal", "/withdrawal"] {
                let pattern = &format!("/{area}/people/invitations/{{id}}{step}");
                self.with_ids(pattern, "own", &own);
                self.add(pattern, "another's", fill(pattern, &other));
            }
        }
    }

    /// What is a file: a mail that was kept, the numbers of a chart.
    async fn mails(&mut self, portal: &Portal) {
        let mail = portal.mail("ann@fjord.example", "Welcome").await;
        let id = mail.id.trim_start_matches('<').split('@').next().expect("a name").to_owned();
        self.with_ids("/dev/mail/{id}", "any", &id);
        self.add("/admin/figures.csv", "any", "/admin/figures.csv?chart=orders".into());
        self.add("/admin/figures.csv", "missing", "/admin/figures.csv".into());
    }
}

pub(super) fn fill(pattern: &str, value: &str) -> String {
    let (head, tail) = pattern.split_once('{').expect("a pattern names a record");
    let (_, tail) = tail.split_once('}').expect("a name ends");
    format!("{head}{value}{tail}")
}
