"""Two translations of one text, sentence by sentence, with what differs marked."""

from __future__ import annotations

from apiflask import APIBlueprint

bp = APIBlueprint("pages_compare", __name__, enable_openapi=False)
