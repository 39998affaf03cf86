/** The editor's list: which pair one is at, and what the filters let through. Only the person goes elsewhere. */
import { call, complain } from "./api.js";
import { moment, typingInPair, typingNow, whenLeft } from "./attention.js";
import { chart } from "./chart.js";
import { Grid } from "./grid.js";
import { LOW, closedRow, openRow } from "./pairrow.js";
import { Saver } from "./saving.js";
import { t } from "./strings.js";

const box = document.getElementById("grid");
export const { bitext, editor, source, target, sourceDir, targetDir } = box.dataset;
export const base = `/bitexts/${bitext}`;
export const filters = document.querySelector(".filters");
export const languages = { source, target, sourceDir, targetDir };
export const count = { total: Number(box.dataset.total), confirmed: Number(box.dataset.confirmed) };
/** The bitext's revision that the list shows. */
export const known = { revision: 0 };
/** Pairs that something is done to now, so that nothing is typed into them, and pairs that a large step changed. */
export const locked = new Set(), fresh = new Set();
export const saver = new Saver(bitext, editor);
/** `active` is the id of the pair one is at; `awaited` the place one has gone to whose pair is not here yet. */
let active = null, awaited = null, listing = 0;

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
async function page(more, plain = false) {
  return call("GET", `${base}/beads?${plain ? new URLSearchParams(more) : query(more)}`);
}
/** More of the list that is shown. Were others' changes in it, pairs would be there twice or be missing: begin again. */
async function morePairs(offset, limit) {
  for (;;) {
    const answer = await page({ offset, limit });
    if (answer.revision < known.revision) continue;
    if (answer.revision === known.revision) return answer;
    reload();
    return null;
  }
}
export const numberOf = (bead, index) => (filtered() ? bead.number : index + 1);
export const grid = new Grid(box, {
  load: morePairs,
  build: (bead, index) => {
    if (!bead) return closedRow(null, 0, languages);
    const place = numberOf(bead, index), open = bead.id === active;
    const waits = saver.pending(bead.id), shown = { ...bead, ...waits }, locks = locked.has(bead.id);
    // Codes count in the text that is saved.
    for (const side of ["source", "target"]) if (waits && `${side}_text` in waits) shown[`${side}_codes`] = null;
    const row = open ? openRow(shown, place, languages, fields, locks) : closedRow(shown, place, languages);
    showWaiting(row, bead.id);
    row.classList.toggle("fresh", fresh.has(bead.id));
    return row;
  },
  onchange: (index) => {
    const bead = grid.slots[index];
    if (bead) line.at(numberOf(bead, index));
    if (awaited && grid.slots[awaited.index]) activate(awaited.index, { ...awaited.how, focus: !typingNow() });
  },
});
export const line = chart(bitext, (wanted) => goTo(wanted).catch(complain));

/**
 * Begin the list again with what `more` asks for, at the pair `id`, its row where it was on the screen if one is there
 * now. If the person has gone on meanwhile, `again` is done instead; while they type in a pair, it waits.
 */
export async function begin(more = { limit: 100 }, id = null, again = () => begin(more, id)) {
  await saver.flush();
  listing += 1;
  const mine = listing, was = active;
  const answer = await page(more);
  if (mine !== listing) return;
  if (typingInPair()) return void whenLeft("list", () => again().catch(complain));
  if (was !== active && active !== null) return again();
  const found = id === null ? -1 : answer.beads.findIndex((bead) => bead.id === id);
  const index = answer.offset + Math.max(0, found);
  const top = found >= 0 && id === was ? rowNow()?.getBoundingClientRect().top : undefined;
  const stays = top > 0 && top < innerHeight;
  document.getElementById("nothing").hidden = answer.total > 0;
  await put(answer, index, stays || id === null ? "nearest" : "center");
  if (stays) scrollBy({ top: rowNow().getBoundingClientRect().top - top, behavior: "instant" });
}
async function put(answer, index, block) {
  known.revision = answer.revision;
  active = awaited = null;
  const focus = !typingNow() && !document.querySelector("dialog[open]");
  await grid.begin(answer, index);
  if (answer.total) activate(index, { block, focus });
}
/** The list as it is now at the service, at a pair. */
export function reload(id = active) {
  const more = id === null || id === undefined ? { limit: 200 } : { around: id, limit: 200 };
  begin(more, id ?? null, async () => reload()).catch(() => begin().catch(complain));
}
/** Go to a pair by number, whatever is shown. */
export async function goTo(wanted) {
  const still = moment(), at = Math.min(Math.max(1, wanted), count.total) - 1;
  if (!filtered() && grid.slots.length === count.total && grid.slots[at]) return activate(at, { block: "center" });
  const answer = await page({ offset: Math.max(0, at - 50), limit: 100 }, true);
  if (grid.slots.length && !still.undisturbed()) return;
  listing += 1;
  clearFilters();
  await put(answer, at, "center");
}
function clearFilters() {
  filters.show.value = "";
  filters.q.value = "";
  if (filters.code) filters.code.value = "";
}

/** A pair whose text is not saved yet has a mark, and says so. */
function showWaiting(row, id) {
  const waits = saver.pending(id) !== null, words = `, ${t("unsaved_pair")}`;
  const label = row.getAttribute("aria-label").replace(words, "");
  row.classList.toggle("waiting", waits);
  row.setAttribute("aria-label", waits ? label + words : label);
}
saver.marked = (id) => {
  const index = grid.indexOf(id), row = grid.row(index);
  if (!row) return;
  const at = document.activeElement, inside = row.contains(at) && at !== row && !at.readOnly;
  if (inside || saver.pending(id)) showWaiting(row, id); else redraw(index);
};

/* The pair one is at */
export const indexNow = () => (active === null ? awaited?.index ?? -1 : grid.indexOf(active));
export const beadNow = () => grid.slots[indexNow()] || null;
/** Go to a pair; where it is not here yet, once it is. */
export function activate(index, { block = "nearest", focus = true } = {}) {
  if (index < 0 || index >= grid.slots.length) return;
  const before = grid.indexOf(active), bead = grid.slots[index];
  awaited = bead ? null : { index, how: { block } };
  if (before !== index) {
    saver.flush();
    const was = active;
    active = bead?.id ?? null;
    if (was !== null && before >= 0) grid.redraw(before);
  }
  if (active === null) return void grid.show(index, block);
  let row = grid.show(index, "nearest");
  if (row && !row.classList.contains("active")) row = grid.redraw(index);
  row?.scrollIntoView({ block, behavior: "instant" });
  if (focus) row?.focus({ preventScroll: true });
  at();
}
/** The field of the open pair that the focus is in, "" elsewhere in its row; null where it is not there. */
export function fieldNow() {
  return rowNow()?.contains(document.activeElement) ? nameOf(document.activeElement) : null;
}
/** The pair one was at is no more: this one has taken its place, and the focus goes to its `field` (see `fieldNow`). */
export function succeed(bead, field) {
  active = bead?.id ?? null;
  grid.refresh();
  if (!bead) return;
  const open = grid.redraw(indexNow());
  at();
  if (field === null || !open) return;
  const into = field === "" ? open : open.querySelector(field);
  // Enter makes it a field to type in: what was meant for the pair that is gone must not land in this one.
  if (into !== open) into.readOnly = true;
  into.focus({ preventScroll: true });
}
function at() {
  document.getElementById("to-reader").href = `/read/${bitext}?pair=${active}#p${active}`;
  history.replaceState(null, "", `?pair=${active}`);
}
export const rowNow = () => grid.row(indexNow());
export const area = (side) => rowNow()?.querySelector(`.${side} textarea`);
const FIELDS = [".source textarea", ".target textarea", ".note"];
/** Which field of a row an element is; "" for the row itself and all else in it. */
const nameOf = (element) => {
  const { code, edge } = element.dataset;
  return code ? `[data-code="${code}"][data-edge="${edge}"]` : FIELDS.find((field) => element.matches(field)) ?? "";
};
/** Draw a row again. The focus stays where it is in it. */
export function redraw(index) {
  const row = grid.row(index), from = document.activeElement;
  if (!row?.contains(from)) return grid.redraw(index);
  const name = nameOf(from), span = from.selectionStart === undefined ? null : [from.selectionStart, from.selectionEnd];
  const made = grid.redraw(index), field = (name && made.querySelector(name)) || made;
  field.hidden = false;
  field.focus({ preventScroll: true });
  if (span && field !== made) field.setSelectionRange(...span);
  return made;
}
const fields = {
  type(side, value) { const bead = beadNow(); if (bead) saver.change(bead, { [`${side}_text`]: value }); },
  note(value) { const bead = beadNow(); if (bead) saver.change(bead, { note: value }); },
  leave() { saver.flush(); },
};

/** The filters have changed: begin again, at the pair one is at where all are let through. */
export function refilter() {
  if (filters.code?.value && filters.show.value !== "findings") filters.show.value = "findings";
  const stay = !filtered() && active !== null;
  return begin(stay ? { around: active, limit: 200 } : { limit: 200 }, stay ? active : null, refilter);
}
