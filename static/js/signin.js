// The session ended while somebody was typing: she signs in again in a dialog, with her second factor if she owes one,
// or with a passkey, through the server's own pages; the page stays, and gets the token its forms need from now on.
import { askForKeys } from "./keys.js";

// Read a page the server sent: the token of our form, or what the person must answer first.
async function read(answer, key) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const form = page.querySelector("form[data-autosave]");
  if (form) return form.dataset.keep === key ? { token: form.querySelector("[name='csrfmiddlewaretoken']").value } : { other: true };
  const asked = page.querySelector("main form[method='post']");
  return asked && answer.ok ? { page, asked, url: answer.url } : { refused: true };
}

export async function freshToken(path, key) {
  return read(await fetch(path, { credentials: "same-origin", cache: "no-store" }), key);
}

function show(dialog, found, send) {
  const body = dialog.querySelector("[data-door]");
  const said = found.page.querySelectorAll("[data-error-summary], .annonces .annonce.error");
  const forms = [found.asked, ...found.page.querySelectorAll("main form[data-key]")].map((asked) => formOf(asked, found.url, send));
  body.replaceChildren(...[...said].map((words) => document.importNode(words, true)), ...forms);
  askForKeys(body);
  (body.querySelector("input:not([type='hidden'])") || dialog).focus();
}

function formOf(asked, page, send) {
  const form = document.importNode(asked, true);
  form.querySelectorAll("button[form]").forEach((button) => button.remove()); // of a form that is not brought here
  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(new URL(asked.getAttribute("action") || "", page), new URLSearchParams(new FormData(form, event.submitter)));
  });
  return form;
}

// Open the dialog on the page the server asks for; the promise gives the fresh token, or null if she closed it.
export function signInAgain(dialog, path, key) {
  return new Promise((done) => {
    let token = null;
    const say = (words) => (dialog.querySelector("[data-door]").textContent = words);
    const follow = async (ask) => {
      let found;
      try {
        found = await read(await ask(), key);
      } catch {
        return say(dialog.dataset.network);
      }
      if (found.token) {
        token = found.token;
        return dialog.close();
      }
      if (found.asked) return show(dialog, found, (url, body) => follow(() => fetch(url, { method: "POST", body, credentials: "same-origin" })));
      say(found.other ? dialog.dataset.other : dialog.dataset.refused);
    };
    dialog.addEventListener("close", () => done(token), { once: true });
    dialog.querySelector("[data-close]").onclick = () => dialog.close();
    dialog.showModal();
    follow(() => fetch(path, { credentials: "same-origin", cache: "no-store" }));
  });
}
