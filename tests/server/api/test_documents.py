"""Documents over HTTP: upload, paste, list, search, rename, trash; and every bad input in the one error shape."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from service_bench import ARTICLE, Bench, multipart
from werkzeug.test import create_environ, run_wsgi_app

from server.jobs import queue


def upload(bench: Bench, data: bytes, name: str, **more: Any) -> Any:
    """Upload a file."""
    return bench.client.post("/api/v1/documents", data={"file": (io.BytesIO(data), name), **more})


def test_uploading_a_file(bench: Bench) -> None:
    answer = upload(bench, ARTICLE.encode("cp1251"), "..\\..\\кошка.txt", title="Кошка", priority="low")
    assert answer.status_code == 201
    made = answer.get_json()
    assert (made["document"]["name"], made["document"]["title"]) == ("кошка.txt", "Кошка")
    assert (made["job"]["priority"], made["job"]["state"]) == ("low", "queued")
    bench.work()
    document = bench.client.get(f"/api/v1/documents/{made['document']['id']}").get_json()
    assert (document["language"], document["sentences"], document["encoding"]) == ("ru", 4, "cp1251")
    assert document["bitexts"][0]["job"]["state"] == "done"
    original = bench.client.get(f"/api/v1/documents/{made['document']['id']}/original")
    assert original.data == ARTICLE.encode("cp1251")
    assert "attachment" in original.headers["Content-Disposition"]


def test_uploading_two_files(bench: Bench) -> None:
    files = {"file": (io.BytesIO("Да.".encode()), "a.txt"), "translation": (io.BytesIO(b"Yes."), "b.txt")}
    made = bench.client.post("/api/v1/documents", data=files).get_json()
    assert made["bitext"]["kind"] == "align"
    assert bench.client.get("/api/v1/documents").get_json()["total"] == 1


@pytest.mark.parametrize(
    ("request_of", "status", "line"),
    [
        ({"data": {}}, 415, "send multipart/form-data"),
        ({"data": {"title": "x"}, "content_type": "multipart/form-data"}, 400, "no document"),
        ({"data": b"x", "content_type": "text/plain"}, 415, "send multipart/form-data"),
        ({"data": b"{broken", "content_type": "application/json"}, 400, "in double quotes (line 1, column 2)"),
        ({"data": b'{"text": "\\ud800"}', "content_type": "application/json"}, 400, "half a character (\\ud800)"),
        ({"data": b'{"a":' * 100_000, "content_type": "application/json"}, 400, "nested too deep"),
        ({"data": b'{"text": "\xff"}', "content_type": "application/json"}, 400, "not UTF-8"),
        ({"json": {"text": "Да.", "language": "<b>"}}, 400, "language: Not a language tag"),
        ({"json": [1, 2]}, 400, "must be an object"),
        ({"json": {"text": 5}}, 400, "text: Not a valid string."),
        ({"json": {"text": "Да.", "beam": 99}}, 400, "beam"),
        ({"json": {"text": "Да.", "beam": "x"}}, 400, "beam: Not a valid integer."),
        ({"json": {"text": "Да.", "color": "red"}}, 400, "color: Unknown field."),
        ({"json": {"text": "  \n "}}, 400, "empty"),
        ({"json": {"text": "Да.", "model": "/etc"}}, 400, "model '/etc' is not offered here"),
        ({"json": {"text": "Да.", "priority": "urgent"}}, 400, "priority"),
    ],
)
def test_bad_uploads(bench: Bench, request_of: dict[str, Any], status: int, line: str) -> None:
    answer = bench.client.post("/api/v1/documents", **request_of)
    body = answer.get_json()
    assert answer.status_code == status, body
    assert (body["ok"], body["status"]) == (False, status)
    assert line in body["error"]
    assert "\n" not in body["error"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/none", 404),
        ("GET", "/api/v1/documents/none", 404),
        ("DELETE", "/api/v1/documents/none", 404),
        ("PUT", "/api/v1/documents", 405),
        ("GET", "/api/v1/jobs/none", 404),
        ("GET", "/api/v1/jobs/none/events", 404),
        ("POST", "/api/v1/jobs/none/cancel", 404),
        ("GET", "/api/v1/bitexts/none/beads", 404),
        ("GET", "/api/v1/documents?limit=0", 422),
        ("GET", "/api/v1/bitexts/none/beads/99999999999999999999999", 404),
        ("GET", "/api/v1/bitexts/none/exports/tmx?source_tag=%3Cb%3E", 422),
        ("GET", "/api/v1/bitexts/none/exports/tmx?source_tag=ru%0A", 422),
        ("GET", "/api/v1/documents?limit=x", 422),
        ("GET", "/api/v1/documents?sort=colour", 422),
        ("GET", "/api/v1/jobs/events", 400),
    ],
)
def test_every_error_has_one_shape(bench: Bench, method: str, path: str, status: int) -> None:
    for accept in ("application/json", "text/html,*/*;q=0.8"):
        answer = bench.client.open(path, method=method, headers={"Accept": accept})
        body = answer.get_json()
        assert answer.status_code == status
        assert body.keys() >= {"ok", "error", "status"}
        assert (body["ok"], body["status"]) == (False, status)


def test_a_request_beyond_the_limit_is_cut_off_unread(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(max_upload_mb=1)

    class Endless(io.RawIOBase):
        """A body that must not be read to its end."""

        read_so_far = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            self.read_so_far += len(buffer)
            buffer[:] = b"x" * len(buffer)
            return len(buffer)

    body = Endless()
    environ = create_environ("/api/v1/documents", "http://localhost", method="POST")
    environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(1 << 30), "CONTENT_TYPE": "multipart/form-data; boundary=xx"}
    chunks, status, _ = run_wsgi_app(bench.app, environ)
    assert status.startswith("413")
    assert json.loads(b"".join(chunks)) == {"ok": False, "error": "the request is too large", "status": 413}
    assert body.read_so_far < 2 << 20
    data, kind = multipart({}, "big.txt", b"x" * (2 << 20))
    assert bench.client.post("/api/v1/documents", data=data, content_type=kind).status_code == 413


def test_listing_searching_and_sorting(bench: Bench) -> None:
    bench.ready("Корабль плывёт по морю.", title="Море")
    bench.ready("Ёлка растёт в лесу. Снег падает.", title="Лес")
    bench.ready("Старик ловил рыбу.", title="Ёрш")

    def titles(**query: Any) -> list[str]:
        rows = bench.client.get("/api/v1/documents", query_string=query).get_json()["documents"]
        return [row["title"] for row in rows]

    assert titles() == ["Ёрш", "Лес", "Море"]
    assert titles(sort="oldest", limit=2) == ["Море", "Лес"]
    assert titles(sort="title") == ["Ёрш", "Лес", "Море"]
    assert titles(sort="size")[0] == "Лес"
    assert titles(q="море") == ["Море"]
    assert titles(q="корабли") == ["Море"]
    assert titles(q="елки снега") == ["Лес"]
    assert titles(q="ЛОВИТ рыба") == ["Ёрш"]
    assert titles(q="100%_") == []


def test_a_file_of_another_kind_is_read_anew_though_its_bytes_are_the_same(bench: Bench) -> None:
    page = "<h1>Кошка</h1><p>Она спит.</p>".encode()
    made = {name: upload(bench, page, name).get_json() for name in ("page.md", "page.txt", "again.TXT")}
    assert [one["reused"] for one in made.values()] == [False, False, True]


def test_work_that_is_being_cancelled_goes_on_when_the_file_comes_again(bench: Bench) -> None:
    first = bench.add()
    with bench.database.write() as session:
        assert queue.claim(session, "worker", 30, 4) is not None
    bench.client.post(f"/api/v1/jobs/{first['job']['id']}/cancel")
    again = bench.add()
    assert (again["reused"], again["job"]["id"], again["job"]["state"]) == (True, first["job"]["id"], "running")


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("Кошка спит.", "", "Кошка спит."),
        ("Кошка спит.", "note.txt", "note.txt"),
        ("Очень длинная первая фраза, в которой больше семидесяти знаков, и потому она обрезана здесь.", "",
         "Очень длинная первая фраза, в которой больше семидесяти знаков, и…"),
        ("Вступление без точки и довольно длинное, и не заголовок.\n\n# Глава\n\nТекст.", "a.md", "Глава"),
    ],
)  # fmt: skip
def test_a_text_without_a_title_is_called_by_its_heading_or_first_words(
    bench: Bench, text: str, name: str, title: str
) -> None:
    document = bench.add(text, name=name)["document"]["id"]
    bench.work()
    assert bench.client.get(f"/api/v1/documents/{document}").get_json()["title"] == title


def test_null_characters_are_no_text(both: Bench) -> None:
    made = both.add("Кошка\x00спит.", title="Спящая\x00 кошка\n")["document"]
    assert made["title"] == "Спящая кошка"
    page = f"/api/v1/documents/{made['id']}"
    assert both.client.patch(page, json={"title": "\x00Кот "}).get_json()["title"] == "Кот"
    both.work()
    assert both.client.get(page).get_json()["bitexts"][0]["state"] == "ready"
    for query, found in (("q=%00", 1), ("q=%00кот", 1), ("q=пёс%00", 0)):
        assert both.client.get(f"/api/v1/documents?{query}").get_json()["total"] == found
    assert both.client.get("/api/v1/bitexts/a%00b").status_code == 404
    assert both.client.get("/read/%00", headers={"Accept": "text/html"}).status_code == 404


def test_trash_and_back(bench: Bench) -> None:
    bitext_id = bench.ready()
    document_id = bench.client.get(f"/api/v1/bitexts/{bitext_id}").get_json()["document_id"]
    gone = bench.client.delete(f"/api/v1/documents/{document_id}").get_json()
    assert gone["deleted"] is not None
    assert bench.client.get(f"/api/v1/documents/{document_id}").status_code == 404
    assert bench.client.get(f"/api/v1/bitexts/{bitext_id}/beads").status_code == 404
    assert bench.client.get("/api/v1/documents").get_json()["total"] == 0
    assert bench.client.get("/api/v1/documents?deleted=true").get_json()["total"] == 1
    bench.client.post(f"/api/v1/documents/{document_id}/restore")
    assert len(bench.beads(bitext_id)) == 4


def test_another_translation_of_the_same_document(bench: Bench) -> None:
    first = bench.ready()
    document_id = bench.client.get(f"/api/v1/bitexts/{first}").get_json()["document_id"]
    again = bench.client.post(f"/api/v1/documents/{document_id}/bitexts", json={"beam": 3})
    assert again.status_code == 201
    bench.work()
    second = again.get_json()["bitext"]["id"]
    assert [b["source_text"] for b in bench.beads(second)] == [b["source_text"] for b in bench.beads(first)]
    assert bench.client.post(f"/api/v1/documents/{document_id}/bitexts", json={"beam": 3}).get_json()["reused"] is True
    assert bench.client.delete(f"/api/v1/bitexts/{second}").status_code == 204
    assert bench.client.delete(f"/api/v1/bitexts/{first}").status_code == 400


@pytest.mark.parametrize(("form", "name"), [("tmx", "Память.TMX"), ("xliff", "a.xlf"), ("xliff2", "b.xliff")])
def test_a_file_of_pairs_is_opened_as_it_is(bench: Bench, form: str, name: str) -> None:
    first = bench.ready()
    bead = bench.beads(first)[1]
    change = {"version": bead["version"], "target_text": "Put right & kept.", "status": "confirmed"}
    bench.client.patch(f"/api/v1/bitexts/{first}/beads/{bead['id']}", json=change)
    with bench.client.get(f"/api/v1/bitexts/{first}/exports/{form}") as export:
        made = upload(bench, export.data, name).get_json()
    assert (made["bitext"]["kind"], made["job"]["kind"]) == ("open", "open")
    bench.work()
    bitext_id = made["bitext"]["id"]
    texts = [(b["source_text"], b["target_text"], b["status"]) for b in bench.beads(first)]
    assert [(b["source_text"], b["target_text"], b["status"]) for b in bench.beads(bitext_id)] == texts
    document = bench.client.get(f"/api/v1/documents/{made['document']['id']}").get_json()
    assert (document["language"], document["sentences"], document["format"]) == ("ru", 4, form.rstrip("2"))
    page = bench.client.get(f"/read/{bitext_id}", headers={"Accept": "text/html"}).text
    assert "Put right &amp; kept." in page
    assert "as in the file" in bench.client.get("/", headers={"Accept": "text/html"}).text
    again = bench.client.post(f"/api/v1/documents/{document['id']}/bitexts", json={"beam": 1}).get_json()
    bench.work()
    assert [b["source_text"] for b in bench.beads(again["bitext"]["id"])] == [source for source, _, _ in texts]


def test_a_file_of_pairs_that_cannot_be_opened_says_why(bench: Bench) -> None:
    for data, reason in ((b"<tmx", "line 1"), (b"<a/>", "not TMX"), (b"<tmx><body/></tmx>", "not one pair")):
        job = upload(bench, data, "a.tmx").get_json()["job"]["id"]
        bench.work()
        state = bench.client.get(f"/api/v1/jobs/{job}").get_json()
        assert state["state"] == "failed"
        assert state["error"].startswith("a.tmx: ")
        assert reason in state["error"]
    answer = upload(bench, b"<tmx/>", "a.tmx", translation=(io.BytesIO(b"x"), "b.txt"))
    assert (answer.status_code, answer.get_json()["error"]) == (
        400,
        "a.tmx: holds a text and its translation already; send it alone",
    )


def test_etags(bench: Bench) -> None:
    bitext_id = bench.ready()
    url = f"/api/v1/bitexts/{bitext_id}/beads"
    first = bench.client.get(url)
    tag = first.headers["ETag"]
    assert bench.client.get(url, headers={"If-None-Match": tag}).status_code == 304
    bead = first.get_json()["beads"][0]
    bench.client.patch(f"{url}/{bead['id']}", json={"version": 1, "note": "x"})
    changed = bench.client.get(url, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_idempotency_keys(both: Bench) -> None:
    def post(key: str, text: str = ARTICLE) -> Any:
        return both.client.post(
            "/api/v1/documents", json={"text": text, "again": True}, headers={"Idempotency-Key": key}
        )

    first, second = post("one"), post("one")
    assert first.status_code == second.status_code == 201
    assert first.get_json() == second.get_json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert both.client.get("/api/v1/documents").get_json()["total"] == 1
    assert post("one", "Другое.").status_code == 400
    assert post("two").get_json()["document"]["id"] != first.get_json()["document"]["id"]
    assert post("bad", " ").status_code == post("bad", " ").status_code == 400


def test_a_file_sent_again_under_its_key_is_known(bench: Bench) -> None:
    answers = [
        bench.client.post(
            "/api/v1/documents",
            data={"file": (io.BytesIO(b"\xd0\x94\xd0\xb0."), "a.txt"), "again": "true"},
            headers={"Idempotency-Key": "k"},
        ).get_json()
        for _ in range(2)
    ]
    assert answers[0] == answers[1]


def test_the_request_id_comes_back(bench: Bench) -> None:
    assert bench.client.get("/healthz", headers={"X-Request-Id": "abc-1"}).headers["X-Request-Id"] == "abc-1"
    made = bench.client.get("/healthz", headers={"X-Request-Id": "bad id\u00e9"}).headers["X-Request-Id"]
    assert len(made) == 16
