"""Reading pairs and planning batches: nothing lost, nothing twice, nothing too wide, the same plan for a seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import ModelError
from models.training.batches import gather, plan
from models.training.corpus import EncodedCorpus, Side, fingerprint, read_pairs

PAD = 99


def corpus_of(lengths: list[tuple[int, int]], longest: int = 50) -> EncodedCorpus:
    def side(which: int) -> Side:
        return Side.of([np.arange(1, pair[which] + 1, dtype=np.int32) for pair in lengths])

    return EncodedCorpus.of(side(0), side(1), longest)


def test_tsv_and_line_aligned_files_read_alike(tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text("t\tРаз\tOne\nbroken row\nt\t\tno source\nt\tДва\u2028\tTwo\n", encoding="utf-8")
    (tmp_path / "x.ru").write_text("Раз\nДва\n", encoding="utf-8")
    (tmp_path / "x.en").write_text("One\nTwo\n", encoding="utf-8")
    expected = (["Раз", "Два"], ["One", "Two"])
    assert read_pairs(tmp_path / "x.tsv") == expected
    assert read_pairs(f"{tmp_path / 'x.ru'},{tmp_path / 'x.en'}") == expected
    assert read_pairs(tmp_path / "x.tsv", reverse=True) == (expected[1], expected[0])


FAULTS = [
    (b"one column\n", "no pairs"),
    (b"", "no pairs"),
    ("t\tРаз\tOne\n".encode("cp1251"), "not UTF-8"),
    (None, "no such training text"),
]


@pytest.mark.parametrize(("content", "words"), FAULTS)
def test_bad_text_is_one_line(tmp_path: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / "x.tsv").write_bytes(content)
    with pytest.raises(ModelError, match=words) as caught:
        read_pairs(tmp_path / "x.tsv")
    assert "\n" not in str(caught.value)


def test_files_of_unequal_length_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.ru").write_text("Раз\nДва\n", encoding="utf-8")
    (tmp_path / "x.en").write_text("One\n", encoding="utf-8")
    with pytest.raises(ModelError, match="2 lines against 1"):
        read_pairs(f"{tmp_path / 'x.ru'},{tmp_path / 'x.en'}")


def test_long_and_lopsided_pairs_are_left_out() -> None:
    assert corpus_of([(5, 5), (51, 40), (40, 51), (30, 6), (6, 30), (9, 1)]).keep.tolist() == [0]
    assert corpus_of([(8, 1), (28, 6)]).keep.tolist() == [0, 1]


lengths = st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), min_size=1, max_size=60)


@given(lengths, st.integers(40, 200), st.integers(0, 3), st.booleans())
@settings(max_examples=60, deadline=None)
def test_every_kept_row_is_in_exactly_one_batch(
    pairs: list[tuple[int, int]], most: int, epoch: int, mixed: bool
) -> None:
    corpus = corpus_of(pairs)
    batches = plan(corpus, most, seed=1, epoch=epoch, shuffle=mixed)
    assert sorted(row for batch in batches for row in batch.tolist()) == corpus.keep.tolist()
    for rows in batches:
        batch = gather(corpus, rows, PAD)
        assert max(batch.source.size, batch.target.size) <= most
        assert batch.tokens == sum(pairs[row][1] for row in rows.tolist())
        assert (batch.target.ravel()[batch.real] != PAD).all()
        for row, target in zip(rows.tolist(), batch.target.tolist(), strict=True):
            assert target[: pairs[row][1]] == list(range(1, pairs[row][1] + 1))


def test_a_seed_and_an_epoch_fix_the_order() -> None:
    corpus = corpus_of([(1 + i % 17, 1 + i % 13) for i in range(400)])

    def order(seed: int, epoch: int) -> list[list[int]]:
        return [rows.tolist() for rows in plan(corpus, 64, seed=seed, epoch=epoch)]

    assert order(1, 0) == order(1, 0)
    assert order(1, 0) != order(1, 1)
    assert order(1, 0) != order(2, 0)


def test_little_of_a_batch_is_padding() -> None:
    rng = np.random.default_rng(0)
    corpus = corpus_of(
        [(n, max(1, n + d)) for n, d in zip(rng.integers(2, 40, 800), rng.integers(-2, 3, 800), strict=True)]
    )
    batches = [gather(corpus, rows, PAD) for rows in plan(corpus, 512, seed=1)]
    assert sum(batch.tokens for batch in batches) / sum(batch.target.size for batch in batches) > 0.85


def test_stored_arrays_come_back(tmp_path: Path) -> None:
    corpus = corpus_of([(3, 4), (2, 2)])
    corpus.save(tmp_path / "x.npz")
    again = EncodedCorpus.load(tmp_path / "x.npz")
    assert again.source.ids.tolist() == corpus.source.ids.tolist()
    assert again.target.offsets.tolist() == corpus.target.offsets.tolist()
    assert again.keep.tolist() == corpus.keep.tolist()


def test_a_fingerprint_sees_bytes_and_settings(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"1")
    first = fingerprint(path, 90)
    assert first == fingerprint(path, 90) != fingerprint(path, 91)
    path.write_bytes(b"2")
    assert fingerprint(path, 90) != first
