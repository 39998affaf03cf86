"""What can be fuzzed (filters, importers, glossaries, rule files), and the process that fuzzes one with atheris.

    python tests/support/fuzzing.py filter:docx FOLDER SECONDS

FOLDER gets the seeds, what was found on the way (``corpus``) and an input that fails (``crash-…``, ``timeout-…``).
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"
Target = Callable[[bytes], None]

RULES = "abbreviation Мин. гл.спец.\njoin  \\bМФК | \\d\nbreak ;  |  [а-яё]\\)\n"
SRX = (
    '<srx xmlns="http://www.lisa.org/srx20" version="2.0"><header segmentsubflows="yes" cascade="yes"/><body>'
    '<languagerules><languagerule languagerulename="ru"><rule break="no"><beforebreak>\\bг\\.</beforebreak>'
    "<afterbreak>\\s</afterbreak></rule></languagerule></languagerules><maprules>"
    '<languagemap languagepattern="ru.*" languagerulename="ru"/></maprules></body></srx>'
)
TBX = (
    '<martif type="TBX" xml:lang="en"><text><body><termEntry><langSet xml:lang="ru"><tig>'
    '<term>дом</term></tig></langSet><langSet xml:lang="en"><tig><term>house</term></tig>'
    "</langSet></termEntry></body></text></martif>"
)
GLOSSARY = "дом\thouse\nкот\tcat; tomcat\tcase\n# remark\n"


def reading(form: str) -> Target:
    """Read and segment a document."""

    def target(data: bytes) -> None:
        from aligner.readers import Limits, read_document
        from aligner.segment import segment

        segment(read_document(data, format=form, limits=Limits(seconds=20)))

    return target


def with_file(suffix: str, use: Callable[[Path], object]) -> Target:
    """What wants a file."""

    def target(data: bytes) -> None:
        with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
            path = Path(folder) / f"f{suffix}"
            path.write_bytes(data)
            use(path)

    return target


def importing(form: str) -> Target:
    """Read the pairs of a file, in this process."""

    def use(path: Path) -> None:
        from aligner.imports.parsing import parse_units
        from aligner.imports.report import ImportReport

        for _unit in parse_units(path, form, ImportReport(), "ru", "en"):
            pass

    return with_file(".bin", use)


def terms(form: str) -> Target:
    """Read the terms of a glossary, in this process."""

    def use(path: Path) -> None:
        from aligner.glossaries import terms_in_child

        terms_in_child(b"", folder="/", path=str(path), form=form, languages=(["ru"], "en"))

    return with_file(f".{form}", use)


def rules(path: Path) -> None:
    """Read a file of rules."""
    from aligner.segment.userrules import load_rules

    load_rules(path)


def targets() -> dict[str, tuple[Target, Callable[[], list[bytes]]]]:
    """Each target with what makes its seeds."""
    from aligner.formats import DOCUMENTS, IMPORTS

    found: dict[str, tuple[Target, Callable[[], list[bytes]]]] = {}
    for name in DOCUMENTS:
        if name not in ("doc", "rtf"):  # refused by their first bytes
            found[f"filter:{name}"] = reading(name), lambda name=name: documents(name)
    for name in IMPORTS:
        found[f"import:{name}"] = importing(name), lambda name=name: [pairs(name)]
    for name in ("tsv", "csv", "tbx"):
        text = TBX if name == "tbx" else GLOSSARY.replace("\t", "," if name == "csv" else "\t")
        found[f"glossary:{name}"] = terms(name), lambda text=text: [text.encode()]
    found["rules:own"] = with_file(".txt", rules), lambda: [RULES.encode()]
    found["rules:srx"] = with_file(".srx", rules), lambda: [SRX.encode()]
    return found


def documents(form: str) -> list[bytes]:
    """The samples of a format."""
    from aligner.formats import DOCUMENTS, by_extension

    samples = [path for folder in ("readers", "markdown", "segment") for path in sorted((DATA / folder).iterdir())]
    found = [path for path in samples if (by_extension(path.name, DOCUMENTS) or DOCUMENTS["txt"]).name == form]
    return [path.read_bytes() for path in found if path.stat().st_size < 100_000]


def pairs(form: str) -> bytes:
    """A small bitext in a format."""
    from aligner.core.bitext import Bead, Bitext
    from aligner.core.code import Code, Content
    from aligner.core.document import document_from_sentences
    from aligner.exports import export_bitext
    from aligner.formats import EXPORTS

    sides = [
        document_from_sentences([("body", [Content(first, (Code(0, 3, 1, "bold"),)), second])], language=language)
        for language, first, second in (("ru", "Кот и «пёс».", "Дом."), ("en", "Cat & dog.", "A house."))
    ]
    beads = tuple(Bead(range(n, n + 1), range(n, n + 1), 0.9, "aligner", note="?") for n in range(2))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"f{EXPORTS[form].extension}"
        export_bitext(Bitext(*sides, beads), path, form)
        return path.read_bytes()


def fuzz(name: str, folder: Path, seconds: int) -> None:
    """Fuzz one target in this process, which ends with it; atheris exits with 0 where nothing was found."""
    import atheris

    with atheris.instrument_imports(include=["aligner"], enable_loader_override=False):
        import aligner.filters
        import aligner.imports.parsing
        import aligner.segment  # noqa: F401
    from aligner.errors import TolmachError

    sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
    from fuzz_readers import mutated, scrambled

    target, make_seeds = targets()[name]
    seeds = folder / "corpus"
    seeds.mkdir(parents=True)
    for number, seed in enumerate(make_seeds()):
        (seeds / str(number)).write_bytes(seed)

    def once(data: bytes) -> None:
        # Of the latter, the child process that reads files says that they are nested too deep.
        with suppress(TolmachError, RecursionError):
            target(data)

    def change(data: bytes, longest: int, seed: int) -> bytes:
        """Half of the changes are inside packed parts, where atheris alone does not get."""
        chance = random.Random(seed)
        if chance.random() < 0.5:
            return bytes(atheris.Mutate(data, longest))
        try:
            return mutated(data, name.partition(":")[2], chance)[:longest]
        except Exception:  # an archive that was damaged before cannot be unpacked: whatever says so, bytes are changed
            return scrambled(data, chance)[:longest]

    packed = any(seed.startswith((b"PK", b"%PDF")) for seed in make_seeds())
    options = [f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=1024", "-max_len=100000", "-verbosity=0",
               f"-artifact_prefix={folder}/", "-print_final_stats=1"]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(seeds)], once, **({"custom_mutator": change} if packed else {}))
    atheris.Fuzz()


if __name__ == "__main__":
    fuzz(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
