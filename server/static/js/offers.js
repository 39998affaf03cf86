/** Other texts for a translation, under its pair: the model's, the memory's, what it was before. One can be taken. */
import { askFor, change } from "./answers.js";
import { ask } from "./ask.js";
import { call } from "./api.js";
import { el, put } from "./dom.js";
import { area, base, beadNow, grid, redraw, rowNow, saver, source, target } from "./pairlist.js";
import { percent, t } from "./strings.js";

const soft = (name) => el("p.soft", {}, t(name));

/** Texts to choose from under a pair; the focus goes to them if nothing was done since they were asked for. */
function offer(rows, none, place, bead, calm) {
  if (!rows.length) return put(place, soft(none));
  const choices = rows.map(({ text, about }) => {
    const more = about ? el("small", {}, ` ${about}`) : null;
    const take = () => takeText(bead, text);
    return el("li", {}, el("button", { type: "button", lang: target, onclick: take }, text, more));
  });
  put(place, el("ul.offers", {}, choices));
  if (calm) place.querySelector("button").focus();
}
/** Take a text for the pair it was offered for. */
async function takeText(bead, text) {
  const made = await change((now) => saver.patch(now, { target_text: text }), { of: bead });
  if (!made) return;
  redraw(grid.indexOf(bead.id));
  if (made.calm) rowNow()?.focus({ preventScroll: true });
}
export const alternatives = () => askFor(async (bead) => {
  if (!bead.source_text) return null;
  const wanted = { texts: [bead.source_text], alternatives: 4, beam: 6 };
  const [made] = (await call("POST", "/translate", wanted, { patient: false })).translations;
  return [...new Set([made.text, ...made.alternatives])];
}, (texts, place, bead, calm) => {
  const rows = texts.filter((text) => text && text !== bead.target_text).map((text) => ({ text }));
  offer(rows, "no_alternatives", place, bead, calm);
}, soft("thinking"));
export const fill = () => askFor(async (bead) => {
  if (!bead.source_text) return null;
  const text = bead.source_text.slice(0, 10000);
  const wanted = new URLSearchParams({ text, source_language: source, target_language: target, limit: "5" });
  if (bead.source_codes?.length) wanted.set("bead", bead.id);
  return (await call("GET", `/memory/matches?${wanted}`)).matches || [];
}, (matches, place, bead, calm) => {
  const others = matches.filter((match) => match.target !== bead.target_text);
  const rows = others.map((match) => ({ text: match.target, about: about(match, percent(match.percent / 100)) }));
  offer(rows, "memory_none", place, bead, calm);
});
/** Where a pair of the memory is from: what is not confirmed says so. */
function about({ status, document: name, changed }, share = "") {
  const day = changed ? new Date(changed).toLocaleDateString(document.documentElement.lang) : "";
  return [share, t(status), name, day].filter(Boolean).join(" · ");
}
/** What the memory holds with some words: those selected in the pair, or asked for. Both sides are shown, to be read. */
export async function concordance() {
  const bead = beadNow(), fields = [area("source"), area("target")].filter(Boolean);
  if (!bead || !fields.length) return;
  const selected = fields.map((field) => field.value.slice(field.selectionStart, field.selectionEnd).trim());
  const words = selected.find(Boolean) || (await ask(t("concordance")));
  if (!words || beadNow()?.id !== bead.id) return;
  const wanted = new URLSearchParams({ q: words.slice(0, 500), limit: "20" });
  const asked = () => call("GET", `/memory?${wanted}`);
  await askFor(asked, ({ units }, place) => {
    const rows = units.map((unit) => el("li", {},
      el("p", { lang: unit.source_language }, unit.source), el("p", { lang: unit.target_language }, unit.target),
      el("small.soft", {}, about(unit))));
    put(place, rows.length ? el("ul.concordance", {}, rows) : soft("memory_none"));
  });
}
/** What the translation of this pair was before, newest first; one of them can be taken back. */
export const past = () => askFor(
  (bead) => call("GET", `${base}/history?bead=${bead.id}&limit=50`),
  ({ edits }, place, bead, calm) => {
    const rows = [], seen = new Set([bead.target_text]);
    for (const edit of edits) {
      const text = edit.before?.find((row) => row.id === bead.id)?.target_text;
      if (!text || seen.has(text)) continue;
      seen.add(text);
      rows.push({ text, about: new Date(edit.created).toLocaleString(document.documentElement.lang) });
    }
    offer(rows, "no_history", place, bead, calm);
  },
);
