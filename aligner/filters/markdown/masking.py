"""What CommonMark does not know, hidden from its parser: each line keeps its number and its end, only its beginning
changes.

Front matter, admonitions, containers, alerts, definition lists, footnotes, verse, formulas, templates and attributes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from aligner.core.document import Kind

_FENCE = re.compile(r"(?:[ \t>]|(?:[-*+]|\d{1,9}[.)])[ \t])*+(`{3,}|~{3,})(.*)$")
_DIRECTIVE = re.compile(
    r"\{(?:note|warning|tip|important|caution|attention|danger|error|hint|seealso|admonition|dropdown)\}\s*(.*)$"
)
_ADMONITION = re.compile(r"(\s*)(?:!!!|\?\?\?\+?)[ \t]+[\w-][\w -]*?[ \t]*(?:\"((?:[^\"\\]|\\.)*)\")?[ \t]*$")
_TAB = re.compile(r"(\s*)===[!+]?[ \t]+\"((?:[^\"\\]|\\.)*)\"[ \t]*$")
_CONTAINER = re.compile(
    r"\s*:{3,}[ \t]*(?:\{[^}]*\}|[\w-]+)?(?:\[([^\]]*)\]|[ \t]+([^\s{][^{]*))?(?:\{[^}]*\})?[ \t]*$"
)
_ALERT = re.compile(r"(\s*(?:>[ \t]*)+)\[![\w-]{1,40}\][+-]?[ \t]*(.*)$")
_DEFINITION = re.compile(r"( {0,3}):([ \t]+)(?=\S)")
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\]\s]{1,100}\]:[ \t]*")
_VERSE = re.compile(r"\| +(?=\S)([^|\n]*[^|\s])[ \t]*$")
_TEMPLATE = re.compile(r"\s*(?:\{%.*%\}|\{\{[<%].*[>%]\}\})\s*$")
_RAW_TEMPLATE = re.compile(r"\s*\{[%{][<%-]?\s*(highlight|raw|comment|mermaid|katex|math)\b")
_ATTRIBUTES = re.compile(r"\s*\{(?::|#|\.)[^{}]*\}\s*$")
_CONTENTS = re.compile(r"\s*\[{1,2}_?toc_?\]{1,2}\s*$", re.IGNORECASE)
_ABBREVIATION = re.compile(r" {0,3}\*\[[^\]]{1,100}\]:[ \t]*(?=\S)")
_IMPORT = re.compile(r"(?:import\s.{0,500}?\sfrom\s+['\"][^'\"]+['\"]|import\s+['\"][^'\"]+['\"]|export\s+\w.*);?\s*$")
_MATH_BEGIN = re.compile(r"\s*(?:\$\$(?!.*\$\$)|\\\[\s*$|\\begin\{(\w+\*?)\})")
_MATH_LINE = re.compile(r"\s*(?:\$\$.*\$\$|\\\[.*\\\])\s*$")
#: A longer line is prose.
_WIDEST = 2_000
_LIST = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")


class Own(NamedTuple):
    """A block that the parser does not see: its kind, and the spans of its lines in the file."""

    line: int
    kind: Kind
    spans: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Masked:
    """The lines for the parser, blocks of their own, lines whose paragraphs are notes, lines that are terms."""

    lines: list[str]
    own: list[Own] = field(default_factory=list)
    notes: set[int] = field(default_factory=set)
    terms: set[int] = field(default_factory=set)


class Masking:
    """One pass over the lines; ``starts`` are their places in the file."""

    def __init__(self, lines: list[str], starts: list[int], front: int) -> None:
        """The first ``front`` lines are front matter."""
        self.lines, self.starts = lines, starts
        self.made = Masked([""] * len(lines))
        self.number = front
        self.indents: list[int] = []
        self.directives: list[tuple[str, int]] = []

    def masked(self) -> Masked:
        """The lines as the parser is to see them."""
        footnote = False
        while self.number < len(self.lines):
            line = self._dedented(self.lines[self.number])
            if not line.strip():
                self.number += 1
                continue
            if footnote and not line[:1].isspace() and not self._blank_before():
                footnote = True
            elif footnote and not line[:1].isspace():
                footnote = False
            shown, is_note = self._line(line)
            footnote = footnote or is_note
            if footnote:
                self.made.notes.add(self.number)
            self.made.lines[self.number] = shown
            self.number += 1
        return self.made

    def _blank_before(self) -> bool:
        return self.number == 0 or not self.lines[self.number - 1].strip()

    def _dedented(self, line: str) -> str:
        """Without the indent of the admonitions around."""
        if not self.indents or not line.strip():
            return line
        blanks = len(line) - len(line.lstrip(" \t"))
        indent = len(line[:blanks].expandtabs(4))
        while self.indents and indent < self.indents[-1] + 4:
            self.indents.pop()
        if not self.indents:
            return line
        return " " * (indent - 4 * len(self.indents)) + line[blanks:]

    def _line(self, line: str) -> tuple[str, bool]:
        """What the parser sees of a line, and whether a footnote begins."""
        if len(line) > _WIDEST:
            return line, False
        c = line.lstrip(" \t>")[:1]
        if (c in "`~" or _LIST.match(line)) and (fence := _FENCE.match(line)):
            return self._fence(line, fence), False
        if c == "!" or c == "?":
            if found := _ADMONITION.match(line):
                self._open(line, found)
                return "", False
        elif c == "=" and (found := _TAB.match(line)):
            self._open(line, found)
            return "", False
        elif c == ":":
            if line.lstrip().startswith(":::") and (found := _CONTAINER.match(line)):
                self._block(line, "body", found, 1 if found[1] else 2)
                return "", False
            if (found := _DEFINITION.match(line)) and self._is_defined():
                return f"{found[1]}-{found[2]}{line[found.end() :]}", False
        elif c == "[":
            if found := _FOOTNOTE.match(line):
                return "- " + line[found.end() :], True
            if found := _ALERT.match(line):
                self._block(line, "quote", found, 2)
                return found[1], False
            if _CONTENTS.match(line):
                return "", False
        elif c == "|" and _VERSE.match(line):
            return self._verse(), False
        elif c in "{$\\":
            return self._formula(line), False
        elif c == "*" and (found := _ABBREVIATION.match(line)):
            self._own("metadata", len(line) - found.end())
            return "", False
        elif c in "ei" and self._blank_before() and _IMPORT.match(line):
            return "", False
        return line, False

    def _own(self, kind: Kind, length: int, cut: int = 0) -> None:
        """A block of so many characters at the end of the line, less ``cut``."""
        line = self.lines[self.number]
        end = self.starts[self.number] + len(line)
        self.made.own.append(Own(self.number, kind, ((end - length, end - cut),)))

    def _block(self, line: str, kind: Kind, found: re.Match[str], group: int) -> None:
        text = found[group] or ""
        if any(c.isalpha() for c in text):
            cut = len(line) - found.start(group) - len(text.rstrip())
            self._own(kind, len(line) - found.start(group), cut)

    def _open(self, line: str, found: re.Match[str]) -> None:
        self.indents.append(4 * len(self.indents) + len(found[1].expandtabs(4)))
        self._block(line, "body", found, 2)

    def _fence(self, line: str, fence: re.Match[str]) -> str:
        """Program code up to its end, as the parser finds it too; a directive's text is Markdown."""
        mark, info = fence[1], fence[2]
        if mark[0] == "`" and "`" in info:
            return line
        if found := _DIRECTIVE.match(info.strip()):
            self.directives.append((mark, self.number))
            if any(c.isalpha() for c in found[1]):
                self._own(
                    "body", len(found[1].rstrip()) + len(line) - len(line.rstrip()), len(line) - len(line.rstrip())
                )
            while self.number + 1 < len(self.lines) and re.match(r"\s*:[\w-]+:", self.lines[self.number + 1]):
                self.number += 1
            return ""
        if self.directives and not info.strip() and mark == self.directives[-1][0]:
            self.directives.pop()
            return ""
        self.made.lines[self.number] = line
        closing = re.compile(rf"[ \t>]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$")
        quote = ">" in line[: fence.start(1)]
        while self.number + 1 < len(self.lines):
            following = self._dedented(self.lines[self.number + 1])
            if quote and not following.lstrip().startswith(">"):
                break
            self.number += 1
            self.made.lines[self.number] = following
            if closing.match(following):
                break
        return self.made.lines[self.number]

    def _is_defined(self) -> bool:
        """Is there a term above this definition? It is noted."""
        above = self.number - 1
        if above >= 0 and not self.lines[above].strip():
            above -= 1
        if above < 0 or not self.lines[above].strip():
            return False
        shown = self.made.lines[above]
        if _DEFINITION.match(self.lines[above]) or (shown[:1].isspace() and self.lines[above][:1].isspace()):
            return True
        if not shown.strip() or shown.startswith(("#", ">", "|", "```")) or _LIST.match(shown):
            return False
        while above >= 0 and self.made.lines[above].strip() and not self.lines[above][:1].isspace():
            self.made.terms.add(above)
            above -= 1
        return True

    def _verse(self) -> str:
        """Lines of verse with bars before them, up to the end."""
        spans: list[tuple[int, int]] = []
        first = self.number
        while self.number < len(self.lines) and (found := _VERSE.match(self._dedented(self.lines[self.number]))):
            line = self.lines[self.number]
            end = self.starts[self.number] + len(line.rstrip())
            spans.append((end - len(found[1]), end))
            self.number += 1
        self.number -= 1
        self.made.own.append(Own(first, "verse", tuple(spans)))
        return ""

    def _formula(self, line: str) -> str:
        """Formulas, templates and attributes on lines of their own are not text."""
        if _TEMPLATE.match(line) or _ATTRIBUTES.match(line) or _MATH_LINE.match(line):
            if found := _RAW_TEMPLATE.match(line):
                self._skip(re.compile(rf"\s*\{{[%{{].{{0,5}}\s*(?:end|/)\s*{found[1]}"))
            return ""
        if found := _MATH_BEGIN.match(line):
            ending = r"\end{" + found[1] + "}" if found[1] else "$$" if "$$" in line else r"\]"
            if found[1] and ending in line:
                return ""
            return "" if self._skip(re.compile(rf".*{re.escape(ending)}")) else line
        return line

    def _skip(self, closing: re.Pattern[str]) -> bool:
        """Up to the line with the end; false if there is none."""
        for number in range(self.number + 1, min(len(self.lines), self.number + 2_000)):
            if closing.match(self.lines[number]):
                self.number = number
                return True
        return False
