"""Settings of a run: everything that decides what its outputs hold, and how a change is told."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aligner.batch.errors import BatchError
from aligner.pipeline import STEPS

if TYPE_CHECKING:
    from aligner.exports import ExportOptions
    from models.glossary import Glossary
    from models.translation import Decoding


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the outputs' bytes; kept with the plan, compared when the run goes on.

    ``out`` is a folder or a URL. ``created`` is the one date written into every output (ISO 8601, UTC): the
    outputs then do not depend on when, or how often, the run was interrupted. The fingerprints change when
    the files behind the names change.
    """

    out: str
    created: str
    formats: tuple[str, ...] = ("tmx", "html")
    align: bool = False
    model: str = ""
    model_fingerprint: str = ""
    source_languages: tuple[str, ...] = ("ru",)
    target_language: str = "en"
    beam: int = 4
    length_penalty: float | None = None
    encoding: str = ""
    language: str = ""
    rules: str = ""
    rules_fingerprint: str = ""
    force: bool = False
    checks: bool = True
    source_tag: str = ""
    target_tag: str = ""
    min_confidence: float = 0.0
    nulls: bool | None = None
    notes: bool = False
    context: bool = True
    glossary: str = ""
    glossary_fingerprint: str = ""
    plain: bool = False
    memory: str = ""
    memory_fingerprint: str = ""
    steps: int = STEPS
    merge: str = ""
    merge_formats: tuple[str, ...] = ("tmx",)

    @property
    def decoding(self) -> Decoding:
        """The search; exact, as every start of a run, and every engine, batches differently."""
        from aligner.exports import needs_links
        from models.translation import Decoding

        return Decoding(beam=self.beam, length_penalty=self.length_penalty, links=needs_links(self.formats))

    @property
    def terms(self) -> Glossary | None:
        """The glossary, read once a process."""
        return _terms(self.glossary, self.source_languages, self.target_language) if self.glossary else None

    @property
    def export(self) -> ExportOptions:
        """What every output is asked for."""
        from aligner.exports import ExportOptions

        return ExportOptions(
            source_tag=self.source_tag,
            target_tag=self.target_tag,
            min_confidence=self.min_confidence,
            include_nulls=self.nulls,
            outside=self.notes,
            context=self.context,
            plain=self.plain,
            created=self.date,
        )

    @property
    def date(self) -> datetime:
        """``created`` as a moment."""
        return datetime.fromisoformat(self.created)


#: What a person is told when a setting differs; what is not here may differ without a word.
LABELS = {
    "out": "--out",
    "formats": "--to",
    "align": "--align",
    "model": "--model",
    "model_fingerprint": "the model's files",
    "beam": "--beam",
    "length_penalty": "--length-penalty",
    "encoding": "--encoding",
    "language": "--language",
    "rules": "--rules",
    "rules_fingerprint": "the rules file",
    "force": "--force",
    "checks": "--no-checks",
    "source_tag": "--source-tag",
    "target_tag": "--target-tag",
    "nulls": "--nulls",
    "notes": "--notes",
    "context": "--context",
    "plain": "--plain",
    "min_confidence": "--min-confidence",
    "glossary": "--glossary",
    "glossary_fingerprint": "the glossary's terms",
    "memory": "--memory",
    "memory_fingerprint": "the memory's contents",
    "steps": "the version of reading and translating",
    "merge": "--merge",
    "merge_formats": "--merge-to",
}


@lru_cache(maxsize=1)
def _terms(path: str, sources: tuple[str, ...], target: str) -> Glossary:
    from aligner.glossaries import read_glossary

    return read_glossary(Path(path), (sources, target))


def settings_to_json(settings: Settings) -> str:
    """One JSON object."""
    return json.dumps(asdict(settings), indent=1)


def settings_from_json(text: str) -> Settings:
    """The inverse of ``settings_to_json``.

    Raises:
        BatchError: not the settings of a run, or of another version.
    """
    try:
        data: dict[str, Any] = {"steps": 1} | json.loads(text)
        for name in ("formats", "merge_formats", "source_languages"):
            data[name] = tuple(data[name])
        return Settings(**data)
    except (ValueError, TypeError, KeyError) as error:
        raise BatchError(
            "the run's settings cannot be read ({error}); was it started by another version? add --redo to start over",
            error=error,
        ) from error


def changes(before: Settings, now: Settings) -> list[str]:
    """One phrase a setting that differs: ``--beam was 4, is 1``."""
    found = []
    for name, label in LABELS.items():
        old, new = getattr(before, name), getattr(now, name)
        if old != new:
            if name.endswith("fingerprint"):
                found.append(f"{label} changed")
            else:
                found.append(f"{label} was {_shown(old)}, is {_shown(new)}")
    return found


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value) or "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value) if value not in ("", None) else "not given"
