"""The learning curve of a run as an SVG written by hand: loss, source gain, BLEU and chrF over tokens seen.

python -m models.training.curve RUN/log.jsonl --out docs/training-curve.svg
"""

from __future__ import annotations

import argparse
import html
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import ModelError
from models.training.log import Entry, read_log

WIDTH, PANEL, LEFT, RIGHT, TOP, GAP, BOTTOM = 720, 170, 64, 24, 56, 52, 52
STYLE = "text{font:12px sans-serif;fill:#333}.grid{stroke:#ddd}.unit{font-style:italic}.head{font-size:15px}"
Points = list[tuple[float, float]]


@dataclass(frozen=True)
class Line:
    """One quantity: its name, colour and (tokens, value) points."""

    name: str
    colour: str
    points: Points


def points(entries: Sequence[Entry], event: Sequence[str], key: str) -> Points:
    """(tokens, value) of every entry of these events that has the key."""
    return [
        (float(entry["tokens"]), float(entry[key]))
        for entry in entries
        if entry.get("event") in event and entry.get(key) is not None and "tokens" in entry
    ]


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers from ``low`` to ``high``: steps of 1, 2 or 5 times a power of ten."""
    if high <= low:
        return [low]
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [round(i * step, 10) for i in range(first, math.floor(high / step + 1e-9) + 1)]


def panel(lines: Sequence[Line], top: float, end: float, label: str) -> list[str]:
    """One diagram: axes, grid, the lines and their names. ``end``: the last token count on the axis."""
    values = [value for line in lines for _, value in line.points]
    low, high = min(0.0, *values) if label != "nats" else 0.0, max(values)
    high = high if high > low else low + 1

    def x(tokens: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * tokens / end

    def y(value: float) -> float:
        return top + PANEL * (1 - (value - low) / (high - low) / 1.05)

    out = []
    for tick in ticks(low, high):
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(tick):.1f}" y2="{y(tick):.1f}" class="grid"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y(tick) + 4:.1f}" text-anchor="end">{tick:g}</text>')
    for tick in ticks(0, end / 1e6):
        out.append(f'<text x="{x(tick * 1e6):.1f}" y="{top + PANEL + 16:.1f}" text-anchor="middle">{tick:g}</text>')
    out.append(f'<text x="{LEFT}" y="{top - 8:.1f}" class="unit">{html.escape(label)}</text>')
    at = LEFT + 70
    for line in lines:
        path = " ".join(f"{x(tokens):.1f},{y(value):.1f}" for tokens, value in line.points)
        out.append(f'<polyline points="{path}" fill="none" stroke="{line.colour}" stroke-width="1.8"/>')
        if len(line.points) < 40:
            out += [f'<circle cx="{x(t):.1f}" cy="{y(v):.1f}" r="2.6" fill="{line.colour}"/>' for t, v in line.points]
        out.append(f'<text x="{at}" y="{top - 8:.1f}" style="fill:{line.colour}">{html.escape(line.name)}</text>')
        at += 9 * len(line.name) + 18
    return out


def draw(entries: Sequence[Entry], title: str) -> str:
    """The SVG of a log. Raises ModelError if the log has nothing to show."""
    measured = ("dev", "final")
    losses = [
        Line("training loss", "#b07aa1", points(entries, ("train",), "loss")),
        Line("development loss", "#4e79a7", points(entries, measured, "dev_loss")),
        Line("source gain", "#f28e2b", points(entries, measured, "source_gain")),
    ]
    scores = [
        Line("BLEU", "#e15759", points(entries, measured, "bleu")),
        Line("chrF2", "#59a14f", points(entries, measured, "chrf")),
    ]
    panels = [
        (label, kept)
        for label, group in (("nats", losses), ("score", scores))
        if (kept := [g for g in group if g.points])
    ]
    if not panels:
        raise ModelError("learning curve: the log has no training or development lines yet; train for some minutes")
    end = max(tokens for _, group in panels for line in group for tokens, _ in line.points) or 1.0
    height = TOP + len(panels) * (PANEL + GAP) + BOTTOM - GAP
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{html.escape(title)}</title>",
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="{LEFT}" y="24" class="head">{html.escape(title)}</text>',
    ]
    for i, (label, group) in enumerate(panels):
        out += panel(group, TOP + i * (PANEL + GAP), end, label)
    out.append(f'<text x="{WIDTH / 2}" y="{height - 12}" text-anchor="middle">million target tokens seen</text>')
    return "\n".join([*out, "</svg>", ""])


def main(argv: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("log", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--title", default="Russian-English, two CPU cores")
    args = parser.parse_args(argv)
    args.out.write_text(draw(read_log(args.log), args.title), encoding="utf-8")


if __name__ == "__main__":
    main()
