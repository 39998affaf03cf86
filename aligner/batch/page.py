"""``report.html``: a run's summary for a person; one file, light and dark, from a phone's width up."""

from __future__ import annotations

import html
import os
from collections.abc import Iterable, Sequence
from typing import Any

from aligner.batch.display import duration
from aligner.batch.merge import Merged
from aligner.batch.settings import Settings
from aligner.batch.totals import LEAST_SURE, SHOWN, Totals

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --line: #8884; --good: #2e7d4f; --bad: #b3372f }
@media (prefers-color-scheme: dark) { :root { --good: #63b983; --bad: #e5837b } }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin: 0 0 .25rem }
h2 { font-size: 1.15rem; margin: 2rem 0 .25rem }
p { margin: .25rem 0; overflow-wrap: anywhere }
.quiet { opacity: .75 }
.bar { display: flex; height: .6rem; margin: 1rem 0; border-radius: .3rem; overflow: hidden; background: var(--line) }
.bar i:first-child { background: var(--good) }
.bar i { background: var(--bad) }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1rem; margin: 1.25rem 0 }
dl div { display: flex; flex-direction: column-reverse; justify-content: flex-end }
dt { opacity: .75; font-size: .875rem }
dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
td { overflow-wrap: anywhere }
.n { text-align: right; width: 9rem; padding-right: 0; font-variant-numeric: tabular-nums }
@media (max-width: 36rem) {
  .wide thead { display: none }
  .wide td { display: block; border: 0; padding: .1rem 0 }
  .wide td:first-child { font-weight: 600 }
  .wide td:last-child { border-bottom: 1px solid var(--line); padding-bottom: .5rem }
  .n { width: 5.5rem }
}
"""


def page(totals: Totals, settings: Settings, extra: dict[str, Any], merged: Sequence[Merged]) -> str:
    """The page. ``extra`` holds ``seconds``, ``translated`` and ``repeated`` of this start of the run."""
    said = headline(totals)
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Batch run: {said}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
        f"<h1>{said}</h1>",
        f"<p class=quiet>Into {html.escape(_printable(settings.out))}</p>",
        _bar(totals),
        _figures(totals, extra),
    ]
    if totals.failures:
        below, rows = _shortened((path, _reason(path, why)) for path, why in totals.failures[:SHOWN])
        parts += [f"<h2>Failed ({number(totals.failed)})</h2>", below, _table(("File", "Why"), rows, "wide")]
        parts.append("<p class=quiet>They are tried again when they change, or with <code>--retry-failed</code>.</p>")
    if totals.incomplete:
        below, rows = _shortened((path, _reason(path, why)) for path, why in totals.incomplete[:SHOWN])
        parts += [
            f"<h2>Done in part ({number(len(totals.incomplete))})</h2>",
            below,
            _table(("File", "What"), rows, "wide"),
        ]
    if totals.findings:
        parts += ["<h2>Findings of the checks</h2>", _table(("Check", "How bad", "Pairs"), _findings(totals))]
    if totals.weakest:
        least = sorted(totals.weakest, reverse=True)[:LEAST_SURE]
        below, rows = _shortened((path, number(count), f"{-sure:.3f}") for sure, path, count in least)
        parts += ["<h2>Least sure documents</h2>", below, _table(("File", "Sentences", "Confidence"), rows)]
    parts += ["<h2>How it was made</h2>", _table(("Setting", "Value"), _settings(settings, merged), "wide")]
    parts.append("<p>Every document: <a href='results.tsv'>results.tsv</a>.</p>\n</body>\n</html>\n")
    return "\n".join(part for part in parts if part)


def headline(totals: Totals) -> str:
    """``488 of 500 documents done, 12 failed``."""
    said = f"{number(totals.done)} of {number(totals.documents)} documents done"
    if totals.done == totals.documents:
        said = f"All {number(totals.documents)} documents done" if totals.documents > 1 else "The document is done"
    if totals.failed:
        said += f", {number(totals.failed)} failed"
    return said + (f", {number(totals.todo)} still to do" if totals.todo else "")


def number(value: int) -> str:
    """``12 345``, with narrow spaces that do not break."""
    return f"{value:,}".replace(",", "\u202f")


def _bar(totals: Totals) -> str:
    done, failed = (100 * part / max(1, totals.documents) for part in (totals.done, totals.failed))
    # A single failure among thousands is seen, too.
    failed = max(failed, 0.5) if totals.failed else 0
    return f"<div class=bar aria-hidden=true><i style='width:{done:.2f}%'></i><i style='width:{failed:.2f}%'></i></div>"


def _figures(totals: Totals, extra: dict[str, Any]) -> str:
    sure = "none" if totals.confidence is None else f"{totals.confidence:.3f}"
    facts = (
        ("Sentences", number(totals.sentences)),
        ("Words and marks", number(totals.tokens)),
        ("Mean confidence, 0 to 1", sure),
        ("This start took", duration(extra["seconds"])),
        ("Sentences translated", number(extra["translated"])),
        ("Known already, not translated", number(extra["repeated"])),
    )
    return "<dl>" + "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts) + "</dl>"


def _findings(totals: Totals) -> list[tuple[str, ...]]:
    from aligner.checks import CHECKS

    grave = {"error": 0, "warning": 1, "info": 2}
    found = [(code, CHECKS[code].severity if code in CHECKS else "info", n) for code, n in totals.findings.items()]
    return [
        (code, severity, number(n)) for code, severity, n in sorted(found, key=lambda f: (grave[f[1]], -f[2], f[0]))
    ]


def _settings(settings: Settings, merged: Sequence[Merged]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        ("Model", settings.model or "none, documents were aligned"),
        ("Formats", ", ".join(settings.formats) or "none"),
        ("Date in the outputs", settings.created),
    ]
    rows += [
        (f"Merged: {one.name}", f"{number(one.written)} pairs, {number(one.repeated)} repeated ones left out")
        for one in merged
    ]
    return rows


def _shortened(rows: Iterable[tuple[str, ...]]) -> tuple[str, list[tuple[str, ...]]]:
    """Paths without the folder that all of them share, which is said once above the table."""
    listed = list(rows)
    # By character, as a URL or the name of a row is no path to take apart.
    shared = os.path.commonprefix([path for path, *_ in listed])  # noqa: RUF071
    shared = shared[: shared.rfind("/") + 1]
    if len(shared) < 2:
        return "", listed
    return f"<p class=quiet>In {html.escape(shared)}</p>", [(row[0][len(shared) :], *row[1:]) for row in listed]


def _reason(path: str, why: str) -> str:
    """The reason without the path, which stands beside it."""
    return why.removeprefix(f"{path}: ")


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _table(head: Sequence[str], rows: Iterable[tuple[str, ...]], kind: str = "") -> str:
    """A table; in the plain kind all columns but the first are short and stand at the right."""
    mark = "" if kind else " class=n"
    heads = "".join(f"<th scope=col{mark if at else ''}>{html.escape(name)}</th>" for at, name in enumerate(head))
    made = [f"<table class={kind or 'plain'}><thead><tr>{heads}</tr></thead><tbody>"]
    for row in rows:
        cells = "".join(f"<td{mark if at else ''}>{html.escape(cell)}</td>" for at, cell in enumerate(row))
        made.append(f"<tr>{cells}</tr>")
    return "\n".join(made) + "</tbody></table>"
