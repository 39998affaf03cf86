"""Patterns of Markdown's inline markup and its extensions; each is tried at one place."""

from __future__ import annotations

import re

from aligner.core.code import CodeKind

SPECIAL = re.compile(r"[\\`<&!\[\]*_~=^${\n:\x00]|(?<![\w/.-])(?:https?://|www\.)")
TICKS = re.compile("`+")
AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]{0,2000}|[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,255})>")
TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]{0,40}(?:[\s/](?:[^<>\"']|\"[^\"]{0,4000}\"|'[^']{0,4000}'){0,4000}+)?/?>")
TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
COMMENT = re.compile(r"<!--[\s\S]{0,4000}?-->|<\?[^<>]{0,4000}\?>|<![A-Z][^<>]{0,4000}>")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
BARE = re.compile(r"(?:https?://|www\.)[^\s<>]{1,2000}")
MATH = re.compile(r"\$\$[^$\n]{1,1000}\$\$|\$(?![\s$])[^$\n]{0,1000}[^\s$\\]\$(?!\d)|\$[A-Za-z]\$")
IN_MATH = re.compile(r"[\\^_{}=]|^\$+[A-Za-z0-9+*/().,'-]{1,20}\$+$")
TEMPLATE = re.compile(r"\{\{[\s\S]{0,2000}?\}\}|\{%[\s\S]{0,2000}?%\}")
ATTRIBUTES = re.compile(r"\{:?[ ]{0,3}[#.][^{}\n]{0,300}\}")
EMOJI = re.compile(r":[a-z0-9_+-]{2,40}:(?!\w)")
FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,100}\]")
SUB = re.compile(r"~[^\s~\\]{1,60}~(?!~)|\^[^\s^\\]{1,60}\^")
TITLE = r"\"(?:[^\"\\]|\\[\s\S]){0,2000}+\"|'(?:[^'\\]|\\[\s\S]){0,2000}+'|\((?:[^()\\]|\\[\s\S]){0,2000}+\)"
DESTINATION = re.compile(
    r"\(\s*+(?:<((?:[^<>\n\\]|\\.){0,2000}+)>|((?:[^\s()\\<]|\\.|\((?:[^\s()\\]|\\.){0,500}+\)){0,2000}+))"
    rf"(?:\s++({TITLE})\s*+|\s*+)\)"
)
LABEL = re.compile(r"\[((?:[^\[\]\\]|\\[\s\S]){0,999}+)\]")
KINDS: dict[str, CodeKind] = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline", "sub": "sub",
    "sup": "sup", "code": "code", "kbd": "code", "samp": "code", "var": "code", "a": "link", "br": "break",
    "img": "image",
}  # fmt: skip
HREF = re.compile(r"\shref\s*=\s*[\"']?(https?://[^\s\"'<>]{1,2000}|mailto:[^\s\"'<>]{1,500})", re.IGNORECASE)
NOT_TRANSLATED = re.compile(
    r"\stranslate\s*=\s*[\"']?no\b|class\s*=\s*[\"'][^\"']{0,500}\bnotranslate\b", re.IGNORECASE
)
VOID = frozenset(("br", "img", "wbr", "hr", "input", "source"))
