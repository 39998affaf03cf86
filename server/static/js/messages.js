/** Short messages at the foot of the page, read out by screen readers. */
import { el } from "./dom.js";

const place = () => document.getElementById("messages");

/**
 * Show a message; `actions` are [label, what to do]. Faults stay longer; what stays for minutes is not pushed out by
 * others. Returns a function that closes it; its `text` writes another text into it.
 */
export function say(text, { action = null, actions = action ? [action] : [], fault = false, seconds = 0 } = {}) {
  const told = el("span", {}, text), box = el("div.message" + (fault ? ".fault" : ""), {}, told);
  const time = seconds || (fault ? 12 : actions.length ? 9 : 4);
  const close = () => box.remove();
  close.text = (other) => { if (told.textContent !== other) told.textContent = other; };
  for (const [label, run] of actions) {
    box.append(el("button", { type: "button", onclick: () => { close(); run(); } }, label));
  }
  if (time > 60) box.dataset.stays = "yes";
  const shown = place(), brief = () => shown.querySelectorAll(".message:not([data-stays])");
  while (brief().length > 2) brief()[0].remove();
  shown.append(box);
  if (time === Infinity) return close;
  let timer = setTimeout(close, time * 1000);
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("focusin", () => clearTimeout(timer));
  box.addEventListener("pointerleave", () => { timer = setTimeout(close, Math.max(3, time / 2) * 1000); });
  return close;
}

/** Said at once to a screen reader, shown nowhere. */
export function announce(text) {
  const alerts = document.getElementById("alerts");
  alerts.textContent = "";
  requestAnimationFrame(() => { alerts.textContent = text; });
}
