"""``/checks``: which quality checks there are; pairs checked on the spot; a bitext checked again."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import List, Nested, String
from apiflask.validators import Length, OneOf
from flask import jsonify
from flask.typing import ResponseReturnValue

from server.api import schemas
from server.api.fields import language_tag
from server.library import beads as bead_views
from server.library import bitexts, checking
from server.service import service

bp = APIBlueprint("checks", __name__, tag="Checks")


class PairsIn(Schema):
    """Pairs to check."""

    pairs = List(Nested(schemas.PairIn), required=True, validate=Length(1, 1000))
    source_language = language_tag("Of the sources.", load_default="ru")
    target_language = language_tag("Of the translations.", load_default="en")
    language = String(load_default="en", validate=OneOf(("en", "ru")), metadata={"description": "Of the messages."})


@bp.get("/checks")
@bp.doc(summary="List the checks", responses={200: "Code, severity and label."})
def list_checks() -> ResponseReturnValue:
    """List the checks."""
    from aligner.checks import CHECKS

    return jsonify(checks=[{"code": c.code, "severity": c.severity, "label": c.label} for c in CHECKS.values()])


@bp.post("/checks")
@bp.input(PairsIn)
@bp.doc(summary="Check pairs", responses={200: "A list of findings for each pair."})
def check_pairs(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Check pairs without storing them."""
    from aligner.checks import Checker, check_units
    from aligner.core.unit import Unit

    languages = {name: json_data[name] for name in ("source_language", "target_language")}
    units = [Unit(pair["source"], pair["target"], **languages) for pair in json_data["pairs"]]
    found = check_units(units, Checker(language=json_data["language"], glossary=service().models.glossary()))
    return jsonify(
        findings=[
            [
                {
                    "code": f.code,
                    "severity": f.severity,
                    "message": f.message,
                    "source_span": f.source_span,
                    "target_span": f.target_span,
                }
                for f in findings
            ]
            for _, findings in found
        ]
    )


@bp.post("/bitexts/<bitext_id>/check")
@bp.doc(summary="Check a bitext again", responses={200: "How often each check speaks."})
def check_bitext(bitext_id: str) -> ResponseReturnValue:
    """Check all beads of a bitext again."""
    with service().database.write() as session:
        bitext = bitexts.get_ready(session, bitext_id)
        checking.check_all(session, bitext, service().models.glossary())
        return jsonify(findings=bead_views.finding_counts(session, bitext.id))
