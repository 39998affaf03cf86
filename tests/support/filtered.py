"""A filter tried: its blocks, the file written with its own contents, and with those of a pseudo-translation."""

from __future__ import annotations

from types import ModuleType

from pseudo import pseudo_contents

from aligner.core.code import Content
from aligner.filters.parsed import Parsed, Source
from aligner.readers.limits import Limits


def source(data: bytes | str, name: str = "a") -> Source:
    """A file of these bytes, or of this text in UTF-8."""
    return Source(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data, name, None, Limits())


def own_contents(parsed: Parsed) -> dict[int, Content]:
    """Each block's own content."""
    return {number: Content(block.text, block.codes) for number, block in enumerate(parsed.blocks)}


def assert_identity(module: ModuleType, file: Source) -> Parsed:
    """Nothing and the blocks' own contents both give the file back; what is read is well formed."""
    parsed: Parsed = module.read(file)
    assert module.write(file, {}, "en") == file.data
    assert module.write(file, own_contents(parsed), "en") == file.data
    ids = [code.id for block in parsed.blocks for code in block.codes]
    assert len(ids) == len(set(ids))
    for block in parsed.blocks:
        starts = [code.start for code in block.codes]
        assert starts == sorted(starts)
    return parsed


def pseudo_written(module: ModuleType, file: Source) -> bytes:
    """The file with each block marked and lengthened."""
    return bytes(module.write(file, pseudo_contents(module.read(file)), "en"))


def said(module: ModuleType, file: Source, translations: dict[str, str]) -> bytes:
    """The file with the text of blocks replaced, codes at their places as far as the new text goes."""
    from dataclasses import replace

    contents = {}
    for number, block in enumerate(module.read(file).blocks):
        if (text := translations.get(block.text)) is not None:
            end = len(text)
            codes = tuple(replace(c, start=min(c.start, end), end=min(c.end, end)) for c in block.codes)
            contents[number] = Content(text, codes)
    return bytes(module.write(file, contents, "en"))
