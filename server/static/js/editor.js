/** The editor: what its keys and buttons do, and where it begins. */
import "./page.js";
import "./bulk.js";
import "./importing.js";
import { ask } from "./ask.js";
import { complain } from "./api.js";
import { editSource, finding, insert, insertCode, merge, move, note, realign, remove, setCodes, setStatus, split, undoRedo } from "./actions.js";
import { calm, keyOf, typing } from "./dom.js";
import { say } from "./messages.js";
import { alternatives, concordance, fill, past } from "./offers.js";
import { keepUp, review, showReviewed } from "./answers.js";
import { activate, area, begin, filters, goTo, grid, indexNow, line, locked, refilter, rowNow, saver } from "./pairlist.js";
import { openReplace } from "./replace.js";
import { t } from "./strings.js";

const box = document.getElementById("grid");

/* Keys */
const letters = {
  c: () => setStatus("confirmed", true), x: () => setStatus("rejected", true), d: () => setStatus("draft", false),
  s: split, m: (event) => merge(event.shiftKey ? -1 : 1), i: insert, n: note, f: fill, a: alternatives, h: past, w: concordance, e: openReplace, p: insertCode, r: realign, t: editSource,
  z: (event) => undoRedo(event.shiftKey ? "redo" : "undo"), ".": () => finding(false), ",": () => finding(true),
  "[": () => move("target", "up"), "]": () => move("target", "down"), "{": () => move("source", "up"), "}": () => move("source", "down"),
};
/** What leaves one in the text one types in; the other keys leave it at once, not when the service has answered. */
const STAYING = new Set("afhwrentp");
function step(by) {
  const index = indexNow();
  activate(Math.min(grid.slots.length - 1, Math.max(0, index < 0 ? grid.visible()[0] : index + by)));
}
/** Type in the translation, once nothing is done to the pair any more. */
function type() {
  const field = area("target");
  if (!field) return;
  if (field.readOnly && rowNow().ariaBusy !== "true") field.readOnly = false;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}
document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  const inText = typing(event.target), inGrid = event.target.closest(".pair") !== null;
  const key = event.shiftKey && { BracketLeft: "{", BracketRight: "}" }[event.code] ? { BracketLeft: "{", BracketRight: "}" }[event.code] : event.altKey && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : keyOf(event);
  const run = (task) => { event.preventDefault(); Promise.resolve(task(event)).catch(complain); };
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && inGrid) return run(() => setStatus("confirmed", true));
  if ((event.ctrlKey || event.metaKey) && !inText && ["z", "y"].includes(key)) return run(() => undoRedo(key === "y" || event.shiftKey ? "redo" : "undo"));
  if (event.ctrlKey || event.metaKey) return;
  const leaves = event.key === "Escape" || (event.key === "Enter" && event.target.matches(".note"));
  if (leaves && inText && inGrid) return run(() => { saver.flush(); rowNow()?.focus({ preventScroll: true }); });
  if (event.key === "Escape" && inText) return run(() => rowNow()?.focus());
  if (event.key === "Enter" && event.target.matches(".pair .target textarea[readonly]")) return run(type);
  if (inText && !event.altKey) return;
  if (event.altKey && !inGrid) return;
  if (event.key === "ArrowDown" || (key === "j" && !inText)) return run(() => { step(1); if (inText) area("target")?.focus(); });
  if (event.key === "ArrowUp" || (key === "k" && !inText)) return run(() => { step(-1); if (inText) area("target")?.focus(); });
  if (event.target.closest("button, a, summary, input") && !event.altKey && (event.key === "Enter" || event.key === " ")) return;
  if (letters[key]) {
    if (inText && !STAYING.has(key)) rowNow()?.focus({ preventScroll: true });
    return run(letters[key]);
  }
  if (inText) return;
  if (event.key === "Enter" || event.key === "F2") return run(type);
  if (event.key === "Delete") return run(remove);
  if (key === "/") return run(() => filters.q.focus());
  if (key === "g") return run(() => { return ask(t("jump"), "", { number: true }).then((wanted) => { const place = Number(wanted?.replace(/\D/g, "")); return place ? goTo(place) : null; }); });
});
box.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (button) {
    const key = button.dataset.act;
    Promise.resolve(key === "Delete" ? remove() : letters[key.toLowerCase()](event)).catch(complain);
    return;
  }
  const row = event.target.closest(".pair");
  if (!row || row.classList.contains("active") || row.classList.contains("skeleton")) return;
  const side = event.target.closest(".side.target") ? "target" : null;
  activate(Number(row.dataset.index), { focus: !side });
  if (side) area("target")?.focus({ preventScroll: true });
});
document.addEventListener("codes", (event) => setCodes(event.detail).catch(complain));
document.getElementById("undo").addEventListener("click", () => undoRedo("undo"));
document.getElementById("redo").addEventListener("click", () => undoRedo("redo"));
document.getElementById("next-finding").addEventListener("click", () => finding(false).catch(complain));
document.getElementById("previous-finding").addEventListener("click", () => finding(true).catch(complain));
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("input", calm(() => refilter().catch(complain), 220));

const asked = new URLSearchParams(location.search);
async function start() {
  showReviewed();
  const id = Number(asked.get("pair")), wanted = Number(asked.get("n"));
  if (id) {
    try { return await begin({ around: id, limit: 100 }, id); } catch (error) { if (error.status !== 404) throw error; say(t("pair_gone"), { fault: true }); }
  }
  if (wanted > 1) await goTo(wanted); else await begin();
}
start().then(() => {
  performance.mark("ready");
  line.draw().catch(() => {});
  review();
  keepUp();
  return saver.adopt();
}).then((num) => {
  if (num) say(t("kept_found", { num }), { seconds: 9 });
}).catch(complain);
