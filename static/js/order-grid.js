// Totals of an order's lines as they are typed, and the grid's keys. The server does the same sums when the form is sent.
import { lineCost, group } from "./line-cost.js";

const form = document.querySelector("[data-grid]");
if (form) {
  const digits = Number(form.dataset.digits);
  const field = (index, name) => form.elements[`line.${index}.${name}`];
  const text = (index, name) => field(index, name)?.value.trim() ?? "";

  const update = () => {
    let sum = 0n;
    for (const output of form.querySelectorAll("output[id^='cost-']")) {
      const index = output.id.slice(5);
      const cost = lineCost({
        type: text(index, "rate_type"), rate: text(index, "rate"), quantity: text(index, "quantity"),
        start: text(index, "start") || form.dataset.start, end: text(index, "end") || form.dataset.end, digits,
      });
      output.textContent = cost === null ? "" : group(cost, digits);
      sum += cost ?? 0n;
    }
    const total = document.getElementById("grid-total");
    const code = total.textContent.slice(0, 3);
    total.textContent = `${code} ${group(sum, digits)}`;
  };

  const beside = (cell, down) => {
    const name = cell.name.split(".")[2];
    const all = [...form.querySelectorAll(`[name$=".${name}"]`)].filter((other) => /^line\.\d+\./.test(other.name));
    return all[all.indexOf(cell) + (down ? 1 : -1)];
  };

  form.addEventListener("input", update);
  form.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!/^line\.\d+\./.test(cell.name ?? "")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.querySelector("[name='step'][value='add']").click();
    } else if (event.key === "Enter") {
      event.preventDefault();
      beside(cell, true)?.focus();
    } else if (event.key === "Backspace" && event.altKey) {
      event.preventDefault();
      form.querySelector(`[name='remove'][value='${cell.name.split(".")[1]}']`)?.click();
    } else if (event.key === "d" && event.ctrlKey) {
      event.preventDefault();
      const above = beside(cell, false);
      if (above) { cell.value = above.value; update(); }
    }
  });
  update();
}
