// What a reviewer does besides applications, with scripts and without: a site is refused and taken back, a task is ticked
// off in the list, and what is late is one step from the home. On a telephone too.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { DESKTOP, PHONE, heading, person, portal, signIn, sound } from "./harness.mjs";
import { keyboard } from "./keyboard.mjs";

const ROSA = "rosa.lindqvist@imagespacemedia.example";
const TOM = "tom.adler@imagespacemedia.example";

let site;
before(async () => { site = await portal({ demo: "small", settings: { INSET_UNDO_SECONDS: "240" } }); });
after(() => site?.stop());

for (const javascript of [true, false]) {
  describe(`the desk ${javascript ? "with" : "without"} JavaScript`, () => {
    test("a site is refused beside its facts, and taken back", { timeout: 120_000 }, async () => {
      const who = await person(site, { javascript, viewport: DESKTOP });
      const { page } = who;
      await signIn(who, javascript ? ROSA : TOM);
      await page.goto("/admin/queue?kind=site");
      await page.locator("[data-row]").nth(javascript ? 0 : 1).click();
      const decision = page.getByRole("complementary", { name: "Decision" });
      await decision.getByRole("heading", { name: "Confirm" }).waitFor();
      if (javascript) await sound(who, "the case of a site");
      const keys = keyboard(page);
      const reason = decision.getByLabel("Reason");
      const words = decision.getByLabel("In words");
      const send = decision.getByRole("button", { name: "Refuse the site" });
      if (javascript) {
        await keys.press("a");
        assert.ok(await decision.getByRole("button", { name: "Confirm the site" }).evaluate((it) => it === document.activeElement), "a does not lead to the confirmation");
        await keys.press("d");
      } else {
        await page.getByRole("link", { name: "To the decision" }).click();
        await keys.repeat("Tab", reason, 12);
      }
      assert.ok(await reason.evaluate((it) => it === document.activeElement), "the reason is not led to");
      await keys.write("Ownership");
      if (!javascript) {
        await send.click();
        await page.getByRole("link", { name: /^These are the usual words/ }).waitFor();
      }
      assert.match(await words.inputValue(), /Add your line to its ads.txt/, "the usual words are not there");
      await send.click();
      await page.getByText("The site is refused; its publisher sees the reason.").waitFor();
      if (javascript) await sound(who, "a refusal to undo");
      await page.getByRole("button", { name: "Undo the decision" }).click();
      await page.getByText("Undone. The site is as it was, and no mail has left.").waitFor();
      await send.waitFor();
      assert.deepEqual(who.faults, []);
      await who.context.close();
    });

    test("whoever decides second sees what was decided first, and their own words", { timeout: 120_000 }, async () => {
      const [rosa, tom] = [await person(site, { javascript }), await person(site, { javascript, viewport: PHONE })];
      for (const [who, email] of [[rosa, ROSA], [tom, TOM]]) {
        await signIn(who, email);
        await who.page.goto("/admin/queue?kind=publisher&whose=nobodys");
        await who.page.getByRole("link", { name: javascript ? "Polderlicht BV" : "Київ у кадрі ФОП" }).click();
        await heading(who, javascript ? "Polderlicht BV" : "Київ у кадрі ФОП");
      }
      const ask = async ({ page }, words) => {
        const form = page.locator("form[action$='/changes']");
        await form.getByLabel("Field 1", { exact: true }).selectOption({ index: 1 });
        await form.getByLabel("What should change in field 1").fill(words);
        await form.getByRole("button", { name: "Ask for the changes" }).click();
      };
      await ask(rosa, "As the register has it.");
      await rosa.page.getByText("The applicant is asked for the changes.").waitFor();
      await ask(tom, "Spell it out.");
      await tom.page.getByRole("heading", { name: "Somebody was first" }).waitFor();
      assert.match(await tom.page.locator(".summary-box").innerText(), /Spell it out\./);
      if (javascript) await sound(tom, "a decision that came second");
      await rosa.page.getByRole("button", { name: "Undo the decision" }).click();
      await rosa.page.getByText("Undone. The case waits as before").waitFor();
      assert.deepEqual([...rosa.faults, ...tom.faults], []);
      await Promise.all([rosa.context.close(), tom.context.close()]);
    });

    test("a task is ticked off in the list, which stays filtered", { timeout: 120_000 }, async () => {
      const tom = await person(site, { javascript, viewport: PHONE });
      const { page } = tom;
      await signIn(tom, TOM);
      const company = "Atelier Lumière SARL";
      await page.goto("/admin/queue?kind=publisher");
      await page.getByRole("link", { name: company }).first().click();
      await heading(tom, company);
      const what = `Ask the register, ${javascript ? "with" : "without"} scripts`;
      await page.locator("summary", { hasText: "Set a task" }).click();
      await page.getByLabel("What is to be done").fill(what);
      await page.getByLabel("Until when").fill("2099-12-31");
      await page.getByRole("button", { name: "Set the task" }).click();
      await page.getByText("The task is set.").waitFor();
      await page.goto("/admin");
      await page.getByRole("link", { name: "Tasks that are yours" }).click();
      await heading(tom, "Tasks");
      if (javascript) await sound(tom, "the tasks on a telephone");
      const row = page.locator("tbody tr").filter({ hasText: what });
      await row.getByRole("button", { name: /^Done/ }).click();
      await page.getByText("The task is done.").waitFor();
      assert.match(page.url(), /\/admin\/tasks\?whose=mine$/);
      assert.equal(await row.count(), 0, "it is still to be done");
      assert.deepEqual(tom.faults, []);
      await tom.context.close();
    });

    test("on a telephone the decision is one step from the top of a case", { timeout: 120_000 }, async () => {
      const rosa = await person(site, { javascript, viewport: PHONE });
      const { page } = rosa;
      await signIn(rosa, ROSA);
      await page.goto("/admin/queue?kind=publisher&whose=nobodys");
      await page.locator("[data-row]").first().click();
      const link = page.getByRole("link", { name: "To the decision" });
      assert.ok((await link.boundingBox()).y < PHONE.height, "the way to the decision is below the first screen");
      await link.click();
      const aside = page.getByRole("complementary", { name: "Decision" });
      await page.waitForFunction(() => document.getElementById("decision").getBoundingClientRect().top < innerHeight / 2);
      assert.ok(await aside.isVisible());
      assert.deepEqual(rosa.faults, []);
      await rosa.context.close();
    });
  });
}

describe("what is late", () => {
  test("is one step from the home, and marked in words", { timeout: 120_000 }, async () => {
    await site.sql("UPDATE review_cases SET waiting_since = now() - interval '9 days' WHERE id IN (SELECT id FROM review_cases WHERE state = 'waiting' AND kind = 'publisher' ORDER BY id LIMIT 2)");
    const rosa = await person(site, { viewport: PHONE, dark: true });
    const { page } = rosa;
    await signIn(rosa, ROSA);
    const late = page.getByRole("link", { name: /late\s*: publishers to review$/ });
    const count = Number((await late.innerText()).match(/\d+/)[0]);
    await late.click();
    await heading(rosa, "Queue");
    assert.equal(await page.locator("[data-row]").count(), count);
    assert.equal(await page.getByText("Late: due ").count(), count);
    await sound(rosa, "the late ones on a telephone");
    assert.deepEqual(rosa.faults, []);
    await rosa.context.close();
  });
});
