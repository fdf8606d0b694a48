// Brings out the "Show" button of each password field, which is there but hidden where scripts do not run.
for (const button of document.querySelectorAll("[data-show-password]")) {
  const input = document.getElementById(button.dataset.showPassword);
  if (!input) continue;
  button.hidden = false;
  button.addEventListener("click", () => toggle(button, input));
  // Browsers may remember a field that is sent as text, so it is hidden again first.
  input.form?.addEventListener("submit", () => input.type === "text" && toggle(button, input));
}

function toggle(button, input) {
  const shown = input.type === "password";
  input.type = shown ? "text" : "password";
  button.querySelector("[data-word]").textContent = shown ? "Hide" : "Show";
}
