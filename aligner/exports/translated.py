"""The translated document in its own format: structure, inline formatting, links and pictures stay in place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from aligner.core.bitext import Bitext
from aligner.errors import ExportError
from aligner.exports.atomic import replacing
from aligner.exports.options import ExportOptions, Left, Tally
from aligner.formats import BILINGUAL, DOCUMENTS, by_extension, function
from models.errors import reason
from models.messages import Message

if TYPE_CHECKING:
    from aligner.readers.limits import Limits

#: Bytes of a translated document that go through the pipe together.
PART = 4 << 20


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """Paragraphs replaced by their translation; paragraphs of the bitext that were not found in the original.

    ``left`` is what the written document shows that is not translated, whether it was never read or not put back.
    ``recoded`` is the original's character set where it cannot hold the translation.
    """

    replaced: int
    missing: int = 0
    left: tuple[Left, ...] = ()
    recoded: str = ""


def write(bitext: Bitext, out: BinaryIO, options: ExportOptions, tally: Tally) -> None:
    """No filters: a document has no holes. Counted are paragraphs; what is left in the original's language is named."""
    _write(bitext, out, options, tally, bilingual=False)


def write_bilingual(bitext: Bitext, out: BinaryIO, options: ExportOptions, tally: Tally) -> None:
    """The same with the original's text above each translation, for captions."""
    _write(bitext, out, options, tally, bilingual=True)


def _write(bitext: Bitext, out: BinaryIO, options: ExportOptions, tally: Tally, *, bilingual: bool) -> None:
    if options.original is None:
        name = "bilingual" if bilingual else "document"
        raise ExportError("{name}: needs the original's own file; give it, or choose another format", name=name)
    form = format_of_original(bitext, options.original)
    report = write_translated(bitext, options.original, out, form, options.limits, bilingual=bilingual)
    tally.written, tally.left, tally.recoded = report.replaced, report.left, report.recoded


def export_translated(
    bitext: Bitext, original: Path | bytes, path: Path | str, format: str | None = None
) -> DocumentReport:
    """Write the translation of ``original`` to ``path``, beside its place and then renamed.

    Args:
        bitext: the translation; its source is what was read from ``original``.
        original: the source document's file or bytes.
        path: where to.
        format: a key of ``aligner.formats.DOCUMENTS``; by default what the bitext or the file's extension says.

    Raises:
        ExportError: the format cannot be written, the original is damaged or another document, or ``path``
            cannot be written; nothing half-written is left.
    """
    form = format or format_of_original(bitext, original, Path(path))
    with replacing(Path(path)) as out:
        return write_translated(bitext, original, out, form)


def format_of_original(bitext: Bitext, original: Path | bytes, path: Path | None = None) -> str:
    """The original's format: as its reader said, else by the extension of its file or of the result's."""
    form = bitext.source.provenance.format
    for named in (original, path):
        if form not in DOCUMENTS and isinstance(named, Path) and (found := by_extension(named.name, DOCUMENTS)):
            form = found.name
    return form


def cannot_write(name: str, form: str) -> Message:
    """Why there is no translation of this document in its own format; ``form`` is empty if it has none."""
    known = ", ".join(DOCUMENTS)
    if not form:
        return Message(
            "{name}: has no format of its own to be written in; that is done for {known}", name=name, known=known
        )
    return Message(
        "{name}: cannot be written in its own format, {form}; that is done for {known}",
        name=name,
        form=form,
        known=known,
    )


def not_bilingual(name: str, form: str) -> Message:
    """Why there is no document in both languages."""
    return Message(
        "{name}: cannot be written in both languages, {form}; that is done for {known}; choose html or epub",
        name=name,
        form=form or "txt",
        known=", ".join(BILINGUAL),
    )


def recoded_message(name: str, charset: str) -> Message:
    """That a translation did not fit into its document's character set."""
    return Message(
        "{name}: the translation has characters that {charset} lacks; it is written in UTF-8",
        name=name,
        charset=charset,
    )


def write_translated(
    bitext: Bitext,
    original: Path | bytes,
    out: BinaryIO,
    format: str,
    limits: Limits | None = None,
    *,
    bilingual: bool = False,
) -> DocumentReport:
    """The same to an open binary stream. The original is parsed by a child process within limits.

    With ``bilingual`` the original's text stays above each translation; that is done for captions.

    Raises:
        LimitError: that takes more memory or time than ``limits`` allow.
    """
    if format not in (BILINGUAL if bilingual else DOCUMENTS):
        problem = (not_bilingual if bilingual else cannot_write)(bitext.source.provenance.name or "document", format)
        raise ExportError("{problem}", problem=problem)
    try:
        data = original.read_bytes() if isinstance(original, Path) else original
    except OSError as error:
        raise ExportError(
            "{original}: the original cannot be read: {reason}", original=original, reason=reason(error)
        ) from error
    from aligner.carry import carry_bitext
    from aligner.filters.office import converted
    from aligner.filters.opening import office_format, with_its_text
    from aligner.readers.limits import Limits

    limits = limits or Limits.from_environment()
    name = str(original) if isinstance(original, Path) else bitext.source.provenance.name or "original"
    digest = bitext.source.provenance.digest
    if digest and digest != hashlib.sha256(data).hexdigest():
        raise ExportError(
            "{name}: is not the file that was translated, or was changed since; translate it again", name=name
        )
    bitext = carry_bitext(bitext)
    if office := office_format(data, name, format):
        word = converted(data, name, office, "docx", limits)
        made, (replaced, count, left, recoded) = _written(word, bitext, name, "docx", limits)
        made = converted(made, name, "docx", office, limits)
    else:
        made, (replaced, count, left, recoded) = with_its_text(
            lambda data: _written(data, bitext, name, format, limits, bilingual), data, name, limits
        )
    out.write(made)
    if not replaced and count:
        raise ExportError(
            "{name}: holds nothing of the text of {document}; name the file that it was read from",
            name=name,
            document=bitext.source.provenance.name or Message("the bitext"),
        )
    return DocumentReport(replaced, count - replaced, tuple(Left(*one) for one in left), recoded)


def _written(
    data: bytes, bitext: Bitext, name: str, format: str, limits: Limits, bilingual: bool = False
) -> tuple[bytes, list[Any]]:
    """The translated document, and what ``write_in_child`` says of it."""
    from aligner.core.serial import bitext_to_json
    from aligner.limited import stream_limited

    asked = {"bitext": bitext_to_json(bitext), "name": name, "format": format, "bilingual": bilingual}
    parts: list[bytes] = []
    told: list[Any] = [0, 0, [], ""]
    for part in stream_limited("aligner.exports.translated:write_in_child", data, asked, name=name, limits=limits):
        if isinstance(part, bytes):
            parts.append(part)
        else:
            told = part
    return b"".join(parts), told


def write_in_child(
    data: bytes, *, bitext: str, name: str, format: str, bilingual: bool = False
) -> Iterator[bytes | list[Any]]:
    """The translated document in parts; then how many paragraphs were replaced, their number, what is left, and the
    character set from which the document has gone over to UTF-8."""
    from aligner.core.serial import bitext_from_json
    from aligner.exports.left import beginning, still_foreign
    from aligner.filters import parse, rewrite
    from aligner.filters.writing import composed
    from aligner.readers.limits import Limits
    from aligner.readers.source import Source

    made = bitext_from_json(bitext)
    source = Source(data, name, made.source.provenance.encoding or None, Limits.from_environment())
    parsed = parse(source, format)
    contents = composed(made, parsed)
    if bilingual:
        written = function(BILINGUAL[format].bilingual)(source, contents.contents)
    else:
        written = rewrite(source, format, contents.contents, made.target.language)
    yield from (written[at : at + PART] for at in range(0, len(written), PART))
    left = [Left(one.where, one.number, beginning(one.text)) for one in parsed.untranslated]
    recoded = ""
    if contents.contents:
        again = parse(Source(written, name, None, source.limits), DOCUMENTS[format].written_as or format)
        if again.encoding == "utf-8" != parsed.encoding and parsed.encoding and not written.isascii():
            recoded = parsed.encoding
        left += [] if bilingual else still_foreign(again, made, contents, parsed)
    count = len(contents.contents)
    yield [count, count + len(contents.missing), [astuple(one) for one in left], recoded]
