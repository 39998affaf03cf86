"""How often the language of a short text is taken for another: single sentences of the gold, messages of programs.

    python benchmarks/languages.py [--gold DIR] [--catalogues /usr/share/locale] [--faults]

Russian and English come from the gold of segmentation, a sentence a text; the neighbours (and more Russian and English)
from the gettext catalogues that a Linux system has. By words in the text: how many, and how many were taken for what.
"""

from __future__ import annotations

import argparse
import gettext
import os
import re
from collections import Counter
from pathlib import Path

from aligner.language import detect_language

SHARED = Path(os.environ.get("TOLMACH_SHARED", Path(__file__).parents[2] / "shared"))
# fmt: off
CATALOGUES = [
    "coreutils", "gtk30", "gtk20", "gtk30-properties", "glib20", "libc", "bash", "vim", "tar", "sed", "grep", "gnupg2",
    "wget", "make", "diffutils",
]
LANGUAGES = [
    "ru", "uk", "be", "bg", "sr", "mk", "kk", "mn", "tg", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk", "sv",
    "da", "fi", "hu", "ro", "tr", "lt", "lv", "et",
]
# fmt: on
CYRILLIC = frozenset(["ru", "uk", "be", "bg", "sr", "mk", "kk", "mn", "tg"])
BUCKETS = ((1, 1), (2, 2), (3, 4), (5, 8), (9, 16), (17, 10_000))
_WORD = re.compile(r"[^\W\d_]+")
_FORMAT = re.compile(r"%\d*\$?[-#0 +'I]*\d*(?:\.\d+)?(?:ll|l|h|z|j)?[a-zA-Z%]|\\[a-z]|\{[^{}]*\}|`[^']*'|<[^<>]*>")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_MOST = 4_000


def messages(folder: Path, language: str) -> list[str]:
    """Translated messages in the language's own letters, without place holders."""
    found: list[str] = []
    for name in CATALOGUES:
        path = folder / language / "LC_MESSAGES" / f"{name}.mo"
        if not path.is_file():
            continue
        with path.open("rb") as stream:
            try:
                catalogue = gettext.GNUTranslations(stream)
            except (IndexError, ValueError):
                # A header that Python cannot read.
                continue
        for key, value in catalogue._catalog.items():  # type: ignore[attr-defined]
            if not isinstance(value, str) or not key or value == key or "\n" in value.strip():
                continue
            text = " ".join(_FORMAT.sub(" ", value).replace("_", "").split())
            letters = "".join(_WORD.findall(text))
            if letters and len(_CYRILLIC.findall(letters)) * 10 >= len(letters) * (9 if language in CYRILLIC else 0):
                found.append(text)
    return list(dict.fromkeys(found))[:_MOST]


def sentences(gold: Path, language: str) -> list[str]:
    """The gold's sentences, a text each."""
    found = []
    for path in sorted((gold / language).glob("*.txt")):
        if not path.name.endswith(".raw.txt"):
            found.extend(line for line in path.read_text(encoding="utf-8").split("\n") if line)
    letters = re.compile(r"[а-яё]" if language == "ru" else r"[a-z]")
    return [line for line in found if len(letters.findall(line)) * 2 > len(line)]


def row(name: str, language: str, texts: list[str], show: bool) -> None:
    """A line of the table: faults in every bucket, and the commonest mistakes."""
    wrong: Counter[str] = Counter()
    line = f"{name:14}"
    for low, high in BUCKETS:
        chosen = [text for text in texts if low <= len(_WORD.findall(text)) <= high]
        faults = [(text, got) for text in chosen if (got := detect_language(text)) != language]
        wrong.update(got for _, got in faults)
        line += f"{len(faults):6}/{len(chosen):<6}" + (
            f"{100 * len(faults) / len(chosen):5.1f}%" if chosen else " " * 6
        )
        if show:
            for text, got in faults[:25]:
                print(f"   {got}  {text[:110]}")
    print(line, " ".join(f"{one} {count}" for one, count in wrong.most_common(4)), flush=True)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gold", type=Path, default=SHARED / "gold" / "segmentation")
    options.add_argument("--catalogues", type=Path, default=Path("/usr/share/locale"))
    options.add_argument("--languages", nargs="*", default=LANGUAGES)
    options.add_argument("--faults", action="store_true", help="print some of them")
    given = options.parse_args()
    print(f"{'':14}" + "".join(f"{f'{low}-{high} words' if high < 1000 else f'{low}+':18}" for low, high in BUCKETS))
    for language in ("ru", "en"):
        if (given.gold / language).is_dir() and language in [*given.languages, "en"]:
            row(f"{language}, gold", language, sentences(given.gold, language), given.faults)
    for language in given.languages:
        if texts := messages(given.catalogues, language):
            row(f"{language}, messages", language, texts, given.faults)


if __name__ == "__main__":
    main()
