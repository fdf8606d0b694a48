// An advertising network: three sections, the agreement that carries its terms, approval, seller entry, payout.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { accessible, heading, person, portal, signIn, signUp, welcome } from "./harness.mjs";

let site;
before(async () => {
  site = await portal();
  await site.staff("max@operator.example", "Max Stein", "admin");
  const max = await person(site);
  await welcome(site, max, "max@operator.example");
  await max.context.close();
});
after(() => site?.stop());

for (const javascript of [true, false]) {
  describe(`a network ${javascript ? "with" : "without"} JavaScript`, () => {
    test("signs on and becomes active", { timeout: 120_000 }, async () => {
      const company = `North Exchange ${javascript ? "One" : "Two"}`;
      const email = `ann.${javascript}@north.example`;
      const ann = await person(site, { javascript });
      const { page } = ann;
      await signUp(site, ann, "network", { company, name: "Ann Ek", email });
      await page.goto("/network/agreement");
      await page.getByText("There is nothing to sign yet").waitFor();

      await page.goto("/network/onboarding/company");
      await page.getByLabel("Type of organisation").selectOption("company");
      await page.getByLabel("Web site").fill("north.example.com");
      await page.getByLabel("Company telephone").fill("+46 8 123 456 78");
      await page.getByLabel("Country").selectOption("SE");
      await page.getByLabel("Address line 1").fill("Kungsgatan 8");
      await page.getByLabel("Town or city").fill("Stockholm");
      await page.getByLabel("Postal code").fill("11122");
      await page.getByRole("button", { name: "Save and continue" }).click();
      await heading(ann, "Personal details");
      await page.getByLabel("Job title").fill("Director");
      await page.getByLabel("Telephone", { exact: true }).first().fill("+46 8 123 456 78");
      await page.getByLabel("This person has the authority").check();
      await page.getByRole("button", { name: "Save and continue" }).click();
      await heading(ann, "Commercial terms");
      if (javascript) await accessible(ann, "commercial terms");
      await page.getByLabel("Revenue share").check();
      await page.getByLabel("Rate, or share in per cent").fill("130");
      await page.getByRole("button", { name: "Save and continue" }).click();
      await page.getByText("at most 100 per cent").first().waitFor();
      await page.getByLabel("Rate, or share in per cent").fill("42.5");
      await page.getByRole("button", { name: "Save and continue" }).click();

      await heading(ann, "Advertising Network Service Agreement");
      await page.getByText(/42\.50? % of net revenue/).waitFor();
      await page.getByRole("link", { name: "Go to the signature" }).click();
      await page.getByLabel("Your full name").fill("Ann Ek");
      await page.getByLabel("I have read this").check();
      await page.getByRole("button", { name: "Sign the agreement" }).click();
      await heading(ann, "Check and send");
      await page.getByRole("button", { name: "Send the onboarding" }).click();
      await page.getByText("A reviewer looks at it next").waitFor();

      const max = await person(site, { javascript });
      await signIn(max, "max@operator.example");
      await max.page.goto("/admin/queue");
      await max.page.getByRole("link", { name: company, exact: true }).click();
      await max.page.getByLabel("Your full name").fill("Max Stein");
      await max.page.getByLabel("I countersign for the operator").check();
      await max.page.getByRole("button", { name: "Approve the account" }).click();
      await max.page.getByText("Approved. The applicant is told").waitFor();
      await site.mailbox.find(email, "pproved");

      await page.goto("/network/seller-entry");
      await page.getByText("INTERMEDIARY").waitFor();
      if (javascript) await accessible(ann, "the seller entry");
      await page.goto("/network/payout");
      if (javascript) {
        await page.getByLabel("Country").selectOption("HK");
        assert.equal(await page.locator("#postal_code").isVisible(), false, "Hong Kong has no postal codes");
        assert.equal((await page.locator("label[for=region]").textContent()).trim(), "District (optional)");
      }
      await page.getByLabel("Country").selectOption("US");
      if (javascript) assert.equal((await page.locator("label[for=region]").textContent()).trim(), "State");
      await page.getByLabel("Address line 1").fill("200 Vesey Street");
      await page.getByLabel("Town or city").fill("New York");
      await page.locator("#region").fill("NY");
      await page.locator("#postal_code").fill("10281");
      await page.getByLabel("Currency").selectOption("USD");
      await page.getByLabel("Bank transfer in the United States").check();
      await page.locator("#routing_number").fill("021000021");
      await page.locator("#account_number").fill("12345 6789");
      await page.getByLabel("Type of account").selectOption("checking");
      await page.getByRole("button", { name: "Save the payout details" }).click();
      await page.getByText("•••• 6789").waitFor();
      assert.deepEqual([...ann.faults, ...max.faults], []);
      await ann.context.close();
      await max.context.close();
    });
  });
}
