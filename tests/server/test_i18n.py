"""Errors, findings and notes in the language of who looks, whatever the values in them are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from service_bench import Bench

from aligner.checks import Checker, check_units
from aligner.core.unit import Unit
from models.messages import Message
from server.db.tables import Bitext, Job
from server.i18n import localised_finding
from server.jobs import queue
from server.pages.editor import kind_of_finding

RUSSIAN = {"Accept-Language": "ru"}


PAIRS = [
    ("В 2015 году Иванов купил 12 домов.", "In 2016 he bought  houses ( ."),
    ("Дом.", ""),
    ("Дом дома.", "Дом дома."),
    ("Смотри http://example.org/a и a@example.org.", "See see it it it."),
    ("Кошка.", "The cat « sat."),
    ("Он сказал слово.", "He said word said word said word said word"),
]


def test_findings_read_as_if_they_had_been_made_in_russian() -> None:
    units = [Unit(source, target, source_language="ru", target_language="en") for source, target in PAIRS]
    english, russian = (
        [f for _, found in check_units(units, Checker(language=tag)) for f in found] for tag in ("en", "ru")
    )
    assert len({finding.code for finding in english}) > 5
    for one, other in zip(english, russian, strict=True):
        assert localised_finding(one.code, one.message, one.values, "ru") == other.message
        assert localised_finding(one.code, one.message, one.values, "en") == one.message
    assert localised_finding("no-such-check", "as it is", (), "ru") == "as it is"
    assert localised_finding("numbers-differ", "as it is stored", (), "ru") == "as it is stored"


def test_a_kind_of_finding_has_a_name() -> None:
    assert kind_of_finding("numbers-differ") == "Numbers"
    assert kind_of_finding("no-such-check") == "no-such-check"


def test_answers_are_in_the_language_of_who_asks(bench: Bench) -> None:
    path = "/api/v1/bitexts/none"
    english = {"error": "there is no bitext 'none'", "ok": False, "status": 404}
    assert bench.client.get(path).get_json() == english
    assert bench.client.get(path, headers=RUSSIAN).get_json()["error"].startswith("такого перевода нет")
    assert bench.client.get(path, headers={"Accept-Language": "de"}).get_json() == english
    compatible = bench.client.post("/translate", json={}, headers=RUSSIAN).get_json()
    assert compatible["error"] == "Invalid request: missing q parameter"


def test_stored_findings_are_told_in_either_language(bench: Bench) -> None:
    bitext_id = bench.ready("Кошке 7 лет.")
    bead = bench.beads(bitext_id)[0]
    url = f"/api/v1/bitexts/{bitext_id}/beads/{bead['id']}"
    bench.client.patch(url, json={"version": bead["version"], "target_text": "The cat is 8 years old."})
    told = {tag: bench.client.get(url, headers={"Accept-Language": tag}).get_json()["findings"] for tag in ("en", "ru")}
    assert [f["message"] for f in told["en"]] == ["Number 7 is not in the translation", "Number 8 is not in the source"]
    assert [f["message"] for f in told["ru"]] == ["Числа 7 нет в переводе", "Числа 8 нет в оригинале"]


def test_a_page_has_its_errors_in_its_own_language(make_bench: Callable[..., Bench]) -> None:
    client: Any = make_bench(locale="ru").client
    client.get("/", headers={"Accept": "text/html"})
    assert client.get("/api/v1/jobs/none").get_json()["error"] == "задания «none» нет"
    page = client.get("/read/none", headers={"Accept": "text/html"})
    assert "такого перевода нет" in page.get_data(as_text=True)


def test_no_value_makes_a_translation_slow_or_wrong(bench: Bench) -> None:
    """Nothing is matched against a value: 8 kB of what the templates' pieces are made of is filled in as it is."""
    value = ": line : ; " * 720
    answer = bench.client.get("/healthz", headers={**RUSSIAN, "Host": value})
    assert answer.status_code == 400
    answer = bench.client.post("/api/v1/translate", json={value: 1, "texts": ["Да."]}, headers=RUSSIAN)
    assert answer.get_json()["error"].startswith(f"неверный запрос: {value}: ")
    path = quote(value)
    assert (
        f"такого перевода нет («{value}»)"
        in bench.client.get(f"/api/v1/bitexts/{path}", headers=RUSSIAN).get_json()["error"]
    )


def test_notes_and_errors_of_jobs_are_stored_as_templates_and_old_ones_shown_as_they_are(bench: Bench) -> None:
    bitext_id = bench.ready("Дом.")
    message = Message("{name}: the PDF has a password; save it without one", name="{name}: 1.pdf")
    with bench.service.database.write() as session:
        bitext = session.get_one(Bitext, bitext_id)
        job = session.scalars(sa.select(Job).where(Job.bitext_id == bitext_id)).one()
        note = Message("both documents have no sentences: nothing to align")
        bitext.notes = [note.as_json(), "as {it} was"]
        queue.close(session, job, "failed", message)
        job_id = job.id
    url, job_url = f"/api/v1/bitexts/{bitext_id}", f"/api/v1/jobs/{job_id}"
    notes, errors = (
        {tag: bench.client.get(one, headers={"Accept-Language": tag}).get_json() for tag in ("ru", "en")}
        for one in (url, job_url)
    )
    assert notes["ru"]["notes"] == ["в обоих документах нет предложений: выравнивать нечего", "as {it} was"]
    assert notes["en"]["notes"] == ["both documents have no sentences: nothing to align", "as {it} was"]
    assert errors["ru"]["error"] == "{name}: 1.pdf: PDF с паролем; сохраните без пароля"
    assert errors["en"]["error"] == "{name}: 1.pdf: the PDF has a password; save it without one"
    with bench.service.database.write() as session:
        old = session.get_one(Job, job_id)
        old.message, old.error = None, "as {it} was"
    assert bench.client.get(job_url, headers=RUSSIAN).get_json()["error"] == "as {it} was"
