// Holds back a second press while the first is on its way. The server is safe without it (each form carries a key);
// this saves the person from wondering. The button stays enabled, so nothing is lost if the answer never comes.
const LONGEST_WAIT_MS = 8000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
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
