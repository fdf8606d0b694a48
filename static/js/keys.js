// Single keys of queue and case: a letter moves focus, Enter commits. Silent while something is typed, with a modifier
// key, and for whoever turned them off.
const help = document.getElementById("keys");
const opener = document.querySelector("[data-keys-open]");
const FOCUSABLE = "input:not([type=hidden]), select, textarea, button";

function rows() {
  const marked = document.querySelectorAll("[data-row]");
  if (marked.length) return [...marked];
  const heads = [...document.querySelectorAll("main h2")].filter((head) => !head.closest("dialog"));
  for (const head of heads) head.tabIndex = -1;
  return heads;
}

function move(step) {
  const all = rows();
  const here = all.indexOf(document.activeElement);
  const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), all.length - 1);
  all[next]?.focus();
}

function go(key) {
  const place = document.querySelector(`[data-key~="${key}"]`);
  const closed = place?.closest("details:not([open])");
  if (closed) closed.open = true;
  place?.querySelector(FOCUSABLE)?.focus();
  return Boolean(place);
}

function pressed(key) {
  if (key === "?") return Boolean(help.showModal() ?? true);
  if (key === "j" || key === "k") return Boolean(move(key === "j" ? 1 : -1) ?? true);
  return "acdrn".includes(key) && go(key);
}

if (help && opener) {
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    if (help.dataset.keys === "off" || help.open || event.key.length !== 1) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, select, textarea")) return;
    // Else the letter would stand in the field that it led to.
    if (pressed(event.key)) event.preventDefault();
  });
}
