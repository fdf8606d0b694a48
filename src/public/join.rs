//! An invitation into an account: seen by whoever has its link, accepted by the person of its address, with the login
//! they have or with one that they make here.

use crate::error::Error;
use crate::form::choice::{Choice, channels};
use crate::form::{FormErrors, FormState, Reader, Typed};
use crate::page::{Page, Samples};
use crate::urls;
use crate::web::{Form, Next, Visit, device, session};
use actix_session::SessionExt as _;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use inset_domain::change::WrongState;
use inset_domain::email::Email;
use inset_domain::guessable::Known;
use inset_domain::ids::UserId;
use inset_domain::password::{NewPassword, PasswordError};
use inset_domain::period::instant_words;
use inset_domain::team::{Invitation, InvitationState};
use inset_domain::user::{Channel, Registration};
use inset_store::teams::{self, Standing};
use inset_store::{StoreError, devices, users};
use serde::Serialize;

/// Who follows the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Follower {
    /// The person of the address, signed in.
    Invited,
    /// Somebody who is signed in with another address.
    Another,
    /// A member of the operator's staff, whose logins are in no account.
    Staff,
    /// Nobody is signed in, and the address has a login.
    Known,
    /// Nobody is signed in, and the address has none.
    New,
}

/// The page of an invitation.
#[derive(Serialize)]
pub struct JoinPage {
    follower: Follower,
    action: String,
    back: String,
    account: String,
    kind: String,
    by: String,
    power: &'static str,
    may: &'static str,
    until: String,
    until_iso: String,
    /// The address that is invited, for its own person alone.
    login: String,
    channels: Vec<Choice>,
    form: FormState,
}

impl JoinPage {
    fn new(token: &str, invitation: &Invitation, follower: Follower, form: FormState) -> Self {
        let action = urls::join(token);
        Self {
            follower,
            back: urls::sign_in(&action),
            action,
            account: invitation.account.name.clone(),
            kind: invitation.account.kind.label().to_lowercase(),
            by: invitation.by_name.to_string(),
            power: invitation.invited.power.label(),
            may: invitation.invited.power.words(),
            until: instant_words(invitation.expires_at, chrono_tz::UTC),
            until_iso: invitation.expires_at.to_rfc3339(),
            login: invitation.invited.email.to_string(),
            channels: channels(),
            form,
        }
    }
}

impl Page for JoinPage {
    const TEMPLATE: &'static str = "public/join.html";
    fn title(&self) -> String {
        match self.follower {
            Follower::Another | Follower::Staff => "This invitation is for another person".into(),
            _ => format!("Join {}", self.account),
        }
    }
    fn status(&self) -> StatusCode {
        match self.follower {
            Follower::Another | Follower::Staff => StatusCode::FORBIDDEN,
            _ => self.form.status(),
        }
    }
}

impl Samples for JoinPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let (Ok(email), Ok(by_name)) = ("kim@halden.example".parse(), "Ida Holm".parse()) else { return Vec::new() };
        let Err(errors) = parse(&Typed::default(), &email, Err(PasswordError::Short)) else { return Vec::new() };
        let now = chrono::DateTime::UNIX_EPOCH;
        let invitation = Invitation {
            id: inset_domain::ids::InvitationId(uuid::Uuid::nil()),
            account: inset_domain::letter::AccountRef {
                id: inset_domain::ids::AccountId(uuid::Uuid::nil()),
                reference: "ADV-1001".into(),
                name: "Halden Outdoor AS".into(),
                kind: inset_domain::account::AccountKind::Advertiser,
            },
            invited: inset_domain::team::Invited { email, full_name: None, power: inset_domain::user::Power::Signer },
            by: UserId(uuid::Uuid::nil()),
            by_name,
            expires_at: now,
            state: InvitationState::Open,
        };
        let page = |follower, form| Self::new("x", &invitation, follower, form);
        vec![
            ("invited", page(Follower::Invited, FormState::default())),
            ("known", page(Follower::Known, FormState::default())),
            ("new", page(Follower::New, begin(&invitation))),
            ("new, failed", page(Follower::New, FormState::failed(Typed::default(), errors))),
            ("another", page(Follower::Another, FormState::default())),
            ("staff", page(Follower::Staff, FormState::default())),
        ]
    }
}

fn begin(invitation: &Invitation) -> FormState {
    let typed = Typed::default().with("preferred_channel", Channel::Email.as_str());
    FormState::new(typed.with_some("full_name", invitation.invited.full_name.as_ref()))
}

fn parse(
    typed: &Typed,
    email: &Email,
    password: Result<NewPassword, PasswordError>,
) -> Result<(Registration, NewPassword), FormErrors> {
    let mut read = Reader::new(typed);
    let full_name = read.required("full_name", "Enter your full name");
    let channel = read.optional("preferred_channel").unwrap_or(Channel::Email);
    let telephone = if channel == Channel::Telephone {
        read.required("telephone", "Enter the number to call")
    } else {
        read.optional("telephone")
    };
    let password = read.parsed("password", password);
    if !read.ticked("age") {
        read.error("age", "Confirm that you are 13 or older: younger people may not register");
    }
    if !read.ticked("terms") {
        read.error("terms", "Accept the terms of use to make a login");
    }
    let (optional_mail, partner_sharing) = (read.ticked("optional_mail"), read.ticked("partner_sharing"));
    read.finish(|| {
        let email = email.clone();
        let registration =
            Registration { full_name: full_name?, email, telephone, channel, optional_mail, partner_sharing };
        Some((registration, password?))
    })
}

const ASK: &str = "Ask whoever invited you to send it again. If you have joined already, sign in.";

/// What the link leads to, and who follows it. Nothing is used up.
async fn behind(visit: &Visit, token: &str) -> Result<(Invitation, Follower), Error> {
    let mut conn = visit.db().read().await?;
    let what = match teams::look(&mut conn, token, visit.db().clock().now()).await? {
        Standing::Live(invitation) => {
            let email = &invitation.invited.email;
            let follower = match visit.principal().filter(|person| !person.is_half_way()) {
                Some(person) if person.email.parse::<Email>().map(|own| own.key()) != Ok(email.key()) => {
                    Follower::Another
                }
                Some(person) if person.staff_role.is_some() => Follower::Staff,
                Some(_) => Follower::Invited,
                None if teams::is_known(&mut conn, email).await? => Follower::Known,
                None => Follower::New,
            };
            return Ok((*invitation, follower));
        }
        Standing::Expired => "The invitation has run out.",
        Standing::Ended(InvitationState::Withdrawn) => "The invitation was withdrawn.",
        Standing::Ended(InvitationState::Replaced) => {
            return Err(Error::Gone {
                what: "The invitation was sent again, and only the newest mail counts.",
                next: "Open the link in the newest mail.",
            });
        }
        Standing::Ended(_) => "The invitation was accepted already: each link works once.",
    };
    Err(Error::Gone { what, next: ASK })
}

/// Shows the invitation.
pub async fn show(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, Error> {
    let (invitation, follower) = behind(&visit, &token).await?;
    visit.page(&JoinPage::new(&token, &invitation, follower, begin(&invitation)))
}

fn gone(error: StoreError) -> Error {
    match error {
        StoreError::NotFound => Error::Gone { what: "The invitation does not work any more.", next: ASK },
        other => other.into(),
    }
}

/// The person of the address joins with the login they are signed in with.
pub async fn accept(visit: Visit, token: web::Path<String>, form: Form) -> Result<HttpResponse, Error> {
    if let Some(answer) = visit.answered_before(&form).await? {
        return Ok(answer);
    }
    let (invitation, follower) = behind(&visit, &token).await?;
    let user = match (follower, visit.principal()) {
        (Follower::Invited, Some(person)) => person.user,
        (Follower::Another | Follower::Staff, _) => {
            return visit.page(&JoinPage::new(&token, &invitation, follower, FormState::default()));
        }
        _ => return Err(Error::SignIn { back: urls::join(&token) }),
    };
    let account = invitation.account.id;
    let response = visit
        .commit(&form, async |tx| {
            let user = users::find(tx.conn(), user).await?;
            let invitation = teams::redeem(tx, &token, &user.email, user.id).await.map_err(gone)?;
            let kind = invitation.account.kind;
            teams::join(tx, invitation.accept(&user), None).await.map_err(|error| match error {
                StoreError::Conflict(_) => {
                    WrongState { noun: "This login", state: "in the account already", wanted: "added again" }.into()
                }
                other => Error::from(other),
            })?;
            Ok(Next::to(urls::home(false, Some(kind))).saying("joined"))
        })
        .await?;
    session::act_for(&visit.request().get_session(), account)?;
    Ok(response)
}

/// A person without a login makes one and joins with it: the link has proven their address.
pub async fn sign_up(visit: Visit, token: web::Path<String>, form: Form) -> Result<HttpResponse, Error> {
    if let Some(answer) = visit.answered_before(&form).await? {
        return Ok(answer);
    }
    let (invitation, follower) = behind(&visit, &token).await?;
    if follower != Follower::New {
        return visit.page(&JoinPage::new(&token, &invitation, follower, begin(&invitation)));
    }
    let email = &invitation.invited.email;
    let operator = &visit.site().config().operator.name;
    let known = Known::of([email.as_str(), form.typed.get("full_name"), &invitation.account.name, operator]);
    let password = visit.site().passwords().read(form.typed.get("password"), known).await?;
    let (registration, password) = match parse(&form.typed, email, password) {
        Ok(input) => input,
        Err(errors) => {
            let state = FormState::failed(form.typed.clone().without("password"), errors);
            return visit.page(&JoinPage::new(&token, &invitation, follower, state));
        }
    };
    let hash = visit.site().passwords().hash(password.secret()).await?;
    // Whoever has the link may sign in from here however many guesses strangers have made.
    let device = device::token(&visit).unwrap_or_else(device::fresh);
    let mut response = visit
        .commit(&form, async |tx| {
            let (now, user) = (tx.now(), UserId::at(tx.now()));
            let invitation = teams::redeem(tx, &token, &registration.email, user).await.map_err(gone)?;
            teams::join(tx, invitation.sign_up(user, registration), Some(&hash)).await?;
            devices::remember(tx.conn(), &device, user, now).await?;
            Ok(Next::to("/sign-in").saying("joined-new"))
        })
        .await?;
    device::keep(&visit, &mut response, device);
    Ok(response)
}
