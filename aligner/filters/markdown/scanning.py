"""Markdown's inline markup as a list of nodes, by one linear scan: what is text, what opens, closes, stands alone."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container
from html import unescape

from aligner.core.code import CodeKind
from aligner.filters.markdown.emphasis import paired
from aligner.filters.markdown.nodes import ESCAPABLE, Bracket, Node, flanks, href_of, is_punctuation, normalised
from aligner.filters.markdown.patterns import (
    ATTRIBUTES,
    AUTOLINK,
    BARE,
    COMMENT,
    DESTINATION,
    EMOJI,
    ENTITY,
    FOOTNOTE,
    HREF,
    IN_MATH,
    KINDS,
    LABEL,
    MATH,
    NOT_TRANSLATED,
    SPECIAL,
    SUB,
    TAG,
    TAG_NAME,
    TEMPLATE,
    TICKS,
    VOID,
)


class Scan:
    """The nodes of one block's source; ``references`` are the names of the document's link definitions."""

    def __init__(self, source: str, references: Container[str], *, cell: bool = False) -> None:
        """Scan. In a table's cell ``\\|`` is a bar, wherever it stands."""
        self.source = source
        self.nodes: list[Node] = []
        self._references = references
        self._cell = cell
        self._ticks: dict[int, list[int]] = {}
        self._brackets: list[Bracket] = []
        self._delimiters: list[int] = []
        self._closing = source.rfind("]")
        self._template_end = max(source.rfind("}}"), source.rfind("%}"))
        self._tags: dict[str, list[int]] = {}
        self._closed: list[int] = []
        for match in TICKS.finditer(source):
            self._ticks.setdefault(len(match[0]), []).append(match.start())
        self._scan()
        paired(self.nodes, self._delimiters)

    def _scan(self) -> None:
        source, at, end = self.source, 0, len(self.source)
        while at < end:
            found = SPECIAL.search(source, at)
            if found is None:
                self._text(source[at:])
                return
            if found.start() > at:
                self._text(source[at : found.start()])
                at = found.start()
            c = source[at]
            step = getattr(self, _STEPS.get(c, "_url"))(at)
            if step:
                at += step
            else:
                self._text(c)
                at += 1

    def _text(self, said: str) -> None:
        if self.nodes and self.nodes[-1].type == "text":
            self.nodes[-1].said += said
        else:
            self.nodes.append(Node("text", said))

    # Each of these looks at one place, and gives how many characters it took; 0 for a plain character.

    def _backslash(self, at: int) -> int:
        following = self.source[at + 1 : at + 2]
        if following == "\n":
            blanks = len(self.source) - len(self.source[at + 2 :].lstrip(" \t")) - at - 2
            self.nodes.append(Node("hard", raw="\\\n"))
            return 2 + blanks
        if following in ESCAPABLE and following:
            self._text(following)
            return 2
        return 0

    def _line_end(self, at: int) -> int:
        last = self.nodes[-1] if self.nodes else None
        hard = False
        if last is not None and last.type == "text":
            kept = last.said.rstrip(" \t")
            hard = last.said.endswith("  ")
            last.said = kept
        stop = at + 1
        while self.source[stop : stop + 1] in (" ", "\t"):
            stop += 1
        self.nodes.append(Node("hard", raw="  \n") if hard else Node("soft"))
        return stop - at

    def _code(self, at: int) -> int:
        match = TICKS.match(self.source, at)
        assert match is not None
        count = len(match[0])
        places = self._ticks.get(count, [])
        after = bisect_right(places, at)
        if after == len(places):
            self._text(match[0])
            return count
        inside = self.source[at + count : places[after]].replace("\n", " ")
        fence_open = fence_close = match[0]
        if inside.startswith(" ") and inside.endswith(" ") and inside.strip(" "):
            inside, fence_open, fence_close = inside[1:-1], fence_open + " ", " " + fence_close
        if self._cell:
            inside = inside.replace("\\|", "|")
        self.nodes.append(Node("keep", inside, fence_open, "code", name=fence_close))
        return places[after] + count - at

    def _angle(self, at: int) -> int:
        source = self.source
        if match := AUTOLINK.match(source, at):
            href = match[1] if ":" in match[1] else f"mailto:{match[1]}"
            self.nodes.append(Node("keep", match[1], "<", "link", href_of(href), name=">"))
        elif match := COMMENT.match(source, at):
            self.nodes.append(Node("alone", raw=match[0]))
        elif match := TAG.match(source, at):
            self._tag(match[0])
        else:
            return 0
        return match.end() - at

    def _tag(self, raw: str) -> None:
        name = (TAG_NAME.match(raw) or [""])[0].lstrip("</").lower()
        kind = KINDS.get(name, "other")
        number = len(self.nodes)
        if raw.startswith("</"):
            waiting = self._tags.get(name)
            if waiting:
                partner = waiting.pop()
                self.nodes[partner].type, self.nodes[partner].partner = "open", number
                self.nodes.append(Node("close", raw=raw, partner=partner))
                self._closed.append(number)
            else:
                self.nodes.append(Node("alone", raw=raw))
            return
        href = HREF.search(raw)
        keep = kind == "code" or NOT_TRANSLATED.search(raw) is not None
        self.nodes.append(Node("alone", raw=raw, kind=kind, href=href[1] if href else "", keep=keep, name=name))
        if name not in VOID and not raw.endswith("/>"):
            self._tags.setdefault(name, []).append(number)

    def _entity(self, at: int) -> int:
        match = ENTITY.match(self.source, at)
        if match is None or (said := unescape(match[0])) == match[0]:
            return 0
        self._text(said)
        return len(match[0])

    def _bang(self, at: int) -> int:
        if self.source[at + 1 : at + 2] != "[" or FOOTNOTE.match(self.source, at + 1):
            return 0
        return self._open_bracket(at, "![")

    def _bracket(self, at: int) -> int:
        if match := FOOTNOTE.match(self.source, at):
            self.nodes.append(Node("alone", raw=match[0], kind="note"))
            return len(match[0])
        return self._open_bracket(at, "[")

    def _open_bracket(self, at: int, start: str) -> int:
        if at > self._closing:
            return 0
        self.nodes.append(Node("text", start))
        self._brackets.append(Bracket(len(self.nodes) - 1, at, start, delimiters=len(self._delimiters)))
        self.nodes.append(Node("text"))
        return len(start)

    def _close_bracket(self, at: int) -> int:
        while self._brackets:
            bracket = self._brackets.pop()
            if not bracket.active:
                continue
            first = bracket.at + len(bracket.start)
            found = self._target(at, first)
            if found is None and bracket.start != "^[":
                return 0
            inside = self.source[first:at]
            if bracket.start == "^[":
                self._stand_alone(bracket, f"^[{inside}]", "note", [("note", 2, 2 + len(inside))])
                return 1
            assert found is not None
            raw, href, title = found
            length = len(raw)
            if attributes := ATTRIBUTES.match(self.source, at + length):
                raw += attributes[0]
                length += len(attributes[0])
            if raw == "]" or raw.startswith("][]"):
                # The name of the reference is the text: it is said apart from the translation.
                raw = f"][{inside}]" + raw.removeprefix("]").removeprefix("[]")
            if bracket.start == "![":
                whole = f"![{inside}{raw}"
                inner = [("metadata", 2, 2 + len(inside))]
                if title:
                    inner.append(("metadata", 2 + len(inside) + title[0], 2 + len(inside) + title[1]))
                self._stand_alone(bracket, whole, "image", inner)
                return length
            paired(self.nodes, self._delimiters, bracket.delimiters)
            number = len(self.nodes)
            self.nodes[bracket.node] = Node("open", raw="[", kind="link", href=href_of(href), partner=number)
            inner = [("metadata", *title)] if title else []
            self.nodes.append(Node("close", raw=raw, partner=bracket.node, inner=inner))
            for other in self._brackets:
                other.active = other.active and other.start != "["
            return length
        return 0

    def _target(self, at: int, first: int) -> tuple[str, str, tuple[int, int] | None] | None:
        """The markup from a link's closing bracket on, the address, where a title stands in it.

        The link's text begins at ``first``.
        """
        match = DESTINATION.match(self.source, at + 1)
        if match is not None:
            title = None
            if match[3]:
                title = match.start(3) + 1 - at, match.end(3) - 1 - at
            return self.source[at : match.end()], match[1] or match[2] or "", title
        label = LABEL.match(self.source, at + 1)
        if label is not None and label[1].strip():
            if normalised(label[1]) in self._references:
                return self.source[at : label.end()], "", None
            return None
        inside = self.source[first:at] if at - first < 1000 else "["
        if "[" not in inside.replace("\\[", "") and normalised(inside) in self._references:
            return self.source[at : label.end() if label else at + 1], "", None
        return None

    def _stand_alone(self, bracket: Bracket, raw: str, kind: CodeKind, inner: list[tuple[str, int, int]]) -> None:
        """All nodes from a bracket on give way to one."""
        partners = {n: self.nodes[n].partner for n in self._closed[bisect_left(self._closed, bracket.node) :]}
        del self.nodes[bracket.node :]
        del self._delimiters[bracket.delimiters :]
        for waiting in self._tags.values():
            while waiting and waiting[-1] >= bracket.node:
                waiting.pop()
        while self._closed and self._closed[-1] >= bracket.node:
            # What was closed inside but opened before stands alone again.
            number = self._closed.pop()
            for node in self.nodes[partners.get(number, len(self.nodes)) :][:1]:
                node.type, node.partner = "alone", -1
        self.nodes.append(Node("alone", raw=raw, kind=kind, inner=inner))

    def _delimiter(self, at: int) -> int:
        source, c = self.source, self.source[at]
        stop = at
        while source[stop : stop + 1] == c:
            stop += 1
        count = stop - at
        if (c == "~" and count == 1) or c == "^":
            if source[at : at + 2] == "^[" and at < self._closing:
                return self._open_bracket(at, "^[")
            if match := SUB.match(source, at):
                kind: CodeKind = "sub" if c == "~" else "sup"
                number = len(self.nodes)
                self.nodes.append(Node("open", raw=c, kind=kind, partner=number + 2))
                self.nodes.append(Node("text", match[0][1:-1]))
                self.nodes.append(Node("close", raw=c, partner=number))
                return len(match[0])
            self._text(source[at:stop])
            return count
        if c in "~=" and count != 2:
            self._text(source[at:stop])
            return count
        before, after = source[at - 1 : at] or "\n", source[stop : stop + 1] or "\n"
        left, right = flanks(before, after)
        node = Node("run", source[at:stop], length=count)
        node.can_open = left and (c != "_" or not right or is_punctuation(before))
        node.can_close = right and (c != "_" or not left or is_punctuation(after))
        if node.can_open or node.can_close:
            self._delimiters.append(len(self.nodes))
            self.nodes.append(node)
            self.nodes.append(Node("text"))
        else:
            self._text(source[at:stop])
        return count

    def _equals(self, at: int) -> int:
        return self._delimiter(at) if self.source.startswith("==", at) else 0

    def _dollar(self, at: int) -> int:
        match = MATH.match(self.source, at)
        if match is None or IN_MATH.search(match[0]) is None:
            return 0
        self.nodes.append(Node("alone", raw=match[0], kind="placeholder", said=match[0]))
        return len(match[0])

    def _brace(self, at: int) -> int:
        match = TEMPLATE.match(self.source, at) if at < self._template_end else None
        if match is None:
            match = ATTRIBUTES.match(self.source, at)
        if match is None:
            return 0
        self.nodes.append(Node("alone", raw=match[0], kind="placeholder", said=match[0]))
        return len(match[0])

    def _colon(self, at: int) -> int:
        match = EMOJI.match(self.source, at)
        if match is None or self.source[at - 1 : at].isalnum() or not re.search("[a-z]", match[0]):
            return 0
        self.nodes.append(Node("alone", raw=match[0], kind="placeholder", said=match[0]))
        return len(match[0])

    def _url(self, at: int) -> int:
        match = BARE.match(self.source, at)
        if match is None:
            return 0
        url = match[0].rstrip("?!.,:*_~'\"»”…;`|\\")
        while url.endswith((")", "]")) and url.count(url[-1]) > url.count("(" if url[-1] == ")" else "["):
            url = url[:-1]
        stop = re.search(r"[\[\]`|]|\*\*", url)
        url = url[: stop.start()] if stop else url
        if len(url) < 5:
            return 0
        self.nodes.append(Node("keep", url, kind="link", href=href_of(url)))
        return len(url)


_STEPS = {
    "\\": "_backslash", "\n": "_line_end", "`": "_code", "<": "_angle", "&": "_entity", "!": "_bang", "[": "_bracket",
    "]": "_close_bracket", "*": "_delimiter", "_": "_delimiter", "~": "_delimiter", "^": "_delimiter", "=": "_equals",
    "$": "_dollar", "{": "_brace", ":": "_colon",
}  # fmt: skip
