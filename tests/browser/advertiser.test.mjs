// An advertiser's order: written, signed, sent, sent back, answered with a new revision, accepted, countersigned.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { accessible, heading, person, portal, signIn, signUp, welcome } from "./harness.mjs";
import { beginOrder } from "./orders.mjs";

let site;
before(async () => {
  site = await portal();
  await site.staff("rosa@operator.example", "Rosa Vidal", "reviewer");
  const rosa = await person(site);
  await welcome(site, rosa, "rosa@operator.example");
  await rosa.context.close();
});
after(() => site?.stop());

async function fillCompany(page, name) {
  await page.goto("/advertiser/company");
  await page.getByLabel("Legal name").fill(name);
  await page.getByLabel("Type of organisation").selectOption("company");
  await page.getByLabel("Company telephone").fill("+44 20 7946 0018");
  await page.getByLabel("Country").selectOption("GB");
  await page.getByLabel("Address line 1").fill("12 Quay Street");
  await page.getByLabel("Town or city").fill("London");
  await page.locator("#postal_code").fill("sw1a1aa");
  await page.getByRole("button", { name: "Save the company" }).click();
  await page.getByText("Saved.").waitFor();
}

async function fillBilling(page) {
  await page.goto("/advertiser/billing");
  await page.getByLabel("Country").selectOption("GB");
  await page.getByLabel("Address line 1").fill("12 Quay Street");
  await page.getByLabel("Town or city").fill("London");
  await page.locator("#postal_code").fill("SW1A 1AA");
  await page.getByLabel("Currency of invoices").selectOption("EUR");
  await page.getByLabel("Invoices go to").fill("bills@halden.example");
  await page.getByRole("button", { name: "Save the billing profile" }).click();
  await page.getByText("Saved.").waitFor();
}

async function writeOrder(who, name) {
  const { page } = who;
  await beginOrder(who, name);
  await page.getByLabel("Name, line 1").fill("Strips on outdoor sites");
  await page.getByLabel("Rate, line 1").fill("4.25");
  await page.getByLabel("Quantity, line 1").fill("1 000 000");
  await page.getByLabel("Name, line 2").fill("Corner cards, paid a click");
  await page.getByLabel("Rate type, line 2").selectOption("CPC");
  await page.getByLabel("Rate, line 2").fill("0.125");
  await page.getByLabel("Quantity, line 2").fill("333");
  if (!who.javascript) await page.getByRole("button", { name: "Update totals" }).click();
  // 4.25 × 1,000,000 ÷ 1,000 = 4,250.00, and 0.125 × 333 = 41.625, half to even 41.62.
  await page.getByText("EUR 4,291.62").waitFor();
  await page.getByRole("button", { name: "Save the lines and check" }).click();
  await heading(who, "Check and send");
  return page.url().match(/orders\/(IO-\d+)/)[1];
}

async function sign(who, number) {
  await who.page.goto(`/advertiser/orders/${number}/sign`);
  await who.page.getByLabel("Your full name").fill("Ida Holm");
  await who.page.getByLabel("I have read the text above").check();
  await who.page.getByRole("button", { name: "Sign the order" }).click();
  await who.page.getByText("Signed. The exact text").waitFor();
}

async function send(who, answer) {
  if (answer) await who.page.getByLabel("Your answer to the reviewer").fill(answer);
  await who.page.getByLabel("I accept the Insertion Order Terms").check();
  await who.page.getByRole("button", { name: "Send the order" }).click();
}

async function openCase(rosa, name) {
  await rosa.page.goto("/admin/queue");
  await rosa.page.getByRole("link", { name, exact: true }).first().click();
}

for (const javascript of [true, false]) {
  describe(`an order ${javascript ? "with" : "without"} JavaScript`, () => {
    test("is signed, sent, answered and accepted", { timeout: 120_000 }, async () => {
      const email = `ida.${javascript}@halden.example`;
      const company = `Halden Outdoor ${javascript ? "One" : "Two"}`;
      const ida = await person(site, { javascript });
      await signUp(site, ida, "advertiser", { company, name: "Ida Holm", email });
      await heading(ida, company);
      await fillCompany(ida.page, company);
      await fillBilling(ida.page);
      const name = `Winter boots ${javascript}`;
      const number = await writeOrder(ida, name);
      if (javascript) await accessible(ida, "check and send");
      await sign(ida, number);
      await send(ida);
      await ida.page.getByText("A reviewer looks at it next").waitFor();
      await site.mailbox.find(email, number);

      const rosa = await person(site, { javascript });
      await signIn(rosa, "rosa@operator.example");
      await rosa.page.goto("/admin/queue");
      await openCase(rosa, company);
      if (javascript) await accessible(rosa, "an account's case");
      await rosa.page.getByRole("button", { name: "Approve the account" }).click();
      await rosa.page.getByText("Approved. The applicant is told").waitFor();
      await openCase(rosa, name);
      await rosa.page.getByLabel("Reason").selectOption("inventory");
      await rosa.page.getByLabel("In words").fill("Fewer clicks are available. Lower line 2 to 300.");
      await rosa.page.getByRole("button", { name: "Ask the advertiser" }).click();
      await rosa.page.getByText("The advertiser is asked").waitFor();
      await site.mailbox.find("ida@halden.example", number);

      await ida.page.goto(`/advertiser/orders/${number}/lines`);
      await ida.page.getByLabel("Quantity, line 2").fill("300");
      await ida.page.getByRole("button", { name: "Save the lines and check" }).click();
      await ida.page.getByText(`${number}, revision 2`).first().waitFor();
      await sign(ida, number);
      await send(ida, "Lowered to 300.");
      await ida.page.getByText("Your answer is sent.").waitFor();

      await openCase(rosa, name);
      await rosa.page.getByText("Lowered to 300.").waitFor();
      await rosa.page.getByRole("button", { name: "Accept the order" }).click();
      await rosa.page.getByText("Accepted. Countersign the order").waitFor();
      await rosa.page.getByLabel("Your full name").fill("Rosa Vidal");
      await rosa.page.getByLabel("I countersign for the operator").check();
      await rosa.page.getByRole("button", { name: "Countersign the order" }).click();
      await rosa.page.getByText("Countersigned. The order is in force.").waitFor();
      await site.mailbox.find(email, "In force");

      await ida.page.goto(`/advertiser/orders/${number}`);
      await ida.page.getByText("In force. Both sides signed the same text.").waitFor();
      assert.equal(await ida.page.locator(".signed").count(), 2, "both signatures are shown");
      if (javascript) await accessible(ida, "an order in force");
      assert.deepEqual([...ida.faults, ...rosa.faults], []);
      await ida.context.close();
      await rosa.context.close();
    });
  });
}
