/** The card of a pair: its translation, how sure it is, what the checks say, other translations, its permanent link. */
import { call, complain } from "./api.js";
import { el, icon, put } from "./dom.js";
import { remarks as findings } from "./findings.js";
import { say } from "./messages.js";
import { number, percent, t } from "./strings.js";

const card = document.getElementById("card");
let open = null, opener = null;

/** Is it open? For which pair? */
export const cardFor = () => open;

/** Close it; the focus goes back to its sentence when `refocus`. */
export function closeCard(refocus = false) {
  if (open === null) return;
  open = null;
  card.hidden = true;
  if (refocus) opener?.focus({ preventScroll: true });
}

/** Show what is known of a pair beside its sentence. */
export async function openCard(bitext, languages, unit, view) {
  const id = unit.id.startsWith("p") ? unit.id.slice(1) : document.querySelector(`#text .u[id^="p"][data-b="${unit.dataset.b}"]`)?.id.slice(1);
  if (!id) return;
  open = Number(unit.dataset.b);
  opener = unit;
  let bead;
  try {
    bead = await call("GET", `/bitexts/${bitext}/beads/${id}`);
  } catch (error) {
    return complain(error);
  }
  if (open !== Number(unit.dataset.b)) return;
  const origin = bead.origin === "human" ? "by_human" : bead.origin === "memory" ? "by_memory" : bead.origin === "aligner" ? "by_aligner" : "by_mt";
  const facts = [t(origin), bead.kind === "1-1" ? "" : bead.kind.replace("-", "–"), `${t("confidence")} ${percent(bead.confidence)}`, bead.score === null ? "" : `${t("model_score")} ${number(Math.round(bead.score * 100) / 100)}`, bead.status === "draft" ? "" : t(bead.status)];
  const others = el("div");
  const other = view === "target" ? ["source_text", languages.source] : ["target_text", languages.target];
  const remarks = [...findings(bead).map((finding) => finding.message), bead.note].filter(Boolean);
  put(card,
    el("header", {}, el("h2", { id: "card-title" }, t("pair", { number: bead.number })), el("button.quiet.only", { type: "button", "aria-label": t("close"), onclick: () => closeCard(true) }, icon("close"))),
    view === "source" || view === "target" || !bead.target_text ? el("p.said", { lang: other[1] }, bead[other[0]] || el("span.soft", { lang: document.documentElement.lang }, t("no_counterpart"))) : null,
    el("p.facts.num", {}, facts.filter(Boolean).map((fact) => el("span", {}, fact))),
    remarks.length ? el("ul.remarks", {}, remarks.map((remark) => el("li", {}, remark))) : null,
    others,
    el("p.do", {},
      bead.source_text ? el("button", { type: "button", onclick: (event) => alternatives(event.currentTarget, bead, others, languages) }, t("alternatives")) : null,
      el("button", { type: "button", onclick: () => copyLink(bitext, bead.id) }, icon("link"), t("copy_link")),
      el("a.button", { href: `/edit/${bitext}?pair=${bead.id}` }, icon("pen"), t("correct")),
    ),
  );
  place(unit);
}

function place(unit) {
  card.hidden = false;
  card.style.left = card.style.top = "";
  if (getComputedStyle(card).position === "fixed") {
    const box = unit.getBoundingClientRect(), top = card.getBoundingClientRect().top;
    if (box.bottom > top - 20) scrollBy({ top: box.bottom - top + 40, behavior: "smooth" });
    return;
  }
  const lines = unit.getClientRects(), last = lines[lines.length - 1];
  const left = Math.max(12, Math.min(last.left, document.documentElement.clientWidth - card.offsetWidth - 12));
  const below = last.bottom + card.offsetHeight + 12 < innerHeight;
  card.style.left = `${left + scrollX}px`;
  card.style.top = `${(below ? last.bottom + 8 : lines[0].top - card.offsetHeight - 8) + scrollY}px`;
}

async function alternatives(button, bead, box, languages) {
  button.disabled = true;
  box.replaceChildren(el("p.soft", { role: "status" }, t("thinking")));
  try {
    const { translations } = await call("POST", "/translate", { texts: [bead.source_text], alternatives: 4, beam: 6 }, { patient: false });
    const made = translations[0];
    const seen = new Set([bead.target_text]);
    const rows = [made.text, ...made.alternatives].filter((text) => text && !seen.has(text) && seen.add(text));
    box.replaceChildren(rows.length ? el("ul.others", {}, rows.map((text) => el("li", { lang: languages.target }, text))) : el("p.soft", { role: "status" }, t("no_alternatives")));
    button.remove();
  } catch (error) {
    box.replaceChildren();
    button.disabled = false;
    complain(error);
  }
  place(document.querySelector(".u.pin") || opener);
}

/** Put a pair's permanent address on the clipboard; where that is not allowed, into the address bar. */
export async function copyLink(bitext, id) {
  const path = `/read/${bitext}/pair/${id}`;
  try {
    await navigator.clipboard.writeText(location.origin + path);
    say(t("copied"));
  } catch {
    history.replaceState(null, "", `/read/${bitext}?pair=${id}#p${id}`);
    say(location.origin + path, { seconds: 10 });
  }
}
