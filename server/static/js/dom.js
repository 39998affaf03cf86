/** Making elements. Text always goes in as text, so nothing in a document can become markup. */

/** An element: `el("p.note", {title: "…", onclick: f}, "text", child)`. */
export function el(what, attributes = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && name !== "list" && name !== "lang") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  put(made, ...children);
  return made;
}

/** Put these into an element in place of what is there; nothing stands for nothing. */
export function put(place, ...children) {
  place.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon of the sprite. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** Is the person typing somewhere? Then letters are letters. */
export function typing(target) {
  return target.closest?.("input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable=true], [contenteditable=plaintext-only]") !== null;
}

/** A text as the service keeps it: single spaces, none around it. */
export const squeezed = (text) => text.split(/\s+/).filter(Boolean).join(" ");

/** A key as its place on the keyboard says it, so that J is J with a Russian layout too. */
export function keyOf(event) {
  const plain = event.key.length === 1 ? event.key : event.key;
  if (/^[\x20-\x7e]$/.test(plain)) return plain.toLowerCase();
  const code = /^Key([A-Z])$/.exec(event.code || "");
  if (code) return code[1].toLowerCase();
  return { Period: ".", Comma: ",", Slash: event.shiftKey ? "?" : "/", BracketLeft: "[", BracketRight: "]" }[event.code] || plain;
}

/** Wait until the calls stop coming for a while. */
export function calm(run, wait = 250) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...given), wait);
  };
}

const textNodes = (element) => {
  const made = [], walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) made.push(walk.currentNode);
  return made;
};

/** The stretch of an element's text from one place to another, whatever elements are within; null where it is empty. */
export function rangeIn(element, start, end) {
  const range = new Range();
  let at = 0, begun = false;
  for (const node of textNodes(element)) {
    const from = Math.max(start - at, 0), to = Math.min(end - at, node.length);
    if (from < to) {
      if (!begun) range.setStart(node, from);
      range.setEnd(node, to);
      begun = true;
    }
    at += node.length;
  }
  return begun ? range : null;
}

/** The place in an element's text of an offset in one of its text nodes. */
export function placeIn(element, within, offset) {
  let at = 0;
  for (const node of textNodes(element)) {
    if (node === within) return at + offset;
    at += node.length;
  }
  return at;
}

/** The text node and the offset in it at a point of the window, or null. */
export function caretAt(x, y) {
  const spot = document.caretPositionFromPoint?.(x, y);
  if (spot) return [spot.offsetNode, spot.offset];
  const range = document.caretRangeFromPoint?.(x, y);
  return range ? [range.startContainer, range.startOffset] : null;
}
