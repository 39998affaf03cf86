"""The functions of ``import tolmach``: each takes whatever a text may be, and calls what the command line calls."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Self

from aligner import __version__  # noqa: F401 (names of the API that are not used here)
from aligner.align import Alignment
from aligner.core.bitext import Bead, Bitext  # noqa: F401
from aligner.core.document import Document, document_from_sentences
from aligner.core.finding import Finding
from aligner.core.unit import Unit  # noqa: F401
from aligner.errors import ReadError, TolmachError  # noqa: F401
from aligner.exports.options import ExportOptions, ExportReport
from aligner.memory import open_memory  # noqa: F401
from aligner.memory.base import Memory
from models import glossary as _glossary
from models.load import load_translator
from models.translation import Translator


class Glossary(_glossary.Glossary):
    """Terms and their translations; ``Glossary.read`` has them from a file."""

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Self:
        """The terms of a file: TSV, CSV, Excel or TBX.

        Raises:
            TolmachError: it cannot be read, or a line is faulty (it is named by number).
        """
        from aligner.glossaries import read_glossary

        return cls(read_glossary(Path(path)).terms)


#: A path, the bytes of a file, a document, or a list of sentences.
Source = str | os.PathLike[str] | bytes | Document | Sequence[str]
#: A bitext, what ``align`` gives, or the path of a bitext file (TMX, XLIFF, a table …).
Pairs = Bitext | Alignment | str | os.PathLike[str]


def read(source: Source, *, language: str = "", encoding: str | None = None, format: str | None = None) -> Document:
    """A document with its sentences, from a file of any format that ``tolmach translate`` reads.

    Args:
        source: a path (a ``str`` is one), the bytes of a file, or a list of sentences.
        language: its ISO 639-1 code; by default it is found from the text.
        encoding: the character set of a text file; by default it is found from the bytes.
        format: ``txt``, ``docx`` …; by default it is found from the content.

    Raises:
        TolmachError: it cannot be read, or there is no text in it.
    """
    from aligner.pipeline import load_document

    if isinstance(source, Document):
        return source
    if isinstance(source, bytes | str | os.PathLike):
        source = source if isinstance(source, bytes) else Path(source)
        return load_document(source, language=language, encoding=encoding, format=format)
    return _from_sentences(source, language)


def segment(text: Source, *, language: str = "") -> list[str]:
    """The sentences of a text.

    Args:
        text: the text itself; a ``str`` that ends like a document (``.txt``, ``.docx`` …) is a path. Or what ``read``
            takes.
        language: as for ``read``.

    Raises:
        TolmachError: as for ``read``.
    """
    return [sentence.text for sentence in _text_or_document(text, language).sentences]


def translate(
    source: Source,
    *,
    model: str | os.PathLike[str] | Translator | None = None,
    glossary: Glossary | str | os.PathLike[str] | None = None,
    memory: Memory | None = None,
    language: str = "",
) -> Bitext:
    """Translate a text; each sentence and its translation are a pair of the bitext.

    Args:
        source: as for ``segment``: a path, bytes, a text, a document or a list of sentences.
        model: its name, folder, or a loaded one. The model last used by name stays in memory.
        glossary: terms to keep to, or their file.
        memory: confirmed translations in it go before the model.
        language: that of ``source``; by default it is found. A list of sentences is always taken for a language that
            the model reads.

    Raises:
        TolmachError: as for ``read``; the model cannot be loaded, or does not translate from this language.
    """
    from aligner.language import language_to_translate
    from aligner.pipeline import language_problem, translate_document
    from models.terminology import GlossaryTranslator

    terms = _terms(glossary)
    if not isinstance(model, Translator):
        translator = _loaded(None if model is None else os.fspath(model), terms)
    else:
        translator = GlossaryTranslator(model, terms) if terms else model
    reads = translator.source_languages
    if not language and not isinstance(source, Document | str | bytes | os.PathLike):
        language = language_to_translate(" ".join(source), reads)
    document = _text_or_document(source, language, reads)
    if problem := language_problem(document.provenance.name, document.language, reads):
        raise ReadError(
            '{problem}; to translate it all the same, give language="{language}"',
            problem=problem,
            language=reads[0],
        )
    return translate_document(document, translator, memory=memory)


def align(source: Source, target: Source, *, source_language: str = "", target_language: str = "") -> Alignment:
    """Pair a text with its existing translation.

    Args:
        source: a path, bytes, a document or a list of sentences.
        target: the same of the translation.
        source_language: as for ``read``.
        target_language: likewise.

    Returns:
        The bitext, the share of each side that found a partner, and remarks: texts that are no translations of each
        other are aligned all the same, and said not to be.

    Raises:
        TolmachError: as for ``read``.
    """
    from aligner.align import align as align_documents

    return align_documents(read(source, language=source_language), read(target, language=target_language))


def check(
    pairs: Pairs,
    *,
    only: Collection[str] = (),
    without: Collection[str] = (),
    glossary: Glossary | str | os.PathLike[str] | None = None,
    memory: Memory | None = None,
    language: str = "en",
) -> list[Finding]:
    """What the quality checks find, in order of the pairs (``Finding.bead`` counts them from 0).

    Args:
        pairs: a bitext, an alignment, or the path of a bitext file.
        only: codes of the only checks to run.
        without: codes of checks to leave out.
        glossary: terms whose translations must be there, or their file.
        memory: confirmed translations to compare with.
        language: that of the messages, ``en`` or ``ru``.

    Raises:
        TolmachError: there is no such check, or the file cannot be read.
    """
    from aligner.checks import check_bitext

    bitext = _bitext(pairs)
    return check_bitext(bitext, language, only=only, without=without, glossary=_terms(glossary), memory=memory)


def export(
    pairs: Pairs,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    options: ExportOptions | None = None,
) -> ExportReport:
    """Write pairs to a file, whole or not at all; a file of that name is replaced.

    Args:
        pairs: a bitext, an alignment, or the path of a bitext file.
        path: the file to write.
        format: ``tmx``, ``xliff``, ``html`` …; by default the extension of ``path`` says.
        options: which pairs, and what is written of them.

    Returns:
        How many pairs were written and left out.

    Raises:
        TolmachError: there is no such format, or the file cannot be written.
    """
    from aligner.exports import export_bitext

    return export_bitext(_bitext(pairs), Path(path), format, options)


def _text_or_document(source: Source, language: str, expected: Sequence[str] = ()) -> Document:
    """A document; a ``str`` is its text unless it ends like the name of a document."""
    from aligner.formats import DOCUMENTS, by_extension
    from aligner.pipeline import load_document

    if isinstance(source, str) and ("\n" in source or not by_extension(source, DOCUMENTS)):
        text = source.encode("utf-8", "replace")
        return load_document(
            text, name="the text", encoding="utf-8", format="txt", language=language, expected=expected
        )
    if isinstance(source, bytes | str | os.PathLike):
        source = source if isinstance(source, bytes) else Path(source)
        return load_document(source, language=language, expected=expected)
    return read(source, language=language)


def _from_sentences(sentences: Sequence[str], language: str) -> Document:
    from aligner.language import detect_language

    for number, sentence in enumerate(sentences, 1):
        if not sentence.strip():
            raise ReadError("sentence {number} of the list is empty; leave it out", number=number)
    if not sentences:
        raise ReadError("the list of sentences is empty; give at least one")
    rows = [" ".join(sentence.split()) for sentence in sentences]
    return document_from_sentences([("body", rows)], language=language or detect_language(" ".join(rows)))


def _bitext(pairs: Pairs) -> Bitext:
    from aligner.imports import read_bitext

    if isinstance(pairs, Bitext):
        return pairs
    return pairs.bitext if isinstance(pairs, Alignment) else read_bitext(Path(pairs))


def _terms(glossary: _glossary.Glossary | str | os.PathLike[str] | None) -> _glossary.Glossary | None:
    """The glossary, read if it is a path."""
    return glossary if glossary is None or isinstance(glossary, _glossary.Glossary) else Glossary.read(glossary)


@lru_cache(maxsize=1)
def _loaded(model: str | None, glossary: _glossary.Glossary | None) -> Translator:
    return load_translator(model, glossary=glossary)
