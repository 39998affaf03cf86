/** Two people changed one pair: both versions, and which of them shall hold. */
import { t } from "./strings.js";

/** Show both versions of a pair; resolves to "theirs" or "yours". */
export function choose(theirs, fields, number) {
  return new Promise((done) => {
    const dialog = document.getElementById("conflict");
    const name = "target_text" in fields ? "target_text" : "source_text" in fields ? "source_text" : "note" in fields ? "note" : "target_codes" in fields ? "target_text" : "status";
    document.getElementById("conflict-text").textContent = t("conflict_text", { number });
    document.getElementById("theirs").textContent = name === "status" ? t(theirs.status) : theirs[name];
    document.getElementById("yours").textContent = name === "status" ? t(fields.status) : fields[name] ?? theirs[name];
    let taken = "";
    const pick = (event) => { const button = event.target.closest("[data-take]"); if (button) { taken = button.dataset.take; dialog.close(); } };
    // Escape is no choice: it would throw away what was typed.
    const closed = () => { if (!taken) return dialog.showModal(); dialog.removeEventListener("click", pick); dialog.removeEventListener("close", closed); done(taken); };
    dialog.addEventListener("click", pick);
    dialog.addEventListener("close", closed);
    dialog.showModal();
  });
}
