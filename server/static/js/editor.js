/** The editor: where one is, what the keys do, and what each answer of the service changes in the list. */
import "./page.js";
import { ask } from "./ask.js";
import { call, complain } from "./api.js";
import { chart } from "./chart.js";
import { calm, el, keyOf, put, typing } from "./dom.js";
import { Grid } from "./grid.js";
import { announce, say } from "./messages.js";
import { LOW, closedRow, openRow } from "./pairrow.js";
import { Saver } from "./saving.js";
import { number, percent, t } from "./strings.js";

const box = document.getElementById("grid");
const { bitext, source, target, sourceDir, targetDir } = box.dataset;
const languages = { source, target, sourceDir, targetDir };
const base = `/bitexts/${bitext}`;
const filters = document.querySelector(".filters");
const count = { total: Number(box.dataset.total), confirmed: Number(box.dataset.confirmed) };
let active = null, revision = 0;

/* The list */
const filtered = () => filters.show.value !== "" || filters.q.value.trim() !== "" || Boolean(filters.code?.value);
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
const numberOf = (bead, index) => (filtered() ? bead.number : index + 1);
const grid = new Grid(box, {
  load: (offset, limit) => page({ offset, limit }),
  build: (bead, index) => (bead && bead.id === active ? openRow(bead, numberOf(bead, index), languages, fields) : closedRow(bead, bead ? numberOf(bead, index) : 0, languages)),
  onchange: (index) => { const bead = grid.slots[index]; if (bead) line.at(numberOf(bead, index)); },
});
const line = chart(bitext, (wanted) => goTo(wanted).catch(complain));
const redrawChart = calm(() => line.draw().catch(() => {}), 1500);

async function begin(more = { limit: 100 }, id = null) {
  await saver.flush();
  const answer = await page(more);
  active = null;
  document.getElementById("nothing").hidden = answer.total > 0;
  const index = id === null ? 0 : answer.offset + answer.beads.findIndex((bead) => bead.id === id);
  await grid.begin(answer, Math.max(0, index));
  if (answer.total) activate(Math.max(0, index), { block: id === null ? "nearest" : "center" });
}
/** Go to a pair by number, whatever is shown. */
async function goTo(wanted) {
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
const indexNow = () => (active === null ? -1 : grid.indexOf(active));
const beadNow = () => grid.slots[indexNow()] || null;
function activate(index, { block = "nearest", focus = true } = {}) {
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
const rowNow = () => grid.row(indexNow());
const area = (side) => rowNow()?.querySelector(`.${side} textarea`);

/* Saving and what it brings */
const fields = {
  type(side, value) { const bead = beadNow(); if (bead) saver.change(bead, { [`${side}_text`]: value }); },
  note(value) { const bead = beadNow(); if (bead) saver.change(bead, { note: value }); },
  leave() { saver.flush(); },
};
const saver = new Saver(bitext, apply, conflict);
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
function reload(id = active) {
  const more = id === null || id === undefined ? { limit: 200 } : { around: id, limit: 200 };
  begin(more, id).catch(() => begin().catch(complain));
  redrawChart();
  review();
}
function conflict(bead, theirs, fields) {
  return new Promise((done) => {
    const dialog = document.getElementById("conflict"), index = grid.indexOf(bead.id);
    const name = "target_text" in fields ? "target_text" : "source_text" in fields ? "source_text" : "note" in fields ? "note" : "status";
    document.getElementById("conflict-text").textContent = t("conflict_text", { number: index >= 0 ? numberOf(grid.slots[index], index) : "" });
    document.getElementById("theirs").textContent = name === "status" ? t(theirs.status) : theirs[name];
    document.getElementById("yours").textContent = name === "status" ? t(fields.status) : fields[name];
    const choose = (event) => { const button = event.target.closest("[data-take]"); if (button) { dialog.returnValue = button.dataset.take; dialog.close(button.dataset.take); } };
    dialog.addEventListener("click", choose);
    dialog.addEventListener("close", () => { dialog.removeEventListener("click", choose); done(dialog.returnValue === "yours" ? "yours" : "theirs"); }, { once: true });
    dialog.returnValue = "";
    dialog.showModal();
  });
}
/** Do something to the service after all that waits is saved; its answer goes into the list. */
async function act(task) {
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
const post = (path, body = {}) => call("POST", `${base}${path}`, body, { patient: false });

/* How much is reviewed */
function showReviewed() {
  document.getElementById("reviewed").textContent = t("progress", { done: count.confirmed, total: count.total });
  document.getElementById("reviewed-bar").style.width = `${(100 * count.confirmed) / Math.max(1, count.total)}%`;
}
const review = calm(async () => {
  try {
    const { statistics, undo } = await call("GET", base);
    Object.assign(count, { total: statistics.beads, confirmed: statistics.confirmed });
    undoState(undo);
    showReviewed();
  } catch { /* the next change asks again */ }
}, 400);

/* What one can do */
async function setStatus(status, goOn) {
  const bead = beadNow(), index = indexNow();
  if (!bead) return;
  await saver.flush();
  const made = await act(() => saver.patch(bead, { status }));
  if (!made) return;
  announce(t({ confirmed: "done_confirm", rejected: "done_reject", draft: "done_draft" }[status]));
  if (goOn && index + 1 < grid.slots.length) activate(index + 1);
}
/** Where the source would be cut if nobody said: after the punctuation nearest to the same share of the text. */
function guess(text, share) {
  const want = text.length * share;
  const places = [...text.matchAll(/[.!?…;:,»”"–—]\s+|\s+/g)].map((m) => [m.index + m[0].length, /^[.!?…]/.test(m[0]) ? 0 : /^[;:,–—]/.test(m[0]) ? text.length * 0.08 : text.length * 0.3]);
  places.sort((a, b) => Math.abs(a[0] - want) + a[1] - (Math.abs(b[0] - want) + b[1]));
  return places.length ? places[0][0] : text.length;
}
async function split() {
  const bead = beadNow(), own = area("target"), other = area("source");
  if (!bead || !own) return;
  let targetAt = own.selectionStart, sourceAt = other.selectionStart;
  const inTarget = targetAt > 0 && targetAt < own.value.length, inSource = other.dataset.touched === "yes" && sourceAt > 0 && sourceAt < other.value.length;
  if (!inTarget && !inSource) {
    if (bead.source.length > 1 || bead.target.length > 1) {
      sourceAt = bead.source.length > 1 ? bead.source[0].text.length + 1 : other.value.length;
      targetAt = bead.target.length > 1 ? bead.target[0].text.length + 1 : own.value.length;
    } else { own.focus(); say(t("split_how"), { seconds: 7 }); return; }
  } else if (!inSource) sourceAt = guess(other.value, targetAt / own.value.length);
  else if (!inTarget) targetAt = own.value ? guess(own.value, sourceAt / other.value.length) : 0;
  const made = await act(() => post(`/beads/${bead.id}/split`, { version: bead.version, source_at: sourceAt, target_at: targetAt }));
  if (made) { activate(made.index); announce(t("history_actions.split")); }
}
async function merge(by) {
  const index = indexNow(), [a, b] = by > 0 ? [index, index + 1] : [index - 1, index];
  const [first, second] = [grid.slots[a], grid.slots[b]];
  if (!first || !second || (filtered() && second.number !== first.number + 1)) return void say(t("merge_none"));
  await saver.flush();
  const made = await act(() => post("/merge", { beads: [first, second].map(({ id, version }) => ({ id, version })) }));
  if (made) { activate(made.index); announce(t("history_actions.merge")); }
}
async function move(side, direction) {
  const bead = beadNow();
  if (!bead) return;
  const made = await act(() => post(`/beads/${bead.id}/move`, { version: bead.version, side, direction }));
  if (!made) return;
  const index = grid.indexOf(bead.id);
  activate(index >= 0 ? index : made.index);
  announce(t("history_actions.move"));
}
async function insert() {
  const bead = beadNow();
  const made = await act(() => post("/beads", { after: bead?.id ?? null, source_text: "", target_text: "…" }));
  if (!made) return;
  activate(made.index);
  area("target")?.focus();
  area("target")?.select();
}
async function remove() {
  const bead = beadNow(), index = indexNow();
  if (!bead) return;
  const made = await act(() => call("DELETE", `${base}/beads/${bead.id}?version=${bead.version}`, undefined, { patient: false }));
  if (!made) return;
  activate(Math.min(index, grid.slots.length - 1));
  say(t("pair_deleted"), { action: [t("undo"), () => swing("undo")] });
}
async function swing(way) {
  const made = await act(() => post(`/${way}`));
  if (!made?.answer) return;
  const what = made.answer.edit?.action || "";
  say(t(way === "undo" ? "undone" : "redone", { what: t(`history_actions.${what}`) }), { seconds: 2.5 });
  if (made.index >= 0) activate(made.index, { block: "center" });
}
async function realign() {
  const bead = beadNow();
  if (!bead) return;
  say(t("realigning"), { seconds: 2 });
  const made = await act(() => post("/realign", { first: bead.id }));
  if (!made) return;
  say(t("realigned", { num: made.answer.changed ?? made.answer.beads.length }), { action: [t("undo"), () => swing("undo")] });
  if (made.index >= 0) activate(made.index);
}
/** Texts to choose from under the pair; Enter or a click takes one. */
function offer(rows, origin) {
  const place = rowNow()?.querySelector(".offered");
  if (!place) return;
  put(place, el("ul.offers", {}, rows.map((row) => el("li", {}, el("button", { type: "button", lang: target, onclick: () => takeText(row.text, origin) }, row.text, row.about ? el("small", {}, ` ${row.about}`) : null)))));
  place.querySelector("button")?.focus();
}
async function takeText(text) {
  const bead = beadNow();
  if (!bead) return;
  const made = await act(() => saver.patch(bead, { target_text: text }));
  if (made) { grid.redraw(indexNow()); rowNow()?.focus({ preventScroll: true }); }
}
async function alternatives() {
  const bead = beadNow();
  if (!bead?.source_text) return;
  const place = rowNow().querySelector(".offered");
  put(place, el("p.soft", {}, t("thinking")));
  try {
    const { translations } = await call("POST", "/translate", { texts: [bead.source_text], alternatives: 4, beam: 6 }, { patient: false });
    const made = translations[0], texts = [...new Set([made.text, ...made.alternatives])].filter((text) => text && text !== bead.target_text);
    if (texts.length) offer(texts.map((text) => ({ text }))); else put(place, el("p.soft", {}, t("no_alternatives")));
  } catch (error) { put(place); complain(error); }
}
async function fill() {
  const bead = beadNow();
  if (!bead?.source_text) return;
  const place = rowNow().querySelector(".offered");
  try {
    const found = await call("GET", `/memory/matches?${new URLSearchParams({ text: bead.source_text.slice(0, 10000), source_language: source, target_language: target, limit: "5" })}`);
    const rows = (found.matches || []).filter((match) => match.target !== bead.target_text).map((match) => ({ text: match.target, about: percent(match.percent / 100) }));
    if (rows.length) offer(rows); else put(place, el("p.soft", {}, t("memory_none")));
  } catch (error) { complain(error); }
}
/** What the translation of this pair was before, newest first; one of them can be taken back. */
async function past() {
  const bead = beadNow(), place = rowNow()?.querySelector(".offered");
  if (!bead || !place) return;
  const { edits } = await call("GET", `${base}/history?bead=${bead.id}&limit=50`);
  const rows = [], seen = new Set([bead.target_text]);
  for (const edit of edits) {
    const text = edit.before?.find((row) => row.id === bead.id)?.target_text;
    if (!text || seen.has(text)) continue;
    seen.add(text);
    rows.push({ text, about: new Date(edit.created).toLocaleString(document.documentElement.lang) });
  }
  if (rows.length) offer(rows); else put(place, el("p.soft", {}, t("no_history")));
}
function note() {
  const field = rowNow()?.querySelector(".note");
  if (field) { field.hidden = false; field.focus(); }
}
async function finding(back) {
  const from = beadNow(), index = indexNow();
  for (let at = index + (back ? -1 : 1); at >= 0 && at < grid.slots.length && grid.slots[at]; at += back ? -1 : 1) {
    if (grid.slots[at].findings.some((f) => f.severity !== "info")) return activate(at, { block: "center" });
  }
  const { beads } = await call("GET", `${base}/beads?${new URLSearchParams({ findings: "true", limit: "1000" })}`);
  const here = from ? numberOf(from, index) : 0;
  const next = back ? beads.filter((bead) => bead.number < here).at(-1) : beads.find((bead) => bead.number > here);
  if (next) await goTo(next.number); else say(t("no_more_findings"));
}
function editSource() {
  const field = area("source");
  if (!field) return;
  field.readOnly = false;
  field.spellcheck = true;
  field.focus();
}

/* Keys */
const letters = {
  c: () => setStatus("confirmed", true), x: () => setStatus("rejected", true), d: () => setStatus("draft", false),
  s: split, m: (event) => merge(event.shiftKey ? -1 : 1), i: insert, n: note, f: fill, a: alternatives, h: past, r: realign, t: editSource,
  z: (event) => swing(event.shiftKey ? "redo" : "undo"), ".": () => finding(false), ",": () => finding(true),
  "[": () => move("target", "up"), "]": () => move("target", "down"), "{": () => move("source", "up"), "}": () => move("source", "down"),
};
function step(by) {
  const index = indexNow();
  activate(Math.min(grid.slots.length - 1, Math.max(0, index < 0 ? grid.visible()[0] : index + by)));
}
document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  const inText = typing(event.target), inGrid = event.target.closest(".pair") !== null;
  const key = event.shiftKey && { BracketLeft: "{", BracketRight: "}" }[event.code] ? { BracketLeft: "{", BracketRight: "}" }[event.code] : event.altKey && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : keyOf(event);
  const run = (task) => { event.preventDefault(); Promise.resolve(task(event)).catch(complain); };
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && inGrid) return run(() => setStatus("confirmed", true));
  if ((event.ctrlKey || event.metaKey) && !inText && ["z", "y"].includes(key)) return run(() => swing(key === "y" || event.shiftKey ? "redo" : "undo"));
  if (event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape" && inText && inGrid) return run(() => { saver.flush(); rowNow()?.focus({ preventScroll: true }); });
  if (event.key === "Escape" && inText) return run(() => rowNow()?.focus());
  if (inText && !event.altKey) return;
  if (event.altKey && !inGrid) return;
  if (event.key === "ArrowDown" || (key === "j" && !inText)) return run(() => { step(1); if (inText) area("target")?.focus(); });
  if (event.key === "ArrowUp" || (key === "k" && !inText)) return run(() => { step(-1); if (inText) area("target")?.focus(); });
  if (event.target.closest("button, a, summary, input") && !event.altKey && (event.key === "Enter" || event.key === " ")) return;
  if (letters[key]) return run(letters[key]);
  if (inText) return;
  if (event.key === "Enter" || event.key === "F2") return run(() => { const field = area("target"); field?.focus(); field?.setSelectionRange(field.value.length, field.value.length); });
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
document.getElementById("undo").addEventListener("click", () => swing("undo"));
document.getElementById("redo").addEventListener("click", () => swing("redo"));
document.getElementById("next-finding").addEventListener("click", () => finding(false).catch(complain));
document.getElementById("previous-finding").addEventListener("click", () => finding(true).catch(complain));
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("input", calm(() => {
  if (filters.code?.value && filters.show.value !== "findings") filters.show.value = "findings";
  begin(filtered() || active === null ? { limit: 200 } : { around: active, limit: 200 }, filtered() ? null : active).catch(complain);
}, 220));

/* Confirming many */
const bulk = document.getElementById("bulk-dialog"), bulkForm = bulk.querySelector("form");
const countBulk = calm(async () => {
  const above = Number(bulkForm.above.value) / 100;
  const ask = (more) => call("GET", `${base}/beads?${new URLSearchParams({ status: "draft", limit: "1", ...(bulkForm.clean.checked ? { findings: "false" } : {}), ...more })}`);
  const [all, below] = await Promise.all([ask({}), ask({ below: String(above) })]);
  const num = all.total - below.total;
  document.getElementById("bulk-count").textContent = num ? t("found", { num }) : t("bulk_none");
  document.getElementById("bulk-go").disabled = !num;
}, 150);
function showBulk() {
  document.getElementById("bulk-share").textContent = percent(Number(bulkForm.above.value) / 100);
  countBulk();
}
document.getElementById("bulk").addEventListener("click", () => { showBulk(); bulk.returnValue = ""; bulk.showModal(); });
bulkForm.addEventListener("input", showBulk);
bulk.addEventListener("close", async () => {
  if (bulk.returnValue !== "go") return;
  const made = await act(() => post("/confirm", { above: Number(bulkForm.above.value) / 100, without_findings: bulkForm.clean.checked }));
  if (!made) return;
  const num = made.answer.changed ?? made.answer.beads.length;
  say(num ? t("bulk_done", { num }) : t("bulk_none"), { action: num ? [t("undo"), () => swing("undo")] : null });
});

/* A file that was exported here and edited elsewhere comes home */
const homecoming = document.getElementById("bring-back");
homecoming.addEventListener("click", () => homecoming.nextElementSibling.click());
homecoming.nextElementSibling.addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  const body = new FormData();
  body.append("file", file);
  event.target.value = "";
  homecoming.closest("details").open = false;
  const made = await act(() => call("POST", `${base}/import`, body, { patient: false }));
  if (!made) return;
  const { changed, conflicts, refused } = made.answer;
  say([t("brought", { num: changed }), conflicts.length ? t("brought_conflicts", { num: conflicts.length }) : "", refused ? t("brought_refused", { num: refused }) : ""].filter(Boolean).join(" "), { action: changed ? [t("undo"), () => swing("undo")] : null, seconds: 10 });
});

/* Others at the same text: look now and then, and take in what they did */
setInterval(async () => {
  if (document.hidden || saver.busy || saver.waiting.size || !revision) return;
  try {
    const now = (await call("GET", base)).revision;
    if (now <= revision || saver.busy || saver.waiting.size) return;
    const { edits } = await call("GET", `${base}/history?since=${revision}&limit=100`);
    revision = now;
    if (!edits.length) return;
    const inside = rowNow()?.contains(document.activeElement) && document.activeElement !== rowNow();
    if (!inside) reload();
  } catch { /* the network message is shown by the next change */ }
}, 5000);

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
}).catch(complain);
