/**
 * A list of pairs of which only those near the window are in the page. `slots` has a place for each pair; a place is
 * filled when it comes near, from the API page by page. Rows are keyed by the pair's id, so typing is never disturbed.
 */
const PAGE = 100, AROUND = 24, GUESS = 58;

export class Grid {
  /** `load(offset, limit)` gives {beads, total, offset}, null for nothing; `build(bead, index)` gives a row's element. */
  constructor(box, { load, build, onchange = () => {} }) {
    Object.assign(this, { box, load, build, onchange });
    this.slots = [];
    this.heights = new Map();
    this.measured = [];
    this.guess = GUESS;
    this.rows = new Map();
    this.asked = new Set();
    this.era = 0;
    this.first = this.last = 0;
    this.above = document.createElement("div");
    this.below = document.createElement("div");
    this.above.setAttribute("role", "presentation");
    this.below.setAttribute("role", "presentation");
    box.replaceChildren(this.above, this.below);
    let due = false;
    const later = () => {
      if (due) return;
      due = true;
      requestAnimationFrame(() => { due = false; this.follow(); });
    };
    addEventListener("scroll", later, { passive: true });
    addEventListener("resize", () => { this.heights.clear(); later(); });
    addEventListener("resize", () => { this.measured = []; });
    this.sizes = new ResizeObserver((entries) => {
      for (const { target } of entries) if (target.isConnected) this.measure(target);
    });
  }

  /** Remember the height of a row. */
  measure(row) {
    const height = row.offsetHeight;
    this.heights.set(row.dataset.key, height);
    this.measured[Number(row.dataset.index)] = height;
  }

  /** Other pairs than before in the same list: some came or went. */
  setSlots(slots) {
    this.slots = slots;
    this.measured = [];
    slots.forEach((bead, at) => { const height = bead && this.heights.get(String(bead.id)); if (height) this.measured[at] = height; });
  }

  /** Begin again with another list; `around` is the index to stand at. */
  async begin(answer, around = 0) {
    this.era += 1;
    this.asked.clear();
    for (const row of this.rows.values()) this.sizes.unobserve(row);
    this.rows.clear();
    this.box.replaceChildren(this.above, this.below);
    this.slots = new Array(answer.total);
    this.measured = [];
    this.first = this.last = 0;
    this.fillIn(answer);
    this.show(around);
    // The rows that are here give the guess for the others. It stays: were it to change, places in the text would move.
    for (const row of this.rows.values()) if (!row.classList.contains("skeleton")) this.measure(row);
    const known = this.measured.filter(Boolean);
    if (known.length) this.guess = known.reduce((sum, height) => sum + height, 0) / known.length;
    this.refresh();
    this.show(around);
  }

  fillIn(answer) {
    answer.beads.forEach((bead, at) => { this.slots[answer.offset + at] = bead; });
  }

  keyAt(index) {
    return this.slots[index] ? String(this.slots[index].id) : `?${index}`;
  }

  /** The sum of heights of a stretch. */
  span(from, to) {
    let sum = 0;
    for (let at = from; at < to; at++) sum += this.measured[at] || this.guess;
    return sum;
  }

  /** Which indexes are in the window now. */
  visible() {
    let at = 0, top = this.box.getBoundingClientRect().top;
    const count = this.slots.length;
    while (at < count) {
      const height = this.measured[at] || this.guess;
      if (top + height > 0) break;
      top += height;
      at += 1;
    }
    let end = at;
    while (end < count && top < innerHeight) { top += this.measured[end] || this.guess; end += 1; }
    return [at, end];
  }

  /** After scrolling: move the stretch that is in the page. */
  follow() {
    const [from, to] = this.visible();
    const first = Math.max(0, from - AROUND), last = Math.min(this.slots.length, to + AROUND);
    if (Math.abs(first - this.first) >= 6 || Math.abs(last - this.last) >= 6) this.stretch(first, last);
    this.onchange(from);
  }

  /** The row that the focus is in: it is never moved nor taken away, or what is typed would go somewhere else. */
  held() {
    const row = document.activeElement?.closest(".pair");
    const at = row && this.box.contains(row) ? this.indexOf(Number(row.dataset.key)) : -1;
    return at < 0 ? null : { row, at };
  }

  /** Have exactly this stretch in the page, keeping the rows that are there already. */
  stretch(first, last) {
    const keep = new Set(), held = this.held();
    for (let at = first; at < last; at++) keep.add(this.keyAt(at));
    if (held) { keep.add(held.row.dataset.key); held.row.dataset.index = String(held.at); }
    for (const [key, row] of this.rows) if (!keep.has(key)) { this.sizes.unobserve(row); row.remove(); this.rows.delete(key); }
    let place = held && held.at < first ? held.row : this.above;
    for (let at = first; at < last; at++) {
      const key = this.keyAt(at);
      let row = this.rows.get(key);
      if (!row) {
        row = this.build(this.slots[at], at);
        row.dataset.key = key;
        this.rows.set(key, row);
        this.sizes.observe(row);
      }
      row.dataset.index = String(at);
      if (place.nextElementSibling !== row) this.put(row, place, held?.row);
      place = row;
    }
    this.first = first;
    this.last = last;
    const before = held && held.at < first ? held.row.offsetHeight : 0;
    const after = held && held.at >= last ? held.row.offsetHeight : 0;
    this.above.style.height = `${Math.max(0, this.span(0, first) - before)}px`;
    this.below.style.height = `${Math.max(0, this.span(last, this.slots.length) - after)}px`;
    this.want(first, last);
  }

  /** Put a row after another. The held one stays; what stands between goes. */
  put(row, place, held) {
    if (row !== held) return place.after(row);
    while (place.nextElementSibling && place.nextElementSibling !== row) {
      const other = place.nextElementSibling;
      if (other === this.below) return place.after(row);
      row.after(other);
    }
  }

  /** Ask for the pairs of this stretch that are not here. */
  want(first, last) {
    for (let page = Math.floor(first / PAGE); page * PAGE < last; page++) {
      const from = page * PAGE, to = Math.min(this.slots.length, from + PAGE);
      let missing = false;
      for (let at = Math.max(from, first); at < Math.min(to, last); at++) if (!this.slots[at]) missing = true;
      if (!missing || this.asked.has(page)) continue;
      this.asked.add(page);
      const era = this.era;
      this.load(from, PAGE).then((answer) => {
        if (era !== this.era || !answer) return;
        this.fillIn(answer);
        this.refresh();
      }).finally(() => this.asked.delete(page));
    }
  }

  /** Draw again what is in the page, after slots changed. */
  refresh() {
    this.stretch(Math.min(this.first, this.slots.length), Math.min(Math.max(this.last, this.first + 60), this.slots.length));
    this.onchange(this.visible()[0]);
  }

  /** Draw one row again. */
  redraw(index) {
    const key = this.keyAt(index), row = this.rows.get(key);
    if (!row) return null;
    const fresh = this.build(this.slots[index], index);
    fresh.dataset.key = key;
    fresh.dataset.index = String(index);
    this.sizes.unobserve(row);
    row.replaceWith(fresh);
    this.rows.set(key, fresh);
    this.sizes.observe(fresh);
    return fresh;
  }

  /** Have a pair in the page and in the window. */
  show(index, block = "center") {
    if (!this.slots.length) { this.stretch(0, 0); return null; }
    const at = Math.max(0, Math.min(index, this.slots.length - 1));
    if (at < this.first || at >= this.last) this.stretch(Math.max(0, at - AROUND), Math.min(this.slots.length, at + AROUND));
    const row = this.rows.get(this.keyAt(at));
    row?.scrollIntoView({ block, behavior: "instant" });
    return row;
  }

  /** The index of a pair by id, -1 where it is not loaded. */
  indexOf(id) {
    return this.slots.findIndex((bead) => bead?.id === id);
  }

  row(index) {
    return this.rows.get(this.keyAt(index)) || null;
  }
}
