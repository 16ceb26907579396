// What every page gets. Each behaviour looks for its own mark in the page and does nothing without it.
// A form that saves by itself hears its buttons first: it may keep the page where it is.
import { followErrors } from "./errors.js";
import { askForKeys } from "./keys.js";
import { guardUnsaved } from "./unsaved.js";
import { countLetters } from "./counter.js";
import { offerCopy } from "./copy.js";
import { submitOnce } from "./once.js";
import { landInField } from "./landing.js";
import { forgetAtSignOut } from "./kept.js";
import { saveByItself } from "./autosave.js";
import { followSession } from "./session.js";
import { balanceBudget } from "./budget.js";
import { openSearch } from "./search.js";
import { warnBeforeEnd } from "./session_end.js";

const behaviours = [
  followErrors,
  askForKeys,
  saveByItself,
  guardUnsaved,
  countLetters,
  offerCopy,
  submitOnce,
  landInField,
  forgetAtSignOut,
  followSession,
  balanceBudget,
  openSearch,
  warnBeforeEnd,
];

behaviours.forEach((behaviour) => behaviour(document));
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) behaviours.forEach((behaviour) => behaviour(event.target));
});
