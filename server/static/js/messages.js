/** Short messages at the foot of the page, read out by screen readers. */
import { el } from "./dom.js";

const place = () => document.getElementById("messages");

/** Show a message; `action` is [label, what to do]. Faults stay longer. */
export function say(text, { action = null, fault = false, seconds = fault ? 12 : action ? 9 : 4 } = {}) {
  const box = el("div.message" + (fault ? ".fault" : ""), {}, el("span", {}, text));
  const close = () => box.remove();
  if (action) box.append(el("button", { type: "button", onclick: () => { close(); action[1](); } }, action[0]));
  const shown = place();
  while (shown.children.length > 2) shown.firstChild.remove();
  shown.append(box);
  let timer = setTimeout(close, seconds * 1000);
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("focusin", () => clearTimeout(timer));
  box.addEventListener("pointerleave", () => { timer = setTimeout(close, 3000); });
  return close;
}

/** Said at once to a screen reader, shown nowhere. */
export function announce(text) {
  const alerts = document.getElementById("alerts");
  alerts.textContent = "";
  requestAnimationFrame(() => { alerts.textContent = text; });
}
