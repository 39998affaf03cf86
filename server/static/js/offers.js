/** Other texts for a translation, under its pair: the model's, the memory's, what it was before. Enter or a click takes one. */
import { ask } from "./ask.js";
import { call, complain } from "./api.js";
import { el, put } from "./dom.js";
import { act, area, base, beadNow, grid, indexNow, rowNow, saver, source, target } from "./pairlist.js";
import { percent, t } from "./strings.js";

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
export async function alternatives() {
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
export async function fill() {
  const bead = beadNow();
  if (!bead?.source_text) return;
  const place = rowNow().querySelector(".offered");
  try {
    const found = await call("GET", `/memory/matches?${new URLSearchParams({ text: bead.source_text.slice(0, 10000), source_language: source, target_language: target, limit: "5" })}`);
    const rows = (found.matches || []).filter((match) => match.target !== bead.target_text).map((match) => ({ text: match.target, about: percent(match.percent / 100) }));
    if (rows.length) offer(rows); else put(place, el("p.soft", {}, t("memory_none")));
  } catch (error) { complain(error); }
}
/** What the memory holds with some words: those selected in the pair, or asked for. Both sides are shown, to be read. */
export async function concordance() {
  const place = rowNow()?.querySelector(".offered");
  if (!place) return;
  const selected = [area("source"), area("target")].map((field) => field.value.slice(field.selectionStart, field.selectionEnd).trim()).find(Boolean);
  const words = selected || (await ask(t("concordance")));
  if (!words) return;
  const { units } = await call("GET", `/memory?${new URLSearchParams({ q: words.slice(0, 500), limit: "20" })}`);
  const rows = units.map((unit) => el("li", {}, el("p", { lang: unit.source_language }, unit.source), el("p", { lang: unit.target_language }, unit.target)));
  put(place, rows.length ? el("ul.concordance", {}, rows) : el("p.soft", {}, t("memory_none")));
}
/** What the translation of this pair was before, newest first; one of them can be taken back. */
export async function past() {
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
