"""The table of formats, safe writing, filters, and hostile text in every format."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aligner.core.bitext import Bitext
from aligner.core.document import Document, Provenance
from aligner.core.finding import Finding
from aligner.errors import ExportError
from aligner.exports import (
    ExportOptions,
    ExportReport,
    export_bitext,
    export_name,
    export_units,
    extension_of,
    format_of,
    write_bitext,
)
from aligner.formats import EXPORTS


def written(bitext: Bitext, name: str, options: ExportOptions) -> bytes:
    out = io.BytesIO()
    write_bitext(bitext, out, name, options)
    return out.getvalue()


#: Formats that need nothing but a bitext.
FREE = [name for name, form in EXPORTS.items() if not form.of_original]


def cut(document: Document) -> Document:
    """Without the last paragraph."""
    return replace(document, paragraphs=document.paragraphs[:-1])


@pytest.mark.parametrize("name", FREE)
def test_every_format_is_written_and_repeats_itself(bitext, options, name, tmp_path):
    path = tmp_path / f"out{EXPORTS[name].extension}"
    report = export_bitext(bitext, path, options=options)
    assert report.written >= 3
    if name != "xlsx":  # its library writes the time of saving
        assert path.read_bytes() == written(bitext, name, options)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("name", FREE)
def test_hostile_text_neither_stops_nor_breaks_any_format(hostile, options, name):
    if name == "xlsx":
        with pytest.raises(ExportError, match=r"pair [0-9a-f]+-14: a cell holds 32767 characters and the source has"):
            written(hostile, name, options)
        hostile = replace(hostile, source=cut(hostile.source), target=cut(hostile.target), beads=hostile.beads[:-1])
    data = written(hostile, name, options)
    assert data
    if EXPORTS[name].media_type.startswith("text/"):
        data.decode("utf-8")


def test_the_extension_decides_and_a_name_overrides():
    assert format_of(Path("a.TMX")).name == "tmx"
    assert format_of(Path("a.dat"), "tsv").name == "tsv"
    with pytest.raises(ExportError, match=r"a\.dat: the extension says no known format; name one of tmx, "):
        format_of(Path("a.dat"))
    with pytest.raises(ExportError, match="pptx: no such format; choose one of tmx, "):
        format_of(Path("a.tmx"), "pptx")


def test_extensions_are_unambiguous():
    extensions = [form.extension for form in EXPORTS.values() if not form.of_original]
    assert len(set(extensions)) == len(extensions)


def test_an_unwritable_place_leaves_nothing_and_says_why(bitext, tmp_path):
    with pytest.raises(ExportError, match="the folder does not exist; make it first"):
        export_bitext(bitext, tmp_path / "no" / "a.tmx")
    with pytest.raises(ExportError, match="is a folder; name a file in it"):
        export_bitext(bitext, tmp_path, "tmx")
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(ExportError, match="is a file, not a folder"):
        export_bitext(bitext, blocked / "a.tmx")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_leaves_the_old_file_and_no_part(bitext, tmp_path, monkeypatch):
    path = tmp_path / "a.tmx"
    path.write_text("old")

    def full(_: int) -> None:
        with Path("/dev/full").open("wb", buffering=0) as device:  # the real error of a full disk
            device.write(b"x")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match=r"a\.tmx: cannot be written: no space left on device; free some space"):
        export_bitext(bitext, path)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.tmx"]


def test_an_interrupted_export_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("old")

    def units():
        yield from ()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_units(units(), path)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.tsv"]


def test_a_replaced_file_keeps_its_permissions_and_a_link_stays_a_link(bitext, tmp_path):
    path, link = tmp_path / "a.tmx", tmp_path / "link.tmx"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    export_bitext(bitext, link)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert path.read_bytes().startswith(b"<?xml")


FILTERS = [
    ({}, "tmx", ExportReport(3, 1, 1, 0)),
    ({}, "tsv", ExportReport(5, 0, 0, 0, 1)),
    ({"include_nulls": True}, "tmx", ExportReport(4, 0, 1, 0, 1)),
    ({"include_rejected": True}, "tmx", ExportReport(4, 1, 0, 0)),
    ({"min_confidence": 0.5}, "tmx", ExportReport(2, 1, 2, 0)),
    ({"min_confidence": 0.5}, "html", ExportReport(4, 0, 1, 0, 1)),
    ({"confirmed_only": True}, "jsonl", ExportReport(1, 0, 4, 0)),
    ({"include_nulls": False, "include_rejected": False}, "tsv", ExportReport(3, 1, 1, 0)),
    (
        {"without_findings": True, "findings": (Finding(1, "x", "warning", "m"), Finding(0, "y", "info", "m"))},
        "tmx",
        ExportReport(2, 1, 2, 0),
    ),
    (
        {"only_findings": True, "findings": (Finding(1, "x", "warning", "m"), Finding(0, "y", "info", "m"))},
        "tsv",
        ExportReport(1, 0, 4, 0),
    ),
]


@pytest.mark.parametrize(("choices", "name", "expected"), FILTERS)
def test_filters_and_their_counts(bitext, options, choices, name, expected):
    assert write_bitext(bitext, io.BytesIO(), name, replace(options, **choices)) == expected


def test_file_names_say_document_languages_and_date(bitext, options):
    assert export_name(bitext, "tmx", options) == "meeting.ru-en.2026-03-05.tmx"
    tagged = replace(options, source_tag="ru-RU", target_tag="en-GB")
    assert export_name(bitext, "html", tagged) == "meeting.ru-RU-en-GB.2026-03-05.html"
    nameless = replace(bitext, source=replace(bitext.source, provenance=type(bitext.source.provenance)("../../.. /")))
    assert "/" not in export_name(nameless, "tmx", options)
    assert not export_name(nameless, "tmx", options).startswith(".")


def test_a_page_needs_a_document(tmp_path):
    with pytest.raises(ExportError, match="html: needs a whole document, not a list of pairs; choose one of tmx, "):
        export_units([], tmp_path / "a.html")


def test_the_original_decides_the_extension_of_a_translated_document(bitext, options, tmp_path):
    assert export_name(bitext, "document", options) == "meeting.ru-en.2026-03-05.docx"
    assert extension_of("document", bitext) == ".docx"
    page = "".join(f"<p>{bitext.source.paragraph_text(p)}</p>" for p in bitext.source.paragraphs[:1]).encode()
    paged = replace(bitext, source=replace(bitext.source, provenance=Provenance("a.html", "html")))
    report = export_bitext(paged, tmp_path / "b", "document", replace(options, original=page))
    assert report.written == 1
    assert b"<p>On the Meeting</p>" in (tmp_path / "b").read_bytes()
    with pytest.raises(ExportError, match="document: needs the original's own file"):
        export_bitext(bitext, tmp_path / "c", "document", options)


@pytest.mark.parametrize("name", ["xlsx", "docx", "epub", "moses"])
def test_zipped_formats_have_the_date_of_the_export_alone(bitext, monkeypatch, name):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    out = io.BytesIO()
    write_bitext(bitext, out, name)
    with zipfile.ZipFile(out) as archive:
        assert {info.date_time for info in archive.infolist()} <= {(2023, 11, 14, 22, 13, 20), (1980, 1, 1, 0, 0, 0)}
        text = b"".join(archive.read(member) for member in archive.namelist()).decode("utf-8", "replace")
    assert f"{datetime.now(UTC):%Y-%m-%d}" not in text


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files")
@pytest.mark.parametrize("name", ["o.xlsx", "o.docx", "o.tmx"])
def test_a_disk_that_takes_no_more_is_one_line(tmp_path, name):
    (tmp_path / "a.tsv").write_text("".join(f"Предложение {n}\tSentence {n}\n" for n in range(1500)), encoding="utf-8")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "from aligner.cli import main; sys.argv[1:] = ['convert', 'a.tsv', sys.argv[1]]; main()"
    )
    done = subprocess.run([sys.executable, "-c", code, name], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n"), done.stderr[:9]) == (1, 1, "tolmach: ")
    assert [path.name for path in tmp_path.iterdir()] == ["a.tsv"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, -signal.SIGINT)])
def test_what_is_stopped_leaves_the_old_file_and_no_part(tmp_path, number, code):
    (tmp_path / "o.tmx").write_text("old")
    script = (
        "import signal, sys; from pathlib import Path; from aligner.exports.atomic import replacing\n"
        # Whatever runs the tests may ignore the signals, which its children inherit.
        "signal.signal(signal.SIGINT, signal.default_int_handler); signal.signal(signal.SIGTERM, signal.SIG_DFL)\n"
        "with replacing(Path('o.tmx')) as out:\n"
        "    out.write(b'new'); print('ready', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stdout.readline() == b"ready\n"
        running.send_signal(number)
        assert running.wait() == code
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def plain(data: bytes) -> str:
    """All the text that a file holds, unpacked."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(member).decode("utf-8", "replace") for member in archive.namelist())


@pytest.mark.parametrize("name", FREE)
def test_rejected_pairs_are_left_out_where_filters_apply(bitext, options, name):
    """The pair «торговля;» – “trade;” is the rejected one."""
    written = {}
    for rejected in (True, False):
        out = io.BytesIO()
        report = write_bitext(bitext, out, name, replace(options, include_rejected=rejected))
        written[rejected] = (report.written, report.filtered, out.getvalue())
    if EXPORTS[name].whole:
        assert written[True] == written[False]
        return
    assert written[True][1] == 0
    assert (written[False][0], written[False][1]) == (written[True][0] - 1, 1)
    if name == "beads":
        assert b"[3]:[4]" in written[True][2]
        assert b"[3]:[4]" not in written[False][2]
        return
    assert "trade;" in plain(written[True][2])
    assert "trade;" not in plain(written[False][2])
    assert "trade." in plain(written[False][2])


def test_a_sentence_left_out_of_the_text_leaves_its_paragraph(bitext, options):
    beads = list(bitext.beads)
    beads[1] = replace(beads[1], status="rejected")
    out = io.BytesIO()
    write_bitext(replace(bitext, beads=tuple(beads)), out, "txt", replace(options, include_rejected=False))
    assert out.getvalue().decode() == "On the Meeting\n\nHe stressed & said: <yes>.\n"


def test_captions_in_both_languages_and_nothing_else(bitext, options, tmp_path):
    text = "1\n00:00:01,000 --> 00:00:02,000\n<i>О встрече</i>\n"
    film = replace(bitext, source=replace(bitext.source, provenance=Provenance("film.srt", "srt")))
    assert extension_of("bilingual", film) == ".bilingual.srt"
    export_bitext(film, tmp_path / "a", "bilingual", replace(options, original=text.encode()))
    heading = bitext.target_text(bitext.beads[0])
    assert (tmp_path / "a").read_text() == text + f"<i>{heading}</i>\n"
    with pytest.raises(ExportError, match="cannot be written in both languages, docx; that is done for srt, vtt"):
        export_bitext(bitext, tmp_path / "b", "bilingual", replace(options, original=b"x"))
    with pytest.raises(ExportError, match="bilingual: needs the original's own file"):
        export_bitext(film, tmp_path / "c", "bilingual", options)
