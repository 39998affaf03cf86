"""What the kinds of findings are called where one chooses among them."""

from __future__ import annotations

from server.pages.language import gettext as _


def kind_of_finding(code: str) -> str:
    """The name of a check's findings in the page's language; the code where it has none."""
    names = {
        "empty": _("Empty side"),
        "same-as-source": _("Same as the source"),
        "numbers-differ": _("Numbers"),
        "dates-differ": _("Dates"),
        "symbols-differ": _("Document symbols"),
        "number-sign": _("The sign №"),
        "names-lost": _("Names"),
        "cyrillic-left": _("Cyrillic left over"),
        "repeated-words": _("Doubled words"),
        "repeated-phrases": _("Repeated phrases"),
        "length-ratio": _("Length"),
        "sentence-count": _("Number of sentences"),
        "end-punctuation": _("Mark at the end"),
        "brackets": _("Brackets"),
        "quotes": _("Quotation marks"),
        "spaces": _("Spaces"),
        "urls-differ": _("Web addresses"),
        "emails-differ": _("E-mail addresses"),
        "tags-differ": _("Tags"),
        "placeholders-differ": _("Placeholders"),
        "glossary": _("Glossary"),
        "inconsistent": _("Translated in two ways"),
        "low-score": _("The model was unsure"),
        "low-confidence": _("Doubtful pair"),
    }
    return names.get(code, code)
