// A link to a field, from the rules, the steps or another page: the cursor lands in it, with its label in sight.
export function landInField(root) {
  if (root !== document) return;
  land();
  window.addEventListener("hashchange", land);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='#']");
    if (link && link.hash === location.hash && link.pathname === location.pathname) land(); // the same place again
  });
}

function land() {
  const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!place || !place.closest("form, section[id]")) return;
  const field = place.matches("input, select, textarea") ? place : place.querySelector("input:not([type='hidden']):not(:disabled), select:not(:disabled), textarea:not(:disabled)");
  if (!field) return;
  field.focus({ preventScroll: true });
  (field.closest(".champ, tr, fieldset") || field).scrollIntoView({ block: "center" });
}
