// The key « / » opens the search from anywhere, or goes to its field; never while somebody types.
const TYPING = "input, textarea, select, [contenteditable]";

export function openSearch(root) {
  if (root !== document) return;
  const link = document.querySelector("[data-search]");
  if (!link) return;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest(TYPING) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    const field = document.querySelector("main input[type=search][name=q]");
    if (field) field.focus();
    else window.location.assign(link.href);
  });
}
