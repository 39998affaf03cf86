"""The parameters of LibreTranslate's requests: JSON, a form, or a query, and the checks in LibreTranslate's order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale
from flask import request

from server.errors import BadRequestError
from server.service import service
from server.web.access import find_key, key_of_request, refuse_other_sites, use_key

INVALID_JSON = "Invalid JSON format"


def parameters() -> dict[str, Any]:
    """The request's parameters; line ends of forms become plain ones.

    Raises:
        BadRequestError: JSON that is broken or no object.
    """
    if request.is_json:
        data = request.get_json(silent=True)
        if not isinstance(data, dict):
            raise BadRequestError(INVALID_JSON)
        return data
    return {name: value.replace("\r\n", "\n").replace("\r", "\n") for name, value in request.values.items()}


def need(data: dict[str, Any], name: str) -> Any:
    """A parameter that must be there; raises ``BadRequestError``."""
    value = data.get(name)
    if not value:
        raise BadRequestError("Invalid request: missing {name} parameter", name=name)
    return value


def check_key(data: dict[str, Any], *, stores: bool = False) -> None:
    """The key, as a parameter or in the header; LibreTranslate answers 400 where it is missing, 403 where wrong.

    Where no key is needed, pages of other sites may translate, but a request that ``stores`` something needs a key.
    """
    key = key_of_request() or str(data.get("api_key") or "")
    if service().settings.keys_required and not key:
        raise BadRequestError("Please contact the server operator to get an API key")
    if service().settings.keys_required:
        use_key(key)
    elif stores and not (key and find_key(key)):
        refuse_other_sites()


@cache
def name_of(code: str) -> str:
    """The English name of a language."""
    return str(Locale("en").languages.get(code, code))


def targets() -> dict[str, tuple[str, ...]]:
    """The languages of the service's model, and into which each can be translated.

    A text that is in the language that the model writes is given back.
    """
    reads, writes = service().models.languages()
    return {writes: (writes,)} | {code: (writes, code) for code in reads if code != writes}


def language_code(code: Any) -> str:
    """A code as we know it: ``RU`` and ``ru-RU`` are ``ru``."""
    return str(code).replace("_", "-").split("-")[0].lower()


@dataclass(frozen=True)
class TranslateRequest:
    """A checked request to translate."""

    texts: list[str]
    batch: bool
    source: str
    target: str
    html: bool
    alternatives: int


def translate_request(data: dict[str, Any]) -> TranslateRequest:
    """Check a request to translate.

    Raises:
        BadRequestError: in the words of LibreTranslate.
    """
    settings = service().settings
    q = need(data, "q")
    source, target = language_code(need(data, "source")), language_code(need(data, "target"))
    alternatives = whole_number(data.get("alternatives") or 0)
    if settings.alternatives_limit >= 0 and alternatives > settings.alternatives_limit:
        raise BadRequestError(
            "Invalid request: alternatives parameter must be <= {limit}",
            limit=settings.alternatives_limit,
        )
    batch = isinstance(q, list)
    texts = q if batch else [q]
    if not all(isinstance(text, str) for text in texts):
        raise BadRequestError("Invalid request: q parameter must be a text or a list of texts")
    if settings.batch_limit >= 0 and len(texts) > settings.batch_limit:
        raise BadRequestError(
            "Invalid request: request ({count}) exceeds text limit ({limit})",
            count=len(texts),
            limit=settings.batch_limit,
        )
    for text in texts:
        if settings.char_limit >= 0 and len(text) > settings.char_limit:
            raise BadRequestError(
                "Invalid request: request ({count}) exceeds text limit ({limit})",
                count=len(text),
                limit=settings.char_limit,
            )
    check_known(source, target)
    form = data.get("format") or "text"
    if form not in ("text", "html"):
        raise BadRequestError("{form} format is not supported", form=form)
    if source != "auto":
        check_target(source, target)
    return TranslateRequest(texts, batch, source, target, form == "html", alternatives)


def whole_number(value: Any) -> int:
    """A number of alternatives; raises ``BadRequestError``."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        raise BadRequestError("Invalid request: alternatives parameter is not a number") from None
    if number < 0:
        raise BadRequestError("Invalid request: alternatives parameter is not a number")
    return number


def check_known(source: str, target: str) -> None:
    """Are both languages known? Raises ``BadRequestError``."""
    known = targets()
    for code in (source, target):
        if code not in known and not (code == "auto" and code == source):
            raise BadRequestError("{code} is not supported", code=code[:20])


def check_target(source: str, target: str) -> None:
    """Can a known language be translated into another? Raises ``BadRequestError``."""
    if target not in targets()[source]:
        raise BadRequestError(
            "{name} ({target}) is not available as a target language from {source_name} ({source})",
            name=name_of(target),
            target=target,
            source_name=name_of(source),
            source=source,
        )
