// A person who has no mouse, and counts the keys.
import { readFile } from "node:fs/promises";
import assert from "node:assert/strict";

export function keyboard(page) {
  let [count, opened] = [0, 0];
  const isAt = (place) => place.evaluate((element) => element === document.activeElement);
  const press = async (key) => { count += 1; await page.keyboard.press(key); };
  // Written text is the same whichever way it is reached, so its letters do not count.
  const write = (text) => page.keyboard.type(text);

  // Presses a key until it has led where `there` says.
  async function until(key, there, what, most) {
    for (let tries = 0; tries < most; tries += 1) {
      if (await there()) return;
      await press(key);
    }
    assert.fail(`${key} does not lead to ${what}`);
  }

  const repeat = (key, place, most = 150) => until(key, () => isAt(place), place, most);

  // Presses Enter, and waits for the page after it.
  async function enter() {
    const loaded = page.waitForEvent("load");
    await press("Enter");
    await loaded;
    opened += 1;
  }

  // Leaves the navigation behind, on a page that was just opened.
  async function skip() {
    await press("Tab");
    await press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main", "the skip link does not lead to the content");
  }

  // A page that was just opened begins above its navigation.
  async function begin() {
    if (await page.evaluate(() => document.activeElement === document.body)) await skip();
  }

  async function reach(place) {
    await begin();
    await repeat("Tab", place);
  }

  async function follow(place) {
    await reach(place);
    await enter();
  }

  // Writes into a field in place of what stands there.
  async function fill(place, text) {
    await reach(place);
    if (await place.inputValue()) await press("Control+a");
    await write(text);
  }

  // What is pasted is one press, however long it is.
  async function paste(place, text) {
    await reach(place);
    count += 1;
    await page.keyboard.insertText(text);
    assert.equal(await place.inputValue(), text, `nothing can be pasted into ${place}`);
  }

  // Writes a day, part by part; which part stands first is the browser's language to say.
  async function day(place, iso) {
    const [year, month, date] = iso.split("-");
    await reach(place);
    await write(date + month + year);
    if (await place.inputValue() !== iso) {
      for (let part = 0; part < 2; part += 1) await press("ArrowLeft");
      await write(month + date + year);
    }
    assert.equal(await place.inputValue(), iso, "the day cannot be written");
  }

  // Fetches a file by its link, and gives its bytes.
  async function download(place) {
    await reach(place);
    const coming = page.waitForEvent("download");
    await press("Enter");
    const file = await coming;
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  }

  // Chooses in a list by typing how the line begins.
  async function choose(place, words) {
    await reach(place);
    await write(words);
    assert.equal(await place.evaluate((list) => list.selectedOptions[0]?.label), words, "typing does not choose it");
  }

  // Chooses one of several: Tab leads to all of them together, the arrows from one to the next.
  async function radio(place) {
    await begin();
    const isAmong = () => place.evaluate((one) => document.activeElement.name === one.name && document.activeElement.form === one.form);
    await until("Tab", isAmong, `the choices of ${place}`, 150);
    await repeat("ArrowDown", place, 20);
    // What Tab led to is not chosen yet, where nothing was.
    if (!(await place.isChecked())) await press("Space");
    assert.ok(await place.isChecked(), `the keys do not choose ${place}`);
  }

  // Ticks a box, or takes its tick away.
  async function tick(place) {
    await reach(place);
    const before = await place.isChecked();
    await press("Space");
    assert.notEqual(await place.isChecked(), before, `Space does nothing to ${place}`);
  }

  return { press, write, repeat, enter, skip, reach, follow, fill, paste, day, download, choose, radio, tick, count: () => count, pages: () => opened };
}
