//! The people of an account: who may do what in it, who is invited, and that it always has an owner.

use crate::change::{Change, Differences, Event, Subject, WrongState};
use crate::email::Email;
use crate::ids::{AccountId, InvitationId, UserId};
use crate::letter::{AccountRef, Audience, ServiceLetter};
use crate::text::PersonName;
use crate::user::{Power, Registration, User, stored_enum};
use chrono::{DateTime, TimeDelta, Utc};

/// How many days an invitation can be accepted.
pub const INVITATION_DAYS: i64 = 7;
/// How many invitations of one account may be open at a time.
pub const MOST_OPEN: usize = 20;

/// The people who are in an account now.
#[derive(Clone, Debug)]
pub struct Team {
    /// The account.
    pub account: AccountRef,
    /// Its people, whoever is in it longest first.
    pub members: Vec<Member>,
}

/// A person in an account.
#[derive(Clone, Debug)]
pub struct Member {
    /// The login.
    pub user: UserId,
    /// The person's name.
    pub full_name: PersonName,
    /// Their address.
    pub email: Email,
    /// What they may do.
    pub power: Power,
    /// Since when they are in it.
    pub since: DateTime<Utc>,
    /// The version of the membership's row.
    pub version: i64,
}

/// Why a step of an owner is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TeamError {
    /// Whoever asks is no owner, or none any more.
    #[error("not an owner of the account")]
    NotOwner,
    /// The person is not in the account.
    #[error("not in the account")]
    NotIn,
    /// The account would be left without an owner.
    #[error(transparent)]
    State(#[from] WrongState),
}

/// A membership after a step.
#[derive(Clone, Debug)]
pub struct Membership {
    /// In which account.
    pub account: AccountId,
    /// Whose.
    pub user: UserId,
    /// What they may do, or could do until it ended.
    pub power: Power,
    /// The version of its row.
    pub version: i64,
}

fn event(account: AccountId, user: UserId, verb: &'static str) -> Event {
    Event::new(Subject::new("user", user.0), Some(account), verb)
}

impl Team {
    /// A person who is in the account.
    ///
    /// # Errors
    /// [`TeamError::NotIn`] for everyone else.
    pub fn member(&self, user: UserId) -> Result<&Member, TeamError> {
        self.members.iter().find(|member| member.user == user).ok_or(TeamError::NotIn)
    }

    /// Whether this person is the only owner.
    pub fn is_last_owner(&self, user: UserId) -> bool {
        let mut owners = self.members.iter().filter(|member| member.power == Power::Owner);
        owners.next().is_some_and(|owner| owner.user == user) && owners.next().is_none()
    }

    /// That someone may say who is in the account, at the moment of the step and not when its page was opened.
    fn check_owner(&self, by: UserId) -> Result<&Member, TeamError> {
        self.member(by).ok().filter(|it| it.power.may_manage_people()).ok_or(TeamError::NotOwner)
    }

    fn check_not_last(&self, user: UserId, wanted: &'static str) -> Result<(), WrongState> {
        match self.is_last_owner(user) {
            true => Err(WrongState { noun: "This membership", state: "the last owner's", wanted }),
            false => Ok(()),
        }
    }

    /// An owner changes what a person may do, over version `seen`; the person is told.
    ///
    /// # Errors
    /// [`TeamError`] for whoever is no owner, for a person who is not in the account, and for the last owner.
    pub fn change_power(
        &self,
        by: UserId,
        user: UserId,
        power: Power,
        seen: i64,
    ) -> Result<Change<Membership>, TeamError> {
        self.check_owner(by)?;
        let member = self.member(user)?;
        if power != Power::Owner {
            self.check_not_last(user, "given less power")?;
        }
        let word = |power: Power| Some(power.as_str().to_owned());
        let fields = Differences::new().field("power", word(member.power), word(power)).into_fields();
        let event = event(self.account.id, user, "member.power_changed").changing(fields);
        let after = Membership { account: self.account.id, user, power, version: seen + 1 };
        let letter = ServiceLetter::PowerChanged { account: self.account.clone(), power };
        Ok(Change::new(after, seen, event).letter(Audience::User(user), letter))
    }

    /// An owner removes a person, who is told; or a person leaves, and the owners are told.
    ///
    /// # Errors
    /// [`TeamError`] for whoever removes another without being an owner, for a person who is not in the account, and for
    /// the last owner.
    pub fn end(&self, by: UserId, user: UserId) -> Result<Change<Membership>, TeamError> {
        if by != user {
            self.check_owner(by)?;
        }
        let member = self.member(user)?;
        self.check_not_last(user, "ended")?;
        let (id, account) = (self.account.id, self.account.clone());
        let after = Membership { account: id, user, power: member.power, version: member.version + 1 };
        Ok(if by == user {
            let letter = ServiceLetter::MemberLeft { account, name: member.full_name.to_string() };
            let owners = Audience::Owners { account: id, but: user };
            Change::new(after, member.version, event(id, user, "member.left")).letter(owners, letter)
        } else {
            let letter = ServiceLetter::MemberRemoved { account };
            let change = Change::new(after, member.version, event(id, user, "member.removed"));
            change.letter(Audience::User(user), letter)
        })
    }

    /// An owner invites a person, whether they have a login or not: what follows is the same.
    ///
    /// # Errors
    /// [`TeamError::NotOwner`] for whoever is none.
    pub fn invite(&self, by: UserId, invited: Invited, now: DateTime<Utc>) -> Result<Change<Invitation>, TeamError> {
        let by = self.check_owner(by)?;
        let open = Invitation::open(self.account.clone(), invited, by, now);
        let (email, power) = (open.invited.email.to_string(), open.invited.power.as_str().to_owned());
        let fields = Differences::new().field("email", None, Some(email)).field("power", None, Some(power));
        let event = open.event("member.invited").changing(fields.into_fields());
        Ok(open.mailed(event))
    }

    /// An owner sends an invitation again: a new one, with a new link and a new end; the link before works no more.
    ///
    /// # Errors
    /// [`TeamError`] for whoever is no owner, and for an invitation that is not open.
    pub fn invite_again(
        &self,
        by: UserId,
        before: Invitation,
        now: DateTime<Utc>,
    ) -> Result<Change<Invitation>, TeamError> {
        let by = self.check_owner(by)?;
        before.check_open("sent again")?;
        let again = Invitation::open(self.account.clone(), before.invited, by, now);
        let event = again.event("member.invited_again");
        Ok(again.mailed(event))
    }

    /// An owner takes an invitation back.
    ///
    /// # Errors
    /// [`TeamError`] for whoever is no owner, and for an invitation that is not open.
    pub fn withdraw(&self, by: UserId, mut invitation: Invitation) -> Result<Change<Invitation>, TeamError> {
        self.check_owner(by)?;
        invitation.check_open("withdrawn")?;
        invitation.state = InvitationState::Withdrawn;
        let event = invitation.event("member.invitation_withdrawn");
        Ok(Change::new(invitation, 0, event))
    }
}

stored_enum! {
    /// Where an invitation stands.
    InvitationState {
        /// It can be accepted until it runs out.
        Open = "open", "open";
        /// It was accepted.
        Accepted = "accepted", "accepted already";
        /// An owner took it back.
        Withdrawn = "withdrawn", "withdrawn";
        /// It was sent again, and the newer mail counts.
        Replaced = "replaced", "replaced by a newer one";
    }
}

/// Who is invited, and as what.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The address, to which the invitation is bound.
    pub email: Email,
    /// The name, where the inviting owner gave one.
    pub full_name: Option<PersonName>,
    /// What the person may do once they accept.
    pub power: Power,
}

/// An invitation of one person into one account.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Its id, from which its link is made.
    pub id: InvitationId,
    /// Into which account.
    pub account: AccountRef,
    /// Who is invited.
    pub invited: Invited,
    /// Which owner sent it.
    pub by: UserId,
    /// Their name.
    pub by_name: PersonName,
    /// Until when it can be accepted.
    pub expires_at: DateTime<Utc>,
    /// Where it stands.
    pub state: InvitationState,
}

/// A person who joins by an invitation that their step has used up.
#[derive(Clone, Debug)]
pub struct Joined {
    /// The account.
    pub account: AccountId,
    /// The login.
    pub user: UserId,
    /// What they may do.
    pub power: Power,
    /// The login to be made, for a person who had none.
    pub registration: Option<Registration>,
}

impl Invitation {
    fn open(account: AccountRef, invited: Invited, by: &Member, now: DateTime<Utc>) -> Self {
        Self {
            id: InvitationId::at(now),
            account,
            invited,
            by: by.user,
            by_name: by.full_name.clone(),
            expires_at: now + TimeDelta::days(INVITATION_DAYS),
            state: InvitationState::Open,
        }
    }

    fn event(&self, verb: &'static str) -> Event {
        Event::new(Subject::new("member_invitation", self.id.0), Some(self.account.id), verb)
    }

    fn mailed(self, event: Event) -> Change<Self> {
        let email = self.invited.email.to_string();
        let name = self.invited.full_name.as_ref().map_or_else(|| email.clone(), ToString::to_string);
        let letter = ServiceLetter::Invited {
            invitation: self.id,
            account: self.account.clone(),
            by: self.by_name.to_string(),
            power: self.invited.power,
            until: crate::period::instant_words(self.expires_at, chrono_tz::UTC),
        };
        Change::new(self, 0, event).letter(Audience::Address { email, name, telephone: None }, letter)
    }

    fn check_open(&self, wanted: &'static str) -> Result<(), WrongState> {
        match self.state {
            InvitationState::Open => Ok(()),
            state => Err(WrongState { noun: "This invitation", state: state.label(), wanted }),
        }
    }

    /// A person with a login joins; the owners are told.
    pub fn accept(self, user: &User) -> Change<Joined> {
        self.joined(user.id, user.full_name.to_string(), None, "member.joined")
    }

    /// A person without a login makes one and joins with it; the link has proven their address.
    pub fn sign_up(self, user: UserId, registration: Registration) -> Change<Joined> {
        let name = registration.full_name.to_string();
        self.joined(user, name, Some(registration), "member.signed_up")
    }

    fn joined(
        self,
        user: UserId,
        name: String,
        registration: Option<Registration>,
        verb: &'static str,
    ) -> Change<Joined> {
        let (account, power) = (self.account, self.invited.power);
        let fields = Differences::new().field("power", None, Some(power.as_str().into())).into_fields();
        let joined = Joined { account: account.id, user, power, registration };
        let event = event(account.id, user, verb).changing(fields);
        let owners = Audience::Owners { account: account.id, but: user };
        let email = self.invited.email.to_string();
        Change::new(joined, 0, event).letter(owners, ServiceLetter::MemberJoined { account, name, email, power })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::AccountKind;

    fn team(powers: &[Power]) -> (Team, Vec<UserId>) {
        let now = DateTime::UNIX_EPOCH;
        let members: Vec<Member> = powers
            .iter()
            .map(|power| Member {
                user: UserId::at(now),
                full_name: "Ida Holm".parse().expect("a name"),
                email: "ida@halden.example".parse().expect("an address"),
                power: *power,
                since: now,
                version: 1,
            })
            .collect();
        let users = members.iter().map(|member| member.user).collect();
        let account = AccountRef {
            id: AccountId::at(now),
            reference: "ADV-1001".into(),
            name: "Halden".into(),
            kind: AccountKind::Advertiser,
        };
        (Team { account, members }, users)
    }

    #[test]
    fn the_last_owner_is_neither_demoted_nor_let_go_and_one_of_two_is() {
        let (alone, users) = team(&[Power::Owner, Power::Signer]);
        let demoted = alone.change_power(users[0], users[0], Power::Viewer, 1);
        assert!(matches!(demoted, Err(TeamError::State(_))), "{demoted:?}");
        assert!(matches!(alone.end(users[0], users[0]), Err(TeamError::State(_))));
        assert!(alone.change_power(users[0], users[0], Power::Owner, 1).is_ok());
        let (two, users) = team(&[Power::Owner, Power::Owner]);
        assert!(two.change_power(users[0], users[1], Power::Viewer, 1).is_ok());
        assert!(two.end(users[0], users[1]).is_ok());
        assert!(two.end(users[0], users[0]).is_ok());
    }

    #[test]
    fn only_an_owner_says_who_is_in_the_account_and_anyone_may_leave() {
        for power in Power::ALL.iter().filter(|power| **power != Power::Owner) {
            let (team, users) = team(&[*power, Power::Owner]);
            let invited =
                Invited { email: "kim@halden.example".parse().expect("one"), full_name: None, power: Power::Owner };
            assert_eq!(team.invite(users[0], invited, DateTime::UNIX_EPOCH).err(), Some(TeamError::NotOwner));
            assert_eq!(
                team.change_power(users[0], users[0], Power::Owner, 1).err(),
                Some(TeamError::NotOwner),
                "{power:?} makes themselves an owner"
            );
            assert_eq!(team.end(users[0], users[1]).err(), Some(TeamError::NotOwner));
            assert!(team.end(users[0], users[0]).is_ok());
        }
        let (team, users) = team(&[Power::Owner]);
        assert_eq!(team.end(users[0], UserId::at(DateTime::UNIX_EPOCH)).err(), Some(TeamError::NotIn));
    }
}
