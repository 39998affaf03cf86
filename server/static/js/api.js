/** Calls of the service's own API, with its errors as exceptions and patience when the network is not there. */
import { say } from "./messages.js";
import { t } from "./strings.js";

/** An answer that says no. `body` is the service's error object. */
export class ApiError extends Error {
  constructor(status, body) {
    super(body?.error || `HTTP ${status}`);
    this.status = status;
    this.body = body || {};
  }
}

let offline = null;
/** Has the service not answered the last request? */
export const unreachable = () => offline !== null;
/** Say that the service does not answer, once, until it does. The page is told by the event `reach`. */
function outOfReach(reason) {
  if (offline) return;
  offline = say(t(reason), { fault: true, seconds: 3600 });
  document.dispatchEvent(new Event("reach"));
}
/** Answers of a service that is busy or being started again, or of the proxy before it: not now, but soon. */
const SOON = [429, 502, 503, 504];
/** The session or its key is over: what waits goes on once one has signed in again, in another tab. */
const SIGNED_OUT = 401;

/** Call `/api/v1` + path; JSON in, JSON out. Tries again while there is no answer, or none yet, if `patient`. */
export async function call(method, path, body = undefined, { patient = method === "GET", signal } = {}) {
  for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
    let response;
    try {
      response = await fetch(`/api/v1${path}`, {
        method,
        signal,
        headers: { Accept: "application/json", ...(body === undefined || body instanceof FormData ? {} : { "Content-Type": "application/json" }) },
        body: body === undefined || body instanceof FormData ? body : JSON.stringify(body),
      });
    } catch (error) {
      if (error.name === "AbortError" || !patient) throw error;
      outOfReach("offline");
      await new Promise((go) => setTimeout(go, wait));
      continue;
    }
    if (response.status === SIGNED_OUT && patient) {
      outOfReach("signed_out");
      await new Promise((go) => setTimeout(go, wait));
      continue;
    }
    if (offline) {
      offline();
      offline = null;
      document.dispatchEvent(new Event("reach"));
      say(t("online"));
    }
    if (SOON.includes(response.status) && patient) {
      const asked = 1000 * Number(response.headers.get("Retry-After") || 0);
      await new Promise((go) => setTimeout(go, Math.max(wait, Math.min(asked, 60000))));
      continue;
    }
    const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
    if (!response.ok) throw new ApiError(response.status, answer);
    return answer;
  }
}

/** The lines of an answer that comes in pieces, each as an object. Closing the connection ends the work over there. */
export async function* lines(path, body, signal) {
  const response = await fetch(`/api/v1${path}`, {
    method: "POST", signal, body: JSON.stringify(body),
    headers: { Accept: "application/x-ndjson", "Content-Type": "application/json" },
  });
  if (!response.ok) throw new ApiError(response.status, await response.json().catch(() => null));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ""; ;) {
    const { value, done } = await reader.read();
    const rows = (text + (value ?? "")).split("\n");
    text = rows.pop();
    for (const row of rows) if (row) yield JSON.parse(row);
    if (done) return;
  }
}

/** A piece of a page of ours as HTML text. Only our own templates answer there, and they escape what they show. */
export async function fragment(path, signal) {
  const response = await fetch(path, { signal, headers: { Accept: "text/html" } });
  if (!response.ok) throw new ApiError(response.status, null);
  return response.text();
}

/** Say that something failed, in the service's words. */
export function complain(error) {
  if (error.name === "AbortError") return;
  say(t("error", { reason: error instanceof TypeError ? t("offline") : error.message }), { fault: true });
}
