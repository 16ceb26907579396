// A form that saves by itself while somebody types, through the same address and the same checks as its buttons.
// Mark: <form data-autosave data-keep="place">; "entier" sends the whole form, else only what changed is sent.
// It says when it last saved, shouts when it cannot, and keeps in the browser what is not saved yet.
import { placeFor } from "./kept.js";
import { answerIn, first } from "./autosave_answer.js";
import { offerLeft } from "./autosave_left.js";
import { freshToken, signInAgain } from "./signin.js";

const PAUSE = 1000;
const AT_MOST = 8000;
const LONGEST_WAIT = 30000;
const TOO_LONG = 20000;
const ALWAYS = new Set(["csrfmiddlewaretoken", "seen", "form_token"]);

export function saveByItself(root) {
  root.querySelectorAll("form[data-autosave]:not([data-autosave-ready])").forEach((form) => {
    form.dataset.autosaveReady = "";
    new Autosave(form).start();
  });
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.path = form.getAttribute("action") || location.pathname;
    this.words = form.querySelector("[data-autosave-words]").dataset;
    this.place = placeFor(form.dataset.keep);
    this.saved = new Map();
    this.refused = new Map();
    this.tries = 0;
    this.stopped = false;
    this.answer = answerIn(form, this);
  }

  start() {
    const unsent = "unsent" in this.form.dataset;
    this.names().forEach((name) => this.saved.set(name, unsent ? null : this.initially(name)));
    this.form.addEventListener("input", () => this.typed());
    this.form.addEventListener("change", () => this.typed());
    this.form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => this.waiting && this.send());
    document.addEventListener("visibilitychange", () => document.hidden && this.waiting && this.send());
    offerLeft(this);
    if (this.changed().length) this.typed();
  }

  // ---- what stands in the form ------------------------------------------------------------------------------------

  controls() {
    return [...this.form.elements].filter((field) => field.name && !ALWAYS.has(field.name) && !field.disabled && this.counts(field));
  }

  counts(field) {
    return !["submit", "button", "file", "fieldset"].includes(field.type) && !field.name.startsWith("choix-") && (field.type !== "hidden" || this.whole);
  }

  get whole() {
    return this.form.dataset.autosave === "entier";
  }

  names() {
    return [...new Set(this.controls().map((field) => field.name))];
  }

  now(name) {
    return JSON.stringify(new FormData(this.form).getAll(name));
  }

  initially(name) {
    const fields = this.controls().filter((field) => field.name === name);
    return JSON.stringify(fields.flatMap(valuesAtFirst));
  }

  changed() {
    return this.names().filter((name) => this.now(name) !== this.saved.get(name));
  }

  // A date that is half typed reads as nothing: it is not sent, what is stored stays.
  halfTyped(name) {
    return this.controls().some((field) => field.name === name && field.validity.badInput);
  }

  together(names) {
    const setOf = (name) => first(this.form.elements.namedItem(name))?.closest("[data-ensemble]");
    const sets = new Set(names.map(setOf).filter(Boolean));
    const more = [...sets].flatMap((set) => [...set.querySelectorAll("[name]")].map((field) => field.name));
    const torn = [...sets].filter((set) => [...set.elements].some((field) => field.validity.badInput));
    return [...new Set([...names, ...more])].filter((name) => !this.halfTyped(name) && !torn.includes(setOf(name)));
  }

  // ---- when to send -----------------------------------------------------------------------------------------------

  typed() {
    this.keep();
    if (this.stopped || this.blocked) return;
    this.since ??= Date.now();
    this.wait(Math.max(0, Math.min(PAUSE, this.since + AT_MOST - Date.now())));
  }

  wait(delay) {
    clearTimeout(this.timer);
    this.waiting = true;
    this.timer = setTimeout(() => this.send(), delay);
  }

  keep() {
    const names = this.changed();
    if (!names.length) return this.settle();
    const values = Object.fromEntries(names.map((name) => [name, JSON.parse(this.now(name))]));
    this.kept = this.place.put({ values, seen: this.form.elements.namedItem("seen")?.value || "" });
  }

  settle() {
    this.place.clear();
    this.form.dispatchEvent(new CustomEvent("portal:saved"));
  }

  // ---- sending ----------------------------------------------------------------------------------------------------

  // One sending at a time; the promise is true once everything that can be saved is.
  async send() {
    clearTimeout(this.timer);
    this.waiting = false;
    if (this.busy) return this.busy.then(() => this.send());
    const changed = this.changed();
    const names = this.together(changed);
    if (!names.length || this.stopped) {
      if (changed.length) this.answer.held(changed);
      return !this.stopped;
    }
    this.since = null;
    this.busy = this.post(names);
    try {
      return await this.busy;
    } finally {
      this.busy = null;
      if (!this.stopped && !this.blocked && !this.waiting && this.isNew()) this.typed();
    }
  }

  // Something was typed since it was last refused or sent.
  isNew() {
    return this.together(this.changed()).some((name) => this.now(name) !== this.refused.get(name));
  }

  async post(names) {
    const sent = new Map(names.map((name) => [name, this.now(name)]));
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (this.whole || sent.has(name) || ALWAYS.has(name)) body.append(name, value);
    }
    names.forEach((name) => body.append("envoi", name));
    const headers = { "X-Autosave": "1" };
    const signal = AbortSignal.timeout(TOO_LONG);
    let reply, answer;
    try {
      reply = await fetch(this.path, { method: "POST", body, headers, signal, redirect: "manual", credentials: "same-origin", keepalive: body.toString().length < 60000 });
      answer = reply.ok && (await reply.json());
    } catch {
      return this.later(this.words.network);
    }
    return answer ? this.received(answer, sent) : this.notSaved(reply, sent);
  }

  received(answer, sent) {
    this.tries = 0;
    const clashing = new Set(answer.clashes.map((clash) => clash.control));
    const whereElse = answer.clashes.some((clash) => !clash.control);
    for (const [name, value] of sent) {
      const stands = !(name in answer.refusals) && !clashing.has(name) && !whereElse;
      if (stands) this.saved.set(name, value);
      stands ? this.refused.delete(name) : this.refused.set(name, value);
    }
    const seen = this.form.elements.namedItem("seen");
    if (seen) seen.value = answer.seen;
    this.answer.show(answer, sent);
    this.keep();
    return true;
  }

  async notSaved(reply, sent) {
    if (reply.type === "opaqueredirect" || reply.status === 401) return this.askToSignIn();
    if (reply.status === 403 && !this.renewed) {
      this.renewed = true;
      const found = await freshToken(this.path, this.form.dataset.keep).catch(() => ({}));
      if (found.token) return this.withToken(found.token);
      if (found.asked) return this.askToSignIn();
    }
    if (reply.status >= 500 || reply.status === 429) return this.later(this.words.server);
    const said = await reply.json().catch(() => ({}));
    if (reply.status === 422) {
      sent.forEach((value, name) => this.refused.set(name, value));
      this.answer.shout(said.refused, []);
      return true;
    }
    this.stopped = true;
    this.answer.shout(said.refused || this.words.closed, [], this.words.stays);
    return false;
  }

  later(words) {
    this.tries += 1;
    this.waiting = true;
    this.answer.shout(words, [[this.words.again, () => this.send()]], this.kept === false ? this.words.unkept : this.words.stays);
    this.wait(Math.min(LONGEST_WAIT, 1000 * 2 ** this.tries));
    return false;
  }

  askToSignIn() {
    this.blocked = true;
    this.answer.shout(this.words.signedOut, [[this.words.signIn, () => this.signIn()]], this.words.stays);
    return false;
  }

  async signIn() {
    const token = await signInAgain(document.querySelector("dialog[data-sign-in]"), this.path, this.form.dataset.keep);
    return token ? this.withToken(token) : false;
  }

  withToken(token) {
    document.querySelectorAll("[name='csrfmiddlewaretoken']").forEach((field) => (field.value = token));
    this.blocked = false;
    this.busy = null;
    return this.send().finally(() => (this.renewed = false));
  }

  // ---- the buttons ------------------------------------------------------------------------------------------------

  // What was typed is saved first; then the button goes its way. Without an answer the page stays.
  submitted(event) {
    if (this.passing || this.stopped || this.nothingToSay()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.pass(event.submitter);
  }

  nothingToSay() {
    return !this.blocked && !this.busy && !this.changed().length && !this.controls().some((field) => field.validity.badInput);
  }

  async pass(button) {
    const half = this.controls().find((field) => field.validity.badInput);
    if (half) return half.reportValidity();
    const done = this.blocked ? await this.signIn() : await this.send();
    if (!done && !(this.blocked && (await this.signIn()))) return;
    this.go(button);
  }

  go(button) {
    this.place.clear();
    this.passing = true;
    setTimeout(() => this.form.requestSubmit(button)); // once the first press has run its course
    setTimeout(() => (this.passing = false), 4000);
  }
}

function valuesAtFirst(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.defaultChecked ? [field.value] : [];
  if (field.localName !== "select") return [field.defaultValue];
  const chosen = [...field.options].filter((option) => option.defaultSelected);
  return (chosen.length || field.multiple ? chosen : [...field.options].slice(0, 1)).map((option) => option.value);
}
