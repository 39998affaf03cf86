/** What the checks say of a pair. The service answers in the page's language. */

/** Findings that matter. */
export const remarks = (bead) => bead.findings.filter((finding) => finding.severity !== "info");
