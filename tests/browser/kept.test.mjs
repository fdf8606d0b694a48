// Nothing typed is lost: what is sent after the session ran out comes back, and what needs a proof goes on by itself.
// And the address that one signs in with is changed, and changed back by the old one.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { DESKTOP, PASSWORD, PHONE, heading, person, portal, signIn, signUp, sound } from "./harness.mjs";

let site;
before(async () => { site = await portal(); });
after(() => site?.stop());

for (const javascript of [true, false]) {
  describe(`what is sent ${javascript ? "with" : "without"} JavaScript`, () => {
    const [viewport, tag] = javascript ? [DESKTOP, "one"] : [PHONE, "two"];
    const email = `ida@${tag}.example`;
    let ida;

    test("after the session ran out comes back and is sent on", { timeout: 120_000 }, async () => {
      ida = await person(site, { javascript, viewport });
      await signUp(site, ida, "advertiser", { company: `Halden ${tag}`, name: "Ida Holm", email });
      await ida.page.goto("/account");
      await ida.page.getByLabel("Full name").fill("Ida Holm Berg");
      await site.sql("UPDATE sessions SET seen_at = seen_at - interval '13 hours'");
      await ida.page.getByRole("button", { name: "Save" }).first().click();
      await ida.page.getByText("What you sent is kept").waitFor();
      if (javascript) await sound(ida, "signing in while a post waits");
      await ida.page.getByLabel("E-mail address").fill(email);
      await ida.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await ida.page.getByRole("button", { name: "Sign in", exact: true }).click();
      await heading(ida, "What you sent is kept");
      await ida.page.getByText("Ida Holm Berg").waitFor();
      if (javascript) await sound(ida, "what waits");
      await ida.page.getByRole("button", { name: "Send it now" }).click();
      await ida.page.getByText("Saved.").waitFor();
      assert.equal(await ida.page.getByLabel("Full name").inputValue(), "Ida Holm Berg");
    });

    test("without the proof it needs goes on by itself once it is given", { timeout: 120_000 }, async () => {
      const other = await person(site, { javascript, viewport });
      await signIn(other, email);
      await site.sql("UPDATE sessions SET proven_at = proven_at - interval '6 minutes'");
      await ida.page.goto("/account/sessions");
      await ida.page.getByRole("button", { name: "Sign out everywhere else" }).click();
      await heading(ida, "Is it you?");
      await ida.page.getByText("goes on its way").waitFor();
      if (javascript) await sound(ida, "the proof while a post waits");
      await ida.page.getByLabel("Password", { exact: true }).fill("some other long words");
      await ida.page.getByRole("button", { name: "Go on" }).click();
      await ida.page.getByRole("link", { name: "That is not the password of this login" }).waitFor();
      await ida.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await ida.page.getByRole("button", { name: "Go on" }).click();
      await heading(ida, "Where you are signed in");
      assert.equal(await ida.page.getByRole("listitem").filter({ hasText: "This browser" }).count(), 1);
      await other.page.goto("/account");
      await heading(other, "Sign in");
    });

    test("to change one's address is confirmed by the new one and undone by the old one", { timeout: 120_000 }, async () => {
      const fresh = `ida@new-${tag}.example`;
      await ida.page.goto("/account");
      await ida.page.getByRole("link", { name: "Change your address" }).click();
      await heading(ida, "Change your address");
      if (javascript) await sound(ida, "the change of address");
      await ida.page.getByRole("button", { name: "Send the link" }).click();
      await ida.page.getByRole("link", { name: "Enter your new e-mail address" }).waitFor();
      await ida.page.getByLabel("New e-mail address").fill(fresh);
      await ida.page.getByRole("button", { name: "Send the link" }).click();
      await ida.page.getByText(`${fresh} is to confirm`).waitFor();
      if (javascript) await sound(ida, "the change that waits");

      const mailbox = await person(site, { javascript, viewport });
      await mailbox.page.goto(await site.mailbox.link(fresh, "Confirm your new address"));
      await heading(mailbox, "Confirm your new address");
      if (javascript) await sound(mailbox, "the link of the new address");
      await mailbox.page.getByRole("button", { name: "Confirm the address" }).click();
      await mailbox.page.getByText("Your address is changed").waitFor();
      await signIn(mailbox, fresh);

      const owner = await person(site, { javascript, viewport });
      await owner.page.goto(await site.mailbox.link(email, "Your login has another address"));
      await heading(owner, "Undo the change of address");
      if (javascript) await sound(owner, "the link of the old address");
      await owner.page.getByRole("button", { name: "Undo it" }).click();
      await owner.page.getByText("everybody is signed out").waitFor();
      await mailbox.page.goto("/account");
      await heading(mailbox, "Sign in");
      await owner.page.getByLabel("E-mail address").fill(email);
      await owner.page.getByRole("button").filter({ hasText: /link/i }).click();
      await owner.page.goto(await site.mailbox.link(email, "Set a new password"));
      const password = "seven quiet herons waiting";
      await owner.page.getByLabel("New password").fill(password);
      await owner.page.getByRole("button", { name: "Set the password" }).click();
      await signIn(owner, email, password);
      for (const who of [ida, mailbox, owner]) assert.deepEqual(who.faults, []);
    });
  });
}
