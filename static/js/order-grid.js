// The keys of an order's lines. The server's own buttons do the same where scripts do not run, and the server reads what
// is pasted in either case, so that one place decides what is understood.
import { totals } from "./line-cost.js";
import { rows } from "./order-rows.js";

const form = document.querySelector("[data-grid]");
if (form) start(form, document.getElementById("grid-state"));

function start(form, state) {
  const update = totals(form);
  const changed = (words) => {
    update();
    state.textContent = words;
  };
  const lines = rows(form, changed);
  const step = (value) => form.querySelector(`[name="step"][value="${value}"]`);
  const isCell = (field) => /^line\.\d+\./.test(field.name ?? "");
  const beside = (cell, by) => {
    const same = [...form.querySelectorAll(`.grid [name$=".${cell.name.split(".")[2]}"]`)];
    return same[same.indexOf(cell) + by];
  };
  const copyDown = (cell) => {
    const above = beside(cell, -1);
    if (!above) return;
    cell.value = above.value;
    changed("Not saved yet");
  };

  form.addEventListener("input", () => changed("Not saved yet"));
  form.addEventListener("submit", () => { state.textContent = "Saving"; });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.name === "remove") lines.remove(button.closest("tr"));
    else if (button && button === step("add")) lines.add(5);
    else return;
    event.preventDefault();
  });
  form.addEventListener("keydown", (event) => {
    const cell = event.target;
    const held = event.ctrlKey || event.metaKey;
    if (!isCell(cell)) return;
    if (event.key === "Enter" && held) lines.add(1);
    else if (event.key === "Enter") beside(cell, 1)?.focus();
    else if (event.key === "Backspace" && event.altKey) lines.remove(lines.of(cell));
    else if (event.key === "d" && held) copyDown(cell);
    else return;
    event.preventDefault();
  });
  form.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    const isTable = text.includes("\t") || /[;,].*\n./.test(text);
    if (!isCell(event.target) || !isTable) return;
    event.preventDefault();
    form.elements.paste.value = text;
    step("paste").click();
  });
}
