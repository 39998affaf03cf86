"""A content as a sequence of text, openings and closings that nest, as elements in a file do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal, TypeAlias

from aligner.core.code import Code, Content

#: ``("text", "…")``, ``("open", code)``, ``("close", code)`` or ``("alone", code)``.
Event: TypeAlias = tuple[Literal["text"], str] | tuple[Literal["open", "close", "alone"], Code]


def events(content: Content, parents: Mapping[int, int] | None = None) -> Iterator[Event]:
    """The parts of a content in order, balanced: what was opened last is closed first.

    ``parents`` says which code lay inside which in the source, by id. Where a place leaves it open, a code that stands
    alone goes inside its parent, and of two spans over the same text the parent goes around the other. A span that
    crosses another's end is closed there and opened again behind it.
    """
    parents = parents or {}
    depths = _depths(parents)
    order = {code.id: number for number, code in enumerate(content.codes)}
    begins: dict[int, list[Code]] = {}
    lone: dict[int, list[Code]] = {}
    for code in content.codes:
        (lone if code.alone else begins).setdefault(code.start, []).append(code)
    for spans in begins.values():
        spans.sort(key=lambda code: (-code.end, depths.get(code.id, 0), order[code.id]))
    ends: dict[int, int] = {}  # how many of the open spans end at a place
    places = sorted({0, len(content.text), *(p for code in content.codes for p in (code.start, code.end))})
    stack: list[Code] = []
    at = 0
    for place in places:
        if at < place:
            yield "text", content.text[at:place]
            at = place
        waiting = lone.get(place, [])
        opening = begins.get(place, [])
        again: list[Code] = []
        while ends.get(place):
            for code in [one for one in waiting if _inside(one.id, stack[-1].id, parents)]:
                waiting.remove(code)
                yield "alone", code
            code = stack.pop()
            ends[code.end] -= 1
            yield "close", code
            if code.end > place:
                again.append(replace(code, opens=False))
        # What was cut off opens again, unless a longer span that begins here has to go around it.
        opening = sorted([*reversed(again), *opening], key=lambda one: -one.end)
        for code in [one for one in waiting if not any(_inside(one.id, span.id, parents) for span in opening)]:
            waiting.remove(code)
            yield "alone", code
        for number, code in enumerate(opening):
            stack.append(code)
            ends[code.end] = ends.get(code.end, 0) + 1
            yield "open", code
            inner = opening[number + 1 :]
            for one in [w for w in waiting if _inside(w.id, code.id, parents)]:
                if not any(_inside(one.id, span.id, parents) for span in inner):
                    waiting.remove(one)
                    yield "alone", one
        for code in waiting:
            yield "alone", code
    while stack:
        yield "close", stack.pop()


def _inside(code: int, span: int, parents: Mapping[int, int]) -> bool:
    """Did the one lie in the other, at whatever depth?"""
    for _ in range(len(parents) + 1):
        above = parents.get(code)
        if above is None:
            return False
        if above == span:
            return True
        code = above
    return False


def _depths(parents: Mapping[int, int]) -> dict[int, int]:
    """How deep each code lay, by id; each step upwards is taken once."""
    depths: dict[int, int] = {}
    for code in parents:
        path: list[int] = []
        while code in parents and code not in depths and len(path) <= len(parents):
            path.append(code)
            code = parents[code]
        depth = depths.get(code, 0)
        for one in reversed(path):
            depth += 1
            depths[one] = depth
    return depths
