"""A bitext as a table on the terminal: number, confidence, source, target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aligner.core.bitext import Bitext

if TYPE_CHECKING:
    from rich.console import Console

#: Below the first figure a pair is shown as doubtful, from the second up as sure.
DOUBTFUL, SURE = 0.5, 0.8


def confidence_style(confidence: float) -> str:
    """A terminal colour for a confidence; the figure itself is always printed beside it."""
    return "red" if confidence < DOUBTFUL else "green" if confidence >= SURE else "yellow"


def print_table(bitext: Bitext, console: Console, *, limit: int | None = None) -> None:
    """Print the beads; ``limit`` is the most rows shown (None: all)."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), show_lines=False, expand=True)
    table.add_column("#", justify="right", style="dim", no_wrap=True)
    table.add_column("conf.", justify="right", no_wrap=True)
    table.add_column(bitext.source.language, ratio=1)
    table.add_column(bitext.target.language, ratio=1)
    for number, (bead, source, target) in enumerate(bitext.pairs(), 1):
        if limit is not None and number > limit:
            break
        table.add_row(
            str(number),
            Text(f"{bead.confidence:.2f}", style=confidence_style(bead.confidence)),
            Text(source or "—"),
            Text(target or "—"),
        )
    console.print(table)
    if limit is not None and len(bitext.beads) > limit:
        console.print(f"… and {len(bitext.beads) - limit} more")
