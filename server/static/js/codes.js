/**
 * Inline codes: shown in a pair's texts, and in the open pair as chips that keys, the mouse and a finger move. The text
 * itself is typed in a plain field, so no typing can break a code; the service keeps codes with their words.
 */
import { caretAt, el, placeIn } from "./dom.js";
import { t } from "./strings.js";

const TAGS = { bold: "b", italic: "i", underline: "u", sub: "sub", sup: "sup", code: "code", link: "span.link" };
const MARKS = { bold: "B", italic: "I", underline: "U", sub: "x₂", sup: "x²", code: "<>", link: "↗", image: "▣", note: "*", break: "↵", tab: "⇥", field: "ƒ", placeholder: "{}", other: "⟨⟩" };
const WORDS = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]/gu;
const REST = 700, MOVED = 5;

/* The service counts characters, the browser UTF-16 units; they differ where a character is outside the first plane. */
const plain = (text) => !/[\ud800-\udbff]/.test(text);
export const toUnits = (text, at) => (plain(text) ? at : [...text].slice(0, at).join("").length);
const toPoints = (text, at) => (plain(text) ? at : [...text.slice(0, at)].length);
const inUnits = (text, codes) => codes.map((code) => ({ ...code, start: toUnits(text, code.start), end: toUnits(text, code.end) }));
const alone = (code) => code.start === code.end;
const mark = (code) => (code.kind === "other" && code.data?.[0]?.trim().slice(0, 8)) || MARKS[code.kind];

/** A text with what its codes look like, as nodes; what stands alone is a mark that is no part of the text. */
export function formatted(text, codes) {
  if (!codes?.length) return [text];
  const known = inUnits(text, codes), nodes = [];
  const places = [...new Set([0, text.length, ...known.flatMap((code) => [code.start, code.end])])].sort((a, b) => a - b);
  places.forEach((place, n) => {
    for (const code of known) if (alone(code) && code.start === place) nodes.push(el("span.sign", { "aria-hidden": "true", "data-mark": mark(code) }));
    const piece = text.slice(place, places[n + 1] ?? place);
    if (!piece) return;
    const over = known.filter((code) => code.start <= place && place < code.end && TAGS[code.kind]);
    nodes.push(over.reduceRight((inner, code) => el(TAGS[code.kind], {}, inner), piece));
  });
  return nodes;
}

/** What a code is called: its kind, and the words it covers or what it reads as. */
function named(code, text) {
  const words = text.slice(code.start, code.end) || code.equiv || "";
  const kind = code.kind === "other" && code.data?.[0] ? code.data[0] : t(`code_kinds.${code.kind}`);
  return words ? t("code_of", { kind, words }) : kind;
}

/** The places where an edge of a code may stand: at words, or anywhere. */
function stops(text, edge) {
  const words = [...text.matchAll(WORDS)];
  const starts = words.map((word) => word.index), ends = words.map((word) => word.index + word[0].length);
  const all = edge === "start" ? starts : edge === "end" ? ends : [...starts, ...ends];
  return [...new Set([...all, ...(edge === "end" ? [] : [0]), ...(edge === "start" ? [] : [text.length])])].sort((a, b) => a - b);
}
const nearest = (places, at) => places.reduce((best, place) => (Math.abs(place - at) < Math.abs(best - at) ? place : best));

/** The line of a side that has codes, null for one without. Only the translation's chips move, and codes can be added. */
export function codeLine(bead, side, languages) {
  const other = side === "target" ? "source" : "target", given = bead[`${side}_codes`];
  if (!given || !(given.length || (side === "target" && bead.source_codes?.length))) return null;
  const text = bead[`${side}_text`], fixed = side === "source";
  let codes = inUnits(text, given), timer = null;
  const line = el("p.coded", { lang: languages[side], dir: languages[`${side}Dir`] });
  const missing = el("p.missing");
  const box = el(`div.codes.${side}-codes`, { role: "group", "aria-label": t(fixed ? "source_codes" : "target_codes") }, line, fixed ? null : missing);

  /** Send the places, once the chips rest. */
  const send = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    const places = codes.map(({ id, start, end }) => ({ id, start: toPoints(text, start), end: toPoints(text, end) }));
    box.dispatchEvent(new CustomEvent("codes", { bubbles: true, detail: { id: bead.id, text, codes: places } }));
  };
  const changed = () => { clearTimeout(timer); timer = setTimeout(send, REST); };
  const shift = (id, edge, to) => {
    codes = codes.map((code) => {
      if (code.id !== id) return code;
      if (edge === "both") return { ...code, start: to, end: to };
      return edge === "start" ? { ...code, start: Math.min(to, code.end - 1) } : { ...code, end: Math.max(to, code.start + 1) };
    });
    changed();
    draw({ id, edge });
  };
  const chip = (code, edge) => {
    const label = `${named(code, text)}${edge === "both" ? "" : `, ${t(`chip_edges.${edge}`)}`}`;
    if (fixed) return el(`span.chip.${edge}`, { "data-mark": mark(code), title: label, role: "img", "aria-label": label });
    return el(`button.chip.${edge}`, { type: "button", "data-mark": mark(code), "data-code": String(code.id), "data-edge": edge, title: label, "aria-label": label, "aria-keyshortcuts": "ArrowLeft ArrowRight Delete" });
  };
  function draw(focus = null) {
    const at = new Map(), add = (place, order, node) => at.set(place, [...(at.get(place) ?? []), [order, node]]);
    for (const code of codes) {
      if (alone(code)) { add(code.start, 1, chip(code, "both")); continue; }
      add(code.start, 2, chip(code, "start"));
      add(code.end, 0, chip(code, "end"));
    }
    const places = [...new Set([0, text.length, ...at.keys()])].sort((a, b) => a - b);
    line.replaceChildren(...places.flatMap((place, n) => [
      ...(at.get(place) ?? []).sort((a, b) => a[0] - b[0]).map((one) => one[1]), text.slice(place, places[n + 1] ?? place),
    ]).filter(Boolean));
    if (focus) line.querySelector(`[data-code="${focus.id}"][data-edge="${focus.edge}"]`)?.focus({ preventScroll: true });
    if (fixed) return;
    const there = new Set(codes.map((code) => code.id)), source = inUnits(bead.source_text, bead.source_codes ?? []);
    const lacking = source.filter((code, n) => !there.has(code.id) && source.findIndex((one) => one.id === code.id) === n);
    missing.hidden = !lacking.length;
    missing.replaceChildren(...lacking.map((code) => el("button", { type: "button", onclick: () => insert(code) }, `+ ${named(code, bead.source_text)}`)));
  }
  /** Put a code of the source over the selected words, or where the cursor is. */
  function insert(code) {
    const field = box.closest(".pair")?.querySelector(".target textarea");
    let [start, end] = field && field.value === text ? [field.selectionStart, field.selectionEnd] : [text.length, text.length];
    if (alone(code)) start = end;
    else if (start === end) [start, end] = wordAt(text, start);
    const edge = start === end ? "both" : "start";
    codes = [...codes, { ...code, start, end }];
    changed();
    draw({ id: code.id, edge });
  }
  box.addEventListener("keydown", (event) => {
    const { code, edge } = event.target.dataset, id = Number(code);
    if (!code || event.ctrlKey || event.metaKey || event.altKey) return;
    const mine = codes.find((one) => one.id === id), now = edge === "end" ? mine.end : mine.start;
    const places = event.shiftKey ? Array.from({ length: text.length + 1 }, (_, n) => n) : stops(text, edge);
    const back = (event.key === "ArrowLeft") !== (line.dir === "rtl");
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") shift(id, edge, (back ? places.findLast((place) => place < now) : places.find((place) => place > now)) ?? now);
    else if (event.key === "Home" || event.key === "End") shift(id, edge, event.key === "Home" ? places[0] : places.at(-1));
    else if (event.key === "Delete" || event.key === "Backspace") {
      codes = codes.filter((one) => one.id !== id);
      changed();
      draw();
      (missing.querySelector("button") ?? box.closest(".pair"))?.focus({ preventScroll: true });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener("focusout", (event) => { if (!box.contains(event.relatedTarget)) send(); });
  box.addEventListener("pointerdown", (event) => {
    const held = event.target.closest("button.chip");
    if (!held || event.button) return;
    const { code, edge } = held.dataset, from = [event.clientX, event.clientY];
    let moved = false;
    const places = stops(text, edge), place = ({ clientX, clientY }) => {
      const caret = caretAt(clientX, clientY);
      return caret && line.contains(caret[0]) ? nearest(places, placeIn(line, ...caret)) : null;
    };
    const move = (now) => {
      moved ||= Math.hypot(now.clientX - from[0], now.clientY - from[1]) > MOVED;
      held.classList.toggle("dragged", moved);
      line.classList.toggle("dragging", moved);
    };
    const stop = (end) => {
      held.removeEventListener("pointermove", move);
      held.classList.remove("dragged");
      line.classList.remove("dragging");
      const to = moved && end.type === "pointerup" ? place(end) : null;
      if (to !== null) shift(Number(code), edge, to);
    };
    held.setPointerCapture(event.pointerId);
    held.addEventListener("pointermove", move);
    held.addEventListener("pointerup", stop, { once: true });
    held.addEventListener("pointercancel", stop, { once: true });
  });
  box.addEventListener("settle", send);
  draw();
  return box;
}

/** The word at a place of a text, or the one before it. */
function wordAt(text, at) {
  const words = [...text.matchAll(WORDS)].map((word) => [word.index, word.index + word[0].length]);
  return words.find(([start, end]) => start <= at && at <= end) ?? words.findLast(([start]) => start < at) ?? [at, at];
}

/** Typing has begun: the places of before are sent first, and the line waits until the text is saved. */
export function leaveCodes(row) {
  for (const box of row.querySelectorAll(".target-codes")) { box.dispatchEvent(new Event("settle")); box.inert = true; }
}

/** The text is saved, and its codes are where the service has put them. */
export function renewCodes(row, bead, languages) {
  const old = row.querySelector(".target-codes"), field = row.querySelector(".target textarea");
  if (old && field?.value === bead.target_text && !old.contains(document.activeElement)) old.replaceWith(codeLine(bead, "target", languages) ?? "");
}
