// Under a long text with a limit: how many characters are left, as the server counts them. Said aloud only near the end.
const AHEAD = 50;

// One for a letter, an emoji or an end of line; spaces at both ends are not kept, so they do not count.
export function lengthOf(text) {
  return [...text.replace(/\r\n?/g, "\n").trim()].length;
}

export function countLetters(root) {
  root.querySelectorAll("textarea[maxlength]:not([data-counted])").forEach((area) => {
    area.dataset.counted = "";
    const limit = Number(area.getAttribute("maxlength"));
    area.removeAttribute("maxlength"); // a browser would cut what is pasted without a word
    const line = document.createElement("p");
    line.className = "compteur";
    area.insertAdjacentElement("afterend", line);
    const show = () => {
      const left = limit - lengthOf(area.value);
      line.textContent = left < 0 ? `${count(-left)} de trop.` : `Il reste ${count(left)}.`;
      line.classList.toggle("trop", left < 0);
      if (left <= AHEAD) line.setAttribute("role", "status");
    };
    area.addEventListener("input", show);
    show();
  });
}

function count(letters) {
  return `${letters.toLocaleString("fr")} caractère${letters > 1 ? "s" : ""}`;
}
