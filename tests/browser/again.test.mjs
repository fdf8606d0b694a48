// A declined publisher applies again: it reads from when, and on that day sends everything once more.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { DESKTOP, PHONE, accessible, heading, person, portal, signIn } from "./harness.mjs";
import { misfits } from "./pages/measure.mjs";

let site;
before(async () => { site = await portal({ demo: "full" }); });
after(() => site?.stop());

for (const [javascript, email] of [[true, "imogen@slowrail.example"], [false, "rick@celebrityblitz.example"]]) {
  describe(`a declined publisher ${javascript ? "with" : "without"} JavaScript`, () => {
    test("reads the day, and from then on applies again with all it gave", { timeout: 120_000 }, async () => {
      const who = await person(site, { javascript, viewport: PHONE });
      const { page } = who;
      const sound = async (what) => {
        if (!javascript) return;
        for (const viewport of [PHONE, DESKTOP]) {
          await page.setViewportSize(viewport);
          await accessible(who, what);
          assert.deepEqual(await page.evaluate(misfits), [], what);
        }
      };
      const again = page.getByRole("button", { name: "Apply again" });
      await signIn(who, email);
      await site.sql(`UPDATE accounts a SET reapply_on = (now() AT TIME ZONE 'UTC')::date + 2 FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.account_id = a.id AND u.email = '${email}'`);
      await page.goto("/publisher");
      await page.getByText(/You may apply again from \d+ \w+ \d{4}\./).waitFor();
      assert.equal(await again.count(), 0, "the step is offered too early");
      await sound("an overview before the day");
      await site.sql("UPDATE accounts SET reapply_on = (now() AT TIME ZONE 'UTC')::date WHERE reapply_on > now()");
      await page.reload();
      await sound("an overview on the day");
      await again.click();
      await heading(who, "Check and send");
      await page.getByRole("status").getByText("You can apply again").waitFor();
      await page.getByText("Signed", { exact: true }).waitFor();
      await sound("the answers");
      await page.getByRole("button", { name: "Send the sign-up" }).click();
      await page.getByRole("status").getByText("Sent. A reviewer looks at it next").waitFor();
      assert.deepEqual(who.faults, []);
      await who.context.close();
    });
  });
}
