"""What a batch run is measured against: bare CTranslate2, the translator alone, a loop over transformers."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

#: ``plain``: the model as CTranslate2's own converter makes it; else this project's conversion (a smaller decoder).
BARE = """
import sys, tempfile, time, resource
from pathlib import Path
import ctranslate2
from models.marian.checkpoint import Checkpoint
from models.marian.ct2 import available_cores, converted
from models.marian.modelbin import write_model
from models.marian.tokenizer import MarianTokenizer
from models.store.registry import resolve
files = resolve(None)
tokenizer, folder = MarianTokenizer(files.path), Path(tempfile.mkdtemp())
if sys.argv[2:] == ["plain"]:
    write_model(Checkpoint.open(files.path), folder, int8=True, attention=(-1, 1), whole=True)
else:
    from models.allocator import steady
    steady(available_cores())
    folder = converted(Checkpoint.open(files.path), files.fingerprint, "int8")
engine = ctranslate2.Translator(str(folder), compute_type="int8", inter_threads=available_cores(), intra_threads=1)
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
pieces = [[*tokenizer.encode(line), "</s>"] for line in lines]
results = engine.translate_batch(
    pieces, beam_size=1, max_batch_size=1024, batch_type="tokens", max_decoding_length=128, return_scores=True
)
texts = [tokenizer.decode(result.hypotheses[0]) for result in results]
after = resource.getrusage(resource.RUSAGE_SELF)
print(time.perf_counter() - begin, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
"""


GUARDED = """
import sys, time, resource
from models.load import load_translator
from models.translation import Decoding
translator = load_translator()
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
translator.translate(lines, Decoding(beam=1))
after = resource.getrusage(resource.RUSAGE_SELF)
print(time.perf_counter() - begin, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
"""


def bare(script: str, lines: Sequence[str], folder: Path, *more: str) -> tuple[float, float]:
    """Wall and processor seconds of a translation script on sentences, loading not counted."""
    path = folder / "lines.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-c", script, str(path), *more]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    wall, cpu = done.stdout.split()
    return float(wall), float(cpu)


PIPELINE = """
import resource, sys, time, warnings
from pathlib import Path
warnings.simplefilter("ignore")
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer
from transformers.utils import logging
logging.set_verbosity_error()
from aligner.pipeline import load_document
from models.store.registry import resolve
folder = resolve(None).path
tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModelForSeq2SeqLM.from_pretrained(folder)
def translate(texts, size):
    made = []
    for start in range(0, len(texts), size):
        fed = tokenizer(texts[start:start + size], return_tensors="pt", padding=True)
        made += tokenizer.batch_decode(model.generate(**fed, num_beams=1, max_new_tokens=128), skip_special_tokens=True)
    return made
size = int(sys.argv[2])
begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
for path in sorted(Path(sys.argv[1]).rglob("*.txt")):
    texts = [s.text for s in load_document(path).sentences]
    path.with_suffix(".en").write_text("\\n".join(translate(texts, size)), encoding="utf-8")
after = resource.getrusage(resource.RUSAGE_SELF)
print(time.perf_counter() - begin, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
"""


def loop(folder: Path, size: int) -> tuple[float, float, float, float]:
    """A loop over transformers file by file, so many sentences a batch.

    Returns wall and processor seconds of all of it, and of the loop without start-up.
    """
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-c", PIPELINE, str(folder), str(size)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - begin, sum(after[:2]) - sum(before[:2]), float(said[-2]), float(said[-1])
