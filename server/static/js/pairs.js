/** What lights up: the partner of the sentence under the pointer or the focus, and the words linked with a word. */
import { caretAt, placeIn, rangeIn } from "./dom.js";

const texts = () => document.querySelectorAll("#text, .panes .text");
let lit = [], pinned = null;
const wordMark = "highlights" in CSS ? new Highlight() : null;
if (wordMark) CSS.highlights.set("word", wordMark);

/** All elements of a pair. */
export function unitsOf(number) {
  return [...texts()].flatMap((text) => [...text.querySelectorAll(`[data-b="${number}"]`)]);
}

/** The number of the pair that an event or element is in. */
export function numberAt(target) {
  const unit = target.closest?.(".u");
  return unit ? Number(unit.dataset.b) : null;
}

/** Light up a pair, or none; a pinned one stays lit. */
export function light(number) {
  for (const unit of lit) unit.classList.remove("on");
  lit = [number, pinned].filter((n) => n !== null).flatMap(unitsOf);
  for (const unit of lit) unit.classList.add("on");
  if (number === null) wordMark?.clear();
}

/** Keep a pair lit; null lets it go. */
export function pin(number) {
  for (const unit of document.querySelectorAll(".u.pin")) unit.classList.remove("pin");
  pinned = number;
  if (number !== null) for (const unit of unitsOf(number)) unit.classList.add("pin");
  light(null);
}

/** The pinned pair. */
export const pinnedNow = () => pinned;

/** Light up again what should be, in a piece that has just come. */
export function relight() {
  if (pinned !== null) { const keep = pinned; pin(keep); }
}

/* Words: where in the bead's text the pointer is, and which stretches of the other side are linked with it. */
function links(number) {
  const first = unitsOf(number).find((unit) => unit.dataset.l);
  return first ? first.dataset.l.split(" ").map((link) => link.split(/[-:]/).map(Number)) : [];
}
function sideOf(unit) {
  return unit.closest(".src") ? "source" : "target";
}
function parts(number, side, within) {
  return [...within.querySelectorAll(`.u[data-b="${number}"]`)].filter((unit) => sideOf(unit) === side);
}
function ranges(units, start, end) {
  const made = [];
  let at = 0;
  for (const unit of units) {
    const { length } = unit.textContent, range = rangeIn(unit, start - at, end - at);
    if (range) made.push(range);
    at += length + 1;
  }
  return made;
}
/** Light up the word under the pointer and what it is linked with. */
export function lightWords(event) {
  if (!wordMark) return;
  wordMark.clear();
  const unit = event.target.closest?.(".u");
  if (!unit) return;
  const number = Number(unit.dataset.b), all = links(number);
  if (!all.length) return;
  const caret = caretAt(event.clientX, event.clientY);
  if (!caret || !unit.contains(caret[0]) || caret[0].nodeType !== Node.TEXT_NODE) return;
  const side = sideOf(unit), row = unit.closest(".row, .pair") || document;
  let at = placeIn(unit, ...caret);
  for (const before of parts(number, side, row)) {
    if (before === unit) break;
    at += before.textContent.length + 1;
  }
  const [own, other] = side === "source" ? [0, 2] : [2, 0];
  const hit = all.filter((link) => link[own] <= at && at < link[own + 1]);
  const linked = all.filter((link) => hit.some((h) => h[own] < link[own + 1] && link[own] < h[own + 1]));
  const otherSide = side === "source" ? "target" : "source";
  for (const text of texts()) {
    const ours = parts(number, side, text), theirs = parts(number, otherSide, text);
    for (const link of linked) {
      for (const range of ranges(ours, link[own], link[own + 1])) wordMark.add(range);
      for (const range of ranges(theirs, link[other], link[other + 1])) wordMark.add(range);
    }
  }
}
