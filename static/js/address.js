// Lets an address follow its country at once: what region and postal code are called, whether they must be given, and
// whether the country has them at all. Without it the labels name every country's, and the server asks for what is missing.
for (const address of document.querySelectorAll("[data-address]")) {
  const formats = JSON.parse(address.dataset.address);
  const country = address.querySelector("select");
  const fields = ["region", "postal_code"].map((name) => address.querySelector(`[name$="${name}"]`));
  const follow = () => {
    delete address.dataset.lacks;
    const format = formats[country.value] ?? formats[country.value ? "*" : ""];
    fields.forEach((input, at) => show(input, ...format[at]));
  };
  country.addEventListener("change", follow);
  // The browser may have put another country back than the one the page came with.
  addEventListener("pageshow", follow);
}

// A field that the country does not have is not sent either; what was typed comes back with the next country.
function show(input, words, isRequired) {
  const field = input.closest(".field");
  field.hidden = input.disabled = !words;
  if (!words) return;
  const optional = Object.assign(document.createElement("span"), { className: "optional", textContent: "(optional)" });
  field.querySelector("label").replaceChildren(words, ...(isRequired ? [] : [" ", optional]));
}
