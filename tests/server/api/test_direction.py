"""The wrong way round: seen before any work is queued, refused in one line, done all the same when it is asked for."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document as Docx
from service_bench import ARTICLE, Bench

from aligner.samples import ARTICLE as SAMPLE
from server.db.tables import Job
from server.library import direction

RUSSIAN = ARTICLE
ENGLISH = "The cat is sitting on the window. She looks at the birds.\n\nThe house is on a hill. It rained yesterday."
GERMAN = "Die Katze sitzt am Fenster und sieht die Vögel an. Gestern hat es geregnet, und das Haus steht auf dem Berg."
UKRAINIAN = "Київ — столиця України. Їжак живе в лісі."
LONG = ENGLISH * 800  # looked at in a child process


def docx(text: str) -> bytes:
    """A Word document."""
    made, out = Docx(), io.BytesIO()
    for paragraph in text.split("\n\n"):
        made.add_paragraph(paragraph)
    made.save(out)
    return out.getvalue()


def send(bench: Bench, *parts: tuple[str, str, bytes], **fields: str) -> tuple[int, dict]:  # type: ignore[type-arg]
    """Upload files."""
    files = {name: (io.BytesIO(data), filename) for name, filename, data in parts}
    answer = bench.client.post("/api/v1/documents", data={**fields, **files})
    return answer.status_code, answer.get_json()


def jobs(bench: Bench) -> int:
    """How many jobs there are."""
    with bench.database.read() as session:
        return session.query(Job).count()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.txt", ENGLISH.encode(), "the text looks like 'en', not 'ru'; send its translation with it"),
        ("a.txt", LONG.encode(), "the text looks like 'en', not 'ru'"),
        ("a.txt", ENGLISH.encode("utf-16"), "the text looks like 'en', not 'ru'"),
        ("a.html", f"<p>{ENGLISH}</p>".encode(), "the text looks like 'en', not 'ru'"),
        ("a.docx", docx(ENGLISH), "the text looks like 'en', not 'ru'"),
        ("a.txt", UKRAINIAN.encode(), "the text looks like 'uk', not 'ru'"),
        ("a.txt", GERMAN.encode(), "the text looks like 'de', not 'ru'"),
    ],
)
def test_what_the_model_cannot_translate_is_refused(bench: Bench, name: str, data: bytes, why: str) -> None:
    status, body = send(bench, ("file", name, data))
    assert status == 400
    assert body["error"].startswith(f"{name}: {why}")
    assert "language=ru" in body["error"]
    assert body["languages"][0] in ("en", "de", "uk")
    assert jobs(bench) == 0
    assert send(bench, ("file", name, data), language="ru")[0] == 201


def test_a_pasted_text_too_and_in_russian(bench: Bench) -> None:
    answer = bench.client.post("/api/v1/documents", json={"text": ENGLISH}, headers={"Accept-Language": "ru"})
    assert answer.status_code == 400
    assert "похож на «en», а не на «ru»" in answer.get_json()["error"]


@pytest.mark.parametrize("kind", ["txt", "docx"])
def test_two_documents_in_the_wrong_order(bench: Bench, kind: str) -> None:
    make = docx if kind == "docx" else str.encode
    english, russian = ("b", f"b.{kind}", make(ENGLISH)), ("c", f"c.{kind}", make(RUSSIAN))
    wrong = ("file", *english[1:]), ("translation", *russian[1:])
    status, body = send(bench, *wrong)
    assert status == 400
    assert body["error"].startswith(f"b.{kind} looks English and c.{kind} Russian: send them the other way round")
    assert body["languages"] == ["en", "ru"]
    assert jobs(bench) == 0
    assert send(bench, ("file", *russian[1:]), ("translation", *english[1:]))[0] == 201
    assert send(bench, *wrong, language="en", target_language="ru")[0] == 201


def test_russian_in_any_form_is_taken(bench: Bench) -> None:
    for name, data in [
        ("a.txt", RUSSIAN.encode("cp1251")),
        ("b.txt", Path(str(SAMPLE)).read_bytes()),
        ("c.docx", docx(RUSSIAN)),
        ("d.txt", "Дом 2: iPhone 15 Pro Max, Wi-Fi, Bluetooth.".encode()),
        ("e.txt", b"1, 2, 3"),
    ]:
        assert send(bench, ("file", name, data))[0] == 201, name


def test_what_takes_too_long_to_look_at_is_seen_by_the_job(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(direction, "language_of", lambda *_: "und")
    _, alone = send(bench, ("file", "a.docx", docx(ENGLISH)))
    _, both = send(bench, ("file", "b.docx", docx(ENGLISH)), ("translation", "c.docx", docx(RUSSIAN)))
    bench.work()
    for made, why in ((alone, "a.docx: the text looks like 'en'"), (both, "b.docx looks English and c.docx Russian")):
        job = bench.client.get(f"/api/v1/jobs/{made['job']['id']}").get_json()
        assert job["state"] == "failed"
        assert job["error"].startswith(why)


def test_a_damaged_file_is_left_to_the_job(bench: Bench) -> None:
    status, body = send(bench, ("file", "a.docx", b"PK\x03\x04 no zip"))
    assert status == 201
    bench.work()
    assert bench.client.get(f"/api/v1/jobs/{body['job']['id']}").get_json()["state"] == "failed"
