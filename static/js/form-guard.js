// Guards what was typed. A second press is held back while the first is on its way: the server is safe without it (each
// form carries a key); this saves the person from wondering. The button stays enabled, so nothing is lost if no answer comes.
const LONGEST_WAIT_MS = 8000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  keepOthers(form);
  form.dataset.sending = "yes";
  event.submitter?.classList.add("is-busy");
  setTimeout(() => release(form), LONGEST_WAIT_MS);
});

// A page that comes back from the history cache must accept a press again.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));

function release(form) {
  delete form.dataset.sending;
  document.querySelectorAll(".is-busy").forEach((button) => button.classList.remove("is-busy"));
}

// What stands in a page's other forms would be gone with the page when one is sent. Of forms within data-kept it waits, in this
// tab alone, until the form is shown again, ten minutes at most. Where the server filled in something, that stays. A tick is not
// brought back: it means what was shown when it was set, such as the text that is signed.
const KEPT = "kept";
const KEEP_MS = 600_000;
const KEEPERS = [...document.querySelectorAll("[data-kept] form")];
const waiting = KEEPERS.length ? JSON.parse(sessionStorage.getItem(KEPT) ?? "{}") : {};

const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !/^(hidden|password|file|submit|checkbox)$/.test(field.type));
const ticks = (field) => field.type === "radio";
const untouched = (field) => {
  if (field.options) return [...field.options].every((one) => one.defaultSelected === (one.selected && one.value !== ""));
  return ticks(field) ? field.checked === field.defaultChecked : field.value === field.defaultValue;
};

function keepOthers(sent) {
  if (!KEEPERS.length) return;
  for (const form of KEEPERS) {
    const failed = form.querySelector("[aria-invalid=true]");
    const typed = fieldsOf(form).filter((field) => failed || !untouched(field));
    delete waiting[form.action];
    if (form === sent || !typed.length) continue;
    waiting[form.action] = { at: Date.now(), typed: typed.map(({ name, value, checked }) => [name, value, checked]) };
  }
  store();
}

function store() {
  sessionStorage.setItem(KEPT, JSON.stringify(waiting));
}

function bringBack(form, { typed }) {
  for (const [name, value, checked] of typed) {
    const field = fieldsOf(form).find((one) => one.name === name && (!ticks(one) || one.value === value));
    if (!field || !untouched(field)) continue;
    if (ticks(field)) field.checked = checked;
    else field.value = value;
    field.closest("details:not([open])")?.setAttribute("open", "");
  }
}

for (const [action, { at }] of Object.entries(waiting)) if (Date.now() - at > KEEP_MS) delete waiting[action];
for (const form of KEEPERS) {
  if (waiting[form.action]) bringBack(form, waiting[form.action]);
  delete waiting[form.action];
}
if (KEEPERS.length) store();
