//! What became of a try to sign in.

use crate::session::Factor;
use crate::user::stored_enum;
use chrono::TimeDelta;

/// How long a try is kept for its person to look through.
pub const KEPT_FOR: TimeDelta = TimeDelta::days(180);

stored_enum! {
    /// How a try ended.
    SignInOutcome {
        /// The person is in.
        SignedIn = "signed_in", "Signed in";
        /// The password was right, and a second factor is to come.
        CodeDue = "code_due", "Password right, second step asked for";
        /// The password was wrong.
        WrongPassword = "wrong_password", "Wrong password";
        /// The second factor was wrong.
        WrongCode = "wrong_code", "Wrong second step";
    }
}

/// A try at a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInTry {
    /// Right, so far as this proves it; whether the login asks for more decides what it is called.
    Right {
        /// How the person proved who they are.
        factor: Factor,
        /// Whether a second factor is still to come.
        more_due: bool,
    },
    /// The password was wrong.
    WrongPassword,
    /// The second factor was wrong.
    WrongCode,
}

impl SignInTry {
    /// How it ended.
    pub fn outcome(self) -> SignInOutcome {
        match self {
            Self::Right { more_due: false, .. } => SignInOutcome::SignedIn,
            Self::Right { more_due: true, .. } => SignInOutcome::CodeDue,
            Self::WrongPassword => SignInOutcome::WrongPassword,
            Self::WrongCode => SignInOutcome::WrongCode,
        }
    }

    /// What it proved; none for a wrong one.
    pub fn factor(self) -> Option<Factor> {
        match self {
            Self::Right { factor, .. } => Some(factor),
            Self::WrongPassword | Self::WrongCode => None,
        }
    }
}
