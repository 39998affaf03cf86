"""A text and its translation among many documents: told by their names, or by what they say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from aligner.batch.errors import BatchError
from aligner.batch.fetch import fetch
from aligner.batch.items import Item
from aligner.errors import ReadError
from models.files import replace_text

if TYPE_CHECKING:
    from aligner.align.pairing import Sketch
    from aligner.core.progress import Progress

NO_PARTNER = "no translation of it was found among these documents; see 'tolmach pair', or name both in a --manifest"


Watch = Callable[[str], AbstractContextManager["Progress | None"]]


def unwatched(_: str) -> AbstractContextManager[None]:
    """Nobody watches."""
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Matched:
    """Documents in pairs, with the share of sentences that find a partner; what is alone, with the reason."""

    pairs: list[tuple[Item, Item, float]]
    alone: list[tuple[Item, str]]


def paired_by_name(items: Iterable[Item]) -> Iterator[Item]:
    """``a.ru.txt`` and ``a.en.txt`` in one folder as one item to align; rows with two columns stay as they are.

    A document without a partner comes alone, with the reason why it cannot be done among its options.

    Raises:
        BatchError: there is not one pair.
    """
    waiting: dict[str, Item] = {}
    pairs, reason = 0, ""
    for item in items:
        if item.second is not None or "problem" in item.options:
            pairs += item.second is not None
            yield item
            continue
        path = PurePosixPath(item.source.path)
        language = PurePosixPath(path.stem).suffix
        if language not in (".ru", ".en"):
            problem = "nothing says what it is to be aligned with; name pairs a.ru.txt and a.en.txt, or use --manifest"
            reason = reason or f"{item.source.shown}: {problem}"
            yield _alone(item, problem)
            continue
        key = str(path.parent / PurePosixPath(path.stem).stem)
        other = waiting.get(key)
        if other is None:
            waiting[key] = item
            continue
        if PurePosixPath(PurePosixPath(other.source.path).stem).suffix == language:
            problem = f"{other.name} is '{language[1:]}', too; keep one, or use --manifest"
            reason = reason or f"{item.source.shown}: {problem}"
            yield _alone(item, problem)
            continue
        del waiting[key]
        source, second = (other, item) if language == ".en" else (item, other)
        pairs += 1
        yield Item(
            source.source,
            source.stem,
            second.source,
            {"language": "ru", "second_language": "en"},
            max(0, source.size) + max(0, second.size),
            max(source.mtime, second.mtime),
        )
    for item in waiting.values():
        problem = "its partner is missing; name pairs a.ru.txt and a.en.txt"
        reason = reason or f"{item.source.shown}: {problem}"
        yield _alone(item, problem)
    if reason and not pairs:
        raise BatchError("there is not one pair to align: {reason}", reason=reason)


def _alone(item: Item, problem: str) -> Item:
    """A document that cannot be done. It takes no output's name from the pair that it may become part of."""
    return replace(item, stem=str(PurePosixPath(item.stem).with_name(item.name)), options={"problem": problem})


def paired_by_content(items: Iterable[Item], kept: Path | None = None, watch: Watch = unwatched) -> Iterator[Item]:
    """The same by content: each document in Russian (else in the first one's language) and its translation.

    ``kept`` holds the result of before; it is taken from there as long as the documents are the same. ``watch`` shows
    how far it is.

    Raises:
        BatchError: there is not one pair.
    """
    given = list(items)
    documents = [item for item in given if item.second is None and "problem" not in item.options]
    yield from (item for item in given if item.second is not None or "problem" in item.options)
    stamp = hashlib.sha256(json.dumps([[i.key, i.size, i.mtime] for i in documents]).encode()).hexdigest()
    known = _read_kept(kept, stamp, documents)
    if known is None:
        with watch("reading") as progress:
            sketches, unread = read_sketches(documents, progress=progress)
        languages = {key: one.language for key, one in sketches.items()}
        first = "ru" if "ru" in languages.values() else next(iter(languages.values()), "")
        read = [item for item in documents if item.key in sketches]
        sources = [item for item in read if languages[item.key] == first]
        targets = [item for item in read if languages[item.key] != first]
        with watch("pairing") as progress:
            known = match(sources, targets, sketches, progress=progress)
        known.alone.extend(unread)
        known.pairs[:] = [
            (replace(a, options={"language": languages[a.key], "second_language": languages[b.key]}), b, share)
            for a, b, share in known.pairs
        ]
        if kept is not None and kept.parent.is_dir():
            _keep(kept, stamp, known)
    if documents and not known.pairs:
        raise BatchError(
            "there is not one pair to align: {reason}", reason=f"{documents[0].source.shown}: {NO_PARTNER}"
        )
    for item, second, _ in known.pairs:
        size = max(0, item.size) + max(0, second.size)
        yield replace(item, second=second.source, size=size, mtime=max(item.mtime, second.mtime))
    yield from (_alone(item, problem) for item, problem in known.alone)


def match(
    sources: Sequence[Item],
    targets: Sequence[Item],
    sketches: dict[str, Sketch],
    *,
    least: float | None = None,
    progress: Progress | None = None,
) -> Matched:
    """Texts and their translations, in the order of the texts; see ``aligner.align.pairing``."""
    from aligner.align.pairing import LEAST, pair_documents
    from models.encoder import load_encoder

    found = pair_documents(
        [sketches[item.key] for item in sources],
        [sketches[item.key] for item in targets],
        load_encoder(),
        least=LEAST if least is None else least,
        progress=progress,
    )
    pairs = [(sources[pair.source], targets[pair.target], pair.share) for pair in found]
    done = {item.key for source, target, _ in pairs for item in (source, target)}
    return Matched(pairs, [(item, NO_PARTNER) for item in (*sources, *targets) if item.key not in done])


def read_sketches(
    items: Sequence[Item], *, encoding: str = "", language: str | None = None, progress: Progress | None = None
) -> tuple[dict[str, Sketch], list[tuple[Item, str]]]:
    """What is compared of each document, by the item's key; those that cannot be read, with the reason."""
    from aligner.align.pairing import sketch
    from aligner.core.document import running
    from aligner.pipeline import load_document
    from aligner.readers.limits import Limits
    from models.encoder import load_encoder

    encoder = load_encoder()
    made: dict[str, Sketch] = {}
    unread: list[tuple[Item, str]] = []
    for number, item in enumerate(items, 1):
        try:
            data = fetch(item.source, Limits().file_bytes)
            document = load_document(
                data,
                name=item.name,
                encoding="utf-8" if item.source.row >= 0 else item.options.get("encoding") or encoding or None,
                format="txt" if item.source.row >= 0 else None,
                language=item.options.get("language") or language,
            )
            made[item.key] = sketch(running(document), encoder)
        except ReadError as error:
            unread.append((item, str(error)))
        if progress is not None:
            progress(number, len(items))
    return made, unread


def _keep(path: Path, stamp: str, known: Matched) -> None:
    pairs = [[a.key, b.key, share, a.options] for a, b, share in known.pairs]
    alone = [[item.key, why] for item, why in known.alone]
    replace_text(path, json.dumps({"documents": stamp, "pairs": pairs, "alone": alone}))


def _read_kept(path: Path | None, stamp: str, documents: Sequence[Item]) -> Matched | None:
    """What a file of ``_keep`` says, if it is of these documents."""
    if path is None or not path.exists():
        return None
    said = json.loads(path.read_text())
    if said["documents"] != stamp:
        return None
    by_key = {item.key: item for item in documents}
    return Matched(
        [(replace(by_key[a], options=options), by_key[b], share) for a, b, share, options in said["pairs"]],
        [(by_key[key], why) for key, why in said["alone"]],
    )
