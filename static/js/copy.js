// Brings out the "Copy" button beside a value. Without script the value can still be selected by hand.
const SAID_FOR_MS = 4000;

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  if (!source || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = document.getElementById(`${button.dataset.copy}-said`);
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
      said.textContent = "Copied";
    } catch {
      source.focus();
      source.select?.();
      said.textContent = "Selected: copy it with your keyboard";
    }
    setTimeout(() => (said.textContent = ""), SAID_FOR_MS);
  });
}
