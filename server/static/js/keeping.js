/** What was typed and is not saved yet, kept in this browser: it outlives a reload, a crash, a service that is down. */
import { say } from "./messages.js";
import { t } from "./strings.js";

const MARK = "typed ", MOST = 2_000_000, PROBE = 300;

/** The entries of one text and one editor. Each tab has its own; those of a tab that is gone are taken over. */
export class Keeper {
  constructor(editor, bitext) {
    this.prefix = `${MARK}${editor} ${bitext} `;
    this.tab = crypto.getRandomValues(new Uint32Array(2)).join("-");
    /** Is all that waits in safety? Where the browser keeps nothing, the page asks before it is left. */
    this.safe = true;
    this.channel = new BroadcastChannel("typed");
    this.channel.addEventListener("message", ({ data }) => {
      if (data.ask) this.channel.postMessage({ here: this.tab });
    });
  }

  key(id, tab = this.tab) {
    return `${this.prefix}${id} ${tab}`;
  }

  /** Keep an entry: {version, fields, sent}. */
  write(id, entry) {
    const text = JSON.stringify({ ...entry, at: Date.now() }), key = this.key(id);
    try {
      if (this.size(key) + text.length > MOST) throw new DOMException("too much is kept", "QuotaExceededError");
      localStorage.setItem(key, text);
      this.safe = true;
    } catch (error) {
      const why = error.name === "QuotaExceededError" ? "keep_full" : "keep_forbidden";
      if (this.safe) say(t(why), { fault: true, seconds: 60 });
      this.safe = false;
    }
  }

  /** How much is kept of all texts, besides one entry, in characters. */
  size(besides) {
    const others = keys(MARK).filter((key) => key !== besides);
    return others.reduce((sum, key) => sum + localStorage.getItem(key).length, 0);
  }

  /** The service has it. */
  remove(id, tab = this.tab) {
    try { localStorage.removeItem(this.key(id, tab)); } catch { /* where nothing may be kept, nothing is */ }
  }

  /** Entries of other tabs, as [id, tab, entry], the oldest first; what cannot be read is left alone. */
  others() {
    let found = [];
    try { found = keys(this.prefix).map((key) => [key, localStorage.getItem(key)]); } catch { /* nothing is kept */ }
    const read = found.map(([key, text]) => [...key.slice(this.prefix.length).split(" "), parsed(text)]);
    const good = read.filter(([id, tab, entry]) => Number(id) && tab !== this.tab && entry?.fields && entry.version);
    return good.map(([id, tab, entry]) => [Number(id), tab, entry]).sort((a, b) => a[2].at - b[2].at);
  }

  /** Which other tabs are open: each is asked. What an open tab has it sends itself. */
  async alive() {
    const tabs = new Set(), hear = ({ data }) => { if (data.here) tabs.add(data.here); };
    this.channel.addEventListener("message", hear);
    this.channel.postMessage({ ask: this.tab });
    await new Promise((go) => setTimeout(go, PROBE));
    this.channel.removeEventListener("message", hear);
    return tabs;
  }
}

function keys(prefix) {
  const all = Array.from({ length: localStorage.length }, (_, at) => localStorage.key(at));
  return all.filter((key) => key.startsWith(prefix));
}

function parsed(text) {
  try { return JSON.parse(text); } catch { return null; }
}
