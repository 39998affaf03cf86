"""Scans and old Office files, read and written with the real OCRmyPDF and LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from aligner.core.bitext import Bead, Bitext
from aligner.core.document import document_from_sentences
from aligner.errors import ReadError
from aligner.exports.translated import export_translated
from aligner.pipeline import load_document

RTF = (
    r"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0 Times New Roman;}}\f0\fs24 "
    + "".join(f"\\u{ord(c)}?" if ord(c) > 127 else c for c in "Насос {\\b остановлен}. Бак полон.")
    + r"\par}"
)
SENTENCES = ["Насос остановлен.", "Бак полон."]


def translated(path: Path) -> Bitext:
    """The two sentences with their translation."""
    source = load_document(path)
    assert [s.text for s in source.sentences] == SENTENCES
    target = document_from_sentences([("body", ["The pump has stopped.", "The tank is full."])], language="en")
    return Bitext(source, target, tuple(Bead(range(n, n + 1), range(n, n + 1), 1.0, "mt") for n in range(2)))


@pytest.mark.parametrize("form", ["rtf", "doc"])
def test_old_office_files_come_back_as_what_they_were(form: str, libreoffice: str, tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_text(RTF, encoding="ascii")
    if form == "doc":
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [libreoffice, profile, "--headless", "--convert-to", "doc", "--outdir", str(tmp_path), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        path = path.with_suffix(".doc")
    bitext = translated(path)
    assert bitext.source.provenance.format == form
    made = tmp_path / f"made.{form}"
    report = export_translated(bitext, path, made)
    assert (report.replaced, report.missing, report.left) == (1, 0, ())
    assert made.read_bytes()[:4] == path.read_bytes()[:4]
    assert [s.text for s in load_document(made).sentences] == ["The pump has stopped.", "The tank is full."]


def scan(tmp_path: Path, libreoffice: str) -> Path:
    """A PDF that is the picture of a page."""
    if not shutil.which("ocrmypdf") or not shutil.which("pdftoppm"):
        pytest.skip("OCR is not installed (Debian: apt-get install ocrmypdf tesseract-ocr-rus poppler-utils)")
    source = tmp_path / "text.txt"
    source.write_text("\n\n".join(SENTENCES), encoding="utf-8")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [libreoffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    subprocess.run(
        ["pdftoppm", "-r", "200", "-jpeg", str(tmp_path / "text.pdf"), str(tmp_path / "page")], check=True, timeout=60
    )
    picture = next(tmp_path.glob("page*.jpg")).read_bytes()
    width, height = _size(picture)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length 28 >>\nstream\nq 595 0 0 842 0 0 cm /I Do Q\nendstream",
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8"
        b" /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream" % (width, height, len(picture), picture),
        b"<< /XObject << /I 5 0 R >> >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    path = tmp_path / "scan.pdf"
    path.write_bytes(bytes(out) + b"trailer << /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)
    return path


def _size(jpeg: bytes) -> tuple[int, int]:
    """Width and height, from the frame header (ITU T.81, B.2.2)."""
    at = 2
    while jpeg[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return int.from_bytes(jpeg[at + 7 : at + 9], "big"), int.from_bytes(jpeg[at + 5 : at + 7], "big")


def test_the_text_of_a_scan_is_recognised(libreoffice: str, tmp_path: Path) -> None:
    path = scan(tmp_path, libreoffice)
    bitext = translated(path)
    made = tmp_path / "made.docx"
    assert export_translated(bitext, path, made, "pdf").replaced > 0
    assert "The tank is full." in load_document(made).text


def test_without_the_programs_a_line_says_what_to_install(
    libreoffice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = scan(tmp_path, libreoffice)
    old = tmp_path / "a.rtf"
    old.write_text(RTF, encoding="ascii")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReadError, match=r"scan\.pdf: the PDF holds only pictures of pages; install OCRmyPDF"):
        load_document(path)
    with pytest.raises(ReadError, match=r"a\.rtf: RTF is read with LibreOffice, which is not installed"):
        load_document(old)
