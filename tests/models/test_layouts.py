"""Model folders as they occur: CTranslate2's layout, and checkpoints of the real opus-mt shape."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import textwrap
from collections import Counter
from pathlib import Path

import pytest
from marian_checkpoints import write_checkpoint

from models.errors import ModelError
from models.load import load_translator
from models.marian.checkpoint import Checkpoint
from models.marian.engine import GenerationDefaults
from models.marian.modelbin import write_model
from models.marian.translator import MarianTranslator
from models.translation import Decoding

BARE = Decoding(beam=1, guards=False)


@pytest.fixture(scope="module")
def ready(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small model in CTranslate2's layout."""
    folder = tmp_path_factory.mktemp("ready") / "small-ct2"
    folder.mkdir()
    write_model(Checkpoint.open(small), folder, int8=True)
    for name in ("source.spm", "target.spm"):
        shutil.copy(small / name, folder)
    return folder


def test_a_converted_folder_translates_like_its_checkpoint(small: Path, ready: Path, samples: tuple[str, ...]) -> None:
    here = load_translator(ready).translate(samples, BARE)
    assert [t.text for t in here] == [t.text for t in load_translator(small).translate(samples, BARE)]


def test_a_converted_folder_says_what_it_lacks(ready: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ct2"
    shutil.copytree(ready, folder)
    with pytest.raises(ModelError, match="needs the original checkpoint"):
        load_translator(folder, backend="transformers")
    (folder / "target.spm").unlink()
    with pytest.raises(ModelError, match=r"target\.spm missing; copy them from the original checkpoint"):
        load_translator(folder)
    shutil.copy(ready / "target.spm", folder)
    (folder / "model.bin").write_bytes((ready / "model.bin").read_bytes()[:5000])
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_translator(folder)


def test_a_banned_word_is_never_put_out(small: Path, tmp_path: Path, samples: tuple[str, ...]) -> None:
    def put_out(folder: Path) -> Counter[str]:
        translator = load_translator(folder)
        assert isinstance(translator, MarianTranslator)
        sources = [translator._tokenizer.encode(text) for text in samples]
        return Counter(piece for found in translator._engine.generate(sources, search) for piece in found[0].pieces)

    search = GenerationDefaults.of(Checkpoint.open(small).generation).settle(BARE, 30)
    ((often, _),) = put_out(small).most_common(1)
    folder = tmp_path / "banned"
    shutil.copytree(small, folder)
    settings = json.loads((folder / "generation_config.json").read_text())
    settings["bad_words_ids"] = [*settings["bad_words_ids"], [Checkpoint.open(small).vocabulary.index(often)]]
    (folder / "generation_config.json").write_text(json.dumps(settings))
    after = put_out(folder)
    assert after.total() > 0
    assert often not in after


LIMITED = """
import resource, sys
from pathlib import Path
import ctranslate2, filelock, numpy, safetensors, sentencepiece
import models.marian.ct2, models.marian.modelbin
from models.errors import ModelError
from models.load import load_translator
kind, more, folder = sys.argv[1:]
kilobytes = int(Path("/proc/self/status").read_text().split("VmSize:")[1].split()[0])
most = int(more) << 20 if kind == "RLIMIT_FSIZE" else (kilobytes << 10) + (int(more) << 20)
resource.setrlimit(getattr(resource, kind), (most, most))
try:
    load_translator(folder, threads=1)
except ModelError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of a process as Linux has them")
@pytest.mark.parametrize(
    ("kind", "more", "layout", "words"),
    [
        ("RLIMIT_AS", 8, "original", "not enough memory to load it; close other programs or choose a smaller model"),
        ("RLIMIT_AS", 4, "converted", "not enough memory to load it; close other programs or choose a smaller model"),
        ("RLIMIT_FSIZE", 1, "original", "cannot be written (file too large); free some space or set TOLMACH_CACHE"),
    ],
    ids=["no memory to convert", "no memory to load", "no room to convert"],
)
def test_a_model_too_large_is_one_line_and_leaves_nothing(
    kind: str, more: int, layout: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_checkpoint(tmp_path / "model", d_model=128, vocab_size=60_000)
    if layout == "converted":
        (tmp_path / "ct2").mkdir()
        write_model(Checkpoint.open(folder), tmp_path / "ct2", int8=True)
        for name in ("source.spm", "target.spm"):
            shutil.copy(folder / name, tmp_path / "ct2")
        folder = tmp_path / "ct2"
    monkeypatch.setenv("TOLMACH_CACHE", str(tmp_path / "cache"))
    command = [sys.executable, "-c", LIMITED, kind, str(more), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert words in done.stdout, done.stderr
    assert len(done.stdout.splitlines()) == 1
    left = [file.name for file in tmp_path.glob("cache/ctranslate2/*") if not file.name.endswith(".lock")]
    assert left == []
    # With room again the same command works.
    assert len(load_translator(folder).translate(["Да."], BARE)) == 1


@pytest.mark.slow
def test_a_checkpoint_of_the_real_opus_mt_shape(tmp_path: Path, samples: tuple[str, ...]) -> None:
    """d_model 512, 6+6 layers, ffn 2048, 8 heads, 62 518 pieces, swish: loads, converts, and both backends agree."""
    pytest.importorskip("torch")
    if not Path("/proc/self/status").exists():
        pytest.skip("peak memory is read from /proc")
    shape = {"d_model": 512, "layers": (6, 6), "heads": 8, "ffn": 2048, "vocab_size": 62518, "max_length": 24}
    folder = write_checkpoint(tmp_path / "opus", **shape)  # type: ignore[arg-type]
    code = textwrap.dedent(f"""
        from models.load import load_translator
        from models.translation import Decoding
        translator = load_translator({str(folder)!r}, threads=1)
        translator.translate(["Да."] * 8, Decoding(beam=4, guards=False))
        print(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
    """)
    load_translator(folder)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # int8 weights are 80 MB; the rest is Python, CTranslate2 and work space.
    assert int(done.stdout) // 1024 < 450
    lines = list(samples[:2])
    fast = load_translator(folder, compute="float32").translate(lines, BARE)
    slow = load_translator(folder, backend="transformers").translate(lines, BARE)
    assert [t.text for t in fast] == [t.text for t in slow]
