//! What companies do with their accounts.

use super::cast::Company;
use super::places::place;
use super::scene::Deed;
use super::stage::{Member, Stage, signature};
use crate::shared::agreement;
use anyhow::Context as _;
use inset_domain::account::{AccountKind, AccountState};
use inset_domain::address::Address;
use inset_domain::agreement_text::statement_of_intent;
use inset_domain::billing::{BillingDetails, BillingEdit};
use inset_domain::commercial::{
    BlockedCategory, CommercialEdit, Days, NetworkCommercial, PricingModel, PublisherCommercial,
};
use inset_domain::company::{CompanyDetails, CompanyEdit};
use inset_domain::contact::{Contact, ContactEdit, ContactRole};
use inset_domain::look::LookEdit;
use inset_domain::money::Money;
use inset_domain::order::BillingMethod;
use inset_domain::organisation::OrganisationType;
use inset_domain::payout::{Destination, PayPalEmail, PayoutDetails, PayoutEdit, Schedule};
use inset_domain::phone::Phone;
use inset_domain::rate::{Quantity, Rate};
use inset_domain::signature::Side;
use inset_domain::site::Site;
use inset_domain::user::{Channel, Registration, SignUp, TokenPurpose};
use inset_store::cases::{self, Answer};
use inset_store::{
    Tx, accounts, agreements, billing, commercials, companies, contacts, inquiries, looks, payouts, sites, tokens,
    users,
};
use secrecy::ExposeSecret as _;

pub(super) async fn play(stage: &mut Stage<'_>, tx: &mut Tx<'_>, deed: Deed) -> anyhow::Result<()> {
    match deed {
        Deed::SignUp { who, invitation, by_telephone } => sign_up(stage, tx, who, invitation, by_telephone).await,
        Deed::Verify { who } => verify(stage, tx, who).await,
        Deed::GiveCompany { who } => give_company(stage, tx, who).await,
        Deed::GivePeople { who } => give_people(stage, tx, who).await,
        Deed::GiveCommercial { who } => give_commercial(stage, tx, who).await,
        Deed::SignAgreement { who } => sign_agreement(stage, tx, who).await,
        Deed::GiveBilling { who } => give_billing(stage, tx, who).await,
        Deed::GivePayout { who } => give_payout(stage, tx, who).await,
        Deed::AddSite { who, site } => {
            let Member { account, user, .. } = stage.member(who)?;
            let owner = accounts::find(tx.conn(), account).await?;
            sites::save(tx, Site::add(&owner, site, tx.now(), user)).await?;
            Ok(())
        }
        Deed::ShapeLook { who, look } => {
            let Member { account, user, .. } = stage.member(who)?;
            let seen = looks::newest(tx.conn(), account).await?.map_or(0, |(_, version)| version);
            looks::save(tx, LookEdit::new(account, seen, *look, user)).await?;
            Ok(())
        }
        Deed::Submit { who } => {
            let Member { account, user, .. } = stage.member(who)?;
            let account = accounts::find(tx.conn(), account).await?;
            if matches!(account.state, AccountState::ChangesRequested(_)) {
                let case = cases::newest_of_account(tx.conn(), account.id).await?.id;
                cases::answer(tx, &account, case, &answers()).await?;
                accounts::update(tx, account.answer(tx.now(), user)?).await?;
            } else {
                accounts::update(tx, account.submit(tx.now(), user)?).await?;
            }
            Ok(())
        }
        Deed::Withdraw { who } => {
            let Member { account, user, .. } = stage.member(who)?;
            let account = accounts::find(tx.conn(), account).await?;
            accounts::update(tx, account.withdraw(tx.now(), user)?).await?;
            Ok(())
        }
        _ => anyhow::bail!("not a deed of an account"),
    }
}

/// How applicants answer what reviewers ask: the number is corrected, the title stays.
fn answers() -> Vec<Answer> {
    let answer = |section: &str, field: &str, words: Option<&str>| Answer {
        section: section.into(),
        field: field.into(),
        words: words.map(Into::into),
    };
    vec![
        answer("company", "registration_number", None),
        answer("personal", "job_title", Some("This is the title in the register of directors, so it stays.")),
    ]
}

async fn sign_up(
    stage: &mut Stage<'_>,
    tx: &mut Tx<'_>,
    who: usize,
    invitation: Option<usize>,
    by_telephone: bool,
) -> anyhow::Result<()> {
    let (kind, company) = stage.cast[who];
    let person = Registration {
        full_name: company.person.parse()?,
        email: company.email().parse()?,
        telephone: Some(telephone(company, who)?),
        channel: if by_telephone { Channel::Telephone } else { Channel::Email },
        optional_mail: who.is_multiple_of(3),
        partner_sharing: who.is_multiple_of(7),
    };
    let change = SignUp::new(person, kind, company.name.to_owned(), tx.now());
    let SignUp { user, account, token, .. } = change.after();
    let member = Member { account: *account, user: *user, token: token.id };
    users::sign_up(tx, change).await.with_context(|| company.name)?;
    if let Some(token) = invitation.and_then(|inquiry| stage.invitations.get(&inquiry)) {
        let secret = inquiries::secret(tx.vault(), *token);
        inquiries::use_invitation(tx, secret.expose_secret(), member.user).await?;
    }
    stage.members.insert(who, member);
    Ok(())
}

async fn verify(stage: &Stage<'_>, tx: &mut Tx<'_>, who: usize) -> anyhow::Result<()> {
    let member = stage.member(who)?;
    let link = tokens::secret(tx.vault(), TokenPurpose::Welcome, member.token);
    tokens::redeem(tx, TokenPurpose::Welcome, link.expose_secret()).await?;
    let user = users::find(tx.conn(), member.user).await?;
    users::set_password(tx, user.set_password(tx.now()), stage.password_hash).await?;
    Ok(())
}

async fn give_company(stage: &Stage<'_>, tx: &mut Tx<'_>, who: usize) -> anyhow::Result<()> {
    let ((kind, company), Member { account, user, .. }) = (stage.cast[who], stage.member(who)?);
    let place = place(company.country);
    let before = companies::find(tx.conn(), account).await?;
    // Whoever gives it again was asked for the number, and gives the right one.
    let number = 4_100_000 + who * 7_919 + usize::from(before.is_some());
    let details = CompanyDetails {
        legal_name: company.name.parse()?,
        trading_name: None,
        organisation_type: if who % 9 == 5 { OrganisationType::SoleTrader } else { OrganisationType::Company },
        registration_number: Some(format!("{} {number}", company.country).parse()?),
        web_site: Some(format!("https://{}", company.site).parse()?),
        telephone: telephone(company, likeness(who))?,
        address: address(company, likeness(who))?,
    };
    let tax_id = place.tax_id(likeness(who));
    let seen = before.as_ref().map_or(0, |company| company.version);
    companies::save(tx, CompanyEdit::new(account, before.as_ref(), seen, details, tax_id)).await?;
    agreement::refresh(tx, account, kind, user, stage.operator).await?;
    Ok(())
}

async fn give_people(stage: &Stage<'_>, tx: &mut Tx<'_>, who: usize) -> anyhow::Result<()> {
    let ((kind, company), Member { account, user, .. }) = (stage.cast[who], stage.member(who)?);
    let roles: &[ContactRole] = match kind {
        AccountKind::Publisher => &[ContactRole::Personal, ContactRole::Technical],
        AccountKind::Network => &[ContactRole::Personal],
        AccountKind::Advertiser => &[ContactRole::Primary, ContactRole::Billing],
    };
    for role in roles {
        let contact = Contact {
            full_name: company.person.parse()?,
            job_title: Some(
                match role {
                    ContactRole::Technical => "Head of engineering",
                    ContactRole::Billing => "Finance",
                    _ => "Managing director",
                }
                .parse()?,
            ),
            email: match role {
                ContactRole::Billing => format!("invoices@{}", company.host).parse()?,
                ContactRole::Technical if who == BY_AGENT => stage.cast[AGENT].1.email().parse()?,
                ContactRole::Technical => format!("tech@{}", company.host).parse()?,
                _ => company.email().parse()?,
            },
            telephone: Some(telephone(company, likeness(who))?),
            channel: if who % 8 == 6 { Channel::Telephone } else { Channel::Email },
            may_sign: *role == ContactRole::Personal,
        };
        let before = contacts::find(tx.conn(), account, *role).await?;
        let seen = before.as_ref().map_or(0, |record| record.version);
        contacts::save(tx, ContactEdit::new(account, *role, before.as_ref(), seen, contact)).await?;
    }
    agreement::refresh(tx, account, kind, user, stage.operator).await?;
    Ok(())
}

async fn give_commercial(stage: &Stage<'_>, tx: &mut Tx<'_>, who: usize) -> anyhow::Result<()> {
    let ((kind, company), Member { account, user, .. }) = (stage.cast[who], stage.member(who)?);
    let (place, size) = (place(company.country), 1 + who as u64 % 11);
    if kind == AccountKind::Publisher {
        let terms = PublisherCommercial {
            revenue_share: format!("{}", 55 + who % 4 * 5).parse()?,
            floor_cpm: Some(price(place.currency, &format!("1.{}0", who % 9))?),
            currency: place.currency.parse()?,
            time_zone: place.zone.parse()?,
            monthly_visitors: Quantity::new(size * 41_500)?,
            monthly_page_views: Quantity::new(size * 187_000)?,
        };
        commercials::save_publisher(tx, CommercialEdit::publisher(account, None, 0, terms)).await?;
    } else {
        let pricing_model: PricingModel = company.about.parse()?;
        let terms = NetworkCommercial {
            pricing_model,
            rate: match pricing_model {
                PricingModel::RevenueShare => "72.5".parse()?,
                PricingModel::Cpc => price(place.currency, "0.24")?,
                PricingModel::Cpm => price(place.currency, "1.85")?,
            },
            currency: place.currency.parse()?,
            net_days: Days::new(if who.is_multiple_of(2) { 30 } else { 60 })?,
            minimum_payout: Money::parse("100", place.currency.parse()?)?,
            rollover: true,
            passback_position: 1 + i16::try_from(who % 5)?,
            default_campaign: Some("House rotation".parse()?),
            blocked_categories: vec![BlockedCategory::Gambling, BlockedCategory::Tobacco, BlockedCategory::Weapons],
            invoice_days: Days::new(10)?,
            dispute_days: Days::new(30)?,
            termination_days: Days::new(60)?,
        };
        commercials::save_network(tx, CommercialEdit::network(account, None, 0, terms)).await?;
    }
    agreement::refresh(tx, account, kind, user, stage.operator).await?;
    Ok(())
}

async fn sign_agreement(stage: &Stage<'_>, tx: &mut Tx<'_>, who: usize) -> anyhow::Result<()> {
    let ((_, company), Member { account, user, .. }) = (stage.cast[who], stage.member(who)?);
    let offered = agreements::newest(tx.conn(), account).await?.context("no agreement is offered")?;
    let viewed = agreements::save(tx, offered.view(tx.now(), user)?).await?;
    let owner = accounts::find(tx.conn(), account).await?;
    let intent = statement_of_intent(viewed.document.title(), company.person, &owner.name);
    let signed = signature(Side::Account, (user, company.person), intent, viewed.text_sha256, tx.now())?;
    agreements::save(tx, viewed.sign(&owner, signed)?).await?;
    Ok(())
}

async fn give_billing(stage: &Stage<'_>, tx: &mut Tx<'_>, who: usize) -> anyhow::Result<()> {
    let ((_, company), Member { account, .. }) = (stage.cast[who], stage.member(who)?);
    let place = place(company.country);
    let currency = place.currency.parse()?;
    let address = address(company, who)?;
    let tax_id = place.tax_id(who);
    let details = BillingDetails {
        payer_name: company.name.parse()?,
        address,
        method: if who.is_multiple_of(4) { BillingMethod::Wire } else { BillingMethod::Invoice },
        terms_days: if who.is_multiple_of(4) { None } else { Some(30) },
        credit_limit: who.is_multiple_of(3).then(|| Money::parse("50000", currency)).transpose()?,
        currency,
        po_required: who.is_multiple_of(5),
        billing_emails: vec![format!("invoices@{}", company.host).parse()?],
    };
    billing::save(tx, BillingEdit::new(account, 0, (details, tax_id, None))).await?;
    Ok(())
}

async fn give_payout(stage: &Stage<'_>, tx: &mut Tx<'_>, who: usize) -> anyhow::Result<()> {
    let ((_, company), Member { account, .. }) = (stage.cast[who], stage.member(who)?);
    let place = place(company.country);
    let currency = place.currency.parse()?;
    let payee = if who == SAME_PAYEE.0 { SAME_PAYEE.1 } else { who };
    let destination = match place.iban(payee) {
        Some((iban, bic)) => Destination::Iban(iban, bic),
        None => Destination::PayPal(PayPalEmail::from(&stage.cast[payee].1.email().parse()?)),
    };
    let details = PayoutDetails {
        payee_name: company.name.parse()?,
        address: address(company, who)?,
        currency,
        threshold: Money::parse("100", currency)?,
        schedule: if who.is_multiple_of(3) { Schedule::Quarterly } else { Schedule::Monthly },
        self_hold: who % 10 == 7,
    };
    let account = accounts::find(tx.conn(), account).await?;
    payouts::save(tx, PayoutEdit::new(&account, None, 0, details, Some(destination))).await?;
    Ok(())
}

/// A publisher that waits and whose tax id, telephone and address are those of another one, of the same country.
const ALIKE: (usize, usize) = (39, 17);
/// A publisher that is paid to the same account as another one.
const SAME_PAYEE: (usize, usize) = (30, 2);
/// A publisher that waits, and whose technical contact is whoever acted for one that was declined.
const BY_AGENT: usize = 39;
const AGENT: usize = 43;

/// Whose tax id, telephone and address a company gives: its own, save for the one that is found out.
fn likeness(who: usize) -> usize {
    if who == ALIKE.0 { ALIKE.1 } else { who }
}

/// A rate in a currency: the figure is what it is in euro or dollars.
pub(super) fn price(currency: &str, figure: &str) -> anyhow::Result<Rate> {
    let rate: Rate = figure.parse()?;
    let factor = match currency {
        "JPY" => 150,
        "NOK" | "SEK" => 11,
        "PLN" => 4,
        _ => 1,
    };
    Ok(Rate::new(rate.value() * rust_decimal::Decimal::from(factor))?)
}

/// A company's telephone number: its place's, with other last figures.
pub(super) fn telephone(company: &Company, who: usize) -> anyhow::Result<Phone> {
    let number = place(company.country).telephone;
    let number = format!("{}{:02}", &number[..number.len() - 2], 10 + who % 80);
    number.parse().with_context(|| format!("{}: {number}", company.name))
}

fn address(company: &Company, who: usize) -> anyhow::Result<Address> {
    let (place, number) = (place(company.country), 3 + who * 5 % 90);
    let line1 =
        if place.number_first { format!("{number} {}", place.street) } else { format!("{} {number}", place.street) };
    Address::new(Address {
        country: place.country.parse()?,
        line1,
        line2: None,
        city: place.city.into(),
        region: place.region.map(Into::into),
        postal_code: Some(place.postal_code.into()),
    })
    .map_err(|errors| anyhow::anyhow!("{}: {errors:?}", company.name))
}
