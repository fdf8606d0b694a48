// A testimonial: written, previewed, agreed to, published by staff, read by anyone, withdrawn at once.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { DESKTOP, PHONE, accessible, heading, person, portal, signIn } from "./harness.mjs";

let site;
before(async () => { site = await portal({ demo: "small" }); });
after(() => site?.stop());

// The small box of a control that is cut off or pushed out of the window.
async function fits(who, what) {
  const cut = await who.page.evaluate(() => [...document.querySelectorAll("button, input:not([type=hidden]), textarea, select, blockquote, figcaption, a.button")]
    .filter((it) => it.offsetParent && (it.getBoundingClientRect().right > innerWidth + 1 || it.getBoundingClientRect().left < -1))
    .map((it) => it.outerHTML.slice(0, 120)));
  assert.deepEqual(cut, [], what);
}

for (const javascript of [true, false]) {
  describe(`a testimonial ${javascript ? "with" : "without"} JavaScript`, () => {
    test("is offered, published and withdrawn", { timeout: 120_000 }, async () => {
      const [email, name, company] = javascript
        ? ["elin@skargardsliv.example", "Elin Forsberg", "Skärgårdsliv AB"]
        : ["dana@prairiekitchen.example", "Dana Okafor", "Prairie Kitchen LLC"];
      const words = `Told ${javascript ? "with" : "without"} a script: the picture stays a picture.`;
      const viewport = javascript ? DESKTOP : PHONE;
      const author = await person(site, { javascript, viewport });
      await signIn(author, email);
      await author.page.goto("/account/testimonial");
      if (javascript) await accessible(author, "the empty form");
      await author.page.getByLabel("Your words").fill("Too short");
      await author.page.getByLabel("Your role").fill("Picture editor");
      await author.page.getByRole("button", { name: "Preview the testimonial" }).click();
      await author.page.getByRole("link", { name: "Write at least 20 characters" }).waitFor();
      if (javascript) await accessible(author, "the failed form");
      await author.page.getByLabel("Your words").fill(words);
      await author.page.getByRole("button", { name: "Preview the testimonial" }).click();
      await heading(author, "As the public will see it");
      await author.page.locator("figure.quote").getByText(name).waitFor();
      await fits(author, "the preview");
      if (javascript) await accessible(author, "the preview");
      const consent = author.page.getByLabel("I agree that these words are published");
      assert.equal(await consent.isChecked(), false, "the box is ticked already");
      await author.page.getByRole("button", { name: "Offer the testimonial" }).click();
      await author.page.getByRole("link", { name: "Tick the box to agree" }).waitFor();
      if (javascript) await accessible(author, "the preview without consent");
      await author.page.getByRole("button", { name: "Change it" }).click();
      assert.equal(await author.page.getByLabel("Your words").inputValue(), words);
      await author.page.getByRole("button", { name: "Preview the testimonial" }).click();
      const previewed = await author.page.locator("figure.quote").innerText();
      await consent.check();
      await author.page.getByRole("button", { name: "Offer the testimonial" }).click();
      await author.page.getByText("Waits for approval").waitFor();

      const sami = await person(site, { javascript, viewport });
      await signIn(sami, "sami.haddad@imagespacemedia.example");
      await sami.page.goto("/admin/testimonials?state=offered");
      if (javascript) await accessible(sami, "the staff's list");
      await sami.page.getByRole("link", { name: company, exact: true }).click();
      await fits(sami, "the staff's page");
      if (javascript) await accessible(sami, "the staff's page");
      await sami.page.getByRole("button", { name: "Publish the testimonial" }).click();
      await sami.page.getByText("Anyone can read it now").waitFor();
      await site.mailbox.find(email, "Your testimonial is public");

      const visitor = await person(site, { javascript, viewport, dark: !javascript });
      await visitor.page.goto("/");
      await visitor.page.getByRole("contentinfo").getByRole("link", { name: "Testimonials" }).click();
      const public_ = visitor.page.locator("figure.quote").filter({ hasText: words });
      assert.equal(await public_.innerText(), previewed, "the public reads something else than was previewed");
      await fits(visitor, "the public page");
      if (javascript) await accessible(visitor, "the public page");

      await author.page.goto("/account/testimonial");
      await author.page.getByRole("button", { name: "Withdraw the testimonial" }).click();
      await author.page.getByText("It is off the site").waitFor();
      if (javascript) await accessible(author, "the page after the withdrawal");
      await visitor.page.reload();
      await heading(visitor, "Testimonials");
      assert.equal(await public_.count(), 0, "it is still public");
      await sami.page.reload();
      await sami.page.getByText("Its words are erased").first().waitFor();
      assert.deepEqual([...author.faults, ...sami.faults, ...visitor.faults], []);
      for (const who of [author, sami, visitor]) await who.context.close();
    });
  });
}
