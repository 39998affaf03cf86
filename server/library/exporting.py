"""Exports of a stored bitext: the library's own writers, with the findings as they are stored."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from typing import IO, Any

from sqlalchemy.orm import Session

from aligner.core.bitext import Bitext as CoreBitext
from aligner.errors import ExportError
from aligner.exports import ExportOptions, ExportReport, export_name, write_bitext
from aligner.exports.translated import not_bilingual
from aligner.formats import BILINGUAL, DOCUMENTS, EXPORTS, Format
from server.db.tables import Bitext, Upload
from server.errors import NotFoundError
from server.library import bitexts

#: An export larger than this is kept in a file on its way out.
IN_MEMORY = 4 << 20


@dataclass(frozen=True)
class Exported:
    """A file ready to be sent; the receiver closes it."""

    file: IO[bytes]
    name: str
    media_type: str
    report: ExportReport


@dataclass(frozen=True)
class Exportable:
    """What an export needs of the database: the session may be closed before it is written."""

    bitext: CoreBitext
    form: Format
    options: ExportOptions


def exportable(session: Session, bitext: Bitext, format_name: str, **options: Any) -> Exportable:
    """What is to be written in a format of ``aligner.formats.EXPORTS``; ``document`` is that of its own file.

    Raises:
        NotFoundError: there is no such format, or the document's file has deleted itself.
    """
    form = known(format_name)
    made, ids = bitexts.load(session, bitext)
    made = replace(made, source=replace(made.source, title=title_of(bitext, made)))
    original = original_of(session, bitext) if form.of_original else None
    findings = bitexts.load_findings(session, bitext.id, ids)
    return Exportable(made, form, ExportOptions(findings=findings, original=original, **options))


def title_of(bitext: Bitext, made: CoreBitext) -> str:
    """The title that a person gave the text; its own where none did, though the library shows its first words."""
    given, own = bitext.document.title, made.source.title
    begins = made.source.text.startswith(given.removesuffix("…").rstrip())
    return given if given and given != own and not (begins and not own) else own


def export(what: Exportable) -> Exported:
    """Write it; outside of any session, for an original is parsed again.

    Raises:
        ExportError: the bitext cannot be written in this format.
    """
    # Closed by the response, or by the except branch.
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    try:
        report = write_bitext(what.bitext, out, what.form.name, what.options)  # type: ignore[arg-type]
        out.seek(0)
    except BaseException:
        out.close()
        raise
    name = export_name(what.bitext, what.form.name, what.options)
    return Exported(out, name, what.form.media_type, report)


def refuse(session: Session, bitext: Bitext, format_name: str) -> None:
    """Raise what ``export`` would raise for this format, without writing anything.

    Raises:
        NotFoundError: there is no such format, or the document's file has deleted itself.
        ExportError: documents of this kind cannot be written in their own format.
    """
    if (wanted := known(format_name)).of_original:
        original_of(session, bitext)
        if wanted.name == "bilingual" and bitext.document.format not in BILINGUAL:
            problem = not_bilingual(bitext.document.name, bitext.document.format)
            raise ExportError("{problem}", problem=problem)
        if (form := bitext.document.format) not in DOCUMENTS:
            raise ExportError(
                "{form}: cannot be written in its own format; that is done for {own}",
                form=form,
                own=", ".join(DOCUMENTS),
            )


def known(format_name: str) -> Format:
    """The format of this name; raises ``NotFoundError``."""
    form = EXPORTS.get(format_name)
    if form is None:
        raise NotFoundError(
            "there is no export format '{format_name}'; use {formats}",
            format_name=format_name,
            formats=", ".join(EXPORTS),
        )
    return form


def original_of(session: Session, bitext: Bitext) -> bytes:
    """The document's file; raises ``NotFoundError`` once it has deleted itself."""
    upload = session.get(Upload, bitext.document.sha256)
    if upload is None:
        raise NotFoundError("{name}: the uploaded file has been deleted; upload it again", name=bitext.document.name)
    return upload.data
