/** Which language a text looks to be in, and which of several files are a text and its translation. */

/** Bytes of a file that are looked at. */
const SAMPLE = 65_536;
/** Letters below which nothing is said. */
const ENOUGH = 12;
const SIDE = /(^|[._\-\s()[\]])(russian|russkij|rus|ru|рус|русский|оригинал|english|eng|en|англ|английский|перевод)(?=$|[._\-\s()[\]])/giu;
const RUSSIAN = new Set(["russian", "russkij", "rus", "ru", "рус", "русский", "оригинал"]);

/** `ru` (or another language in Cyrillic), `other`, or "" where that cannot be told. */
export function languageOf(text) {
  const cyrillic = (text.match(/[\u0400-\u052f]/g) || []).length;
  const others = (text.match(/\p{L}/gu) || []).length - cyrillic;
  if (cyrillic + others < ENOUGH) return "";
  return cyrillic * 2 > others ? "ru" : others > cyrillic * 2 ? "other" : "";
}

/** The same of a file; "" for one that is not plain text or markup, which only the service can read. */
export async function languageOfFile(file) {
  const bytes = new Uint8Array(await file.slice(0, SAMPLE).arrayBuffer());
  const text = decoded(bytes);
  if (text === null) return "";
  return languageOf(/\.(html?|xhtml|xml|fb2|md)$/i.test(file.name) ? withoutTags(text) : text);
}

function decoded(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  const head = String.fromCharCode(...bytes.slice(0, 5));
  if (bytes.includes(0) || head.startsWith("PK") || head.startsWith("%PDF") || head.startsWith("{\\rtf")) return null;
  try {
    // A character cut in two by the end of the sample is no fault.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder("windows-1251").decode(bytes);
  }
}

/** Text of markup; no pattern, which on a file full of "<" would take for ever. */
const withoutTags = (text) => text.split("<").map((part) => part.slice(part.indexOf(">") + 1)).join(" ");

/** A name without its extension and its word for a side, and the side that this word says. */
function nameOf(file) {
  const stem = file.name.replace(/\.[^.]{1,5}$/u, "").toLowerCase();
  const said = [...stem.matchAll(SIDE)].at(-1);
  const side = said ? (RUSSIAN.has(said[2]) ? "ru" : "other") : "";
  return { base: stem.replace(SIDE, "$1").replace(/[._\-\s()[\]]+/gu, " ").trim(), side };
}

/**
 * Files as texts with their translations, in the order they came. Two files are a pair where one is Russian, the other is
 * not, and their names differ in nothing else (`book.ru.txt`, `book.en.txt`), or where they come alone; any other file is
 * a text of its own. Each is `{ source, translation, language }`.
 */
export async function grouped(given) {
  const rows = await Promise.all(given.map(async (file) => {
    const { base, side } = nameOf(file);
    return { file, base, language: (await languageOfFile(file)) || side };
  }));
  const made = [], taken = new Set();
  for (const row of rows) {
    if (taken.has(row)) continue;
    const alike = rows.length === 2 ? rows : rows.filter((one) => one.base === row.base);
    const [first, second] = alike;
    if (alike.length === 2 && first.language && second.language && first.language !== second.language) {
      for (const one of alike) taken.add(one);
      const [source, translation] = first.language === "ru" ? alike : [second, first];
      made.push({ source: source.file, translation: translation.file, language: "ru" });
    } else {
      taken.add(row);
      made.push({ source: row.file, translation: null, language: row.language });
    }
  }
  return made;
}
