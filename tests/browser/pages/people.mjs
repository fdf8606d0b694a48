// Who visits the pages: everyone whose pages differ, found in the demo through its own lists.
import { passkeyDevice, person, signIn, signUp } from "../harness.mjs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

// The demo's logins by role, from the file that the portal writes.
export async function logins(site) {
  const text = await readFile(join(site.data, "demo-logins.txt"), "utf8");
  return Object.fromEntries(text.trim().split("\n").map((line) => line.split("\t").slice(0, 2)));
}

// Companies that stand where the first login of their role does not stand.
const ELSEWHERE = [
  ["publisher", "Not sent yet"], ["publisher", "Changes asked"], ["publisher", "Declined"],
  ["network", "Not sent yet"], ["network", "Changes asked"], ["advertiser", "Not sent yet"],
];

// The address of the person of an account of this kind in this state, as staff read it. Whoever has not followed the
// welcome mail yet has told nothing and cannot sign in, so the next account is taken.
async function emailOf(admin, kind, state) {
  await admin.page.goto(`/admin/accounts?kind=${kind}`);
  const rows = admin.page.locator("tbody tr").filter({ has: admin.page.locator(".tag", { hasText: state }) });
  const accounts = await rows.locator("th a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  for (const account of accounts) {
    await admin.page.goto(account);
    // Among what was told, not among the people: those are named before they have followed a link.
    const email = (await admin.page.locator("main .summary").allInnerTexts()).join("\n").match(/\S+@\S+\.example/)?.[0];
    if (email) return email;
  }
  throw new Error(`the demo has no ${kind} in "${state}" who can sign in`);
}

// Pages that differ by where an account stands; the others are the same for everyone of a role.
const STANDING = ["", "/sign-up", "/onboarding", "/sign-up/check", "/onboarding/check", "/changes", "/agreement", "/agreement/sign", "/seller-entry"];
const DECISIONS = ["/admin", "/admin/search", "/admin/queue", "/admin/cases/{id}", "/admin/reasons", "/admin/tasks", "/admin/inquiries", "/admin/inquiries/{id}", "/admin/approvals", "/admin/approvals/{id}", "/admin/staff", "/admin/people/{id}", "/admin/accounts/{id}", "/admin/privacy-requests", "/admin/privacy-requests/new", "/admin/privacy-requests/{id}", "/admin/children", "/admin/children/new", "/admin/children/{id}", "/admin/mail", "/admin/mail/{id}", "/admin/announcements", "/admin/announcements/{id}", "/admin/announcements/new", "/admin/announcements/{id}/words", "/admin/disclosures", "/admin/disclosures/new", "/admin/disclosures/{id}"];
const ORDERS = ["/advertiser", "/advertiser/orders/{number}", "/advertiser/orders/{number}/review", "/advertiser/orders/{number}/sign"];

const FRESH = {
  publisher: [...STANDING, "/sign-up/sites", "/payout"],
  advertiser: ["", "/orders", "/company", "/contacts", "/contacts/{role}", "/billing"],
};

// Everyone, as { name, email, area, seeds, only? }: `seeds` are where the visit begins, `only` limits it to some routes.
export async function everyone(site) {
  const known = await logins(site);
  const staff = (name, seeds, only) => ({ name, email: known[name], area: "/admin", seeds, only });
  const people = [
    { name: "anyone", area: "", seeds: ["/", "/privacy-requests/new", "/try", "/sign-up/publisher", "/sign-up/advertiser", "/sign-up/network", "/dev/mail", "/dev/components", ...(await letters(site, known))] },
    { name: "publisher", email: known.publisher, area: "/publisher", seeds: ["/account/email", "/account/data", "/account/deactivate", await parked(site, known), "/account/security/sign-ins", "/account/security/changes", "/account/security/authenticator", "/account/security/password", "/account/security/passkeys/new", await passkey(site, known), "/account/proof", "/publisher"] },
    { name: "half-way", email: known.support, halfWay: true, area: "", seeds: ["/sign-in/code"], only: ["/sign-in/code"] },
    { name: "advertiser", email: known.advertiser, area: "/advertiser", seeds: ["/advertiser", "/advertiser/orders?state=expired", "/advertiser/changes"] },
    { name: "network", email: known.network, area: "/network", seeds: ["/network"] },
    staff("reviewer", ["/admin", "/admin/queue", "/admin/queue?kind=network", "/admin/orders?state=draft"]),
    ...["support", "finance", "admin", "second admin"].map((role) => staff(role, ["/admin", "/admin/queue", "/admin/inquiries", "/admin/approvals?state=settled", "/admin/staff", "/admin/privacy-requests", "/admin/privacy-requests?state=complete", "/admin/announcements"], DECISIONS)),
  ];
  const admin = await person(site);
  await signIn(admin, known.admin);
  for (const [kind, state] of ELSEWHERE) {
    const email = await emailOf(admin, kind, state);
    const only = kind === "advertiser" ? ORDERS : STANDING.map((page) => `/${kind}${page}`);
    people.push({ name: `${kind}, ${state.toLowerCase()}`, email, area: `/${kind}`, seeds: [`/${kind}`], only });
  }
  await admin.context.close();
  return [...people, ...(await newcomers(site))];
}

// The page of a passkey, which a browser that can must make first.
async function passkey(site, known) {
  const who = await person(site);
  await passkeyDevice(who);
  await signIn(who, known.publisher);
  await who.page.goto("/account/security/passkeys/new");
  await who.page.getByRole("button", { name: "Add the passkey" }).click();
  await who.page.waitForURL("**/account/security");
  const page = await who.page.getByRole("list", { name: "Passkeys" }).getByRole("link").first().getAttribute("href");
  await who.context.close();
  return page;
}

// What one gets to only by sending a form or following a mail.
async function letters(site, known) {
  const who = await person(site);
  const { page } = who;
  await page.goto("/inquiry");
  await page.getByLabel("Your name").fill("Ida Holm");
  await page.getByLabel("E-mail address").fill("ida@fjordpost.example");
  await page.getByLabel("I am 13 years of age or older").check();
  await page.getByRole("button", { name: "Send the inquiry" }).click();
  await page.waitForURL("**/inquiry/received/*");
  const received = new URL(page.url()).pathname;
  await page.goto("/forgot-password");
  await page.getByLabel("E-mail address").fill(known.network);
  await page.getByRole("button").filter({ hasText: /link|mail/i }).last().click();
  await page.waitForURL("**/forgot-password/sent");
  await page.goto("/sign-up/network");
  await fillSignUp(page, { company: "Late Exchange", name: "Ann Ek", email: "ann@late.example" });
  const links = await Promise.all([
    site.mailbox.link("ida@fjordpost.example", "We have your message"),
    site.mailbox.link("ann@late.example", "Welcome"),
    site.mailbox.link(known.network, "assword"),
  ]);
  await who.context.close();
  const join = await invitation(site, known);
  links.push(...(await ofAnAddress(site, known)));
  links.push(...(await ofARequest(site)));
  links.push(await wayOut(site, known));
  return [join, received, "/forgot-password/sent", "/sign-up/network/sent", ...links.map((link) => new URL(link).pathname)];
}

// The way out of news, which stands in the news that an admin sends; the publisher of the demo wants it.
async function wayOut(site, known) {
  const who = await person(site);
  await signIn(who, known.admin);
  const { page } = who;
  await page.goto("/admin/announcements/new");
  await page.getByLabel("Optional news").check();
  await page.getByLabel("Subject").fill("News to walk away from");
  await page.getByLabel("Why its readers get it").fill("You asked for news.");
  await page.getByLabel("Text", { exact: true }).fill("There is a new format.");
  await page.getByRole("button", { name: "Save the draft" }).click();
  await page.getByLabel("At once").check();
  await page.getByRole("button", { name: "Send the announcement" }).click();
  await page.getByText("It can be cancelled until its time").waitFor();
  await who.context.close();
  return site.mailbox.link(known.publisher, "News to walk away from");
}

// The pages of a change of address: for the new one, and for the old one.
async function ofAnAddress(site, known) {
  const who = await person(site);
  await signIn(who, known.advertiser);
  await who.page.goto("/account/email");
  await who.page.getByLabel("New e-mail address").fill("changed@late.example");
  await who.page.getByRole("button", { name: "Send the link" }).click();
  await who.page.getByText("is to confirm").waitFor();
  await who.context.close();
  return Promise.all([
    site.mailbox.link("changed@late.example", "Confirm your new address"),
    site.mailbox.link(known.advertiser, "is to have another address"),
  ]);
}

// The pages of a privacy request of somebody without a login: the link to confirm, and what comes after each step. The
// first request is confirmed, so that a second one's link is still to be followed.
async function ofARequest(site) {
  const who = await person(site);
  const ask = async (kind) => {
    await who.page.goto("/privacy-requests/new");
    await who.page.getByLabel(kind).check();
    await who.page.getByLabel("Your name").fill("Ola Berg");
    await who.page.getByLabel("E-mail address").fill(`${kind.split(" ")[0].toLowerCase()}@fjordpost.example`);
    await who.page.getByLabel("I am 13 years of age or older").check();
    await who.page.getByRole("button", { name: "Send the request" }).click();
    await who.page.waitForURL("**/privacy-requests/received");
  };
  await ask("Get a copy of my data");
  const first = await site.mailbox.link("get@fjordpost.example", "Confirm your privacy request");
  await who.page.goto(new URL(first).pathname);
  await who.page.getByRole("button", { name: "Confirm the request" }).click();
  await who.page.waitForURL("**/privacy-requests/confirmed/*");
  const confirmed = who.page.url();
  await ask("Erase my data");
  const second = await site.mailbox.link("erase@fjordpost.example", "Confirm your privacy request");
  await who.context.close();
  return [confirmed, second, `${site.base}/privacy-requests/received`];
}

// The page of a post that waits for its person to prove who they are.
async function parked(site, known) {
  const who = await person(site);
  await signIn(who, known.publisher);
  await who.page.goto("/account/sessions");
  await signIn(await person(site), known.publisher);
  await who.page.reload();
  await site.sql("UPDATE sessions SET proven_at = proven_at - interval '6 minutes'");
  await who.page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await who.page.waitForURL("**/account/proof?*");
  const back = new URL(who.page.url()).searchParams.get("back");
  await who.context.close();
  return back;
}

// The page of an invitation, for whoever has no login yet.
async function invitation(site, known) {
  const owner = await person(site);
  await signIn(owner, known.publisher);
  await owner.page.goto("/publisher/people");
  await owner.page.getByLabel("E-mail address").fill("kim@late.example");
  await owner.page.getByRole("button", { name: "Send the invitation" }).click();
  await owner.page.getByText("The invitation is on its way").waitFor();
  await owner.context.close();
  return new URL(await site.mailbox.link("kim@late.example", "invites you")).pathname;
}

async function fillSignUp(page, { company, name, email }) {
  await page.getByLabel("Company name").fill(company);
  await page.getByLabel("Your full name").fill(name);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("I am 13 years of age or older").check();
  await page.getByLabel("I accept the terms of use").check();
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.waitForURL("**/sent");
}

// People who have just signed up: their lists are empty, and their agreement waits for a signature.
async function newcomers(site) {
  const people = [];
  for (const kind of ["publisher", "advertiser"]) {
    const email = `first@new-${kind}.example`;
    const who = await person(site);
    await signUp(site, who, kind, { company: `New ${kind}`, name: "Ida Holm", email });
    if (kind === "publisher") await fillForAgreement(who.page);
    await who.context.close();
    people.push({ name: `${kind}, new`, email, area: `/${kind}`, seeds: [`/${kind}`, ...(kind === "publisher" ? ["/publisher/agreement/sign"] : [])], only: FRESH[kind].map((page) => `/${kind}${page}`) });
  }
  return people;
}

async function fillForAgreement(page) {
  await page.goto("/publisher/sign-up/company");
  await page.getByLabel("Type of organisation").selectOption("company");
  await page.getByLabel("Company telephone").fill("+47 22 12 34 56");
  await page.getByLabel("Country").selectOption("NO");
  await page.getByLabel("Address line 1").fill("Havnegata 4");
  await page.getByLabel("Town or city").fill("Bergen");
  await page.getByLabel("Postal code").fill("5003");
  await page.getByRole("button", { name: "Save and continue" }).click();
  await page.waitForURL("**/personal");
  await page.getByLabel("Job title").fill("Editor");
  await page.getByLabel("Telephone", { exact: true }).first().fill("+47 22 12 34 56");
  await page.getByLabel("This person has the authority").check();
  await page.getByRole("button", { name: "Save and continue" }).click();
  await page.waitForURL("**/agreement**");
}
