"""A process that dies takes down what killed it, and nothing else."""

from __future__ import annotations

import pytest
from deadly import add, die

from aligner.batch.errors import WorkerLostError
from aligner.batch.pool import WorkerPool


def test_only_the_deadly_task_fails() -> None:
    pool = WorkerPool(2)
    good = [pool.submit(add, n, 1) for n in range(6)]
    bad = pool.submit(die)
    later = [pool.submit(add, n, 2) for n in range(6)]
    assert [future.result(240) for future in good] == list(range(1, 7))
    assert [future.result(240) for future in later] == list(range(2, 8))
    with pytest.raises(WorkerLostError, match="died twice"):
        bad.result(240)
    assert pool.submit(add, 1, 1).result(240) == 2
    with pytest.raises(ZeroDivisionError):
        pool.submit(divmod, 1, 0).result(240)
    pool.close()
