/** What the person is doing: was anything done since a moment, do they type, and what waits until they stop. */
import { typing } from "./dom.js";

const MODIFIERS = ["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock"];
let count = 0;
for (const kind of ["keydown", "pointerdown", "wheel", "touchmove", "input"]) {
  const note = (event) => { if (!MODIFIERS.includes(event.key)) count += 1; };
  addEventListener(kind, note, { capture: true, passive: true });
}

/** Is the focus in a field that takes text now? */
export function typingNow() {
  const at = document.activeElement;
  return Boolean(at) && typing(at) && !at.readOnly;
}

/** Is it one of a pair's? */
export const typingInPair = () => typingNow() && document.activeElement.closest(".pair") !== null;

/** A moment to come back to: an answer may move somebody only if they have done nothing since, and are not typing. */
export function moment() {
  const then = count;
  return { undisturbed: () => then === count && !typingNow() };
}

/* What would take the field from under somebody's hands waits until they leave it. */
const held = new Map();
function release() {
  if (typingInPair()) return;
  for (const [what, task] of [...held]) { held.delete(what); task(); }
}
addEventListener("focusout", () => setTimeout(release));

/** Run now, or once nobody types in a pair any more. Of several tasks called `what` the last one counts. */
export function whenLeft(what, task) {
  held.set(what, task);
  release();
}
