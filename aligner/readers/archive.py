"""Archives: a zip's directory is judged before anything in it is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import PurePosixPath

from aligner.errors import ReadError
from aligner.formats import DOCUMENTS
from aligner.readers.limits import Limits

#: What reading a damaged archive raises. RuntimeError and its NotImplementedError: a password, or a way of packing that
#: Python does not know.
ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)

_READ = 1 << 16


class Archive:
    """A zip whose entries are read within limits; names never leave the archive."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        """Open and judge the directory.

        Raises:
            ReadError: not a whole zip; too many entries, too much in them, packed too tight; encrypted.
        """
        self.name = name
        self._limits = limits
        self._left = limits.archive_bytes
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, UnicodeError) as error:
            raise ReadError("{name}: a damaged or cut archive; get the file again", name=name) from error
        if len(entries) > limits.archive_entries:
            raise ReadError(
                "{name}: an archive of {count} entries; the limit is {most}",
                name=name,
                count=len(entries),
                most=limits.archive_entries,
            )
        refuse_bomb(entries, len(data), name, limits)
        if any(entry.flag_bits & 1 for entry in entries):
            raise ReadError("{name}: the archive is encrypted; save it without a password", name=name)
        self._entries = {entry.filename: entry for entry in entries if not entry.filename.endswith("/")}

    @property
    def names(self) -> list[str]:
        """Names of the entries."""
        return list(self._entries)

    def __contains__(self, entry: str) -> bool:
        return entry in self._entries

    def read(self, entry: str) -> bytes:
        """One entry's bytes. Entry sizes may lie, so what really comes out is counted too.

        Raises:
            ReadError: there is no such entry, it is damaged, or it unpacks to more than the limits.
        """
        info = self._entries.get(entry)
        if info is None:
            raise ReadError(
                "{name}: the part {entry} is missing; the file is damaged", name=self.name, entry=repr(entry)
            )
        parts: list[bytes] = []
        try:
            with self._zip.open(info) as stream:
                while part := stream.read(_READ):
                    self._left -= len(part)
                    if self._left < 0:
                        raise ReadError(
                            "{name}: unpacks to more than the limit archive_bytes; not opened", name=self.name
                        )
                    parts.append(part)
        except ZIP_FAULTS as error:
            raise ReadError(
                "{name}: the part {entry} is damaged; get the file again", name=self.name, entry=repr(entry)
            ) from error
        return b"".join(parts)


def refuse_bomb(entries: Iterable[zipfile.ZipInfo], size: int, name: str, limits: Limits) -> None:
    """Refuse a zip of ``size`` bytes that would unpack to more than its size and the limits allow.

    Raises:
        ReadError: it would.
    """
    total = sum(entry.file_size for entry in entries)
    if total > limits.archive_bytes or total > max(size, 4096) * limits.archive_ratio:
        raise ReadError(
            "{name}: would unpack to {total} MB from {count} MB; this looks like a zip bomb and is not opened",
            name=name,
            total=round(total / 1e6),
            count=round(size / 1e6, 1),
        )


def kind_of_archive(data: bytes, name: str, limits: Limits) -> str:
    """Which of the zipped formats this is.

    Raises:
        ReadError: not a readable zip, or none of ours.
    """
    archive = Archive(data, name, limits)
    if "mimetype" in archive:
        mimetype = archive.read("mimetype")[:200].strip().decode("latin-1")
        for form in DOCUMENTS.values():
            # Templates and master documents have a longer type.
            if form.binary and mimetype.startswith(form.media_type):
                return form.name
        if mimetype.startswith("application/vnd.oasis.opendocument"):
            raise ReadError("{name}: a spreadsheet, drawing or presentation; save its text as .odt or .docx", name=name)
    if "word/document.xml" in archive:
        return "docx"
    if "[Content_Types].xml" in archive:
        parts = {entry.split("/", 1)[0] for entry in archive.names}
        kind = "xlsx" if "xl" in parts else "pptx" if "ppt" in parts else "docx"
        if kind not in DOCUMENTS:
            raise ReadError("{name}: a spreadsheet or presentation; save its text as .docx", name=name)
        return kind
    if "META-INF/container.xml" in archive:
        return "epub"
    if "content.xml" in archive:
        return "odt"
    books = fb2_entries(archive)
    if len(books) == 1:
        return "fb2"
    if books:
        raise ReadError("{name}: an archive of {count} books; unpack it and give one", name=name, count=len(books))
    raise ReadError("{name}: a zip archive without a document in it; unpack it and give the files", name=name)


def fb2_entries(archive: Archive) -> list[str]:
    """The FictionBook files in an archive."""
    return [entry for entry in archive.names if PurePosixPath(entry).suffix.lower() == ".fb2"]
