// Passkeys: the device makes one or signs with one, and the form carries what it said.
// Mark: <form data-key="create" or "get"> with data-options (what to sign, as JSON) or data-options-path (where to ask for it).
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const described = (list = []) => list.map((key) => ({ ...key, id: bytes(key.id) }));

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
  const answer = await fetch(form.dataset.optionsPath, { credentials: "same-origin", cache: "no-store" });
  return (await answer.json()).publicKey;
}

async function create(form, asked) {
  const alone = form.elements.passwordless?.checked;
  const selection = alone ? { residentKey: "required", requireResidentKey: true, userVerification: "required" } : asked.authenticatorSelection;
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge),
    user: { ...asked.user, id: bytes(asked.user.id) },
    excludeCredentials: described(asked.excludeCredentials),
    authenticatorSelection: selection,
  };
  const key = await navigator.credentials.create({ publicKey });
  return said(key, { attestationObject: text(key.response.attestationObject) });
}

async function use(form, asked) {
  const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: described(asked.allowCredentials) };
  const key = await navigator.credentials.get({ publicKey });
  const { authenticatorData, signature, userHandle } = key.response;
  return said(key, {
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  });
}

function said(key, response) {
  return {
    type: key.type,
    id: key.id,
    rawId: text(key.rawId),
    authenticatorAttachment: key.authenticatorAttachment,
    clientExtensionResults: key.getClientExtensionResults(),
    response: { clientDataJSON: text(key.response.clientDataJSON), ...response },
  };
}

function wordsFor(form, failure) {
  if (failure.name === "SecurityError") return form.dataset.address;
  if (failure.name === "InvalidStateError") return form.dataset.known;
  return form.dataset.refused;
}

export function askForKeys(root) {
  if (!window.PublicKeyCredential) return;
  root.querySelectorAll("form[data-key]:not([data-key-ready])").forEach((form) => {
    form.dataset.keyReady = "";
    form.hidden = false;
    const field = form.elements.credential;
    const alert = form.querySelector("[data-key-said]");
    field.value = "";
    form.addEventListener(
      "submit",
      async (event) => {
        if (field.value) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        alert.textContent = "";
        try {
          const asked = await optionsOf(form);
          field.value = JSON.stringify(await (form.dataset.key === "create" ? create(form, asked) : use(form, asked)));
          form.requestSubmit();
        } catch (failure) {
          alert.textContent = wordsFor(form, failure);
        }
      },
      { capture: true },
    );
  });
}
