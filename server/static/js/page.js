/** What every page does: menus that close, the sheet of keys, buttons of dialogs. */
import { keyOf, typing } from "./dom.js";
import "./look.js";

document.documentElement.classList.add("scripted");

/** Open the sheet of keys. */
export function help() {
  const sheet = document.getElementById("help");
  if (sheet && !sheet.open) sheet.showModal();
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  if (event.target.closest("[data-help]")) help();
  if (event.target.tagName === "DIALOG") event.target.close();
});
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.menu[open]")) for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== event.target && !menu.contains(event.target)) menu.open = false;
}, true);
/** A format that always holds the whole text has no use for the filters. */
document.addEventListener("change", (event) => {
  const form = event.target.matches(".exports select[name=format]") && event.target.form;
  if (!form) return;
  const whole = "whole" in event.target.selectedOptions[0].dataset;
  form.querySelector("fieldset").disabled = whole;
  form.querySelector(".whole").hidden = !whole;
});
document.addEventListener("submit", (event) => { if (event.target.matches(".exports")) event.target.closest("details").open = false; });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); event.stopImmediatePropagation(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (keyOf(event) === "?") { event.preventDefault(); help(); }
}, true);
