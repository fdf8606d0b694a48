// The grid of an order's lines: its keys, pasting from a spreadsheet, totals while typing, and the same without script.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { accessible, heading, person, portal, signIn, signUp } from "./harness.mjs";
import { beginOrder } from "./orders.mjs";

const EMAIL = "ida@halden.example";
let site;
let ida;
before(async () => {
  site = await portal();
  ida = await person(site);
  await signUp(site, ida, "advertiser", { company: "Halden Outdoor", name: "Ida Holm", email: EMAIL });
  await heading(ida, "Halden Outdoor");
});
after(() => site?.stop());

const focused = (page) => page.evaluate(() => document.activeElement.name);
const cell = (page, name, line) => page.getByLabel(`${name}, line ${line}`, { exact: true });

async function fillLine(page, line, [name, rate, quantity]) {
  await cell(page, "Name", line).fill(name);
  await cell(page, "Rate", line).fill(rate);
  await cell(page, "Quantity", line).fill(quantity);
}

// What a spreadsheet leaves in the clipboard, put into the field that has the focus.
async function paste(page, text) {
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

describe("the grid by keyboard", () => {
  test("goes down, adds, copies down and removes, and its totals follow", async () => {
    const { page } = ida;
    await beginOrder(ida, "By keyboard");
    await fillLine(page, 1, ["Strips", "4.25", "1 000 000"]);
    await page.getByText("EUR 4,250.00").waitFor();
    await cell(page, "Rate", 1).press("Enter");
    assert.equal(await focused(page), "line.1.rate", "Enter goes down");
    await page.keyboard.press("Control+d");
    assert.equal(await cell(page, "Rate", 2).inputValue(), "4.25", "Ctrl+D copies from above");
    await cell(page, "Quantity", 2).fill("2000");
    await page.getByText("EUR 4,258.50").waitFor();
    await cell(page, "Name", 2).fill("More strips");

    await page.keyboard.press("Control+Enter");
    assert.equal(await focused(page), "line.3.name", "Ctrl+Enter goes to the new line");
    assert.notEqual(await cell(page, "First day", 4).inputValue(), "", "the new line has the order's days");
    assert.equal(await page.locator(".grid-more summary").last().textContent(), "Delivery and targeting of line 4");
    await fillLine(page, 4, ["Corner cards", "0.125", "333"]);
    await cell(page, "Rate type", 4).selectOption("CPC");
    await page.getByText("EUR 4,300.12").waitFor();
    await accessible(ida, "the grid with a new line");

    await cell(page, "Name", 2).press("Alt+Backspace");
    await page.getByText("Line 2 is removed. Not saved yet").waitFor();
    await page.getByText("EUR 4,291.62").waitFor();
    assert.equal(await focused(page), "line.2.name", "the cursor goes to the line that took the place");
    assert.equal(await cell(page, "Name", 3).inputValue(), "Corner cards", "the lines are numbered anew");
    await page.getByRole("button", { name: "Remove line 2" }).click();
    await page.getByRole("button", { name: "Save the lines and check" }).click();
    await heading(ida, "Check and send");
    await page.getByText("EUR 4,291.62").first().waitFor();
    assert.equal(await page.getByRole("row").filter({ hasText: "Corner cards" }).count(), 1, "what was added by script is saved");
    assert.equal(await page.getByRole("row").filter({ hasText: "More strips" }).count(), 0, "what was removed is gone");
    assert.deepEqual(ida.faults, []);
  });

  test("the last line that is removed leaves an empty one", async () => {
    const { page } = ida;
    await beginOrder(ida, "All removed");
    for (let left = 3; left > 0; left -= 1) await cell(page, "Name", 1).press("Alt+Backspace");
    assert.equal(await cell(page, "Name", 1).count(), 1);
    assert.equal(await cell(page, "Name", 2).count(), 0);
  });
});

describe("pasting from a spreadsheet", () => {
  test("reads tabs in the grid itself and says what was understood", async () => {
    const { page } = ida;
    await beginOrder(ida, "Pasted");
    await cell(page, "Name", 1).focus();
    await paste(page, "Name\tFormat\tType\tRate\tQuantity\nWinter strips\tStrip\tCPM\t4.25\t1,000,000\nHalf a row\tStrip\nCorner cards\tcorner\tcpc\t0.125\t333");
    await page.getByText("2 lines were read. Check them, then save.").waitFor();
    await page.getByText("Row 1 holds the headings.").waitFor();
    await page.getByText("Row 3 has 2 columns").waitFor();
    assert.equal(await cell(page, "Name", 1).inputValue(), "Winter strips", "the blank lines are used up");
    assert.equal(await cell(page, "Rate type", 2).inputValue(), "CPC");
    assert.equal(await page.getByLabel("Rows of a spreadsheet").inputValue(), "Half a row\tStrip", "what was not understood is kept");
    await page.getByText("EUR 4,291.62").waitFor();
    await accessible(ida, "the grid after pasting");
  });

  test("leaves a single value alone", async () => {
    const { page } = ida;
    await beginOrder(ida, "One value");
    await cell(page, "Name", 1).focus();
    await paste(page, "Strips, wide");
    assert.equal(await page.getByText("What was read").count(), 0);
  });
});

test("without script lines are added, removed, pasted and totalled by buttons", { timeout: 60_000 }, async () => {
  const plain = await person(site, { javascript: false });
  const { page } = plain;
  await signIn(plain, EMAIL);
  await beginOrder(plain, "No script");
  await fillLine(page, 1, ["Strips", "4.25", "1000000"]);
  await page.getByRole("button", { name: "Add five lines" }).click();
  await cell(page, "Name", 8).waitFor();
  assert.equal(await cell(page, "Name", 1).inputValue(), "Strips", "what was typed is kept");
  assert.equal(await page.locator("[autofocus]").getAttribute("name"), "line.3.name", "the first new line has the cursor");
  await fillLine(page, 8, ["To go", "1", "1000"]);
  await page.getByRole("button", { name: "Remove line 8" }).click();
  await page.getByText("Paste lines from a spreadsheet").click();
  await page.getByLabel("Rows of a spreadsheet").fill("Corner cards,corner,CPC,0.125,333");
  await page.getByRole("button", { name: "Read the rows" }).click();
  await page.getByText("1 line was read. Check it, then save.").waitFor();
  await page.getByText("EUR 4,291.62").waitFor();
  assert.equal(await page.locator("[value='To go']").count(), 0, "the removed line is gone");
  await cell(page, "Quantity", 1).fill("2000000");
  await page.getByRole("button", { name: "Update totals" }).click();
  await page.getByText("EUR 8,541.62").waitFor();
  await page.getByRole("button", { name: "Save the lines and check" }).click();
  await heading(plain, "Check and send");
  await plain.context.close();
});
