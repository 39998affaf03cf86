"""Small Word documents made by hand, and what a reader of one sees."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from aligner.core.code import Code, Content
from aligner.filters.docx import read, write
from aligner.filters.parsed import Parsed, Source
from aligner.readers.limits import Limits
from tests.support.pseudo import pseudo_contents

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}
NAMES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def relations(*targets: tuple[str, str]) -> str:
    """A part of relations: (last word of the type, target), numbered rId1, rId2, …"""
    outside = ' TargetMode="External"'
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{TYPES}{kind}" Target="{target}"{outside if "://" in target else ""}/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def docx(
    body: str, parts: Mapping[str, str | bytes] | None = None, styles: str = "", main: str = "word/document.xml"
) -> Source:
    """A document with this body; ``parts`` by name, ``styles`` inside the part of styles."""
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(("officeDocument", main)),
        main: f"<w:document {NAMES}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/styles.xml": f"<w:styles {NAMES}>{styles}</w:styles>",
        **(parts or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in whole.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 10)), content)
    return Source(out.getvalue(), "x.docx", None, Limits())


def p(*inside: str, properties: str = "") -> str:
    """A paragraph."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(inside)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def field(instruction: str, *result: str) -> str:
    """A complex field."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> {instruction} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{"".join(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def box(*inside: str, fallback: str | None = None) -> str:
    """A text box in a run: DrawingML, and VML for older programs with the same paragraphs or others."""
    held = "".join(inside)
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><wps:txbx><w:txbxContent>'
        f"{held}</w:txbxContent></wps:txbx></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:shape><v:textbox><w:txbxContent>{held if fallback is None else fallback}</w:txbxContent></v:textbox>"
        "</v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def part(data: bytes, name: str = "word/document.xml") -> str:
    """A part's XML without declarations of namespaces."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return re.sub(r' xmlns:?\w*="[^"]*"', "", archive.read(name).decode())


def texts(parsed: Parsed) -> list[tuple[str, str]]:
    """Kind and text of each block, each code that stands alone as ``{kind}``, spans as ``<kind>…</kind>``."""
    return [(block.kind, shown(Content(block.text, block.codes))) for block in parsed.blocks]


def shown(content: Content) -> str:
    """The text with its codes written into it; breaking ones with an exclamation mark."""
    from aligner.filters.nesting import events

    made = []
    for kind, what in events(content):
        if isinstance(what, str):
            made.append(what)
        else:
            name = what.kind + "!" * what.breaks
            made.append({"open": f"<{name}>", "close": f"</{name}>", "alone": f"{{{name}}}"}[kind])
    return "".join(made)


def content(parsed: Parsed, number: int, text: str, *places: tuple[int, int]) -> Content:
    """A translation: the codes of a block, in their order, at these places."""
    codes = parsed.blocks[number].codes
    moved = [
        Code(start, end, code.id, code.kind, code.equiv, breaks=code.breaks)
        for code, (start, end) in zip(codes, places, strict=True)
    ]
    return Content(text, tuple(sorted(moved, key=lambda code: code.start)))


def translated(source: Source) -> bytes:
    """The pseudo-translation; what was read writes itself back to the byte before that."""
    parsed = read(source)
    own = {number: Content(block.text, block.codes) for number, block in enumerate(parsed.blocks)}
    assert write(source, own, "en") == source.data
    return write(source, pseudo_contents(parsed), "en")


def russian(data: bytes) -> list[str]:
    """Cyrillic letters in texts and attributes of the package, but names of bookmarks."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                xml = re.sub(r' w:(?:name|anchor)="[^"]*"', "", archive.read(name).decode())
                found += re.findall("[А-Яа-яЁё][А-Яа-яЁё ]*", xml)
    return found
