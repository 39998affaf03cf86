"""JSON and keys: parsed after the key, once, within a bound; limits count valid keys and addresses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from service_bench import Bench

from server.web import json_bodies
from server.web.access import create_key

HUGE = "1" * 5000


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of all JSON texts that are parsed."""
    sizes: list[int] = []
    real = json.loads

    def counted(text: Any, **more: Any) -> Any:
        sizes.append(len(text))
        return real(text, **more)

    monkeypatch.setattr(json, "loads", counted)
    return sizes


def post(bench: Bench, path: str, body: str | bytes, **headers: str) -> Any:
    """Send a text as JSON."""
    return bench.client.post(path, data=body, headers={"Content-Type": "application/json", **headers})


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nosuch", 404), ("/api/v1/nosuch", 401), ("/api/v1/documents", 401), ("/healthz", 405)],
)
def test_without_a_key_nothing_is_parsed(
    make_bench: Callable[..., Bench], parsed: list[int], path: str, status: int
) -> None:
    bench = make_bench(api_keys="on")
    assert post(bench, path, "[" + "[]," * 1000 + "[]]").status_code == status
    assert post(bench, path, "[" + HUGE + "]").status_code == status
    assert parsed == []


def test_a_body_is_bounded(make_bench: Callable[..., Bench], parsed: list[int]) -> None:
    bench = make_bench(api_keys="on")
    body = json.dumps({"q": "x" * json_bodies.MOST})
    assert post(bench, "/translate", body).status_code == 413
    assert parsed == []
    bench = make_bench()
    body = json.dumps({"pairs": ["x" * json_bodies.MOST_API]})
    assert post(bench, "/api/v1/checks", body).status_code == 413
    assert parsed == []


def test_a_body_is_parsed_once(make_bench: Callable[..., Bench], parsed: list[int]) -> None:
    bench = make_bench(rate_limit="1000 per minute")
    body = json.dumps({"q": "Ёж.", "source": "ru", "target": "en"})
    assert post(bench, "/translate", body).status_code == 200
    assert parsed.count(len(body.encode())) == 1


@pytest.mark.parametrize("path", ["/api/v1/documents", "/translate", "/detect", "/api/v1/checks"])
@pytest.mark.parametrize("body", [f'{{"q": {HUGE}}}', f'{{"text": "x", "beam": -{HUGE}}}', HUGE])
def test_huge_numbers_are_refused(bench: Bench, path: str, body: str) -> None:
    answer = post(bench, path, body)
    assert answer.status_code == 400
    assert "\n" not in answer.get_json()["error"]


def counts(statuses: list[int]) -> dict[int, int]:
    """How often each."""
    return {status: statuses.count(status) for status in set(statuses)}


def test_a_key_that_is_not_valid_counts_for_the_address(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(rate_limit="4 per minute", api_keys="on")
    for path, status in (("/login", 200), ("/api/v1/documents", 403)):
        asked = [bench.client.get(path, headers={"X-Api-Key": f"r{n}"}).status_code for n in range(10)]
        assert counts(asked) == {status: 4, 429: 6}


def test_a_valid_key_has_a_limit_of_its_own(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(rate_limit="4 per minute", api_keys="on")
    with bench.database.write() as session:
        keys = [create_key(session, name)[1] for name in ("ann", "bob")]
    for key in keys:
        asked = [bench.client.get("/api/v1/documents", headers={"X-Api-Key": key}).status_code for _ in range(6)]
        assert counts(asked) == {200: 4, 429: 2}
    assert bench.client.get("/login").status_code == 200
