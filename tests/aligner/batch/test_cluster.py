"""The Ray engine and object storage: the same bytes as the local engine, even when an actor or a node is killed."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from batchruns import Batch, tree, wait_for, write_corpus

pytestmark = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("ray", "s3fs", "moto", "pyarrow"))),
    reason="needs the extras 'cluster' and 'cluster-test'; make test-cluster installs them",
)
Run = Callable[..., subprocess.CompletedProcess[str]]
DOCUMENTS = 40
OPTIONS = ("--beam", "1", "--to", "tmx", "--merge", "run")
SMALL_SHARDS = "import aligner.batch.shard as shard; shard.SHARD_DOCUMENTS = 5; "


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """A real S3-compatible server on this machine, with a bucket."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.environ.update(
        AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}",
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_DEFAULT_REGION="us-east-1",
    )
    try:
        wait_for(lambda: answers(port), 120)
        in_child("fs.mkdir('texts')")
        yield "s3://texts"
    finally:
        server.kill()
        server.wait()
        for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
            del os.environ[name]


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def in_child(code: str) -> None:
    """Use the storage from a process of its own, as s3fs leaves an event loop behind."""
    subprocess.run([sys.executable, "-c", f"import s3fs; fs = s3fs.S3FileSystem(); {code}"], check=True, timeout=120)


def actors(mark: str) -> list[int]:
    """Processes of model actors that this test's run has started."""
    found = []
    for name in os.listdir("/proc"):  # noqa: PTH208
        if name.isdigit():
            try:
                line = Path(f"/proc/{name}/cmdline").read_bytes()
                mine = b"MapWorker" in line and mark.encode() in Path(f"/proc/{name}/environ").read_bytes()
            except OSError:
                continue
            if mine:
                found.append(int(name))
    return found


@pytest.mark.slow
def test_same_bytes_from_and_to_storage_with_an_actor_killed(
    s3: str, tmp_path: Path, batch: Batch, run_batch: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = write_corpus(tmp_path / "in", DOCUMENTS)
    local = run_batch(corpus, "-o", tmp_path / "local", *OPTIONS)
    assert local.returncode == 0, local.stderr
    in_child(f"fs.put({str(corpus)!r}, 'texts/in', recursive=True)")

    mark, run = uuid.uuid4().hex, tmp_path / "run"
    monkeypatch.setenv("TOLMACH_TEST_MARK", mark)
    arguments = (f"{s3}/in", "-o", f"{s3}/out", "--run-dir", run, "--engine", "ray", "--workers", "2", *OPTIONS)
    process = batch(*arguments, before=SMALL_SHARDS)
    journal = run / "journal.jsonl"
    wait_for(lambda: (journal.exists() and journal.read_bytes().count(b"\n") > 0) or process.poll() is not None, 300)
    killed = actors(mark)[:1]
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert killed
    in_child(f"fs.get('texts/out', {str(tmp_path / 'cluster')!r}, recursive=True)")
    assert tree(tmp_path / "cluster") == tree(tmp_path / "local")
    lines = journal.read_text().splitlines()
    assert len(lines) == DOCUMENTS
    # Nothing is left to do: the second call touches no model and no actor.
    begin = time.monotonic()
    again = run_batch(*arguments)
    assert again.returncode == 0, again.stderr
    assert f"{DOCUMENTS} of {DOCUMENTS} documents were done before" in again.stderr
    assert len(journal.read_text().splitlines()) == DOCUMENTS
    assert time.monotonic() - begin < 60


#: A head without processors and two nodes of one each; a line on standard input kills the second with all it runs.
TWO_NODES = """
import sys
from ray.cluster_utils import Cluster
node = {"object_store_memory": 80 * 2**20, "include_dashboard": False}
for last in (False, False, False, True):
    try:
        cluster = Cluster(initialize_head=True, head_node_args={**node, "num_cpus": 0})
        nodes = [cluster.add_node(num_cpus=1, **node) for _ in range(2)]
        cluster.wait_for_nodes(300)
        break
    except Exception:  # Ray gives a node 30 s to start: on a busy machine that may be too little
        if last:
            raise
print(cluster.address, flush=True)
if sys.stdin.readline():
    cluster.remove_node(nodes[1], allow_graceful=False)
    print("killed", flush=True)
    sys.stdin.readline()
cluster.shutdown()
"""


@pytest.fixture
def two_nodes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[str]]:
    """A Ray cluster of two nodes on this machine; its address is the first line it says."""
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    monkeypatch.setenv("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    with (tmp_path / "cluster.log").open("w") as log:
        cluster = subprocess.Popen(
            [sys.executable, "-c", TWO_NODES], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            yield cluster
        finally:
            cluster.communicate(timeout=120)


@pytest.mark.slow
def test_same_bytes_with_a_node_killed(
    two_nodes: subprocess.Popen[str], tmp_path: Path, batch: Batch, run_batch: Run
) -> None:
    documents = 120
    corpus = write_corpus(tmp_path / "in", documents)
    local = run_batch(corpus, "-o", tmp_path / "local", *OPTIONS)
    assert local.returncode == 0, local.stderr
    assert two_nodes.stdin
    assert two_nodes.stdout
    address = two_nodes.stdout.readline().strip()
    out, run = tmp_path / "cluster", tmp_path / "run"
    arguments = ("--engine", "ray", "--address", address, "--workers", "2", "--run-dir", run, *OPTIONS)
    process = batch(corpus, "-o", out, *arguments, before=SMALL_SHARDS)
    journal = run / "journal.jsonl"
    wait_for(lambda: (journal.exists() and journal.read_bytes().count(b"\n") > 0) or process.poll() is not None, 300)
    print("kill", file=two_nodes.stdin, flush=True)
    assert two_nodes.stdout.readline() == "killed\n"
    done = journal.read_bytes().count(b"\n")
    assert done < documents, "the run was over before the node was killed"
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert tree(out) == tree(tmp_path / "local")
    assert len(journal.read_text().splitlines()) == documents


def test_a_url_needs_a_run_directory_here(tmp_path: Path, run_batch: Run) -> None:
    (tmp_path / "a.txt").write_text("Как было объявлено.")
    refused = run_batch(tmp_path / "a.txt", "-o", "memory://out", *OPTIONS)
    assert refused.returncode == 1
    assert "say where with --run-dir" in refused.stderr
