"""The pages without a browser: addresses, cookies, headers, what a stranger's link can do."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("apiflask", reason="the service is not installed: pip install '.[serve]'")
from flask.testing import FlaskClient
from service_bench import Bench

from server.app import create_app
from server.db.tables import SignIn
from server.web.access import create_key, list_keys, revoke_key

HTML = {"Accept": "text/html"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Any]:
    made = create_app({"data_dir": str(tmp_path), "sample": False})
    yield made
    made.extensions["tolmach"].database.dispose()


@pytest.fixture
def client(app: Any) -> FlaskClient:
    return app.test_client()  # type: ignore[no-any-return]


def test_an_empty_library_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/", headers=HTML)
    assert page.status_code == 200
    assert "No texts yet." in page.text
    assert "<style" not in page.text
    assert "unsafe" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "cookie", "accept", "language"),
    [
        ("/", None, "en-US,en;q=0.9", "en"),
        ("/", None, "ru,en;q=0.5", "ru"),
        ("/", None, "de,fr", "en"),
        ("/", "ru", "en", "ru"),
        ("/?lang=en", "ru", "ru", "en"),
        ("/?lang=xx", None, "ru", "ru"),
    ],
)
def test_language(client: FlaskClient, path: str, cookie: str | None, accept: str, language: str) -> None:
    if cookie:
        client.set_cookie("lang", cookie)
    assert f'<html lang="{language}"' in client.get(path, headers={**HTML, "Accept-Language": accept}).text


@pytest.mark.parametrize(
    ("cookie", "theme"),
    [("theme=dark&size=5", "dark"), ("theme=%22onload", "auto"), ("&&=&theme", "auto"), ("theme=sepia", "sepia")],
)
def test_look_is_in_the_page(client: FlaskClient, cookie: str, theme: str) -> None:
    client.set_cookie("look", cookie)
    assert f'data-theme="{theme}"' in client.get("/", headers=HTML).text


@pytest.mark.parametrize("path", ["/nowhere", "/read/none", "/edit/none", "/compare/a/b", "/read/none/part/3"])
def test_missing_pages_are_pages(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 404
    assert "To the library" in answer.text


@pytest.mark.parametrize(
    "path", ["/?offset=-5", "/?offset=99999999999999999999", "/?sort=nonsense", "/?q=%00%25_", "/library/list?q=x"]
)
def test_odd_addresses_are_answered(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers=HTML).status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("part=99999999999999999999999", 200),
        ("pair=99999999999999999999999", 200),
        ("n=99999999999999999999999&part=-4", 200),
    ],
)
def test_odd_places_in_a_text_are_answered(bench: Bench, query: str, status: int) -> None:
    assert bench.client.get(f"/read/{bench.ready()}?{query}", headers=HTML).status_code == status
    assert bench.client.get("/read/none/part/99999999999999999999999", headers=HTML).status_code == 404


def test_the_export_form_leads_to_the_file_with_its_filters_and_nowhere_else(bench: Bench) -> None:
    page = f"/read/{bench.ready()}"
    given = "bitext_id=y&format_name=z&endpoint=e&_method=POST&_external=1&confirmed_only=true&format=tsv"
    answer = bench.client.get(f"{page}/export?{given}")
    assert answer.location.partition("?")[0] == page.replace("/read/", "/api/v1/bitexts/") + "/exports/tsv"
    assert "confirmed_only=true" in answer.location
    assert bench.client.get(f"{page}/export").location.endswith("/exports/tmx")
    assert bench.client.get(f"{page}/export?format=../../../x", headers=HTML).status_code == 404


def test_a_document_is_offered_in_the_formats_that_it_can_be_written_in(bench: Bench) -> None:
    bitext = bench.ready("Кошка спит.", name="a.txt")
    for page in ("read", "edit"):
        menu = bench.client.get(f"/{page}/{bitext}", headers=HTML).text
        assert 'value="tmx"' in menu
        assert 'value="document"' in menu
        assert 'value="bilingual"' not in menu
    answer = bench.client.get(f"/read/{bitext}/export?format=bilingual", headers=HTML)
    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert "cannot be written in both languages" in answer.text
    film = bench.ready("1\n00:00:01,000 --> 00:00:02,000\nКошка спит.\n", name="a.srt", again=True)
    assert 'value="bilingual"' in bench.client.get(f"/read/{film}", headers=HTML).text
    assert bench.client.get(f"/read/{film}/export?format=bilingual").status_code == 302


def test_a_text_that_failed_offers_neither_export_nor_correcting(bench: Bench) -> None:
    made = bench.client.post("/api/v1/documents", data={"file": (io.BytesIO(b"\x1f\x8b\x08 x"), "x.txt")}).get_json()
    bench.work()
    bitext_id = made["bitext"]["id"]
    page = bench.client.get(f"/read/{bitext_id}", headers=HTML).text
    assert "a gzip archive" in page
    assert "to-editor" not in page
    assert "/export" not in page
    assert "Unknown language" in page
    editor = bench.client.get(f"/edit/{bitext_id}", headers=HTML)
    assert (editor.status_code, "stopped before it was done" in editor.text) == (409, True)


def test_a_text_is_offered_for_reading_once_something_is_there(bench: Bench) -> None:
    made = bench.client.post("/api/v1/documents", json={"text": "Кошка спит.\n\nДом стоит."}).get_json()
    link = f'href="/read/{made["bitext"]["id"]}"'
    page = bench.client.get("/library/list", headers=HTML).text
    assert f"data-read hidden {link}" in page
    assert page.count(link) == 1
    bench.work()
    assert bench.client.get("/library/list", headers=HTML).text.count(link) == 2


def test_a_pasted_text_does_not_begin_with_its_title_twice(bench: Bench) -> None:
    page = bench.client.get(f"/read/{bench.ready('Кошка спит. Она видит сон.')}", headers=HTML).text
    assert '<h1 class="sr" lang="ru">Кошка спит. Она видит сон.</h1>' in page


def test_the_reader_names_the_language_of_a_paragraph_in_another_one(bench: Bench) -> None:
    left = "Вчителька принесла нові книжки, які діти давно чекали."
    text = f"Кошка тихо спит на окне и видит во сне мышей, а дети давно ждут книжек.\n\n{left}"
    page = bench.client.get(f"/read/{bench.ready(text)}", headers=HTML).text
    spans = [part for part in page.split("<span ") if left in part]
    assert [' lang="uk"' in part.split(">")[0] for part in spans] == [True, True]
    assert page.count(' lang="uk"') == 2


def test_a_key_opens_the_pages(app: Any) -> None:
    from dataclasses import replace

    here = app.extensions["tolmach"]
    here.settings = replace(here.settings, api_keys="on")
    with here.database.write() as session:
        _, key = create_key(session, "reader")
    client = app.test_client()
    asked = client.get("/?q=вода", headers=HTML)
    assert asked.status_code == 302
    assert asked.location.startswith("/login?next=")
    page = client.get(asked.location, headers=HTML).get_data(as_text=True)
    form = {"form": page.partition('name="form" value="')[2].partition('"')[0]}
    assert client.post("/login", data={"key": "wrong", **form}, headers=HTML).status_code == 403
    for foreign in ({}, {"form": "guessed"}):  # the right key, in a form that this session has not been given
        assert client.post(asked.location, data={"key": key, **foreign}, headers=HTML).status_code == 403
    assert client.get("/", headers=HTML).status_code == 302
    assert client.post(asked.location, data={"key": key, **form}).location.startswith("/?q=")
    assert client.get("/", headers=HTML).status_code == 200
    assert client.get("/api/v1/documents").status_code == 200
    with here.database.write() as session:
        revoke_key(session, list_keys(session)[0].id)
    assert client.get("/", headers=HTML).status_code == 302  # a browser that is signed in goes with its key
    assert client.get("/api/v1/documents").status_code == 401
    with here.database.write() as session:
        list_keys(session)[0].revoked = None
    client.post("/logout")
    assert "reader" in client.get("/", headers=HTML).get_data(as_text=True)
    form["form"] = client.get("/", headers=HTML).text.partition('name="form" value="')[2].partition('"')[0]
    kept = client.get_cookie("session")
    assert kept is not None
    client.post("/logout", data=form)
    client.set_cookie("session", kept.value)  # a copy of the cookie from before
    assert client.get("/", headers=HTML).status_code == 302
    assert client.get("/api/v1/documents").status_code == 401


def test_the_cookie_goes_over_tls_only_where_it_came_over_tls(make_bench: Callable[..., Bench]) -> None:
    app = make_bench(proxy_hops=1).app
    by_https = app.test_client().get("/", headers={"X-Forwarded-Proto": "https"}).headers["Set-Cookie"]
    by_http = app.test_client().get("/").headers["Set-Cookie"]
    assert "; Secure" in by_https
    assert "; Secure" not in by_http


@pytest.mark.parametrize(
    "address", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_log_in_never_leads_elsewhere(app: Any, address: str) -> None:
    from server.pages.login import local

    with app.test_request_context("/"):
        assert local(address) == "/"


def test_a_limit_is_counted_for_each_key_that_signed_in(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(rate_limit="3 per hour", api_keys="on")
    with bench.database.write() as session:
        keys = [create_key(session, name)[0].id for name in ("ann", "bob")]
        session.add_all(SignIn(id=key, key_id=key) for key in keys)
    clients = [bench.app.test_client() for _ in keys]
    for client, key in zip(clients, keys, strict=True):
        with client.session_transaction() as cookie:
            cookie["sign_in"] = key
    answers = [[client.get("/api/v1/formats").status_code for _ in range(4)] for client in clients]
    assert answers == [[200, 200, 200, 429]] * 2


def test_other_sites_cannot_log_in(client: FlaskClient) -> None:
    answer = client.post("/login", data={"key": "x"}, headers={**HTML, "Origin": "https://evil.example"})
    assert answer.status_code == 403
