/** A file that was exported here and edited elsewhere comes home: what it changed becomes one step that can be undone. */
import { call } from "./api.js";
import { swing } from "./deeds.js";
import { say } from "./messages.js";
import { act, base } from "./pairlist.js";
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
  const made = await act(() => call("POST", `${base}/import`, body, { patient: false }));
  if (!made) return;
  const { changed, conflicts, refused, unknown } = made.answer;
  say([changed || !unknown ? t("brought", { num: changed }) : "", conflicts.length ? t("brought_conflicts", { num: conflicts.length }) : "", unknown ? t("brought_unknown", { num: unknown }) : "", refused ? t("brought_refused", { num: refused }) : ""].filter(Boolean).join(" "), { action: changed ? [t("undo"), () => swing("undo")] : null, seconds: 10 });
});
