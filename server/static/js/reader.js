/** The reader: views, what lights up, search, jumping, the remembered place, progress of work under way. */
import "./page.js";
import { call, complain, fragment } from "./api.js";
import { cardFor, closeCard, openCard } from "./card.js";
import { calm, el, keyOf, typing } from "./dom.js";
import { follow, showProgress } from "./jobs.js";
import { choices, choose, stepSize } from "./look.js";
import { light, lightWords, numberAt, pin, pinnedNow, relight, unitsOf } from "./pairs.js";
import { Scroller } from "./scroller.js";
import { t } from "./strings.js";

const text = document.getElementById("text");
const { bitext, source, target, bound } = text.dataset;
const perPiece = Number(text.dataset.chunk);
let total = Number(text.dataset.total);
const languages = { source, target };
const place = document.getElementById("place");
const memory = `place:${bitext}`;
const url = `/read/${bitext}/part`;
const piecesFor = (count) => Math.max(1, Math.ceil(count / perPiece));
const layoutOf = (view) => (view === "lines" ? "lines" : "both");
const view = () => document.body.dataset.view;
let scroller = new Scroller(text, { url, bound, pieces: piecesFor(total), perPiece, total, layout: layoutOf(view()), onload: relight });

/* The place: shown, remembered, jumped to */
history.scrollRestoration = "manual"; // the browser remembers pixels, and pieces have heights of their own
let panes = null;
let here = Number(text.dataset.at) || 1, settled = false;
const reading = () => (panes ? panes.scrollers[0] : scroller);
function remember() {
  if (!settled) return;
  const at = reading().where();
  here = at.number;
  if (document.activeElement !== place.n) place.n.value = String(here);
  document.querySelector("#read-so-far i").style.transform = `scaleX(${total > 1 ? (here - 1) / (total - 1) : 1})`;
  try { localStorage.setItem(memory, JSON.stringify(at)); } catch { /* private mode: the place is not kept */ }
}
let waiting = false;
function scrolled() {
  if (waiting) return;
  waiting = true;
  setTimeout(() => { waiting = false; remember(); }, 120);
}
addEventListener("scroll", scrolled, { passive: true });
async function jump(number, { focus = false, show = true } = {}) {
  const wanted = Math.min(Math.max(1, number), total);
  const block = show ? "center" : "start";
  if (panes) await Promise.all(panes.scrollers.map((each) => each.go(wanted, { block })));
  const unit = panes ? panes.scrollers[0].find(wanted) : await scroller.go(wanted, { block });
  if (show && unit) pin(wanted);
  if (show && unit && focus) {
    unit.tabIndex = -1;
    unit.focus({ preventScroll: true });
  }
  remember();
  return unit;
}
/** The place that was left, if it is one of this text. */
function keptPlace() {
  try {
    const kept = JSON.parse(localStorage.getItem(memory)), at = typeof kept === "number" ? { number: kept } : kept;
    return at?.number >= 1 && at.number <= total ? at : null;
  } catch { return null; }
}
async function begin() {
  const asked = text.dataset.at, kept = keptPlace();
  if (asked) await jump(Number(asked));
  else if (/^#p\d+$/.test(location.hash)) location.replace(`/read/${bitext}?pair=${location.hash.slice(2)}`);
  else if (kept && !new URLSearchParams(location.search).has("part")) {
    await Promise.all((panes?.scrollers ?? [scroller]).map((each) => each.stand(kept)));
  }
  settled = true;
  document.fonts.ready.then(() => reading().settleAgain());
  performance.mark("ready");
  place.hidden = total < 2;
  remember();
}
place.addEventListener("submit", (event) => {
  event.preventDefault();
  const number = Number(place.n.value.replace(/\D/g, ""));
  if (number) jump(number, { focus: true }).catch(complain);
});
place.addEventListener("click", (event) => {
  const link = event.target.closest("[data-go]");
  if (!link) return;
  event.preventDefault();
  link.closest("details").open = false;
  jump(Number(link.dataset.go)).catch(complain);
});
document.getElementById("contents")?.addEventListener("toggle", async (event) => {
  const panel = event.target.querySelector(".outline");
  if (!event.target.open || panel.querySelector("a")) return;
  const { headings } = await call("GET", `/bitexts/${bitext}/outline`);
  panel.append(...headings.map((heading) => el(`a.level${heading.level}`, { href: `?pair=${heading.bead_id}`, "data-go": String(heading.number), lang: source }, heading.source)));
  const at = headings.findLastIndex((heading) => heading.number <= here);
  if (at >= 0) { const now = panel.querySelectorAll("a")[at]; now.setAttribute("aria-current", "true"); now.scrollIntoView({ block: "nearest" }); now.focus(); }
});
place.n.addEventListener("focus", () => place.n.select());

/* Lighting up */
document.addEventListener("pointerover", (event) => { if (event.pointerType === "mouse") light(numberAt(event.target)); });
let frame = 0;
document.addEventListener("pointermove", (event) => {
  if (event.pointerType !== "mouse") return;
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(() => lightWords(event));
});
document.addEventListener("focusin", (event) => { if (event.target.matches(".u")) light(numberAt(event.target)); });
document.addEventListener("click", (event) => {
  if (event.target.closest("#card, .bar, .place, dialog, .message, a, button, input")) return;
  const unit = event.target.closest(".u"), number = numberAt(event.target);
  if (getSelection()?.toString()) return;
  if (!unit || (number === cardFor())) { closeCard(); pin(null); return; }
  show(unit, number);
});
function show(unit, number) {
  pin(number);
  if (panes) scrollPartner(number, unit);
  openCard(bitext, languages, unit, view()).catch(complain);
}

/* Steps by keyboard: from pair to pair */
async function step(by) {
  const from = numberAt(document.activeElement) ?? pinnedNow();
  const number = from === null ? scroller.where().number : Math.min(total, Math.max(1, from + by));
  const unit = await scroller.unit(number);
  const first = unit && (document.querySelector(`#text .u[id][data-b="${number}"]`) || unit);
  if (!first) return;
  const visible = first.getClientRects().length ? first : unitsOf(number).find((u) => u.getClientRects().length) || first;
  visible.tabIndex = -1;
  closeCard();
  visible.focus({ preventScroll: true });
  visible.scrollIntoView({ block: "nearest", behavior: "instant" });
  const partner = unitsOf(number).filter((u) => u.closest(".tgt"));
  partner.forEach((u, at) => { u.id ||= `t${number}-${at}`; });
  if (partner.length) visible.setAttribute("aria-describedby", partner.map((u) => u.id).join(" "));
}

/* Views */
async function setView(wanted) {
  const at = reading().where(), pinned = pinnedNow();
  settled = false;
  closeCard();
  document.body.dataset.view = wanted;
  choose("view", wanted);
  for (const button of document.querySelectorAll("[data-view-to]")) button.setAttribute("aria-pressed", String(button.dataset.viewTo === wanted));
  if (layoutOf(wanted) !== scroller.layout) scroller.renew({ layout: layoutOf(wanted), pieces: piecesFor(total), total });
  else scroller.renew({ pieces: piecesFor(total), total });
  setPanes(at);
  if (!panes) await (pinned === null || pinned === at.number ? scroller.stand(at) : scroller.go(pinned));
  settled = true;
  remember();
  relight();
}
for (const button of document.querySelectorAll("[data-view-to]")) button.addEventListener("click", () => setView(button.dataset.viewTo).catch(complain));

/* Two columns that scroll on their own */
const page = document.querySelector(".page");
function setPanes(at = reading().where()) {
  const wanted = choices().sync === "off" && view() === "both" && innerWidth > 700;
  if (wanted === (panes !== null)) return;
  if (!wanted) {
    panes.box.remove();
    panes = null;
    document.body.classList.remove("unsynced");
    scroller.stand(at);
    return;
  }
  const make = (side) => {
    const column = el(`div.text.only-${side}`, { tabIndex: 0, role: "region", "aria-label": t(side) });
    return column;
  };
  const box = el("div.panes", {}, make("source"), make("target"));
  page.append(box);
  document.body.classList.add("unsynced");
  const scrollers = [...box.children].map((column) => new Scroller(column, { url, bound, pieces: piecesFor(total), perPiece, total, layout: "both", scroll: column, onload: relight }));
  panes = { box, scrollers };
  box.firstElementChild.addEventListener("scroll", scrolled, { passive: true });
  for (const each of scrollers) each.stand(at);
}
function scrollPartner(number, unit) {
  const other = panes.scrollers[unit.closest(".only-source") ? 1 : 0];
  other.unit(number).then(() => {
    const side = other.box.classList.contains("only-source") ? ".src" : ".tgt";
    other.box.querySelector(`${side} [data-b="${number}"]`)?.scrollIntoView({ block: "center", behavior: "instant" });
    relight();
  });
}
document.addEventListener("look", (event) => {
  if (event.detail.name === "sync") setPanes();
  if (["size", "width", "face"].includes(event.detail.name)) closeCard();
});

/* Search */
const box = document.getElementById("search"), opener = document.getElementById("open-search");
const hits = box.querySelector(".hits"), count = box.querySelector(".count"), query = box.querySelector("input");
let asking = null;
function openSearch(open) {
  box.hidden = !open;
  opener.setAttribute("aria-expanded", String(open));
  if (open) { closeCard(); query.focus(); query.select(); } else opener.focus();
}
opener.addEventListener("click", () => openSearch(box.hidden));
box.querySelector("[data-close-search]").addEventListener("click", () => openSearch(false));
async function search(offset = 0) {
  asking?.abort();
  asking = new AbortController();
  const words = query.value.trim();
  if (!words) { hits.replaceChildren(); count.textContent = ""; return; }
  const found = await call("GET", `/bitexts/${bitext}/beads?${new URLSearchParams({ q: words, limit: "50", offset: String(offset) })}`, undefined, { signal: asking.signal });
  if (!offset) hits.replaceChildren();
  hits.querySelector(".more")?.remove();
  count.textContent = found.total ? t("found", { num: found.total }) : t("not_found");
  hits.append(...found.beads.map((bead) => el("li", {}, el("button", { type: "button", onclick: () => { if (innerWidth < 700) openSearch(false); jump(bead.number).catch(complain); } },
    el("small.num", {}, `${bead.number} `), el("span", { lang: source }, bead.source_text), el("span.t", { lang: target }, bead.target_text)))));
  const shown = offset + found.beads.length;
  if (shown < found.total) hits.append(el("li.more", {}, el("button", { type: "button", onclick: () => search(shown).catch(complain) }, t("show_more"))));
}
query.addEventListener("input", calm(() => search().catch(complain), 180));
box.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); search().catch(complain); });

/* Keys */
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    if (!box.hidden) openSearch(false);
    else { closeCard(true); pin(null); light(null); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  const key = keyOf(event), views = { 1: "both", 2: "lines", 3: "source", 4: "target" };
  const unit = document.activeElement.closest?.(".u");
  const run = {
    j: () => step(1), k: () => step(-1), "/": () => openSearch(true), g: () => place.n.focus(),
    "+": () => stepSize(1), "=": () => stepSize(1), "-": () => stepSize(-1),
    e: () => { const id = (unit || document.querySelector(".u.pin[id]"))?.id; const link = document.getElementById("to-editor"); if (link) location.href = link.href + (id?.startsWith("p") ? `?pair=${id.slice(1)}` : `?n=${here}`); },
  }[key];
  if (run) { event.preventDefault(); run(); } else if (views[key]) { event.preventDefault(); setView(views[key]).catch(complain); }
  if ((event.key === "Enter" || event.key === " ") && unit) { event.preventDefault(); show(unit, numberAt(unit)); }
});

/* Work under way: progress, and the text as it comes */
const work = document.querySelector(".notice.work[data-job]");
if (work?.dataset.job && ["queued", "running"].includes(work.dataset.state)) {
  const bar = work.querySelector("[data-share]");
  if (bar) bar.style.width = `${100 * Number(bar.dataset.share)}%`;
  let last = 0;
  follow([work.dataset.job], (job) => {
    showProgress(work, job);
    if (["done", "failed", "cancelled"].includes(job.state)) return void setTimeout(() => location.reload(), 250);
    if (Date.now() - last > 1500 && job.progress.stage === "translating") { last = Date.now(); freshen(job).catch(() => {}); }
  });
}
async function freshen(job) {
  if (job.progress.total && job.progress.total !== total) {
    total = job.progress.total;
    const at = scroller.where();
    scroller.renew({ pieces: piecesFor(total), total });
    await scroller.stand(at);
    return;
  }
  for (const k of [...scroller.loaded]) {
    const section = scroller.sections[k];
    if (section.querySelector(".waiting")) scroller.fill(k, await fragment(scroller.address(k)));
  }
}

setPanes();
begin().catch(complain);
