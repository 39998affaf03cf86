/**
 * Saving by itself: what is typed goes out after a short rest, when one leaves the pair, or at once on demand. The state
 * is shown and told. A conflict asks which version shall hold; a broken network is tried again until it works.
 */
import { ApiError, call } from "./api.js";
import { t } from "./strings.js";

const REST = 900;
const shown = document.getElementById("saved");

function state(name, reason = "") {
  const text = name === "" ? "" : t(name, { reason });
  if (shown.textContent !== text) shown.textContent = text;
  shown.classList.toggle("busy", name === "saving" || name === "unsaved");
  shown.classList.toggle("fault", name === "not_saved");
}

export class Saver {
  /** `done(answer)` gets each answer; `conflict(theirs, yours)` resolves to "theirs" or "yours"; `lost(bead, fields)` is
   * told of what cannot be saved because the pair is gone. */
  constructor(bitext) {
    this.bitext = bitext;
    this.done = this.conflict = this.lost = null;
    this.waiting = new Map();
    this.timer = 0;
    this.line = Promise.resolve();
    addEventListener("beforeunload", (event) => { if (this.waiting.size || this.busy) { this.flush(); event.preventDefault(); } });
    addEventListener("visibilitychange", () => { if (document.hidden) this.flush(); });
  }

  /** Something of a pair is different now; `fields` are what the API calls them. */
  change(bead, fields) {
    const had = this.waiting.get(bead.id);
    this.waiting.set(bead.id, { bead, fields: { ...had?.fields, ...fields } });
    state("unsaved");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), REST);
  }

  /** Send what waits; resolves when all is saved. */
  flush() {
    clearTimeout(this.timer);
    for (const { bead, fields } of this.waiting.values()) this.run(() => this.patch(bead, fields)).catch(() => {});
    this.waiting.clear();
    return this.line;
  }

  /** Do one thing after the other: the versions of an answer are needed for the next request. */
  run(task) {
    this.busy = (this.busy || 0) + 1;
    state("saving");
    const turn = this.line.then(task).then(
      (answer) => { if (answer) this.done(answer); this.busy -= 1; if (!this.busy && !this.waiting.size) state(answer === null ? "" : "saved"); return answer; },
      (error) => { this.busy -= 1; state("not_saved", error.message); throw error; },
    );
    this.line = turn.catch(() => {});
    return turn;
  }

  /** Change fields of a pair, with patience and a question if somebody else was first. */
  async patch(bead, fields) {
    try {
      return await call("PATCH", `/bitexts/${this.bitext}/beads/${bead.id}`, { version: bead.version, ...fields }, { patient: true });
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) { this.lost(bead, fields); return null; }
      if (!(error instanceof ApiError) || error.status !== 409 || !error.body.current) throw error;
      const theirs = error.body.current;
      bead.version = theirs.version;
      const same = Object.entries(fields).every(([name, value]) => theirs[name] === value);
      const choice = same ? "theirs" : await this.conflict(bead, theirs, fields);
      if (choice === "yours") return this.patch(bead, fields);
      return { beads: [theirs], removed: [], after: null, theirs: true };
    }
  }
}
