//! Identifiers: one type per record, so that an order's id cannot stand where an account's belongs.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Makes a UUIDv7 (RFC 9562) for `now`: sortable by time, unique by its random part.
pub fn uuid_at(now: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    let timestamp = uuid::Timestamp::from_unix_time(seconds, now.timestamp_subsec_nanos(), 0, 0);
    Uuid::new_v7(timestamp)
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh id whose time part is `now`.
            pub fn at(now: DateTime<Utc>) -> Self {
                Self(uuid_at(now))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id!(
    /// A login.
    UserId
);
id!(
    /// A company in one role.
    AccountId
);
id!(
    /// An insertion order.
    OrderId
);
id!(
    /// A line of an order; the same in every revision of it.
    LineId
);
id!(
    /// An agreement offered to an account.
    AgreementId
);
id!(
    /// A review case.
    CaseId
);
id!(
    /// A note of staff on a case.
    CaseNoteId
);
id!(
    /// Something that staff have to do for a case.
    CaseTaskId
);
id!(
    /// A publisher's site.
    SiteId
);
id!(
    /// A single-use link.
    TokenId
);
id!(
    /// An inquiry, complaint or question.
    InquiryId
);
id!(
    /// A letter that is told by telephone.
    CallId
);
id!(
    /// A testimonial.
    TestimonialId
);
id!(
    /// An invitation into an account.
    InvitationId
);
id!(
    /// A change of the address that a person signs in with.
    EmailChangeId
);
id!(
    /// What a second member of staff is asked to approve.
    ApprovalId
);
id!(
    /// A look of staff at an account.
    ViewingId
);
id!(
    /// A copy of a person's data.
    DataExportId
);
id!(
    /// A certificate that a child's data was erased.
    CertificateId
);
id!(
    /// A disclosure of a person's data.
    DisclosureId
);
id!(
    /// A privacy request.
    PrivacyRequestId
);
id!(
    /// An announcement.
    AnnouncementId
);
id!(
    /// A mail in the outbox.
    MailId
);
id!(
    /// A person's word on what they agree to.
    ConsentId
);
