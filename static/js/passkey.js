// Has the browser make or use a passkey for a form, and sends the form with its answer. Where it knows of none, a form
// that uses one stays unseen. A field that says so offers them too.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const PROBLEMS = {
  NotAllowedError: "No passkey was chosen, or the time ran out. Try once more.",
  InvalidStateError: "This device keeps a passkey of this login already. Choose another device.",
};

// By its attribute: the button has this name for its id, so that an error can point to it.
const field = (form) => form.querySelector("[name=credential]");

// The browser answers one question at a time: a button takes back the one that waits in a field.
let waiting = null;

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.classList.remove("unscripted");
  form.addEventListener("submit", (event) => {
    if (field(form).value) return;
    event.preventDefault();
    waiting?.abort();
    answer(form, {});
  });
  // After a refusal only the button asks.
  if (form.dataset.passkey === "use" && !form.querySelector(".has-error")) inField(form);
}

async function inField(form) {
  if (!document.querySelector("[autocomplete~=webauthn]")) return;
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  waiting = new AbortController();
  answer(form, { mediation: "conditional", signal: waiting.signal });
}

async function answer(form, how) {
  const problem = form.querySelector("[data-problem]");
  problem.hidden = true;
  try {
    const asked = JSON.parse(form.dataset.options);
    const made =
      form.dataset.passkey === "make"
        ? await navigator.credentials.create({ publicKey: toMake(asked) })
        : await navigator.credentials.get({ publicKey: toUse(asked), ...how });
    field(form).value = JSON.stringify(told(made));
    form.requestSubmit();
  } catch (error) {
    if (how.signal) return;
    problem.textContent = PROBLEMS[error.name] ?? "Your browser has not answered. Try once more.";
    problem.hidden = false;
  }
}

const named = (list = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));

function toMake(asked) {
  const user = { ...asked.user, id: bytes(asked.user.id) };
  return { ...asked, user, challenge: bytes(asked.challenge), excludeCredentials: named(asked.excludeCredentials) };
}

function toUse(asked) {
  return { ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) };
}

function told({ id, rawId, type, response }) {
  const parts = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[part]) parts[part] = text(response[part]);
  return { id, rawId: text(rawId), type, response: parts, clientExtensionResults: {} };
}
