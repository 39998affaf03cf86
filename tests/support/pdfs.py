"""Small PDFs put together by hand: what is drawn, and how a font's codes are mapped, is up to the test."""

from __future__ import annotations

TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    b"3 beginbfrange <0020> <007E> <0020> <0400> <045F> <0400> <2010> <2044> <2010> endbfrange\nendcmap end end"
)


def pdf(
    content: bytes, *, encoding: str | bytes = "Identity-H", to_unicode: bytes | None = TO_UNICODE, cmap_name: str = "M"
) -> bytes:
    """One page that draws ``content`` with the font F1, whose two-byte codes are Unicode unless a CMap says else."""
    objects: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R /F2 10 0 R >> >> >>",
        4: _stream(content),
        6: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Own) /Ordering (Own)"
        b" /Supplement 0 >> /DW 500 /FontDescriptor 9 0 R >>",
        9: b"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800"
        b" /Descent -200 /CapHeight 700 /StemV 80 >>",
        10: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    }
    mapped = b"/" + encoding.encode() if isinstance(encoding, str) else b"7 0 R"
    if isinstance(encoding, bytes):
        objects[7] = _stream(encoding, b"/Type /CMap /CMapName /" + cmap_name.encode())
    if to_unicode is not None:
        objects[8] = _stream(to_unicode)
    objects[5] = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /DescendantFonts [6 0 R] /Encoding "
        + mapped
        + (b" /ToUnicode 8 0 R" if to_unicode is not None else b"")
        + b" >>"
    )
    out = bytearray(b"%PDF-1.4\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    last = max(objects)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (last + 1)
    for number in range(1, last + 1):
        out += b"%010d 00000 %c \n" % (places.get(number, 0), b"n" if number in places else b"f")
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (last + 1, start))


def _stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), more, data)


def shown(text: str, x: float, y: float, *, size: float = 12, turn: tuple[int, int, int, int] = (1, 0, 0, 1)) -> bytes:
    """A line of text in F1 at a place of the page, turned by a matrix."""
    matrix = " ".join(map(str, turn))
    code = text.encode("utf-16-be").hex()
    return f"BT /F1 {size} Tf {matrix} {x} {y} Tm <{code}> Tj ET\n".encode()


def lines(*texts: str, x: float = 72, y: float = 700, step: float = 16) -> bytes:
    """Lines one under another."""
    return b"".join(shown(text, x, y - step * number) for number, text in enumerate(texts))
