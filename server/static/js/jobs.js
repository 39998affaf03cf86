/** Following jobs: a stream of events, and asking now and then where that is not to be had. */
import { call } from "./api.js";
import { t, timeLeft } from "./strings.js";

const OVER = ["done", "failed", "cancelled"];

/** Call `changed(job)` for every news of the jobs until all are over; returns a function that stops it. */
export function follow(ids, changed) {
  const open = new Set(ids);
  let source = null, timer = 0, stopped = false, failures = 0;
  const take = (job) => {
    if (!open.has(job.id)) return;
    if (OVER.includes(job.state)) open.delete(job.id);
    changed(job);
  };
  const poll = async () => {
    for (const id of [...open]) {
      try { take(await call("GET", `/jobs/${id}`)); } catch { open.delete(id); }
    }
    if (open.size && !stopped) timer = setTimeout(poll, 1500);
  };
  const stop = () => { stopped = true; source?.close(); clearTimeout(timer); };
  const listen = () => {
    source = new EventSource(`/api/v1/jobs/events?ids=${[...open].join(",")}`);
    source.addEventListener("progress", (event) => { failures = 0; take(JSON.parse(event.data)); });
    source.addEventListener("end", stop);
    source.onerror = () => {
      if (stopped) return;
      failures += 1;
      if (source.readyState === EventSource.CLOSED || failures > 2) { source.close(); poll(); }
    };
  };
  if (open.size) listen();
  return stop;
}

/** Write a job's progress into the parts of `box` that show it. */
export function showProgress(box, job) {
  const { stage, done, total, seconds_left: left } = job.progress;
  const name = job.state === "queued" ? "queued" : job.state === "cancelling" ? "cancelling" : stage || "queued";
  const count = (stage === "translating" || stage === "aligning") && total ? t("sentences_of", { done, total }) : "";
  const text = box.querySelector("[data-stage]"), rest = box.querySelector("[data-left]"), meter = box.querySelector(".meter");
  const read = box.querySelector("[data-read]");
  if (read && stage === "translating" && done) read.hidden = false;
  if (text) text.textContent = t(`stages.${name}`);
  if (rest) rest.textContent = [count, job.state === "running" ? timeLeft(left) : ""].filter(Boolean).join(" · ");
  if (meter) {
    const known = total > 1;
    meter.classList.toggle("unknown", !known);
    meter.firstElementChild.style.width = known ? `${(100 * done) / total}%` : "";
    if (known) meter.setAttribute("aria-valuenow", String(Math.floor((100 * done) / total)));
    else meter.removeAttribute("aria-valuenow");
  }
}
