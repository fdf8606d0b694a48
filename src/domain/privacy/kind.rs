//! What may be asked, and the ways by which it comes.

use crate::user::stored_enum;

stored_enum! {
    /// What a person asks for (P03, P15).
    RequestKind {
        /// See and get what we hold.
        Export = "export", "Get a copy of my data";
        /// Put something right.
        Correct = "correct", "Correct my data";
        /// Keep it and do nothing else with it.
        Restrict = "restrict", "Restrict what you do with it";
        /// No longer use it for a purpose.
        Object = "object", "Object to a use of it";
        /// Erase it.
        Erase = "erase", "Erase my data";
    }
}

impl RequestKind {
    /// What is asked, as a noun: for lists, mails and headings.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Export => "Copy of data",
            Self::Correct => "Correction",
            Self::Restrict => "Restriction",
            Self::Object => "Objection",
            Self::Erase => "Erasure",
        }
    }
}

stored_enum! {
    /// The way by which a request came.
    RequestChannel {
        /// The public form, signed out: the address is still to be confirmed.
        Form = "form", "Form on the site";
        /// By someone who is signed in.
        Account = "account", "Signed in";
        /// By e-mail, recorded by staff.
        Email = "email", "E-mail";
        /// By telephone, recorded by staff.
        Telephone = "telephone", "Telephone";
        /// By post, recorded by staff.
        Post = "post", "Post";
    }
}

impl RequestChannel {
    /// The ways that staff record.
    pub const RECORDED: [Self; 3] = [Self::Email, Self::Telephone, Self::Post];
}

stored_enum! {
    /// How it was made sure who asks.
    IdentityHow {
        /// A link that was mailed to the address was followed.
        Link = "link", "Confirmed by the link we mailed";
        /// They were signed in.
        SignedIn = "signed_in", "Signed in when they asked";
        /// One of the staff checked it.
        Staff = "staff", "Checked by staff";
    }
}
