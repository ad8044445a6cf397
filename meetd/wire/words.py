"""The words of shapes: docstrings of classes, and the sentences below their fields."""

from __future__ import annotations

import ast
import inspect
import itertools
import textwrap
from collections.abc import Iterator


def of_shape(cls: type) -> str:
    """What a shape is."""
    return (inspect.getdoc(cls) or "").split("\n\n")[0].replace("\n", " ")


def of_fields(cls: type) -> dict[str, str]:
    """What fields are, by their names in Python, those inherited too; not all have words."""
    bases = (base for base in reversed(cls.__mro__) if base.__module__ != "builtins")
    return {name: words for base in bases for name, words in _own(base)}


def _own(cls: type) -> Iterator[tuple[str, str]]:
    body = getattr(ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0], "body", [])
    for line, below in itertools.pairwise(body):
        match line, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, " ".join(text.split())
