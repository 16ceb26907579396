// A button beside a text that people carry elsewhere. Mark: <span data-copy>text</span>; without a script the text is simply there.
export function offerCopy(root) {
  if (!navigator.clipboard) return;
  root.querySelectorAll("[data-copy]:not([data-copy-ready])").forEach((text) => {
    text.dataset.copyReady = "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "agir second petit";
    button.textContent = "Copier";
    const said = document.createElement("span");
    said.className = "masque";
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.textContent.trim());
      button.textContent = "Copié";
      said.textContent = "Texte copié.";
      setTimeout(() => (button.textContent = "Copier"), 2500);
    });
    text.after(" ", button, said);
  });
}
