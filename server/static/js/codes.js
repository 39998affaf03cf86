/**
 * Inline codes: shown in a pair's texts, and in the open pair as chips that keys, the mouse and a finger move. The text
 * itself is typed in a plain field, so no typing can break a code; the service keeps codes with their words.
 */
import { caretAt, el, icon, placeIn, squeezed } from "./dom.js";
import { announce } from "./messages.js";
import { t } from "./strings.js";

const TAGS = { bold: "b", italic: "i", underline: "u", sub: "sub", sup: "sup", code: "code", link: "span.link" };
const MARKS = { bold: "B", italic: "I", underline: "U", sub: "x₂", sup: "x²", code: "<>", link: "↗", image: "▣", note: "*", break: "↵", tab: "⇥", field: "ƒ", placeholder: "{}", other: "⟨⟩" };
const WORDS = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]/gu;
const REST = 700, MOVED = 5;
const CHARACTERS = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** What sends the chips that were moved and are not sent yet; the document is told of more by the event `unsent`. */
export const unsent = new Set();

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

/** The places where an edge of a code may stand: at words, or between any two characters. */
function stops(text, edge, anywhere = false) {
  const found = anywhere ? CHARACTERS.segment(text) : [...text.matchAll(WORDS)].map((word) => ({ index: word.index, segment: word[0] }));
  const parts = [...found], starts = parts.map((part) => part.index), ends = parts.map((part) => part.index + part.segment.length);
  const all = edge === "start" ? starts : edge === "end" ? ends : [0, ...starts, ...ends, text.length];
  return [...new Set(all)].sort((a, b) => a - b);
}
const nearest = (places, at) => places.reduce((best, place) => (Math.abs(place - at) < Math.abs(best - at) ? place : best));
const edgeOf = (code, edge) => (edge === "end" ? code.end : code.start);

/** The line of a side that has codes, null for one without. Only the translation's chips move, and codes can be added. */
export function codeLine(bead, side, languages) {
  const other = side === "target" ? "source" : "target", given = bead[`${side}_codes`];
  if (!given || !(given.length || (side === "target" && bead.source_codes?.length))) return null;
  const text = bead[`${side}_text`], fixed = side === "source";
  const line = el("p.coded", { lang: languages[side], dir: languages[`${side}Dir`] });
  const box = el(`div.codes.${side}-codes`, { role: "group", "aria-label": t(fixed ? "source_codes" : "target_codes") }, line);
  const chip = (code, edge) => {
    const label = `${named(code, text)}${edge === "both" ? "" : `, ${t(`chip_edges.${edge}`)}`}`;
    if (fixed) return el(`span.chip.${edge}`, { "data-mark": mark(code), title: label, role: "img", "aria-label": label });
    return el(`button.chip.${edge}`, { type: "button", "data-mark": mark(code), "data-code": String(code.id), "data-piece": String(code.piece), "data-edge": edge, title: label, "aria-label": label, "aria-keyshortcuts": "ArrowLeft ArrowRight Delete" });
  };
  /* At one place, what ends there comes first, the inner before the outer; then what stands alone; then what begins. */
  const drawn = (codes) => {
    const at = new Map(), add = (place, order, node) => at.set(place, [...(at.get(place) ?? []), [order, node]]);
    [...codes].sort((a, b) => a.start - b.start || b.end - a.end).forEach((code, n) => {
      if (alone(code)) return void add(code.start, 0, chip(code, "both"));
      add(code.start, 1 + n, chip(code, "start"));
      add(code.end, -1 - n, chip(code, "end"));
    });
    const places = [...new Set([0, text.length, ...at.keys()])].sort((a, b) => a - b);
    line.replaceChildren(...places.flatMap((place, n) => [
      ...(at.get(place) ?? []).sort((a, b) => a[0] - b[0]).map((one) => one[1]), text.slice(place, places[n + 1] ?? place),
    ]).filter(Boolean));
  };
  drawn(inUnits(text, given).map((code, piece) => ({ ...code, piece })));
  if (!fixed) movable(box, line, bead, drawn);
  return box;
}

/** Let the chips of a translation's line be moved, taken out and put in. */
function movable(box, line, bead, drawn) {
  const text = bead.target_text, source = inUnits(bead.source_text, bead.source_codes ?? []);
  /* `chosen`: which edge of which piece the buttons move; `sending`: how many answers are to come. */
  let codes = [], count = 0, timer = null, sending = 0, held = null, chosen = null;
  const lacking = () => source.filter((code, n) => codes.every((one) => one.id !== code.id) && source.findIndex((one) => one.id === code.id) === n);
  const same = (code, { piece }) => code.piece === piece;
  const find = ({ piece, edge }) => line.querySelector(`[data-piece="${piece}"][data-edge="${edge}"]`);
  const tool = (name, sign, run) => el(`button.quiet.only.${name}`, { type: "button", title: t(`chip_tools.${name}`), onclick: run }, icon(sign), el("span.sr", {}, t(`chip_tools.${name}`)));
  const tools = el("p.chip-tools", { hidden: true }, tool("left", "back", () => step(chosen, true)), tool("right", "back", () => step(chosen, false)), tool("out", "trash", () => take(chosen)));
  const missing = el("p.missing");
  box.append(tools, missing);

  const send = () => {
    unsent.delete(send);
    clearTimeout(timer);
    timer = null;
    sending += 1;
    const places = codes.map(({ id, start, end }) => ({ id, start: toPoints(text, start), end: toPoints(text, end) }));
    const detail = { id: bead.id, text, codes: places, over: () => { sending -= 1; } };
    document.dispatchEvent(new CustomEvent("codes", { detail }));
  };
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(send, REST);
    unsent.add(send);
    document.dispatchEvent(new Event("unsent"));
  };
  const choose = (which) => {
    chosen = which;
    tools.hidden = !which;
    for (const one of line.querySelectorAll("[aria-pressed]")) one.removeAttribute("aria-pressed");
    if (which) find(which)?.setAttribute("aria-pressed", "true");
  };
  function draw(focus = null) {
    drawn(codes);
    if (chosen) choose(find(chosen) ? chosen : null);
    if (focus) find(focus)?.focus({ preventScroll: true });
    missing.hidden = !lacking().length;
    missing.replaceChildren(...lacking().map((code) => el("button", { type: "button", onclick: () => insert(code, true) }, `+ ${named(code, bead.source_text)}`)));
  }
  /** Put an edge at a place; a span keeps a character at least. */
  function shift(which, to, focus = true) {
    const all = stops(text, "both", true);
    codes = codes.map((code) => {
      if (!same(code, which)) return code;
      if (which.edge === "both") return { ...code, start: to, end: to };
      if (which.edge === "start") return { ...code, start: Math.min(to, all.findLast((place) => place < code.end)) };
      return { ...code, end: Math.max(to, all.find((place) => place > code.start)) };
    });
    changed();
    draw(focus ? which : null);
    if (!focus) announce(find(which)?.getAttribute("aria-label") ?? "");
  }
  function step(which, left, places = stops(text, which.edge), focus = false) {
    const now = edgeOf(codes.find((code) => same(code, which)), which.edge), back = left !== (line.dir === "rtl");
    shift(which, (back ? places.findLast((place) => place < now) : places.find((place) => place > now)) ?? now, focus);
  }
  function take(which) {
    const gone = codes.find((code) => same(code, which)), label = `+ ${named(source.find((code) => code.id === gone.id) ?? gone, bead.source_text)}`;
    codes = codes.filter((code) => !same(code, which));
    changed();
    draw();
    ([...missing.children].find((one) => one.textContent === label) ?? box.closest(".pair"))?.focus({ preventScroll: true });
  }
  /** Put a code of the source over the selected words, or where the cursor is. */
  function insert(code, focus) {
    const field = box.closest(".pair")?.querySelector(".target textarea");
    const caret = (at) => Math.min(text.length, squeezed(`${field.value.slice(0, at)}.`).length - 1);
    let [start, end] = field && squeezed(field.value) === text ? [caret(field.selectionStart), caret(field.selectionEnd)] : [text.length, text.length];
    if (alone(code)) start = end;
    else if (start === end) [start, end] = wordAt(text, start);
    const made = { ...code, start, end, piece: count++ };
    codes = [...codes, made];
    changed();
    draw(focus ? { piece: made.piece, edge: start === end ? "both" : "start" } : null);
    if (!focus) announce(named(made, text));
  }
  const whichOf = (element) => {
    const { piece, edge } = element?.dataset ?? {};
    return edge ? { piece: Number(piece), edge } : null;
  };
  box.addEventListener("keydown", (event) => {
    const which = whichOf(event.target);
    if (!which || event.ctrlKey || event.metaKey || event.altKey) return;
    const places = stops(text, which.edge, event.shiftKey);
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") step(which, event.key === "ArrowLeft", places, true);
    else if (event.key === "Home" || event.key === "End") shift(which, event.key === "Home" ? places[0] : places.at(-1));
    else if (event.key === "Delete" || event.key === "Backspace") take(which);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener("click", (event) => {
    const which = whichOf(event.target.closest("button.chip"));
    if (which) choose(chosen?.piece === which.piece && chosen.edge === which.edge ? null : which);
  });
  box.addEventListener("focusout", (event) => {
    if (!event.relatedTarget || box.contains(event.relatedTarget)) return;
    choose(null);
    sendCodes();
  });
  box.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("button.chip"), which = whichOf(grip);
    if (!which || event.button) return;
    const from = [event.clientX, event.clientY];
    const place = ({ clientX, clientY }) => {
      const caret = caretAt(clientX, clientY);
      return caret && line.contains(caret[0]) ? nearest(stops(text, which.edge), placeIn(line, ...caret)) : null;
    };
    let moved = false;
    held = grip;
    const move = (now) => {
      moved ||= Math.hypot(now.clientX - from[0], now.clientY - from[1]) > MOVED;
      grip.classList.toggle("dragged", moved);
      line.classList.toggle("dragging", moved);
    };
    const stop = (end) => {
      held = null;
      grip.removeEventListener("pointermove", move);
      grip.classList.remove("dragged");
      line.classList.remove("dragging");
      const to = moved && end.type === "pointerup" ? place(end) : null;
      if (to !== null) shift(which, to);
    };
    grip.setPointerCapture(event.pointerId);
    grip.addEventListener("pointermove", move);
    for (const kind of ["pointerup", "pointercancel"]) grip.addEventListener(kind, stop, { once: true });
  });
  box.addEventListener("insert", ({ detail }) => {
    const [code] = lacking();
    detail.done = Boolean(code);
    if (code) insert(code, false);
  });
  function begin(given) {
    codes = inUnits(text, given).map((code, piece) => ({ ...code, piece }));
    count = codes.length;
    draw(whichOf(line.contains(document.activeElement) ? document.activeElement : null));
  }
  /* The places that the service has, unless chips are being moved; the focus stays on its chip. */
  box.addEventListener("renew", ({ detail }) => {
    detail.done = detail.bead.target_text === text && detail.bead.source_text === bead.source_text;
    if (!detail.done) return;
    box.inert = false;
    if (timer === null && !sending && !held) begin(detail.bead.target_codes);
  });
  begin(bead.target_codes);
}

/** The word at a place of a text, or the one before it. */
function wordAt(text, at) {
  const words = [...text.matchAll(WORDS)].map((word) => [word.index, word.index + word[0].length]);
  return words.find(([start, end]) => start <= at && at <= end) ?? words.findLast(([start]) => start < at) ?? [at, at];
}

/** Send the chips that were moved, before anything else is asked of the service. */
export function sendCodes() {
  for (const send of [...unsent]) send();
}

/** Put the first code that the open row's translation lacks where the cursor is. Was there one? */
export function insertNext(row) {
  const detail = { done: false };
  row?.querySelector(".target-codes:not([inert])")?.dispatchEvent(new CustomEvent("insert", { detail }));
  return detail.done;
}

/** Typing has begun: the places of before are sent first, and the line waits until the text is saved. */
export function leaveCodes(row) {
  sendCodes();
  for (const box of row.querySelectorAll(".target-codes")) box.inert = true;
}

/** The pair has an answer of the service: its codes are where that has put them. False if the row shows another text. */
export function renewCodes(row, bead, languages) {
  const old = row.querySelector(".target-codes"), field = row.querySelector(".target textarea"), detail = { bead, done: false };
  if (!field || squeezed(field.value) !== bead.target_text) return false;
  old?.dispatchEvent(new CustomEvent("renew", { detail }));
  if (old && !detail.done) old.replaceWith(codeLine(bead, "target", languages) ?? "");
  return true;
}
