// A case: the usual words of the reason that is chosen, unless others were typed; and who else has the case open.
for (const choice of document.querySelectorAll("select")) {
  const words = choice.form?.elements[choice.name.replace("reason", "words")];
  const usual = [...choice.options].map((option) => option.dataset.words).filter(Boolean);
  if (!usual.length || !words || words === choice) continue;
  choice.addEventListener("change", () => {
    if (words.value.trim() && !usual.includes(words.value)) return;
    words.value = choice.selectedOptions[0].dataset.words ?? "";
  });
}

const present = document.querySelector("[data-presence]");
const EVERY_MS = 60_000;

async function look() {
  if (document.hidden) return;
  const answer = await fetch(present.dataset.presence).catch(() => null);
  // A page that was signed out meanwhile is sent elsewhere: what stands there stays.
  if (!answer?.ok || answer.redirected) return;
  const words = await answer.text();
  if (words !== present.textContent) present.textContent = words;
}

if (present) setInterval(look, EVERY_MS);
