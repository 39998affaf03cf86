"""The export menu: the formats of the library's table, grouped by what they are for."""

from __future__ import annotations

from aligner.formats import BILINGUAL, DOCUMENTS, EXPORTS
from models.messages import Message
from server.pages.language import current_language
from server.pages.language import gettext as _


def formats(own: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """(group, [(name, what it is, always whole)]): every format that a document of the format ``own`` can be exported
    in."""
    titles = {"memory": _("For translation tools"), "read": _("To read"), "table": _("Tables"), "other": _("Others")}
    made: dict[str, list[tuple[str, str, bool]]] = {group: [] for group in titles}
    for name, form in EXPORTS.items():
        label = Message(form.exported).localised(current_language())
        if name == "bilingual" and own not in BILINGUAL:
            continue
        if name == "document":
            if own not in DOCUMENTS:
                continue
            label = f"{label} ({own})"
        made[form.group].append((name, label, form.whole))
    return [(titles[group], rows) for group, rows in made.items()]
