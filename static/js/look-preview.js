// Shows the look while it is typed: the server draws and judges it, 200 ms after the last key.
const form = document.querySelector("[data-look]");
const place = document.getElementById("look-preview");
if (form && place) {
  let timer;
  let running;
  const update = async () => {
    running?.abort();
    running = new AbortController();
    const typed = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (!name.startsWith("_")) typed.set(name, value);
    try {
      const answer = await fetch(`${form.dataset.look}?${typed}`, { signal: running.signal });
      if (!answer.ok) return;
      const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...parsed.getElementById("look-preview").childNodes);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  const repaint = () => {
    const area = place.querySelector(".overlay rect");
    area?.setAttribute("fill", form.elements.background.value);
    for (const text of place.querySelectorAll(".overlay text[font-weight]")) text.setAttribute("fill", form.elements.text_colour.value);
    clearTimeout(timer);
    timer = setTimeout(update, 200);
  };
  form.addEventListener("input", repaint);
  form.addEventListener("change", repaint);
}
