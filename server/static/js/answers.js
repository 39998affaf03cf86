/**
 * The one way in which answers reach the page. Each belongs to the pair that it was asked for: it changes that pair's
 * row, or nothing. Who has gone on meanwhile stays where they are, and who types goes on typing.
 */
import { call, complain } from "./api.js";
import { moment, typingInPair, whenLeft } from "./attention.js";
import { renewCodes } from "./codes.js";
import { choose } from "./conflict.js";
import { calm, put } from "./dom.js";
import { say } from "./messages.js";
import {
  base, beadNow, count, fieldNow, filtered, fresh, grid, indexNow, known, languages, line, locked, numberOf, redraw, reload, rowNow,
  saver, succeed,
} from "./pairlist.js";
import { number, t } from "./strings.js";

const LARGE = ["realign", "replace", "import", "confirm-all"];
const redrawChart = calm(() => line.draw().catch(() => {}), 1500);

/** Ask something about the pair one is at; `show(answer, place, bead, calm)` puts the answer under that pair, if it is
 * still open and nothing else was asked there since. `calm`: nothing was done since; only then may the focus move. */
let newest = null;
export async function askFor(ask, show, waiting = "") {
  const bead = beadNow(), still = moment(), mine = newest = Symbol("asked");
  if (!bead) return;
  const place = () => (mine === newest && beadNow()?.id === bead.id ? rowNow()?.querySelector(".offered") : null);
  if (waiting) put(place(), waiting);
  try {
    const answer = await ask(bead), box = place();
    if (box && answer !== null) show(answer, box, bead, still.undisturbed());
  } catch (error) {
    if (place()) put(place());
    complain(error);
  }
}

/**
 * Change something at the service, after all that waits is saved: `task(bead, index)` makes the request for the pair
 * `of`, as it is when its turn comes. Resolves to {answer, index, calm}, or null if nothing was changed.
 */
export async function change(task, { of = null, lock = false } = {}) {
  const still = moment();
  saver.flush();
  if (of && lock) setLocked(of, true);
  try {
    const answer = await saver.run(() => {
      const index = of ? grid.indexOf(of.id) : -1;
      return task(grid.slots[index] ?? of, index);
    });
    if (!answer) return null;
    const index = answer.beads?.length ? grid.indexOf(answer.beads[0].id) : indexNow();
    return { answer, index, calm: still.undisturbed() };
  } catch (error) {
    if (error.status === 409 || error.status === 404) reload();
    complain(error);
    return null;
  } finally {
    if (of && lock) setLocked(of, false);
  }
}
function setLocked(bead, on) {
  if (on) locked.add(bead.id); else locked.delete(bead.id);
  const row = grid.row(grid.indexOf(bead.id)), field = row?.querySelector(".target textarea");
  row?.setAttribute("aria-busy", String(on));
  if (field) field.readOnly = on;
}
export const post = (path, body = {}) => call("POST", `${base}${path}`, body, { patient: false });

/** Take an answer of the service into the list. What others did before it is fetched. */
export function take(answer) {
  const missed = answer.revision > known.revision + 1;
  known.revision = Math.max(known.revision, answer.revision ?? 0);
  enter(answer);
  if (missed) reload();
}
function enter(answer) {
  undoState(answer.undo);
  if (answer.total !== undefined) count.total = answer.total;
  if (LARGE.includes(answer.edit?.action)) { fresh.clear(); for (const bead of answer.beads) fresh.add(bead.id); }
  if (answer.changed > answer.beads.length) return renewAll();
  const gone = new Set(answer.removed), now = beadNow();
  let place = answer.beads.length ? grid.indexOf(answer.beads[0].id) : -1;
  if (place < 0 && answer.after !== null && answer.after !== undefined) place = grid.indexOf(answer.after) + 1 || -1;
  if (place < 0) place = answer.removed.length ? grid.indexOf(answer.removed[0]) : answer.after === null ? 0 : -1;
  if (place < 0) return renewAll();
  redrawChart();
  review();
  if (gone.size || answer.beads.some((bead) => grid.indexOf(bead.id) < 0)) {
    const mine = now && answer.beads.find((bead) => bead.id === now.id);
    const other = mine && ["source_text", "target_text"].some((name) => mine[name] !== now[name]);
    if (typingInPair() && (gone.has(now?.id) || other)) return whenLeft("list", () => renewAll());
    return restructure(answer, gone, place);
  }
  for (const bead of answer.beads) renew(grid.indexOf(bead.id), bead, answer.theirs);
}
function renewAll() {
  reload();
  redrawChart();
  review();
}
/** Pairs have come or gone. */
function restructure(answer, gone, place) {
  const now = indexNow(), lost = gone.has(grid.slots[now]?.id), field = fieldNow();
  const made = answer.beads.map((bead) => newer(grid.slots[grid.indexOf(bead.id)], bead));
  const ids = new Set(made.map((bead) => bead.id)), kept = [];
  let start = place, at = 0;
  for (const bead of grid.slots) {
    if (bead && (gone.has(bead.id) || ids.has(bead.id))) { if (at < place) start -= 1; } else kept.push(bead);
    at += 1;
  }
  kept.splice(start, 0, ...made);
  const shift = kept.length - grid.slots.length, edge = made.at(-1)?.number ?? 0;
  if (filtered() && shift) {
    for (const bead of kept) if (bead && !ids.has(bead.id) && bead.number + shift > edge) bead.number += shift;
  }
  grid.setSlots(kept);
  const typed = typingInPair() ? beadNow()?.id : null;
  for (let index = Math.max(0, grid.first); index < Math.min(kept.length, grid.last + 2); index++) {
    const shown = grid.row(index)?.querySelector(".number");
    if (!shown || !kept[index]) continue;
    if (ids.has(kept[index].id) && kept[index].id !== typed) redraw(index);
    else shown.textContent = number(numberOf(kept[index], index));
  }
  const heir = start + Math.min(Math.max(0, made.length - 1), now - place);
  if (lost) return succeed(kept[Math.min(kept.length - 1, heir)], field);
  grid.refresh();
}
/** Of two states of a pair the later one: answers may overtake one another. */
const newer = (had, bead) => (had && had.version > bead.version ? had : bead);
/** One pair has new values: the fields one is typing in keep what one types. */
function renew(index, bead, force = false) {
  const had = grid.slots[index];
  if (!had || newer(had, bead) === had) return;
  Object.assign(had, bead, { number: bead.number ?? had.number });
  const row = grid.row(index), at = document.activeElement;
  if (!row) return;
  if (row.contains(at) && at !== row && !at.readOnly && !force) {
    row.className = `${row.className.replace(/\b(draft|confirmed|rejected|found|low)\b/g, "").trim()} ${had.status}`;
    if (!renewCodes(row, had, languages) && at.closest(".target-codes")) redraw(index);
  } else redraw(index);
}
function undoState(undo) {
  if (!undo) return;
  document.getElementById("undo").disabled = !undo.undo;
  document.getElementById("redo").disabled = !undo.redo;
}

/* Saving: what was typed, and what stands in its way */
/** The number one sees at a pair; nothing where it is not in the list. */
function numberShown(bead) {
  const index = grid.indexOf(bead.id);
  return index < 0 ? "" : numberOf(grid.slots[index], index);
}
const memory = document.getElementById("memory-waiting");
saver.done = (answer) => {
  const waiting = answer.memory_waiting ?? 0;
  if (!answer.theirs) {
    memory.hidden = !waiting;
    memory.textContent = waiting ? t("memory_waiting", { num: waiting }) : "";
  }
  return take(answer);
};
/** Which version shall hold is asked once nobody is typing. */
saver.conflict = async (bead, theirs, fields) => {
  const place = () => numberShown(bead) || theirs.number;
  if (typingInPair()) say(t("conflict_waits", { number: place() }), { fault: true });
  await new Promise((go) => whenLeft(Symbol("conflict"), go));
  return choose(theirs, fields, place());
};
/** Somebody else has merged or deleted a pair: what was typed is shown, and can become a pair of its own. */
saver.lost = (bead, fields, forget) => {
  const index = grid.indexOf(bead.id), text = fields.target_text ?? fields.source_text ?? fields.note ?? "";
  const before = index < 0 ? beadNow()?.id : grid.slots[index - 1]?.id;
  if (beadNow()?.id === bead.id) reload(grid.slots[index + 1]?.id ?? before ?? null); else reload();
  if (!text.trim()) { forget(); return void say(t("pair_gone"), { fault: true }); }
  const target = fields.source_text === undefined ? text : fields.target_text ?? "";
  const typed = { source_text: fields.source_text ?? "", target_text: target };
  const insert = async () => {
    const made = await change(() => post("/beads", { after: before ?? null, ...typed }));
    if (made) forget(); else tell();
  };
  const actions = [[t("insert_typed"), insert], [t("discard"), forget]];
  const tell = () => say(t("pair_gone_typed", { text }), { fault: true, seconds: Infinity, actions });
  tell();
};

/* How much is reviewed */
export function showReviewed() {
  document.getElementById("reviewed").textContent = t("progress", { done: count.confirmed, total: count.total });
  document.getElementById("reviewed-bar").style.width = `${(100 * count.confirmed) / Math.max(1, count.total)}%`;
}
export const review = calm(async () => {
  try {
    const { statistics, undo } = await call("GET", base);
    Object.assign(count, { total: statistics.beads, confirmed: statistics.confirmed });
    undoState(undo);
    showReviewed();
  } catch { /* the next change asks again */ }
}, 400);

/** Others at the same text: look now and then, and take in what they did. */
let looking = false, seen = 0;
export const keepUp = () => setInterval(async () => {
  if (looking || document.hidden || saver.busy || !known.revision) return;
  looking = true;
  try {
    const now = (await call("GET", base)).revision;
    if (now <= Math.max(seen, known.revision) || saver.busy) return;
    seen = now;
    reload();
  } catch { /* the network message is shown by the next change */ }
  finally { looking = false; }
}, 5000);
