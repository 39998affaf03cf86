/** Confidence along the text: an area for its mean, marks for findings and for what is confirmed; one can go there. */
import { call } from "./api.js";

const SVG = "http://www.w3.org/2000/svg";

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** Draw the chart and keep its place; `go(number)` is called when somebody goes somewhere. */
export function chart(bitext, go) {
  const svg = document.getElementById("chart"), place = document.getElementById("chart-place");
  const here = shape("rect", { class: "here", x: 0, y: 0, width: 2, height: 34 });
  let total = 1;
  place.addEventListener("input", () => go(Number(place.value)));
  return {
    async draw() {
      const { stretches } = await call("GET", `/bitexts/${bitext}/profile?buckets=300`);
      const last = stretches[stretches.length - 1];
      total = last ? last.number + last.beads - 1 : 1;
      place.max = String(total);
      svg.setAttribute("viewBox", "0 0 1000 34");
      const width = 1000 / Math.max(1, stretches.length);
      const points = [];
      const marks = [];
      stretches.forEach((part, at) => {
        const x = at * width, y = 31 - 27 * part.mean;
        points.push(`L${x.toFixed(1)} ${y.toFixed(1)}`, `L${(x + width).toFixed(1)} ${y.toFixed(1)}`);
        if (part.with_findings) marks.push(shape("rect", { class: "flag", x: x + width * 0.2, y: 1, width: Math.max(1, Math.min(width * 0.6, 5)), height: 3 }));
        if (part.confirmed) marks.push(shape("rect", { class: "sure", x, y: 34 - 3, width: (width * part.confirmed) / part.beads, height: 3 }));
      });
      const curve = points.join("").replace("L", "M");
      svg.replaceChildren(shape("path", { class: "area", d: `${curve}L1000 34L0 34Z` }), shape("path", { class: "line", d: curve }), ...marks, here);
    },
    at(number) {
      if (document.activeElement !== place) place.value = String(number);
      here.setAttribute("x", String((1000 * (number - 1)) / Math.max(1, total)));
    },
  };
}
