"""Tags and what the names of elements mean: blocks, codes, what is no running text; and a tag's attributes."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from aligner.core.code import CodeKind
from aligner.core.document import Kind
from aligner.repair.words import words

VOID = words(
    "area base basefont bgsound br col command embed frame hr image img input keygen link meta param source track wbr"
)
#: What begins and ends a block.
BLOCKS = words(
    "address article aside blockquote body caption center col colgroup dd details dialog dir div dl docauthor dt"
    " fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li listing"
    " main menu nav ol optgroup option p plaintext pre search section summary table tbody td tfoot th thead title tr ul"
)
#: An item for itself, in whatever line it stands: the line has a code there. Its text is no running text.
ITEMS = words(
    "applet audio button canvas datalist iframe label map math meter noscript object progress rt rtc script select"
    " style svg template textarea video"
)
#: Where end tags and implied ends reach no further out.
BORDERS = ITEMS | words("caption table td th")
#: Begin a block that an open paragraph cannot hold.
ENDS_PARAGRAPH = BLOCKS - words("body caption col colgroup head html optgroup option tbody td tfoot th thead title tr")
CODES: dict[str, CodeKind] = {
    "a": "link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "cite": "italic", "dfn": "italic",
    "u": "underline", "ins": "underline", "sub": "sub", "sup": "sup", "code": "code", "kbd": "code", "samp": "code",
    "tt": "code", "var": "code", "img": "image", "image": "image", "embed": "image", "svg": "image", "object": "image",
    "video": "image", "canvas": "image", "input": "field", "select": "field", "button": "field", "textarea": "field",
}  # fmt: skip
KEPT = words("code samp kbd tt var")
#: Attributes with text that a person sees or hears.
_TEXTS = words("alt title placeholder aria-label aria-description aria-roledescription aria-valuetext aria-placeholder")
_TEXTS_OF = {
    "option": words("label"), "optgroup": words("label"), "track": words("label"), "menuitem": words("label"),
    "table": words("summary"), "th": words("abbr"), "object": words("standby"),
}  # fmt: skip
_META = re.compile(
    r"(?:description|keywords|abstract|subject|title|application-name|apple-mobile-web-app-title|name|headline"
    r"|(?:og|twitter|dc|dcterms|vk|article)[.:](?:title|description|site_name|subject|section|tag|abstract"
    r"|image:alt|creator\.title))",
    re.IGNORECASE,
)
_BUTTONS = words("submit button reset")

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
#: In classes, roles and types of EPUB: a note, its mark, a link back from it, the number of a page in print.
_NOTES = re.compile(
    r"\b(?:footnotes?|endnotes?|rearnotes?|noteref|footnote-ref|doc-noteref|doc-endnotes?|doc-footnotes?|doc-backlink"
    r"|reference|mw-editsection|sd(?:foot|end)note(?:anc|sym)?|ms?ofootnote(?:reference|text)?"
    r"|pagebreak|doc-pagebreak|page-?number)\b"
)
_NOTE_TAGS = words("a aside body section div ol li sup span p")
_CONTENTS = re.compile(r"\b(?:toc|doc-toc|landmarks|page-list|lot|loi)\b")

_ATTRIBUTE = re.compile(
    r"([^\t\n\f\r />][^\t\n\f\r />=]*+)"
    r"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\t\n\f\r >\"'][^\t\n\f\r >]*+))?+)?+"
)
_NAME_ENDS = re.compile(r"[\t\n\f\r />]")
_REFERENCE = re.compile(r"&#?\w{1,40};")
NO_ATTRIBUTES: Final[dict[str, str]] = {}


class Tag:
    """A tag as it is written: its name, its attributes, and where in it the texts that a person sees stand.

    ``alone`` is true where nothing can be inside: a void element, in XML one that closes itself.
    ``texts`` are attributes' (start, end, quotation mark), counted from the tag's start. ``languages`` are those of
    ``lang`` and ``xml:lang``.
    """

    __slots__ = (
        "alone", "attributes", "block", "closing", "foreign", "full", "href", "item", "keep", "languages", "name",
        "outside", "raw", "texts", "yes",
    )  # fmt: skip

    def __init__(self, raw: str, xml: bool) -> None:
        """Parse it."""
        self.raw = raw
        self.closing = raw[1] == "/"
        begin = 2 if self.closing else 1
        ends = _NAME_ENDS.search(raw, begin)
        end = ends.start() if ends else len(raw)
        self.full = raw[begin:end] if xml else raw[begin:end].lower()
        #: Without its prefix.
        self.name = self.full.rpartition(":")[2].lower() if xml else self.full
        self.foreign = self.name in ("svg", "math")
        self.alone = raw.endswith("/>") if xml or self.foreign else self.name in VOID
        self.block = self.name in BLOCKS
        self.item = self.name in ITEMS
        self.attributes = NO_ATTRIBUTES
        self.texts: tuple[tuple[int, int, str], ...] = ()
        self.languages: tuple[tuple[int, int, str], ...] = ()
        self.href = ""
        self.keep = self.yes = False
        #: The kind outside the running text that its attributes say, if one.
        self.outside: Kind | None = None
        if not self.closing:
            self.keep = self.name in KEPT
            if end < len(raw) - 1:
                self._parse(end)

    def _parse(self, at: int) -> None:
        spans: dict[str, tuple[int, int, str]] = {}
        made: dict[str, str] = {}
        end = len(self.raw) - 1
        for found in _ATTRIBUTE.finditer(self.raw, at, end):
            name = found[1].lower()
            if name in made:
                continue
            group = found.lastindex or 1
            value = "" if group == 1 else found[group]
            made[name] = unescape(value) if "&" in value else value
            if group > 1:
                spans[name] = (*found.span(group), ("", "", '"', "'", "")[group])
        if not made:
            return
        self.attributes = made
        if "translate" in made:
            self.keep = self.keep or made["translate"].lower() == "no"
            self.yes = made["translate"].lower() in ("yes", "")
        if "notranslate" in made.get("class", ""):
            self.keep = self.keep or "notranslate" in made["class"].split()
        self.outside = _outside(self.name, made)
        self.item = self.item or (self.outside is not None and not self.block)
        self.languages = tuple(spans[name] for name in ("lang", "xml:lang") if name in spans)
        if "href" in spans:
            value = self.raw[spans["href"][0] : spans["href"][1]]
            # Only finished references: "?a=1&copy=2" has none.
            self.href = _REFERENCE.sub(lambda one: unescape(one[0]), value).strip()
        wanted = [
            name
            for name in made
            if (name in _TEXTS or name in _TEXTS_OF.get(self.name, ()) or self._is_shown(name, made)) and name in spans
        ]
        self.texts = tuple(spans[name] for name in wanted if any(map(str.isalpha, made[name])))

    def _is_shown(self, name: str, made: dict[str, str]) -> bool:
        if name == "value":
            return self.name == "input" and made.get("type", "").lower() in _BUTTONS
        if name == "content" and self.name == "meta":
            said = made.get("name") or made.get("property") or made.get("itemprop") or ""
            return bool(_META.fullmatch(said))
        return False


def _outside(name: str, made: dict[str, str]) -> Kind | None:
    """Notes, navigation, headers and footers, what nobody sees at first."""
    role = made.get("role", "")
    says = " ".join((made.get("type", ""), made.get("epub:type", ""), role, made.get("class", ""))).lower()
    if name in _NOTE_TAGS and not says.isspace() and _NOTES.search(says):
        return "note"
    if role == "navigation" or (name == "nav" and _CONTENTS.search(says)):
        return "contents"
    if name == "div" and made.get("title") in ("header", "footer"):
        return "header"
    if "hidden" in made or _HIDDEN.search(made.get("style", "")):
        return "metadata"
    if made.get("aria-hidden") == "true" and name != "figcaption":
        return "metadata"
    return None
