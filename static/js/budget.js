// The balance of a budget as it is typed. Mark: <form data-budget>. The server says the same figures once it is saved.
import { convert, formatCents, parseAmount } from "./amounts.js";

export function balanceBudget(root) {
  root.querySelectorAll("form[data-budget]:not([data-balanced-live])").forEach((form) => {
    form.dataset.balancedLive = "";
    const show = () => write(form, addUp(form));
    form.addEventListener("input", show);
    form.addEventListener("change", show);
    show();
  });
}

// {charge, income, chargeKind, incomeKind, aid} in cents of the budget's currency; unread says how many fields are not.
export function addUp(form) {
  const inKind = new Set(form.dataset.inKind.split(" ").filter(Boolean));
  const sums = { charge: 0n, income: 0n, chargeKind: 0n, incomeKind: 0n, aid: 0n, unread: 0 };
  for (const side of ["charge", "income"]) {
    form.querySelectorAll(`input[name^="${side}-"][name$="-amount"]`).forEach((field) => {
      const cents = parseAmount(field.value);
      const account = form.elements[field.name.replace(/-amount$/, "-account")]?.value;
      if (cents === null) sums.unread += 1;
      else sums[side + (inKind.has(account) ? "Kind" : "")] += cents;
    });
  }
  form.querySelectorAll("input[data-rate]").forEach((field) => {
    const cents = parseAmount(field.value);
    const isSaved = field.dataset.kept && cents === parseAmount(field.defaultValue);
    const rate = isSaved ? field.dataset.kept : field.dataset.rate;
    if (cents === null || (cents && !rate)) sums.unread += 1;
    else if (cents) sums.aid += convert(cents, rate);
  });
  return sums;
}

function write(form, sums) {
  const money = (cents) => formatCents(cents, form.dataset.example);
  const gap = sums.charge - sums.income - sums.aid;
  const put = (name, text) =>
    form.querySelectorAll(`[data-sum="${name}"]`).forEach((place) => {
      if (place.textContent !== text) place.textContent = text;
    });
  put("charge", money(sums.charge));
  put("income", money(sums.income));
  put("aid", money(sums.aid));
  put("resources", money(sums.income + sums.aid));
  const say = form.dataset;
  const kind = sums.chargeKind === sums.incomeKind ? "" : say.kindDiffers;
  const words = gap > 0n ? say.missing.replace("0", money(gap)) : gap < 0n ? say.over.replace("0", money(-gap)) : "";
  const even = sums.charge > 0n ? say.even : say.empty;
  const verdict = sums.unread ? say.unread : [words, kind].filter(Boolean).join(" ") || even;
  put("verdict", verdict);
  form.querySelectorAll("[data-sum='verdict']").forEach((place) => place.classList.toggle("rate", verdict !== say.even));
}
