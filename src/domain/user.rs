//! A login: one person, one e-mail address.

use crate::account::AccountKind;
use crate::change::{Change, Differences, Event, Subject};
use crate::email::Email;
use crate::ids::{AccountId, TokenId, UserId};
use crate::letter::{Audience, ReplyLetter, ServiceLetter};
use crate::phone::Phone;
use crate::text::PersonName;
use chrono::{DateTime, TimeDelta, Utc};

macro_rules! stored_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $label:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// Every value, in the order in which forms offer them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// As stored.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// In words.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::user::NotInList;
            fn from_str(text: &str) -> Result<Self, $crate::user::NotInList> {
                match text { $($code => Ok(Self::$variant),)* _ => Err($crate::user::NotInList) }
            }
        }
    };
}
pub(crate) use stored_enum;

/// A value that is none of those offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Choose one of the options")]
pub struct NotInList;

stored_enum! {
    /// How a person wishes to be reached (P12).
    Channel {
        /// By e-mail.
        Email = "email", "E-mail";
        /// By telephone.
        Telephone = "telephone", "Telephone";
    }
}

stored_enum! {
    /// What a member of an account may do; each contains what its doc names.
    Power {
        /// Everything, people included.
        Owner = "owner", "Owner";
        /// Edit and sign.
        Signer = "signer", "Signer";
        /// Edit, billing and payout details.
        Finance = "finance", "Finance";
        /// Edit.
        Member = "member", "Member";
        /// Read.
        Viewer = "viewer", "Viewer";
    }
}

impl Power {
    /// Whether it may change drafts and details.
    pub fn may_edit(self) -> bool {
        self != Self::Viewer
    }

    /// Whether it may sign and send in the account's name.
    pub fn may_sign(self) -> bool {
        matches!(self, Self::Owner | Self::Signer)
    }

    /// Whether it may see and change billing and payout details.
    pub fn may_handle_money(self) -> bool {
        matches!(self, Self::Owner | Self::Finance)
    }

    /// Whether it may invite people, change what they may do, and remove them.
    pub fn may_manage_people(self) -> bool {
        self == Self::Owner
    }

    /// What it allows, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Owner => "Everything: details, signing, money, and who is in the account",
            Self::Signer => "Change details and drafts, and sign and send in the account's name",
            Self::Finance => "Change details and drafts, and see and change billing and payout details",
            Self::Member => "Change details and drafts, and sign nothing",
            Self::Viewer => "Read what the account has, and change nothing",
        }
    }
}

stored_enum! {
    /// What a member of the operator's staff may do.
    StaffRole {
        /// Decides accounts, sites and orders.
        Reviewer = "reviewer", "Reviewer";
        /// Sees and releases money matters.
        Finance = "finance", "Finance";
        /// Answers inquiries and privacy requests.
        Support = "support", "Support";
        /// Reviewer and support, and manages staff, agreements and settings.
        Admin = "admin", "Admin";
    }
}

impl StaffRole {
    /// Whether it decides accounts, sites and orders.
    pub fn may_review(self) -> bool {
        matches!(self, Self::Reviewer | Self::Admin)
    }

    /// Whether it says who is on the staff.
    pub fn may_manage_staff(self) -> bool {
        self == Self::Admin
    }

    /// Whether it tells all accounts something.
    pub fn may_announce(self) -> bool {
        self == Self::Admin
    }

    /// Whether it records, approves and hands over what courts and authorities ask for.
    pub fn may_disclose(self) -> bool {
        self == Self::Admin
    }

    /// Whether it calls people who wish to be called: their letters come from reviews and from answers alike.
    pub fn may_call(self) -> bool {
        self.may_review() || self.may_answer()
    }

    /// Whether it answers inquiries.
    pub fn may_answer(self) -> bool {
        matches!(self, Self::Support | Self::Admin)
    }
}

/// A person as they sign up: who they are and what they agreed to.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Their name.
    pub full_name: PersonName,
    /// Their address, which is also their login.
    pub email: Email,
    /// Their telephone number.
    pub telephone: Option<Phone>,
    /// How they wish to be reached.
    pub channel: Channel,
    /// Whether they opted in to optional mail.
    pub optional_mail: bool,
    /// Whether they opted in to sharing with partners.
    pub partner_sharing: bool,
}

/// A login.
#[derive(Clone, Debug)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The login, and where its mail goes.
    pub email: Email,
    /// The person's name.
    pub full_name: PersonName,
    /// Their telephone number.
    pub telephone: Option<Phone>,
    /// How they wish to be reached.
    pub channel: Channel,
    /// Their role on the operator's staff.
    pub staff_role: Option<StaffRole>,
    /// When the address was verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// The version of its row.
    pub version: i64,
}

/// How long a welcome link works.
pub const WELCOME_HOURS: i64 = 24;
/// How long a reset link works (abuse case A-07).
pub const RESET_MINUTES: i64 = 60;
/// How many mails an hour a login gets because anybody at all asked for a link or signed up with its address (abuse case A-10).
pub const MOST_ASKED_AN_HOUR: i64 = 3;

/// What a single-use link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPurpose {
    /// Verifies a new login and sets its password.
    Welcome,
    /// Sets a forgotten password anew.
    PasswordReset,
}

impl TokenPurpose {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::PasswordReset => "password_reset",
        }
    }

    /// How long it works.
    pub fn lifetime(self) -> TimeDelta {
        match self {
            Self::Welcome => TimeDelta::hours(WELCOME_HOURS),
            Self::PasswordReset => TimeDelta::minutes(RESET_MINUTES),
        }
    }
}

/// A single-use link to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Its id.
    pub id: TokenId,
    /// What it is for.
    pub purpose: TokenPurpose,
    /// Whose.
    pub user: UserId,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A login, its account and its welcome link, made by one sign-up.
#[derive(Clone, Debug)]
pub struct SignUp {
    /// The person.
    pub registration: Registration,
    /// The new login's id.
    pub user: UserId,
    /// The new account's id.
    pub account: AccountId,
    /// The account's role.
    pub kind: AccountKind,
    /// The company's name as first given.
    pub company: String,
    /// The welcome link.
    pub token: NewToken,
}

impl SignUp {
    /// A new login with a new account that it owns.
    pub fn new(registration: Registration, kind: AccountKind, company: String, now: DateTime<Utc>) -> Change<Self> {
        let user = UserId::at(now);
        let account = AccountId::at(now);
        let token = NewToken { id: TokenId::at(now), purpose: TokenPurpose::Welcome, user, created_at: now };
        let event = Event::new(Subject::new("user", user.0), Some(account), "user.signed_up");
        let letter = ReplyLetter::Welcome { token: token.id, role: kind.label().to_lowercase() };
        Change::new(Self { registration, user, account, kind, company, token }, 0, event)
            .letter(Audience::User(user), letter)
    }
}

impl User {
    /// Someone tried to sign up with this login's address: its owner is told, nobody else learns of it.
    pub fn sign_up_repeated(self) -> Change<Self> {
        let id = self.id;
        let (seen, event) = (self.version, Event::new(Subject::new("user", id.0), None, "user.sign_up_repeated"));
        Change::new(self, seen, event).letter(Audience::User(id), ReplyLetter::AlreadyRegistered)
    }

    /// A link to set a new password; a login not verified yet gets its welcome link again.
    pub fn forgot_password(&self, now: DateTime<Utc>) -> Change<NewToken> {
        let purpose = if self.verified_at.is_some() { TokenPurpose::PasswordReset } else { TokenPurpose::Welcome };
        let token = NewToken { id: TokenId::at(now), purpose, user: self.id, created_at: now };
        let letter = match purpose {
            TokenPurpose::PasswordReset => ReplyLetter::PasswordReset { token: token.id },
            TokenPurpose::Welcome => ReplyLetter::Welcome { token: token.id, role: "account".into() },
        };
        let event = Event::new(Subject::new("user", self.id.0), None, "user.password_link_asked");
        Change::new(token, 0, event).letter(Audience::User(self.id), letter)
    }

    /// The address is proven by a link that was followed; the password is set with it.
    pub fn set_password(mut self, now: DateTime<Utc>) -> Change<Self> {
        let first = self.verified_at.is_none();
        let verb = if first { "user.verified" } else { "user.password_changed" };
        let event = Event::new(Subject::new("user", self.id.0), None, verb);
        let (id, seen) = (self.id, self.version);
        self.verified_at = self.verified_at.or(Some(now));
        self.version += 1;
        let change = Change::new(self, seen, event);
        if first { change } else { change.letter(Audience::User(id), ServiceLetter::PasswordChanged) }
    }
}

/// What a person opted in to; both are off until they say otherwise (P02, P18).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consents {
    /// Optional mail.
    pub optional_mail: bool,
    /// Sharing with partners.
    pub partner_sharing: bool,
}

/// Partner sharing that a person's browser took back, to be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharingRefused(pub UserId);

impl Consents {
    /// What is left to take back where a browser says no to sharing for its person; none where nothing is shared.
    pub fn sharing_refused(self, user: UserId) -> Option<Change<SharingRefused>> {
        let word = |granted: bool| Some(granted.to_string());
        let fields = Differences::new().field("partner_sharing", word(true), word(false)).into_fields();
        let event = Event::new(Subject::new("user", user.0), None, "user.sharing_refused").changing(fields);
        self.partner_sharing.then(|| Change::new(SharingRefused(user), 0, event))
    }
}

/// A profile as its owner changes it.
#[derive(Clone, Debug)]
pub struct ProfileEdit {
    /// Their name.
    pub full_name: PersonName,
    /// Their telephone number.
    pub telephone: Option<Phone>,
    /// How they wish to be reached.
    pub channel: Channel,
    /// What they opted in to.
    pub consents: Consents,
}

/// A profile to be saved, with the consents that were given or taken back.
#[derive(Clone, Debug)]
pub struct ProfileChange {
    /// The login after the change.
    pub user: User,
    /// Each consent that changed, with what it is now.
    pub consents: Vec<(&'static str, bool)>,
}

impl User {
    /// The profile with what its owner typed, over version `seen`.
    pub fn edit_profile(mut self, seen: i64, before: Consents, edit: ProfileEdit) -> Change<ProfileChange> {
        let phone = |phone: &Option<Phone>| phone.as_ref().map(ToString::to_string);
        let word = |granted: bool| Some(granted.to_string());
        let after = edit.consents;
        let fields = Differences::new()
            .field("full_name", Some(self.full_name.to_string()), Some(edit.full_name.to_string()))
            .field("telephone", phone(&self.telephone), phone(&edit.telephone))
            .field("preferred_channel", Some(self.channel.as_str().into()), Some(edit.channel.as_str().into()))
            .field("optional_mail", word(before.optional_mail), word(after.optional_mail))
            .field("partner_sharing", word(before.partner_sharing), word(after.partner_sharing))
            .into_fields();
        let pairs = [
            ("optional_mail", before.optional_mail, after.optional_mail),
            ("partner_sharing", before.partner_sharing, after.partner_sharing),
        ];
        let consents =
            pairs.into_iter().filter(|(_, old, new)| old != new).map(|(purpose, _, new)| (purpose, new)).collect();
        let event = Event::new(Subject::new("user", self.id.0), None, "user.profile_saved").changing(fields);
        self.full_name = edit.full_name;
        self.telephone = edit.telephone;
        self.channel = edit.channel;
        self.version = seen + 1;
        Change::new(ProfileChange { user: self, consents }, seen, event)
    }
}
