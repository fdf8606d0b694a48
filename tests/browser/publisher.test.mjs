// A publisher: inquiry, invitation, sections, agreement, look, check, a change on two named fields, approval, payout.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { accessible, heading, person, portal, signIn, welcome } from "./harness.mjs";

let site;
before(async () => {
  site = await portal();
  for (const [email, name, role] of [["rosa@operator.example", "Rosa Vidal", "reviewer"], ["sam@operator.example", "Sam Okafor", "support"]]) {
    await site.staff(email, name, role);
    const member = await person(site);
    await welcome(site, member, email);
    await member.context.close();
  }
});
after(() => site?.stop());

for (const javascript of [true, false]) {
  describe(`a publisher ${javascript ? "with" : "without"} JavaScript`, () => {
    test("is invited, signs up, answers two changes and is approved", { timeout: 180_000 }, async () => {
      const host = `fjord${javascript ? "one" : "two"}.example.com`;
      const email = `ida@${host}`;
      const ida = await person(site, { javascript });
      const { page } = ida;
      await page.goto("/inquiry");
      await page.getByLabel("Your name").fill("Ida Holm");
      await page.getByLabel("E-mail address").fill(email);
      await page.getByLabel("Web site").fill(host);
      await page.getByLabel("Sector").selectOption("travel");
      await page.getByLabel("I am 13 years of age or older").check();
      await page.getByRole("button", { name: "Send the inquiry" }).click();
      await heading(ida, "We have your message");
      const reference = await page.getByText(/INQ-\d+/).first().innerText();

      const sam = await person(site, { javascript });
      await signIn(sam, "sam@operator.example");
      await sam.page.goto("/admin/inquiries");
      await sam.page.getByRole("link", { name: reference.match(/INQ-\d+/)[0] }).click();
      if (javascript) await accessible(sam, "an inquiry");
      await sam.page.getByLabel("They sign up, invited as publisher").check();
      await sam.page.getByRole("button", { name: "Send the answer" }).click();
      await sam.page.getByText("Answered. The mail, or the call that its sender wished for, is on its way.").waitFor();

      await page.goto(await site.mailbox.link(email, "Our answer"));
      assert.equal(await page.getByLabel("Your full name").inputValue(), "Ida Holm", "the invitation fills in the form");
      assert.equal(await page.getByLabel("E-mail address").inputValue(), email);
      await page.getByLabel("Company name").fill(`Fjord Post ${javascript}`);
      await page.getByLabel("I am 13 years of age or older").check();
      await page.getByLabel("I accept the terms of use").check();
      await page.getByRole("button", { name: "Create the account" }).click();
      await heading(ida, "Check your mail");
      await welcome(site, ida, email);
      await heading(ida, `Fjord Post ${javascript}`);
      if (javascript) await accessible(ida, "the checklist");

      await page.goto("/publisher/sign-up/company");
      await page.getByLabel("Type of organisation").selectOption("company");
      await page.getByLabel("Company telephone").fill("+47 22 12 34 56");
      await page.getByLabel("Country").selectOption("NO");
      await page.getByLabel("Address line 1").fill("Havnegata 4");
      await page.getByLabel("Town or city").fill("Bergen");
      await page.getByLabel("Postal code").fill("5003");
      await page.getByRole("button", { name: "Save and continue" }).click();

      await heading(ida, "Personal details");
      await page.getByLabel("Job title").fill("Editor");
      await page.getByLabel("Telephone", { exact: true }).first().fill("+47 22 12 34 56");
      await page.getByLabel("This person has the authority").check();
      await page.getByRole("button", { name: "Save and continue" }).click();

      await heading(ida, "Web Publisher Service Agreement");
      if (javascript) await accessible(ida, "the agreement");
      await page.getByRole("link", { name: "Go to the signature" }).click();
      await page.getByLabel("Your full name").fill("Ida Holm");
      await page.getByLabel("I have read this").check();
      await page.getByRole("button", { name: "Sign the agreement" }).click();

      await heading(ida, "Commercial");
      await page.getByLabel("Unique visitors a month").fill("120 000");
      await page.getByLabel("Page views a month").fill("480,000");
      await page.getByRole("button", { name: "Save and continue" }).click();

      await heading(ida, "Technical contact");
      await page.getByLabel("Full name").fill("Nils Lie");
      await page.getByLabel("E-mail address").fill(`nils@${host}`);
      await page.getByRole("button", { name: "Save and continue" }).click();

      await heading(ida, "Sites");
      await page.getByLabel("Domain").fill(host);
      await page.getByLabel("What it is about").selectOption("653");
      await page.getByLabel("Language").selectOption("no");
      await page.getByLabel("Page views a month").fill("480000");
      await page.getByRole("button", { name: "Add the site" }).click();
      await page.getByText("The site is added.").waitFor();

      await page.goto("/publisher/sign-up/look");
      await page.getByLabel("Corner card").check();
      await page.getByLabel("Place").selectOption("bottom_right");
      await page.getByLabel("Covers").fill("20");
      if (!javascript) await page.getByRole("button", { name: "Update preview" }).click();
      await page.getByText("20 % covered").waitFor();
      if (javascript) await accessible(ida, "the look");
      await page.getByRole("button", { name: "Save the look" }).click();

      await heading(ida, "Check and send");
      if (javascript) await accessible(ida, "check and send");
      await page.getByRole("button", { name: "Send the sign-up" }).click();
      await page.getByText("A reviewer looks at it next").waitFor();

      const rosa = await person(site, { javascript });
      await signIn(rosa, "rosa@operator.example");
      await rosa.page.goto("/admin/queue");
      await rosa.page.getByRole("link", { name: `Fjord Post ${javascript}`, exact: true }).click();
      await rosa.page.getByRole("button", { name: "Begin the review" }).click();
      await rosa.page.getByText("In review.").waitFor();
      await rosa.page.getByLabel(/^Field 1/).selectOption("company.registration_number");
      await rosa.page.getByLabel("What should change in field 1").fill("Give the number in the register.");
      await rosa.page.getByLabel(/^Field 2/).selectOption("personal.job_title");
      await rosa.page.getByLabel("What should change in field 2").fill("Say which newspaper.");
      await rosa.page.getByRole("button", { name: "Ask for the changes" }).click();
      await rosa.page.getByText("The applicant is asked").waitFor();
      await site.mailbox.find(email, "hange");

      await page.goto("/publisher/changes");
      await page.getByRole("link", { name: "Change it (Company: registration number)" }).click();
      await page.getByLabel("Registration number").fill("987 654 321");
      await page.getByRole("button", { name: "Save and continue" }).click();
      await page.goto("/publisher/changes");
      if (javascript) await accessible(ida, "the answers");
      await page.getByRole("link", { name: "Change it (Person: job title)" }).click();
      await page.getByLabel("Job title").fill("Editor, Fjord Post");
      await page.getByRole("button", { name: "Save and continue" }).click();
      // The agreement names the signer's title, so it is offered and signed anew.
      await page.goto("/publisher/agreement/sign");
      await page.getByLabel("Your full name").fill("Ida Holm");
      await page.getByLabel("I have read this").check();
      await page.getByRole("button", { name: "Sign the agreement" }).click();
      await page.goto("/publisher/changes");
      await page.getByRole("button", { name: "Send the answers" }).click();
      await page.getByText("Your answer is sent.").waitFor();

      await rosa.page.goto("/admin/queue");
      await rosa.page.getByRole("link", { name: `Fjord Post ${javascript}`, exact: true }).click();
      await rosa.page.getByRole("button", { name: `Confirm ${host}` }).click();
      await rosa.page.getByText("ownership is confirmed").waitFor();
      await rosa.page.getByLabel("Your full name").fill("Rosa Vidal");
      await rosa.page.getByLabel("I countersign for the operator").check();
      if (javascript) await accessible(rosa, "a publisher's case");
      await rosa.page.getByRole("button", { name: "Approve the account" }).click();
      await rosa.page.getByText("Approved. The applicant is told").waitFor();

      await page.goto("/publisher");
      await page.getByText("Your account is active.").waitFor();
      assert.match(await page.getByLabel("Line for your ads.txt").inputValue(), /, PUB-\d+, DIRECT/);
      const sellers = await (await fetch(`${site.base}/sellers.json`)).json();
      assert.ok(sellers.sellers.some((seller) => seller.domain === host), "the seller is listed");
      await page.goto("/publisher/agreement");
      assert.equal(await page.locator(".signed").count(), 2, "both sides signed");

      await page.goto("/publisher/payout");
      if (javascript) await accessible(ida, "payout details");
      await page.getByLabel("Country").selectOption("NO");
      await page.getByLabel("Address line 1").fill("Havnegata 4");
      await page.getByLabel("Town or city").fill("Bergen");
      await page.getByLabel("Postal code").fill("5003");
      await page.getByLabel("Currency").selectOption("EUR");
      await page.locator("#iban").fill("NO93 8601 1117 948");
      await page.locator("#bic").fill("DNBANOKK");
      await page.getByRole("button", { name: "Save the payout details" }).click();
      await page.getByText("Check the IBAN").first().waitFor();
      await page.locator("#iban").fill("NO93 8601 1117 947");
      await page.getByRole("button", { name: "Save the payout details" }).click();
      await page.getByText("•••• 7947").waitFor();
      assert.deepEqual([...ida.faults, ...rosa.faults, ...sam.faults], []);
      for (const who of [ida, rosa, sam]) await who.context.close();
    });
  });
}
