"""OpenDocument files, texts and presentations alike: read and written by one walk over their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aligner.core.document import Kind
from aligner.errors import ReadError
from aligner.filters.found import Found, blocks, in_order, put_back
from aligner.filters.opendocument.names import qualified
from aligner.filters.opendocument.styles import Styles
from aligner.filters.opendocument.walk import Walk
from aligner.filters.package import repacked
from aligner.filters.parsed import Contents, Parsed, Source
from aligner.readers.archive import Archive
from aligner.readers.xml import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_TITLE, _LANGUAGE = qualified("dc:title"), qualified("dc:language")
_META = (_TITLE, qualified("dc:subject"), qualified("dc:description"), qualified("meta:keyword"))
_LANGUAGES = tuple(
    (qualified(f"{prefix}:language"), qualified(f"{prefix}:country"), qualified(f"{prefix}:script"))
    for prefix in ("fo", "number", "table")
)
#: The country to write where a language tag has none; Writer wants one.
_COUNTRIES = {"en": "US", "ru": "RU"}


class Package:
    """An OpenDocument file taken apart: the trees of its parts and its blocks.

    Raises:
        ReadError: it cannot be read, has a password, or is no document of this kind.
    """

    def __init__(self, source: Source, body: str, message: str) -> None:
        """Read it; ``body`` is the element that holds the content, as ``office:text``."""
        self._source = source
        archive = Archive(source.data, source.name, source.limits)
        if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise ReadError("{name}: the document has a password; save it without one", name=source.name)
        self.trees: dict[str, _Element] = {}
        names = ["content.xml", *(one for one in ("styles.xml", "meta.xml") if one in archive)]
        names += sorted(one for one in archive.names if one.endswith("/content.xml"))
        for name in names:
            recover = name != "content.xml"
            self.trees[name] = parse_xml(
                archive.read(name), source.name, source.limits, recover=recover, whole=recover, comments=True
            )
        content = self.trees["content.xml"]
        if next(content.iter(qualified(body)), None) is None:
            raise ReadError(message, name=source.name)
        named = [self.trees["styles.xml"]] if "styles.xml" in self.trees else []
        self._walk = walk = Walk()
        for name, root in self.trees.items():
            if name == "meta.xml":
                for element in root.iter(*_META):
                    walk.meta(name, element)
            else:
                outside: Kind | None = {"content.xml": None, "styles.xml": "header"}.get(name, "metadata")
                styles = Styles([*named, root] if name != "styles.xml" else named)
                walk.part(name, root, styles, outside)
        self.found: list[Found] = in_order(walk.found)
        self.language = self._language()

    def _language(self) -> str:
        """What the file says its language is, a tag's first part; empty where it says nothing."""
        meta = self.trees.get("meta.xml")
        said = next((str(one.text or "") for one in meta.iter(_LANGUAGE)), "") if meta is not None else ""
        if not said and "styles.xml" in self.trees:
            name = _LANGUAGES[0][0]
            said = next(
                (str(v) for one in self.trees["styles.xml"].iter() if (v := one.get(name)) not in (None, "none")), ""
            )
        return said.split("-")[0].strip().lower()

    def parsed(self) -> Parsed:
        """What is read."""
        meta = self.trees.get("meta.xml")
        title = (
            next((" ".join(str(one.text or "").split()) for one in meta.iter(_TITLE)), "") if meta is not None else ""
        )
        return Parsed(blocks(self.found), title or self._walk.title, self.language, "utf-8")

    def written(self, contents: Contents, language: str) -> bytes:
        """The file with these contents."""
        from lxml import etree

        changed = put_back(self.found, contents, language)
        if changed:
            changed |= self._relabelled(language)
        parts = {
            name: etree.tostring(self.trees[name].getroottree(), encoding="UTF-8", xml_declaration=True)
            for name in changed
        }
        return repacked(self._source, parts)

    def _relabelled(self, language: str) -> set[str]:
        """Say the new language wherever the old one is said."""
        tag = language.split("-")
        country = next((one.upper() for one in tag[1:] if len(one) == 2), _COUNTRIES.get(tag[0], "none"))
        changed: set[str] = set()
        for name, root in self.trees.items():
            for element in root.iter():
                if element.tag == _LANGUAGE and element.text != language:
                    element.text = language
                    changed.add(name)
                for said, where, script in _LANGUAGES:
                    if self.language and element.get(said, "") == self.language != tag[0]:
                        element.set(said, tag[0])
                        if element.get(where) is not None:
                            element.set(where, country)
                        if script in element.attrib:
                            del element.attrib[script]
                        changed.add(name)
        return changed
