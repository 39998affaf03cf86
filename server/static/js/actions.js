/** What one can do with the pair one is at: its status, cutting and joining, undo, aligning again, the next finding. */
import { call, complain, lines } from "./api.js";
import { change, post, take } from "./answers.js";
import { moment } from "./attention.js";
import { insertNext } from "./codes.js";
import { announce, say } from "./messages.js";
import { activate, area, base, beadNow, filtered, goTo, grid, indexNow, numberOf, rowNow, saver } from "./pairlist.js";
import { number, percent, t } from "./strings.js";

/** Whoever confirms or rejects a pair goes on at once; the answer comes to it by itself. */
export async function setStatus(status, goOn) {
  const bead = beadNow(), index = indexNow();
  if (!bead) return;
  const shown = { ...bead, ...saver.pending(bead.id) };
  if (status === "confirmed" && !(shown.source_text.trim() && shown.target_text.trim())) {
    return void say(t("confirm_empty", { number: numberOf(bead, index) }), { seconds: 7 });
  }
  const made = change((now) => saver.patch(now, { status }), { of: bead });
  if (goOn && index + 1 < grid.slots.length) activate(index + 1);
  if (await made) announce(t({ confirmed: "done_confirm", rejected: "done_reject", draft: "done_draft" }[status]));
}
/** Put the codes of a translation where its chips are; if somebody has typed meanwhile, they stay with their words. */
export async function setCodes({ id, text, codes, over }) {
  const bead = grid.slots[grid.indexOf(id)];
  if (bead) await change((now) => (now.target_text === text ? saver.patch(now, { target_codes: codes }) : null), { of: bead });
  over();
}
/** Put the next code that the translation lacks over the selected words or to the cursor, once what was typed is saved. */
export async function insertCode() {
  const bead = beadNow();
  await saver.flush();
  if (bead && beadNow()?.id === bead.id && !insertNext(rowNow())) say(t("no_code_missing"));
}
/** Where a text would be cut if nobody said: after the punctuation nearest to a share of it; 0 where it cannot be. */
function guess(text, share) {
  const want = text.length * share;
  const cost = (mark) => (/^[.!?…]/.test(mark) ? 0 : /^[;:,–—]/.test(mark) ? 0.08 : 0.3);
  const places = [...text.matchAll(/[.!?…;:,»”"–—]\s+|\s+/g)].map((m) => {
    const at = m.index + m[0].length;
    return [at, Math.abs(at - want) + text.length * cost(m[0])];
  }).filter(([at]) => text.slice(0, at).trim() && text.slice(at).trim());
  return places.sort((x, y) => x[1] - y[1])[0]?.[0] ?? 0;
}
/** Cut a pair at the cursors; without them after its first sentence. A side that has text is left empty in no half. */
export async function split() {
  const bead = beadNow(), own = area("target"), other = area("source");
  if (!bead || !own) return;
  const within = (field) => field.selectionStart > 0 && field.selectionStart < field.value.length;
  let targetAt = within(own) ? own.selectionStart : 0;
  let sourceAt = other.dataset.touched === "yes" && within(other) ? other.selectionStart : 0;
  if (!targetAt && !sourceAt) {
    const after = (rows) => (rows.length > 1 ? rows[0].text.length + 1 : 0);
    [targetAt, sourceAt] = [after(bead.target), after(bead.source)];
  }
  if (!sourceAt && targetAt) sourceAt = guess(other.value, targetAt / own.value.length);
  else if (!targetAt && sourceAt) targetAt = guess(own.value, sourceAt / other.value.length);
  if ((!targetAt && own.value.trim()) || (!sourceAt && other.value.trim())) {
    own.focus();
    return void say(t("split_how"), { seconds: 7 });
  }
  const places = { source_at: sourceAt, target_at: targetAt };
  const task = (now) => post(`/beads/${now.id}/split`, { version: now.version, ...places });
  done(await change(task, { of: bead, lock: true }), "split");
}
/** Say what was done, and show where, unless somebody has gone on meanwhile. */
function done(made, what) {
  if (!made) return;
  announce(t(`history_actions.${what}`));
  if (made.calm) activate(made.index);
}
export async function merge(by) {
  const bead = beadNow();
  if (!bead) return;
  const made = await change((now, index) => {
    const [first, second] = by > 0 ? [now, grid.slots[index + 1]] : [grid.slots[index - 1], now];
    const apart = filtered() && second?.number !== first?.number + 1;
    if (index < 0 || !first || !second || apart) return void say(t("merge_none"));
    return post("/merge", { beads: [first, second].map(({ id, version }) => ({ id, version })) });
  }, { of: bead, lock: true });
  done(made, "merge");
}
export async function move(side, direction) {
  const bead = beadNow();
  if (!bead) return;
  const task = (now) => post(`/beads/${now.id}/move`, { version: now.version, side, direction });
  const made = await change(task, { of: bead, lock: true });
  if (made && grid.indexOf(bead.id) >= 0) made.index = grid.indexOf(bead.id);
  done(made, "move");
}
export async function insert() {
  const bead = beadNow();
  const made = await change(() => post("/beads", { after: bead?.id ?? null, source_text: "", target_text: "…" }));
  if (!made?.calm) return;
  activate(made.index);
  area("target")?.focus();
  area("target")?.select();
}
export async function remove() {
  const bead = beadNow();
  if (!bead) return;
  const gone = (now) => call("DELETE", `${base}/beads/${now.id}?version=${now.version}`, undefined, { patient: false });
  const made = await change(gone, { of: bead, lock: true });
  if (made) say(t("pair_deleted"), { action: undoing(made.answer) });
}
/** Undo the last step (or the step `edit`), or do it again. */
export async function undoRedo(way, edit = null) {
  const made = await change(() => post(`/${way}${edit === null ? "" : `?edit=${edit}`}`));
  if (!made) return;
  const what = t(`history_actions.${made.answer.edit?.action || ""}`), place = made.answer.range?.[0];
  const shown = made.calm || !place ? null : [t("show"), () => goTo(place).catch(complain)];
  say(t(way === "undo" ? "undone" : "redone", { what }), { seconds: shown ? 6 : 2.5, action: shown });
  if (made.calm && made.index >= 0) activate(made.index, { block: "center" });
}
/** What undoes this answer's step, whatever was done after it. */
export function undoing({ edit }) {
  return edit ? [t("undo"), () => undoRedo("undo", edit.id).catch(complain)] : null;
}

const range = ([first, last]) => (first === last ? number(first) : `${number(first)}–${number(last)}`);
let aligning = null;
/** Align again from this pair on. It runs beside all else, can be stopped, and moves nobody. */
export async function realign() {
  const bead = beadNow();
  if (!bead) return;
  if (aligning) return void say(t("realigning_already"));
  const stop = aligning = new AbortController();
  let told = say(t("realigning_begins"), { seconds: Infinity, action: [t("stop"), () => stop.abort()] });
  let answer = null, where = "";
  try {
    await saver.flush();
    for await (const row of lines(`${base}/realign`, { first: bead.id }, stop.signal)) {
      if (row.error) throw new Error(row.error);
      if (row.range) where = range(row.range);
      if (row.answer) answer = row.answer;
      told.text(t("realigning", { range: where, share: percent((row.done ?? 0) / (row.total || 1)) }));
    }
  } catch (error) {
    if (error.name === "AbortError") say(t("realign_stopped"));
    else complain(error);
  }
  aligning = null;
  told();
  if (!answer) return;
  take(answer);
  const num = answer.changed;
  if (!num) return void say(t("realigned_same", { range: where }), { seconds: 9 });
  const show = [t("show"), () => goTo(answer.range[0]).catch(complain)];
  say(t("realigned", { num, range: range(answer.range) }), { actions: [show, undoing(answer)], seconds: 30 });
}
export function note() {
  const field = rowNow()?.querySelector(".note");
  if (field) { field.hidden = false; field.focus(); }
}
export async function finding(back) {
  const from = beadNow(), index = indexNow(), still = moment();
  for (let at = index + (back ? -1 : 1); at >= 0 && at < grid.slots.length && grid.slots[at]; at += back ? -1 : 1) {
    if (grid.slots[at].findings.some((f) => f.severity !== "info")) return activate(at, { block: "center" });
  }
  const { beads } = await call("GET", `${base}/beads?${new URLSearchParams({ findings: "true", limit: "1000" })}`);
  const here = from ? numberOf(from, index) : 0;
  const next = back ? beads.filter((bead) => bead.number < here).at(-1) : beads.find((bead) => bead.number > here);
  if (!still.undisturbed()) return;
  if (next) await goTo(next.number); else say(t("no_more_findings"));
}
export function editSource() {
  const field = area("source");
  if (!field) return;
  field.readOnly = false;
  field.spellcheck = true;
  field.focus();
}
