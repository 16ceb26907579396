// Leaving a form with typed text that was not sent asks first. Mark: <form data-unsaved>.
export function guardUnsaved(root) {
  root.querySelectorAll("form[data-unsaved]").forEach((form) => {
    let touched = false;
    form.addEventListener("input", () => (touched = true));
    form.addEventListener("submit", () => (touched = false));
    form.addEventListener("portal:saved", () => (touched = false));
    window.addEventListener("beforeunload", (event) => {
      if (touched) event.preventDefault();
    });
  });
}
