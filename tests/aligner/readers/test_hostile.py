"""Wrong, damaged and hostile files: one clear line each."""

from __future__ import annotations

import io
import os
import time
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from aligner.readers import Limits, ReadError, read_document
from aligner.readers.archive import Archive

DATA = Path(__file__).parents[2] / "data" / "readers"


def zipped(entries: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def pdf(body: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(body, 9)
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<<" + extra + b">>>>endobj\n"
        b"4 0 obj<</Length " + str(len(packed)).encode() + b"/Filter/FlateDecode>>stream\n" + packed
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )  # fmt: skip


CONTAINER = '<container><rootfiles><rootfile full-path="{}"/></rootfiles></container>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{("&" + a + ";") * 20}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
FB2 = "<FictionBook><body><section><p>{}</p></section></body></FictionBook>"
DOCX = '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>'
BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n\r\t\n", "nothing but blanks"),
    "binary": (bytes(range(256)) * 9, "binary data"),
    "rtf": (b"{\\rtf1 abc}", "RTF is not read"),
    "tmx": (b'<?xml version="1.0"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4"></tmx>', "TMX holds pairs"),
    "xliff": (b'\xef\xbb\xbf<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>', "XLIFF holds pairs"),
    "old word or password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "OCR"),
    "gzip": (b"\x1f\x8b\x08\x00", "gzip"),
    "zip of anything": (zipped({"a.bin": b"1"}), "without a document"),
    "zip of nothing": (zipped({}), "without a document"),
    "zip of two books": (zipped({"a.fb2": "x", "b.fb2": "y"}), "2 books"),
    "spreadsheet": (zipped({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}), "damaged XML"),
    "cut zip": (zipped({"word/document.xml": "x" * 5000})[:100], "damaged or cut"),
    "bomb by ratio": (zipped({"word/document.xml": b"\0" * 20_000_000}), "zip bomb"),
    "bomb by entries": (zipped({f"{n}": b"" for n in range(10_001)}), "10001 entries"),
    "docx with entities": (zipped({"word/document.xml": LAUGHS + "<x>&i;</x>"}), "entities"),
    "docx with an external entity": (
        zipped({"word/document.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'}),
        "entities",
    ),
    "docx without a body": (zipped({"word/document.xml": "<x/>"}), "no body"),
    "docx without words": (zipped({"word/document.xml": DOCX.format(" ")}), "no text"),
    "docx not well-formed": (zipped({"word/document.xml": DOCX.format("a")[:-9]}), "damaged XML"),
    "docx too deep": (zipped({"word/document.xml": "<a>" * 240 + "</a>" * 240}), "nested deeper"),
    "odt with a password": (
        zipped(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": "x",
                "META-INF/manifest.xml": "<manifest:encryption-data/>",
            }
        ),
        "password",
    ),
    "odt without content": (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "is missing"),
    "spreadsheet of OpenDocument": (
        zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        "spreadsheet",
    ),
    "epub without a package": (zipped({"META-INF/container.xml": CONTAINER.format("x.opf")}), "package document"),
    "epub that climbs out": (
        zipped({"META-INF/container.xml": CONTAINER.format("../../etc/passwd")}),
        "package document",
    ),
    "epub with DRM": (
        zipped(
            {
                "META-INF/container.xml": CONTAINER.format("x.opf"),
                "x.opf": "<package/>",
                "META-INF/encryption.xml": '<e><EncryptionMethod Algorithm="aes"/></e>',
            }
        ),
        "DRM",
    ),
    "epub without text": (
        zipped({"META-INF/container.xml": CONTAINER.format("x.opf"), "x.opf": "<package/>"}),
        "no text",
    ),
    "fb2 with entities": ((LAUGHS + FB2.format("&i;")).encode(), "entities"),
    "fb2 without text": (FB2.format("").encode(), "no text"),
    "pdf cut to its head": (b"%PDF-1.7\n1 0 obj", "no text in the PDF|damaged or not a whole PDF"),
    "pdf of nothing": (pdf(b""), "no text in the PDF"),
    "pdf bomb": (pdf(b"\0" * 400_000_000), "bomb"),
    "pdf bomb packed twice": (pdf(zlib.compress(b"\0" * 400_000_000, 9)), "bomb"),
    "html without text": (b"<!DOCTYPE html><html><body><script>x</script></body></html>", "no text"),
    "subtitles of nothing": (b"WEBVTT\n\n", "no text"),
}


@pytest.mark.parametrize("name", BAD)
def test_one_clear_line(name: str) -> None:
    data, fault = BAD[name]
    start = time.process_time()
    with pytest.raises(ReadError, match=fault) as caught:
        read_document(data, name="file.x")
    message = str(caught.value)
    assert message.startswith("file.x: ")
    assert "\n" not in message
    # Refused in a fraction of a second, not after unpacking everything; the slack is for busy machines.
    assert time.process_time() - start < 20


@pytest.mark.parametrize("name", ["bomb by ratio", "pdf bomb", "pdf bomb packed twice", "docx with entities"])
def test_bombs_are_refused_before_they_take_memory(name: str) -> None:
    data, _ = BAD[name]
    tracemalloc.start()
    try:
        with pytest.raises(ReadError):
            read_document(data)
        assert tracemalloc.get_traced_memory()[1] < 16_000_000
    finally:
        tracemalloc.stop()


def test_a_zip_that_lies_about_its_sizes() -> None:
    data = bytearray(zipped({"word/document.xml": b"\0" * 30_000_000}))
    # The sizes in the central directory say a hundred bytes.
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    with pytest.raises(ReadError, match=r"damaged|limit"):
        read_document(bytes(data), limits=Limits(archive_bytes=1_000_000))


def test_what_is_unpacked_is_counted_over_all_entries() -> None:
    """The directory may name one entry twice, or two that share their bytes: their declared sizes say too little."""
    archive = Archive(zipped({"a": b"x" * 600, "b": b"y" * 600}), "file.zip", Limits(archive_bytes=1500))
    assert len(archive.read("a") + archive.read("b")) == 1200
    with pytest.raises(ReadError, match="more than the limit archive_bytes"):
        archive.read("a")


def test_a_zip_with_a_nameless_entry() -> None:
    data = bytearray(zipped({"a": b"x"}))
    at = data.rindex(b"PK\x01\x02")
    # The name's one letter is called an extra field.
    data[at + 28 : at + 32] = b"\x00\x00\x01\x00"
    with pytest.raises(ReadError, match="without a document"):
        read_document(bytes(data))


def test_files_that_are_not_there(tmp_path: Path) -> None:
    for path, fault in ((tmp_path, "this is a folder"), (tmp_path / "none.txt", "no such file")):
        with pytest.raises(ReadError, match=fault):
            read_document(path)
    if os.geteuid():
        locked = tmp_path / "locked.txt"
        locked.write_text("x", encoding="utf-8")
        locked.chmod(0)
        with pytest.raises(ReadError, match="permission"):
            read_document(locked)


def test_limits_are_settings(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    path.write_bytes(b"word " * 1000)
    with pytest.raises(ReadError, match="file_bytes"):
        read_document(path, limits=Limits(file_bytes=1000))
    with pytest.raises(ReadError, match="text_chars"):
        read_document(path, limits=Limits(text_chars=1000))
    with pytest.raises(ReadError, match="limit paragraphs"):
        read_document(b"a.\n\n" * 20, limits=Limits(paragraphs=10))
    with pytest.raises(ReadError, match="pdf_pages"):
        read_document(DATA / "libreoffice-columns.pdf", limits=Limits(pdf_pages=1))
    with pytest.raises(ReadError, match="limit seconds"):
        read_document(DATA / "libreoffice-columns.pdf", limits=Limits(seconds=0))


def test_wrong_names() -> None:
    # Content decides: a .docx named .txt is read, text named .docx is not.
    assert read_document((DATA / "pandoc.docx").read_bytes(), name="x.txt").provenance.format == "docx"
    with pytest.raises(ReadError, match="the content is not docx"):
        read_document(b"plain text", name="x.docx")
    with pytest.raises(ReadError, match="no format is called 'xyz'"):
        read_document(b"plain text", format="xyz")


def test_an_encrypted_pdf() -> None:
    data = (DATA / "libreoffice.pdf").read_bytes()
    locked = data.replace(b"trailer\n<<", b"trailer\n<</Encrypt<</Filter/Standard/V 1/R 2/O(" + b"x" * 32 + b")/U("
                          + b"y" * 32 + b")/P -4>>/ID[<00><00>]", 1)  # fmt: skip
    assert locked != data
    with pytest.raises(ReadError, match="password"):
        read_document(locked)


def test_a_pdf_of_pictures() -> None:
    image = b"/XObject<</I 5 0 R>>"
    data = pdf(b"q 300 0 0 300 0 0 cm /I Do Q", image).replace(
        b"trailer",
        b"5 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
        b"stream\n\x00\nendstream endobj\ntrailer",
    )
    with pytest.raises(ReadError, match="only pictures"):
        read_document(data)


def test_external_dtd_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.dtd"
    secret.write_text('<!ENTITY leak "secret words">', encoding="utf-8")
    page = (
        f'<!DOCTYPE html SYSTEM "{secret.as_uri()}"><html xmlns="http://www.w3.org/1999/xhtml">'
        "<body><p>Text &leak;&nbsp;here.</p></body></html>"
    )
    book = zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER.format("x.opf"),
            "x.opf": '<package><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
            '<spine><itemref idref="a"/></spine></package>',
            "a.xhtml": page,
        }
    )
    assert read_document(book).text == "Text \u00a0here."
