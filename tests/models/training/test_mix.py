"""The mix: weights by tag, noise on the right side, joined sentences, and the same text for the same seed."""

from __future__ import annotations

import io
import lzma
import random
from pathlib import Path

import pytest

from models.training import mix
from models.training.augment import Pair

WEIGHTS = [
    ("wmt23", 4.0), ("wmt", 4.0), ("flores", 4.0), ("un", 3.0), ("un_sdg_kg", 3.0), ("tico19", 3.0), ("xquad_q", 3.0),
    ("web_debian", 1.0), ("web_monero", 1.5), ("web_gbif", 0.5), ("tatoeba", 1.2), ("lit_tolstoy_wp", 0.7),
    ("bible", 0.3), ("game_wesnoth", 0.35), ("ui_mo", 0.15), ("doc_debsec", 0.15), ("doc_php", 0.3),
    ("bt_ungdc", 0.5), ("something_new", 1.0),
]  # fmt: skip


@pytest.mark.parametrize(("tag", "weight"), WEIGHTS)
def test_weight_of_a_tag(tag: str, weight: float) -> None:
    assert mix.weight_of(tag) == weight


def test_prose_weighs_more_than_software() -> None:
    assert min(map(mix.weight_of, ("wmt", "un", "web_osguide", "tico19"))) > 1
    assert max(map(mix.weight_of, ("ui_mo", "game_cdda", "doc_gimp", "doc_debsec", "bible"))) < 0.5


def test_the_prose_mix_leaves_out_software_games_and_scripture() -> None:
    assert {mix.weight_of(tag, mix.PROSE) for tag in ("ui_mo", "game_cdda", "doc_gimp", "bible", "something_new")} == {
        0.0
    }
    assert min(mix.weight_of(tag, mix.PROSE) for tag in ("wmt23", "un_sdg", "tico19", "flores")) >= 1.0
    pairs = [Pair("ui_mo", "Файл", "File"), Pair("wmt", "Новость", "News")]
    made = list(mix.mixed(pairs, [Pair("lexicon", "дом", "house")] * 400, 1, mix="prose"))
    assert {pair.tag for pair in made} == {"wmt", "lexicon", "phrase"}
    made = [pair for pair in made if pair.tag != "phrase"]
    assert len(made) == pytest.approx(1 + 0.1 * (250 * mix.GLOSSARY_WEIGHT + 150 * mix.LEXICON_WEIGHT), rel=0.1)


@pytest.mark.parametrize("weight", [0.0, 0.3, 1.0, 2.5])
def test_copies_come_to_the_weight(weight: float) -> None:
    rng = random.Random(1)
    assert sum(mix.copies(weight, rng) for _ in range(4000)) / 4000 == pytest.approx(weight, abs=0.05)


NOISE = [
    (mix.straight_quotes, ("Он сказал: «Да».", "He said: “Yes”."), ('Он сказал: "Да".', "He said: “Yes”.")),
    (mix.without_yo, ("Ёлка ещё зелёная", "The tree is still green"), ("Елка еще зеленая", "The tree is still green")),
]


@pytest.mark.parametrize(("noise", "before", "after"), NOISE)
def test_noise(noise: object, before: tuple[str, str], after: tuple[str, str]) -> None:
    assert callable(noise)
    assert noise(Pair("t", *before)) == Pair("t", *after)


def test_every_mix_holds_the_greetings_and_pairs_as_real_documents_have_them() -> None:
    pairs = [Pair("wmt", f"Дело {i} суда.", f"Case {i} of the court.") for i in range(100, 500)]
    for name in mix.MIXES:
        made = list(mix.mixed(pairs, [], 1, mix=name))
        assert ("phrase", "Доброе утро!", "Good morning!") in made
        assert any("⟦0⟧" in pair.source and "⟦0⟧" in pair.target for pair in made)
    assert not any("⟦" in pair.source for pair in mix.mixed(pairs, [], 1, noise=False))


def test_a_soft_break_leaves_the_letters() -> None:
    made = mix.soft_break(Pair("t", "самое замечательное дело", "x"), random.Random(1))
    assert made.source.count("-") == 1
    assert made.source.replace("-", "") == "самое замечательное дело"
    assert mix.soft_break(Pair("t", "да нет", "x"), random.Random(1)).source == "да нет"


def test_joining_stays_within_a_corpus_and_a_length() -> None:
    pairs = [Pair("wmt", "Раз.", "One."), Pair("wmt", "Два.", "Two."), Pair("un", "Три.", "Three.")]
    made = {mix.joined(pairs, 0, random.Random(seed)) for seed in range(20)}
    assert made == {Pair("wmt", "Раз. Два.", "One. Two.")}
    assert mix.joined([Pair("wmt", "а" * 300, "a"), Pair("wmt", "б" * 300, "b")], 0, random.Random(1)).target == "a"


def test_the_same_seed_gives_the_same_text() -> None:
    pairs = [Pair("wmt", f"Строка номер {i}.", f"Line number {i}.") for i in range(200)]
    lexicon = [Pair("lexicon", f"слово {i}", f"word {i}") for i in range(300)]
    one, same, other = (list(mix.mixed(pairs, lexicon, seed)) for seed in (1, 1, 2))
    assert one == same != other
    assert sum(pair.tag == "wmt" for pair in one) == 200 * 4
    words = sum(pair.tag == "lexicon" for pair in one)
    assert words == pytest.approx(250 * mix.GLOSSARY_WEIGHT + 50 * mix.LEXICON_WEIGHT, rel=0.02)


def test_written_text_is_read_back(tmp_path: Path) -> None:
    pairs = [Pair("t", "Раз\u2028два", "One"), Pair("t", "Три", "Three")]
    out = io.StringIO()
    assert mix.write_tsv(iter(pairs), out) == 2
    packed = tmp_path / "x.tsv.xz"
    packed.write_bytes(lzma.compress(out.getvalue().encode()))
    assert [Pair(*row) for row in mix.read_tsv(packed)] == pairs


def test_corpora_for_research_alone_are_left_out_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = Pair("wmt23", "Новость.", "News."), Pair("un", "Отчёт.", "Report."), Pair("bt_wmt", "Вести.", "News, too.")
    rows = [*kinds] * 20
    (tmp_path / "train.tsv").write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    tags = {}
    for switch in ([], ["--without-research-only"]):
        out = tmp_path / "mix.tsv"
        monkeypatch.setattr("sys.argv", ["mix", str(tmp_path / "train.tsv"), "--out", str(out), *switch])
        mix.main()
        tags[bool(switch)] = {line.split("\t")[0] for line in out.read_text(encoding="utf-8").splitlines()}
    assert tags[True] == tags[False] - {"wmt23", "bt_wmt"} == {"un", "phrase"}
