// Inquiries and complaints: staff's job by keyboard alone, and the page by which the sender follows theirs.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { DESKTOP, PHONE, heading, person, portal, signIn, sound } from "./harness.mjs";
import { keyboard } from "./keyboard.mjs";

const SAMI = "sami.haddad@imagespacemedia.example";

let site;
before(async () => { site = await portal({ demo: "small" }); });
after(() => site?.stop());

for (const javascript of [true, false]) {
  const [viewport, tag] = javascript ? [DESKTOP, "one"] : [PHONE, "two"];
  const email = `bo@${tag}.example`;
  describe(`a complaint ${javascript ? "with" : "without"} JavaScript`, () => {
    test("is sent, taken, asked back, answered by its sender, and settled", { timeout: 180_000 }, async () => {
      const bo = await person(site, { javascript, viewport });
      await bo.page.goto("/contact");
      await bo.page.getByRole("button", { name: "Send the message" }).click();
      await bo.page.getByRole("link", { name: "Write your message" }).waitFor();
      if (javascript) await sound(bo, "the failed form");
      await bo.page.getByLabel("A complaint").check();
      await bo.page.getByLabel("Your name").fill("Bo Lund");
      await bo.page.getByLabel("E-mail address").fill(email);
      await bo.page.getByLabel("Your message").fill("Your ad covers a face.");
      await bo.page.getByLabel("I am 13 years of age or older").check();
      await bo.page.getByRole("button", { name: "Send the message" }).click();
      await heading(bo, "We have your message");
      const reference = new URL(bo.page.url()).pathname.split("/").pop();
      await bo.page.goto(await site.mailbox.link(email, "We have your message"));
      await bo.page.getByText("You have our answer by").waitFor();
      if (javascript) await sound(bo, "the sender's page");

      const sami = await person(site, { javascript, viewport });
      await signIn(sami, SAMI);
      const keys = keyboard(sami.page);
      await sami.page.goto("/admin/inquiries");
      if (javascript) await sound(sami, "the list");
      await keys.follow(sami.page.getByRole("link", { name: reference, exact: true }));
      if (javascript) await sound(sami, "a message");
      if (javascript) await sami.page.getByLabel("In words").fill("Words typed before it is taken.");
      await keys.follow(sami.page.getByRole("button", { name: "Take the message" }));
      await sami.page.getByText("It is yours to answer.").waitFor();
      if (javascript) {
        assert.equal(await sami.page.getByLabel("In words").inputValue(), "Words typed before it is taken.");
        await sami.page.getByLabel("In words").fill("");
      }
      await keys.follow(sami.page.getByRole("button", { name: "Send the answer" }));
      await sami.page.getByRole("link", { name: "Write the answer" }).waitFor();
      if (javascript) await sound(sami, "the failed answer");
      await keys.fill(sami.page.getByLabel("In words"), "Which page was it?");
      await keys.radio(sami.page.getByLabel("They write: I asked them something"));
      await keys.follow(sami.page.getByRole("button", { name: "Send the answer" }));
      await sami.page.getByText("Answered. The mail, or the call that its sender wished for, is on its way.").waitFor();

      await bo.page.goto(await site.mailbox.link(email, "Our answer"));
      await bo.page.getByText("Which page was it?").waitFor();
      await bo.page.getByRole("button", { name: "Send your words" }).click();
      await bo.page.getByRole("link", { name: "Write what you would like to add" }).waitFor();
      if (javascript) await sound(bo, "the sender's failed form");
      await bo.page.getByLabel("Your words").fill("Page four of the album.");
      await bo.page.getByRole("button", { name: "Send your words" }).click();
      await bo.page.getByText("Your words are with us.").waitFor();
      await bo.page.getByText("We are at it").waitFor();

      await sami.page.goto("/admin/inquiries?whose=mine");
      await keys.follow(sami.page.getByRole("link", { name: reference, exact: true }));
      await sami.page.getByText("Page four of the album.").waitFor();
      await keys.fill(sami.page.getByLabel("In words"), "It is taken off today.");
      await keys.follow(sami.page.getByRole("button", { name: "Send the answer" }));
      await sami.page.goto("/admin/inquiries?state=resolved");
      await keys.follow(sami.page.getByRole("link", { name: reference, exact: true }));
      if (javascript) await sound(sami, "a settled message");
      await bo.page.reload();
      await bo.page.getByText("It is taken off today.").waitFor();
      if (javascript) await sound(bo, "the sender's page, answered");
      assert.deepEqual([...bo.faults, ...sami.faults], []);
      for (const who of [bo, sami]) await who.context.close();
    });

    test("of somebody else is no page, and says the same as an old one", { timeout: 60_000 }, async () => {
      const eve = await person(site, { javascript, viewport });
      await eve.page.goto(`/inquiry/status/${"A".repeat(43)}`);
      await heading(eve, "Page not found");
      if (javascript) await sound(eve, "a link that is none");
      await eve.context.close();
    });
  });
}
