"""The editor: pairs in a grid. The page is a frame; its script fills it from the API and saves through it."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import render_template
from flask.typing import ResponseReturnValue

from models.messages import Message
from server.library import beads, bitexts, outbox
from server.pages import rows
from server.pages.exporting import formats
from server.pages.language import current_language
from server.pages.look import look
from server.pages.uncertainty import doubtful
from server.service import service

bp = APIBlueprint("pages_editor", __name__, enable_openapi=False)


def kind_of_finding(code: str) -> str:
    """The name of a check's findings in the page's language; the code of a check that is not there any more."""
    from aligner.checks import CHECKS

    return Message(CHECKS[code].label).localised(current_language()) if code in CHECKS else code


@bp.get("/edit/<bitext_id>")
def edit(bitext_id: str) -> ResponseReturnValue:
    """The page."""
    with service().database.read() as session:
        bitext = bitexts.get_ready(session, bitext_id)
        return render_template(
            "editor.html",
            bitext=bitext,
            document=bitext.document,
            prefs=look(),
            bound=doubtful(session, bitext),
            statistics=bitexts.statistics(session, bitext),
            findings=beads.finding_counts(session, bitext.id),
            kind_of_finding=kind_of_finding,
            export_formats=formats,
            waiting=outbox.waiting(session),
            directions=(rows.direction(bitext.source_language), rows.direction(bitext.target_language)),
        )
