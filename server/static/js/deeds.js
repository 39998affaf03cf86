/** What one can do with the pair one is at: its status, cutting and joining, undo, aligning again, the next finding. */
import { call, complain, lines } from "./api.js";
import { change, post, take } from "./answers.js";
import { moment } from "./attention.js";
import { announce, say } from "./messages.js";
import { activate, area, base, beadNow, filtered, goTo, grid, indexNow, numberOf, rowNow, saver } from "./pairlist.js";
import { number, percent, t } from "./strings.js";

/** Whoever confirms or rejects a pair goes on at once; the answer comes to it by itself. */
export async function setStatus(status, goOn) {
  const bead = beadNow(), index = indexNow();
  if (!bead) return;
  const made = change((now) => saver.patch(now, { status }), { of: bead });
  if (goOn && index + 1 < grid.slots.length) activate(index + 1);
  if (await made) announce(t({ confirmed: "done_confirm", rejected: "done_reject", draft: "done_draft" }[status]));
}
/** Where the source would be cut if nobody said: after the punctuation nearest to the same share of the text. */
function guess(text, share) {
  const want = text.length * share;
  const places = [...text.matchAll(/[.!?…;:,»”"–—]\s+|\s+/g)].map((m) => [m.index + m[0].length, /^[.!?…]/.test(m[0]) ? 0 : /^[;:,–—]/.test(m[0]) ? text.length * 0.08 : text.length * 0.3]);
  places.sort((a, b) => Math.abs(a[0] - want) + a[1] - (Math.abs(b[0] - want) + b[1]));
  return places.length ? places[0][0] : text.length;
}
export async function split() {
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
export async function swing(way, edit = null) {
  const made = await change(() => post(`/${way}${edit === null ? "" : `?edit=${edit}`}`));
  if (!made) return;
  const what = t(`history_actions.${made.answer.edit?.action || ""}`), place = made.answer.range?.[0];
  const shown = made.calm || !place ? null : [t("show"), () => goTo(place).catch(complain)];
  say(t(way === "undo" ? "undone" : "redone", { what }), { seconds: shown ? 6 : 2.5, action: shown });
  if (made.calm && made.index >= 0) activate(made.index, { block: "center" });
}
/** What undoes this answer's step, whatever was done after it. */
export const undoing = (answer) => (answer.edit ? [t("undo"), () => swing("undo", answer.edit.id).catch(complain)] : null);

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
