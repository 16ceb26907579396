// The session is about to end: two minutes before, a dialog offers to stay. What is typed stays in the page.
const WARNED = 120;

export function warnBeforeEnd(root) {
  if (root !== document) return;
  const dialog = document.querySelector("dialog[data-session-end]");
  if (!dialog) return;
  const words = dialog.querySelector("[data-words]");
  const stay = dialog.querySelector("[data-stay]");
  const link = dialog.querySelector("[data-elsewhere]");
  let timer = 0;
  const plan = (seconds) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (!document.querySelector("dialog[open]")) dialog.showModal();
    }, Math.max(seconds - WARNED, 1) * 1000);
  };
  const over = () => {
    words.textContent = dialog.dataset.over;
    stay.hidden = true;
    link.hidden = false;
  };
  stay.addEventListener("click", async () => {
    try {
      const answer = await fetch(dialog.dataset.path, { credentials: "same-origin", cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const left = Number(page.querySelector("dialog[data-session-end]")?.dataset.seconds || 0);
      if (!left || left <= WARNED) return over();
      dialog.close();
      plan(left);
    } catch {
      words.textContent = dialog.dataset.network;
    }
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  plan(Number(dialog.dataset.seconds));
}
