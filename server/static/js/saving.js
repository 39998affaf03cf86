/**
 * Saving by itself: what is typed is kept in this browser at once, goes out after a short rest, when one leaves the
 * pair, or on demand, and is kept no longer once the service has it. The state is shown and told. A conflict asks which
 * version shall hold; a broken network is tried again until it works.
 */
import { ApiError, call, unreachable } from "./api.js";
import { sendCodes, unsent } from "./codes.js";
import { squeezed } from "./dom.js";
import { Keeper } from "./keeping.js";
import { t } from "./strings.js";

const REST = 900, SENT = 5;
const shown = document.getElementById("saved");
const plain = (value) => squeezed(Array.isArray(value) ? JSON.stringify(value) : value ?? "");

function state(name, values = {}) {
  const text = name === "" ? "" : t(name, values);
  if (shown.textContent !== text) shown.textContent = text;
  shown.classList.toggle("busy", name === "saving" || name === "unsaved");
  shown.classList.toggle("fault", name === "not_saved");
}

export class Saver {
  /**
   * The list sets what it has to say: `done(answer)` gets each answer; `conflict(bead, theirs, fields)` resolves to
   * "theirs" or "yours"; `lost(bead, fields, forget)` is told of text whose pair is gone; `marked(id)` of each pair
   * whose text begins or ends to wait.
   */
  constructor(bitext, editor) {
    this.bitext = bitext;
    this.done = this.conflict = this.lost = this.marked = null;
    this.keeper = new Keeper(editor, bitext);
    /**
     * By id: {id, version that the text was typed for, fields: to be sent, sending: on their way, refused: why, tab: of
     * a closed tab, sent: for each field what it was and what we have sent since}.
     */
    this.waiting = new Map();
    this.timer = this.busy = this.commands = 0;
    this.line = Promise.resolve();
    addEventListener("beforeunload", (event) => {
      this.flush();
      // One command may be on its way: the service has it, unless it does not answer.
      const unsent = this.commands > (unreachable() ? 0 : 1);
      if (unsent || (this.waiting.size && !this.keeper.safe)) event.preventDefault();
    });
    for (const event of ["reach", "unsent"]) document.addEventListener(event, () => this.tell());
    addEventListener("visibilitychange", () => { if (document.hidden) this.flush(); });
    for (const [id, tab, { version, fields, sent }] of this.keeper.others()) {
      if (this.waiting.has(id)) continue;
      this.waiting.set(id, { id, version, fields, sending: {}, sent: sent ?? {}, refused: "", tab });
    }
  }

  /** Take over what closed tabs left; resolves to how many pairs. */
  async adopt() {
    const alive = this.waiting.size ? await this.keeper.alive() : new Set();
    let count = 0;
    for (const [id, entry] of [...this.waiting]) {
      const { tab } = entry;
      if (!tab) continue;
      entry.tab = "";
      if (alive.has(tab)) {
        this.waiting.delete(id);
      } else {
        this.keep(entry);
        if (this.keeper.safe) this.keeper.remove(id, tab);
        count += 1;
      }
      this.marked(id);
    }
    this.flush();
    return count;
  }

  /** What of a pair waits, or null. */
  pending(id) {
    const entry = this.waiting.get(id);
    return entry ? { ...entry.sending, ...entry.fields } : null;
  }

  /** Something of a pair is different now; `fields` are what the API calls them. */
  change(bead, fields) {
    const { id, version } = bead;
    const entry = this.waiting.get(id) ?? { id, version, fields: {}, sending: {}, sent: {}, tab: "" };
    for (const name of Object.keys(fields)) entry.sent[name] ??= [bead[name]];
    Object.assign(entry, { fields: { ...entry.fields, ...fields }, refused: "", tab: "" });
    this.waiting.set(id, entry);
    this.keep(entry);
    this.marked(id);
    this.tell();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), REST);
  }

  keep({ id, version, fields, sending, sent }) {
    this.keeper.write(id, { version, fields: { ...sending, ...fields }, sent });
  }

  /** Send what waits; resolves when all that was asked for so far is done. */
  flush() {
    sendCodes();
    clearTimeout(this.timer);
    for (const entry of this.waiting.values()) {
      if (entry.tab || entry.refused || entry.queued) continue;
      entry.queued = true;
      this.run(() => this.send(entry), false).catch(() => {});
    }
    return this.line;
  }

  /** Send what of a pair waits. It is kept here until the service has it. */
  async send(entry) {
    entry.queued = false;
    const { id, fields } = entry, sent = { ...entry.sent };
    if (!Object.keys(fields).length) return null;
    Object.assign(entry, { sending: fields, fields: {} });
    for (const name of Object.keys(fields)) entry.sent[name] = [...(sent[name] ?? []), fields[name]].slice(-SENT);
    this.keep(entry);
    try {
      const answer = await this.patch(entry, fields, sent);
      entry.version = answer.beads.find((bead) => bead.id === id)?.version ?? entry.version;
      entry.sending = {};
      if (Object.keys(entry.fields).length) this.keep(entry); else this.forget(id);
      return answer;
    } catch (error) {
      Object.assign(entry, { fields: { ...fields, ...entry.fields }, sending: {}, refused: error.message });
      this.marked(id);
      if (error.status !== 404) throw error;
      entry.refused = t("pair_gone");
      this.lost(entry, entry.fields, () => { this.forget(id); this.tell(); });
      return null;
    }
  }

  /** A pair's text waits no more. */
  forget(id) {
    this.waiting.delete(id);
    this.keeper.remove(id);
    this.marked(id);
  }

  /** Do one thing after the other: the versions of an answer are needed for the next request. */
  run(task, command = true) {
    this.busy += 1;
    if (command) this.commands += 1;
    this.tell();
    const over = () => { this.busy -= 1; if (command) this.commands -= 1; };
    const turn = this.line.then(task).then(
      (answer) => { over(); if (answer) this.done(answer); this.tell(); return answer; },
      (error) => { over(); this.tell(); throw error; },
    );
    this.line = turn.catch(() => {});
    return turn;
  }

  /** Show how it stands: only what was typed, and chips that were moved, can be unsaved. */
  tell() {
    const refused = [...this.waiting.values()].find((entry) => entry.refused);
    if (refused) state("not_saved", { reason: refused.refused });
    else if (this.busy && !(this.waiting.size && unreachable())) state("saving");
    else if (this.waiting.size || unsent.size) state("unsaved", { num: this.waiting.size + unsent.size });
    else state("saved");
  }

  /** Change fields of a pair, with patience and a question if somebody else was first. `sent`: what we sent before. */
  async patch(bead, fields, sent = {}) {
    const path = `/bitexts/${this.bitext}/beads/${bead.id}`;
    try {
      return await call("PATCH", path, { version: bead.version, ...fields }, { patient: true });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409 || !error.body.current) throw error;
      const theirs = error.body.current, names = Object.keys(fields);
      bead.version = theirs.version;
      const same = names.every((name) => plain(theirs[name]) === plain(fields[name]));
      // It is as it was when the typing began, or as we sent it in a request whose answer did not arrive.
      const own = names.every((name) => sent[name]?.some((text) => plain(text) === plain(theirs[name])));
      const choice = same ? "theirs" : own ? "yours" : await this.conflict(bead, theirs, fields);
      if (choice === "yours") return this.patch(bead, fields, sent);
      return { beads: [theirs], removed: [], after: null, theirs: true };
    }
  }
}
