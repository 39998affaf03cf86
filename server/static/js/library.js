/** The library: adding texts, progress, search, delete with undo. */
import "./page.js";
import { ask } from "./ask.js";
import { ApiError, call, complain, fragment } from "./api.js";
import { calm, keyOf, typing } from "./dom.js";
import { follow, showProgress } from "./jobs.js";
import { say } from "./messages.js";
import { grouped, languageOf, languageOfFile } from "./picking.js";
import { number, t } from "./strings.js";

const form = document.getElementById("add");
const plan = document.getElementById("plan");
const go = document.getElementById("go");
const list = document.getElementById("texts");
const find = document.querySelector(".find");
const slots = Object.fromEntries([...form.querySelectorAll(".slot")].map((slot) => [slot.dataset.slot, slot]));
const files = { source: null, translation: null };
const several = document.getElementById("several");
const ways = document.getElementById("ways");
/** Files that were dropped together: `{ source, translation, language, fault }`. */
let batch = [];
/** What each file looks to be written in (see picking.js), and whether somebody said that it is right as it is. */
const looks = { source: "", translation: "" };
let stated = false;
/** The service has said that the text is in no language that the model reads. */
let refused = false;
let stop = () => {};

/* What will happen */
const aligning = () => form.what.value === "align";
const textOf = (name) => slots[name].querySelector("textarea").value.trim();
/** What the chosen model reads: the names of its languages, the code of the first, and whether all are in Cyrillic. */
function chosenModel() {
  const { reads, first, cyrillic } = form.elements.model.selectedOptions[0].dataset;
  return { reads, first, cyrillic: cyrillic !== undefined };
}
const has = (name) => files[name] !== null || textOf(name) !== "";
const wordsIn = (text) => (text.match(/[\p{L}\p{N}]+/gu) || []).length;
function called(name) {
  if (files[name]) return `“${files[name].name}”`;
  return t(name === "source" ? "pasted" : "pasted_other", { num: wordsIn(textOf(name)) });
}
/** Does a file hold a text and its translation already? */
const paired = (file) => file !== null && form.dataset.paired.split(" ").includes(file.name.split(".").at(-1).toLowerCase());
const lookOf = (name) => (files[name] ? looks[name] : languageOf(textOf(name)));
function refresh() {
  several.hidden = batch.length === 0;
  form.querySelector(".slots").hidden = form.querySelector(".segmented").hidden = batch.length > 0;
  if (batch.length) return showBatch();
  if (aligning() && paired(files.source) && !has("translation")) form.what.value = "translate";
  const align = aligning(), open = !align && paired(files.source);
  slots.translation.hidden = !align;
  form.querySelector(".slots").classList.toggle("two", align);
  for (const field of form.querySelectorAll("[data-for=translate]")) field.hidden = align || open;
  for (const [name, slot] of Object.entries(slots)) {
    const file = files[name];
    slot.classList.toggle("filled", file !== null);
    slot.querySelector(".file").hidden = file === null;
    slot.querySelector("textarea").hidden = file !== null;
    slot.querySelector("[data-choose]").hidden = file !== null || textOf(name) !== "";
    if (file) {
      slot.querySelector(".file b").textContent = file.name;
      slot.querySelector(".file span").textContent = file.size < 1e6 ? `${number(Math.max(1, Math.round(file.size / 1e3)))} ${t("kb")}` : `${number(Math.round(file.size / 1e5) / 10)} ${t("mb")}`;
    }
  }
  const full = has("source") && (!align || has("translation"));
  const turned = align && full && !stated && lookOf("source") === "other" && lookOf("translation") === "ru";
  const { reads, cyrillic } = chosenModel();
  const foreign = !align && !open && full && !stated && (refused || (cyrillic && lookOf("source") === "other"));
  const ready = full && !turned && !foreign;
  ways.hidden = !(foreign || (align && full));
  ways.querySelector("[data-swap]").hidden = !(align && full);
  ways.querySelector("[data-translated]").hidden = !foreign;
  ways.querySelector("[data-anyway]").hidden = !(turned || foreign);
  go.disabled = !ready;
  go.firstElementChild.textContent = t(align ? "align" : open ? "open" : "translate");
  if (turned) plan.textContent = t("plan_order", { what: called("source"), other: called("translation") });
  else if (foreign) plan.textContent = t("plan_foreign", { what: called("source"), languages: reads });
  else if (open) plan.textContent = t("plan_open", { what: called("source") });
  else if (!align) plan.textContent = has("source") ? t("plan_translate", { what: called("source") }) : t("plan_empty");
  else if (ready) plan.textContent = t("plan_align", { what: called("source"), other: called("translation") });
  else plan.textContent = has("source") ? t("plan_need") : has("translation") ? t("plan_need_source") : t("plan_empty");
}
function fits(file) {
  const most = Number(form.dataset.max);
  if (file.size > most) say(t("too_large", { name: file.name, size: `${Math.floor(most / 1048576)} ${t("mb")}` }), { fault: true });
  return file.size <= most;
}
function take(name, file) {
  if (!file || !fits(file)) return;
  put(name, file, "");
  languageOfFile(file).then((language) => { if (files[name] === file) { looks[name] = language; refresh(); } }).catch(complain);
  refresh();
}
function put(name, file, language) {
  [files[name], looks[name], stated, refused] = [file, language, false, false];
}
/** Several files at once: a text and its translation go into the two fields, more than that become a list. */
async function takeAll(given) {
  const fit = given.filter(fits);
  const made = await grouped([...batch.flatMap((one) => [one.source, one.translation].filter(Boolean)), ...fit]);
  const apart = made.length === 2 && fit.length === 2 && !batch.length && made.some((one) => !one.language);
  if (apart) { form.what.value = "align"; take("source", fit[0]); take("translation", fit[1]); return; }
  if (made.length === 1 && made[0].translation) {
    [batch, form.what.value] = [[], "align"];
    put("source", made[0].source, "ru");
    put("translation", made[0].translation, "other");
  } else batch = made.map((one) => ({ ...one, fault: faultOf(one) }));
  refresh();
}
function faultOf(one) {
  const { reads, cyrillic } = chosenModel();
  return cyrillic && one.language === "other" && !one.translation && !paired(one.source) ? t("foreign", { languages: reads }) : "";
}
function showBatch() {
  for (const field of form.querySelectorAll("[data-for=translate]")) field.hidden = false;
  ways.hidden = true;
  const wanted = batch.filter((one) => !one.fault).length;
  go.disabled = wanted === 0;
  go.firstElementChild.textContent = t("add_several", { num: wanted });
  plan.textContent = t("plan_several", { num: batch.length });
  several.replaceChildren(...batch.map((one) => {
    const row = document.createElement("li"), name = document.createElement("span"), what = document.createElement("span"), out = document.createElement("button");
    name.textContent = [one.source, one.translation].filter(Boolean).map((file) => file.name).join(" + ");
    what.textContent = one.fault || t(one.translation ? "align" : paired(one.source) ? "open" : "translate");
    what.className = one.fault ? "fault" : "soft";
    out.type = "button";
    out.className = "quiet only";
    out.textContent = "×";
    out.setAttribute("aria-label", t("take_out", { name: name.textContent }));
    out.addEventListener("click", () => { batch = batch.filter((other) => other !== one); refresh(); go.focus(); });
    row.append(name, what, out);
    return row;
  }));
}
form.addEventListener("input", (event) => { if (["TEXTAREA", "SELECT"].includes(event.target.tagName)) stated = refused = false; refresh(); });
form.addEventListener("change", (event) => {
  if (event.target.type === "file") {
    const name = event.target.closest(".slot").dataset.slot, chosen = [...event.target.files];
    event.target.value = "";
    if (chosen.length > 1) takeAll(chosen).catch(complain);
    else take(name, chosen[0]);
  }
  refresh();
});
function swap() {
  const texts = Object.values(slots).map((slot) => slot.querySelector("textarea"));
  [texts[0].value, texts[1].value] = [texts[1].value, texts[0].value];
  [files.source, files.translation, looks.source, looks.translation] = [files.translation, files.source, looks.translation, looks.source];
  stated = false;
}
ways.addEventListener("click", (event) => {
  if (event.target.closest("[data-anyway]")) stated = true;
  else if (event.target.closest("[data-swap],[data-translated]")) { form.what.value = "align"; swap(); }
  refresh();
  if (go.disabled) slots.source.querySelector("textarea").focus(); else go.focus();
});
form.addEventListener("click", (event) => {
  const slot = event.target.closest(".slot");
  if (event.target.closest("[data-choose]")) slot.querySelector("input[type=file]").click();
  if (event.target.closest("[data-drop-file]")) { put(slot.dataset.slot, null, ""); refresh(); slot.querySelector("textarea").focus(); }
});

/* Dropping: on a slot, or anywhere on the page. */
const carries = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
document.addEventListener("dragover", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  document.body.classList.add("dragging");
  for (const slot of Object.values(slots)) slot.classList.toggle("over", slot.contains(event.target));
});
for (const kind of ["dragleave", "drop"]) document.addEventListener(kind, (event) => {
  if (kind === "dragleave" && event.relatedTarget) return;
  document.body.classList.remove("dragging");
  for (const slot of Object.values(slots)) slot.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  const dropped = [...event.dataTransfer.files];
  if (dropped.length > 1 || batch.length) return void takeAll(dropped).catch(complain);
  take(event.target.closest?.(".slot")?.dataset.slot || (aligning() && has("source") ? "translation" : "source"), dropped[0]);
});

/* Sending, with how much is sent */
function send(body) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const meter = form.querySelector(".sending");
    request.open("POST", "/api/v1/documents");
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      meter.hidden = event.total < 200_000;
      if (event.lengthComputable) meter.firstElementChild.style.width = `${(100 * event.loaded) / event.total}%`;
    };
    request.onloadend = () => { meter.hidden = true; };
    request.onload = () => (request.status < 300 ? done(request.response) : fail(new ApiError(request.status, request.response)));
    request.onerror = () => fail(new TypeError("network"));
    request.send(body);
  });
}
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (go.disabled) return;
  if (batch.length) return sendBatch();
  const body = new FormData();
  for (const [name, file, text] of [["source", "file", "text"], ["translation", "translation", "translation_text"]]) {
    if (name === "translation" && !aligning()) continue;
    if (files[name]) body.append(file, files[name]);
    else body.append(text, textOf(name));
  }
  for (const name of ["title", "model", "beam"]) {
    const value = form.elements[name].value.trim();
    if (value && !(aligning() && name !== "title")) body.append(name, value);
  }
  if (stated) body.append("language", aligning() ? "en" : chosenModel().first);
  if (stated && aligning()) body.append("target_language", "ru");
  go.disabled = true;
  go.firstElementChild.textContent = t("sending");
  try {
    const added = await send(body);
    put("source", null, "");
    put("translation", null, "");
    for (const slot of Object.values(slots)) slot.querySelector("textarea").value = "";
    form.elements.title.value = "";
    form.what.value = "translate";
    await load();
    say(t(added.reused ? "reused" : "added"));
    document.getElementById(`d${added.document.id}`)?.scrollIntoView({ block: "nearest" });
  } catch (error) {
    // What only the service can read, it has looked at: the same ways out are offered as for plain text.
    const found = error instanceof ApiError && error.body.languages;
    refused = Boolean(found) && !aligning();
    if (found) [looks.source, looks.translation] = found.map((language) => (language === "ru" ? "ru" : language && "other"));
    complain(error);
  }
  refresh();
});
/** One after another; what is refused stays in the list with the reason. */
async function sendBatch() {
  let added = 0;
  for (const one of batch.filter((each) => !each.fault)) {
    go.disabled = true;
    go.firstElementChild.textContent = t("sending");
    const body = new FormData();
    body.append("file", one.source);
    if (one.translation) body.append("translation", one.translation);
    else for (const name of ["model", "beam"]) if (form.elements[name].value) body.append(name, form.elements[name].value);
    try {
      await send(body);
      added += 1;
      batch = batch.filter((each) => each !== one);
    } catch (error) {
      if (!(error instanceof ApiError)) { complain(error); break; }
      one.fault = error.message;
    }
  }
  await load().catch(complain);
  if (batch.length) say(t("not_added", { num: batch.length }), { fault: true });
  else say(t("added_several", { num: added }));
  form.what.value = "translate";
  refresh();
}

/* The list */
function query(offset = 0) {
  const given = new URLSearchParams({ q: find.q.value.trim(), sort: find.sort.value });
  if (offset) given.set("offset", String(offset));
  return given;
}
async function load(offset = 0) {
  const html = await fragment(`/library/list?${query(offset)}`);
  if (offset) {
    const more = new DOMParser().parseFromString(html, "text/html");
    list.querySelector(".more")?.remove();
    list.querySelector(".texts").append(...more.querySelectorAll(".texts > li"));
    const next = more.querySelector(".more");
    if (next) list.append(next);
  } else {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    // What somebody is just using stays as it is: an open menu, a button that has the focus.
    for (const item of list.querySelectorAll(".texts > li")) {
      const used = item.querySelector("details[open]") || item.contains(document.activeElement);
      const same = used && item.querySelector("[data-job]") === null && fresh.getElementById(item.id);
      if (same) same.replaceWith(item);
    }
    list.replaceChildren(...fresh.body.childNodes);
  }
  watch();
}
function watch() {
  stop();
  for (const bar of list.querySelectorAll("[data-share]")) bar.style.width = `${100 * Number(bar.dataset.share)}%`;
  const ids = [...list.querySelectorAll("[data-job]")].map((box) => box.dataset.job);
  stop = follow(ids, (job) => {
    const box = list.querySelector(`[data-job="${job.id}"]`);
    if (!box) return;
    showProgress(box, job);
    if (["done", "failed", "cancelled"].includes(job.state)) {
      const title = box.closest(".text").querySelector("h3").textContent;
      if (job.state === "done") say(t("ready", { title }), { action: [t("read"), () => { location.href = `/read/${job.bitext_id}`; }] });
      if (job.state === "failed") say(t("failed", { title, reason: job.error }), { fault: true });
      setTimeout(() => load().catch(complain), 150);
    }
  });
}
const search = calm(() => {
  history.replaceState(null, "", `?${query()}`);
  load().catch(complain);
}, 220);
find.addEventListener("input", search);
find.addEventListener("submit", (event) => { event.preventDefault(); search(); });

list.addEventListener("click", async (event) => {
  const item = event.target.closest("[data-document]"), box = event.target.closest("[data-bitext]");
  const pressed = (name) => event.target.closest(`[data-${name}]`);
  try {
    if (pressed("delete")) {
      const id = item.dataset.document, title = item.querySelector("h3").textContent;
      await call("DELETE", `/documents/${id}`);
      item.remove();
      await load();
      say(t("deleted", { title }), { action: [t("undo"), async () => { await call("POST", `/documents/${id}/restore`); await load(); say(t("restored")); }] });
      find.q.focus({ preventScroll: true });
    } else if (pressed("rename")) {
      const title = await ask(t("rename"), item.querySelector("h3").textContent);
      if (title) { await call("PATCH", `/documents/${item.dataset.document}`, { title }); item.remove(); await load(); }
    } else if (pressed("again")) {
      const model = await ask(t("which_model"), "", { choices: [...form.elements.model.options].map((option) => option.value).filter(Boolean) });
      if (model) { await call("POST", `/documents/${item.dataset.document}/bitexts`, { model }); item.remove(); await load(); }
    } else if (pressed("cancel")) {
      await call("POST", `/jobs/${box.dataset.job}/cancel`);
    } else if (pressed("retry")) {
      const { jobs } = await call("GET", `/jobs?bitext_id=${box.dataset.bitext}&limit=1`);
      await call("POST", `/jobs/${jobs[0].id}/retry`);
      item.remove();
      await load();
    } else if (pressed("more")) {
      await load(Number(pressed("more").dataset.more));
    }
  } catch (error) {
    complain(error);
  }
});
document.addEventListener("keydown", (event) => {
  if (!typing(event.target) && !event.ctrlKey && !event.metaKey && keyOf(event) === "/") { event.preventDefault(); find.q.focus(); }
});
refresh();
watch();
