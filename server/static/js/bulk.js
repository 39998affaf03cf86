/** Confirming many pairs at once: all drafts from a confidence on, counted before it is done. */
import { call } from "./api.js";
import { change, post } from "./answers.js";
import { undoing } from "./actions.js";
import { calm } from "./dom.js";
import { say } from "./messages.js";
import { base } from "./pairlist.js";
import { percent, t } from "./strings.js";

const bulk = document.getElementById("bulk-dialog"), bulkForm = bulk.querySelector("form");
const countBulk = calm(async () => {
  const above = Number(bulkForm.above.value) / 100;
  const ask = (more) => call("GET", `${base}/beads?${new URLSearchParams({ status: "draft", limit: "1", ...(bulkForm.clean.checked ? { findings: "false" } : {}), ...more })}`);
  const [all, below] = await Promise.all([ask({}), ask({ below: String(above) })]);
  const num = all.total - below.total;
  document.getElementById("bulk-count").textContent = num ? t("found", { num }) : t("bulk_none");
  document.getElementById("bulk-go").disabled = !num;
}, 150);
function showBulk() {
  document.getElementById("bulk-share").textContent = percent(Number(bulkForm.above.value) / 100);
  countBulk();
}
document.getElementById("bulk").addEventListener("click", () => { showBulk(); bulk.returnValue = ""; bulk.showModal(); });
bulkForm.addEventListener("input", showBulk);
bulk.addEventListener("close", async () => {
  if (bulk.returnValue !== "go") return;
  const wanted = { above: Number(bulkForm.above.value) / 100, without_findings: bulkForm.clean.checked };
  const made = await change(() => post("/confirm", wanted));
  if (!made) return;
  const num = made.answer.changed ?? made.answer.beads.length;
  say(num ? t("bulk_done", { num }) : t("bulk_none"), { action: undoing(made.answer) });
});
