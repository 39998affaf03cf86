"""The formats as the export menu lists them: the field's names, grouped by what they are for."""

from __future__ import annotations

from server.pages.language import gettext as _

GROUPS = {
    "memory": ("tmx", "xliff", "xliff2"),
    "read": ("html", "epub", "docx", "txt"),
    "table": ("xlsx", "tsv", "csv", "jsonl"),
}


def formats() -> list[tuple[str, list[tuple[str, str]]]]:
    """(group, [(name, what it is)]): every format of the export command, those of no group at the end."""
    from aligner.exports import FORMATS

    named = {
        "tmx": _("TMX 1.4b, translation memory"),
        "xliff": "XLIFF 1.2",
        "xliff2": "XLIFF 2.1",
        "html": _("A page to read (HTML)"),
        "epub": _("A book in two languages (EPUB)"),
        "docx": _("A document in two columns (Word)"),
        "txt": _("The translation alone (text)"),
        "xlsx": _("Table (Excel)"),
        "tsv": _("Table (TSV)"),
        "csv": _("Table (CSV)"),
        "jsonl": _("JSON lines, one pair each"),
    }
    titles = {"memory": _("For translation tools"), "read": _("To read"), "table": _("Tables")}
    placed = {name for names in GROUPS.values() for name in names}
    groups = [
        (titles[group], [(name, named[name]) for name in names if name in FORMATS]) for group, names in GROUPS.items()
    ]
    rest = [(name, form.label) for name, form in FORMATS.items() if name not in placed]
    return [*((title, found) for title, found in groups if found), (_("Others"), rest)]
