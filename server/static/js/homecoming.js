/** A file that was exported here and edited elsewhere comes home: what it changed becomes one step that can be undone. */
import { call } from "./api.js";
import { change } from "./answers.js";
import { undoing } from "./deeds.js";
import { say } from "./messages.js";
import { base } from "./pairlist.js";
import { t } from "./strings.js";

const homecoming = document.getElementById("bring-back");
homecoming.addEventListener("click", () => homecoming.nextElementSibling.click());
homecoming.nextElementSibling.addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  const body = new FormData();
  body.append("file", file);
  event.target.value = "";
  homecoming.closest("details").open = false;
  const made = await change(() => call("POST", `${base}/import`, body, { patient: false }));
  if (!made) return;
  const { changed, conflicts, refused, unknown } = made.answer;
  const told = [
    changed || !unknown ? t("brought", { num: changed }) : "",
    conflicts.length ? t("brought_conflicts", { num: conflicts.length }) : "",
    unknown ? t("brought_unknown", { num: unknown }) : "",
    refused ? t("brought_refused", { num: refused }) : "",
  ];
  say(told.filter(Boolean).join(" "), { action: undoing(made.answer), seconds: 10 });
});
