// The morning's round by keyboard alone: from signing in to the oldest case that waits, with scripts and without.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { DESKTOP, PHONE, heading, person, portal, signIn, sound } from "./harness.mjs";
import { keyboard } from "./keyboard.mjs";

const ROSA = "rosa.lindqvist@imagespacemedia.example";
// How many keys lead from the home to the oldest case at most: past the skip link and a row of the table.
const MOST = 8;

let site;
before(async () => { site = await portal({ demo: "small" }); });
after(() => site?.stop());

for (const javascript of [true, false]) {
  describe(`a reviewer in the morning, ${javascript ? "with" : "without"} JavaScript`, () => {
    test("comes from signing in to the oldest case by keyboard alone", { timeout: 120_000 }, async () => {
      const rosa = await person(site, { javascript, viewport: DESKTOP });
      const { page } = rosa;
      await signIn(rosa, ROSA);
      assert.equal(new URL(page.url()).pathname, "/admin", "staff do not begin at their home");
      await heading(rosa, "Home");
      if (javascript) await sound(rosa, "the home");
      const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: "Publishers to review", exact: true }) });
      const oldest = row.getByRole("link", { name: /: the oldest of publishers to review$/ });
      const place = await oldest.getAttribute("href");
      // Each row that stands above it has three links.
      const above = (await page.locator("main tbody tr:has(td[data-label]) th").allInnerTexts()).indexOf("Publishers to review");
      const keys = keyboard(page);
      await keys.skip();
      await keys.repeat("Tab", oldest);
      await keys.enter();
      assert.equal(new URL(page.url()).pathname, place, "the keys led elsewhere");
      await page.getByRole("heading", { level: 1 }).waitFor();
      console.log(`${javascript ? "with" : "without"} scripts: ${keys.pages()} page, ${keys.count()} keys`);
      assert.ok(keys.count() <= MOST + 3 * above, `${keys.count()} keys past ${above} rows`);
      assert.deepEqual(rosa.faults, []);
      await rosa.context.close();
    });
  });
}

describe("the charts", () => {
  test("have their numbers below them and as a file, on a telephone and in the dark", { timeout: 120_000 }, async () => {
    const rosa = await person(site, { viewport: PHONE, dark: true });
    const { page } = rosa;
    await signIn(rosa, ROSA);
    for (const summary of await page.locator("figure summary").all()) await summary.click();
    await sound(rosa, "the home with its numbers");
    const figure = page.locator("#sign-ups");
    const numbers = await figure.locator("tbody tr").allInnerTexts();
    const [file] = await Promise.all([page.waitForEvent("download"), figure.getByRole("link", { name: /Download as CSV/ }).click()]);
    assert.equal(file.suggestedFilename(), "inset-sign-ups.csv");
    assert.ok(numbers.length >= 12, `${numbers.length} weeks`);
    assert.deepEqual(rosa.faults, []);
    await rosa.context.close();
  });
});
