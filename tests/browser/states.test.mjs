// Pages in their other states: forms that come back, pages of errors, without script, and in the browser's own settings.
import { after, describe, test } from "node:test";
import assert from "node:assert/strict";
import { DESKTOP, PHONE, person, portal } from "./harness.mjs";
import { emptied, forms, summary } from "./pages/failing.mjs";
import { misfits, unusable, violations } from "./pages/measure.mjs";
import { everyone } from "./pages/people.mjs";
import { routes } from "./pages/routes.mjs";
import { enter, walk } from "./pages/walk.mjs";

const site = await portal({ demo: "full" });
const map = await routes(site);
const people = await everyone(site);
const named = (name) => people.find((who) => who.name === name);
const tried = new Set();

after(() => site.stop());

async function sound(page) {
  const found = [...(await violations(page)), ...(await page.evaluate(misfits))];
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: "dark" });
  found.push(...(await violations(page, { colours: true })), ...(await page.evaluate(misfits)));
  await page.setViewportSize(PHONE);
  await page.emulateMedia({ colorScheme: "light" });
  return found;
}

// The status of the page that a step leads to, once that page stands.
async function answered(page, step) {
  const loaded = page.waitForEvent("load");
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await step();
  const status = (await answer).status();
  await loaded;
  return status;
}

// Sends each form of the page with nothing in it, and looks at what comes back.
async function failEach(who, path) {
  const { page } = who;
  await page.goto(path);
  for (const { at, action } of await page.evaluate(forms)) {
    const key = map.of(new URL(action, site.base).pathname) ?? action.replaceAll(/[0-9a-f-]{36}|IO-\d+/g, "*");
    if (tried.has(key)) continue;
    tried.add(key);
    await page.goto(path);
    const status = await answered(page, () => page.evaluate(emptied, at));
    const what = `${path}, the form to ${action}`;
    assert.equal(status, 422, what);
    assert.match(await page.title(), /^Error: /, what);
    assert.ok(await page.evaluate(() => document.activeElement?.hasAttribute("data-error-summary")), `${what}: the summary has no focus`);
    assert.deepEqual(await summary(page), [], what);
    assert.deepEqual(await sound(page), [], what);
  }
}

describe("a form that is sent empty comes back with its errors", { concurrency: 2 }, () => {
  for (const name of ["anyone", "publisher", "advertiser", "network", "reviewer", "support", "publisher, new", "advertiser, new"]) {
    test(`for ${name}`, { timeout: 200_000 }, async () => {
      const who = await enter(site, named(name), { viewport: PHONE });
      await who.page.emulateMedia({ reducedMotion: "reduce" });
      const { visited } = await walk(site, map, who, (it, path) => it.page.goto(path));
      // Forms of the components' own page are only shown.
      for (const { path } of visited.filter(({ route }) => !route.startsWith("/dev/"))) await failEach(who, path);
      assert.deepEqual(who.faults, []);
      await who.context.close();
    });
  }
});

describe("without script everything can be used", { concurrency: 2 }, () => {
  for (const name of ["anyone", "publisher", "advertiser", "network", "reviewer", "support", "publisher, new"]) {
    test(`by ${name}`, { timeout: 200_000 }, async () => {
      const who = await enter(site, named(name), { viewport: PHONE, javascript: false });
      const faults = [];
      await walk(site, map, who, async ({ page }, path) => {
        await page.goto(path);
        faults.push(...(await page.evaluate(unusable)).map((it) => `${path}: ${it}`));
      });
      assert.deepEqual(faults, []);
      await who.context.close();
    });
  }
});

describe("a page of an error is sound", () => {
  let ida;
  // Sends the company's form after something about it was changed.
  const sent = async (change, path = "/advertiser/company") => {
    await ida.page.goto(path);
    return answered(ida.page, () => ida.page.evaluate(change));
  };
  const checked = async (status, expected) => {
    assert.equal(status, expected);
    assert.deepEqual(await sound(ida.page), []);
    assert.equal(await ida.page.locator("h1").count(), 1);
  };

  test("whatever went wrong", { timeout: 200_000 }, async () => {
    ida = await enter(site, named("advertiser"), { viewport: PHONE });
    await ida.page.emulateMedia({ reducedMotion: "reduce" });
    const { visited } = await walk(site, map, ida, (it, path) => it.page.goto(path));
    const lines = visited.find(({ route }) => route === "/advertiser/orders/{number}/lines").path;
    await checked((await ida.page.goto("/advertiser/orders/IO-9999")).status(), 404);
    await checked(await sent(() => {
      document.querySelector("main [name=_csrf]").value = "another";
      document.querySelector("main form[method=post]").submit();
    }), 403);
    await checked(await sent(() => {
      document.querySelector("main [name=_account]").value = "00000000-0000-0000-0000-000000000000";
      document.querySelector("main form[method=post]").submit();
    }), 409);
    await checked(await sent(() => {
      document.querySelector("main [name=version]").value = "999";
      document.querySelector("main [name=legal_name]").value = "Another name";
      document.querySelector("main form[method=post]").submit();
    }), 409);
    await checked(await sent(() => {
      document.querySelector("main [name=paste]").value = "x".repeat(1_100_000);
      document.querySelector("main form[method=post]").submit();
    }, lines), 413);
    await checked(await sent(() => {
      const form = document.querySelector("main form[method=post]");
      form.enctype = "text/plain";
      form.submit();
    }), 422);
    const used = await site.mailbox.link(named("advertiser, new").email, "Welcome");
    await checked((await ida.page.goto(used)).status(), 410);
    await ida.context.close();
  });

  test("when one network sends more than one person would", { timeout: 60_000 }, async () => {
    ida = await person(site, { viewport: PHONE });
    await ida.page.emulateMedia({ reducedMotion: "reduce" });
    const posts = Array.from({ length: 40 }, () => ida.context.request.post("/forgot-password", { form: { email: "" }, headers: { origin: site.base } }));
    const statuses = (await Promise.all(posts)).map((answer) => answer.status());
    assert.ok(statuses.includes(429), `${statuses}`);
    await ida.page.goto("/forgot-password");
    await checked(await answered(ida.page, () => ida.page.getByRole("button", { name: "Send the link" }).click()), 429);
    await ida.context.close();
  });
});

describe("the browser's own settings", () => {
  const MAIN = ["/", "/try", "/sign-in", "/dev/components"];

  test("forced colours leave every control an edge and every status a shape", { timeout: 60_000 }, async () => {
    const who = await person(site, { viewport: DESKTOP });
    await who.page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
    for (const path of MAIN) {
      await who.page.goto(path);
      const faults = await who.page.evaluate(() => [...document.querySelectorAll("main .button, main .input, main .tag")].filter((part) => part.checkVisibility()).flatMap((part) => {
        const style = getComputedStyle(part);
        const isEdged = parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== "none";
        return isEdged ? [] : [`${part.className} "${part.textContent.trim()}" has no edge`];
      }));
      assert.deepEqual(faults, [], path);
      assert.deepEqual(await violations(who.page), [], path);
    }
    await who.context.close();
  });

  test("reduced motion leaves nothing moving", { timeout: 60_000 }, async () => {
    const who = await person(site);
    await who.page.emulateMedia({ reducedMotion: "reduce" });
    for (const path of MAIN) {
      await who.page.goto(path);
      const moving = await who.page.evaluate(() => [...document.querySelectorAll("*")].filter((part) => {
        const style = getComputedStyle(part);
        return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0;
      }).map((part) => part.outerHTML.slice(0, 80)));
      assert.deepEqual(moving, [], path);
    }
    await who.context.close();
  });

  test("on paper there is the text and no control", { timeout: 60_000 }, async () => {
    const who = await enter(site, named("advertiser"));
    const { page } = who;
    await page.goto("/advertiser/orders");
    await page.locator("tbody th a").last().click();
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    for (const path of [page.url(), "/dev/components"]) {
      await page.goto(path);
      const shown = await page.evaluate(() => [...document.querySelectorAll("button, .bar-nav, .menu, .skip, .dev, .action-bar")].filter((part) => part.checkVisibility()).map((part) => part.outerHTML.slice(0, 80)));
      assert.deepEqual(shown, [], path);
      const [ink, wall] = await page.evaluate(() => [getComputedStyle(document.querySelector("h1")).color, getComputedStyle(document.documentElement).backgroundColor]);
      assert.ok(ink < "rgb(60", `${path} is printed with light ink: ${ink}`);
      assert.equal(wall, "rgb(255, 255, 255)", `${path} is printed on a dark ground`);
    }
    await who.context.close();
  });

  test("hover and focus keep the contrast of every component", { timeout: 60_000 }, async () => {
    const who = await person(site, { viewport: DESKTOP });
    const { page } = who;
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.goto("/dev/components");
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      for (const kind of ["#buttons .button:not(.button-secondary)", ".button-secondary", ".button-danger", ".button-link", ".input", "a.back", ".task a", ".queue a", "#tables tbody tr", ".choice"]) {
        const part = page.locator(`main ${kind}`).first();
        await part.hover();
        assert.deepEqual(await violations(page, { colours: true, within: `main ${kind}` }), [], `${kind}, ${colorScheme}`);
        const ring = await part.evaluate((it) => {
          it.focus({ focusVisible: true });
          return document.activeElement === it ? getComputedStyle(it).outlineStyle : "cannot be focused";
        });
        assert.notEqual(ring, "none", `${kind} shows no focus, ${colorScheme}`);
      }
    }
    await who.context.close();
  });
});
