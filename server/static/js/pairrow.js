/** A pair as a row of the grid: closed, only its texts; open, with fields, findings, note and what can be done. */
import { codeLine, formatted, leaveCodes, toUnits } from "./codes.js";
import { el, icon, rangeIn } from "./dom.js";
import { remarks } from "./findings.js";
import { number, percent, t } from "./strings.js";

export const LOW = Number(document.getElementById("grid")?.dataset.bound ?? 0.5);
const ACTS = [["C", "act_confirm"], ["X", "act_reject"], ["S", "act_split"], ["M", "act_merge"], ["I", "act_insert"], ["N", "act_note"], ["F", "act_fill"], ["A", "act_alternatives"], ["H", "act_history"], ["R", "act_realign"], ["Delete", "act_delete"]];
const marks = "highlights" in CSS ? new Highlight() : null;
if (marks) CSS.highlights.set("finding", marks);

/** The classes that say how a pair is. */
function classes(bead, active) {
  return ["pair", bead.paragraph.kind, bead.status, remarks(bead).length && bead.status !== "confirmed" ? "found" : "", bead.confidence < LOW && bead.status !== "confirmed" ? "low" : "", bead.note ? "noted" : "", active ? "active" : ""].filter(Boolean).join(" ");
}

/** What a screen reader says of a pair besides its texts. */
function label(bead, shownNumber) {
  return [t("pair", { number: shownNumber }), bead.status === "draft" ? "" : t(bead.status), bead.confidence < LOW && bead.status !== "confirmed" ? t("uncertain") : "", ...remarks(bead).map((finding) => finding.message)].filter(Boolean).join(", ");
}

/** A closed row; `languages` has source, target and their directions. */
export function closedRow(bead, shownNumber, languages) {
  if (!bead) return el("div.pair.skeleton", { role: "listitem", "aria-busy": "true" }, el("div.texts", {}, el("div.mark"), el("div.side"), el("div.side")));
  const side = (name) => el(`div.side.${name}`, { lang: languages[name], dir: languages[`${name}Dir`] }, formatted(bead[`${name}_text`], bead[`${name}_codes`]));
  const row = el("div", { role: "listitem", tabIndex: -1, "aria-label": label(bead, shownNumber) }, el("div.texts", {}, mark(bead, shownNumber), side("source"), side("target")));
  row.className = classes(bead, false);
  requestAnimationFrame(() => underline(bead, row));
  return row;
}

function mark(bead, shownNumber) {
  return el("div.mark", {}, el("span.state", {}, bead.status === "confirmed" ? icon("check") : bead.status === "rejected" ? icon("close") : ""), el("span.number", {}, number(shownNumber)));
}

/** Underline what findings point at. */
function underline(bead, row) {
  if (!marks || !row.isConnected || bead.status === "confirmed") return;
  for (const finding of remarks(bead)) {
    for (const name of ["source", "target"]) {
      const span = finding[`${name}_span`], place = row.querySelector(`.side.${name}`), text = bead[`${name}_text`];
      if (!span || !place || place.querySelector("textarea")) continue;
      const range = rangeIn(place, ...span.map((at) => toUnits(text, at)));
      if (range) marks.add(range);
    }
  }
}

/** The open row. `on` has what its fields and buttons call. */
export function openRow(bead, shownNumber, languages, on, locked) {
  const field = (name, readOnly) => {
    const area = el("textarea", { value: bead[`${name}_text`], readOnly, rows: 1, lang: languages[name], dir: languages[`${name}Dir`], spellcheck: !readOnly, "aria-label": `${t(name)}, ${t("pair", { number: shownNumber })}`, oninput: () => { grow(area); leaveCodes(row); on.type(name, area.value); }, onblur: () => on.leave() });
    if (readOnly) area.addEventListener("pointerup", () => { area.dataset.touched = "yes"; });
    if (readOnly) area.addEventListener("keyup", () => { area.dataset.touched = "yes"; });
    return el(`div.side.${name}`, {}, area, codeLine(bead, name, languages));
  };
  const origin = { human: "by_human", memory: "by_memory", aligner: "by_aligner" }[bead.origin] || "by_mt";
  const facts = [t(origin), bead.kind === "1-1" ? "" : bead.kind.replace("-", "–"), `${t("confidence")} ${percent(bead.confidence)}`, bead.score === null ? "" : `${t("model_score")} ${number(Math.round(bead.score * 100) / 100)}`];
  const said = remarks(bead);
  const row = el("div", { role: "listitem", tabIndex: -1, "aria-label": label(bead, shownNumber), "aria-current": "true" },
    el("div.texts", {}, mark(bead, shownNumber), field("source", true), field("target", locked)),
    el("div.more", {},
      said.length ? el("ul.remarks", {}, said.map((finding) => el(`li.${finding.severity}`, {}, finding.message))) : null,
      el("p.facts.num", {}, facts.filter(Boolean).map((fact) => el("span", {}, fact))),
      el("input.note", { value: bead.note, placeholder: t("note"), "aria-label": t("note"), hidden: !bead.note, oninput: (event) => on.note(event.target.value), onblur: () => on.leave() }),
      el("div.offered", { "aria-live": "polite" }),
      el("div.acts", {}, ACTS.map(([key, name]) => el(key === "C" ? "button.primary" : "button", { type: "button", "data-act": key, "aria-keyshortcuts": key }, t(name), " ", el("kbd", { "aria-hidden": "true" }, key)))),
    ),
  );
  row.className = classes(bead, true);
  requestAnimationFrame(() => row.querySelectorAll("textarea").forEach(grow));
  return row;
}

/** A field as tall as its text, where the browser does not see to it itself. */
export function grow(area) {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}
