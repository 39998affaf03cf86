"""How often a glossary's terms are in the output: without it, with it, and what that does to BLEU and chrF2.

python benchmarks/glossary.py TERMS.tsv SOURCE REFERENCE [SENTENCES]

Only terms of several words or with a capital are taken (what glossaries hold), and only where the reference itself
uses the term's target, so that the glossary asks for nothing a human translator did not write.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from models.glossary import Glossary, Match, Term
from models.glossing import GlossaryTranslator, missing
from models.load import load_translator
from models.scoring import score
from models.translation import Translation


def main() -> None:
    """Print the hit rates and scores."""
    terms_file, source_file, reference_file = (Path(name) for name in sys.argv[1:4])
    most = int(sys.argv[4]) if len(sys.argv) > 4 else 150
    lines = (line.split("\t") for line in terms_file.read_text(encoding="utf-8").splitlines())
    terms = [Term(row[0], (row[1],)) for row in lines if len(row) > 1 and (" " in row[0] or row[0][:1].isupper())]
    random.Random(0).shuffle(terms)
    wide = Glossary(terms[:8000])
    pairs = list(zip(*(p.read_text(encoding="utf-8").splitlines() for p in (source_file, reference_file)), strict=True))
    fair: dict[Term, None] = {}
    kept = []
    for source, reference in pairs:
        good = [m.term for m in wide.find(source) if not missing(reference, [m])] if len(source) < 300 else []
        if good:
            kept.append((source, reference))
            fair |= dict.fromkeys(good)
        if len(kept) == most:
            break
    glossary = Glossary(list(fair))
    model = load_translator()
    sources, references = [s for s, _ in kept], [r for _, r in kept]
    found = [glossary.find(source) for source in sources]
    total = sum(map(len, found))
    print(f"{len(kept)} sentences, {len(fair)} terms, {total} places; model {model.name}")
    for name, translator in (("without", model), ("with glossary", GlossaryTranslator(model, glossary))):
        outputs = translator.translate(sources)
        hit = total - lost(outputs, found)
        scores = score([output.text for output in outputs], references)
        print(f"{name:14} terms kept {hit / total:.1%}   BLEU {scores.bleu:.2f}   chrF2 {scores.chrf:.2f}")


def lost(outputs: list[Translation], found: list[list[Match]]) -> int:
    """Places whose term's target is not in the output."""
    return sum(len(missing(output.text, matches)) for output, matches in zip(outputs, found, strict=True))


if __name__ == "__main__":
    main()
