"""``/translate``: texts translated while the caller waits, with scores, alternatives and word links."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import jsonify
from flask.typing import ResponseReturnValue

from server.api import schemas
from server.errors import BadRequestError
from server.service import service
from server.translation.texts import Translated, translate_texts

bp = APIBlueprint("translate", __name__, tag="Translation")


@bp.post("/translate")
@bp.input(schemas.TextsIn)
@bp.doc(
    summary="Translate texts",
    responses={200: "A translation for each text, in order, with its sentences."},
)
def translate(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Translate texts."""
    here = service()
    texts: list[str] = json_data["texts"]
    limit = here.settings.char_limit
    if limit >= 0 and sum(map(len, texts)) > limit * max(1, len(texts)):
        raise BadRequestError("the texts are longer than {limit} characters each; send them as a document", limit=limit)
    here.models.check_name(json_data["model"])
    made = translate_texts(
        here,
        texts,
        model=json_data["model"],
        beam=json_data["beam"],
        alternatives=json_data["alternatives"],
        links=True,
    )
    return jsonify(translations=[translated_json(one, json_data["alternatives"]) for one in made])


def translated_json(made: Translated, alternatives: int) -> dict[str, Any]:
    """A text's translation with its sentences; spans are of the source text."""
    return {
        "text": made.text,
        "alternatives": made.alternatives(alternatives),
        "sentences": [
            {
                "span": [s.start, s.end],
                "source": s.output.source,
                "text": s.output.text,
                "score": s.output.score,
                "confidence": 0.0 if s.language else s.output.confidence,
                "alternatives": list(s.output.alternatives),
                "links": [list(link) for link in s.output.links],
                "flags": list(s.output.flags),
                "language": s.language or None,
            }
            for s in made.sentences
        ],
    }
