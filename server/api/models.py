"""``/models``: which translation models there are."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import jsonify
from flask.typing import ResponseReturnValue

from server.service import service

bp = APIBlueprint("models", __name__, tag="Models")


@bp.get("/models")
@bp.doc(summary="List the models", responses={200: "Name, presence, licence, quality."})
def list_models() -> ResponseReturnValue:
    """List the models."""
    return jsonify(models=service().models.offered())
