"""Catalogues: the translations of messages, one file per package and language (``translations/<language>.po``).

A catalogue is read when the first message in its language is shown; there is nothing to compile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

_PACKAGES = ["models"]

_LINE = re.compile(r'(?:(msgid|msgid_plural|msgstr)(?:\[\d\])? +)?(".*")')


class Catalogue(NamedTuple):
    """The translations of one package into one language: by the English form, the forms in that language."""

    forms: Mapping[str, tuple[str, ...]]
    plural: Callable[[int], int] = lambda count: int(count != 1)


def add(package: str) -> None:
    """Look into the catalogues of a package, too; each package above this one adds itself when it is imported."""
    if package not in _PACKAGES:
        _PACKAGES.append(package)


def translated(message: str, language: str) -> str:
    """A text or template in a language; as it is where there is no translation."""
    found = _forms(message, language)
    return found[0][0] if found else message


def plural_form(one: str, many: str, count: Any, language: str) -> str:
    """The form of a template for a number of things."""
    found = _forms(one, language)
    if found is None:
        return one if count == 1 else many
    forms, plural = found
    return forms[plural(int(count)) if len(forms) > 1 else 0]


def languages() -> list[str]:
    """The languages that messages can be shown in."""
    from importlib.resources import files

    folders = [files(package).joinpath("translations") for package in _PACKAGES]
    names = {file.name for folder in folders if folder.is_dir() for file in folder.iterdir()}
    return ["en", *sorted(name.removesuffix(".po") for name in names if name.endswith(".po"))]


def _forms(message: str, language: str) -> tuple[tuple[str, ...], Callable[[int], int]] | None:
    """The forms of a message in a language, and the rule that chooses among them."""
    if language == "en":
        return None
    for package in _PACKAGES:
        own = read(package, language)
        if forms := own.forms.get(message):
            return forms, own.plural
    return None


@cache
def read(package: str, language: str) -> Catalogue:
    """The catalogue of a package; an empty one where it has none for the language."""
    from importlib.resources import files

    path = files(package).joinpath("translations", f"{language}.po")
    return read_po(path.read_text(encoding="utf-8")) if path.is_file() else Catalogue({})


def read_po(text: str) -> Catalogue:
    """A catalogue from the text of a .po file: the part of the format that ours use (no contexts, nothing fuzzy)."""
    # Here, not above: every command imports this module, and few of them show a message in another language.
    import json
    from gettext import c2py

    entries: list[dict[str, list[str]]] = []
    key = ""
    for line in text.splitlines():
        if not (found := _LINE.fullmatch(line)):
            continue
        if found[1] == "msgid":
            entries.append({"msgid": [], "msgid_plural": [], "msgstr": []})
        if found[1]:
            key = found[1]
            entries[-1][key].append("")
        entries[-1][key][-1] += json.loads(found[2])
    forms = {"".join(entry["msgid"]): tuple(entry["msgstr"]) for entry in entries if all(entry["msgstr"])}
    head = "".join(forms.pop("", ()))
    rule = re.search(r"plural=([^;\n]+)", head)
    return Catalogue(forms, c2py(rule[1])) if rule else Catalogue(forms)
