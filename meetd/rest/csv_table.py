"""Tables as CSV (RFC 4180), which no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

KIND = "text/csv"
_FORMULA = re.compile(r"(^|[;|\t\r\n])(\s*)(?=[=+\-@＝＋－＠\t\r\n])")
"""Beginnings of cells that a spreadsheet would carry out; also of such as it makes itself of one,
where its language has something else than a comma between them."""


def table(rows: Iterable[Sequence[object]]) -> str:
    """CSV of rows, of which the first may name the columns; None is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow(["" if cell is None else _harmless(str(cell)) for cell in row])
    return text.getvalue()


def _harmless(cell: str) -> str:
    return _FORMULA.sub(r"\1'\2", cell)
