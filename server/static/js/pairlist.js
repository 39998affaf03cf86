/** The editor's list: which pair one is at, what the filters let through, and what each answer changes in it. */
import { call, complain } from "./api.js";
import { chart } from "./chart.js";
import { choose } from "./conflict.js";
import { calm } from "./dom.js";
import { Grid } from "./grid.js";
import { LOW, closedRow, openRow } from "./pairrow.js";
import { say } from "./messages.js";
import { Saver } from "./saving.js";
import { number, t } from "./strings.js";

const box = document.getElementById("grid");
export const { bitext, source, target, sourceDir, targetDir } = box.dataset;
export const base = `/bitexts/${bitext}`;
export const filters = document.querySelector(".filters");
const languages = { source, target, sourceDir, targetDir };
const count = { total: Number(box.dataset.total), confirmed: Number(box.dataset.confirmed) };
let active = null, revision = 0;

/* The list */
export const filtered = () => filters.show.value !== "" || filters.q.value.trim() !== "" || Boolean(filters.code?.value);
function query(more) {
  const given = new URLSearchParams(more), show = filters.show.value;
  if (show === "draft") given.set("status", "draft");
  if (show === "findings") given.set("findings", "true");
  if (show === "low") given.set("below", String(LOW));
  if (filters.q.value.trim()) given.set("q", filters.q.value.trim());
  if (filters.code?.value) given.set("code", filters.code.value);
  return given;
}
const page = (more) => call("GET", `${base}/beads?${query(more)}`).then((answer) => { revision = answer.revision; return answer; });
export const numberOf = (bead, index) => (filtered() ? bead.number : index + 1);
export const grid = new Grid(box, {
  load: (offset, limit) => page({ offset, limit }),
  build: (bead, index) => (bead && bead.id === active ? openRow(bead, numberOf(bead, index), languages, fields) : closedRow(bead, bead ? numberOf(bead, index) : 0, languages)),
  onchange: (index) => { const bead = grid.slots[index]; if (bead) line.at(numberOf(bead, index)); },
});
export const line = chart(bitext, (wanted) => goTo(wanted).catch(complain));
const redrawChart = calm(() => line.draw().catch(() => {}), 1500);

export async function begin(more = { limit: 100 }, id = null) {
  await saver.flush();
  const answer = await page(more);
  active = null;
  document.getElementById("nothing").hidden = answer.total > 0;
  const index = id === null ? 0 : answer.offset + answer.beads.findIndex((bead) => bead.id === id);
  await grid.begin(answer, Math.max(0, index));
  if (answer.total) activate(Math.max(0, index), { block: id === null ? "nearest" : "center" });
}
/** Go to a pair by number, whatever is shown. */
export async function goTo(wanted) {
  if (filtered()) clearFilters();
  const at = Math.min(Math.max(1, wanted), count.total) - 1;
  if (grid.slots.length === count.total && grid.slots[at]) return activate(at, { block: "center" });
  const answer = await page({ offset: Math.max(0, at - 50), limit: 100 });
  const bead = answer.beads[at - answer.offset];
  await grid.begin(answer, at);
  if (bead) activate(at, { block: "center" });
}
function clearFilters() {
  filters.show.value = "";
  filters.q.value = "";
  if (filters.code) filters.code.value = "";
}

/* The pair one is at */
export const indexNow = () => (active === null ? -1 : grid.indexOf(active));
export const beadNow = () => grid.slots[indexNow()] || null;
export function activate(index, { block = "nearest", focus = true } = {}) {
  if (index < 0 || index >= grid.slots.length) return;
  const before = indexNow();
  if (before !== index) {
    saver.flush();
    const was = active;
    active = grid.slots[index]?.id ?? null;
    if (was !== null && before >= 0) grid.redraw(before);
  }
  if (active === null) { grid.show(index, block); setTimeout(() => { if (grid.slots[index]) activate(index, { block, focus }); }, 120); return; }
  let row = grid.show(index, "nearest");
  if (row && !row.classList.contains("active")) row = grid.redraw(index);
  row?.scrollIntoView({ block, behavior: "instant" });
  if (focus) row?.focus({ preventScroll: true });
  document.getElementById("to-reader").href = `/read/${bitext}?pair=${active}#p${active}`;
  history.replaceState(null, "", `?pair=${active}`);
}
export const rowNow = () => grid.row(indexNow());
export const area = (side) => rowNow()?.querySelector(`.${side} textarea`);

/* Saving and what it brings */
const fields = {
  type(side, value) { const bead = beadNow(); if (bead) saver.change(bead, { [`${side}_text`]: value }); },
  note(value) { const bead = beadNow(); if (bead) saver.change(bead, { note: value }); },
  leave() { saver.flush(); },
};
export const saver = new Saver(bitext, apply, (bead, theirs, fields) => choose(theirs, fields, numberShown(bead)), gone);
/** Somebody else has merged or deleted the pair one is at: what was typed is shown, and can become a pair of its own. */
function gone(bead, fields) {
  const index = grid.indexOf(bead.id), text = fields.target_text ?? fields.source_text ?? fields.note ?? "";
  reload(grid.slots[index + 1]?.id ?? grid.slots[index - 1]?.id ?? null);
  if (!text.trim()) return void say(t("pair_gone"), { fault: true });
  const typed = { source_text: fields.source_text ?? "", target_text: fields.source_text === undefined ? text : fields.target_text ?? "" };
  const insert = async () => {
    const made = await act(() => post("/beads", { after: grid.slots[index - 1]?.id ?? null, ...typed }));
    if (made) activate(made.index); else say(t("pair_gone_typed", { text }), { fault: true, seconds: 600 });
  };
  say(t("pair_gone_typed", { text }), { fault: true, seconds: 600, action: [t("insert_typed"), insert] });
}
/** The number one sees at a pair; nothing where it is not in the list. */
function numberShown(bead) {
  const index = grid.indexOf(bead.id);
  return index < 0 ? "" : numberOf(grid.slots[index], index);
}
function undoState(undo) {
  if (!undo) return;
  document.getElementById("undo").disabled = !undo.undo;
  document.getElementById("redo").disabled = !undo.redo;
}
/** Take an answer of the service into the list. Returns the index of the first pair concerned, -1 if it is not here. */
function apply(answer) {
  if (answer.revision) revision = answer.revision;
  undoState(answer.undo);
  if (answer.total !== undefined) count.total = answer.total;
  if (answer.changed > answer.beads.length) { reload(); return -1; }
  const gone = new Set(answer.removed);
  let place = answer.beads.length ? grid.indexOf(answer.beads[0].id) : -1;
  if (place < 0 && answer.after !== null && answer.after !== undefined) place = grid.indexOf(answer.after) + 1 || -1;
  if (place < 0) place = answer.removed.length ? grid.indexOf(answer.removed[0]) : answer.after === null ? 0 : -1;
  const structural = gone.size > 0 || answer.beads.some((bead) => grid.indexOf(bead.id) < 0);
  if (place < 0) { reload(answer.beads[0]?.id); return -1; }
  if (!structural) {
    for (const bead of answer.beads) renew(grid.indexOf(bead.id), bead, answer.theirs);
    redrawChart();
    review();
    return place;
  }
  const ids = new Set(answer.beads.map((bead) => bead.id));
  const kept = [];
  let at = 0, start = place;
  for (const bead of grid.slots) {
    if (bead && (gone.has(bead.id) || ids.has(bead.id))) { if (at < place) start -= 1; } else kept.push(bead);
    at += 1;
  }
  kept.splice(start, 0, ...answer.beads);
  const shift = kept.length - grid.slots.length, edge = answer.beads.at(-1)?.number ?? 0;
  if (filtered() && shift) for (const bead of kept) if (bead && !ids.has(bead.id) && bead.number + shift > edge) bead.number += shift;
  grid.setSlots(kept);
  if (active !== null && (gone.has(active) || ids.has(active))) active = null;
  for (let index = Math.max(0, grid.first); index < Math.min(kept.length, grid.last + 2); index++) {
    const row = grid.row(index), shown = row?.querySelector(".number");
    if (row && kept[index] && ids.has(kept[index].id)) grid.redraw(index);
    else if (shown && kept[index]) shown.textContent = number(numberOf(kept[index], index));
  }
  grid.refresh();
  redrawChart();
  review();
  return start;
}
/** One pair has new values: the fields one is typing in keep what one types. */
function renew(index, bead, force = false) {
  const had = grid.slots[index];
  if (!had) return;
  const shownNumber = had.number;
  Object.assign(had, bead, { number: bead.number ?? shownNumber });
  const row = grid.row(index);
  if (!row) return;
  const inside = row.contains(document.activeElement) && document.activeElement !== row;
  if (inside && !force) { row.className = row.className.replace(/\b(draft|confirmed|rejected|found|low)\b/g, "").trim() + ` ${had.status}`; return; }
  const focused = row === document.activeElement || inside;
  const fresh = grid.redraw(index);
  if (focused) fresh?.focus({ preventScroll: true });
}
export function reload(id = active) {
  const more = id === null || id === undefined ? { limit: 200 } : { around: id, limit: 200 };
  begin(more, id).catch(() => begin().catch(complain));
  redrawChart();
  review();
}
/** Do something to the service after all that waits is saved; its answer goes into the list. */
export async function act(task) {
  await saver.flush();
  try {
    let index = -1;
    const answer = await saver.run(async () => { const made = await task(); return made; });
    index = answer?.beads?.length ? grid.indexOf(answer.beads[0].id) : indexNow();
    return { answer, index };
  } catch (error) {
    if (error.status === 409 || error.status === 404) reload();
    complain(error);
    return null;
  }
}
export const post = (path, body = {}) => call("POST", `${base}${path}`, body, { patient: false });

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
let looking = false;
export const keepUp = () => setInterval(async () => {
  if (looking || document.hidden || saver.busy || saver.waiting.size || !revision) return;
  looking = true;
  try {
    const now = (await call("GET", base)).revision;
    if (now <= revision || saver.busy || saver.waiting.size) return;
    const { edits } = await call("GET", `${base}/history?since=${revision}&limit=100`);
    revision = now;
    if (!edits.length) return;
    const inside = rowNow()?.contains(document.activeElement) && document.activeElement !== rowNow();
    if (!inside) reload();
  } catch { /* the network message is shown by the next change */ }
  finally { looking = false; }
}, 5000);

/** The filters have changed: begin again with what they let through, at the pair one is at where they let all through. */
export function refilter() {
  if (filters.code?.value && filters.show.value !== "findings") filters.show.value = "findings";
  const stay = !filtered() && active !== null;
  return begin(stay ? { around: active, limit: 200 } : { limit: 200 }, stay ? active : null);
}
