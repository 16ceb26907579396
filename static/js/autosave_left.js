// Text that an earlier page could not send (network cut, browser closed) is offered back: put it in the page, or forget it.
import { first } from "./autosave_answer.js";

export async function offerLeft(autosave) {
  for (const record of await autosave.place.left()) {
    const names = Object.keys(record.values).filter((name) => differs(autosave, name, record.values[name]));
    if (names.length) offer(autosave, record, names);
    else autosave.place.drop(record);
  }
}

function differs(autosave, name, values) {
  return autosave.names().includes(name) && autosave.now(name) !== JSON.stringify(values);
}

function offer(autosave, record, names) {
  const { form } = autosave;
  const panel = form.querySelector("template[data-left]").content.firstElementChild.cloneNode(true);
  panel.querySelector("[data-when]").textContent = new Date(record.at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  panel.querySelector("dl").replaceChildren(...names.flatMap((name) => [made("dt", labelOf(form, name)), made("dd", record.values[name].join(", ") || "—")]));
  panel.querySelector("[data-put-back]").onclick = () => {
    form.elements.namedItem("seen").value = record.seen;
    names.forEach((name) => putBack(form, name, record.values[name]));
    autosave.place.drop(record);
    panel.remove();
    first(form.elements.namedItem(names[0])).focus();
    autosave.typed();
  };
  panel.querySelector("[data-forget]").onclick = () => {
    autosave.place.drop(record);
    panel.remove();
  };
  form.querySelector("[data-autosave-alert]").after(panel);
}

function putBack(form, name, values) {
  const found = form.elements.namedItem(name);
  const controls = found instanceof RadioNodeList ? [...found] : [found];
  for (const control of controls) {
    if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
    else if (control.localName === "select" && control.multiple) [...control.options].forEach((option) => (option.selected = values.includes(option.value)));
    else control.value = values[0] ?? "";
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function labelOf(form, name) {
  const control = first(form.elements.namedItem(name));
  return (control.labels?.[0]?.firstChild?.textContent || control.getAttribute("aria-label") || name).trim();
}

function made(tag, text) {
  const node = document.createElement(tag);
  node.textContent = text;
  return node;
}
