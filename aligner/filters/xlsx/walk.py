"""One walk over a workbook: cells in the order of the sheets, then names, comments, headers, charts, rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aligner.core.code import CodeKind
from aligner.core.document import Kind
from aligner.filters.inline import Gathered
from aligner.filters.parsed import Untranslated
from aligner.filters.runs import Looks, Paragraph, Run, gather
from aligner.filters.shapes import Part, ShapeWalk
from aligner.filters.xlsx.fitting import Choice, SheetName, page_edge
from aligner.filters.xlsx.parts import LITERAL, Workbook, text_of
from aligner.readers.xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element

_WORD = re.compile(r"[^\W\d_]{2}")
#: A column of a table, as formulas name it.
_COLUMN = re.compile(r"\[@?([^\[\]@]+)\]")
_UNSEEN = frozenset(("family", "charset", "scheme", "condense", "extend"))
_RULES = ("promptTitle", "prompt", "errorTitle", "error")
_KINDS: dict[str, Kind] = {"chart": "metadata", "data": "metadata"}
_EDGES = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")


class _CellLooks(Looks):
    """Looks of runs in cells, where properties are elements with a ``val``."""

    def look(self, properties: _Element | None) -> frozenset[tuple[str, str]]:
        """What is seen."""
        if properties is None:
            return frozenset()
        return frozenset(
            (local(one), " ".join(f"{key!s}={value!s}" for key, value in sorted(one.attrib.items())))
            for one in properties
            if local(one) not in _UNSEEN and one.get("val", "1") not in ("0", "false", "none")
        )

    def kind(self, look: frozenset[tuple[str, str]], base: frozenset[tuple[str, str]]) -> CodeKind:
        """By what the letters have and those around them have not."""
        extra = dict(look - base)
        raised = extra.get("vertAlign", "")
        if raised:
            return "sub" if "subscript" in raised else "sup"
        kinds: tuple[tuple[str, CodeKind], ...] = (("b", "bold"), ("i", "italic"), ("u", "underline"))
        return next((kind for name, kind in kinds if name in extra), "other")


_LOOKS = _CellLooks()


class Walk(ShapeWalk):
    """The blocks of one workbook, its shared strings, and what in it cannot be translated."""

    def __init__(self, workbook: Workbook) -> None:
        """Walk over all parts."""
        super().__init__()
        self._workbook = workbook
        self.untranslated: list[Untranslated] = []
        self._formulas = "\n".join(text for _, text in workbook.formulas)
        self._literals = {text for _, one in workbook.formulas for text in LITERAL.findall(one)}
        self._columns = set(_COLUMN.findall(self._formulas))
        strings = workbook.role("strings")
        self._strings = strings[0] if strings else None
        self.items = list(self._strings.root.iterchildren("{*}si")) if self._strings is not None else []
        self._seen: set[int] = set()
        for _, part in workbook.sheets:
            if part.role == "sheet":
                self._cells(part)
        self._names()
        for part in workbook.parts.values():
            self._around(part)
        for where, formula in workbook.formulas:
            for text in LITERAL.findall(formula):
                if where and _WORD.search(text):
                    self.untranslated.append(Untranslated("formula in {number}", where, text))

    def _cells(self, part: Part) -> None:
        for cell in part.root.iter("{*}c"):
            kind = cell.get("t")
            if kind == "s":
                value = next((str(one.text or "") for one in cell if local(one) == "v"), "")
                number = int(value) if value.isdecimal() and len(value) < 9 else -1
                if 0 <= number < len(self.items) and number not in self._seen and self._strings is not None:
                    self._seen.add(number)
                    self._string(self.items[number], self._strings, str(cell.get("r", "")))
            elif kind == "inlineStr":
                for one in cell:
                    if local(one) == "is":
                        self._string(one, part, str(cell.get("r", "")))

    def _string(self, item: _Element, part: Part, where: str) -> None:
        """The text of a cell, unless a formula needs it as it is."""
        text = text_of(item)
        if not any(c.isalpha() for c in text):
            return
        if text in self._literals or text in self._columns:
            if _WORD.search(text):
                self.untranslated.append(Untranslated("cell {number}, which a formula compares or names", where, text))
            return
        self._rich(item, "table-cell", part)

    def _rich(self, item: _Element, kind: Kind, part: Part) -> None:
        runs = []
        for one in item:
            name = local(one)
            if name == "t":
                runs.append(Run(str(one.text or "")))
            elif name == "r":
                properties = next((each for each in one if local(each) == "rPr"), None)
                runs.append(Run("".join(str(t.text or "") for t in one if local(t) == "t"), properties))
        gathered, properties = gather(runs, _LOOKS)
        self._next = gathered.finish(self._next)
        if gathered.content.text:
            self.found.append(Paragraph(kind, 0, gathered, item, part.name, properties=properties))

    def _names(self) -> None:
        """The sheets' names: those that nothing refers to."""
        main = self._workbook.main
        names = [str(one.get("name", "")) for one, _ in self._workbook.sheets]
        formulas = self._formulas.casefold()
        for number, (sheet, _) in enumerate(self._workbook.sheets):
            name = names[number]
            low = name.casefold()
            quoted = low.replace("'", "''")
            if not _WORD.search(name) or main is None:
                continue
            if f"{low}!" in formulas or f"{quoted}'!" in formulas or f"{low}:" in formulas or f"{quoted}:" in formulas:
                self.untranslated.append(Untranslated("name of sheet {number}, which formulas use", number + 1, name))
                continue
            gathered = Gathered()
            gathered.text(name)
            self._next = gathered.finish(self._next)
            self.found.append(SheetName("metadata", 0, gathered, sheet, main.name, others=names))

    def _around(self, part: Part) -> None:
        """What is in a part beside cells."""
        if part.role == "core":
            self.properties(part)
        elif part.role == "comments":
            for one in part.root.iter("{*}text"):
                self._rich(one, "comment", part)
        elif part.role == "threads":
            for one in part.root.iter("{*}text"):
                self.text(one, "comment", part)
        elif part.role == "sheet":
            self._edges(part)
            self._rules(part)
        elif part.role in ("shapes", "chart", "diagram", "data"):
            self.shapes(part.root, _KINDS.get(part.role), part)
            self._edges(part)
        elif part.role == "styles":
            for one in part.root.iter("{*}numFmt"):
                for text in LITERAL.findall(str(one.get("formatCode", ""))):
                    if _WORD.search(text):
                        self.untranslated.append(Untranslated("number format", 0, text))

    def _edges(self, part: Part) -> None:
        for one in part.root.iter(*(f"{{*}}{name}" for name in _EDGES)):
            edge, self._next = page_edge(one, part.name, self._next)
            if any(c.isalpha() for c in edge.gathered.content.text):
                self.found.append(edge)

    def _rules(self, part: Part) -> None:
        """Rules for what may be typed in, and tooltips of links."""
        for rule in part.root.iter("{*}dataValidation"):
            for name in _RULES:
                self.attribute(rule, name, part)
            formula = next((one for one in rule if local(one) == "formula1"), None)
            text = str(formula.text or "") if formula is not None else ""
            if formula is None or rule.get("type") != "list" or not (text.startswith('"') and text.endswith('"')):
                continue
            items = text[1:-1].split(",")
            for number, item in enumerate(items):
                gathered = Gathered()
                gathered.text(item)
                gathered.finish(self._next)
                if item.strip() in self._literals:
                    self.untranslated.append(Untranslated("choice that a formula compares", 0, item))
                elif any(c.isalpha() for c in item):
                    choice = Choice("metadata", 0, gathered, formula, part.name, items=items, number=number)
                    self.found.append(choice)
        for link in part.root.iter("{*}hyperlink"):
            self.attribute(link, "tooltip", part)
            self.attribute(link, "display", part)
