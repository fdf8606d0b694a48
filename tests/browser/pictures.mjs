// Makes the pictures that the README shows, from the demo: `bin/test --pictures`. Each is small enough to be kept.
import { mkdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { PHONE, portal } from "./harness.mjs";
import { logins } from "./pages/people.mjs";
import { enter } from "./pages/walk.mjs";

const FOLDER = resolve(fileURLToPath(import.meta.url), "../../../docs/pictures");
const MOST_BYTES = 150 * 1024;
const SMALL_DESK = { width: 1200, height: 760 };

const site = await portal({ demo: "full" });
const known = await logins(site);

const link = (list, words) => async (page) => {
  await page.goto(list);
  const rows = page.locator("tbody tr").filter({ hasText: words });
  await rows.locator("th a").first().click();
  await page.waitForURL((url) => url.pathname !== list.split("?")[0]);
};
const open = (path) => (page) => page.goto(path);

const weeks = async (page) => {
  await page.goto("/admin");
  await page.evaluate(() => document.querySelector("section[aria-labelledby=weeks]").scrollIntoView());
};

// A name, who sees it, in which window, by night, and how one gets there.
const PICTURES = [
  ["home", null, SMALL_DESK, false, open("/")],
  ["look-phone-dark", "publisher", PHONE, true, open("/publisher/sign-up/look")],
  ["order", "advertiser", SMALL_DESK, false, link("/advertiser/orders", "Needs attention")],
  ["case", "reviewer", SMALL_DESK, false, link("/admin/queue?kind=publisher", "Task overdue")],
  ["weeks-dark", "reviewer", SMALL_DESK, true, weeks],
];

try {
  await mkdir(FOLDER, { recursive: true });
  for (const [name, role, viewport, dark, go] of PICTURES) {
    const who = await enter(site, { email: role && known[role] }, { viewport, dark });
    await go(who.page);
    // Only what belongs to the product is shown: not the strip that marks a development copy.
    await who.page.evaluate(() => document.querySelector(".dev")?.remove());
    const path = join(FOLDER, `${name}.png`);
    await who.page.screenshot({ path });
    const { size } = await stat(path);
    assert.ok(size < MOST_BYTES, `${name} has ${size} bytes`);
    console.log(`${String(Math.round(size / 1024)).padStart(4)} KB  docs/pictures/${name}.png`);
    await who.context.close();
  }
} finally {
  await site.stop();
}
