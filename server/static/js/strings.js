/** The page's words in its language, with plurals, numbers and times. */
const words = JSON.parse(document.getElementById("strings").textContent);
export const language = document.documentElement.lang || "en";
const rules = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

/** A number with the language's separators. */
export const number = (value) => numbers.format(value).replace("-", "−");

/** A share of one as a percentage. */
export const percent = (value) => new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(value);

/** The message `name` ("stages.reading" for nested ones), its `%(key)s` filled in. With `num`, the plural form for it. */
export function t(name, values = {}) {
  let text = name.split(".").reduce((at, key) => (at ? at[key] : undefined), words);
  if (text && typeof text === "object") text = text[rules.select(values.num)] ?? text.other;
  if (text === undefined) return name;
  return text.replace(/%\((\w+)\)[sd]/g, (_, key) => {
    const value = values[key];
    return typeof value === "number" ? number(value) : String(value ?? "");
  });
}

/** Time left, roughly, as a person says it. */
export function timeLeft(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 60) return t("left_seconds", { num: Math.max(1, Math.round(seconds)) });
  if (seconds < 5400) return t("left_minutes", { num: Math.round(seconds / 60) });
  return t("left_hours", { num: Math.round(seconds / 3600) });
}
