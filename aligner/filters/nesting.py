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
    spans = [code for code in content.codes if not code.alone]
    lone = [code for code in content.codes if code.alone]
    order = {code.id: number for number, code in enumerate(content.codes)}
    spans.sort(key=lambda code: (code.start, -code.end, _depth(code.id, parents), order[code.id]))
    places = sorted({0, len(content.text), *(p for code in content.codes for p in (code.start, code.end))})
    stack: list[Code] = []
    at = 0
    for place in places:
        if at < place:
            yield "text", content.text[at:place]
            at = place
        waiting = [code for code in lone if code.start == place]
        opening = [code for code in spans if code.start == place]
        again: list[Code] = []
        while any(code.end == place for code in stack):
            for code in [one for one in waiting if _inside(one.id, stack[-1].id, parents)]:
                waiting.remove(code)
                yield "alone", code
            code = stack.pop()
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


def _depth(code: int, parents: Mapping[int, int]) -> int:
    depth = 0
    while code in parents and depth <= len(parents):
        code, depth = parents[code], depth + 1
    return depth
