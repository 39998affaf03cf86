"""Emphasis: which runs of delimiters open and close it, as CommonMark says."""

from __future__ import annotations

from aligner.filters.markdown.nodes import Node


def paired(nodes: list[Node], runs: list[int], bottom: int = 0) -> None:
    """Emphasis among the runs of delimiters from ``bottom`` on, as CommonMark says; the runs are then done with."""
    floor: dict[tuple[str, bool, int], int] = {}
    stack: list[int] = []
    for number in runs[bottom:]:
        closer = nodes[number]
        c = closer.said[0]
        while closer.can_close and closer.length:
            key = (c, closer.can_open, len(closer.said) % 3)
            low = floor.get(key, 0)
            place = len(stack) - 1
            while place >= low and not _matches(nodes[stack[place]], closer):
                place -= 1
            if place < low:
                floor[key] = len(stack)
                break
            opener = nodes[stack[place]]
            width = 2 if opener.length >= 2 and closer.length >= 2 else 1
            opener.opens.append(width)
            closer.closes.append(width)
            opener.length -= width
            closer.length -= width
            del stack[place + 1 :]
            for one, height in floor.items():
                floor[one] = min(height, len(stack))
            if not opener.length:
                stack.pop()
        if closer.can_open and closer.length:
            stack.append(number)
    del runs[bottom:]


def _matches(opener: Node, closer: Node) -> bool:
    if opener.said[0] != closer.said[0] or (opener.said[0] in "~=" and opener.length != closer.length):
        return False
    if opener.said[0] in "*_" and (opener.can_close or closer.can_open):
        total = len(opener.said) + len(closer.said)
        return total % 3 != 0 or (len(opener.said) % 3 == 0 and len(closer.said) % 3 == 0)
    return True
