"""Messages: each is raised as a literal template, has all its values, and has its Russian with the same places."""

from __future__ import annotations

import ast
import errno
import os
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

pytest.importorskip("apiflask", reason="needs the extra 'serve'")
from templates import calls, templates, texts

from models.catalogue import Catalogue, read

PLACE = re.compile(r"\{(\w+)\}")
PACKAGES = ["models", "aligner", "server"]
#: What has messages of its own, with their Russian in the catalogues of the others.
SPEAKING = [*PACKAGES, "tolmach"]


@cache
def literals() -> set[object]:
    """Every literal of the packages."""
    files = [path for name in SPEAKING for path in Path(str(import_module(name).__file__)).parent.rglob("*.py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files]
    return {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def plural(call: ast.Call) -> ast.expr | None:
    """The second template, for another number than one."""
    return call.args[1] if ast.unparse(call.func) == "Message" and len(call.args) > 1 else None


@pytest.mark.parametrize("package", SPEAKING)
def test_a_message_is_no_sentence_put_together(package: str) -> None:
    """An f-string or a sum could not be looked up, and a value in it would be taken for a place."""
    built = [
        f"{place}: {ast.unparse(call.args[0])}"
        for place, call in calls(package)
        if any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in call.args[:2])
    ]
    assert built == []


@pytest.mark.parametrize("package", SPEAKING)
def test_a_template_has_a_value_for_each_place_and_no_others(package: str) -> None:
    wrong = []
    for place, call in calls(package):
        given = {keyword.arg for keyword in call.keywords} - {"details"}
        for text in texts(call.args[0]) or ():
            several = texts(call.args[1]) if plural(call) is not None else []
            places = {name for one in (text, *(several or [])) for name in PLACE.findall(one)}
            if None not in given and given and places != given | ({"count"} & places):
                wrong.append(f"{place}: {text} {sorted(str(name) for name in given)}")
            if not given and places:
                wrong.append(f"{place}: {text}")
    assert wrong == []


@pytest.mark.parametrize("package", SPEAKING)
def test_every_message_has_its_russian(package: str) -> None:
    known = {text for name in PACKAGES for text in read(name, "ru").forms}
    missing = [text for text in templates(package) if re.search("[A-Za-z]", PLACE.sub("", text)) and text not in known]
    assert missing == []


def russian(package: str) -> Catalogue:
    """The Russian catalogue of a package."""
    return read(package, "ru")


@pytest.mark.parametrize("package", PACKAGES)
def test_the_russian_has_the_places_of_the_english(package: str) -> None:
    for english, forms in russian(package).forms.items():
        assert len(forms) in (1, 3), english
        for form in forms:
            if package == "server" and "%(" in english:  # of a page
                continue
            assert set(PLACE.findall(form)) <= set(PLACE.findall(english)), english


@pytest.mark.parametrize("package", ["models", "aligner"])
def test_no_russian_is_left_over(package: str) -> None:
    """What no message is made of directly is another literal (words of a table), or what the system says."""
    system = {os.strerror(number).lower() for number in errno.errorcode}
    left = [text for text in russian(package).forms if text not in literals() | system]
    assert left == []
