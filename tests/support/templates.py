"""The templates of messages in the source: what errors are raised with and what ``Message`` is made of."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from models.errors import TolmachError

#: LibreTranslate's clients know its errors by their words: these are never translated.
ENGLISH_ONLY = ("server/compat/",)


@cache
def calls(package: str) -> list[tuple[str, ast.Call]]:
    """Every place of a package where an error of ours or a message is made: ``aligner/x.py:7`` and the call."""
    root = Path(str(import_module(package).__file__)).parent
    found = []
    for path in sorted(root.rglob("*.py")):
        shown = path.relative_to(root.parent).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [(f"{shown}:{call.lineno}", call) for call in makers(tree)]
    return found


def makers(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls of one file that make an error of ours or a message."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).split(".")[-1] in names():
            yield node


@cache
def names() -> frozenset[str]:
    """The names of our error classes, and ``Message``."""
    for module in ("aligner.batch.errors", "aligner.errors", "server.errors", "server.web.access",
                   "server.api.documents",
                   "server.ops.backup", "server.settings"):  # fmt: skip
        import_module(module)
    found, waiting = {"Message"}, [TolmachError]
    while waiting:
        kind = waiting.pop()
        found.add(kind.__name__)
        waiting += kind.__subclasses__()
    return frozenset(found)


def texts(node: ast.expr) -> list[str] | None:
    """The literal that a template is, both of an if; None where it is no literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        one, other = texts(node.body), texts(node.orelse)
        return None if one is None or other is None else one + other
    return None


def templates(package: str) -> dict[str, list[str]]:
    """Template -> where it is used; those that have words to translate and are not English by contract."""
    found: dict[str, list[str]] = {}
    for place, call in calls(package):
        if place.startswith(ENGLISH_ONLY):
            continue
        for text in texts(call.args[0]) or ():
            found.setdefault(text, []).append(place)
    return found
