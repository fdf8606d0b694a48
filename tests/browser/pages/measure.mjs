// What is measured of a page: its accessibility, its box, its weight and its quiet.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// It is given to every page anew, so the small one.
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// Every rule that axe runs by itself, and contrast at 7:1. `colours` runs only the rules about colours: nothing else can
// differ between the light and the dark face of one page.
export async function violations(page, { colours = false, within = null } = {}) {
  if (!(await page.evaluate("Boolean(globalThis.axe)"))) await page.evaluate(AXE);
  const options = { resultTypes: ["violations"], rules: { "color-contrast-enhanced": { enabled: true } }, ...(colours ? { runOnly: ["cat.color"] } : {}) };
  return page.evaluate(async ({ options, within }) => {
    const { violations } = await globalThis.axe.run(within ? document.querySelector(within) : document, options);
    return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)} ${node.any[0]?.message ?? ""}`));
  }, { options, within });
}

// What cannot be used as the page stands when no script runs. Runs inside the page.
export function unusable() {
  const faults = [];
  const name = (element) => element.outerHTML.slice(0, 100);
  // Only what a script would have to bring out may be hidden, and it must not be needed.
  for (const element of document.querySelectorAll("[hidden]")) {
    if (!element.matches("[data-copy], [data-show-password], [data-problem], [data-keys-open]")) faults.push(`hidden: ${name(element)}`);
  }
  for (const element of document.querySelectorAll("main :is(input:not([type=hidden]), select, textarea, button, summary, a[href])")) {
    // A passkey is a matter of scripts alone, and the page has another way in.
    if (element.closest("[hidden], .vh, .unscripted, details:not([open]) > :not(summary), dialog:not([open])")) continue;
    const box = element.getBoundingClientRect();
    if (!element.checkVisibility() && broughtOut(element)) continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || box.width < 8 || box.height < 8) faults.push(`cannot be seen: ${name(element)}`);
    if (element.disabled) faults.push(`disabled: ${name(element)}`);
  }
  for (const form of document.querySelectorAll("form")) {
    if (!form.querySelector("button:not([type=button], .vh), input[type=submit]")) faults.push(`cannot be sent: ${name(form)}`);
    if (form.getAttribute("action")?.startsWith("javascript:")) faults.push(`needs script: ${name(form)}`);
  }
  for (const link of document.querySelectorAll("a")) if (!link.getAttribute("href") || link.getAttribute("href") === "#") faults.push(`leads nowhere: ${name(link)}`);
  return faults;

  // Fields that belong to one choice of several come out with that choice, by style alone.
  function broughtOut(element) {
    const choices = [...(element.form ?? document).querySelectorAll("input[type=radio]")];
    const before = choices.filter((choice) => choice.checked);
    const isSeen = choices.some((choice) => {
      choice.checked = true;
      return element.checkVisibility();
    });
    for (const choice of choices) choice.checked = before.includes(choice);
    return isSeen;
  }
}

// Everything that is wrong with how the page stands in its window. Runs inside the page.
export function misfits() {
  const faults = [];
  const root = document.documentElement;
  const wide = root.clientWidth;
  if (root.scrollWidth > wide) faults.push(`the page is ${root.scrollWidth} px wide in a window of ${wide} px`);
  const name = (element) => `${element.localName}${element.id ? `#${element.id}` : ""} "${(element.textContent || element.value || "").trim().slice(0, 40)}"`;
  for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, output, th, td")) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest(".vh, .skip, thead")) continue;
    const box = element.getBoundingClientRect();
    if (box.width === 0 || getComputedStyle(element).clipPath !== "none" && box.width <= 1) continue;
    if (box.left < -0.5 || box.right > wide + 0.5) faults.push(`${name(element)} reaches from ${Math.round(box.left)} to ${Math.round(box.right)} of ${wide} px`);
    // A box inside the window may still be cut off by what it stands in.
    for (let around = element.parentElement; around && around !== document.body; around = around.parentElement) {
      const style = getComputedStyle(around);
      const edge = around.getBoundingClientRect();
      if (style.overflowX !== "visible" && (box.left < edge.left - 1 || box.right > edge.right + 1)) faults.push(`${name(element)} is cut off by its ${around.localName}.${around.className}`);
      if (style.position === "fixed") break;
    }
    // A short value that its own field does not show whole.
    const short = element.localName === "input" && element.value.length <= 14 && element.type !== "password" && element.type !== "checkbox" && element.type !== "radio" && element.type !== "color";
    if (short && element.scrollWidth > element.clientWidth + 1) faults.push(`${name(element)} shows only part of "${element.value}"`);
  }
  return [...new Set(faults)];
}

// The document's own marks. Runs inside the page.
export function marks() {
  const icon = document.querySelector("link[rel=icon]");
  return { lang: document.documentElement.lang, firsts: document.querySelectorAll("h1").length, title: document.title, icon: Boolean(icon), ids: duplicates() };
  function duplicates() {
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    return ids.filter((id, index) => ids.indexOf(id) !== index);
  }
}

// How far things moved while the page was built up: every shift, added up.
export function shifts() {
  return new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; }).observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => setTimeout(() => done(Math.round(sum * 1000) / 1000), 0));
  });
}

// Counts what a page asks for. `weights(path)` opens it with an empty cache and returns status, bytes by kind and hosts.
export async function scales(page, base) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  return async (path) => {
    const finished = [];
    const note = (request) => finished.push(request);
    page.on("requestfinished", note);
    page.on("requestfailed", note);
    const answer = await page.goto(path, { waitUntil: "load" });
    page.off("requestfinished", note);
    page.off("requestfailed", note);
    const weight = { document: 0, stylesheet: 0, script: 0, other: 0 };
    const abroad = [];
    let requests = 0;
    for (const request of finished) {
      if (!request.url().startsWith(`${base}/`)) abroad.push(request.url());
      // A redirect is an answer of its own and weighs nothing here.
      if (request.redirectedTo()) continue;
      requests += 1;
      const { responseBodySize } = await request.sizes();
      const kind = request.resourceType();
      weight[kind in weight ? kind : "other"] += responseBodySize;
    }
    return { status: answer.status(), html: await answer.text(), weight, requests, abroad };
  };
}
