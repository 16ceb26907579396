// What every page gets. Each behaviour looks for its own mark in the page and does nothing without it.
import { followErrors } from "./errors.js";
import { guardUnsaved } from "./unsaved.js";
import { countLetters } from "./counter.js";
import { offerCopy } from "./copy.js";
import { submitOnce } from "./once.js";

const behaviours = [followErrors, guardUnsaved, countLetters, offerCopy, submitOnce];

behaviours.forEach((behaviour) => behaviour(document));
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) behaviours.forEach((behaviour) => behaviour(event.target));
});
