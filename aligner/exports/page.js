(function () {
  "use strict";
  var root = document.documentElement, lit = [], pinned = null;
  function units(number) { return document.querySelectorAll('[data-b="' + number + '"]'); }
  function light(number) {
    lit.forEach(function (unit) { unit.classList.remove("on"); });
    lit = number ? Array.prototype.slice.call(units(number)) : [];
    lit.forEach(function (unit) { unit.classList.add("on"); });
  }
  function numberOf(event) {
    var unit = event.target.closest ? event.target.closest(".u") : null;
    return unit ? unit.getAttribute("data-b") : null;
  }
  document.addEventListener("mouseover", function (event) { light(numberOf(event) || pinned); });
  document.addEventListener("focusin", function (event) { light(numberOf(event) || pinned); });
  document.addEventListener("focusout", function () { light(pinned); });
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-view]");
    if (button && button.tagName === "BUTTON") {
      root.setAttribute("data-view", button.getAttribute("data-view"));
      document.querySelectorAll("button[data-view]").forEach(function (other) {
        other.setAttribute("aria-pressed", String(other === button));
      });
      return;
    }
    var number = numberOf(event);
    pinned = number && number !== pinned ? number : null;
    light(pinned);
  });
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "Escape") { pinned = null; light(null); return; }
    var step = { j: 1, k: -1, "о": 1, "л": -1 }[event.key.toLowerCase()];
    if (!step) { return; }
    var stops = Array.prototype.slice.call(document.querySelectorAll(".u[tabindex]"));
    var at = stops.indexOf(document.activeElement);
    var next = stops[at < 0 ? (step > 0 ? 0 : stops.length - 1) : at + step];
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
  });
  document.querySelectorAll(".view, .keys").forEach(function (part) { part.hidden = false; });
  if (/^#[st]\d+$/.test(location.hash)) { pinned = location.hash.slice(2); light(pinned); }
})();
