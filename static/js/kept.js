// What could not be sent yet waits in this browser, by account, dossier and part (the server names the place), a day at
// most. Each open page writes its own record; a record whose page is gone is offered to the next one.
const PREFIX = "ofqj:texte:";
const DAY = 24 * 60 * 60 * 1000;
const LAST = "ofqj:page"; // in the tab: the record of the page that was here before

function records() {
  const found = [];
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX)) continue;
    try {
      found.push({ name, ...JSON.parse(localStorage.getItem(name)) });
    } catch {
      localStorage.removeItem(name);
    }
  }
  return found;
}

async function openPages() {
  if (!navigator.locks) return new Set();
  const { held } = await navigator.locks.query();
  return new Set(held.map((lock) => lock.name));
}

export function forgetOld() {
  records().forEach(({ name, at }) => Date.now() - at > DAY && localStorage.removeItem(name));
}

export function forgetAll() {
  records().forEach(({ name }) => localStorage.removeItem(name));
}

export function placeFor(key) {
  const mine = `${PREFIX}${key}:${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
  const before = sessionStorage.getItem(LAST);
  sessionStorage.setItem(LAST, mine);
  navigator.locks?.request(mine, () => new Promise(() => {}));
  return {
    put(record) {
      try {
        localStorage.setItem(mine, JSON.stringify({ at: Date.now(), ...record }));
        return true;
      } catch {
        return false;
      }
    },
    clear: () => localStorage.removeItem(mine),
    drop: (record) => localStorage.removeItem(record.name),
    async left() {
      const open = await openPages();
      const here = records().filter(({ name }) => name.startsWith(`${PREFIX}${key}:`) && name !== mine);
      return here.filter(({ name }) => name === before || !open.has(name)).sort((one, two) => one.at - two.at);
    },
  };
}

// Signing out leaves nothing behind, whatever the page.
export function forgetAtSignOut(root) {
  root.querySelectorAll("form[action*='/deconnexion/']").forEach((form) => form.addEventListener("submit", forgetAll));
}
forgetOld();
