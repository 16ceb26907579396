// A form came back with errors: the summary takes the focus, and its links put it in the field.
export function followErrors(root) {
  const summary = root.querySelector("[data-error-summary]");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const target = field.matches("input, select, textarea, a, button") ? field : field.querySelector("input, select, textarea") || field;
    target.focus({ preventScroll: true });
    (target.closest(".mb-3, .champ, fieldset, tr") || target).scrollIntoView({ block: "center" });
  });
}
