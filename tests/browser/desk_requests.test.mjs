// What people ask about their data: staff's jobs by keyboard alone, with scripts and without.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { code, heading, portal } from "./harness.mjs";
import { job } from "./desk.mjs";

const [SAMI, ADA] = ["sami.haddad", "ada.marsh"].map((login) => `${login}@imagespacemedia.example`);
// Wrote once, some days ago.
const CHILD_EMAIL = "pierre@voilesetvents.example";
// How many keys and pages each job takes at most, text that is written left out.
const REQUEST = { keys: 46, pages: 6 };
const RECORDED = { keys: 32, pages: 3 };
const DISCLOSURE = { keys: 34, pages: 4 };
const CHILD = { keys: 22, pages: 3 };

for (const javascript of [true, false]) {
  describe(`what people ask about their data, ${javascript ? "with" : "without"} JavaScript`, () => {
    // Each works the demo's own requests, of which there is one of a kind.
    let site;
    before(async () => { site = await portal({ demo: "small" }); });
    after(() => site?.stop());

    test("a privacy request goes from the check of who asks to its answer", { timeout: 180_000 }, async () => {
      const { page, keys, link, button, field, said, sound, done } = await job(site, { name: "a privacy request", javascript, email: SAMI, list: "/admin/privacy-requests", most: REQUEST });
      await sound("the requests");
      await keys.follow(link("PRV-1004"));
      await sound("a request of somebody unknown");
      await keys.fill(field("What you checked, and how"), "She read the number of our letter of May to me.");
      await keys.follow(button("Note the check"));
      await said("It is known who asks");
      await keys.follow(button("Note that they were told"));
      await said("Noted that they were told.");
      await sound("a request that waits for its decision");
      await keys.radio(field("All of it"));
      await keys.follow(button("Approve the request"));
      await said(/^Approved\./);
      await sound("a request that is approved");
      await keys.follow(button("Begin to do it"));
      await said(/^Begun\./);
      await sound("a request that is begun");
      await keys.fill(field("What was done"), "Your name is spelled Sundh in everything that we hold.");
      await keys.follow(button("Note the answer"));
      await said("Done. No mail goes out: give them the answer below by telephone or post.");
      await page.getByRole("list", { name: "History" }).getByText("Done and answered").waitFor();
      await page.getByText("Your name is spelled Sundh in everything that we hold.").waitFor();
      await page.getByText("No step is due").waitFor();
      await sound("a request that is answered");
      await done();
    });

    test("a request that came by telephone is recorded", { timeout: 120_000 }, async () => {
      const { page, keys, link, button, field, said, sound, done } = await job(site, { name: "a request by telephone", javascript, email: SAMI, list: "/admin/privacy-requests", most: RECORDED });
      await keys.follow(link("Record a request"));
      await sound("the form of a request");
      await keys.radio(field("Telephone"));
      await keys.radio(field("Get a copy of my data"));
      await keys.fill(page.getByLabel("Their name"), "Ola Berg");
      await keys.fill(page.getByLabel("How else they are reached"), "+47 22 12 34 56, in the mornings");
      await keys.radio(page.getByLabel("Not yet"));
      await keys.follow(button("Record the request"));
      await said("Recorded. No mail goes out: tell them by telephone or post that it came");
      await page.getByText("+47 22 12 34 56, in the mornings").waitFor();
      await page.getByText("Identity not confirmed").first().waitFor();
      await sound("a request that was recorded");
      const reference = (await page.locator("main").innerText()).match(/PRV-\d+/)[0];
      await keys.follow(link("Privacy requests").last());
      const row = page.getByRole("row").filter({ has: link(reference) });
      assert.match((await row.innerText()).replace(/\s+/g, " "), /Ola Berg.*Telephone.*Identity not confirmed/);
      await done();
    });

    test("a disclosure gets its second approval and is handed over", { timeout: 180_000 }, async () => {
      const { who, page, keys, link, button, field, said, sound, done } = await job(site, { name: "a disclosure", javascript, email: ADA, list: "/admin/disclosures", most: DISCLOSURE });
      await sound("the register");
      await keys.follow(link("DSC-1002"));
      await sound("a disclosure that waits");
      await keys.follow(button("Approve the disclosure"));
      await said("Approved. Two approvals by different people are needed.");
      await sound("a disclosure with two approvals");
      // Between the approval and the archive goes more time than a proof holds for.
      await site.sql("UPDATE sessions SET proven_at = proven_at - interval '6 minutes'");
      await keys.follow(button("Make the archive"));
      await heading(who, "Is it you?");
      await sound("the question for a proof");
      await keys.fill(field("Code"), await code(who, ADA));
      await keys.follow(button("Go on"));
      await said("The archive is made.");
      const [digest] = (await page.locator("main").innerText()).match(/\b[0-9a-f]{64}\b/);
      await page.getByRole("list", { name: "History" }).getByText("Archive made and handed over").waitFor();
      await sound("a disclosure that was handed over");
      const archive = await keys.download(link("Fetch what was handed over"));
      assert.equal(archive.name, "DSC-1002.zip");
      assert.equal(createHash("sha256").update(archive.bytes).digest("hex"), digest, "the digest is another archive's");
      await done();
    });

    test("a child's data is erased, and a certificate is left", { timeout: 120_000 }, async () => {
      const { page, keys, link, button, field, said, sound, done } = await job(site, { name: "a child's data", javascript, email: SAMI, list: "/admin/children", most: CHILD });
      await sound("the certificates");
      await keys.follow(link("Erase a child’s data"));
      await sound("the form");
      await keys.fill(field("E-mail address"), CHILD_EMAIL);
      await keys.follow(button("See what is found"));
      await sound("what is found");
      await keys.tick(field("This is a child of 12 or under: erase everything"));
      await keys.follow(button("Erase everything"));
      await said("Everything is erased.");
      await page.getByRole("heading", { level: 1, name: /^Certificate CHD-\d+$/ }).waitFor();
      await page.locator("section").filter({ has: page.getByRole("heading", { name: "What was erased" }) }).getByText(/^[1-9]\d* records?$/).first().waitFor();
      await sound("the certificate");
      // Whoever looks again finds nobody.
      await page.goto("/admin/children/new");
      await field("E-mail address").fill(CHILD_EMAIL);
      await button("See what is found").click();
      await page.getByRole("link", { name: /^We hold nothing under this address/ }).waitFor();
      await done();
    });
  });
}
