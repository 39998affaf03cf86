/** What a check says of a pair, in the page's language. The service stores it in English; the templates of both are here. */
import { raw } from "./strings.js";

const { templates = {}, words = {} } = raw("findings") || {};

/** Findings that matter. */
export const remarks = (bead) => bead.findings.filter((finding) => finding.severity !== "info");

/** A value within a finding: a side of the pair, a place, or as it stands. */
function inOurWords(value) {
  if (words[value]) return words[value];
  return value.startsWith("pair ") ? words["pair "] + value.slice(5) : value;
}

/** A finding's message. */
export function messageOf(finding) {
  const [english, ours] = templates[finding.code] || [];
  if (!english) return finding.message;
  const names = [...english.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  const pattern = english.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("([^]*?)");
  const found = new RegExp(`^${pattern}$`).exec(finding.message);
  if (!found) return finding.message;
  return names.reduce((text, name, at) => text.replace(`{${name}}`, () => inOurWords(found[at + 1])), ours);
}
