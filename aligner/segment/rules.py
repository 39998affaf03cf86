"""Rules: small functions that look at a site and say split (True), join (False) or nothing (None).

They are asked in order; the first answer holds; when none answers, the language's engine does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from aligner.segment.site import Site

Rule: TypeAlias = Callable[[Site], bool | None]
