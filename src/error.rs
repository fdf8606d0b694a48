//! Errors as the web sees them: the only place that turns a rule or the store into a status and words.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use inset_domain::account::AgainError;
use inset_domain::change::WrongState;
use inset_domain::period::day_words;
use inset_domain::team::TeamError;
use inset_store::StoreError;

/// After how many seconds to try again when the database is busy or away.
pub const RETRY_AFTER: &str = "5";

/// Why a request ends without its page.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in: to sign-in, with the way back.
    #[error("not signed in")]
    SignIn {
        /// The path to come back to.
        back: String,
    },
    /// No such page, record, or none for the one who asks.
    #[error("not found")]
    NotFound,
    /// The person may not do this in their own account.
    #[error("lacks the power {0}")]
    Power(&'static str),
    /// The session acts for none of its person's accounts, perhaps since they were removed from one.
    #[error("acts for no account")]
    NoAccount,
    /// The step is for somebody else: the person asked for it, is concerned by it, or has taken the one before.
    #[error("for a second person")]
    SecondPerson(&'static str),
    /// A member of staff looks at the account and can change nothing in it.
    #[error("only looks")]
    ViewOnly,
    /// The post did not come from one of our own pages.
    #[error("cross-site post")]
    CrossSite,
    /// The form was opened for another account than the one now chosen.
    #[error("form of another account")]
    OtherAccount,
    /// The record has changed since the form was opened.
    #[error("stale")]
    Stale,
    /// The form was sent before, with other content.
    #[error("form key used")]
    FormUsed,
    /// The state does not allow the step.
    #[error(transparent)]
    State(#[from] WrongState),
    /// A declined account cannot apply again yet, or at all; the day from which it may, in words.
    #[error("cannot apply again now")]
    NotAgain(Option<String>),
    /// A link that was used or ran out.
    #[error("gone")]
    Gone {
        /// What became of it.
        what: &'static str,
        /// What to do.
        next: &'static str,
    },
    /// The password was right and the second factor is still to come.
    #[error("the second factor is to come")]
    SecondFactor {
        /// Where the person wanted to go.
        back: String,
    },
    /// A member of staff has no second factor yet.
    #[error("staff need a second factor")]
    Enrol,
    /// The step needs a fresh proof of who the person is.
    #[error("a fresh proof is needed")]
    Prove {
        /// Where the person wanted to go.
        back: String,
    },
    /// The body is larger than a form may be.
    #[error("too large")]
    TooLarge,
    /// The body is not a form.
    #[error("unreadable form")]
    Unreadable,
    /// The body stopped coming.
    #[error("too slow")]
    TooSlow,
    /// Too much at once.
    #[error("too many requests")]
    TooMany {
        /// Seconds until there is room again.
        wait: u64,
    },
    /// As many files are sent as may be at once.
    #[error("as many files are sent as may be")]
    FilesBusy,
    /// The database or the hashing pool is busy or away.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// A fault of ours.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl From<TeamError> for Error {
    fn from(error: TeamError) -> Self {
        match error {
            TeamError::NotOwner => Self::Power("owner"),
            TeamError::NotIn => Self::NotFound,
            TeamError::State(wrong) => Self::State(wrong),
        }
    }
}

impl From<AgainError> for Error {
    fn from(error: AgainError) -> Self {
        match error {
            AgainError::State(wrong) => Self::State(wrong),
            AgainError::TooEarly(day) => Self::NotAgain(Some(day_words(day))),
            AgainError::Final => Self::NotAgain(None),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Stale | StoreError::Conflict(_) => Self::Stale,
            StoreError::Unavailable(why) => Self::Unavailable(why),
            other => Self::Internal(other.into()),
        }
    }
}

/// What an error page says. The status and these words are all that leaves the portal.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Fault {
    /// The HTTP status.
    pub status: u16,
    /// What happened, as a heading.
    pub title: String,
    /// What happened, in a sentence or two.
    pub what: String,
    /// Whether the person's work is safe.
    pub safe: String,
    /// What to do next.
    pub next: String,
    /// What to quote when asking.
    pub reference: String,
}

impl Error {
    fn words(&self) -> (&'static str, String, &'static str, &'static str) {
        const NOTHING: &str = "Nothing was changed.";
        const BACK: &str = "Use your browser's Back button: what you typed is still in the form.";
        match self {
            Self::SignIn { .. } | Self::SecondFactor { .. } | Self::Enrol | Self::Prove { .. } => {
                ("Sign in", String::new(), "", "")
            }
            Self::NotFound => (
                "Page not found",
                "There is no page at this address, or none for the account you are signed in with.".into(),
                NOTHING,
                "Check the address, or start from the home page.",
            ),
            Self::Power(who) => (
                "Your role does not allow this",
                format!("This needs the role of {who} in your account."),
                NOTHING,
                "An owner of the account can grant it, or do this step.",
            ),
            Self::NoAccount => (
                "You act for no account",
                "You are not in the account of this page any more: you left it, or one of its owners removed you."
                    .into(),
                NOTHING,
                "Open your profile under /account: it lists the accounts you are in, or says how to get into one.",
            ),
            Self::SecondPerson(why) => (
                "Somebody else must do this",
                (*why).to_owned(),
                NOTHING,
                "Leave it to a colleague whose role allows it.",
            ),
            Self::ViewOnly => (
                "You only look at this account",
                "You see the account as its owner does. Nothing in it can be changed, sent, signed or given meanwhile."
                    .into(),
                NOTHING,
                "Go back and read on, or end the look with the button at the top of the page.",
            ),
            Self::CrossSite => (
                "This form did not come from our own page",
                "The request lacks the proof that it was sent from this site.".into(),
                NOTHING,
                "Open the page again and send the form from there. Cookies must be allowed for this site.",
            ),
            Self::OtherAccount => (
                "You switched to another account",
                "This form was opened for a different account than the one you now act for.".into(),
                NOTHING,
                "Switch back to the account of the form, or open the page again for this one.",
            ),
            Self::Stale => (
                "Someone changed this meanwhile",
                "The record has changed since you opened the page, so your version was not saved over it.".into(),
                "Nothing was overwritten.",
                "Use the Back button to copy what you typed, then reload the page to see the record as it is now.",
            ),
            Self::FormUsed => (
                "This form was sent already",
                "The same form was sent before with other content.".into(),
                "What was sent first is saved.",
                "Open the page again to make another change.",
            ),
            Self::State(wrong) => (
                "This step is not possible now",
                format!("{wrong}."),
                NOTHING,
                "Reload the page to see where it stands.",
            ),
            Self::NotAgain(Some(day)) => (
                "It is too early to apply again",
                format!("The decision names {day} (UTC) as the day from which you may apply again."),
                NOTHING,
                "Come back on that day: everything you filled in is kept.",
            ),
            Self::NotAgain(None) => (
                "This decision is final",
                "It names no day from which you may apply again.".into(),
                NOTHING,
                "If something has changed since, write to us under /contact.",
            ),
            Self::Gone { what, next } => ("This link does not work any more", (*what).to_owned(), NOTHING, next),
            Self::TooLarge => {
                ("The form is too large", "A form may hold 1 MB of text and 500 lines.".into(), NOTHING, BACK)
            }
            Self::Unreadable => {
                ("The form could not be read", "What arrived is not a form of this page.".into(), NOTHING, BACK)
            }
            Self::TooSlow => {
                ("The form did not arrive", "It came too slowly, and its end is missing.".into(), NOTHING, BACK)
            }
            Self::TooMany { wait } => (
                "Too many requests",
                format!(
                    "More requests came from your network than one person sends. Wait {wait} second{}, then send the form again.",
                    if *wait == 1 { "" } else { "s" }
                ),
                NOTHING,
                BACK,
            ),
            Self::FilesBusy => (
                "Two files are being sent already",
                "More at once would slow the other pages down.".into(),
                NOTHING,
                "Ask for the file again in half a minute.",
            ),
            Self::Unavailable(_) => (
                "The portal is busy",
                "It could not reach its database in time.".into(),
                "If you sent a form, it was not saved.",
                "Try again in a few seconds. What you typed is still there when you go back.",
            ),
            Self::Internal(_) => (
                "Something went wrong on our side",
                "The fault is recorded and we look into it.".into(),
                "If you sent a form, it was not saved.",
                "Try again. If it happens again, tell us the reference below.",
            ),
        }
    }

    /// What the error page says, with a reference that the log knows too.
    pub fn fault(&self) -> Fault {
        let (title, what, safe, next) = self.words();
        let reference = format!("E-{}", &uuid::Uuid::new_v4().simple().to_string()[..10]);
        if let Self::Internal(error) = self {
            tracing::error!(reference, error = format!("{error:#}"), "request failed");
        } else if let Self::Unavailable(why) = self {
            tracing::warn!(reference, why, "request refused");
        }
        Fault {
            status: self.status_code().as_u16(),
            title: title.into(),
            what,
            safe: safe.into(),
            next: next.into(),
            reference,
        }
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::SignIn { .. } | Self::SecondFactor { .. } | Self::Enrol | Self::Prove { .. } => StatusCode::SEE_OTHER,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Power(_) | Self::NoAccount | Self::SecondPerson(_) | Self::ViewOnly | Self::CrossSite => {
                StatusCode::FORBIDDEN
            }
            Self::OtherAccount | Self::Stale | Self::FormUsed | Self::State(_) | Self::NotAgain(_) => {
                StatusCode::CONFLICT
            }
            Self::Gone { .. } => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unreadable => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::FilesBusy | Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let elsewhere = match self {
            Self::SignIn { back } => Some(crate::urls::sign_in(back)),
            Self::SecondFactor { back } => Some(crate::urls::with_back(crate::urls::SIGN_IN_CODE, back)),
            Self::Enrol => Some(crate::urls::AUTHENTICATOR.to_owned()),
            Self::Prove { back } => Some(crate::urls::with_back(crate::urls::PROOF, back)),
            _ => None,
        };
        if let Some(elsewhere) = elsewhere {
            return HttpResponse::SeeOther().insert_header((header::LOCATION, elsewhere)).finish();
        }
        let mut response = HttpResponse::build(self.status_code());
        match self {
            Self::Unavailable(_) => {
                response.insert_header((header::RETRY_AFTER, RETRY_AFTER));
            }
            Self::TooMany { wait } => {
                response.insert_header((header::RETRY_AFTER, wait.to_string()));
            }
            Self::FilesBusy => {
                response.insert_header((header::RETRY_AFTER, "30"));
            }
            // The rest of the body, should it come, would be taken for the next request.
            Self::TooSlow => {
                response.force_close();
            }
            _ => {}
        }
        let mut response = response.finish();
        response.extensions_mut().insert(self.fault());
        response
    }
}
