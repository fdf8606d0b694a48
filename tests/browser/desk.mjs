// One job of the staff: by keyboard alone, from the page of its list to the result, with its keys and pages counted.
import assert from "node:assert/strict";
import { DESKTOP, person, signIn, sound } from "./harness.mjs";
import { keyboard } from "./keyboard.mjs";

// Signs in and opens the list; `most` is how many keys and pages the job takes at most.
export async function job(site, { name, javascript, email, list, most }) {
  const who = await person(site, { javascript, viewport: DESKTOP });
  await signIn(who, email);
  await who.page.goto(list);
  const { page } = who;
  const keys = keyboard(page);
  return {
    who, page, keys,
    link: (words) => page.getByRole("link", { name: words, exact: true }),
    button: (words) => page.getByRole("button", { name: words, exact: true }),
    field: (words) => page.getByLabel(words, { exact: true }),
    said: (words) => page.getByRole("status").getByText(words).waitFor(),
    // The page as it stands, where axe can look at it.
    async sound(what) {
      if (!javascript) return;
      await sound(who, what);
    },
    async done() {
      console.log(`${name}, ${javascript ? "with" : "without"} scripts: ${keys.pages()} pages, ${keys.count()} keys`);
      assert.ok(keys.count() <= most.keys, `${keys.count()} keys, and ${most.keys} are enough`);
      assert.ok(keys.pages() <= most.pages, `${keys.pages()} pages, and ${most.pages} are enough`);
      assert.deepEqual(who.faults, []);
      await who.context.close();
    },
  };
}
