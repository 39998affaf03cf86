"""The formats: one table, which the readers, writers, importers, the command line, the pages and the docs read.

A new format is a module and an entry in ``_TABLE``; an installed package adds its own by an entry point of the group
``tolmach.formats`` (CONTRIBUTING.md). Modules are named as strings and imported when they are used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from aligner.plugins import Table, with_added

__all__ = [
    "BILINGUAL",
    "DOCUMENTS",
    "EXPORTS",
    "FORMATS",
    "IMPORTS",
    "Format",
    "by_extension",
    "extensions",
    "function",
]

#: What an export holds unless told otherwise: clean pairs only (a translation memory), also source text without a
#: translation yet (a file to work in), or everything.
Holds = Literal["pairs", "source", "all"]
#: The part of the export menu that a format stands in.
Group = Literal["memory", "read", "table", "other"]


@dataclass(frozen=True, slots=True)
class Format:
    """One format, and what can be done with it; what cannot is left empty. Functions are ``module:function``.

    Attributes:
        name: what it is called on the command line and in the API.
        label: what a file in it is; a message that has its Russian.
        extensions: lower case, with the dot; the first is given to files that are written.
        media_type: as in ``Content-Type``; zipped documents are recognised by it.
        binary: a file with another content is damaged or wrongly named, and is never taken for plain text.
        filter: the module whose ``read`` and ``write`` read a document and write its translation in the same format.
        written_as: the format that ``write`` gives, where it is another one (``docx`` for PDF).
        importer: ``(path, report, source_language, target_language) -> units``.
        exporter: ``(units, out, options, tally)`` of a plain list of pairs (``of_units``), else ``(bitext, out,
            options, tally)``.
        export_label: what an exported file is, where ``label`` does not say it.
        group: where the export menu lists it.
        holds: which pairs go in unless told otherwise.
        whole: every pair goes in, whatever the filters say.
        links: it uses the word links of the beads; for the other formats nobody needs to make them.
        codes: it holds inline codes, so those of the source are carried to the translation first.
        reading: what is not running text (notes, headers, metadata) is left out unless asked for.
        of_original: exporting needs the original's own file.
        bilingual: ``(source, contents) -> bytes``, the document with its text and the translation in one.
        extra: the extra of Tolmach that exporting needs.
    """

    name: str
    label: str
    extensions: tuple[str, ...]
    media_type: str
    binary: bool = False
    filter: str = ""
    written_as: str = ""
    importer: str = ""
    exporter: str = ""
    export_label: str = ""
    group: Group = "other"
    of_units: bool = False
    holds: Holds = "all"
    whole: bool = False
    links: bool = False
    codes: bool = False
    reading: bool = False
    of_original: bool = False
    bilingual: str = ""
    extra: str = ""

    @property
    def extension(self) -> str:
        """The extension of a file in this format, empty where it has none of its own."""
        return self.extensions[0] if self.extensions else ""

    @property
    def exported(self) -> str:
        """What an exported file is, as a message."""
        return self.export_label or self.label


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: Documents by name, then lists of pairs, then the rest. One entry a format.
# fmt: off
_TABLE = (
    Format("document", "The translated document in its own format", (), "application/octet-stream",
           exporter="aligner.exports.translated:write", group="read", whole=True, links=True, of_original=True),
    Format("bilingual", "Captions in both languages (srt, vtt)", (), "application/octet-stream",
           exporter="aligner.exports.translated:write_bilingual", group="read", whole=True, links=True,
           of_original=True),
    Format("docx", "Word document", (".docx",), _WORD, binary=True,
           filter="aligner.filters.docx",
           exporter="aligner.exports.docx:write", export_label="A document in two columns (Word)",
           group="read", codes=True, reading=True),
    Format("epub", "EPUB book", (".epub",), "application/epub+zip", binary=True,
           filter="aligner.filters.epub",
           exporter="aligner.exports.epub:write", export_label="A book in two languages (EPUB)",
           group="read", codes=True, reading=True),
    Format("fb2", "FictionBook, plain or zipped", (".fb2", ".fbz", ".fb2.zip", ".zip"), "application/x-fictionbook+xml",
           filter="aligner.filters.fb2"),
    Format("html", "Web page", (".html", ".htm", ".xhtml"), "text/html",
           filter="aligner.filters.html",
           exporter="aligner.exports.html:write", export_label="A page to read (HTML)",
           group="read", codes=True, reading=True),
    Format("md", "Markdown", (".md", ".markdown", ".mkd"), "text/markdown",
           filter="aligner.filters.markdown"),
    Format("odp", "OpenDocument presentation", (".odp",), "application/vnd.oasis.opendocument.presentation",
           binary=True,
           filter="aligner.filters.odp"),
    Format("odt", "OpenDocument text", (".odt",), "application/vnd.oasis.opendocument.text", binary=True,
           filter="aligner.filters.odt"),
    Format("doc", "Old Word document", (".doc", ".dot"), "application/msword", binary=True,
           filter="aligner.filters.docx"),
    Format("pdf", "PDF", (".pdf",), "application/pdf", binary=True,
           filter="aligner.filters.pdf", written_as="docx"),
    Format("rtf", "Rich text (RTF)", (".rtf",), "application/rtf", binary=True,
           filter="aligner.filters.docx"),
    Format("pptx", "PowerPoint presentation", (".pptx", ".ppsx", ".potx"), _SLIDES, binary=True,
           filter="aligner.filters.pptx"),
    Format("po", "gettext PO", (".po", ".pot"), "text/x-gettext-translation",
           filter="aligner.filters.strings.po"),
    Format("properties", "Java properties", (".properties",), "text/x-java-properties",
           filter="aligner.filters.strings.properties"),
    Format("strings", "Apple strings", (".strings",), "text/x-apple-strings",
           filter="aligner.filters.strings.apple"),
    Format("yaml", "YAML string file", (".yaml", ".yml"), "application/yaml",
           filter="aligner.filters.strings.yaml"),
    Format("srt", "SubRip subtitles", (".srt",), "application/x-subrip",
           filter="aligner.filters.subtitles", bilingual="aligner.filters.subtitles:bilingual"),
    Format("txt", "Plain text in any common character set", (".txt", ".text"), "text/plain",
           filter="aligner.filters.txt",
           exporter="aligner.exports.txt:write", export_label="The translation alone (text)",
           group="read", reading=True),
    Format("vtt", "WebVTT subtitles", (".vtt",), "text/vtt",
           filter="aligner.filters.subtitles", bilingual="aligner.filters.subtitles:bilingual"),

    Format("tmx", "TMX 1.4b, translation memory", (".tmx",), "application/x-tmx+xml",
           importer="aligner.imports.tmx:read_units", exporter="aligner.exports.tmx:write_units",
           group="memory", of_units=True, holds="pairs", codes=True),
    Format("xliff", "XLIFF 1.2", (".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff", ".xlf2"),
           "application/xliff+xml",
           importer="aligner.imports.xliff:read_units", exporter="aligner.exports.xliff:write_units",
           group="memory", of_units=True, holds="source", links=True, codes=True),
    Format("xliff2", "XLIFF 2.1", (".xliff",), "application/xliff+xml",
           importer="aligner.imports.xliff:read_units", exporter="aligner.exports.xliff2:write_units",
           group="memory", of_units=True, holds="source", links=True, codes=True),
    Format("xlsx", "Excel workbook", (".xlsx", ".xlsm"), _SHEET, binary=True,
           filter="aligner.filters.xlsx",
           importer="aligner.imports.tables:read_xlsx", exporter="aligner.exports.xlsx:write_units",
           export_label="Table (Excel)", group="table", of_units=True, extra="xlsx"),
    Format("tsv", "Table (TSV)", (".tsv", ".tab"), "text/tab-separated-values",
           importer="aligner.imports.tsv:read_units", exporter="aligner.exports.tsv:write_units",
           group="table", of_units=True),
    Format("csv", "Table (CSV)", (".csv",), "text/csv",
           importer="aligner.imports.tables:read_csv", exporter="aligner.exports.csv:write_units",
           group="table", of_units=True),
    Format("jsonl", "JSON lines, one pair each", (".jsonl", ".ndjson"), "application/jsonl",
           importer="aligner.imports.jsonl:read_units", exporter="aligner.exports.jsonl:write_units",
           group="table", of_units=True, codes=True),
    Format("moses", "Two plain files, a pair a line (Moses)", (".moses.zip", ".zip"), "application/zip",
           importer="aligner.imports.moses:read_units", exporter="aligner.exports.moses:write_units",
           of_units=True, holds="pairs"),

    Format("omegat", "An OmegaT project for the document: memory and segmentation", (".omegat.zip",), "application/zip",
           exporter="aligner.exports.omegat:write", codes=True),
    Format("ladder", "Alignment without text (hunalign)", (".ladder",), "text/plain",
           exporter="aligner.exports.ladder:write", whole=True),
    Format("beads", "Alignment without text (bead by bead)", (".beads",), "text/plain",
           exporter="aligner.exports.beads:write"),
    Format("json", "JSON string file", (".json", ".arb"), "application/json",
           filter="aligner.filters.strings.json",
           export_label="Everything, without loss (JSON)",
           importer="aligner.imports.parsing:json_units", exporter="aligner.exports.json:write",
           whole=True, links=True),
)
# fmt: on


def _which(able: Callable[[Format], object]) -> Table[Format]:
    """The formats for which something can be done."""
    return Table(lambda: {name: form for name, form in FORMATS.items() if able(form)})


FORMATS = Table(lambda: with_added(_TABLE, "name", "tolmach.formats", Format))
#: What can be read as a document, and written again in its own format.
DOCUMENTS = _which(lambda form: form.filter)
#: Documents that can be written with their translation beside their text.
BILINGUAL = {name: form for name, form in FORMATS.items() if form.bilingual}
#: What pairs can be read from.
IMPORTS = _which(lambda form: form.importer)
_GROUPS: tuple[Group, ...] = ("memory", "read", "table", "other")
#: What a bitext can be written as, in the order of the menu.
EXPORTS = Table(
    lambda: {n: form for group in _GROUPS for n, form in FORMATS.items() if form.exporter and form.group == group}
)


def by_extension(name: str, among: Mapping[str, Format]) -> Format | None:
    """The format that a file's name says, by its longest extension; of several formats, the first of the table."""
    found = [(-len(end), form) for form in among.values() for end in form.extensions if name.lower().endswith(end)]
    return min(found, key=lambda one: one[0])[1] if found else None


def extensions(among: Mapping[str, Format]) -> frozenset[str]:
    """Every extension of these formats."""
    return frozenset(end for form in among.values() for end in form.extensions)


def function(place: str) -> Callable[..., Any]:
    """The function that a ``module:function`` of the table names."""
    module, name = place.split(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found
