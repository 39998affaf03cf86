/** The page to print: its button opens the browser's dialog. */
import "./page.js";

document.querySelector("[data-print]").addEventListener("click", () => window.print());
