"""The sample article: an invented piece in the manner of foreign-ministry news, and a human translation of it.

``article.ru.txt`` has the usual defects of such texts on purpose: a title without a full stop, a space
missing after one, attribution dashes, abbreviations. ``article.en.txt`` is hard-wrapped at 50 columns with
hyphens at line ends, like text pulled from a two-column PDF, and two of its sentences are one in Russian.
"""

from __future__ import annotations

from pathlib import Path

ARTICLE = Path(__file__).parent / "article.ru.txt"
TRANSLATION = Path(__file__).parent / "article.en.txt"
