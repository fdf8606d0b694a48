// Forms that are sent with nothing in them, and what the page says about it. The first two run inside the page.

// The forms of the page that ask for something, each with its place and where it is sent.
export function forms() {
  const asks = "input:not([type=hidden], [type=submit]), select, textarea";
  return [...document.forms].map((form, at) => ({ form, at }))
    // A passkey's form is answered by a device, before it is sent.
    .filter(({ form }) => form.method === "post" && !("passkey" in form.dataset) && form.closest("main") && form.querySelector(asks))
    .map(({ form, at }) => ({ at, action: form.getAttribute("action") ?? location.pathname }));
}

// Empties a form and sends it by its first own button. A grid may be saved without lines, so it is left half a line.
export function emptied(at) {
  const form = document.forms[at];
  for (const field of form.elements) {
    if (field.type === "hidden") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = false;
    else if (field.localName === "select") field.selectedIndex = field.options[0]?.value === "" ? 0 : field.selectedIndex;
    else if (field.localName !== "button" && field.localName !== "fieldset" && field.type !== "color") field.value = "";
  }
  if ("grid" in form.dataset) form.querySelector(".grid [name$='.name']").value = "Half a line";
  const button = [...form.querySelectorAll("button")].find((it) => it.type === "submit" && !["step", "remove"].includes(it.name));
  form.requestSubmit(button);
}

// What is wrong with the summary of errors: each line leads to its field, and the field says the same words.
export async function summary(page) {
  const faults = [];
  const links = page.locator("[data-error-summary] a");
  if ((await links.count()) === 0) faults.push("no line of the summary leads to a field");
  for (const link of await links.all()) {
    await link.click();
    const words = (await link.textContent()).trim();
    const fault = await page.evaluate(({ words, hash }) => {
      const field = document.activeElement;
      if (field?.id !== hash) return `"${words}" leads to ${field?.localName}#${field?.id}, not to #${hash}`;
      const said = (field.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
      if (!said.includes(words)) return `#${field.id} does not say "${words}"`;
      const isMarked = field.getAttribute("aria-invalid") === "true" || field.type === "radio";
      return isMarked ? "" : `#${field.id} is not marked`;
    }, { words, hash: (await link.getAttribute("href")).slice(1) });
    if (fault) faults.push(fault);
  }
  return faults;
}
