"""LibreTranslate's addresses, so that its clients work unchanged. Differences are listed in ``docs/api.md``."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from aligner.foreign import foreign_message
from aligner.formats import DOCUMENTS, extensions
from aligner.language import detect_language
from models.text.scripts import is_cyrillic, letters_of
from server.compat.files import translate_upload
from server.compat.finish import finish
from server.compat.markup import translate_html
from server.compat.parameters import (
    TranslateRequest,
    check_key,
    check_known,
    check_target,
    language_code,
    name_of,
    need,
    parameters,
    targets,
    translate_request,
)
from server.db.tables import Download
from server.errors import BadRequestError, ForbiddenError
from server.i18n import language_of_answer
from server.library import memory
from server.service import Service, service
from server.translation.texts import Translated, translate_texts
from server.web.filenames import attachment, safe_name

bp = APIBlueprint("libretranslate", __name__, enable_openapi=False)

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Expose-Headers": "Authorization",
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Max-Age": "1728000",
}


@bp.after_request
def allow_other_sites(response: Response) -> Response:
    """Pages of other sites may call: there is nothing here but translation."""
    response.headers.update(CORS)
    return response


@bp.route("/translate", methods=["GET", "POST"])
def translate() -> ResponseReturnValue:
    """Translate a text or a list of texts. GET too, for OmegaT's plugin."""
    data = parameters()
    check_key(data)
    wanted = translate_request(data)
    made, foreign = translated(service(), wanted)
    answer: dict[str, Any] = {"translatedText": [text for text, _ in made] if wanted.batch else made[0][0]}
    if wanted.source == "auto":
        guess = detected(" ".join(wanted.texts), service().models.languages()[0])[0]
        answer["detectedLanguage"] = [guess] * len(made) if wanted.batch else guess
    if wanted.alternatives:
        answer["alternatives"] = [others for _, others in made] if wanted.batch else made[0][1]
    if note := foreign_message("q", foreign):
        # A member more than LibreTranslate's answer has: clients that do not know it pass it over.
        answer["note"] = note.localised(language_of_answer())
    return jsonify(answer)


def translated(here: Service, wanted: TranslateRequest) -> tuple[list[tuple[str, list[str]]], list[str]]:
    """Each text's translation and alternatives, and the languages of sentences that the model does not read.

    These stay as they are, and so does a text that is in the target language already.
    """
    languages = here.models.languages()
    sources = [text_language(text, *languages) if wanted.source == "auto" else wanted.source for text in wanted.texts]
    for source in sources:
        check_target(source, wanted.target)
    todo = [
        text
        for text, source in zip(wanted.texts, sources, strict=True)
        if source != wanted.target and any(c.isalpha() for c in text)
    ]
    if wanted.html:
        made, foreign = translate_html(here, todo)
        pages = dict(zip(todo, made, strict=True))
        return [(pages.get(text, text), []) for text in wanted.texts], foreign
    spoken = "" if wanted.source == "auto" else wanted.source
    texts = dict(zip(todo, translate_texts(here, todo, language=spoken, alternatives=wanted.alternatives), strict=True))
    foreign = [language for one in texts.values() for language in one.languages]
    return [
        finished(text, texts[text], wanted.alternatives) if text in texts else (text, []) for text in wanted.texts
    ], foreign


def finished(source: str, made: Translated, alternatives: int) -> tuple[str, list[str]]:
    """A text's translation and its alternatives, ends and capitals as the source has them; none stands there twice."""
    # Where no model ran, marks and capitals are the source's already, and Monday keeps its capital.
    by_model = any(sentence.output.score is not None for sentence in made.sentences)
    text = finish(source, made.text) if by_model else made.text
    others = dict.fromkeys(finish(source, other) for other in made.alternatives(alternatives))
    others.pop(text, None)
    return text, list(others)


def shares(text: str) -> tuple[float, float]:
    """The shares of Cyrillic and of Latin letters among the letters of a text, 0 to 100."""
    cyrillic, latin, letters = letters_of(text)
    return round(100 * cyrillic / max(1, letters), 1), round(100 * latin / max(1, letters), 1)


def text_language(text: str, reads: Sequence[str], writes: str) -> str:
    """Which of the model's languages to take a text for; ``writes`` is for what it does not read, which stays as it is.

    A text in Cyrillic letters is taken for one that the model reads: a few words may look Bulgarian that are not.
    """
    found = detect_language(text, reads)
    cyrillic, latin = shares(text)
    if cyrillic > 0 and 2 * cyrillic >= latin and not is_cyrillic(writes):
        return found if found in reads else next(filter(is_cyrillic, reads), writes)
    return found if found in reads else writes


def detected(text: str, reads: Sequence[str]) -> list[dict[str, Any]]:
    """Languages of a text, best first; the confidence is the share of its letters in that language's script."""
    language = detect_language(text, reads)
    if language == "und":
        return [{"confidence": 0.0, "language": "en"}]
    cyrillic, latin = shares(text)
    first = {"ru": cyrillic, "en": latin}.get(language, max(cyrillic, latin))
    rows = [{"confidence": first, "language": language}]
    if language != "ru" and cyrillic > 0 and latin > 0:
        rows.append({"confidence": min(cyrillic, first), "language": "ru"})
    if language != "en" and cyrillic > 0 and latin > 0:
        rows.append({"confidence": min(latin, first), "language": "en"})
    return rows


@bp.post("/detect")
def detect() -> ResponseReturnValue:
    """The language of a text."""
    data = parameters()
    check_key(data)
    return jsonify(detected(str(need(data, "q")), service().models.languages()[0]))


@bp.get("/languages")
def languages() -> ResponseReturnValue:
    """The languages, and into which each can be translated."""
    return jsonify([{"code": code, "name": name_of(code), "targets": list(to)} for code, to in targets().items()])


@bp.post("/translate_file")
def translate_file() -> ResponseReturnValue:
    """Translate a file while the caller waits; the answer says where the result can be fetched."""
    here = service()
    if not here.settings.files_translation:
        raise ForbiddenError("Files translation are disabled on this server.")
    data = dict(request.values.items())
    check_key(data, stores=True)
    file = request.files.get("file")
    if file is None:
        raise BadRequestError("Invalid request: missing file parameter")
    source, target = language_code(need(data, "source")), language_code(need(data, "target"))
    if not file.filename:
        raise BadRequestError("Invalid request: empty file")
    check_known(source, target)
    if source != "auto":
        check_target(source, target)
    name, content, left = translate_upload(here, safe_name(file.filename), file.read(), source, target)
    stored = f"{secrets.token_hex(16)}.{name}"
    with here.database.write() as session:
        expires = time.time() + here.settings.keep_downloads_minutes * 60
        session.add(Download(name=stored, data=content, expires=expires))
    # Host is whatever the caller wrote, unless the service answers to certain names only.
    vetted = here.settings.hosts is not None
    link = url_for("libretranslate.download_file", name=stored, _external=vetted)
    answer: dict[str, Any] = {"translatedFileUrl": link}
    if left:
        from aligner.exports.left import left_message

        # A member more than LibreTranslate's answer has: clients that do not know it pass it over.
        answer["note"] = left_message(name, left).localised(language_of_answer())
    return jsonify(answer)


@bp.get("/download_file/<name>")
def download_file(name: str) -> ResponseReturnValue:
    """A translated file, for a while."""
    with service().database.read() as session:
        found = session.get(Download, name)
        if found is None or found.expires < time.time():
            raise BadRequestError("Invalid filename")
        response = Response(found.data, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = attachment(name.partition(".")[2])
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@bp.post("/suggest")
def suggest() -> ResponseReturnValue:
    """A better translation, kept in the memory as a draft until a person confirms it."""
    settings = service().settings
    if not settings.suggestions:
        raise ForbiddenError("Suggestions are disabled on this server.")
    data = parameters()
    check_key(data, stores=True)
    texts = [str(need(data, name)) for name in ("q", "s")]
    codes = [language_code(need(data, name)) for name in ("source", "target")]
    memory.add(settings, [memory.make_unit(*texts, *codes, status="draft", creator="suggestion")])
    return jsonify(success=True)


@bp.get("/frontend/settings")
def frontend_settings() -> ResponseReturnValue:
    """What LibreTranslate's page asks for."""
    settings = service().settings
    reads, writes = service().models.languages()
    return jsonify(
        charLimit=settings.char_limit,
        frontendTimeout=500,
        apiKeys=settings.keys_required,
        keyRequired=settings.keys_required,
        suggestions=settings.suggestions,
        filesTranslation=settings.files_translation,
        supportedFilesFormat=sorted(extensions(DOCUMENTS)),
        language={
            side: {"code": code, "name": name_of(code)} for side, code in (("source", reads[0]), ("target", writes))
        },
    )


@bp.get("/health")
def health() -> ResponseReturnValue:
    """Alive."""
    return jsonify(status="ok")


@bp.get("/spec")
def spec() -> ResponseReturnValue:
    """The description of the whole API."""
    return redirect(url_for("description.openapi"))


@bp.get("/docs")
def docs() -> ResponseReturnValue:
    """Its page."""
    return redirect(url_for("description.docs"))
