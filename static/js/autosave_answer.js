// What the server answered to a form that saves by itself, put where the person looks: the time, the alert, beside the
// field what does not stand, above it the two values where somebody else wrote too, and around the form what changed.
export function answerIn(form, autosave) {
  const status = form.querySelector("[data-saved]");
  const alert = form.querySelector("[data-autosave-alert]");
  const { words } = autosave;

  const champ = (name) => {
    const control = first(form.elements.namedItem(name));
    return [control, control?.closest(".champ, td") || control?.parentElement];
  };

  function label(name) {
    const control = first(form.elements.namedItem(name));
    const text = control?.labels?.[0]?.firstChild?.textContent || control?.getAttribute("aria-label") || name;
    return text.trim();
  }

  function shout(said, actions, more = "") {
    const line = document.createElement("p");
    line.textContent = `${said} ${more}`.trim();
    const buttons = actions.map(([text, act]) => button(text, act));
    alert.replaceChildren(line, ...buttons);
    alert.hidden = false;
  }

  function hush() {
    alert.replaceChildren();
    alert.hidden = true;
  }

  function say(said, waiting) {
    status.textContent = waiting.length ? `${said || words.held}${said ? words.but : " "}${waiting.map(label).join(", ")}` : said;
    status.classList.toggle("rate", waiting.length > 0);
  }

  function told(name, reasons) {
    const [control, around] = champ(name);
    if (!control) return;
    around.querySelectorAll("[data-said-by-itself]").forEach((old) => old.remove());
    control.classList.toggle("is-invalid", Boolean(reasons));
    control.toggleAttribute("aria-invalid", Boolean(reasons));
    if (!reasons) return control.removeAttribute("aria-errormessage");
    control.setAttribute("aria-invalid", "true");
    const note = document.createElement("div");
    note.className = "invalid-feedback";
    note.id = `${control.id}_dit`;
    note.dataset.saidByItself = "";
    note.textContent = reasons.join(" ");
    control.setAttribute("aria-errormessage", note.id);
    around.append(note);
  }

  function clash(found) {
    const [control, around] = champ(found.control);
    const panel = form.querySelector("template[data-clash]").content.firstElementChild.cloneNode(true);
    panel.dataset.clashOf = found.control;
    panel.querySelector("[data-theirs]").textContent = found.theirs || words.empty;
    const settle = (act) => () => {
      panel.remove();
      hush();
      form.elements.namedItem("seen").value = found.seen;
      act();
      autosave.refused.delete(found.control);
      control.focus();
      autosave.typed();
    };
    panel.querySelector("[data-keep-mine]").onclick = settle(() => {});
    panel.querySelector("[data-take-theirs]").onclick = settle(() => put(control, found.value));
    around.prepend(panel);
  }

  function clashes(found) {
    form.querySelectorAll("[data-clash-of]").forEach((old) => old.remove());
    if (!found.length) return hush();
    found.filter((one) => one.control).forEach(clash);
    const elsewhere = found.some((one) => !one.control);
    const names = found.map((one) => `« ${one.label} »`).join(", ");
    shout(`${words.clash} ${names}.`, elsewhere ? [[words.compare, () => autosave.go()]] : []);
  }

  return {
    shout,
    held: (names) => say("", names),
    show(answer, sent) {
      for (const name of sent.keys()) told(name, answer.refusals[name]);
      clashes(answer.clashes);
      say(answer.said, Object.keys(answer.refusals).filter((name) => sent.has(name)));
      if (answer.others) status.append(` ${answer.others}`);
      Object.entries(answer.parts).forEach(([id, html]) => redraw(document.getElementById(id), html));
    },
  };
}

export const first = (found) => (found instanceof RadioNodeList ? found[0] : found);

export function put(control, value) {
  if (control.type === "checkbox") control.checked = Boolean(value) && value !== "off";
  else control.value = value ?? "";
  control.dispatchEvent(new Event("input", { bubbles: true }));
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "agir second petit";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

// Draw a part of the page again; what was unfolded stays so.
function redraw(place, html) {
  if (!place || place.contains(document.activeElement)) return;
  const open = [...place.querySelectorAll("details")].map((fold) => fold.open);
  const fresh = new DOMParser().parseFromString(html, "text/html");
  place.replaceChildren(...fresh.body.childNodes);
  place.querySelectorAll("details").forEach((fold, n) => (fold.open = open[n] ?? fold.open));
}
