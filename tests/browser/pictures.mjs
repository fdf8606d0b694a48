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
};
const open = (path) => (page) => page.goto(path);

// A name, who sees it, in which window, by night, and how one gets there.
const PICTURES = [
  ["home", null, SMALL_DESK, false, open("/")],
  ["publisher-home", "publisher", SMALL_DESK, false, open("/publisher")],
  ["publisher-look-phone", "publisher", PHONE, true, open("/publisher/sign-up/look")],
  ["advertiser-orders", "advertiser", SMALL_DESK, false, open("/advertiser/orders")],
  ["advertiser-lines", "advertiser", SMALL_DESK, false, async (page) => {
    await link("/advertiser/orders", "Not sent yet")(page);
    const number = new URL(page.url()).pathname.split("/")[3];
    await page.goto(`/advertiser/orders/${number}/lines`);
  }],
  ["reviewer-queue", "reviewer", SMALL_DESK, false, open("/admin/queue")],
  ["reviewer-case", "reviewer", SMALL_DESK, false, link("/admin/queue?kind=publisher", "")],
  ["reviewer-case-dark", "reviewer", SMALL_DESK, true, link("/admin/queue?kind=order", "")],
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
