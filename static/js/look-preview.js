// Shows the look while it is typed: the server draws and judges it, 200 ms after the last key.
const form = document.querySelector("[data-look]");
const place = document.getElementById("look-preview");
if (form && place) {
  let timer;
  let running;
  // The browser itself reads the answer as a page: no script of ours makes markup of a text.
  const update = () => {
    running?.abort();
    running = new XMLHttpRequest();
    const typed = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (!name.startsWith("_")) typed.set(name, value);
    running.open("GET", `${form.dataset.look}?${typed}`);
    running.responseType = "document";
    running.onload = ({ target }) => {
      if (target.status === 200) place.replaceChildren(...target.response.getElementById("look-preview").childNodes);
    };
    running.send();
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
