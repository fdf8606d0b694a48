// A portal of its own for each test file, a browser that looks like a person's, and a mailbox.
import { execFile, spawn } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { AxeBuilder } from "@axe-core/playwright";
import { misfits } from "./pages/measure.mjs";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const binary = process.env.INSET_BIN ?? join(root, "target/debug/inset");
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1440, height: 900 };
export const PASSWORD = "three unrelated words";

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

// Starts a portal on fresh data. `demo` is "none" or "small".
export async function portal({ demo = "none", settings = {} } = {}) {
  const data = await mkdtemp(join(tmpdir(), "inset-browser-"));
  await chmod(data, 0o755);
  const port = await freePort();
  const env = { ...process.env, INSET_MODE: "development", INSET_DATA_DIR: data, INSET_BIND: `127.0.0.1:${port}`, INSET_DEMO: demo, INSET_UNDO_SECONDS: "0", ...settings };
  delete env.DATABASE_URL;
  const child = spawn(binary, ["serve"], { env, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stdout.on("data", (part) => { log += part; });
  child.stderr.on("data", (part) => { log += part; });
  const base = `http://localhost:${port}`;
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: flags });
  const ended = new Promise((done) => child.once("exit", (code, signal) => done(signal ?? code)));
  const stop = async () => {
    await browser.close();
    const early = child.exitCode ?? child.signalCode;
    child.kill("SIGTERM");
    await ended;
    await rm(data, { recursive: true, force: true });
    assert.equal(early, null, `the portal ended before its tests did:\n${log.slice(-2000)}`);
  };
  const end = Date.now() + 60_000;
  for (;;) {
    const ready = await fetch(`${base}/readyz`).then((answer) => answer.ok, () => false);
    if (ready) break;
    if (Date.now() > end || child.exitCode !== null) {
      await stop().catch(() => {});
      throw new Error(`the portal did not start:\n${log}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  return { base, data, browser, stop, log: () => log, mailbox: mailbox(base), sql: (text) => sql(data, text), staff: (email, name, role) => staff({ env, email, name, role }) };
}

// Runs a statement in a portal's own database: the one way to let time pass for it.
async function sql(data, text) {
  const socket = (await readFile(join(data, "postgres", "postmaster.pid"), "utf8")).split("\n")[4];
  const binaries = (await readdir("/usr/lib/postgresql")).map((version) => `/usr/lib/postgresql/${version}/bin/psql`);
  await promisify(execFile)(binaries.at(-1), ["-h", socket, "-U", "inset", "-v", "ON_ERROR_STOP=1", "-c", text, "inset"]);
}

// Adds a member of staff through the running portal's database, as an operator would.
async function staff({ env, email, name, role }) {
  const child = spawn(binary, ["staff", "add", email, name, role], { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (part) => { said += part; });
  const code = await new Promise((done) => child.once("exit", done));
  assert.equal(code, 0, said);
}

function mailbox(base) {
  return {
    // The newest mail to an address whose subject holds some words; waits for the worker.
    async find(to, words, { after = 0 } = {}) {
      for (const end = Date.now() + 15_000; Date.now() < end;) {
        const mails = await (await fetch(`${base}/dev/mail.json`)).json();
        const found = mails.find((mail) => mail.to === to && mail.subject.includes(words) && Date.parse(mail.at) >= after);
        if (found) return found;
        await new Promise((done) => setTimeout(done, 100));
      }
      throw new Error(`no mail to ${to} with "${words}" in its subject`);
    },
    async link(to, words) {
      const mail = await this.find(to, words);
      const url = mail.text.match(/https?:\/\/\S+/);
      assert.ok(url, `the mail "${mail.subject}" has no link`);
      return url[0];
    },
  };
}

// A person with a browser of their own.
export async function person(portal, { javascript = true, viewport = DESKTOP, dark = false } = {}) {
  const context = await portal.browser.newContext({
    baseURL: portal.base, javaScriptEnabled: javascript, viewport, colorScheme: dark ? "dark" : "light", locale: "en-GB", timezoneId: "UTC",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error" && !message.text().includes("status of 4")) faults.push(message.text()); });
  return { page, context, faults, javascript };
}

// A device in a person's browser that keeps passkeys, as Chromium plays one. Passkeys are offered in fields too, unless
// `inField(false)`; what it keeps it can `forget`.
export async function passkeyDevice(who) {
  const devtools = await who.context.newCDPSession(who.page);
  await devtools.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", { options });
  // Chromium's player takes what is offered in a field at once, where a person would choose.
  await who.page.addInitScript(() => {
    if (sessionStorage.getItem("buttons-alone")) PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
  return {
    inField: (offered) => who.page.evaluate((offered) => sessionStorage.setItem("buttons-alone", offered ? "" : "yes"), offered),
    forget: () => devtools.send("WebAuthn.clearCredentials", { authenticatorId }),
  };
}

export async function signIn(who, email, password = PASSWORD) {
  await typePassword(who, email, password);
  const { pathname } = new URL(who.page.url());
  if (pathname === "/sign-in/code") await secondStep(who, email);
  if (pathname === "/account/security/authenticator") await enrol(who, email);
}

// The first step of signing in, which is the only one for most.
export async function typePassword(who, email, password = PASSWORD) {
  await who.page.goto("/sign-in");
  await who.page.getByLabel("E-mail address").fill(email);
  await who.page.getByLabel("Password", { exact: true }).fill(password);
  await who.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await who.page.waitForURL((url) => url.pathname !== "/sign-in");
}

// The secret of each person's authenticator at each portal, and the newest half minute whose code was used.
const authenticators = new Map();
const nameOf = (who, email) => `${new URL(who.page.url()).origin} ${email}`;

function bytes(base32) {
  const bits = [...base32.replaceAll(" ", "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

// A code of RFC 6238 that was not used before; waits for the next half minute where there is none.
export async function code(who, email) {
  const name = nameOf(who, email);
  if (!authenticators.has(name)) authenticators.set(name, { secret: createHash("sha256").update(`inset demo ${email}`).digest().subarray(0, 20), last: 0 });
  const known = authenticators.get(name);
  for (;;) {
    const now = Math.floor(Date.now() / 30_000);
    // The code before is good for as long as this half minute lasts, so it is used only while that is young.
    const oldest = Date.now() % 30_000 < 10_000 ? now - 1 : now;
    const step = Math.max(known.last + 1, oldest);
    if (step <= now + 1) {
      known.last = step;
      const counter = Buffer.alloc(8);
      counter.writeBigUInt64BE(BigInt(step));
      const mac = createHmac("sha1", known.secret).update(counter).digest();
      const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
      return String(number % 1_000_000).padStart(6, "0");
    }
    await new Promise((done) => setTimeout(done, 1000));
  }
}

async function secondStep(who, email) {
  await who.page.getByLabel("Code", { exact: true }).fill(await code(who, email));
  await who.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await who.page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

// Adds an authenticator, as staff must before anything else, and goes on to where they begin; `codes` looks at the recovery
// codes while they are shown.
export async function enrol(who, email, codes = async () => {}) {
  await who.page.getByRole("button", { name: "Show the code to scan" }).click();
  const secret = await who.page.locator("code.reference").innerText();
  authenticators.set(nameOf(who, email), { secret: bytes(secret), last: 0 });
  await who.page.getByLabel("Code", { exact: true }).fill(await code(who, email));
  await who.page.getByRole("button", { name: "Add the authenticator" }).click();
  await heading(who, "Your recovery codes");
  await codes();
  await who.page.goto("/admin");
}

// Follows the welcome mail, sets the password and signs in.
export async function welcome(portal, who, email) {
  await who.page.goto(await portal.mailbox.link(email, "Welcome"));
  await who.page.getByLabel("New password").fill(PASSWORD);
  await who.page.getByRole("button", { name: "Set the password" }).click();
  await signIn(who, email);
}

export async function signUp(portal, who, kind, { company, name, email }) {
  await who.page.goto(`/sign-up/${kind}`);
  await who.page.getByLabel("Company name").fill(company);
  await who.page.getByLabel("Your full name").fill(name);
  await who.page.getByLabel("E-mail address").fill(email);
  await who.page.getByLabel("I am 13 years of age or older").check();
  await who.page.getByLabel("I accept the terms of use").check();
  await who.page.getByRole("button", { name: "Create the account" }).click();
  await heading(who, "Check your mail");
  await welcome(portal, who, email);
}

export async function heading(who, name) {
  await who.page.getByRole("heading", { level: 1, name }).waitFor();
}

// No accessibility violation on the page as it stands.
export async function accessible(who, what) {
  const { violations } = await new AxeBuilder({ page: who.page }).analyze();
  const said = violations.map((rule) => `${rule.id}: ${rule.help}\n  ${rule.nodes.map((node) => node.html.slice(0, 160)).join("\n  ")}`);
  assert.deepEqual(said, [], `${what} at ${who.page.url()}`);
}

// What stands on the page is accessible, and nothing of it is cut off or too small.
export async function sound(who, what) {
  await accessible(who, what);
  assert.deepEqual(await who.page.evaluate(misfits), [], what);
  if (process.env.INSET_PICTURES) await pictures(who, what);
}

// For whoever wishes to look at the pages of a job: pictures in that folder, small and large, light and dark.
async function pictures(who, what) {
  await mkdir(process.env.INSET_PICTURES, { recursive: true });
  const before = who.page.viewportSize();
  for (const [size, viewport] of [["phone", PHONE], ["desk", DESKTOP]])
    for (const colorScheme of ["light", "dark"]) {
      await who.page.setViewportSize(viewport);
      await who.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await who.page.waitForTimeout(300);
      const name = `${what.replaceAll(/[^a-z]+/g, "-")}-${size}-${colorScheme}.png`;
      await who.page.screenshot({ path: join(process.env.INSET_PICTURES, name), fullPage: true });
    }
  await who.page.emulateMedia({ colorScheme: null, reducedMotion: null });
  await who.page.setViewportSize(before);
}

export function today(offset = 0) {
  return new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
}
