"""Glossaries in files: tab-separated lines, CSV, Excel, TBX; a format is a line of the table and a function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from aligner.errors import ReadError
from aligner.imports.parsing import enter, here
from aligner.limited import run_limited
from models.glossary import Glossary, Term

#: Source languages, best first, and the target language: which texts of a file in many languages are wanted.
Languages = tuple[Sequence[str], str]
Reader = Callable[[Path, Languages], Iterator[Term]]

#: Format -> its function, and whether what it parses can ask for work without end.
READERS: dict[str, tuple[str, bool]] = {
    "tsv": ("aligner.glossaries.rows:read_tsv", False),
    "csv": ("aligner.glossaries.rows:read_csv", False),
    "xlsx": ("aligner.glossaries.rows:read_xlsx", True),
    "tbx": ("aligner.glossaries.tbx:read_tbx", True),
}
RUSSIAN_ENGLISH: Languages = (("ru",), "en")


def read_glossary(path: Path, languages: Languages = RUSSIAN_ENGLISH) -> Glossary:
    """The terms of a file in any format of ``READERS``, found by its content and name.

    Lines with the same source are one term with the translations of all, in their order.

    Raises:
        ReadError: it cannot be read, has a faulty line (named by number), or no term in these languages.
    """
    name = _format(path)
    function, limited = READERS[name]
    if limited:
        asked = {"folder": here(), "path": str(path), "form": name, "languages": languages}
        rows = run_limited("aligner.glossaries:terms_in_child", arguments=asked, name=path.name)
        terms: Iterable[Term] = (Term(source, tuple(targets), frozenset(flags)) for source, targets, flags in rows)
    else:
        terms = _reader(function)(path, languages)
    glossary = Glossary(_merged(terms))
    if not glossary.terms:
        raise ReadError(
            "{path}: there are no terms from {source} into {target}; a term needs both",
            path=path,
            source=", ".join(languages[0]),
            target=languages[1],
        )
    return glossary


def terms_in_child(_: bytes, *, folder: str, path: str, form: str, languages: Any) -> list[Any]:
    """The terms of a file as JSON values."""
    enter(folder)
    terms = _reader(READERS[form][0])(Path(path), (tuple(languages[0]), languages[1]))
    return [[term.source, list(term.targets), sorted(term.flags)] for term in terms]


def _reader(function: str) -> Reader:
    module, _, name = function.partition(":")
    return cast(Reader, getattr(import_module(module), name))


def _format(path: Path) -> str:
    """The format of a file: a workbook and XML by their first bytes, CSV by its name, else lines with tabs."""
    try:
        with path.open("rb") as file:
            head = file.read(1000)
    except OSError as error:
        from models.errors import reason

        raise ReadError(
            "{path}: glossary cannot be read ({reason}); check the name", path=path, reason=reason(error)
        ) from error
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") or head[:6] in (b"\xff\xfe<\0", b"\xfe\xff\0<"):
        return "tbx"
    return "csv" if path.suffix.lower() == ".csv" else "tsv"


def _merged(terms: Iterable[Term]) -> list[Term]:
    """Each term once, with every translation that it has anywhere."""
    found: dict[tuple[str, frozenset[str]], Term] = {}
    for term in terms:
        key = term.source if "case" in term.flags else term.source.casefold(), term.flags
        if (known := found.get(key)) is not None:
            term = replace(known, targets=tuple(dict.fromkeys((*known.targets, *term.targets))))
        found[key] = term
    return list(found.values())
