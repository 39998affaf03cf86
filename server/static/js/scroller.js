/**
 * A long text in pieces: those near the window are in the page, the others are empty boxes of about their height.
 * The pieces come from the server as HTML, rendered and escaped by the same template as the first one.
 */
import { fragment } from "./api.js";

const AHEAD = 1600, KEEP = 9000;
/** The line, so far under the top, at which one reads: what stands there is the place. */
const EDGE = 90;

export class Scroller {
  /** `box` holds the first piece; `scroll` is the element that scrolls, null for the window. */
  constructor(box, { url, bound, pieces, perPiece, total, layout, scroll = null, onload = () => {} }) {
    Object.assign(this, { box, url, bound, perPiece, total, layout, scroll, onload });
    this.sections = [];
    this.stood = null;
    this.loading = new Map();
    this.heights = [];
    const first = box.querySelector(".piece");
    this.loaded = new Set();
    this.prepare(pieces, first);
    this.watcher = new IntersectionObserver((seen) => this.seen(seen), { root: scroll, rootMargin: `${AHEAD}px 0px` });
    for (const section of this.sections) this.watcher.observe(section);
  }

  /** Boxes for all pieces around the one that is there. */
  prepare(pieces, first) {
    const at = first ? Number(first.dataset.k) : -1;
    if (first) { this.loaded.add(at); this.note(at, first); }
    const before = document.createDocumentFragment(), after = document.createDocumentFragment();
    for (let k = 0; k < pieces; k++) {
      if (k === at) { this.sections.push(first); continue; }
      const section = document.createElement("section");
      section.className = "piece";
      section.dataset.k = String(k);
      this.sections.push(section);
      this.empty(k);
      (k < at ? before : after).append(section);
    }
    if (first) { first.before(before); first.after(after); } else this.box.replaceChildren(after);
  }

  /** Remember a piece's height; the mean is the guess for those not seen yet. */
  note(k, section) {
    this.heights[k] = section.offsetHeight;
    const known = this.heights.filter((height) => height > 0);
    this.mean = known.reduce((sum, height) => sum + height, 0) / known.length;
  }

  /** Take a piece out of the page, keeping its place. */
  empty(k) {
    const section = this.sections[k];
    const pairs = Math.min(this.perPiece, this.total - k * this.perPiece);
    section.style.height = `${this.heights[k] || ((this.mean || 4000) * pairs) / this.perPiece}px`;
    section.replaceChildren();
    this.loaded.delete(k);
  }

  /** Pieces that came near or went away. */
  seen(entries) {
    for (const entry of entries) {
      const k = Number(entry.target.dataset.k);
      if (entry.isIntersecting) this.load(k).catch(() => {});
    }
    clearTimeout(this.tidying);
    this.tidying = setTimeout(() => this.tidy(), 800);
  }

  /** Empty what is far away, so that a book costs no more than a chapter. */
  tidy() {
    for (const k of [...this.loaded]) {
      const place = this.sections[k].getBoundingClientRect();
      if ((place.bottom < -KEEP || place.top > innerHeight + KEEP) && !this.sections[k].contains(document.activeElement)) {
        this.note(k, this.sections[k]);
        this.empty(k);
      }
    }
  }

  /** Have a piece in the page. */
  load(k) {
    if (k < 0 || k >= this.sections.length || this.loaded.has(k)) return Promise.resolve();
    if (!this.loading.has(k)) {
      const asked = this.layout;
      const coming = fragment(this.address(k))
        .then((html) => { if (asked === this.layout) this.fill(k, html); })
        .finally(() => this.loading.delete(k));
      this.loading.set(k, coming);
    }
    return this.loading.get(k);
  }

  /** Where a piece comes from. */
  address(k) {
    return `${this.url}/${k}?layout=${this.layout}&bound=${this.bound}`;
  }

  /** Put a piece's HTML in its box. */
  fill(k, html) {
    const section = this.sections[k];
    const firm = this.firm();
    section.innerHTML = html;
    section.style.height = "";
    this.loaded.add(k);
    this.note(k, section);
    this.onload(section);
    if (firm) this.settle(this.stood.place);
  }

  /** The unit of a pair by number, loaded if need be. */
  async unit(number) {
    const k = Math.min(Math.floor((number - 1) / this.perPiece), this.sections.length - 1);
    await this.load(k);
    let found = this.find(number);
    if (!found && k > 0) { await this.load(k - 1); found = this.find(number); }
    return found;
  }

  /** A pair's first element that can be seen, or else its first, if it is in the page. */
  find(number) {
    const units = [...this.box.querySelectorAll(`[data-b="${number}"]`)];
    return units.find((unit) => unit.getClientRects().length) || units[0] || null;
  }

  /* The place is a pair and where it stands: `part` of it above the edge, or so far under the edge (`gap`). It is
     measured and restored by the same rule, and one that was stood at holds until somebody scrolls. */

  edge() {
    return (this.scroll ? this.scroll.getBoundingClientRect().top : 0) + EDGE;
  }

  /** Where one is. */
  where() {
    if (this.firm()) return this.stood.place;
    this.stood = null;
    const number = this.top(), box = this.find(number)?.getBoundingClientRect();
    if (!box?.height) return { number, part: 0 };
    const above = this.edge() - box.top;
    return above < 0 ? { number, gap: -above } : { number, part: above / box.height };
  }

  /** Is the pair that was stood at where it was put? */
  firm() {
    const unit = this.stood && this.find(this.stood.place.number);
    return Boolean(unit) && Math.abs(unit.getBoundingClientRect().top - this.stood.y) < 4;
  }

  /** Stand at a place, loaded if need be; the pieces around it may come with heights of their own. */
  async stand(place) {
    const unit = await this.unit(place.number);
    if (!unit) return null;
    this.settle(place);
    const k = this.sections.indexOf(unit.closest(".piece"));
    await Promise.allSettled([this.load(k - 1), this.load(k + 1)]);
    return this.find(place.number);
  }

  settle(place) {
    const unit = this.find(place.number);
    if (!unit?.getClientRects().length) return;
    const box = unit.getBoundingClientRect(), most = (this.scroll?.clientHeight ?? innerHeight) * 0.9;
    const under = place.gap === undefined ? -(place.part || 0) * box.height : Math.min(place.gap, most);
    const scrolls = this.scroll ?? window;
    scrolls.scrollBy({ top: box.top - this.edge() - under, behavior: "instant" });
    this.stood = { place, y: unit.getBoundingClientRect().top, at: this.scrolled() };
  }

  /** The letters have changed, not the place. */
  settleAgain() {
    if (this.stood && (this.firm() || this.stood.at === this.scrolled())) this.settle(this.stood.place);
  }

  scrolled() {
    return this.scroll ? this.scroll.scrollTop : scrollY;
  }

  /** Bring a pair into view: into the middle, or to the edge. */
  go(number, { block = "center" } = {}) {
    const height = this.scroll?.clientHeight ?? innerHeight;
    return this.stand(block === "center" ? { number, gap: Math.max(0, 0.4 * height - EDGE) } : { number, part: 0 });
  }

  /** Where sentences stand one under another: in both texts, or in the one that is shown, or in the left column. */
  column(section) {
    const shown = (name) => { const part = section.querySelector(name); return part && getComputedStyle(part).display; };
    const [source, target] = [".src", ".tgt"].map((name) => (shown(name) ?? "none") !== "none");
    if (source && target) return shown(".row") === "grid" ? ".src" : "";
    return target ? ".tgt" : ".src";
  }

  /** The number of the pair at the edge, by what is shown. */
  top() {
    const edge = this.edge();
    for (const section of this.sections) {
      if (section.getBoundingClientRect().bottom <= edge) continue;
      const k = Number(section.dataset.k);
      if (!this.loaded.has(k)) return k * this.perPiece + 1;
      const units = section.querySelectorAll(`${this.column(section)} .u`);
      let low = 0, high = units.length - 1, best = null;
      while (low <= high) {
        const middle = (low + high) >> 1, box = units[middle].getBoundingClientRect();
        if (box.height && box.bottom > edge) { best = units[middle]; high = middle - 1; } else low = middle + 1;
      }
      if (best) return Number(best.dataset.b);
    }
    return this.total;
  }

  /** Other pieces than before: another layout, or more text. */
  renew({ layout = this.layout, pieces = this.sections.length, total = this.total } = {}) {
    this.watcher.disconnect();
    Object.assign(this, { layout, total, stood: null });
    this.heights = [];
    this.mean = 0;
    this.loaded.clear();
    this.sections = [];
    this.prepare(pieces, null);
    for (const section of this.sections) this.watcher.observe(section);
  }
}
