"""The journal and what is read from it: only whole lines count, whatever a crash left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.batch.journal import DONE, FAILED, TODO, Journal, Ledger, entries

ENTRIES = [{"n": n, "state": "done", "text": "ё" * n} for n in range(5)]


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 400), tail=st.binary(max_size=40))
def test_a_torn_end_is_cut_and_the_next_entry_is_whole(
    tmp_path_factory: pytest.TempPathFactory, cut: int, tail: bytes
) -> None:
    path = tmp_path_factory.mktemp("run") / "journal.jsonl"
    whole = b"".join(json.dumps(entry).encode() + b"\n" for entry in ENTRIES)
    kept = whole[:cut]
    path.write_bytes(kept + tail.replace(b"\n", b""))
    journal = Journal(path)
    journal.append([{"n": 9, "state": "failed", "error": "x"}])
    journal.close()
    found = [entry["n"] for _, entry in entries(path)]
    complete = kept.count(b"\n")
    assert found == [*range(complete), 9]


def test_zeros_in_the_middle_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"n": 0, "state": "done"}\n' + bytes(4096) + b'\n{"n": 1, "state": "done"}\n[1]\n{"n": "x"}\n')
    assert [entry["n"] for _, entry in entries(path)] == [0, 1]


def test_the_newest_entry_counts(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    journal, ledger = Journal(path), Ledger(path)
    ledger.record(journal, [{"n": 3, "state": "failed", "error": "first"}, {"n": 0, "state": "done"}])
    ledger.record(journal, [{"n": 3, "state": "done", "files": ["a"]}])
    journal.close()
    for read in (ledger, Ledger(path)):
        assert [read.state(n) for n in range(6)] == [DONE, TODO, TODO, DONE, TODO, TODO]
        assert read.entry(3) == {"n": 3, "state": "done", "files": ["a"]}
        assert read.entry(1) is None
        assert read.entry(77) is None
    ledger.reset(3)
    assert ledger.state(3) == TODO
    assert FAILED not in (ledger.state(n) for n in range(6))
