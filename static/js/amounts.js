// Amounts as people type them, in whole cents. The same reading as the server's (core/shores.py): what it refuses is
// refused here, nothing is rounded or multiplied in silence. Cents are BigInt: no float ever meets money.
const SPACES = "[ \\u00a0\\u2009\\u202f]";
const PLAIN = /^[0-9]+(?:[,.][0-9]{1,2})?$/;
const GROUPED = new RegExp(`^[0-9]{1,3}(?:${SPACES}[0-9]{3})+(?:,[0-9]{1,2})?$`);
const EDGES = new RegExp("^[\\t\\r\\n \\u00a0\\u2009\\u202f]+|[\\t\\r\\n \\u00a0\\u2009\\u202f]+$", "g");
const MOST = 9999999999n;
const RATE_PLACES = 6;

// Cents as a BigInt; 0n for an empty field; null for what the server would refuse.
export function parseAmount(typed) {
  const text = typed.replace(EDGES, "");
  if (text === "") return 0n;
  if (!PLAIN.test(text) && !GROUPED.test(text)) return null;
  const [whole, part = ""] = text.replace(new RegExp(SPACES, "g"), "").replace(",", ".").split(".");
  const cents = BigInt(whole) * 100n + BigInt((part + "00").slice(0, 2));
  return cents > MOST ? null : cents;
}

// Cents of another currency at a rate written as the server writes it ("0.617284"), to the nearest cent, halves up.
export function convert(cents, rate) {
  const [whole, part = ""] = rate.split(".");
  const scaled = BigInt(whole + (part + "0".repeat(RATE_PLACES)).slice(0, RATE_PLACES));
  const unit = 10n ** BigInt(RATE_PLACES);
  return (2n * cents * scaled + unit) / (2n * unit);
}

// Write cents as the example of the page does ("1 234,50 €"): its separator and its sign; whole amounts drop their cents.
export function formatCents(cents, example) {
  const found = /^1(.)234,50(.*)$/u.exec(example);
  const [group, sign] = found ? [found[1], found[2]] : [" ", ""];
  const whole = String(cents / 100n).replace(/\B(?=([0-9]{3})+$)/g, group);
  const rest = cents % 100n;
  return whole + (rest ? "," + String(rest).padStart(2, "0") : "") + sign;
}
