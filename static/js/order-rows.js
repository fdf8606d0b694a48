// The lines of an order come and go without a round trip. Each line is two rows: the line, and its details.
const MOST_LINES = 500;

// `changed` is called after every change, with the words that say what became of it.
export function rows(form, changed) {
  const body = form.querySelector(".grid tbody");
  const all = () => [...body.querySelectorAll(".grid-remove")].map((button) => button.closest("tr"));
  const indexOf = (row) => row.querySelector(".grid-remove").value;
  const firstField = (row) => form.elements[`line.${indexOf(row)}.name`];

  const renumber = () => all().forEach((row, at) => {
    row.querySelector(".grid-no").lastChild.data = at + 1;
    row.querySelector(".grid-remove").ariaLabel = `Remove line ${at + 1}`;
    for (const label of row.querySelectorAll("label .vh")) label.textContent = `, line ${at + 1}`;
    row.nextElementSibling.querySelector("summary .vh").textContent = ` of line ${at + 1}`;
  });

  // A copy of the last line, emptied, under the next number. The order's days stand in it, as they do in the server's.
  const append = () => {
    const last = all().at(-1);
    const from = indexOf(last);
    const next = Number(from) + 1;
    const [row, more] = [last, last.nextElementSibling].map((part) => part.cloneNode(true));
    for (const part of [row, more]) {
      for (const { attributes } of part.querySelectorAll("*")) {
        for (const it of attributes) it.value = it.value.replaceAll(`line.${from}.`, `line.${next}.`).replace(`cost-${from}`, `cost-${next}`);
      }
      part.querySelectorAll(".error").forEach((error) => error.remove());
      part.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
      part.querySelectorAll("input").forEach((field) => { field.value = ""; });
    }
    body.append(row, more);
    row.querySelector(".grid-remove").value = next;
    // The details of the line that was copied are said beside its words, and are not those of the new one.
    const details = row.nextElementSibling.querySelector("details");
    details.open = false;
    details.querySelector("summary .vh").nextSibling?.remove();
    for (const day of ["start", "end"]) form.elements[`line.${next}.${day}`].value = form.dataset[day];
  };

  const add = (count) => {
    const before = all().length;
    while (all().length < Math.min(before + count, MOST_LINES)) append();
    renumber();
    firstField(all()[Math.min(before, MOST_LINES - 1)]).focus();
    changed("Not saved yet");
  };

  const remove = (row) => {
    if (all().length === 1) append();
    const at = all().indexOf(row);
    row.nextElementSibling.remove();
    row.remove();
    renumber();
    firstField(all()[Math.min(at, all().length - 1)]).focus();
    changed(`Line ${at + 1} is removed. Not saved yet`);
  };

  return { add, remove, of: (cell) => all().find((row) => indexOf(row) === cell.name.split(".")[1]) };
}
