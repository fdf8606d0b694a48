// Sixty people at once on each main page: every one is answered, and with the page.
import { after, describe, test } from "node:test";
import assert from "node:assert/strict";
import { portal } from "./harness.mjs";
import { logins } from "./pages/people.mjs";
import { enter } from "./pages/walk.mjs";

const AT_ONCE = 60;
const site = await portal({ demo: "full" });
const known = await logins(site);

after(() => site.stop());

// Asks for a page sixty times at once and returns how long the slowest took, in milliseconds.
async function crowd(path, cookie) {
  const begun = performance.now();
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    const answer = await fetch(`${site.base}${path}`, { headers: cookie ? { cookie } : {}, redirect: "manual" });
    return { status: answer.status, text: await answer.text() };
  }));
  const slowest = Math.round(performance.now() - begun);
  assert.deepEqual(answers.filter((it) => it.status !== 200).map((it) => it.status), [], path);
  assert.ok(answers.every((it) => it.text.includes("</html>")), `${path}: a page was cut short`);
  return slowest;
}

// The first link of a list, followed by someone who is signed in.
async function first(who, list) {
  await who.page.goto(list);
  return who.page.locator("tbody th a").first().getAttribute("href");
}

describe("sixty at once", () => {
  const report = [];
  const asked = async (name, path, cookie) => report.push(`${String(await crowd(path, cookie)).padStart(6)} ms  ${name}: ${path}`);
  after(() => console.log(`${AT_ONCE} at once, until the last was answered\n${report.join("\n")}`));

  test("on the public pages", { timeout: 60_000 }, async () => {
    for (const path of ["/", "/try", "/sign-in", "/sign-up/publisher"]) await asked("anyone", path);
  });

  for (const [role, home, lists] of [
    ["publisher", "/publisher", []], ["advertiser", "/advertiser", ["/advertiser/orders"]], ["network", "/network", []],
    ["reviewer", "/admin/queue", ["/admin/queue", "/admin/orders", "/admin/accounts"]],
  ]) {
    test(`on the pages of the ${role}`, { timeout: 120_000 }, async () => {
      const who = await enter(site, { email: known[role] });
      const cookie = (await who.context.cookies()).map((it) => `${it.name}=${it.value}`).join("; ");
      const records = [];
      for (const list of lists) records.push(await first(who, list));
      for (const path of new Set([home, ...lists, ...records])) await asked(role, path, cookie);
      await who.context.close();
    });
  }
});
