"""The models of this process: loaded once, on first use, and kept."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.errors import BadRequestError
from server.settings import Settings

if TYPE_CHECKING:
    from models.encoder import SentenceEncoder
    from models.glossary import Glossary
    from models.translation import Translator


class Models:
    """Translators by name, and the sentence encoder. Safe to share between threads."""

    def __init__(self, settings: Settings, processes: int = 1) -> None:
        """Load nothing yet; ``processes`` like this one share the machine's cores."""
        self._settings = settings
        self._processes = processes
        self._lock = threading.Lock()
        self._loaded: dict[str, Translator] = {}
        self._languages: dict[str, tuple[tuple[str, ...], str]] = {}
        self._encoder: SentenceEncoder | None = None
        self._glossary: Glossary | None = None

    def translator(self, name: str = "") -> Translator:
        """The translator of this name; the settings' own when empty.

        Raises:
            ModelError: there is no such model.
        """
        from models.store.registry import default_name

        name = name or self._settings.model or default_name()
        if (known := self._loaded.get(name)) is not None:
            return known
        from models.load import load_translator

        terms = self.glossary()
        with self._lock:
            if name not in self._loaded:
                self._loaded[name] = load_translator(name, threads=self._threads(), glossary=terms)
            return self._loaded[name]

    def languages(self, name: str = "") -> tuple[tuple[str, ...], str]:
        """The languages that a model reads and the one it writes; no model is loaded for it.

        Raises:
            ModelError: there is no such model.
        """
        from models.languages import languages_of
        from models.store.registry import default_name, resolve

        name = name or self._settings.model or default_name()
        if name not in self._languages:
            files = resolve(name)
            self._languages[name] = languages_of(files.path, files.name)
        return self._languages[name]

    def glossary(self) -> Glossary | None:
        """The service's terms, in the languages of its own model; read once.

        Raises:
            TolmachError: the file cannot be read, or has a faulty line.
        """
        if not self._settings.glossary:
            return None
        from aligner.glossaries import read_glossary

        languages = self.languages()
        with self._lock:
            self._glossary = self._glossary or read_glossary(Path(self._settings.glossary), languages)
            return self._glossary

    def _threads(self) -> int:
        """CPU threads of a model here."""
        from models.marian.ct2 import available_cores

        return self._settings.translator_threads or max(1, available_cores() // max(1, self._processes))

    def encoder(self) -> SentenceEncoder:
        """The sentence encoder of the aligner."""
        from models.encoder import load_encoder

        with self._lock:
            self._encoder = self._encoder or load_encoder()
            return self._encoder

    def check_own(self) -> None:
        """Are the service's own model and glossary there? Loads no model; raises ``TolmachError`` with what to do."""
        from models.store.registry import resolve

        resolve(self._settings.model or None)
        self.glossary()

    def check_name(self, name: str) -> None:
        """Refuse a model that the service does not offer; a caller cannot name a folder of the machine.

        Raises:
            BadRequestError: it is not on the list, or not on this machine.
        """
        if name and name not in (offered := [row["name"] for row in self.offered() if row["present"]]):
            raise BadRequestError(
                "model '{name}' is not offered here; use {offered}", name=name[:80], offered=", ".join(offered)
            )

    def offered(self) -> list[dict[str, Any]]:
        """The models by name, with whether they are on this machine and which one is the service's own."""
        from models.errors import ModelError
        from models.store.registry import default_name, listing, resolve

        chosen = self._settings.model or default_name()
        rows: list[dict[str, Any]] = [
            {
                "name": row.name,
                "present": row.here,
                "default": row.name == chosen,
                "licence": row.licence,
                "quality": row.quality,
                "about": row.about,
            }
            for row in listing()
        ]
        if not any(row["default"] for row in rows):
            try:
                resolve(chosen)
                present = True
            except ModelError:
                present = False
            own = {"name": chosen, "present": present, "default": True}
            rows.insert(0, {**own, "licence": "", "quality": "", "about": "set here"})
        return rows
