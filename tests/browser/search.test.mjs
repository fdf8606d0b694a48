// Finding a record by keyboard alone, with scripts and without, counting the keys; and on a telephone.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { DESKTOP, PHONE, heading, person, portal, signIn, sound } from "./harness.mjs";
import { keyboard } from "./keyboard.mjs";

const ROSA = "rosa.lindqvist@imagespacemedia.example";
const TOM = "tom.adler@imagespacemedia.example";
// How many keys the way from the queue to a record takes at most, text that is written left out; scripts make no difference.
const MOST = 30;

let site;
before(async () => { site = await portal({ demo: "small" }); });
after(() => site?.stop());

const nothing = (page) => page.locator(".empty");
const field = (page) => page.getByLabel("Name, e-mail address, domain or reference");

for (const javascript of [true, false]) {
  describe(`whoever searches ${javascript ? "with" : "without"} JavaScript`, () => {
    test("gets from the queue to a record by keyboard alone, with a slip of the hand and back again", { timeout: 120_000 }, async () => {
      const rosa = await person(site, { javascript, viewport: DESKTOP });
      const { page } = rosa;
      await signIn(rosa, ROSA);
      await page.goto("/admin/queue");
      const keys = keyboard(page);
      await keys.repeat("Tab", page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Search" }));
      await keys.enter();
      await heading(rosa, "Search");
      if (javascript) await sound(rosa, "the empty search");
      assert.ok(await field(page).evaluate((element) => element === document.activeElement), "the empty page has its cursor in the field");
      await keys.write("polderlcht");
      await keys.enter();
      await page.getByText("exactly; these come near.").waitFor();
      assert.equal(await field(page).inputValue(), "polderlcht", "what was typed is kept");
      assert.ok(!page.url().includes("polder"), "what was typed stands in the address");
      if (javascript) await sound(rosa, "what comes near");
      const found = page.getByRole("link", { name: "Polderlicht BV" }).first();
      await keys.repeat("Tab", found);
      await keys.enter();
      await heading(rosa, "Polderlicht BV");
      const reference = (await page.locator(".head .reference").first().innerText()).trim();
      assert.ok(keys.count() <= MOST, `${keys.count()} keys`);
      console.log(`${javascript ? "with" : "without"} scripts: ${keys.pages()} pages, ${keys.count()} keys`);

      await page.goBack();
      await found.waitFor();
      await page.reload();
      await found.waitFor();
      await field(page).fill(reference.replace("-", " ").toLowerCase());
      await field(page).press("Enter");
      await heading(rosa, "Polderlicht BV");
      await page.goto("/admin/search");
      await field(page).fill("zanzibar");
      await field(page).press("Enter");
      await nothing(page).getByText("zanzibar").waitFor();
      await field(page).fill("%");
      await field(page).press("Enter");
      await page.getByRole("alert").getByText("Enter at least 2 letters or figures").waitFor();
      assert.equal(await field(page).inputValue(), "%");
      if (javascript) await sound(rosa, "a search that is too short");
      assert.deepEqual(rosa.faults, []);
      await rosa.context.close();
    });
  });
}

describe("on a telephone", () => {
  test("the search is in the menu, takes no row of its own, and what it finds fits", { timeout: 120_000 }, async () => {
    const tom = await person(site, { viewport: PHONE });
    const { page } = tom;
    await signIn(tom, TOM);
    await page.goto("/admin/queue");
    await page.getByText("Menu").first().click();
    await page.getByRole("link", { name: "Search", exact: true }).first().click();
    await heading(tom, "Search");
    await field(page).fill("media");
    await page.getByRole("button", { name: "Search the records" }).click();
    await page.locator("tbody tr").first().waitFor();
    await sound(tom, "what was found on a telephone");
    assert.deepEqual(tom.faults, []);
    await tom.context.close();
  });
});
