// Every page of the portal, as the person it is for, on a phone and on a desk, by day and by night.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { DESKTOP, PHONE, portal } from "./harness.mjs";
import { markup } from "./pages/markup.mjs";
import { marks, misfits, scales, shifts, violations } from "./pages/measure.mjs";
import { everyone } from "./pages/people.mjs";
import { OUT, report } from "./pages/report.mjs";
import { routes } from "./pages/routes.mjs";
import { enter, walk } from "./pages/walk.mjs";

const BUDGET = { document: 14 * 1024, stylesheet: 12 * 1024, script: 12 * 1024, requests: 6, shift: 0.02 };
const NARROW = { width: 320, height: 844 };
// A window of 1280 × 1024 at 400 per cent.
const ENLARGED = { width: 320, height: 256 };

// Pages that stand at two addresses: as a step of signing up and in the area's navigation, or behind a redirect.
const SAME_PAGE = { "/publisher/sites": "/publisher/sign-up/sites" };

const site = await portal({ demo: "full" });
const map = await routes(site);
const people = await everyone(site);
const rows = [];
const looked = new Set();

before(async () => {
  await rm(OUT, { recursive: true, force: true });
  await mkdir(OUT, { recursive: true });
});

after(async () => {
  await site.stop();
  console.log(await report(rows));
});

// Looks at one page from every side. The first visit to a page is the long one, with pictures.
function visitor(weigh) {
  return async (who, path, route) => {
    const { page } = who;
    const faults = [];
    const fault = (what, found) => faults.push(...[found].flat().map((it) => `${what}: ${it}`));
    await page.setViewportSize(PHONE);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    const { status, html, weight, requests, abroad } = await weigh(path);
    fault("markup", await markup(html));
    if (status !== 200) fault("status", status);
    fault("asks another host", abroad);
    for (const kind of ["document", "stylesheet", "script"]) if (weight[kind] > BUDGET[kind]) fault(`${kind} is heavy`, weight[kind]);
    if (requests > BUDGET.requests) fault("requests", requests);
    const { lang, firsts, title, ids } = await page.evaluate(marks);
    if (lang !== "en") fault("lang", lang);
    if (firsts !== 1) fault("first headings", firsts);
    fault("id given twice", ids);
    let shift = await page.evaluate(shifts);

    const isNew = !looked.has(`${route} ${who.area} ${title}`);
    looked.add(`${route} ${who.area} ${title}`);
    const picture = (size, face) => isNew && page.screenshot({ path: join(OUT, `${name(who, path)}.${size}.${face}.png`), fullPage: true });
    const judge = async (size, face, options) => {
      const found = await violations(page, options);
      fault(`axe, ${size}, ${face}`, found);
      await picture(size, face);
      return found.length;
    };
    let axe = await judge("phone", "light");
    fault("390 px", await page.evaluate(misfits));
    for (const [words, size] of [["320 px", NARROW], ["400 %", ENLARGED]]) {
      await page.setViewportSize(size);
      fault(words, await page.evaluate(misfits));
    }
    await page.setViewportSize(PHONE);
    await page.emulateMedia({ colorScheme: "dark" });
    if (isNew) axe += await judge("phone", "dark", { colours: true });
    await page.setViewportSize(DESKTOP);
    if (isNew) {
      await page.reload();
      shift = Math.max(shift, await page.evaluate(shifts));
    }
    axe += await judge("desk", "dark", { colours: true });
    fault("1440 px", await page.evaluate(misfits));
    await page.emulateMedia({ colorScheme: "light" });
    if (isNew) axe += await judge("desk", "light");
    if (shift > BUDGET.shift) fault("things move", shift);
    fault("console", who.faults.splice(0));
    rows.push({ who: who.name, path, route, title, weight, requests, shift, axe, faults });
  };
}

const name = (who, path) => `${who.name}${path}`.replaceAll(/[^a-z0-9]+/gi, "-").replace(/-$/, "").slice(0, 100);

describe("every page is sound", { concurrency: 2 }, () => {
  for (const who of people) {
    test(`for ${who.name}`, { timeout: 400_000 }, async () => {
      const entered = await enter(site, who);
      const { visited, dead } = await walk(site, map, entered, visitor(await scales(entered.page, site.base)));
      await entered.context.close();
      const own = rows.filter((row) => row.who === who.name);
      assert.deepEqual(own.flatMap((row) => row.faults.map((fault) => `${row.path}: ${fault}`)).concat(dead), []);
      const titles = new Map();
      for (const { title, path } of own) {
        const bare = SAME_PAGE[path] ?? path.split("?")[0];
        assert.equal(titles.get(title) ?? bare, bare, `"${title}" is the title of two pages`);
        titles.set(title, bare);
      }
      assert.ok(visited.length > 0);
    });
  }
});

test("no page is left out", () => {
  const seen = new Set(rows.map((row) => row.route));
  assert.deepEqual(map.pages.filter((route) => !seen.has(route)), []);
});
