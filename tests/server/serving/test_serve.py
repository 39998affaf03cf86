"""``tolmach serve`` as a whole: ready with the sample, its processes killed one by one, stopped, refused."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from service_bench import wait_for
from service_process import Process, serving

from models.errors import ModelError
from server.service import KEY
from server.serving.supervise import Supervisor
from server.serving.web import WebServer, warm_up
from server.settings import load_settings

BOOK = "\n\n".join(f"Это предложение номер {n} из длинной книги о городе. Потом шёл снег {n} дней." for n in range(15))


def child(process: Process, name: str) -> int:
    """The process number of the supervisor's newest child of this name, from its log."""
    return int(re.findall(rf"{name} started, process (\d+)", process.log.read_text())[-1])


def job_state(process: Process, job_id: str) -> str:
    """A job's state; nothing while no web server answers."""
    try:
        return str(process.ask(f"/api/v1/jobs/{job_id}")[1]["state"])
    except OSError:
        return ""


def test_the_first_start_shows_the_sample_and_survives_kill_9_of_each_process(tmp_path: Path) -> None:
    with serving(tmp_path, checkpoint_sentences=4, lease_seconds=600) as process:
        jobs = wait_for(lambda: process.ask("/api/v1/jobs?state=done")[1]["jobs"])
        assert len(jobs) == 1
        _, made = process.ask("/api/v1/documents", {"text": BOOK})
        job_id = made["job"]["id"]
        wait_for(lambda: process.ask(f"/api/v1/jobs/{job_id}")[1]["progress"]["stage"] == "translating")
        os.kill(child(process, "worker 1"), signal.SIGKILL)
        web = child(process, "web")
        os.kill(web, signal.SIGKILL)
        wait_for(lambda: child(process, "web") != web)
        process.ready()
        wait_for(lambda: job_state(process, job_id) == "done")
        _, job = process.ask(f"/api/v1/jobs/{job_id}")
        assert job["lost"] <= 1
        _, page = process.ask(f"/api/v1/bitexts/{made['bitext']['id']}/beads?limit=1000")
        assert len(page["beads"]) == 30
        assert all(bead["target_text"] for bead in page["beads"])
        pids = [process.popen.pid, child(process, "web"), child(process, "worker 1")]
        assert process.stop() == 0
    for pid in pids:
        assert not Path(f"/proc/{pid}").exists()


def test_a_web_process_that_stops_waits_for_the_model_it_is_loading() -> None:
    # Threads of the inference engine that are cut off while they are made abort the process.
    loaded: list[float] = []

    class Slow:
        """Stands for the service and its models."""

        @property
        def models(self) -> Slow:
            return self

        def translator(self) -> None:
            time.sleep(0.3)
            loaded.append(time.monotonic())

    warm_up(SimpleNamespace(wsgi=SimpleNamespace(extensions={KEY: Slow()})))
    hook = WebServer(load_settings({})).cfg.worker_exit
    hook(None, None)
    assert loaded


def test_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    process = Process(tmp_path, sample=False)
    process.ready()
    pids = [child(process, "web"), child(process, "worker 1")]
    process.popen.kill()
    process.popen.wait()
    for pid in pids:
        wait_for(lambda pid=pid: not Path(f"/proc/{pid}").exists())


def test_a_wrong_setting_stops_the_start_with_one_line(tmp_path: Path) -> None:
    process = Process(tmp_path, database_url="postgresql://me@127.0.0.1:1/none")
    assert process.popen.wait(120) == 1
    last = process.log.read_text().strip().splitlines()[-1]
    assert last.startswith("tolmach: postgresql://me@127.0.0.1:1/none: cannot be opened")


def test_a_model_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    made = Supervisor(load_settings({}, data_dir=str(tmp_path), model="nonesuch"), {})
    with pytest.raises(ModelError, match="model nonesuch: unknown"):
        made.run()
    assert [one.process for one in made.children] == [None, None]


def test_a_child_that_keeps_dying_is_started_ever_more_slowly(tmp_path: Path) -> None:
    made = Supervisor(load_settings({}, data_dir=str(tmp_path), workers=2), {})
    assert [one.name for one in made.children] == ["web", "worker 1", "worker 2"]
    one = made.children[1]
    one.command = ["false"]
    made._database = pytest.importorskip("server.db.migrate").open_database(made.settings)
    made._start(one)
    pauses = []
    for _ in range(3):
        assert one.process is not None
        one.process.wait()
        made._look_after(one)
        pauses.append(one.pause)
        one.due = 0
        made._look_after(one)
    assert pauses == [1.0, 2.0, 4.0]
    assert one.process is not None
    one.process.wait()
    made._database.dispose()
