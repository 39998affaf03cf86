"""Characters of fonts that have their own encoding (Symbol, Wingdings), as Unicode.

Source: Adobe, Symbol Encoding to Unicode; Wingdings for the marks of forms and lists alone.
"""

from __future__ import annotations

_SYMBOL = {
    0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2A: "∗", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0x7E: "∼",
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **dict(zip(range(0xA0, 0xBD), "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…", strict=True)),
    **dict(zip(range(0xBF, 0xE6), "↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑", strict=True)),
    0xF1: "〉", 0xF2: "∫",
}  # fmt: skip
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "☐", 0x76: "❖", 0x9F: "•", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xDF: "←",
    0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip


def symbol(font: str, code: str) -> str:
    """The character that a font shows for a code in hexadecimal digits; empty where that is not known."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    font = font.lower()
    if font == "symbol":
        return _SYMBOL.get(number & 0xFF, chr(number & 0xFF) if 0x20 < number & 0xFF < 0x7F else "")
    if font.startswith("wingdings"):
        return _WINGDINGS.get(number & 0xFF, "") if font == "wingdings" else ""
    known = 0x20 < number < 0xD800 or 0xF900 <= number < 0xFFFE
    return chr(number) if known and not 0x7F <= number < 0xA0 else ""
