// A passkey: added, used by its button and in the field, as a second step, taken away and refused after.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { heading, passkeyDevice, person, portal, signIn, signUp, sound, typePassword } from "./harness.mjs";

let site;
before(async () => { site = await portal(); });
after(() => site?.stop());

// Adds a passkey to whoever is signed in.
async function add(who, name) {
  await who.page.goto("/account/security");
  await who.page.getByRole("link", { name: "Add a passkey" }).click();
  await heading(who, "Add a passkey");
  await who.page.getByLabel("Name of the passkey").fill(name);
  await who.page.getByRole("button", { name: "Add the passkey" }).click();
  await who.page.getByText("Your passkey is added").waitFor();
}

test("a member adds a passkey, signs in with it by button and in the field, and takes it away", { timeout: 120_000 }, async () => {
  const email = "ida@halden.example";
  const ida = await person(site);
  const device = await passkeyDevice(ida);
  await signUp(site, ida, "advertiser", { company: "Halden", name: "Ida Holm", email });
  await ida.page.goto("/account/security");
  await sound(ida, "security without a passkey");
  await ida.page.goto("/account/security/password");
  await sound(ida, "changing the password");
  await ida.page.getByLabel("New password").fill("halden halden 2026");
  await ida.page.getByRole("button", { name: "Change the password" }).click();
  await ida.page.getByRole("link", { name: "Leave your name" }).waitFor();
  await sound(ida, "a password that is guessed");
  await ida.page.goto("/account/security/passkeys/new");
  assert.match(await ida.page.getByLabel("Name of the passkey").inputValue(), /Linux/);
  await sound(ida, "adding a passkey");
  await ida.page.getByLabel("Name of the passkey").fill("");
  await ida.page.getByRole("button", { name: "Add the passkey" }).click();
  await ida.page.getByRole("link", { name: "Enter a name" }).waitFor();
  await sound(ida, "a passkey without a name");
  await device.forget();
  await add(ida, "Laptop");
  await sound(ida, "security with a passkey");
  await site.mailbox.find(email, "has a new passkey");

  // The same device makes no second one.
  await ida.page.goto("/account/security/passkeys/new");
  await ida.page.getByRole("button", { name: "Add the passkey" }).click();
  await ida.page.getByText("keeps a passkey of this login already").waitFor();
  await sound(ida, "a device that has one");

  await device.inField(false);
  await ida.context.clearCookies();
  await ida.page.goto("/sign-in");
  await ida.page.getByRole("button", { name: "Sign in with a passkey" }).waitFor();
  await sound(ida, "signing in");
  await ida.page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await ida.page.waitForURL("**/advertiser");

  // The browser offers it in the field, where whoever sits there takes it.
  await device.inField(true);
  await ida.context.clearCookies();
  await ida.page.goto("/sign-in?back=%2Faccount%2Fsecurity");
  await ida.page.waitForURL("**/account/security");
  await ida.page.getByText("last used").waitFor();

  await ida.page.getByRole("link", { name: "Change Laptop" }).click();
  await heading(ida, "Change a passkey");
  await sound(ida, "a passkey");
  await ida.page.getByRole("button", { name: "Take the passkey away" }).click();
  await ida.page.getByText("It does not sign you in any more").waitFor();
  await ida.context.clearCookies();
  await ida.page.goto("/sign-in");
  await ida.page.getByRole("link", { name: "Choose another passkey" }).waitFor();
  await sound(ida, "a passkey that is refused");
  assert.deepEqual(ida.faults, []);
});

test("a member of staff needs no authenticator beside a passkey, and no password opens anything without it", { timeout: 120_000 }, async () => {
  const email = "rosa@operator.example";
  await site.staff(email, "Rosa Lind", "admin");
  const rosa = await person(site);
  const device = await passkeyDevice(rosa);
  await rosa.page.goto(await site.mailbox.link(email, "Welcome"));
  await rosa.page.getByLabel("New password").fill("three unrelated words");
  await rosa.page.getByRole("button", { name: "Set the password" }).click();
  await rosa.page.waitForURL("**/sign-in");
  await typePassword(rosa, email);
  await heading(rosa, "Add an authenticator");
  await sound(rosa, "staff without a second factor");
  await rosa.page.getByRole("link", { name: "passkey" }).click();
  await rosa.page.getByRole("button", { name: "Add the passkey" }).click();
  await rosa.page.getByText("Your passkey is added").waitFor();
  await rosa.page.goto("/admin/queue");
  await heading(rosa, "Queue");

  await rosa.context.clearCookies();
  await device.inField(false);
  await typePassword(rosa, email);
  await heading(rosa, "Use your passkey");
  await sound(rosa, "the second step by passkey");
  await rosa.page.getByRole("button", { name: "Use your passkey" }).click();
  await rosa.page.waitForURL("**/admin");
  assert.deepEqual(rosa.faults, []);
});

test("without JavaScript no page speaks of passkeys but the one that says what adding one needs", { timeout: 60_000 }, async () => {
  const who = await person(site, { javascript: false });
  await who.page.goto("/sign-in");
  assert.doesNotMatch(await who.page.locator("body").innerText(), /passkey/i);
  await signUp(site, who, "publisher", { company: "Fjord", name: "Pia Berg", email: "pia@fjord.example" });
  await who.page.goto("/account/security");
  await who.page.getByText("Adding one needs JavaScript").waitFor();
  await signIn(await person(site, { javascript: false }), "pia@fjord.example");
});
