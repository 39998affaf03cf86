"""What a run works on: files, folders, URLs and manifests given on the command line, as items in a fixed order."""

# os.path takes any name as it is and does not resolve links on the way.
# ruff: noqa: PTH100, PTH112, PTH113, PTH114, PTH116, PTH118, PTH119, PTH208

from __future__ import annotations

import fnmatch
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

from aligner.batch.errors import BatchError
from aligner.batch.items import Item, Place
from aligner.batch.manifest import manifest_items
from aligner.batch.matching import Watch, paired_by_content, paired_by_name, unwatched
from aligner.batch.naming import stem_of
from aligner.batch.remote import fault, filesystem, is_url, stamp
from aligner.batch.rows import Columns, is_rows, row_items
from aligner.formats import DOCUMENTS, extensions


@dataclass(slots=True)
class Inputs:
    """What the user named, and while it is being expanded, what was passed over.

    ``patterns`` and ``excludes`` are shell patterns for files in folders, matched against the name and the path
    below the folder. Without patterns, the files taken are those of a known extension, or of none.
    ``pair`` makes one item of a text and its translation, which names or content tell; what content told is kept in
    the file ``pairs``; ``watch`` shows how far it is. ``skipped`` counts passed-over files by extension; ``notes`` are
    lines for the user.
    """

    given: Sequence[str]
    out: str
    manifests: Sequence[Path] = ()
    patterns: Sequence[str] = ()
    excludes: Sequence[str] = ()
    columns: Columns = field(default_factory=Columns)
    pair: Literal["", "name", "content"] = ""
    pairs: Path | None = None
    watch: Watch = unwatched
    skipped: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def check(self) -> None:
        """Refuse an input that is, or lies in, the output folder.

        Raises:
            BatchError: so it is.
        """
        for given in self.given:
            if not is_url(given):
                self._check_not_in_out(os.path.abspath(given), Place(given).shown)

    def items(self) -> Iterator[Item]:
        """Every document, folders in order of name.

        Raises:
            BatchError: an input is missing.
        """
        # Of all that was named at once: the two of a pair may have been named one by one (a shell's ``*``).
        found = (item for given in self.given for item in self._named(given))
        if self.pair == "content":
            yield from paired_by_content(found, self.pairs, self.watch)
        else:
            yield from paired_by_name(found) if self.pair else found
        for manifest in self.manifests:
            yield from manifest_items(manifest)

    def _named(self, given: str) -> Iterator[Item]:
        return self._from_url(given) if is_url(given) else self._from_path(given)

    def _from_path(self, given: str) -> Iterator[Item]:
        path = os.path.abspath(given)
        shown = Place(given).shown
        if os.path.isdir(path):
            prefix = os.path.basename(path) if len(self.given) > 1 else ""
            yield from self._walk(path, prefix)
        elif not os.path.lexists(path):
            raise BatchError("{shown}: no such file or folder; check the name", shown=shown)
        elif is_rows(path):
            yield from self._rows(path, stem_of(os.path.basename(path)))
        else:
            yield self._file(path, os.path.basename(path))

    def _check_not_in_out(self, path: str, shown: str) -> None:
        if is_url(self.out):
            return
        out, real = os.path.realpath(self.out), os.path.realpath(path)
        if real == out:
            raise BatchError("{shown}: is also the output folder; choose another with --out", shown=shown)
        if real.startswith(out + os.sep):
            raise BatchError(
                "{shown}: lies inside the output folder {out}; choose another with --out", shown=shown, out=out
            )

    def _walk(self, root: str, prefix: str) -> Iterator[Item]:
        """Depth first, names in byte order; links to folders are followed, but no folder is entered twice."""
        out = os.path.realpath(self.out) if self.out and not is_url(self.out) else ""
        entered: set[tuple[int, int]] = set()
        stack: list[tuple[str, str]] = [(root, "")]
        while stack:
            path, below = stack.pop()
            relative = f"{prefix}/{below}".strip("/")
            if os.path.isdir(path):
                found = os.stat(path)
                if (found.st_dev, found.st_ino) in entered:
                    self.notes.append(
                        f"{Place(path).shown}: a folder met before (a link in a circle?); not entered again"
                    )
                    continue
                entered.add((found.st_dev, found.st_ino))
                if out and os.path.realpath(path) == out:
                    continue
                try:
                    names = sorted(os.listdir(path), key=os.fsencode, reverse=True)
                except OSError as error:
                    reason = (error.strerror or str(error)).lower()
                    problem = f"this folder cannot be read ({reason}); nothing in it is done"
                    yield Item(Place(path), relative or os.path.basename(path), options={"problem": problem})
                    continue
                stack += [(os.path.join(path, n), f"{below}/{n}".lstrip("/")) for n in names if not n.startswith(".")]
            elif self._wanted(path, below):
                if is_rows(path):
                    yield from self._rows(path, stem_of(relative))
                else:
                    yield self._file(path, relative)

    def _wanted(self, path: str, below: str) -> bool:
        name = os.path.basename(path)
        if any(fnmatch.fnmatchcase(name, p) or fnmatch.fnmatchcase(below, p) for p in self.excludes):
            return False
        if self.patterns:
            return any(fnmatch.fnmatchcase(name, p) or fnmatch.fnmatchcase(below, p) for p in self.patterns)
        extension = PurePosixPath(name).suffix.lower()
        if not os.path.isfile(path) and not os.path.islink(path):
            self.skipped["pipes and devices"] += 1
            return False
        if extension and extension not in extensions(DOCUMENTS):
            self.skipped[extension] += 1
            return False
        return True

    def _file(self, path: str, relative: str) -> Item:
        try:
            found = os.stat(path)
            size, mtime = found.st_size, found.st_mtime_ns
        except OSError:
            size = mtime = -1
        return Item(Place(path), stem_of(relative), size=size, mtime=mtime)

    def _rows(self, path: str, stem: str) -> Iterator[Item]:
        try:
            found = os.stat(path)
        except OSError as error:
            raise BatchError(
                "{name}: cannot be read ({error}); check the file", name=Place(path).shown, error=fault(error)
            ) from error
        yield from row_items(path, stem, self.columns, (found.st_size, found.st_mtime_ns))

    def _from_url(self, given: str) -> Iterator[Item]:
        fs, path = filesystem(given)
        protocol = given.split("://", 1)[0]
        try:
            entries = fs.find(path, detail=True) if fs.isdir(path) else {path: fs.info(path)}
        except FileNotFoundError as error:
            raise BatchError("{given}: nothing there; check the URL", given=given) from error
        except Exception as error:  # a storage client's errors have no common base
            raise BatchError(
                "{given}: cannot be listed ({error}); check the URL and the credentials",
                given=given,
                error=fault(error),
            ) from error
        prefix = path.rstrip("/").rsplit("/", 1)[-1] if len(self.given) > 1 else ""
        for name in sorted(entries):
            below = name[len(path) :].lstrip("/") or name.rsplit("/", 1)[-1]
            url, relative = f"{protocol}://{name}", f"{prefix}/{below}".strip("/")
            if not self._wanted_object(below, single=name == path):
                continue
            size, mark = stamp(entries[name])
            if is_rows(name):
                yield from row_items(url, stem_of(relative), self.columns, (size, mark))
            else:
                yield Item(Place(url), stem_of(relative), size=size, mtime=mark)

    def _wanted_object(self, below: str, *, single: bool) -> bool:
        name = below.rsplit("/", 1)[-1]
        if any(fnmatch.fnmatchcase(name, p) or fnmatch.fnmatchcase(below, p) for p in self.excludes):
            return False
        if self.patterns:
            return any(fnmatch.fnmatchcase(name, p) or fnmatch.fnmatchcase(below, p) for p in self.patterns)
        extension = PurePosixPath(name).suffix.lower()
        if single or not extension or extension in extensions(DOCUMENTS):
            return True
        self.skipped[extension] += 1
        return False
