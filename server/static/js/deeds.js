/** What one can do with the pair one is at: its status, cutting and joining, undo, aligning anew, the next finding. */
import { call } from "./api.js";
import { announce, say } from "./messages.js";
import { act, activate, area, base, beadNow, filtered, goTo, grid, indexNow, numberOf, post, rowNow, saver } from "./pairlist.js";
import { t } from "./strings.js";

export async function setStatus(status, goOn) {
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
  const made = await act(() => post(`/beads/${bead.id}/split`, { version: bead.version, source_at: sourceAt, target_at: targetAt }));
  if (made) { activate(made.index); announce(t("history_actions.split")); }
}
export async function merge(by) {
  const index = indexNow(), [a, b] = by > 0 ? [index, index + 1] : [index - 1, index];
  const [first, second] = [grid.slots[a], grid.slots[b]];
  if (!first || !second || (filtered() && second.number !== first.number + 1)) return void say(t("merge_none"));
  await saver.flush();
  const made = await act(() => post("/merge", { beads: [first, second].map(({ id, version }) => ({ id, version })) }));
  if (made) { activate(made.index); announce(t("history_actions.merge")); }
}
export async function move(side, direction) {
  const bead = beadNow();
  if (!bead) return;
  const made = await act(() => post(`/beads/${bead.id}/move`, { version: bead.version, side, direction }));
  if (!made) return;
  const index = grid.indexOf(bead.id);
  activate(index >= 0 ? index : made.index);
  announce(t("history_actions.move"));
}
export async function insert() {
  const bead = beadNow();
  const made = await act(() => post("/beads", { after: bead?.id ?? null, source_text: "", target_text: "…" }));
  if (!made) return;
  activate(made.index);
  area("target")?.focus();
  area("target")?.select();
}
export async function remove() {
  const bead = beadNow(), index = indexNow();
  if (!bead) return;
  const made = await act(() => call("DELETE", `${base}/beads/${bead.id}?version=${bead.version}`, undefined, { patient: false }));
  if (!made) return;
  activate(Math.min(index, grid.slots.length - 1));
  say(t("pair_deleted"), { action: [t("undo"), () => swing("undo")] });
}
export async function swing(way) {
  const made = await act(() => post(`/${way}`));
  if (!made?.answer) return;
  const what = made.answer.edit?.action || "";
  say(t(way === "undo" ? "undone" : "redone", { what: t(`history_actions.${what}`) }), { seconds: 2.5 });
  if (made.index >= 0) activate(made.index, { block: "center" });
}
export async function realign() {
  const bead = beadNow();
  if (!bead) return;
  say(t("realigning"), { seconds: 2 });
  const made = await act(() => post("/realign", { first: bead.id }));
  if (!made) return;
  say(t("realigned", { num: made.answer.changed ?? made.answer.beads.length }), { action: [t("undo"), () => swing("undo")] });
  if (made.index >= 0) activate(made.index);
}
export function note() {
  const field = rowNow()?.querySelector(".note");
  if (field) { field.hidden = false; field.focus(); }
}
export async function finding(back) {
  const from = beadNow(), index = indexNow();
  for (let at = index + (back ? -1 : 1); at >= 0 && at < grid.slots.length && grid.slots[at]; at += back ? -1 : 1) {
    if (grid.slots[at].findings.some((f) => f.severity !== "info")) return activate(at, { block: "center" });
  }
  const { beads } = await call("GET", `${base}/beads?${new URLSearchParams({ findings: "true", limit: "1000" })}`);
  const here = from ? numberOf(from, index) : 0;
  const next = back ? beads.filter((bead) => bead.number < here).at(-1) : beads.find((bead) => bead.number > here);
  if (next) await goTo(next.number); else say(t("no_more_findings"));
}
export function editSource() {
  const field = area("source");
  if (!field) return;
  field.readOnly = false;
  field.spellcheck = true;
  field.focus();
}
