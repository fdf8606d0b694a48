// An authenticator: added by its code, asked for at the next sign-in, and replaced by a recovery code when it is lost.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { DESKTOP, PHONE, code, enrol, heading, person, portal, signUp, sound, typePassword } from "./harness.mjs";

let site;
before(async () => { site = await portal(); });
after(() => site?.stop());

for (const javascript of [true, false]) {
  describe(`an authenticator ${javascript ? "with" : "without"} JavaScript`, () => {
    test("is added, asked for and replaced by a recovery code", { timeout: 120_000 }, async () => {
      const [viewport, tag] = javascript ? [DESKTOP, "one"] : [PHONE, "two"];
      const email = `ida@${tag}.example`;
      const ida = await person(site, { javascript, viewport });
      await signUp(site, ida, "advertiser", { company: `Halden ${tag}`, name: "Ida Holm", email });
      await ida.page.goto("/account/security");
      await ida.page.getByRole("link", { name: "Add an authenticator" }).click();
      let codes;
      await enrol(ida, email, async () => {
        codes = await ida.page.locator("ol.codes li").allInnerTexts();
        if (javascript) await sound(ida, "the recovery codes");
      });
      assert.equal(codes.length, 10);

      const again = await person(site, { javascript, viewport });
      await typePassword(again, email);
      await heading(again, "Enter your code");
      if (javascript) await sound(again, "the second step");
      await again.page.getByLabel("Code", { exact: true }).fill("000000");
      await again.page.getByRole("button", { name: "Sign in", exact: true }).click();
      await again.page.getByRole("link", { name: "That code does not fit" }).waitFor();
      await again.page.getByLabel("Code", { exact: true }).fill(await code(again, email));
      await again.page.getByRole("button", { name: "Sign in", exact: true }).click();
      await again.page.waitForURL("**/advertiser");

      const lost = await person(site, { javascript, viewport });
      await typePassword(lost, email);
      await lost.page.getByText("Use a recovery code instead").click();
      await lost.page.getByRole("textbox", { name: "Recovery code" }).fill(codes[0]);
      await lost.page.getByRole("button", { name: "Sign in", exact: true }).click();
      await lost.page.waitForURL("**/advertiser");
      await site.mailbox.find(email, "A recovery code was used");
      await lost.page.goto("/account/security");
      await lost.page.getByText("You have 9 recovery codes left").waitFor();
      for (const who of [ida, again, lost]) assert.deepEqual(who.faults, []);
    });
  });
}
