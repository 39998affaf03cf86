"""The OpenAPI description: complete, valid, shown without anything from elsewhere, and kept to (Schemathesis)."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from service_bench import Bench

#: TOLMACH_FUZZ=200 looks deeper.
EXAMPLES = int(os.environ.get("TOLMACH_FUZZ", "5"))
ALL = list(HealthCheck)
DOCS = Path(__file__).parents[3] / "docs" / "api.md"


def test_every_address_is_described_and_documented(bench: Bench) -> None:
    spec = bench.client.get("/api/v1/openapi.json").get_json()
    assert spec["openapi"].startswith("3.1")
    rules = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in bench.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.endpoint.startswith("description.")
    }
    assert set(spec["paths"]) == rules
    text = DOCS.read_text(encoding="utf-8")
    for path, item in spec["paths"].items():
        for method, operation in item.items():
            if method in ("get", "post", "patch", "delete"):
                assert operation["summary"], path
                assert operation["responses"]["404"]["content"]["application/json"]["schema"]
                line = f"`{method.upper()} {path.removeprefix('/api/v1')}`"
                assert line in text, f"docs/api.md does not list {line}"


def test_the_page_loads_nothing_from_elsewhere(bench: Bench) -> None:
    page = bench.client.get("/api/v1/docs").text
    assert "/bitexts/{bitext_id}/beads" in page
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)


@pytest.mark.slow
def test_no_generated_request_makes_the_service_fail(bench: Bench) -> None:
    """Requests made from the description, valid and not: never a 5xx, always JSON, always a status that is listed."""
    bitext_id = bench.ready()
    bead_id = bench.beads(bitext_id)[0]["id"]
    document_id = bench.client.get(f"/api/v1/bitexts/{bitext_id}").get_json()["document_id"]
    job_id = bench.client.get("/api/v1/jobs").get_json()["jobs"][0]["id"]
    known = {"bitext_id": bitext_id, "bead_id": bead_id, "document_id": document_id, "job_id": job_id}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", bench.app)
    failures: list[str] = []
    tried: set[str] = set()

    def try_one(case: schemathesis.Case, listed: set[str]) -> None:
        if case.path_parameters and len(tried) % 2:
            case.path_parameters |= {name: value for name, value in known.items() if name in case.path_parameters}
        response = case.call()
        tried.add(f"{case.method} {case.path} {len(tried)}")
        if response.status_code >= 500 and response.status_code != 503:
            failures.append(f"{response.status_code} {case.as_curl_command()}")
        elif str(response.status_code) not in listed and response.status_code not in (304, 405, 415):
            failures.append(f"{response.status_code} is not listed: {case.as_curl_command()}")
        elif response.status_code >= 400 and response.json()["status"] != response.status_code:
            failures.append(f"no error in the common shape: {case.as_curl_command()}")

    for result in schema.get_all_operations():
        operation = result.ok()
        listed = set(operation.definition.raw["responses"])
        run = given(case=operation.as_strategy(), listed=st.just(listed))(try_one)
        few = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=ALL)
        few(run)()
    assert failures == []
    assert len(tried) > 100
