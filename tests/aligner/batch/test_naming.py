"""Names of outputs: mirrored, never two alike, never too long."""

from __future__ import annotations

import os
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.batch.items import Item, Place, item_from_json, item_to_json
from aligner.batch.naming import alternatives, fitted, folded, output_name, safe_part, stem_of


@pytest.mark.parametrize(
    ("path", "stem"),
    [
        ("a.txt", "a"),
        ("sub/a.ru.txt", "sub/a"),
        ("sub.d/a", "sub.d/a"),
        (".hidden", ".hidden"),
        ("a.tar.gz", "a.tar"),
        ("x/ru.txt", "x/ru"),
        ("x/.ru.txt", "x/.ru.txt"),
    ],
)
def test_stems(path: str, stem: str) -> None:
    assert stem_of(path) == stem


@pytest.mark.parametrize(
    ("stem", "path", "names"),
    [
        ("a", "/in/a.txt", ["a", "a.txt", "a.txt-2", "a.txt-3"]),
        ("merged", "/in/merged.txt", ["merged.txt", "merged.txt-2"]),
        ("tolmach-run/a", "/in/tolmach-run/a.txt", ["_tolmach-run/a.txt", "_tolmach-run/a.txt-2"]),
        ("a", "/in/a", ["a", "a-2"]),
    ],
)
def test_names_to_try(stem: str, path: str, names: list[str]) -> None:
    assert list(islice(alternatives(Item(Place(path), stem)), len(names))) == names


@given(st.binary(min_size=1, max_size=300).filter(lambda name: b"/" not in name and b"\0" not in name))
def test_any_file_name_fits_and_comes_back_from_the_plan(name: bytes) -> None:
    text = os.fsdecode(name)
    item = Item(Place(f"/in/{text}"), text, size=3, mtime=4)
    assert item_from_json(item_to_json(item), 7) == Item(Place(f"/in/{text}"), text, size=3, mtime=4, number=7)
    made = output_name(fitted(text), "ru", "en", ".moses.zip")
    assert len(os.fsencode(made)) <= 255
    assert item.source.shown.isprintable()
    assert folded(text).isascii()
    assert item.key.isascii()


@given(st.text(max_size=400))
def test_a_row_s_name_is_one_harmless_component(text: str) -> None:
    part = safe_part(text)
    assert part
    assert part not in (".", "..")
    assert "/" not in part
    assert len(os.fsencode(fitted(part.encode("utf-8", "replace").decode()))) <= 255


def test_names_that_some_file_systems_take_for_one() -> None:
    assert folded("Ёлка") == folded("ёлка")
    assert folded("й") == folded("й")
