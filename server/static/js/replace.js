/** Find and replace in all translations: counted while one types, done as one step that can be undone. */
import { call } from "./api.js";
import { change, post } from "./answers.js";
import { undoing } from "./actions.js";
import { calm } from "./dom.js";
import { say } from "./messages.js";
import { area, base } from "./pairlist.js";
import { number, t } from "./strings.js";

const dialog = document.getElementById("replace-dialog"), form = dialog.querySelector("form");
const shown = document.getElementById("replace-count"), go = document.getElementById("replace-go");
const wanted = () => ({ find: form.find.value, match_case: form.case.checked, whole_words: form.words.checked });

const count = calm(async () => {
  if (!form.find.value.trim()) { shown.textContent = "\u00a0"; go.disabled = true; return; }
  const { pairs, places } = await call("GET", `${base}/places?${new URLSearchParams(wanted())}`);
  shown.textContent = places ? t("replace_found", { places: number(places), num: pairs }) : t("not_found");
  go.disabled = !places;
}, 180);

/** Open the form; what is selected in the translation is what to look for. */
export function openReplace() {
  const field = area("target"), chosen = field ? field.value.slice(field.selectionStart, field.selectionEnd) : "";
  if (chosen.trim()) form.find.value = chosen.trim();
  dialog.returnValue = "";
  dialog.showModal();
  form.find.select();
  count();
}

form.addEventListener("input", count);
form.addEventListener("submit", (event) => { if (go.disabled) event.preventDefault(); });
document.getElementById("open-replace").addEventListener("click", openReplace);
dialog.addEventListener("close", async () => {
  if (dialog.returnValue !== "go") return;
  const made = await change(() => post("/replace", { ...wanted(), replace: form.with.value }));
  if (!made) return;
  const num = made.answer.changed ?? made.answer.beads.length;
  say(t("replaced", { num }), { action: undoing(made.answer) });
});
