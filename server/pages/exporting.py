"""The formats as the export menu lists them: the field's names, grouped by what they are for."""

from __future__ import annotations

from server.pages.language import gettext as _

GROUPS = {
    "memory": ("tmx", "xliff", "xliff2"),
    "read": ("document", "html", "epub", "docx", "txt"),
    "table": ("xlsx", "tsv", "csv", "jsonl"),
}


def formats(own: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """(group, [(name, what it is, always whole)]): every format that a document of the format ``own`` can be exported
    in, those of no group at the end."""
    from aligner.exports import FORMATS
    from aligner.exports.own import OWN

    named = {
        "tmx": _("TMX 1.4b, translation memory"),
        "xliff": "XLIFF 1.2",
        "xliff2": "XLIFF 2.1",
        "document": _("The translated document in its own format (%(format)s)") % {"format": own},
        "html": _("A page to read (HTML)"),
        "epub": _("A book in two languages (EPUB)"),
        "docx": _("A document in two columns (Word)"),
        "txt": _("The translation alone (text)"),
        "xlsx": _("Table (Excel)"),
        "tsv": _("Table (TSV)"),
        "csv": _("Table (CSV)"),
        "jsonl": _("JSON lines, one pair each"),
        "moses": _("Two plain files, a pair a line (Moses)"),
        "ladder": _("Alignment without text (hunalign)"),
        "beads": _("Alignment without text (bead by bead)"),
        "json": _("Everything, without loss (JSON)"),
    }
    titles = {"memory": _("For translation tools"), "read": _("To read"), "table": _("Tables")}
    placed = {name for names in GROUPS.values() for name in names}
    groups = [
        (
            titles[group],
            [(name, named[name], FORMATS[name].whole) for name in names if name != "document" or own in OWN],
        )
        for group, names in GROUPS.items()
    ]
    rest = [(name, named.get(name, form.label), form.whole) for name, form in FORMATS.items() if name not in placed]
    return [*groups, (_("Others"), rest)]
