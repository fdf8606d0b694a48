//! Powers: what a person may do within a role, as types that a handler's first argument names.

use inset_store::sessions::Principal;
use std::marker::PhantomData;

/// A power within a role.
pub trait Power: 'static {
    /// Who has it, in words: "owner or signer"; empty when everyone in the role has it.
    const WHO: &'static str;
    /// Whether this person has it.
    fn holds(principal: &Principal) -> bool;
    /// Whether the person must have proved within five minutes who they are.
    const FRESH: bool = false;
    /// Whether a member of staff has it before there is a second factor.
    const BEFORE_FACTOR: bool = false;
}

/// A power for which the person must have proved within five minutes who they are.
#[derive(Debug)]
pub struct Fresh<P>(PhantomData<P>);

impl<P: Power> Power for Fresh<P> {
    const WHO: &'static str = P::WHO;
    const FRESH: bool = true;
    const BEFORE_FACTOR: bool = P::BEFORE_FACTOR;
    fn holds(principal: &Principal) -> bool {
        P::holds(principal)
    }
}

/// See and change what one's own login is kept safe by.
#[derive(Debug)]
pub struct CanSecure;

impl Power for CanSecure {
    const WHO: &'static str = "";
    const BEFORE_FACTOR: bool = true;
    fn holds(_: &Principal) -> bool {
        true
    }
}

macro_rules! powers {
    ($($(#[$doc:meta])* $name:ident($who:literal) = $holds:expr;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub struct $name;
            impl Power for $name {
                const WHO: &'static str = $who;
                fn holds(principal: &Principal) -> bool {
                    let holds: fn(&Principal) -> bool = $holds;
                    holds(principal)
                }
            }
        )*
    };
}

fn in_account(principal: &Principal, may: fn(inset_domain::user::Power) -> bool) -> bool {
    principal.account.as_ref().is_some_and(|account| may(account.power))
}

powers! {
    /// Everyone in the role.
    CanRead("") = |_| true;
    /// Change drafts and details.
    CanEdit("owner, signer, finance or member") = |person| in_account(person, inset_domain::user::Power::may_edit);
    /// Sign and send in the account's name.
    CanSign("owner or signer") = |person| in_account(person, inset_domain::user::Power::may_sign);
    /// See and change billing and payout details.
    CanHandleMoney("owner or finance") = |person| in_account(person, inset_domain::user::Power::may_handle_money);
    /// Say who is in the account and what each may do.
    CanManagePeople("owner") = |person| in_account(person, inset_domain::user::Power::may_manage_people);
    /// Decide accounts, sites and orders.
    CanReview("reviewer or admin") = |person| person.staff_role.is_some_and(inset_domain::user::StaffRole::may_review);
    /// Call people who wish to be called.
    CanCall("reviewer, support or admin") = |person| person.staff_role.is_some_and(inset_domain::user::StaffRole::may_call);
    /// Say who is on the staff.
    CanManageStaff("admin") = |person| person.staff_role.is_some_and(inset_domain::user::StaffRole::may_manage_staff);
    /// Tell all accounts something.
    CanAnnounce("admin") = |person| person.staff_role.is_some_and(inset_domain::user::StaffRole::may_announce);
    /// Hand a person's data to courts and authorities, with a second one.
    CanDisclose("admin") = |person| person.staff_role.is_some_and(inset_domain::user::StaffRole::may_disclose);
    /// Answer inquiries.
    CanAnswer("support or admin") = |person| person.staff_role.is_some_and(inset_domain::user::StaffRole::may_answer);
}
