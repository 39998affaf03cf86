"""Calls in a child process: what comes back, what ends a child, and that nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from child_tasks import alive
from service_bench import wait_for

from aligner import limited
from aligner.errors import ExportError, LimitError, ReadError
from aligner.limited import client, forked, run_limited, stream_limited
from aligner.readers.limits import Limits

SMALL = Limits(memory_bytes=256 << 20, seconds=60)
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


class StoppedError(Exception):
    """What a watch raises."""


@pytest.fixture(params=["forked", "spawned"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of having a child: forked by a host, or an interpreter of its own."""
    if request.param == "spawned":
        monkeypatch.setattr(client, "_FORKS", False)
    return str(request.param)


@pytest.mark.usefixtures("way")
def test_values_come_back_as_json() -> None:
    answer = run_limited("child_tasks:echo", "я\udc80".encode("utf-8", "surrogatepass"), {"a": [1, None]}, name="x")
    assert answer == ["я\udc80", {"a": [1, None]}]
    assert list(stream_limited("child_tasks:count", arguments={"upto": 1000}, name="x")) == [*range(1000)]
    data = os.urandom(3_000_000)
    assert list(stream_limited("child_tasks:raw", data, name="x")) == [data, {"size": len(data)}]


@pytest.mark.usefixtures("way")
def test_errors_come_back_as_they_were_raised() -> None:
    with pytest.raises(ExportError) as caught:
        run_limited("child_tasks:refuse", name="x")
    assert str(caught.value) == "a.docx: at most 7, not {limit}"
    assert caught.value.message.template == "{name}: at most {limit}, not {braces}"
    assert caught.value.message.values == {"name": "a.docx", "limit": 7, "braces": "{limit}"}


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("fault", "x.pdf: a fault in this program (KeyError: 'font'); please report it together with the file"),
        ("nest", "x.pdf: nested too deep to be read"),
        ("crash", "x.pdf: the process that read it was ended by the system (SIGABRT)"),
        ("fill", "x.pdf: takes more than 256 MB of memory to read; split it"),
        ("hide_the_reason", "x.pdf: takes more than 256 MB of memory to read; split it"),
    ],
)
def test_whatever_happens_is_one_line(function: str, said: str) -> None:
    with pytest.raises(ReadError) as caught:
        run_limited(f"child_tasks:{function}", name="x.pdf", limits=SMALL)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)
    assert run_limited("child_tasks:echo", b"next", name="x")[0] == "next"


def test_processor_time_is_limited() -> None:
    with pytest.raises(LimitError, match=r"^x: cannot be read within 1 seconds; .* TOLMACH_READER_SECONDS$"):
        run_limited("child_tasks:spin", name="x", limits=replace(SMALL, seconds=1))


@linux
def test_the_wall_clock_is_limited(way: str) -> None:
    values = stream_limited(
        "child_tasks:number_then_wait", name="x", limits=replace(SMALL, seconds=2 if way == "forked" else 15)
    )
    process = next(values)
    with pytest.raises(LimitError, match="cannot be read within"):
        next(values)
    wait_for(lambda: not alive(process))


@linux
@pytest.mark.usefixtures("way")
def test_a_watch_ends_the_child() -> None:
    asked: list[int] = []

    def watch() -> None:
        asked.append(1)
        if len(asked) > 1:
            raise StoppedError

    values = stream_limited("child_tasks:number_then_wait", name="x", watch=watch)
    process = next(values)
    with pytest.raises(StoppedError):
        next(values)
    wait_for(lambda: not alive(process))


@linux
@pytest.mark.usefixtures("way")
def test_a_caller_that_wants_no_more_ends_the_child() -> None:
    values = stream_limited("child_tasks:number_then_wait", name="x")
    process = next(values)
    values.close()
    wait_for(lambda: not alive(process))


def test_time_in_which_nobody_asks_does_not_count() -> None:
    values = stream_limited("child_tasks:count", arguments={"upto": 30_000}, name="x", limits=replace(SMALL, seconds=3))
    assert next(values) == 0
    time.sleep(4)
    assert sum(values) == sum(range(30_000))


@linux
def test_the_host_may_die() -> None:
    limited.start()
    host = forked._host
    assert host is not None
    values = stream_limited("child_tasks:number_then_wait", name="x")
    process = next(values)
    os.kill(host.process.pid, signal.SIGKILL)
    with pytest.raises(LimitError, match="ended by the system"):
        next(values)
    wait_for(lambda: not alive(process))
    assert run_limited("child_tasks:echo", b"again", name="x")[0] == "again"


@linux
def test_nothing_outlives_the_caller() -> None:
    code = (
        "from aligner.limited import stream_limited, forked\n"
        "values = stream_limited('child_tasks:number_then_wait', name='x')\n"
        "print(next(values), forked._host.process.pid, flush=True)\n"
        "next(values)"
    )
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environ, text=True) as caller:
        assert caller.stdout is not None
        processes = [int(word) for word in caller.stdout.readline().split()]
        assert len(processes) == 2
        assert all(map(alive, processes))
        caller.kill()
    for process in processes:
        wait_for(lambda process=process: not alive(process))


def test_many_threads_at_once() -> None:
    def ask(number: int) -> int:
        return int(run_limited("child_tasks:echo", str(number).encode(), name="x")[0])

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(ask, range(60))) == [*range(60)]


def test_too_many_at_once_wait_and_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_slots", client.threading.BoundedSemaphore(1))
    values = stream_limited("child_tasks:number_then_wait", name="x")
    next(values)
    with pytest.raises(LimitError, match="too many files are being read"):
        run_limited("child_tasks:echo", name="y", limits=replace(SMALL, seconds=1))
    values.close()
    assert run_limited("child_tasks:echo", b"now", name="y")[0] == "now"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, (1 << 30, 120)),
        ({"TOLMACH_READER_MEMORY_MB": "2048", "TOLMACH_READER_SECONDS": "5"}, (2 << 30, 5)),
    ],
)
def test_limits_come_from_the_environment(variables: dict[str, str], expected: tuple[int, int]) -> None:
    limits = Limits.from_environment(variables)
    assert (limits.memory_bytes, limits.seconds) == expected


@pytest.mark.parametrize("value", ["0", "-1", "1e3", "much", "9999999"])
def test_limits_that_are_none_are_named(value: str) -> None:
    with pytest.raises(Exception, match=f"TOLMACH_READER_SECONDS: '{value}' is not a positive whole number"):
        Limits.from_environment({"TOLMACH_READER_SECONDS": value})
