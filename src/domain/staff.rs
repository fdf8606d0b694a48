//! The operator's staff: who is on it, in which role, and what staff do for a person's login.

use crate::change::{Change, Differences, Event, FieldChange, Subject};
use crate::ids::{TokenId, UserId};
use crate::letter::{Audience, ReplyLetter, ServiceLetter};
use crate::text::Note;
use crate::user::{NewToken, StaffRole, TokenPurpose, User};
use chrono::{DateTime, Utc};

/// A member of the operator's staff to be added, with the link that sets their password.
#[derive(Clone, Debug)]
pub struct StaffMember {
    /// The new login's id.
    pub user: UserId,
    /// Their role.
    pub role: StaffRole,
    /// The welcome link.
    pub token: NewToken,
}

impl StaffMember {
    /// A new member of staff, who gets a welcome mail. The login's id is known before, where a second person approved it.
    pub fn add(user: UserId, role: StaffRole, now: DateTime<Utc>) -> Change<Self> {
        let token = NewToken { id: TokenId::at(now), purpose: TokenPurpose::Welcome, user, created_at: now };
        let event = Event::new(Subject::new("user", user.0), None, "staff.added");
        let letter = ReplyLetter::Welcome { token: token.id, role: role.label().to_lowercase() };
        Change::new(Self { user, role, token }, 0, event).letter(Audience::User(user), letter)
    }
}

impl User {
    /// The role on the staff is given, changed, or, for a reason, taken away. Its owner is told; every session ends with it.
    pub fn with_role(mut self, role: Option<StaffRole>, why: Option<Note>) -> Change<Self> {
        let word = |role: Option<StaffRole>| role.map(|role| role.as_str().to_owned());
        let fields = Differences::new().field("staff_role", word(self.staff_role), word(role));
        let verb = match (self.staff_role, role) {
            (_, None) => "staff.removed",
            (None, Some(_)) => "staff.added",
            (Some(_), Some(_)) => "staff.role_changed",
        };
        let fields = fields.field("reason", None, why.map(|why| why.to_string())).into_fields();
        let event = Event::new(Subject::new("user", self.id.0), None, verb).changing(fields);
        let (id, seen) = (self.id, self.version);
        self.staff_role = role;
        self.version += 1;
        Change::new(self, seen, event).letter(Audience::User(id), ServiceLetter::StaffRoleChanged { role })
    }

    /// Staff end every session of the login, for a reason that its owner reads.
    pub fn sessions_ended(&self, why: &Note) -> Change<UserId> {
        let reason = why.to_string();
        let field = FieldChange { column: "reason", before: None, after: Some(reason.clone()) };
        let event = Event::new(Subject::new("user", self.id.0), None, "user.sessions_ended").changing(vec![field]);
        Change::new(self.id, self.version, event)
            .letter(Audience::User(self.id), ServiceLetter::SessionsEnded { reason })
    }
}
