"""translate-toolkit reads our TMX and XLIFF and sees the same texts, notes and states."""

from __future__ import annotations

import json
import subprocess

import pytest

from aligner.exports import ExportOptions, export_bitext

SCRIPT = """
import json, sys
from translate.storage import factory
store = factory.getobject(sys.argv[1])
print(json.dumps([[u.source, u.target, u.getnotes(), bool(u.isfuzzy())] for u in store.units if u.source]))
"""


@pytest.mark.parametrize("name", ["x.tmx", "x.xlf"])
def test_it_reads_the_same_pairs(toolkit, bitext, tmp_path, name):
    export_bitext(bitext, tmp_path / name, options=ExportOptions(include_rejected=True, include_nulls=False))
    done = subprocess.run([toolkit, "-c", SCRIPT, str(tmp_path / name)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [(row[0], row[1]) for row in rows] == [(s, t) for bead, s, t in bitext.pairs() if s and t]
    assert "спорно" in rows[2][2]


def test_po_from_our_xliff_marks_unreviewed_machine_output(toolkit, bitext, tmp_path):
    export_bitext(bitext, tmp_path / "x.xlf", options=ExportOptions(include_nulls=False))
    done = subprocess.run([toolkit, "-c", SCRIPT, str(tmp_path / "x.xlf")], capture_output=True, text=True, check=True)
    fuzzy = {row[0]: row[3] for row in json.loads(done.stdout)}
    assert fuzzy["Он подчеркнул & сказал: <да>."]
    assert not fuzzy["О встрече"]
