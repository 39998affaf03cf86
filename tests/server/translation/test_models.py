"""Which models the service offers: those known by name, a person's own, the one set; and no folder of the machine."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from service_bench import Bench

from models.errors import TolmachError
from models.marian.translator import MarianTranslator
from models.store.registry import TUNED
from models.translation import Decoding
from server.errors import BadRequestError
from server.settings import Settings, load_settings
from server.translation.models import Models


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model as ``tolmach tune`` leaves it."""
    monkeypatch.setenv("TOLMACH_DATA", str(tmp_path))
    folder = tmp_path / "models" / "mine"
    folder.mkdir(parents=True)
    (folder / TUNED).write_text(json.dumps({"start": "embedded", "bleu": [10.0, 20.0]}))
    return folder


def test_a_tuned_model_is_offered_with_what_it_reached(own: Path) -> None:
    models = Models(load_settings({}))
    rows = {row["name"]: row for row in models.offered()}
    assert rows["embedded"]["default"]
    assert (rows["mine"]["present"], rows["mine"]["default"]) == (True, False)
    assert rows["mine"]["quality"] == "20.0 BLEU on your pairs"
    models.check_name("mine")
    with pytest.raises(BadRequestError, match="is not offered here; use embedded, mine"):
        models.check_name(str(own))


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(("name", "present"), [("mine", True), ("embedded", True), ("opus-mt-bg-en", False)])
def test_the_model_that_is_set_comes_with_whether_it_is_there(name: str, present: bool) -> None:
    rows = Models(load_settings({}, model=name)).offered()
    assert [(row["name"], row["present"]) for row in rows if row["default"]] == [(name, present)]


@pytest.mark.parametrize(("processes", "given", "threads"), [(1, 0, 8), (3, 0, 2), (20, 0, 1), (3, 5, 5)])
def test_processes_share_the_cores(processes: int, given: int, threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.marian.ct2.available_cores", lambda: 8)
    translator = Models(load_settings({}, translator_threads=given), processes).translator("embedded")
    assert isinstance(translator, MarianTranslator)
    assert translator._threads == threads


def test_the_services_glossary_holds_for_translations_and_checks(lite: Settings, tmp_path: Path) -> None:
    terms = tmp_path / "terms.csv"
    terms.write_text("Министр;cabinet minister\n", encoding="utf-8")
    settings = replace(lite, glossary=str(terms))
    models = Models(settings)
    models.check_own()
    text = models.translator().translate(["Министр прибыл."], Decoding(beam=1))[0].text
    assert "cabinet minister" in text.lower()
    bench = Bench(settings, models)
    pairs = [{"source": "Министр прибыл.", "target": target} for target in (text, "The director has arrived.")]
    found = bench.client.post("/api/v1/checks", json={"pairs": pairs}).get_json()["findings"]
    assert [[f["code"] == "glossary" for f in one[:1]] for one in found] == [[], [True]]
    bench.close()
    terms.write_text("Министр;\n", encoding="utf-8")
    with pytest.raises(TolmachError, match="line 1: a term needs a source and a translation"):
        Models(settings).check_own()
