"""Small files that ask for work or memory without end, made here so that none lies in the repository."""

from __future__ import annotations

import io
import zipfile


def pdf(objects: list[str]) -> bytes:
    """A PDF of these objects, the first of which is the catalogue."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()


def stream(entries: str, content: str) -> str:
    """A PDF stream object."""
    return f"<<{entries}/Length {len(content)}>>\nstream\n{content}\nendstream"


def pdf_drawing_forms() -> bytes:
    """Twelve forms, each of which draws the next ten times: a million million steps, and not a character shown."""
    pages = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    forms = [
        stream(f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F {6 + n} 0 R>>>>", "/F Do " * 10)
        for n in range(12)
    ]
    last = stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", "q Q")
    return pdf([*pages, page, stream("", "/F Do"), *forms, last])


def pdf_wide_font() -> bytes:
    """A font that gives widths for four thousand million characters."""
    font = (
        "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2"
        "/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/W[0 4000000000 500]"
        "/FontDescriptor<</Type/FontDescriptor/FontName/A/Flags 4>>>>]>>"
    )
    return pdf([
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        stream("", "BT /F 12 Tf 9 9 Td <0001> Tj ET"), font,
    ])  # fmt: skip


def zipped(parts: dict[str, str]) -> bytes:
    """A zip of these texts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def workbook(rows: str) -> bytes:
    """An Excel workbook with one sheet of these rows."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return zipped({
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        f'ContentType="{rels}"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type='
        f'"{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" '
        'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type='
        f'"{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    })  # fmt: skip


def cell(text: str, place: str) -> str:
    """A cell of a workbook's row."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def workbook_with_a_gap() -> bytes:
    """Two rows, the second of which says that it is the two thousand millionth."""
    first = f'<row r="1">{cell("да", "A1")}{cell("yes", "B1")}</row>'
    return workbook(first + f'<row r="2000000000">{cell("нет", "A2")}{cell("no", "B2")}</row>')
