/** How the person likes the pages: kept in a cookie that the server reads, applied at once here. */
const root = document.documentElement;

/** The present choices. */
export function choices() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("look="));
  return Object.fromEntries(new URLSearchParams(cookie ? cookie.slice(5) : ""));
}

/** Change one. */
export function choose(name, value) {
  const all = { ...choices(), [name]: value };
  document.cookie = `look=${new URLSearchParams(all)}; path=/; max-age=31536000; SameSite=Lax`;
  if (["theme", "size", "width", "face", "marks", "notes"].includes(name)) root.dataset[name] = value;
  document.dispatchEvent(new CustomEvent("look", { detail: { name, value } }));
}

/** Larger or smaller type. */
export function stepSize(step) {
  const size = Math.min(7, Math.max(1, Number(root.dataset.size || 3) + step));
  const range = document.querySelector('input[data-look="size"]');
  if (range) range.value = String(size);
  choose("size", String(size));
}

document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-look]");
  if (!field) return;
  choose(field.dataset.look, field.type === "checkbox" ? (field.checked ? "on" : "off") : field.value);
});
document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-size-step]");
  if (step) stepSize(Number(step.dataset.sizeStep));
});
