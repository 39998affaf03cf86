"""Speed and memory of translation, each way in a process of its own, one thread, in one run.

python benchmarks/translation.py [--model embedded|opus|DIR] [--beams 1,4] [--lines N] [--text FILE]
    [--generate-lines N] [--rounds N]

Ways: ``generate`` (transformers, batched by length), ``bare`` (CTranslate2's translate_batch on the same pieces, the
model as CTranslate2's own converter makes it), ``lean`` (the same on our conversion, which leaves out of the decoder
what can never be put out), ``translator`` (ours, guards off), ``guarded`` (ours as users have it), ``pipeline`` (file
to TMX, guards off, the reading, segmenting and writing included). ``opus`` is a checkpoint of the opus-mt shape with
random weights, whose output is cut at 40 pieces; text is cut into pieces as by the embedded model, and half of the
vocabulary is the target's, as in opus-mt. Tokens are target pieces; loading is outside the clock, and each way
translates two lines before it starts. With ``--rounds`` all ways take turns so often, and the best of each counts:
machines change their speed from minute to minute. ``--generate-lines`` gives the slow first way every k-th line only.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("TOLMACH_SHARED", ROOT.parent / "shared"))
WAYS = ("generate", "bare", "lean", "translator", "guarded", "pipeline")
PLAIN = "as-ctranslate2-converts-it"


def main() -> None:
    """Run every way and print the table, or one way when called as a child."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="embedded", help="embedded, opus, or a folder in Hugging Face layout")
    parser.add_argument("--beams", default="1,4")
    parser.add_argument("--lines", type=int, default=150)
    parser.add_argument("--generate-lines", type=int, default=0, help="fewer lines for the slow way (0: all)")
    parser.add_argument("--rounds", type=int, default=1, help="turns of each way; its best counts")
    parser.add_argument("--text", type=Path, default=SHARED / "gold" / "translation" / "wmt18.ru")
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("--child", nargs=2, metavar=("WAY", "BEAM"))
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(options.child[0], int(options.child[1]), options)))
        return
    if not options.text.exists():
        sys.exit(f"{options.text}: not there; name a text with --text, one sentence a line")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "model"
        folder.symlink_to(model_folder(options.model, Path(temporary)).resolve())
        convert_plainly(folder)
        print(f"{options.model}, {options.lines} lines of {options.text.name}, one thread")
        print(f"{'way':12}{'beam':>5}{'tokens':>9}{'tok/CPU-s':>11}{'of bare':>9}{'wall s':>8}{'peak MB':>9}")
        for beam in map(int, options.beams.split(",")):
            table(options, folder, beam)


def convert_plainly(folder: Path) -> None:
    """Beside the model, what CTranslate2's own converter makes of it, byte for byte (tests: test_modelbin)."""
    from models.marian.checkpoint import Checkpoint
    from models.marian.modelbin import write_model

    (folder.parent / PLAIN).mkdir()
    write_model(Checkpoint.open(folder), folder.parent / PLAIN, int8=True, attention=(-1, 1), whole=True)


def table(options: argparse.Namespace, folder: Path, beam: int) -> None:
    """Print the rows of one beam size."""
    rows: dict[str, dict[str, float]] = {}
    for way in options.ways.split(",") * options.rounds:
        command = [sys.executable, __file__, "--child", way, str(beam), "--folder", str(folder)]
        command += ["--text", str(options.text), "--lines", str(options.lines)]
        command += ["--generate-lines", str(options.generate_lines)]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        if done.returncode:
            sys.exit(done.stderr)
        row = json.loads(done.stdout.splitlines()[-1])
        rows[way] = min(rows.get(way, row), row, key=lambda row: row["cpu"])
    rate = {way: row["tokens"] / row["cpu"] for way, row in rows.items()}
    for way, row in rows.items():
        share = f"{rate[way] / rate['bare']:.2f}" if "bare" in rate else "-"
        print(
            f"{way:12}{beam:5}{row['tokens']:9.0f}{rate[way]:11.0f}{share:>9}{row['wall']:8.1f}{row['peak']:9.0f}",
            flush=True,
        )


def model_folder(name: str, temporary: Path) -> Path:
    """The embedded model, a random one of the opus-mt shape, or the folder named, in Hugging Face layout."""
    if name not in ("embedded", "opus"):
        return Path(name)
    if name == "embedded":
        from models.store.registry import embedded

        return embedded().path
    sys.path.insert(0, str(ROOT / "tests" / "support"))
    from marian_checkpoints import write_checkpoint

    shape = {"d_model": 512, "layers": (6, 6), "heads": 8, "ffn": 2048, "vocab_size": 62518, "max_length": 42}
    return write_checkpoint(temporary / "opus", sentencepiece_models=two_vocabularies(), **shape)


def two_vocabularies() -> tuple[bytes, bytes]:
    """SentencePiece models of 40 150 and 32 000 pieces, 62 500 different: the embedded model's, and many unused."""
    from sentencepiece import SentencePieceProcessor

    from models.store.registry import embedded
    from models.training.spm_file import unigram_model

    shared = SentencePieceProcessor(model_file=str(embedded().path / "source.spm"))
    scores = {shared.IdToPiece(number): shared.GetScore(number) for number in range(3, shared.GetPieceSize())}
    cyrillic = {piece for piece in scores if any("\u0400" <= letter <= "\u04ff" for letter in piece)}
    made = []
    latin = {piece: score for piece, score in scores.items() if piece not in cyrillic}
    for side, kept, size in (("source", scores, 40150), ("target", latin, 32000)):
        pieces = {**kept, **{f"\u16a0{side}{number}": -99.0 for number in range(size - len(kept))}}
        made.append(unigram_model(list(pieces), list(pieces.values())))
    return made[0], made[1]


def measure(way: str, beam: int, options: argparse.Namespace) -> dict[str, float]:
    """One way's tokens, processor and wall seconds, and peak memory of the process."""
    lines = options.text.read_text(encoding="utf-8").splitlines()[: options.lines]
    if way == "generate" and options.generate_lines:
        lines = lines[:: -(-len(lines) // options.generate_lines)]
    work = {"generate": generate, "bare": bare, "lean": bare}.get(way) or ours
    work(way, beam, options.folder, lines[:2])()
    run = work(way, beam, options.folder, lines)
    wall, cpu = time.perf_counter(), time.process_time()
    tokens = run()
    return {
        "tokens": tokens,
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "peak": peak(),
    }


def peak() -> float:
    """Peak memory of this process in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def generate(way: str, beam: int, folder: Path, lines: Sequence[str]) -> Callable[[], int]:  # noqa: ARG001
    """transformers, batches of like length, 32 sentences each."""
    import torch
    from transformers import MarianMTModel, MarianTokenizer

    torch.set_num_threads(1)
    tokenizer = MarianTokenizer.from_pretrained(folder)
    model = MarianMTModel.from_pretrained(folder).eval()
    limit = model.generation_config.max_length

    def run() -> int:
        rows = sorted((tokenizer(line)["input_ids"] for line in lines), key=len)
        tokens = 0
        for at in range(0, len(rows), 32):
            batch = tokenizer.pad({"input_ids": rows[at : at + 32]}, return_tensors="pt")
            longest = min(limit, 2 * batch["input_ids"].shape[1] + 32)
            with torch.inference_mode():
                output = model.generate(**batch, num_beams=beam, do_sample=False, max_length=longest)
            tokens += int((output[:, 1:] != model.config.pad_token_id).sum())
        return tokens

    return run


def bare(way: str, beam: int, folder: Path, lines: Sequence[str]) -> Callable[[], int]:
    """CTranslate2 on the same pieces, sorted and batched by itself; the limit on length is the longest's."""
    import ctranslate2

    from models.marian.checkpoint import Checkpoint
    from models.marian.ct2 import converted
    from models.marian.engine import GenerationDefaults
    from models.marian.tokenizer import MarianTokenizer
    from models.store.registry import resolve

    checkpoint = Checkpoint.open(folder)
    limit = GenerationDefaults.of(checkpoint.generation).max_length - 2
    tokenizer = MarianTokenizer(folder)
    own = folder.parent / PLAIN
    place = own if way == "bare" else converted(checkpoint, resolve(folder).fingerprint, "int8")
    engine = ctranslate2.Translator(str(place), compute_type="int8", inter_threads=1, intra_threads=1)

    def run() -> int:
        pieces = [[*tokenizer.encode(line), "</s>"] for line in lines]
        longest = min(limit, 2 * max(map(len, pieces)) + 32)
        results = engine.translate_batch(
            pieces, beam_size=beam, max_decoding_length=longest, max_batch_size=1024, batch_type="tokens"
        )
        found = [result.hypotheses[0] for result in results]
        assert len([tokenizer.decode(row) for row in found]) == len(lines)
        return sum(len(row) + 1 for row in found)

    return run


def ours(way: str, beam: int, folder: Path, lines: Sequence[str]) -> Callable[[], int]:
    """Our translator, or the whole pipeline around it; tokens are counted as the engine puts them out."""
    from models.load import load_translator
    from models.marian.engine import Hypothesis, Search
    from models.marian.translator import MarianTranslator
    from models.translation import Decoding

    translator = load_translator(folder, threads=1)
    assert isinstance(translator, MarianTranslator)
    inner = translator._engine
    decoding = Decoding(beam=beam, guards=way == "guarded")
    counted = 0

    class Counting:
        """Passes work on and counts what comes back; a second try does not count as output."""

        def generate(self, sources: Sequence[Sequence[str]], search: Search) -> list[list[Hypothesis]]:
            nonlocal counted
            found = inner.generate(sources, search)
            if not search.no_repeat_ngram:
                counted += sum(len(row[0].pieces) + 1 for row in found)
            return found

    translator._engine = Counting()

    def translate() -> int:
        nonlocal counted
        counted = 0
        translator.translate(lines, decoding)
        return counted

    def pipeline() -> int:
        nonlocal counted
        counted = 0
        from aligner.exports import export_bitext
        from aligner.pipeline import load_document, translate_document

        with tempfile.TemporaryDirectory() as temporary:
            file = Path(temporary) / "text.txt"
            file.write_text("\n\n".join(lines), encoding="utf-8")
            bitext = translate_document(load_document(file), translator, decoding=decoding)
            export_bitext(bitext, Path(temporary) / "text.tmx")
        return counted

    if way == "pipeline":
        # Libraries are loaded beforehand, as the model is.
        import aligner.exports
        import aligner.pipeline
        import aligner.readers
        import aligner.segment  # noqa: F401

    return pipeline if way == "pipeline" else translate


if __name__ == "__main__":
    main()
