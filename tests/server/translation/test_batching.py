"""Micro-batching: the same results as the bare model, shared batches, fairness, waiting no longer than asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import pytest

from models.errors import ModelError
from models.translation import Decoding, Translation
from server.errors import BusyError
from server.translation.batching import BATCH, Batcher
from server.translation.models import Models

GREEDY = Decoding(beam=1)
TEXTS = [f"Кошка номер {n} сидит на окне." for n in range(12)]


def test_the_results_are_the_models_own(models: Models) -> None:
    batcher = Batcher(models)
    direct = models.translator().translate(TEXTS, GREEDY)
    assert batcher.translate(TEXTS, "", GREEDY, 60) == direct
    assert batcher.translate([TEXTS[3], TEXTS[3], ""], "", GREEDY, 60)[:2] == [direct[3]] * 2
    assert batcher.cached >= 1


def test_requests_that_come_together_share_batches(models: Models) -> None:
    batcher = Batcher(models)
    batcher.translate(["Разогрев."], "", GREEDY, 60)
    results: dict[str, Translation] = {}

    def ask(text: str) -> None:
        results[text] = batcher.translate([text], "", GREEDY, 60)[0]

    threads = [threading.Thread(target=ask, args=(text,)) for text in TEXTS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [results[text] for text in TEXTS] == models.translator().translate(TEXTS, GREEDY)
    assert batcher.batches - 1 < len(TEXTS)


class Slow:
    """A translator's place is taken so that the order of batches can be watched."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.gate = threading.Event()

    def translator(self, name: str) -> Slow:
        if name == "missing":
            raise ModelError("model missing: unknown")
        return self

    def translate(self, texts: Sequence[str], decoding: Decoding) -> list[Translation]:
        del decoding
        self.gate.wait(5)
        self.batches.append(list(texts))
        return [Translation(text, text.upper()) for text in texts]


def start(batcher: Batcher, texts: list[str]) -> threading.Thread:
    """Ask in a thread of its own."""
    thread = threading.Thread(target=lambda: batcher.translate(texts, "", GREEDY, 20))
    thread.start()
    time.sleep(0.05)
    return thread


def test_a_long_request_does_not_hold_up_a_short_one() -> None:
    slow = Slow()
    batcher = Batcher(slow)  # type: ignore[arg-type]
    threads = [start(batcher, ["first"]), start(batcher, [f"long {n}" for n in range(300)]), start(batcher, ["short"])]
    slow.gate.set()
    for thread in threads:
        thread.join()
    assert slow.batches[0] == ["first"]
    assert "short" in slow.batches[1]
    assert max(map(len, slow.batches)) <= BATCH
    assert sum(map(len, slow.batches)) == 302


def test_waiting_ends_after_the_time_given_and_the_work_is_dropped() -> None:
    slow = Slow()
    batcher = Batcher(slow)  # type: ignore[arg-type]
    blocked = start(batcher, ["first"])
    with pytest.raises(BusyError, match=r"longer than 0\.1 s"):
        batcher.translate(["late"], "", GREEDY, 0.1)
    slow.gate.set()
    blocked.join()
    batcher.translate(["next"], "", GREEDY, 5)
    assert ["late"] not in slow.batches


def test_a_fault_of_the_model_reaches_those_who_asked_and_nobody_else() -> None:
    slow = Slow()
    slow.gate.set()
    batcher = Batcher(slow)  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="unknown"):
        batcher.translate(["x"], "missing", GREEDY, 5)
    assert batcher.translate(["y"], "", GREEDY, 5)[0].text == "Y"
