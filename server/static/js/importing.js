/** Importing a file that was exported here and edited elsewhere: its changes become one step that can be undone. */
import { call } from "./api.js";
import { change } from "./answers.js";
import { undoing } from "./actions.js";
import { say } from "./messages.js";
import { base } from "./pairlist.js";
import { t } from "./strings.js";

const opener = document.getElementById("bring-back");
opener.addEventListener("click", () => opener.nextElementSibling.click());
opener.nextElementSibling.addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  const body = new FormData();
  body.append("file", file);
  event.target.value = "";
  opener.closest("details").open = false;
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
