//! The catalogue of personal data (P02): every column of the database that holds some, with what it is for, who sees it,
//! how long it is kept and how it is protected. `/privacy` shows it; a test holds it against the database itself, so a
//! new column fails until it has its line here.
//!
//! Long because it names every column of the database, one table after the other.

use crate::user::stored_enum;

stored_enum! {
    /// What data is asked for; the groups of `/privacy`.
    Purpose {
        /// Knowing who signs in.
        SignIn = "sign_in", "To sign in and to keep the login safe";
        /// Dealing with a company and the people who act for it.
        Account = "account", "To run the account and reach its people";
        /// Binding agreements and orders.
        Contract = "contract", "To make agreements and orders, and to prove them";
        /// Money.
        Money = "money", "To bill and to pay";
        /// Answering those who write.
        Answer = "answer", "To answer whoever writes to us";
        /// Showing what people say.
        Testimonial = "testimonial", "To show what you say of us, if you wish";
        /// Doing what people ask about their data.
        Rights = "rights", "To do what you ask about your own data, and to prove that we did";
        /// Answering those who may ask by law.
        Law = "law", "To answer courts and authorities, and to prove what they got";
        /// Mail that is part of the service.
        Mail = "mail", "To send the mail of the service";
        /// Seeing how the site is used, and that it works.
        Visit = "visit", "To see how the site is used and that it works";
        /// Accounting for changes.
        Trail = "trail", "To show who changed what";
    }
}

stored_enum! {
    /// Who sees it on a page; nobody else does.
    Seer {
        /// Nobody: it is only compared with.
        Nobody = "nobody", "Nobody";
        /// The person alone.
        You = "you", "You";
        /// The person and the operator's staff.
        Staff = "staff", "You and our staff";
        /// The members of the account and the operator's staff.
        Account = "account", "Your account's members and our staff";
        /// Owner and finance of the account, and staff, masked.
        Masked = "masked", "Your account's owner and finance, and our staff; numbers by their last four characters";
        /// The operator's staff alone.
        Operator = "operator", "Our staff";
        /// Everyone, because the person chose to be quoted.
        Public = "public", "You and our staff; anyone once it is published";
    }
}

stored_enum! {
    /// How long it is kept.
    Kept {
        /// Until it ends by itself.
        Session = "session", "8 days at most";
        /// As long as its person may wish to look back.
        Record = "record", "180 days";
        /// Until its person comes back for it.
        Parked = "parked", "24 hours at most";
        /// As long as the browser is used.
        Device = "device", "180 days after it was last used";
        /// Whole for some days, then without what tells one visitor from another.
        Visit = "visit", "The address for 30 days, then its network alone; 400 days in all";
        /// As long as it slows the next guess.
        Guess = "guess", "Two hours at most";
        /// As long as the account is there.
        Account = "account", "While you have the account, then erased on request";
        /// As long as the books must be.
        Books = "books", "As long as bookkeeping law asks";
        /// As long as a contract may be argued over.
        Proof = "proof", "As long as it may have to be proved";
        /// As long as the correspondence.
        Letters = "letters", "Until you ask us to erase it";
        /// As long as it may have to be shown that a request was answered.
        Rights = "rights", "Two years after the answer; your name and words go when you are erased";
        /// Until the copy is fetched.
        Copy = "copy", "The copy 7 days; that you made one, as long as you have the login";
        /// As long as the person lets it stand.
        Withdrawn = "withdrawn", "Until you withdraw it, then erased at once";
    }
}

stored_enum! {
    /// How it is protected in the database, beyond who may read the database at all.
    Protection {
        /// As it was given.
        Plain = "plain", "Access control";
        /// Encrypted with a key of its account or user.
        Sealed = "sealed", "Encrypted";
        /// One way only: it can be compared, not read.
        Hashed = "hashed", "Hashed";
    }
}

stored_enum! {
    /// Whether advertising partners may get it.
    Sharing {
        /// Never.
        Never = "never", "No";
        /// Everyone can read it, because the market's own files ask for it.
        Published = "published", "Published in sellers.json once the account is active";
    }
}

stored_enum! {
    /// Whether it is in the copy of their data that a person makes.
    Exported {
        /// What is the person's own.
        Own = "own", "Yes";
        /// What is a company's, where nobody else is in its account.
        Alone = "alone", "Yes, where you alone are in the account";
        /// What only lets somebody in, is compared with, or is gone within a day.
        Key = "key", "No: it only lets somebody in, is compared with, or is gone within a day";
        /// What may name others.
        Others = "others", "No: it may name others; who is in the account sees it";
        /// What staff write for one another.
        Desk = "desk", "No: ask for it, and we look whom else it names";
        /// What is kept without anything that says whose it is.
        Apart = "apart", "No: nothing in it says that it is yours";
    }
}

stored_enum! {
    /// What becomes of it when its person is erased.
    Erased {
        /// Its row goes.
        Row = "row", "Deleted";
        /// Its place is overwritten.
        Emptied = "emptied", "Overwritten";
        /// It names nobody any more once the name is gone.
        Nameless = "nameless", "Stays, and names nobody any more";
        /// It belongs to a company.
        Company = "company", "Deleted where you alone were in the account, else it is the company's";
        /// It is gone within hours by itself.
        Ends = "ends", "Gone within hours by itself";
        /// It is kept without anything that says whose it is, and ends by itself.
        Apart = "apart", "Nothing in it says that it is yours; it ends by itself";
        /// Bookkeeping needs it.
        Books = "books", "Kept as long as bookkeeping law asks";
        /// It may have to be proved.
        Proof = "proof", "Kept as long as what was agreed or done may have to be proved";
    }
}

/// A line of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The table.
    pub table: &'static str,
    /// Its columns that hold this.
    pub columns: &'static [&'static str],
    /// What it is, in words.
    pub what: &'static str,
    /// What it is for.
    pub purpose: Purpose,
    /// Who sees it.
    pub seer: Seer,
    /// How long it is kept.
    pub kept: Kept,
    /// How it is protected.
    pub protection: Protection,
    /// Whether partners may get it.
    pub sharing: Sharing,
    /// Whether it is in a person's copy of their data.
    pub exported: Exported,
    /// What becomes of it when its person is erased.
    pub erased: Erased,
}

macro_rules! catalogue {
    ($($table:ident [$($column:ident)+] $what:literal, $purpose:ident, $seer:ident, $kept:ident, $protection:ident, $sharing:ident,
        $exported:ident, $erased:ident;)*) => {
        /// Every column that holds personal data.
        pub const PERSONAL: &[Entry] = &[$(Entry {
            table: stringify!($table), columns: &[$(stringify!($column)),+], what: $what, purpose: Purpose::$purpose,
            seer: Seer::$seer, kept: Kept::$kept, protection: Protection::$protection, sharing: Sharing::$sharing,
            exported: Exported::$exported, erased: Erased::$erased,
        },)*];
    };
}

catalogue! {
    users [email email_key] "E-mail address you sign in with", SignIn, Staff, Account, Plain, Never, Own, Emptied;
    users [password_hash] "Password", SignIn, Nobody, Account, Hashed, Never, Key, Emptied;
    one_time_tokens [token_hash] "Single-use link", SignIn, You, Account, Hashed, Never, Key, Row;
    authenticators [secret_sealed] "Secret that your authenticator shares with us", SignIn, Nobody, Account, Sealed, Never, Key, Row;
    authenticators [created_at confirmed_at] "Since when you have an authenticator", SignIn, You, Account, Plain, Never, Own, Row;
    authenticators [last_step] "When you last used its code", SignIn, Nobody, Account, Plain, Never, Key, Row;
    recovery_codes [code_hash] "Recovery code", SignIn, Nobody, Account, Hashed, Never, Key, Row;
    recovery_codes [created_at used_at] "When you got and used it", SignIn, Nobody, Account, Plain, Never, Own, Row;
    passkeys [credential_id credential] "Public half of a passkey", SignIn, Nobody, Account, Plain, Never, Key, Row;
    passkeys [name created_at last_used_at] "What you call your passkey, and when you made and used it", SignIn, You, Account, Plain, Never, Own, Row;
    passkeys [counter] "How often a passkey was used, where it counts", SignIn, Nobody, Account, Plain, Never, Key, Row;
    sessions [key_hash] "Key of a signed-in browser", SignIn, Nobody, Session, Hashed, Never, Key, Row;
    devices [token_hash] "Mark of a browser you signed in with", SignIn, Nobody, Device, Hashed, Never, Key, Row;
    devices [created_at seen_at] "When you signed in with it first and last", SignIn, Nobody, Device, Plain, Never, Own, Row;
    access_records [ip browser system] "Address, kind of browser and operating system of a visit", Visit, Operator, Visit, Plain, Never, Apart, Apart;
    access_records [at method route status] "When which kind of page was visited, and what came of it", Visit, Operator, Visit, Plain, Never, Apart, Apart;
    guesses [key_hash] "Address, browser or network that a password was guessed wrong for or from", SignIn, Nobody, Guess, Hashed, Never, Key, Ends;
    guesses [full_at] "How often it was guessed wrong of late", SignIn, Nobody, Guess, Plain, Never, Key, Ends;
    email_changes [old_email old_email_key new_email] "Addresses that your login had and was to have", SignIn, You, Account, Plain, Never, Own, Row;
    email_changes [asked_at confirmed_at ended_at] "When you asked for another address, and what became of it", SignIn, You, Account, Plain, Never, Own, Row;
    email_changes [confirm_hash undo_hash] "Links that confirm or undo it", SignIn, You, Account, Hashed, Never, Key, Row;
    parked_posts [body_sealed] "What you typed into a form that waits for you to sign in again", SignIn, You, Parked, Sealed, Never, Key, Row;
    parked_posts [path page created_at sent_at expires_at] "Which form that was, and when", SignIn, You, Parked, Plain, Never, Own, Row;
    sign_ins [at outcome factor user_agent network] "Tries to sign in to your login: when, from where, and what became of them", SignIn, You, Record, Plain, Never, Own, Row;
    sessions [user_agent network created_at seen_at] "Browser and network you signed in with, and when you used it", SignIn, You, Session, Plain, Never, Own, Row;

    users [full_name telephone] "Your name and telephone number", Account, Staff, Account, Plain, Never, Own, Emptied;
    users [preferred_channel time_zone] "How you wish to be reached, and your time zone", Account, Staff, Account, Plain, Never, Own, Emptied;
    users [staff_role] "Your role, if you work for us", Account, Staff, Account, Plain, Never, Own, Emptied;
    consents [purpose wording_version granted source given_at] "What you agreed to, in which wording and when", Account, You, Proof, Plain, Never, Own, Nameless;
    member_invitations [email email_key full_name] "Name and e-mail address of whom an account invites", Account, Account, Account, Plain, Never, Own, Row;
    member_invitations [power created_at expires_at ended_at] "What you are invited to do in an account, and when", Account, Account, Account, Plain, Never, Own, Row;
    member_invitations [token_hash] "Link of an invitation into an account", Account, You, Account, Hashed, Never, Key, Row;
    memberships [power created_at ended_at] "What you may do in an account", Account, Account, Account, Plain, Never, Own, Nameless;
    accounts [name] "Name of the account, which may be a person's", Account, Account, Account, Plain, Published, Alone, Company;
    accounts [reason_words] "Why an account was declined or suspended", Account, Account, Account, Plain, Never, Alone, Company;
    companies [legal_name trading_name registration_number] "Company's name and registration, which may be a person's", Account, Account, Account, Plain, Never, Alone, Company;
    companies [web_site telephone] "Company's web site and telephone number", Account, Account, Account, Plain, Never, Alone, Company;
    companies [address_line1 address_line2 city region postal_code country] "Company's address", Account, Account, Account, Plain, Never, Alone, Company;
    contacts [full_name job_title email telephone preferred_channel may_sign] "People who act for the company: name, title, e-mail, telephone, authority to sign", Account, Account, Account, Plain, Never, Own, Row;
    companies [telephone_hash address_hash] "Company's telephone number and address, to find the same ones again", Account, Nobody, Account, Hashed, Never, Key, Company;
    contacts [telephone_hash] "Telephone number of who acts for the company, to find the same one again", Account, Nobody, Account, Hashed, Never, Key, Row;
    sites [domain] "Web site, whose name may be a person's", Account, Account, Account, Plain, Published, Alone, Company;
    sites [reason_words] "Why a site was refused", Account, Account, Account, Plain, Never, Alone, Company;
    review_cases [reason_words] "Why an application or order was declined", Account, Account, Account, Plain, Never, Alone, Company;
    decision_undos [reason_words] "Why an application was given back or a site refused before, while a decision on it can be undone", Account, Account, Parked, Plain, Never, Key, Ends;
    change_requests [note] "What a reviewer asked to be changed", Account, Account, Account, Plain, Never, Alone, Company;
    change_requests [answer] "Why you left it as it was", Account, Account, Account, Plain, Never, Alone, Company;
    case_facts [value_hash previous_hash] "What you gave when you sent it, to tell whether it changed since", Account, Nobody, Account, Hashed, Never, Key, Company;

    case_notes [body] "What our staff note on a case among themselves", Account, Operator, Account, Plain, Never, Desk, Company;
    case_tasks [what] "What our staff have to do for a case", Account, Operator, Account, Plain, Never, Desk, Company;

    agreements [text text_sha256] "Agreement's text, which names company and signer", Contract, Account, Proof, Plain, Never, Own, Proof;
    agreements [reason_words] "Why an agreement was declined", Contract, Account, Proof, Plain, Never, Own, Proof;
    signatures [typed_name title intent] "Your signature: typed name, title, statement", Contract, Account, Proof, Plain, Never, Own, Proof;
    signatures [signed_at time_zone ip user_agent authentication] "How you signed: time, IP address, browser, sign-in used", Contract, Operator, Proof, Plain, Never, Own, Proof;
    order_contacts [full_name email telephone preferred_channel] "People named in an order", Contract, Account, Proof, Plain, Never, Own, Proof;
    order_revisions [text text_sha256] "Order's text, which names its contacts", Contract, Account, Proof, Plain, Never, Others, Proof;
    order_revisions [ad_server_contact special_instructions] "Order's free text, which may name a person", Contract, Account, Proof, Plain, Never, Others, Proof;
    order_lines [comment] "Line's comment, which may name a person", Contract, Account, Proof, Plain, Never, Others, Proof;
    order_messages [body] "Messages about an order", Contract, Account, Proof, Plain, Never, Own, Proof;
    orders [reason_words] "Why an order needs attention or was refused", Contract, Account, Proof, Plain, Never, Others, Proof;

    companies [tax_id_sealed] "Company's tax id", Money, Masked, Books, Sealed, Never, Key, Books;
    companies [tax_id_hash tax_id_shared_hash] "Company's tax id, to find the same one again", Money, Nobody, Books, Hashed, Never, Key, Books;
    companies [tax_id_last_four] "Company's tax id, last four characters", Money, Account, Books, Plain, Never, Alone, Books;
    billing_profiles [payer_name billing_emails] "Who pays, and where invoices go", Money, Account, Books, Plain, Never, Others, Books;
    billing_profiles [address_line1 address_line2 city region postal_code country] "Billing address", Money, Account, Books, Plain, Never, Alone, Books;
    billing_profiles [tax_id_sealed card_token_sealed] "Payer's tax id, and the processor's token for a card", Money, Masked, Books, Sealed, Never, Key, Books;
    billing_profiles [tax_id_hash tax_id_shared_hash] "Payer's tax id, to find the same one again", Money, Nobody, Books, Hashed, Never, Key, Books;
    billing_profiles [tax_id_last_four] "Payer's tax id, last four characters", Money, Account, Books, Plain, Never, Alone, Books;
    billing_profiles [credit_limit_minor] "Credit limit asked for", Money, Account, Books, Plain, Never, Alone, Books;
    payout_profiles [payee_name] "Who is paid", Money, Masked, Books, Plain, Never, Alone, Books;
    payout_profiles [address_line1 address_line2 city region postal_code country] "Payee's address", Money, Masked, Books, Plain, Never, Alone, Books;
    payout_profiles [iban_sealed account_number_sealed paypal_email_sealed] "IBAN, account number or PayPal address", Money, Masked, Books, Sealed, Never, Key, Books;
    payout_profiles [destination_hash] "Bank or PayPal account, to find the same one again", Money, Nobody, Books, Hashed, Never, Key, Books;
    payout_profiles [destination_last_four bic routing_number account_type] "Bank, and the account's last four characters", Money, Masked, Books, Plain, Never, Alone, Books;

    inquiries [full_name email web_site telephone] "Name, e-mail address, web site and telephone number of whoever writes", Answer, Operator, Letters, Plain, Never, Own, Row;
    inquiries [body answer] "What was written, and our answer", Answer, Operator, Letters, Plain, Never, Own, Row;
    inquiries [status_hash] "Link to the page of what you wrote", Answer, You, Letters, Hashed, Never, Key, Row;
    inquiry_messages [body] "What you and we wrote afterwards", Answer, Staff, Letters, Plain, Never, Own, Row;
    invitations [token_hash] "Link of an invitation", Answer, You, Letters, Hashed, Never, Key, Row;

    testimonials [words language] "Your testimonial, and its language", Testimonial, Public, Withdrawn, Plain, Never, Own, Emptied;
    testimonials [full_name job_title company_name] "Name, title and company that it stands under", Testimonial, Public, Withdrawn, Plain, Never, Own, Emptied;
    testimonials [reason_words] "Why it was refused", Testimonial, Staff, Withdrawn, Plain, Never, Own, Emptied;
    testimonials [consent_wording consented_at] "What you agreed to, in which wording and when", Testimonial, Staff, Proof, Plain, Never, Own, Nameless;

    privacy_requests [full_name email email_key reach] "Name, address and number of whoever makes a privacy request", Rights, Staff, Rights, Plain, Never, Own, Emptied;
    privacy_requests [details answer] "What you asked about your data, and our answer", Rights, Staff, Rights, Plain, Never, Own, Emptied;
    privacy_requests [identity_note] "What was checked to make sure that you ask", Rights, Staff, Rights, Plain, Never, Own, Emptied;
    privacy_requests [identity_how identity_at] "How and when it was made sure that you ask", Rights, Staff, Rights, Plain, Never, Own, Nameless;
    privacy_requests [extension_words reason_words] "Why a request took longer, or was not done", Rights, Staff, Rights, Plain, Never, Own, Emptied;
    privacy_requests [token_hash] "Link that confirms your address", Rights, You, Rights, Hashed, Never, Key, Nameless;
    data_exports [archive_sealed] "Copy of your data, as you asked for it", Rights, You, Copy, Sealed, Never, Key, Row;
    data_exports [requested_at ready_at] "When you asked for a copy of your data", Rights, You, Copy, Plain, Never, Own, Row;
    privacy_request_repeats [details] "What you asked again", Rights, Staff, Rights, Plain, Never, Own, Row;

    disclosures [requester] "Who asked us for your data by law, or to protect rights", Law, Staff, Proof, Plain, Never, Own, Proof;
    disclosures [basis purposes received_on] "On what basis they asked, for which data, and when", Law, Staff, Proof, Plain, Never, Own, Nameless;
    disclosures [handed_over_at archive_sha256 told_at] "When your data was handed over, its digest, and when we told you", Law, Staff, Proof, Plain, Never, Own, Nameless;
    disclosures [grounds gag_words refusal_words] "Legal basis and file number of such a request, and why we refused it or may not tell you yet", Law, Operator, Proof, Plain, Never, Desk, Proof;
    disclosures [archive_sealed] "Copy of what was handed over", Law, Operator, Proof, Sealed, Never, Desk, Row;

    outbox [recipient_email recipient_name recipient_telephone] "Who a mail or call goes to", Mail, Operator, Account, Plain, Never, Own, Row;
    outbox [payload] "What a mail or call says", Mail, Operator, Account, Plain, Never, Others, Row;
    outbox [report reported_at] "What you or a server said of a mail to you, and when", Mail, Operator, Account, Plain, Never, Own, Row;
    suppressions [address_hash] "Address to which only service mail goes", Mail, Nobody, Proof, Hashed, Never, Key, Proof;
    suppressions [report added_at lifted_at] "Why only service mail goes to an address, and since when", Mail, Staff, Proof, Plain, Never, Own, Nameless;
    search_tails [tail] "Words of your name, address, company, orders and sites, by which our staff find them", Account, Operator, Account, Plain, Never, Key, Row;
    search_near [word near] "The same words, each once, with how they may be mistyped", Account, Nobody, Account, Plain, Never, Key, Row;
    users [mail_bounced_at] "Since when our mail does not reach you", Mail, Staff, Account, Plain, Never, Own, Emptied;
    announcement_reads [read_at] "Which announcements you opened, and when", Mail, You, Account, Plain, Never, Own, Row;
    call_attempts [note] "What was noted of a call to you", Mail, Operator, Account, Plain, Never, Own, Row;

    approvals [before after why reason_words] "What one of our staff asked a second one to do with a login, and why", Trail, Operator, Proof, Plain, Never, Desk, Row;
    approvals [bound_sha256] "Digest of it", Trail, Nobody, Proof, Plain, Never, Key, Row;
    viewings [reason] "Why one of our staff looked at your account as you see it", Trail, Account, Proof, Plain, Never, Alone, Company;
    audit_values [changes] "Values before and after a change", Trail, Operator, Account, Plain, Never, Own, Row;
}

/// Columns that name a person by id alone. They say who did something, and nothing once the person's own rows are erased.
pub const LINKS: &[(&str, &[&str])] = &[
    ("accounts", &["state_by"]),
    ("agreements", &["state_by"]),
    ("announcement_reads", &["user_id"]),
    ("announcements", &["created_by", "last_reader"]),
    ("approvals", &["subject_id", "maker_id", "checker_id"]),
    ("audit_events", &["actor_id", "subject_id"]),
    ("authenticators", &["user_id"]),
    ("call_attempts", &["made_by"]),
    ("case_notes", &["author_id"]),
    ("case_presence", &["user_id"]),
    ("case_tasks", &["assignee_id", "set_by", "done_by"]),
    ("certificates", &["issued_by"]),
    ("change_requests", &["asked_by"]),
    ("consents", &["user_id"]),
    ("data_exports", &["user_id"]),
    ("data_keys", &["owner_id"]),
    ("decision_undos", &["decided_by", "before_by"]),
    ("devices", &["user_id"]),
    ("disclosures", &["user_id", "recorded_by", "first_by", "second_by", "refused_by", "handed_over_by"]),
    ("email_changes", &["user_id"]),
    ("form_keys", &["user_id"]),
    ("inquiries", &["answered_by", "assigned_to"]),
    ("inquiry_messages", &["inquiry_id", "author_id"]),
    ("invitations", &["inquiry_id", "used_by"]),
    ("looks", &["saved_by"]),
    ("member_invitations", &["invited_by", "ended_by"]),
    ("memberships", &["user_id"]),
    ("one_time_tokens", &["user_id"]),
    ("order_messages", &["author_id"]),
    ("order_revisions", &["created_by"]),
    ("orders", &["state_by"]),
    ("outbox", &["recipient_user"]),
    ("parked_posts", &["user_id"]),
    ("review_cases", &["decided_by", "claimed_by"]),
    ("search_tails", &["record_id"]),
    ("sessions", &["user_id"]),
    ("sign_ins", &["user_id"]),
    ("signatures", &["user_id"]),
    ("sites", &["state_by"]),
    ("passkeys", &["user_id"]),
    ("privacy_requests", &["user_id", "identity_by", "extended_by", "state_by"]),
    ("recovery_codes", &["user_id"]),
    ("suppressions", &["added_by", "lifted_by"]),
    ("testimonials", &["author_id", "state_by"]),
    ("users", &["id"]),
    ("viewings", &["viewer_id"]),
];

/// Columns that hold no personal data: references, states, times of records, amounts and choices of a company.
pub const OTHER: &[(&str, &[&str])] = &[
    ("access_records", &["id", "cut"]),
    (
        "accounts",
        &[
            "id",
            "reference",
            "kind",
            "state",
            "state_at",
            "reason_code",
            "reapply_on",
            "submitted_at",
            "created_at",
            "updated_at",
            "version",
        ],
    ),
    ("agreements", &["id", "account_id", "document", "document_version", "state", "state_at", "created_at", "version"]),
    ("announcement_reads", &["announcement_id"]),
    (
        "announcements",
        &[
            "id",
            "class",
            "subject",
            "why",
            "body",
            "account_kind",
            "account_standing",
            "account_country",
            "state",
            "state_at",
            "created_at",
            "send_at",
            "zone",
            "quiet_until",
            "event_seq",
            "started_at",
            "readers",
            "version",
        ],
    ),
    (
        "approvals",
        &["id", "action", "subject_kind", "asked_at", "expires_at", "state", "decided_at", "used_at", "version"],
    ),
    (
        "audit_events",
        &[
            "seq",
            "at",
            "actor_kind",
            "subject_kind",
            "account_id",
            "verb",
            "reason_code",
            "changed_columns",
            "commitment",
        ],
    ),
    ("audit_values", &["seq", "salt"]),
    ("passkey_ceremonies", &["mark_hash", "used_at"]),
    ("passkeys", &["id"]),
    ("billing_profiles", &["account_id", "method", "terms_days", "currency", "po_required", "updated_at", "version"]),
    ("call_attempts", &["outbox_id", "attempt", "made_at", "outcome"]),
    ("case_facts", &["case_id", "section", "field", "handed_at"]),
    ("case_notes", &["id", "case_id", "written_at"]),
    ("case_presence", &["case_id", "seen_at"]),
    ("case_tasks", &["id", "case_id", "due_on", "set_at", "done_at", "version"]),
    ("certificates", &["id", "reference", "issued_at", "erased"]),
    ("change_requests", &["id", "case_id", "section", "field", "asked_at", "answered_at", "changed"]),
    ("companies", &["account_id", "organisation_type", "updated_at", "version"]),
    ("consents", &["id"]),
    ("contacts", &["account_id", "role", "updated_at", "version"]),
    ("data_exports", &["id", "state", "bytes", "expires_at", "claimed_until", "attempts"]),
    ("data_keys", &["id", "owner_kind", "wrapped", "kek_id", "created_at"]),
    (
        "decision_undos",
        &[
            "case_id",
            "event_seq",
            "decided_at",
            "until",
            "waiting_since",
            "record_version",
            "before_state",
            "before_at",
            "reason_code",
            "site_id",
        ],
    ),
    (
        "disclosures",
        &[
            "id",
            "reference",
            "gag_until",
            "recorded_at",
            "state",
            "first_at",
            "second_at",
            "refused_at",
            "archive_bytes",
            "version",
        ],
    ),
    ("form_keys", &["key", "route", "body_sha256", "location", "notice", "used_at"]),
    (
        "inquiries",
        &[
            "id",
            "reference",
            "kind",
            "sector",
            "state",
            "state_at",
            "answered_at",
            "created_at",
            "version",
            "due_at",
            "duplicate_of",
        ],
    ),
    ("inquiry_messages", &["id", "written_at"]),
    ("invitations", &["id", "kind", "created_at", "expires_at", "used_at"]),
    ("looks", &["account_id", "version", "look", "saved_at"]),
    ("member_invitations", &["id", "account_id", "state"]),
    ("memberships", &["account_id", "version"]),
    (
        "network_commercials",
        &[
            "account_id",
            "pricing_model",
            "rate",
            "currency",
            "net_days",
            "minimum_payout_minor",
            "rollover",
            "passback_position",
            "default_campaign",
            "blocked_categories",
            "invoice_days",
            "dispute_days",
            "termination_days",
            "updated_at",
            "version",
        ],
    ),
    ("one_time_tokens", &["id", "purpose", "created_at", "expires_at", "used_at"]),
    ("order_contacts", &["order_id", "revision", "role", "position"]),
    (
        "order_lines",
        &[
            "order_id",
            "revision",
            "line_id",
            "position",
            "name",
            "format",
            "site_category",
            "sites",
            "rate_type",
            "rate",
            "quantity",
            "cost_minor",
            "delivery",
            "starts_on",
            "ends_on",
            "frequency_cap",
            "frequency_interval",
            "countries",
            "categories",
            "keywords",
            "creative_due",
        ],
    ),
    ("order_messages", &["id", "order_id", "from_staff", "sent_at"]),
    (
        "order_revisions",
        &[
            "order_id",
            "revision",
            "name",
            "agency",
            "brand",
            "po_number",
            "billing_code",
            "campaign",
            "currency",
            "time_zone",
            "budget_minor",
            "spend_cap_minor",
            "starts_on",
            "ends_on",
            "expires_on",
            "billing_method",
            "notification_threshold",
            "liability",
            "measurement",
            "ad_server",
            "data_ownership",
            "political",
            "terms_version",
            "total_minor",
            "signed_at",
            "created_at",
        ],
    ),
    (
        "orders",
        &[
            "id",
            "number",
            "account_id",
            "state",
            "state_at",
            "reason_code",
            "revision",
            "name",
            "currency",
            "total_minor",
            "line_count",
            "starts_on",
            "ends_on",
            "submitted_at",
            "created_at",
            "updated_at",
            "version",
        ],
    ),
    (
        "outbox",
        &[
            "id",
            "event_seq",
            "class",
            "letter",
            "account_id",
            "channel",
            "state",
            "attempts",
            "next_at",
            "claimed_until",
            "sent_at",
            "failure",
            "created_at",
            "forget",
        ],
    ),
    (
        "payout_profiles",
        &[
            "account_id",
            "currency",
            "method",
            "threshold_minor",
            "schedule",
            "self_hold",
            "state",
            "updated_at",
            "version",
        ],
    ),
    ("privacy_request_repeats", &["id", "request_id", "channel", "checked", "asked_at"]),
    (
        "privacy_requests",
        &[
            "id",
            "reference",
            "kind",
            "channel",
            "link_expires_at",
            "received_at",
            "acknowledge_by",
            "acknowledged_at",
            "answer_by",
            "extended_at",
            "state",
            "state_at",
            "reason_code",
            "erased_at",
            "version",
        ],
    ),
    (
        "publisher_commercials",
        &[
            "account_id",
            "revenue_share",
            "floor_cpm",
            "currency",
            "time_zone",
            "monthly_visitors",
            "monthly_page_views",
            "updated_at",
            "version",
        ],
    ),
    (
        "review_cases",
        &[
            "id",
            "kind",
            "account_id",
            "order_id",
            "site_id",
            "state",
            "waiting_since",
            "opened_at",
            "closed_at",
            "decision",
            "reason_code",
            "version",
            "claimed_until",
        ],
    ),
    ("guesses", &["guesser"]),
    ("email_changes", &["id", "state"]),
    ("parked_posts", &["id", "session_id", "account_id", "form_key"]),
    ("search_tails", &["kind"]),
    ("sessions", &["id", "account_id", "expires_at", "factor", "proven_at", "ran_out_at", "viewing_id"]),
    ("sign_ins", &["id"]),
    ("signatures", &["id", "agreement_id", "order_id", "revision", "side", "text_sha256"]),
    (
        "sites",
        &[
            "id",
            "account_id",
            "category",
            "language",
            "monthly_page_views",
            "state",
            "state_at",
            "reason_code",
            "created_at",
            "version",
        ],
    ),
    ("suppressions", &["id", "outbox_id"]),
    ("testimonials", &["id", "account_id", "state", "state_at", "reason_code", "erased_at", "version"]),
    ("viewed_pages", &["viewing_id", "seen_at", "path"]),
    ("viewings", &["id", "account_id", "begun_at", "ends_at", "ended_at"]),
    // Counts of finished weeks, about nobody: kept for good, and an erasure leaves them as they are.
    ("weekly_figures", &["week", "measure", "part", "value"]),
    (
        "users",
        &[
            "shortcuts_off",
            "second_factor",
            "passkey",
            "verified_at",
            "deactivated_at",
            "erased_at",
            "created_at",
            "updated_at",
            "version",
        ],
    ),
];
