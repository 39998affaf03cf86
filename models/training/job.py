"""What a run folder was asked to do, kept beside its state, so that going on needs no option but the folder."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from models.errors import ModelError
from models.training.rounds import Rounds
from models.training.settings import Settings
from models.training.trainer import Decay, Trainer

FILE = "job.json"


@dataclass(frozen=True)
class Job:
    """Training text (one mix or more), development text, the start model, the direction and the settings."""

    pairs: tuple[str, ...]
    dev: str
    start: str
    reverse: bool
    settings: Settings

    def write(self, folder: Path) -> None:
        """Keep it in a run folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_text(json.dumps(asdict(self), indent=2), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Job:
        """The job of a run folder. Raises ModelError where there is none."""
        try:
            raw = json.loads((folder / FILE).read_text(encoding="utf-8"))
            settings = Settings(**raw.pop("settings"))
            return cls(**{**raw, "pairs": tuple(raw["pairs"])}, settings=settings)
        except FileNotFoundError:
            raise ModelError(
                "{folder}: no run there ({file} is missing); start one with --pairs, --dev and --start",
                folder=folder,
                file=FILE,
            ) from None
        except (ValueError, TypeError, KeyError) as fault:
            raise ModelError(
                "{folder}: not the job of a run ({fault}); delete it and name the options again",
                folder=folder / FILE,
                fault=fault,
            ) from None

    def trainer(
        self, folder: Path, *, decay: Decay | None = None, cache: Path | None = None, quiet: bool = False
    ) -> Trainer:
        """A trainer in this folder; encoded text is kept in ``cache`` (default: the folder's ``rounds``)."""
        rounds = Rounds(self.pairs, Path(self.start), cache or folder / "rounds", self.settings, reverse=self.reverse)
        return Trainer(
            folder, Path(self.start), rounds, self.dev, self.settings, reverse=self.reverse, decay=decay, quiet=quiet
        )
