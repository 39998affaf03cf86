"""What the elements of OpenDocument are to a translation (OASIS OpenDocument 1.3, part 3)."""

from __future__ import annotations

from typing import Literal, TypeAlias

from aligner.repair.words import words

NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "form": "urn:oasis:names:tc:opendocument:xmlns:form:1.0",
    "presentation": "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}


def qualified(name: str) -> str:
    """``text:p`` as lxml writes it."""
    prefix, local = name.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


Role: TypeAlias = Literal[
    "paragraph", "list", "cell", "text", "note", "comment", "contents", "header", "speaker", "skip",
    "span", "link", "ruby", "space", "tab", "line", "value", "field", "mark", "drawing",
]  # fmt: skip

_ROLES: dict[Role, str] = {
    "paragraph": "text:p text:h",
    "list": "text:list text:numbered-paragraph",
    "cell": "table:table-cell table:covered-table-cell",
    # Text that is no paragraph: alternative texts, titles, templates, slides' headers.
    "text": (
        "text:ruby-text svg:title svg:desc table:title table:desc text:index-title-template "
        "text:note-continuation-notice-forward text:note-continuation-notice-backward"
    ),
    "note": "text:note",
    "comment": "office:annotation",
    "contents": (
        "text:table-of-content text:illustration-index text:table-index text:object-index text:user-index "
        "text:alphabetical-index text:bibliography"
    ),
    "header": (
        "style:header style:footer style:header-left style:footer-left style:header-first style:footer-first "
        "presentation:header-decl presentation:footer-decl presentation:date-time-decl"
    ),
    "speaker": "presentation:notes",
    "skip": (
        "text:tracked-changes office:scripts office:settings office:font-face-decls office:event-listeners "
        "office:binary-data text:sequence-decls text:variable-decls draw:image text:dde-connection-decls "
        "table:content-validations table:tracked-changes table:calculation-settings"
    ),
    "span": "text:span text:meta text:meta-field",
    "link": "text:a",
    "ruby": "text:ruby",
    "space": "text:s",
    "tab": "text:tab",
    "line": "text:line-break",
    # Fields that hold a number, a file's or a program's name: they stay, whatever they show.
    "value": (
        "text:page-number text:page-count text:paragraph-count text:word-count text:character-count text:table-count "
        "text:image-count text:object-count text:sequence text:page-variable-get text:page-variable-set text:file-name "
        "text:sheet-name text:template-name text:measure text:editing-cycles text:editing-duration text:note-citation "
        "text:dde-connection text:database-row-number presentation:header presentation:footer presentation:date-time"
    ),
    # Fields that can show words; these are translated where they stand.
    "field": (
        "text:date text:time text:chapter text:author-name text:author-initials text:creator text:initial-creator "
        "text:description text:title text:subject text:keywords text:printed-by text:print-date text:print-time "
        "text:creation-date text:creation-time text:modification-date text:modification-time text:reference-ref "
        "text:bookmark-ref text:sequence-ref text:note-ref text:variable-set text:variable-get text:variable-input "
        "text:user-field-get text:user-field-input text:expression text:text-input text:conditional-text "
        "text:hidden-text text:placeholder text:user-defined text:bibliography-mark text:drop-down text:table-formula "
        "text:database-display text:database-name text:sender-firstname text:sender-lastname text:sender-initials "
        "text:sender-title text:sender-position text:sender-email text:sender-phone-private text:sender-phone-work "
        "text:sender-fax text:sender-company text:sender-street text:sender-city text:sender-postal-code "
        "text:sender-country text:sender-state-or-province text:execute-macro text:script text:page-continuation"
    ),
    "mark": (
        "text:bookmark text:bookmark-start text:bookmark-end text:reference-mark text:reference-mark-start "
        "text:reference-mark-end text:soft-page-break text:change text:change-start text:change-end "
        "text:hidden-paragraph text:toc-mark text:toc-mark-start text:toc-mark-end text:user-index-mark "
        "text:user-index-mark-start text:user-index-mark-end text:alphabetical-index-mark "
        "text:alphabetical-index-mark-start text:alphabetical-index-mark-end office:annotation-end"
    ),
    "drawing": (
        "draw:frame draw:custom-shape draw:rect draw:line draw:polyline draw:polygon draw:regular-polygon draw:path "
        "draw:circle draw:ellipse draw:g draw:connector draw:caption draw:page-thumbnail draw:control draw:a"
    ),
}
ROLES: dict[str, Role] = {qualified(name): role for role, names in _ROLES.items() for name in names.split()}

#: Attributes that a person sees.
LABELS: dict[str, tuple[str, ...]] = {
    qualified(name): tuple(qualified(one) for one in attributes.split())
    for name, attributes in {
        "form:button": "form:label form:title",
        "form:checkbox": "form:label form:title",
        "form:radio": "form:label form:title",
        "form:fixed-text": "form:label form:title",
        "form:frame": "form:label form:title",
        "form:image": "form:title",
        "form:text": "form:title form:current-value form:value",
        "form:textarea": "form:title form:current-value form:value",
        "form:combobox": "form:title form:current-value form:value",
        "form:listbox": "form:title",
        "form:item": "form:label",
        "form:option": "form:label",
        "form:column": "form:label",
        "text:a": "office:title",
        "text:user-field-decl": "office:string-value",
        "text:conditional-text": "text:string-value-if-true text:string-value-if-false",
        "text:hidden-text": "text:string-value",
        "text:drop-down": "",
        "text:label": "text:value",
        "text:list-level-style-number": "style:num-prefix style:num-suffix",
        "text:outline-level-style": "style:num-prefix style:num-suffix",
        "text:notes-configuration": "style:num-prefix style:num-suffix",
    }.items()
}

#: Attributes of text that change what it looks like, and the value that stands for none.
LOOKS: dict[str, str] = {
    qualified(name): neutral
    for name, neutral in {
        "fo:font-weight": "normal", "fo:font-style": "normal", "style:text-underline-style": "none",
        "style:text-line-through-style": "none", "style:text-line-through-type": "none",
        "style:text-position": "0% 100%",
        "style:text-overline-style": "none", "fo:color": "#000000", "fo:background-color": "transparent",
        "fo:font-size": "", "style:font-name": "", "fo:font-family": "", "fo:font-variant": "normal",
        "fo:text-transform": "none", "style:text-outline": "false", "fo:text-shadow": "none",
        "style:text-scale": "100%", "style:text-emphasize": "none", "text:display": "true",
        "style:text-rotation-angle": "0", "fo:letter-spacing": "normal", "style:font-relief": "none",
    }.items()
}  # fmt: skip

#: Character styles that mean program code, as Writer and pandoc name them.
CODE_STYLES = frozenset(words("source_20_text source_text teletype user_20_entry verbatim"))
