// A team: an owner invites, a new person makes a login and joins, the owner changes what they may do, and whoever is in two
// accounts switches between them.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { DESKTOP, PASSWORD, PHONE, heading, person, portal, signIn, signUp, sound } from "./harness.mjs";

let site;
before(async () => { site = await portal(); });
after(() => site?.stop());

for (const javascript of [true, false]) {
  describe(`a team ${javascript ? "with" : "without"} JavaScript`, () => {
    test("grows, changes and is switched to", { timeout: 120_000 }, async () => {
      const [viewport, tag] = javascript ? [DESKTOP, "one"] : [PHONE, "two"];
      const [email, pia, company] = [`kim@${tag}.example`, `pia@${tag}.example`, `Halden ${tag}`];
      const owner = await person(site, { javascript, viewport });
      await signUp(site, owner, "advertiser", { company, name: "Ida Holm", email: `ida@${tag}.example` });
      await owner.page.goto("/advertiser/people");
      await owner.page.getByText("You are the only owner").waitFor();
      if (javascript) await sound(owner, "the list of an owner");
      await owner.page.getByRole("button", { name: "Send the invitation" }).click();
      await owner.page.getByRole("link", { name: "Enter the e-mail address of the person" }).waitFor();
      if (javascript) await sound(owner, "the failed invitation");
      for (const address of [email, pia]) {
        await owner.page.getByLabel("E-mail address").fill(address);
        await owner.page.getByLabel("Viewer").check();
        await owner.page.getByRole("button", { name: "Send the invitation" }).click();
        await owner.page.getByText("The invitation is on its way").waitFor();
      }
      if (javascript) await sound(owner, "the list with invitations");

      const kim = await person(site, { javascript, viewport });
      await kim.page.goto(await site.mailbox.link(email, "invites you"));
      await heading(kim, `Join ${company}`);
      if (javascript) await sound(kim, "the invitation");
      await kim.page.getByLabel("Your full name").fill("Kim Dahl");
      await kim.page.getByLabel("New password").fill(PASSWORD);
      await kim.page.getByRole("button", { name: "Make the login and join" }).click();
      await kim.page.getByRole("link", { name: "Accept the terms of use" }).waitFor();
      await kim.page.getByLabel("I am 13 years of age or older").check();
      await kim.page.getByLabel("I accept the terms of use").check();
      await kim.page.getByLabel("New password").fill(PASSWORD);
      await kim.page.getByRole("button", { name: "Make the login and join" }).click();
      await kim.page.getByText("Your login is made").waitFor();
      await signIn(kim, email);
      await kim.page.goto("/advertiser/people");
      await kim.page.getByText("An owner of the account invites people").waitFor();
      if (javascript) await sound(kim, "the list of a viewer");
      await site.mailbox.find(`ida@${tag}.example`, "Kim Dahl joined");

      await owner.page.goto("/advertiser/people");
      await owner.page.getByRole("link", { name: "Kim Dahl" }).click();
      await heading(owner, "Kim Dahl");
      if (javascript) await sound(owner, "a person's page");
      await owner.page.getByLabel("Finance").check();
      await owner.page.getByRole("button", { name: "Save what they may do" }).click();
      await owner.page.getByText("It holds from their next page on").waitFor();
      await kim.page.goto("/advertiser/billing");
      await heading(kim, "Billing profile");

      const second = await person(site, { javascript, viewport });
      await signUp(site, second, "publisher", { company: `Fjord ${tag}`, name: "Pia Berg", email: pia });
      await second.page.goto(await site.mailbox.link(pia, "invites you"));
      if (javascript) await sound(second, "the invitation of whoever is signed in");
      await second.page.getByRole("button", { name: "Accept the invitation" }).click();
      await second.page.getByText("You are in the account").waitFor();
      assert.equal(new URL(second.page.url()).pathname, "/advertiser");
      await second.page.locator("header summary:visible").first().click();
      if (javascript) await sound(second, "the open menu");
      await second.page.getByRole("button", { name: `Fjord ${tag}, publisher` }).click();
      await second.page.waitForURL("**/publisher");

      // Someone else's link: clear words, and the way out.
      await kim.page.goto(await site.mailbox.link(pia, "invites you"));
      await kim.page.getByText("This link does not work any more").waitFor();
      await owner.page.goto("/advertiser/people");
      await owner.page.getByLabel("E-mail address").fill(`eva@${tag}.example`);
      await owner.page.getByRole("button", { name: "Send the invitation" }).click();
      await owner.page.getByText("The invitation is on its way").waitFor();
      await kim.page.goto(await site.mailbox.link(`eva@${tag}.example`, "invites you"));
      await heading(kim, "This invitation is for another person");
      if (javascript) await sound(kim, "another person's invitation");
      await kim.page.getByRole("main").getByRole("button", { name: "Sign out" }).click();
      await kim.page.goto(await site.mailbox.link(`eva@${tag}.example`, "invites you"));
      await heading(kim, `Join ${company}`);
      assert.deepEqual([...owner.faults, ...kim.faults, ...second.faults], []);
      for (const who of [owner, kim, second]) await who.context.close();
    });
  });
}
