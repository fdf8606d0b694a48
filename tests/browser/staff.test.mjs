// What needs two of the staff, and a look at an account as its owner sees it.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { DESKTOP, PHONE, heading, person, portal, signIn, signUp, sound, welcome } from "./harness.mjs";

const DOMAIN = "imagespacemedia.example";
const [ADA, MAXIM, SAMI] = ["ada.marsh", "maxim.oyelaran", "sami.haddad"].map((login) => `${login}@${DOMAIN}`);

let site;
before(async () => { site = await portal({ demo: "small" }); });
after(() => site?.stop());

for (const javascript of [true, false]) {
  const [viewport, tag] = javascript ? [DESKTOP, "one"] : [PHONE, "two"];
  describe(`the staff ${javascript ? "with" : "without"} JavaScript`, () => {
    test("grow by two admins, and a role is taken away by one", { timeout: 180_000 }, async () => {
      const email = `kim.${tag}@${DOMAIN}`;
      const ada = await person(site, { javascript, viewport });
      await signIn(ada, ADA);
      await ada.page.goto("/admin/staff");
      if (javascript) await sound(ada, "the staff");
      await ada.page.getByRole("button", { name: "Ask a second admin" }).click();
      await ada.page.getByRole("link", { name: "Enter the e-mail address of the person" }).waitFor();
      if (javascript) await sound(ada, "the failed form");
      await ada.page.getByLabel("E-mail address").fill(email);
      await ada.page.getByLabel("Full name").fill(`Kim ${tag}`);
      await ada.page.getByLabel("Support").check();
      await ada.page.getByLabel("Why", { exact: true }).fill("The desk grows.");
      await ada.page.getByRole("button", { name: "Ask a second admin" }).click();
      await heading(ada, `Add Kim ${tag} to the staff as support`);
      await ada.page.getByText("You asked for this").waitFor();
      if (javascript) await sound(ada, "one's own request");
      const request = new URL(ada.page.url()).pathname;

      const maxim = await person(site, { javascript, viewport });
      await signIn(maxim, MAXIM);
      await maxim.page.goto("/admin/queue");
      await maxim.page.getByRole("link", { name: /for a second person$/ }).click();
      await heading(maxim, "Approvals");
      if (javascript) await sound(maxim, "what waits");
      await maxim.page.getByRole("link", { name: `Add Kim ${tag}` }).click();
      assert.equal(new URL(maxim.page.url()).pathname, request);
      await maxim.page.getByRole("button", { name: "Refuse the request" }).click();
      await maxim.page.getByRole("link", { name: "Say why, so that your colleague can act on it" }).waitFor();
      if (javascript) await sound(maxim, "the failed refusal");
      await maxim.page.getByRole("button", { name: "Approve and do it" }).click();
      await maxim.page.getByText("Approved and done. Whoever asked").waitFor();
      if (javascript) await sound(maxim, "what was approved");

      const kim = await person(site, { javascript, viewport });
      await welcome(site, kim, email);
      await kim.page.goto("/admin/staff");
      await kim.page.getByText("Admins say who is on the staff").waitFor();
      await ada.page.goto("/admin/staff");
      await ada.page.getByRole("link", { name: `Kim ${tag}` }).click();
      await heading(ada, `Kim ${tag}`);
      if (javascript) await sound(ada, "a colleague's page");
      await ada.page.getByLabel("Why it is taken away").fill("A mistake of mine.");
      await ada.page.getByRole("button", { name: "Take the role away" }).click();
      await ada.page.getByText("They are signed out and told by mail").first().waitFor();
      await kim.page.goto("/admin/staff");
      await kim.page.waitForURL("**/sign-in**");
      assert.deepEqual([...ada.faults, ...maxim.faults, ...kim.faults], []);
      for (const who of [ada, maxim, kim]) await who.context.close();
    });

    test("look at an account as its owner sees it, and change nothing", { timeout: 120_000 }, async () => {
      const company = `Halden ${tag}`;
      const owner = await person(site, { javascript, viewport });
      await signUp(site, owner, "advertiser", { company, name: "Ida Holm", email: `ida@${tag}.example` });
      const sami = await person(site, { javascript, viewport });
      await signIn(sami, SAMI);
      await sami.page.goto("/admin/accounts");
      await sami.page.getByRole("link", { name: company }).click();
      await sami.page.getByRole("button", { name: "Look at the account" }).click();
      await sami.page.getByRole("link", { name: "Say why you look" }).waitFor();
      if (javascript) await sound(sami, "the failed form");
      await sami.page.getByLabel("Why you look").fill("She asked about her first order.");
      await sami.page.getByRole("button", { name: "Look at the account" }).click();
      await sami.page.getByText(`You see ${company} as its owner does`).waitFor();
      if (javascript) await sound(sami, "the owner's home, looked at");
      await sami.page.goto("/advertiser/company");
      await sami.page.getByLabel("Company telephone").fill("+47 22 12 34 56");
      await sami.page.getByRole("button", { name: /^Save/ }).first().click();
      await heading(sami, "You only look at this account");
      await sami.page.goto("/admin/queue");
      await sami.page.getByRole("button", { name: "End the look" }).click();
      await sami.page.getByText("You look at the account no longer").waitFor();
      await site.mailbox.find(`ida@${tag}.example`, `looks at ${company}`);
      await owner.page.goto("/advertiser/people");
      await owner.page.getByText("She asked about her first order.").waitFor();
      if (javascript) await sound(owner, "who looked");
      assert.deepEqual([...owner.faults, ...sami.faults], []);
      for (const who of [owner, sami]) await who.context.close();
    });
  });
}
