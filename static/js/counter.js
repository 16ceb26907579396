// Under a long text with a limit: how many characters are left. Said aloud only near the end.
const AHEAD = 50;

export function countLetters(root) {
  root.querySelectorAll("textarea[maxlength]:not([data-counted])").forEach((area) => {
    area.dataset.counted = "";
    const limit = Number(area.getAttribute("maxlength"));
    const line = document.createElement("p");
    line.className = "compteur";
    area.insertAdjacentElement("afterend", line);
    const show = () => {
      const left = limit - area.value.length;
      line.textContent = left === 1 ? "Il reste 1 caractère." : `Il reste ${left.toLocaleString("fr")} caractères.`;
      line.classList.toggle("trop", left <= 0);
      if (left <= AHEAD) line.setAttribute("role", "status");
    };
    area.addEventListener("input", show);
    show();
  });
}
