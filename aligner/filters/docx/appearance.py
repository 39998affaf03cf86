"""What letters look like: run properties without what changes nothing visible, and the kind of code a look makes.

Sources: ECMA-376, part 1, 17.3.2 (WordprocessingML) and 21.1.2.3.9 (DrawingML).
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, TypeAlias

from aligner.core.code import CodeKind
from aligner.filters.docx.styles import TOGGLES, Styles, is_on
from aligner.filters.program_code import is_code_style
from aligner.readers.xml import attribute, local

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Properties with their values.
Look: TypeAlias = frozenset[tuple[str, str]]
PLAIN: Look = frozenset()

#: Language, proofing, revisions, what is for scripts with other letters, and fitting to a width or a grid.
_UNSEEN = frozenset(
    (
        "lang", "noProof", "rPrChange", "ins", "del", "moveFrom", "moveTo", "bCs", "iCs", "szCs", "kern", "fitText",
        "snapToGrid", "webHidden", "eastAsianLayout", "rtl", "cs", "ligatures", "numForm", "numSpacing",
        "stylisticSets", "cntxtAlts", "specVanish", "oMath", "effect",
    )
)  # fmt: skip
#: Letter spacing below a point and widths near 100 %: made by programs that fit text to a line.
_TIGHT, _WIDE = 20, 15
_FONTS = ("ascii", "hAnsi", "asciiTheme", "hAnsiTheme")
#: Looks that are seen on white space as well.
_ON_BLANKS = frozenset(("u", "strike", "dstrike", "highlight", "shd"))
_UNSEEN_ATTRIBUTES = frozenset(
    ("lang", "altLang", "dirty", "err", "smtClean", "smtId", "noProof", "bmk", "kern", "kumimoji", "normalizeH")
)
_UNSEEN_DRAWN = frozenset(("ea", "cs", "sym", "extLst", "uFillTx", "uLnTx"))


class Properties:
    """Run properties that any number of runs have, letter for letter. ``code``: they are those of program code."""

    __slots__ = ("_prepared", "code", "element", "hidden", "looks")

    def __init__(self, element: _Element, *, hidden: bool, code: bool) -> None:
        """``element`` is that of the first such run."""
        self.element = element
        self.hidden = hidden
        self.code = code
        self.looks: dict[frozenset[str], Look] = {}
        self._prepared: _Element | None = None

    def copy(self, language: str, *, drawn: bool) -> _Element:
        """A copy for text in another language."""
        if self._prepared is None:
            self._prepared = in_language(self.element, language, drawn=drawn)
        return deepcopy(self._prepared)


def in_language(properties: _Element, language: str, *, drawn: bool) -> _Element:
    """A copy that says this language, if it says any."""
    copy = deepcopy(properties)
    if drawn:
        if copy.get("lang"):
            copy.set("lang", language)
        return copy
    for one in copy:
        if local(one) == "lang":
            for name in one.attrib:
                if str(name).endswith("}val"):
                    one.set(name, language)
    return copy


class Looks:
    """Looks of a part's runs; ``val`` is the part's name of the attribute that most properties have."""

    __slots__ = ("_hidden", "_known", "_styles", "_val")

    def __init__(self, styles: Styles, namespace: str) -> None:
        """For a part of this namespace."""
        self._styles = styles
        self._val = f"{{{namespace}}}val"
        self._hidden: dict[str, bool] = {}
        self._known: dict[bytes, Properties] = {}

    def properties(self, element: _Element) -> Properties:
        """The properties that this element holds, one object for all that are the same."""
        from lxml.etree import tostring

        raw = tostring(element, with_tail=False)
        known = self._known.get(raw)
        if known is None:
            known = Properties(element, hidden=self._is_hidden(element), code=self._is_in_code(element))
            self._known[raw] = known
        return known

    def look(self, properties: Properties | None, set_by_style: frozenset[str]) -> Look:
        """What is seen of run properties in a paragraph whose style switches these toggles on."""
        if properties is None:
            return PLAIN
        look = properties.looks.get(set_by_style)
        if look is None:
            look = properties.looks[set_by_style] = self._look(properties.element, set_by_style)
        return look

    def _look(self, properties: _Element, set_by_style: frozenset[str], /) -> Look:
        items: list[tuple[str, str]] = []
        for one in properties:
            name = local(one)
            if name in _UNSEEN:
                continue
            value = str(one.get(self._val, ""))
            if name in TOGGLES:
                if is_on(one) != (name in set_by_style):
                    items.append((name, value if name in set_by_style else ""))
            elif name == "u":
                if is_on(one) != ("u" in set_by_style):
                    items.append((name, value))
            elif name == "rFonts":
                fonts = " ".join(attribute(one, font) for font in _FONTS)
                if fonts.strip():
                    items.append((name, fonts))
            elif name in ("spacing", "w", "position"):
                if not _is_small(name, value):
                    items.append((name, value))
            elif name == "rStyle":
                if self._styles.whole(value).names[:1] not in ((), ("default paragraph font",)):
                    items.append((name, value))
            elif value not in ("auto", "baseline", "none", "clear") or name == "shd":
                fill = attribute(one, "fill") if name == "shd" else ""
                if name != "shd" or fill not in ("", "auto"):
                    items.append((name, fill or value or str(sorted(one.attrib.values()))))
        return frozenset(items)

    def _is_hidden(self, properties: _Element, /) -> bool:
        """Is the text of such a run not shown at all?"""
        found = False
        for one in properties:
            name = local(one)
            if name == "vanish":
                return is_on(one)
            if name == "rStyle":
                style = str(one.get(self._val, ""))
                if style not in self._hidden:
                    self._hidden[style] = "vanish" in self._styles.whole(style).on
                found = self._hidden[style]
        return found

    def is_code(self, look: Look) -> bool:
        """Does a style say that it is program code?"""
        style = next((value for name, value in look if name == "rStyle"), None)
        return style is not None and is_code_style(self._styles.whole(style).names, "")

    def _is_in_code(self, properties: _Element, /) -> bool:
        """Does a run's style say that it is program code?"""
        if not len(properties) or local(properties[0]) != "rStyle":
            return False
        return is_code_style(self._styles.whole(attribute(properties[0], "val")).names, "")

    def kind(self, look: Look, around: Look) -> tuple[CodeKind, bool]:
        """The kind of code for letters that look so in text that looks otherwise, and whether they are code."""
        if self.is_code(look):
            return "code", True
        extra = dict(look - around)
        style = self._styles.whole(extra["rStyle"]) if "rStyle" in extra else None
        on = (style.on if style is not None else frozenset()) | extra.keys()
        raised = extra.get("vertAlign", extra.get("baseline", ""))
        if raised:
            return ("sub" if raised == "subscript" or raised.startswith("-") else "sup"), False
        off = {name for name, value in extra.items() if value in ("0", "false", "off", "none")}
        kinds: tuple[tuple[str, CodeKind], ...] = (("b", "bold"), ("i", "italic"), ("u", "underline"))
        return next((kind for name, kind in kinds if name in on and name not in off), "other"), False


class DrawnLooks(Looks):
    """Looks of runs in drawings, where properties are attributes."""

    __slots__ = ()

    def _look(self, properties: _Element, _set_by_style: frozenset[str], /) -> Look:
        items = [
            (str(name), str(value))
            for name, value in properties.attrib.items()
            if name not in _UNSEEN_ATTRIBUTES and value not in ("0", "none", "noStrike")
        ]
        for one in properties:
            if (name := local(one)) not in _UNSEEN_DRAWN:
                values = [name, *(f"{local(part)} {sorted(part.attrib.items())}" for part in one.iter())]
                items.append((name, " ".join(values)))
        return frozenset(items)

    def _is_in_code(self, _properties: _Element, /) -> bool:
        return False

    def _is_hidden(self, _properties: _Element, /) -> bool:
        return False


def is_seen_on_blanks(look: Look) -> bool:
    """Is such white space seen, as the blanks of a form are?"""
    return any(name in _ON_BLANKS for name, _ in look)


def _is_small(name: str, value: str) -> bool:
    digits = value.removeprefix("-").removesuffix("%")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 6):
        return value == ""
    if name == "w":
        return abs(int(digits) - 100) <= _WIDE
    return int(digits) <= (_TIGHT if name == "spacing" else 0)
