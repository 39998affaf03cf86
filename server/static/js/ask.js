/** One question in a small window of the page's own: a line to type, or a few things to choose from. */
import { el } from "./dom.js";
import { t } from "./strings.js";

/** Ask; resolves to the answer, or null. `choices` are suggestions for the line; `number` asks for a number. */
export function ask(question, value = "", { choices = [], number = false } = {}) {
  return new Promise((done) => {
    const field = choices.length
      ? el("select", {}, choices.map((choice) => el("option", { value: choice, selected: choice === value }, choice)))
      : el("input", { value, inputMode: number ? "numeric" : "text", autocomplete: "off" });
    const dialog = el("dialog.ask", {}, el("form.in", { method: "dialog" },
      el("label.field", {}, el("span", {}, question), field),
      el("p.end", {}, el("button", { type: "button", onclick: () => dialog.close("") }, t("cancel")), " ", el("button.primary", { value: "yes" }, t("ok")))));
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(dialog.returnValue === "yes" && field.value.trim() ? field.value.trim() : null);
    });
    document.body.append(dialog);
    dialog.showModal();
    field.focus();
    field.select?.();
  });
}
