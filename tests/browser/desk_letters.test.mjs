// What the staff tell people and hear of it: their jobs by keyboard alone, with scripts and without.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { person, portal } from "./harness.mjs";
import { job } from "./desk.mjs";

// Several, since each code lets somebody in once, and the next one takes its time.
const [SAMI, ADA, ROSA, FRANCES] = ["sami.haddad", "ada.marsh", "rosa.lindqvist", "frances.obi"].map((login) => `${login}@imagespacemedia.example`);
const NORA = "nora@harbourlight.example";
// How many keys and pages each job takes at most, text that is written left out.
const ANNOUNCED = { keys: 56, pages: 5 };
const CANCELLED = { keys: 20, pages: 3 };
// The field stands below the outbox, each row of which is a link or two.
const REPORTED = { keys: 80, pages: 2 };
const PUBLISHED = { keys: 16, pages: 2 };
const CALLED = { keys: 36, pages: 4 };
const TRAIL = { keys: 58, pages: 4 };

for (const javascript of [true, false]) {
  describe(`what people are told, ${javascript ? "with" : "without"} JavaScript`, () => {
    // Each works the demo's own records, of which there is one of a kind.
    let site;
    before(async () => { site = await portal({ demo: "small" }); });
    after(() => site?.stop());

    test("news is written, looked at, tested and sent", { timeout: 180_000 }, async () => {
      const { page, keys, link, button, field, said, sound, done } = await job(site, { name: "news", javascript, email: ADA, list: "/admin/announcements", most: ANNOUNCED });
      await sound("the announcements");
      await keys.follow(link("Write an announcement"));
      await sound("the form");
      await keys.radio(field("Optional news"));
      await keys.fill(field("Subject"), "Captions follow the language");
      await keys.fill(field("Why its readers get it"), "You ticked that you want news of new formats.");
      await keys.fill(field("Text"), "A caption is written in the language of its page.");
      await keys.radio(field("Publisher accounts"));
      await keys.radio(field("Active accounts"));
      await keys.follow(button("Save the draft"));
      const mail = page.locator("section").filter({ has: page.getByRole("heading", { name: "The mail" }) });
      await mail.getByText("A caption is written in the language of its page.").waitFor();
      await sound("the preview");
      await keys.follow(button("Send me a test"));
      await said("The test is on its way to you.");
      const test = await site.mailbox.find(ADA, "Captions follow the language");
      assert.match(test.text, /A caption is written in the language of its page\./);
      await sound("the preview with a test");
      await keys.radio(field("At once"));
      await keys.follow(button("Send the announcement"));
      await said("Scheduled. It can be cancelled until its time.");
      await sound("what is scheduled");
      const news = await site.mailbox.find(NORA, "Captions follow the language");
      assert.match(news.text, /A caption is written in the language of its page\./);
      // The last reader may be queued after the first has read it.
      for (const end = Date.now() + 15_000; !(await page.getByRole("list", { name: "History" }).innerText()).includes("Every reader is queued");) {
        assert.ok(Date.now() < end, "it is not sent");
        await page.reload();
      }
      await keys.follow(link("Announcements").last());
      await page.getByRole("row", { name: /^Captions follow the language.* Sent / }).waitFor();
      await done();
    });

    test("an announcement that waits for its time is cancelled", { timeout: 120_000 }, async () => {
      const { page, keys, link, button, said, sound, done } = await job(site, { name: "an announcement cancelled", javascript, email: ADA, list: "/admin/announcements", most: CANCELLED });
      await keys.follow(link("The portal rests on Sunday morning"));
      await sound("an announcement that waits");
      await keys.follow(button("Cancel the announcement"));
      await said("Cancelled. Nobody gets it.");
      assert.equal(await button("Cancel the announcement").count(), 0, "it can be cancelled again");
      await sound("a cancelled announcement");
      await keys.follow(link("Announcements").last());
      await page.getByRole("row", { name: /^The portal rests on Sunday morning.* Cancelled / }).waitFor();
      await done();
    });

    test("a forwarded mail is found by its reference, and its reader taken off", { timeout: 120_000 }, async () => {
      const email = "bo@lundfoto.example";
      const bo = await person(site, { javascript });
      await bo.page.goto("/contact");
      await bo.page.getByLabel("A complaint").check();
      await bo.page.getByLabel("Your name").fill("Bo Lund");
      await bo.page.getByLabel("E-mail address").fill(email);
      await bo.page.getByLabel("Your message").fill("Your ad covers a face.");
      await bo.page.getByLabel("I am 13 years of age or older").check();
      await bo.page.getByRole("button", { name: "Send the message" }).click();
      const mail = await site.mailbox.find(email, "We have your message");
      await bo.context.close();
      const forwarded = `From: Bo Lund\n\nTake me off your list.\n\n> ${mail.text.trim().replaceAll("\n", "\n> ")}`;

      const { page, keys, button, field, said, sound, done } = await job(site, { name: "a forwarded mail", javascript, email: SAMI, list: "/admin/mail", most: REPORTED });
      await sound("the outbox");
      await keys.paste(field("What the mail shows"), forwarded);
      await keys.follow(button("Find the mail"));
      await page.getByText(mail.text.match(/M-[0-9a-f-]{36}/)[0]).waitFor();
      await sound("the mail");
      await keys.radio(field("Asked to be taken off"));
      await keys.fill(field("What came in"), "Bo Lund forwarded it today, with the wish.");
      await keys.follow(button("Note the report"));
      await said("Noted. What follows from it is done");
      await page.getByText("Only service mail goes to this address").waitFor();
      await sound("a mail that was reported");
      await site.mailbox.find(email, "You get no more mail from us");
      await done();
    });

    test("a testimonial is published", { timeout: 120_000 }, async () => {
      const { page, keys, button, said, sound, done } = await job(site, { name: "a testimonial", javascript, email: SAMI, list: "/admin/testimonials", most: PUBLISHED });
      await sound("the testimonials");
      await keys.follow(page.getByRole("row").filter({ hasText: "Waits for approval" }).first().getByRole("link"));
      const words = await page.locator("figure.quote blockquote").innerText();
      await sound("a testimonial that waits");
      await keys.follow(button("Publish the testimonial"));
      await said("Published. Anyone can read it now");
      await sound("a testimonial that is public");
      const visitor = await person(site, { javascript });
      await visitor.page.goto("/testimonials");
      await visitor.page.locator("figure.quote").filter({ hasText: words }).waitFor();
      await visitor.context.close();
      await done();
    });

    test("a call that nobody answered stays in the list until it is made", { timeout: 120_000 }, async () => {
      const { page, keys, button, field, said, sound, done } = await job(site, { name: "a call", javascript, email: ROSA, list: "/admin/calls", most: CALLED });
      // Who waits depends on the day of the week; somebody always does.
      const call = await page.locator("main tbody th a").last().getAttribute("href");
      const row = page.getByRole("row").filter({ has: page.locator(`a[href="${call}"]`) });
      const attempts = async () => Number(await row.locator("[data-label=Attempts]").innerText());
      const before = await attempts();
      await sound("the calls");
      await keys.follow(row.getByRole("link"));
      await sound("a call");
      await keys.radio(field("No answer"));
      await keys.fill(field("Note (optional)"), "Again after ten.");
      await keys.follow(button("Note the call"));
      await said("Noted. The call stays in the list for another attempt.");
      assert.equal(await attempts(), before + 1, "the attempt is not counted");
      await keys.follow(row.getByRole("link"));
      await page.getByText("Again after ten.").waitFor();
      await sound("a call that nobody answered");
      await keys.radio(field("Reached"));
      await keys.follow(button("Note the call"));
      await said("Noted. The call is done.");
      assert.equal(await row.count(), 0, "the call waits still");
      await done();
    });

    test("the trail is looked through by what and when, and taken away", { timeout: 120_000 }, async () => {
      const { page, keys, link, button, field, sound, done } = await job(site, { name: "the trail", javascript, email: FRANCES, list: "/admin/audit", most: TRAIL });
      const rows = page.locator("main tbody tr");
      const events = () => rows.evaluateAll((rows) => rows.map((row) => ({
        what: row.querySelector("th").firstChild.textContent.trim(),
        record: row.querySelector("[data-label=Record] a.small").firstChild.textContent.trim(),
        day: row.querySelector("time").dateTime.slice(0, 10),
      })));
      await keys.choose(field("What happened"), "Order: Sent");
      await keys.follow(button("Filter"));
      await sound("the trail of one deed");
      const day = (await rows.first().locator("time").getAttribute("datetime")).slice(0, 10);
      const before = await rows.count();
      await keys.reach(page.locator("summary", { hasText: "Who and when" }));
      await keys.press("Enter");
      await keys.day(field("First day (UTC)"), day);
      await keys.day(field("Last day (UTC)"), day);
      await keys.follow(button("Filter"));
      await sound("the trail of one deed on one day");
      const found = await rows.count();
      assert.ok(found > 0 && found < before, `${found} of ${before} events`);
      for (const event of await events()) assert.deepEqual(event, { what: "Sent", record: "Order", day }, "another event is shown");
      const file = await keys.download(link("Download as CSV"));
      const lines = file.bytes.toString().trim().split(/\r?\n/);
      assert.match(lines[0], /^\uFEFF?Number,Time \(UTC\),Event,In words,Record,/);
      assert.equal(lines.length, found + 1, "the file holds something else than the page");

      await keys.follow(rows.first().getByRole("link", { name: /^Order of event/ }));
      await sound("the trail of one record");
      const ofOne = await events();
      assert.ok(ofOne.some(({ what, day: on }) => what === "Sent" && on === day), "the event that was opened is missing");
      for (const { record } of ofOne) assert.equal(record, "Order", "another record is shown");
      await keys.follow(page.getByRole("list", { name: "Filtered by" }).getByRole("link", { name: /^Remove this filter/ }));
      assert.equal(await page.getByRole("list", { name: "Filtered by" }).count(), 0, "the filter stays");
      assert.ok(await rows.count() > found, "the trail is not whole again");
      await done();
    });
  });
}
