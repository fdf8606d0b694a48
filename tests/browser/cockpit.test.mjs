// A reviewer's job by keyboard alone: from the queue to a decision and back, with scripts and without, counting the keys.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { DESKTOP, PHONE, accessible, heading, person, portal, signIn, sound } from "./harness.mjs";
import { keyboard } from "./keyboard.mjs";

const ROSA = "rosa.lindqvist@imagespacemedia.example";
const TOM = "tom.adler@imagespacemedia.example";
// How many keys the job takes at most, text that is written left out.
const MOST = { with: 45, without: 180 };

let site;
before(async () => { site = await portal({ demo: "small", settings: { INSET_UNDO_SECONDS: "240" } }); });
after(() => site?.stop());

for (const javascript of [true, false]) {
  const [company, viewport] = javascript ? ["Polderlicht BV", DESKTOP] : ["Київ у кадрі ФОП", DESKTOP];
  describe(`the reviewer ${javascript ? "with" : "without"} JavaScript`, () => {
    test("decides and thinks again by keyboard alone", { timeout: 180_000 }, async () => {
      const rosa = await person(site, { javascript, viewport });
      const { page } = rosa;
      await signIn(rosa, ROSA);
      await page.goto("/admin/queue?kind=publisher&whose=nobodys");
      const keys = keyboard(page);
      const opener = page.getByRole("button", { name: "Keys", exact: true });
      if (javascript) {
        await sound(rosa, "the queue");
        await keys.press("?");
        await page.getByRole("dialog", { name: "Single keys" }).waitFor();
        await accessible(rosa, "the help");
        await keys.press("Escape");
      } else {
        assert.equal(await opener.count(), 0, "a button that does nothing is shown");
      }
      await keys.repeat(javascript ? "j" : "Tab", page.getByRole("link", { name: company }));
      await keys.enter();
      await heading(rosa, company);
      if (javascript) await sound(rosa, "the case");

      const take = page.getByRole("button", { name: "Take the case" });
      if (javascript) await keys.press("r");
      else {
        // Without scripts no letter leads anywhere, but a link at the top of the case does.
        await keys.repeat("Tab", page.getByRole("link", { name: "To the decision" }));
        await keys.press("Enter");
        await keys.repeat("Tab", take);
      }
      assert.ok(await take.evaluate((element) => element === document.activeElement), "r does not lead to the claim");
      await keys.enter();
      await page.getByText("You have this case").waitFor();

      const note = page.getByLabel("Note", { exact: true });
      if (javascript) await keys.press("n");
      else {
        await keys.repeat("Tab", page.locator("summary", { hasText: "Write a note" }));
        await keys.press("Enter");
        await keys.repeat("Tab", note);
      }
      await keys.write("Looked at twice. A d is a letter here.");
      await keys.repeat("Tab", page.getByRole("button", { name: "Add the note" }));
      await keys.enter();
      await page.getByText("A d is a letter here.").waitFor();

      const decline = page.locator("form[action$='/decline']");
      const words = decline.getByLabel("In words");
      const send = decline.getByRole("button", { name: "Decline the account" });
      if (javascript) await keys.press("d");
      else await keys.repeat("Tab", decline.getByLabel("Reason"));
      await keys.write("Traffic");
      if (!javascript) {
        await keys.repeat("Tab", send);
        await keys.enter();
          await page.getByRole("link", { name: /^These are the usual words/ }).waitFor();
      }
      assert.match(await words.inputValue(), /steady for three months/, "the usual words are not there");
      await keys.repeat("Tab", send);
      await keys.enter();
      await page.getByText("Declined. The applicant is told the reason.").waitFor();
      if (javascript) await sound(rosa, "the queue with a decision to undo");
      await keys.repeat("Tab", page.getByRole("button", { name: "Undo the decision" }));
      await keys.enter();
      await page.getByText("Undone. The case waits as before").waitFor();
      const most = javascript ? MOST.with : MOST.without;
      console.log(`${javascript ? "with" : "without"} scripts: ${keys.pages()} pages, ${keys.count()} keys`);
      assert.ok(keys.count() <= most, `${keys.count()} keys`);
      assert.deepEqual(rosa.faults, []);
      await rosa.context.close();
    });
  });
}

describe("single keys", () => {
  test("fall silent for whoever turns them off, and on a telephone nothing is lost", { timeout: 120_000 }, async () => {
    const tom = await person(site, { viewport: PHONE });
    const { page } = tom;
    await signIn(tom, TOM);
    await page.goto("/admin/queue");
    await sound(tom, "the queue on a telephone");
    await page.getByRole("button", { name: "Keys", exact: true }).click();
    await page.getByRole("button", { name: "Turn single keys off" }).click();
    await page.getByText("Single keys are off.").first().waitFor();
    await page.keyboard.press("j");
    assert.equal(await page.evaluate(() => document.activeElement === document.body || !document.activeElement.matches("[data-row]")), true);
    await page.keyboard.press("?");
    assert.equal(await page.getByRole("dialog").count(), 0, "the help opens though keys are off");
    await page.getByRole("link", { name: "Atelier Lumière SARL" }).first().click();
    await heading(tom, "Atelier Lumière SARL");
    await sound(tom, "a case with findings on a telephone");
    await page.getByText("The tax id is also that of").waitFor();
    assert.deepEqual(tom.faults, []);
    await tom.context.close();
  });
});

describe("what is typed in one form of a case", () => {
  test("outlives another form that is sent, in this tab alone, until it is sent itself", { timeout: 120_000 }, async () => {
    const tom = await person(site, { viewport: DESKTOP });
    const { page } = tom;
    await signIn(tom, TOM);
    await page.goto("/admin/queue?kind=publisher&whose=nobodys");
    await page.locator("[data-row]").first().click();
    await page.getByRole("button", { name: "Take the case" }).click();
    await page.getByText("You have this case").waitFor();
    const decline = page.locator("form").filter({ has: page.getByRole("button", { name: "Decline" }) });
    const [reason, words] = [decline.getByRole("combobox"), decline.getByRole("textbox").first()];
    await reason.selectOption({ index: 2 });
    await words.fill("The pictures are not theirs. We looked twice.");
    const chosen = await reason.inputValue();
    const tick = page.getByRole("checkbox", { name: /^I / }).first();
    await tick.check();

    await page.locator("summary", { hasText: "Write a note" }).click();
    await page.getByRole("button", { name: "Add the note" }).click();
    await page.getByRole("link", { name: "Write the note" }).waitFor();
    assert.equal(await words.inputValue(), "The pictures are not theirs. We looked twice.", "after a note that failed");
    await page.getByLabel("Note", { exact: true }).fill("Ask the agency.");
    await page.getByRole("button", { name: "Add the note" }).click();
    await page.getByText("Ask the agency.").waitFor();
    assert.equal(await words.inputValue(), "The pictures are not theirs. We looked twice.", "after a note");
    assert.equal(await reason.inputValue(), chosen);
    assert.equal(await tick.isChecked(), false, "a tick comes back under what was not shown when it was set");
    assert.equal(await page.getByLabel("Note", { exact: true }).inputValue(), "", "the note that was sent comes back");

    const other = await tom.context.newPage();
    await other.goto(page.url());
    const there = other.locator("form").filter({ has: other.getByRole("button", { name: "Decline" }) });
    assert.equal(await there.getByRole("textbox").first().inputValue(), "", "another tab reads it");
    await other.close();
    assert.deepEqual(tom.faults, []);
    await tom.context.close();
  });
});
