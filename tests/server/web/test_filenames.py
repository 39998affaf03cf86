"""File names that come in and go out."""

from __future__ import annotations

import pytest

pytest.importorskip("apiflask", reason="the service is not installed: pip install '.[serve]'")
from service_bench import Bench, multipart

from server.web.filenames import attachment, safe_name


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("..\\..\\кошка.txt", "кошка.txt"),
        ("../../etc/passwd", "passwd"),
        ("..", "file"),
        (None, "file"),
        ("a%22b%0D%0Ac.txt", 'a"bc.txt'),
        ("a\x00b\u202ec\n.txt", "abc.txt"),
        ("и\u0306.txt", "й.txt"),
        ("я" * 300 + ".docx", "я" * 117 + ".docx"),
        ("я" * 300, "я" * 120),
        ("x." + "y" * 300, "x." + "y" * 238),
    ],
)
def test_names_from_outside(given: str | None, name: str) -> None:
    assert safe_name(given) == name


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("plain.txt", 'attachment; filename="plain.txt"'),
        ("Щука.txt", "attachment; filename=\"Shchuka.txt\"; filename*=UTF-8''%D0%A9%D1%83%D0%BA%D0%B0.txt"),
        ('a"b\n%.txt', "attachment; filename=\"a_b__.txt\"; filename*=UTF-8''a%22b%0A%25.txt"),
        ("café.txt", "attachment; filename=\"cafe.txt\"; filename*=UTF-8''caf%C3%A9.txt"),
    ],
)
def test_names_of_downloads(name: str, header: str) -> None:
    assert attachment(name) == header


def test_files_with_russian_names_can_be_fetched(bench: Bench) -> None:
    """A server sends no header that is not Latin-1; the test client would."""
    data, kind = multipart({}, "доклад.txt", "Кошка спит.".encode())
    made = bench.client.post("/api/v1/documents", data=data, content_type=kind).get_json()
    bench.work()
    data, kind = multipart({"source": "ru", "target": "en"}, "доклад.txt", "Кошка спит.".encode())
    translated = bench.client.post("/translate_file", data=data, content_type=kind).get_json()["translatedFileUrl"]
    for address, name in (
        (f"/api/v1/documents/{made['document']['id']}/original", "doklad.txt"),
        (f"/api/v1/bitexts/{made['bitext']['id']}/exports/tmx", "doklad.ru-en."),
        (translated, "doklad_en.txt"),
    ):
        with bench.client.get(address) as answer:
            assert answer.status_code == 200
            answer.headers["Content-Disposition"].encode("latin-1")
            assert f'filename="{name}' in answer.headers["Content-Disposition"]


def test_a_long_russian_name_is_taken_wherever_a_file_is(bench: Bench) -> None:
    bitext = bench.ready()
    with bench.client.get(f"/api/v1/bitexts/{bitext}/exports/tmx") as export:
        tmx = export.data
    for address in (f"/api/v1/bitexts/{bitext}/import", "/api/v1/memory/files"):
        data, kind = multipart({}, "очень длинное имя " * 15 + ".tmx", tmx)
        assert bench.client.post(address, data=data, content_type=kind).status_code == 200
