"""How often each guard fires on good text: reference translations, read as if a model had made them.

Then how often each kind of protected span is written otherwise by the human translator.

python benchmarks/guards.py SOURCE TARGET [SOURCE TARGET ...]    (without files: the sets under TOLMACH_SHARED)
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from models.fallback.guards import GUARDS
from models.verbatim.numbers import with_right_numbers
from models.verbatim.spans import RULES, Span, protected

SHARED = Path(os.environ.get("TOLMACH_SHARED", Path(__file__).parents[2] / "shared"))
DEFAULT = ("gold/translation/wmt18", "gold/translation/un", "training/data/dev")


def stands(span: Span, source: str, target: str) -> bool:
    """Is what a span becomes in a human translation, byte for byte, or as it is in the source?"""
    return span.form in target or source[span.start : span.end] in target


def main() -> None:
    """Print one row a guard, one column a set."""
    files = [Path(name) for name in sys.argv[1:]]
    pairs = list(zip(files[::2], files[1::2], strict=True)) or [
        (SHARED / f"{name}.ru", SHARED / f"{name}.en") for name in DEFAULT
    ]
    columns = []
    for source, target in pairs:
        sides = [path.read_text(encoding="utf-8").splitlines() for path in (source, target)]
        columns.append((source.stem, list(zip(*sides, strict=True))))
    print("guard".ljust(10), *(f"{name} ({len(rows)})".rjust(16) for name, rows in columns))
    for guard in GUARDS:
        cells = []
        for _, rows in columns:
            count = sum(guard.fires(source, target, ("ru", "en")) for source, target in rows)
            cells.append(f"{count} {count / max(1, len(rows)):.2%}".rjust(16))
        print(guard.code.ljust(10), *cells)
    print("span".ljust(17), *(f"{name} ({len(rows)})".rjust(16) for name, rows in columns))
    for rule in dict.fromkeys(one.name for one in RULES):
        cells = []
        for _, rows in columns:
            found = [
                (span, source, target) for source, target in rows for span in protected(source) if span.rule == rule
            ]
            other = [span for span, source, target in found if not stands(span, source, target)]
            cells.append(f"{len(other)} of {len(found)}".rjust(16))
        print(rule.ljust(17), *cells)
    cells = []
    for _, rows in columns:
        count = sum(with_right_numbers(source, target) != target for source, target in rows)
        cells.append(f"{count} {count / max(1, len(rows)):.2%}".rjust(16))
    print("numbers put right".ljust(10), *cells)


if __name__ == "__main__":
    main()
