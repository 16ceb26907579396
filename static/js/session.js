// A decision session: the envelope's bar follows what is tried, before anything is saved.
const SVG = "http://www.w3.org/2000/svg";
const YES = ["yes", "conditional_yes"];

function amountOf(field) {
  const typed = field.value.replace(/[\s$€]/g, "");
  const text = typed.includes(",") ? typed.replace(/\./g, "").replace(",", ".") : typed;
  return /^\d+(\.\d{1,2})?$/.test(text) ? Number(text) : 0;
}

function draw(svg, kind, start, width) {
  let part = svg.querySelector(`.${kind}`);
  if (!part) {
    part = document.createElementNS(SVG, "rect");
    part.setAttribute("class", kind);
    part.setAttribute("y", "0");
    part.setAttribute("height", "10");
    svg.append(part);
  }
  part.setAttribute("x", String(start));
  part.setAttribute("width", String(Math.max(width, 0)));
}

function say(legend, kind, words) {
  let line = legend.querySelector(kind ? `.${kind}` : "li:not([class])");
  if (!line) {
    line = document.createElement("li");
    line.className = kind;
    legend.append(line);
  }
  line.textContent = words;
  line.hidden = !words;
}

export function followSession(root) {
  root.querySelectorAll("[data-session]:not([data-followed])").forEach((form) => {
    form.dataset.followed = "";
    const box = form.querySelector("[data-envelope]");
    const [svg, legend] = [box.querySelector("svg"), box.querySelector("ul")];
    const [total, taken] = [Number(box.dataset.total), Number(box.dataset.taken)];
    const format = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: box.dataset.currency });
    const pct = (amount) => (total ? (amount * 100) / total : 0);
    const show = () => {
      const tried = [...form.querySelectorAll("[data-line]")].reduce((sum, line) => {
        const answer = line.querySelector("[data-reponse]");
        return answer && YES.includes(answer.value) ? sum + amountOf(line.querySelector("[data-montant]")) : sum;
      }, 0);
      const over = Math.max(taken + tried - total, 0);
      draw(svg, "demande", pct(taken), pct(tried - over));
      draw(svg, "trop", pct(Math.max(total - over, taken)), pct(Math.min(over, total)));
      say(legend, "demande", `${box.dataset.triedWords} ${format.format(tried)}`);
      say(legend, "trop", over ? `${box.dataset.overWords} ${format.format(over)}` : "");
      say(legend, "", `${box.dataset.restWords} ${format.format(Math.max(total - taken - tried, 0))}`);
      box.querySelector("[data-overrun]").hidden = !over;
    };
    form.addEventListener("input", show);
    form.addEventListener("change", show);
    show();
  });
}
