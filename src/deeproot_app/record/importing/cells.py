"""From text to values: one column of a block at a time, each cell a value or the reason why it is none.

Values are as the database keeps them: moments as UTC text, amounts in whole millionths, lists as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any, Final

from django.db.models import ForeignKey

from deeproot.tables import Column
from deeproot_app.record.importing import words
from deeproot_app.record.importing.moments import Moments
from deeproot_app.record.safe import unsafe
from deeproot_app.record.shape import MICROS, Shape

Value = str | int | float | bool | None
Faults = dict[int, str]
"""The place of a cell in its block, and what is wrong with it."""

LONGEST_LIST: Final = 10_000
LIMITS: Final[dict[str, tuple[float, float]]] = {
    "customer_words": (0, 1e9),
    "our_words": (0, 1e9),
    "customer_seconds": (0, 1e8),
    "our_seconds": (0, 1e8),
    "sentiment": (-1, 1),
    "score": (-1e6, 1e6),
    "period_months": (1, 1200),
    "seen": (0, 1e15),
    "stored": (0, 1e15),
    "refused": (0, 1e15),
}
"""The least and the most a number may be."""
FREE_TEXT: Final = {"text", "subject", "body", "metric"}
"""Kept as written, blanks and all."""
EMPTY_LIST: Final = "[]"
"""What an empty cell of a list says: there is none."""
PART: Final = re.compile(r"(?:\\[;\\]|[^;])+")
ESCAPED: Final = re.compile(r"\\([;\\])")
"""In a list, a semicolon that belongs to an id is written `\\;`, and a backslash before one `\\\\`."""
UNSTORABLE: Final = re.compile(r"[\x00\ud800-\udfff]")


def reader(shape: Shape, column: Column | str, moments: Moments) -> Callable[[str], Value]:
    """How a cell of that column is read that is not empty. What it gives raises ValueError, in a clause."""
    if isinstance(column, str):
        return _email if column.endswith("email") else _read_from_text if column == "read_from_text" else str
    if column.words:
        return words.one_of(shape.name, column.name, column.words)
    special: dict[str, Callable[[str], Value]] = {
        "country": words.country,
        "currency": words.currency,
        "timezone": words.zone,
        "email": _email,
        "amount": micros,
    }
    if column.name in special:
        return special[column.name]
    kinds: dict[str, Callable[[str], Value]] = {
        "timestamp": moments.read,
        "bool": words.truth,
        "list": _list,
        "int64": _number(column.name, whole=True),
        "float64": _number(column.name, whole=False),
    }
    return kinds.get(column.type) or _text(longest(shape, column.name))


def longest(shape: Shape, column: str) -> int | None:
    """How many characters the column holds; None for as many as one likes."""
    found = next(kept for kept in shape.model._meta.concrete_fields if kept.column == column)
    return found.target_field.max_length if isinstance(found, ForeignKey) else found.max_length


def values(cells: Sequence[str], read: Callable[[str], Value], *, as_written: bool) -> tuple[list[Value], Faults]:
    """A whole column: empty cells are null; a cell that cannot be read is null and has its reason."""
    if not any(cells):
        return [None] * len(cells), {}
    if not as_written:
        cells = list(map(str.strip, cells))
    if "\n'" in "\n".join(("", *cells)):
        cells = [unsafe(cell) for cell in cells]
    distinct = set(cells)
    if len(distinct) * 4 < len(cells):
        return _few(cells, distinct, read)
    found: list[Value] = []
    faults: Faults = {}
    rest = iter(cells)
    while True:
        try:
            found.extend(read(cell) if cell else None for cell in rest)
        except ValueError as fault:
            faults[len(found)] = str(fault)
            found.append(None)
        else:
            return found, faults


def _few(cells: Sequence[str], distinct: set[str], read: Callable[[str], Value]) -> tuple[list[Value], Faults]:
    """A column of few different cells: each is read once."""
    meanings: dict[str, Value] = {"": None}
    reasons: dict[str, str] = {}
    for cell in distinct - {""}:
        try:
            meanings[cell] = read(cell)
        except ValueError as fault:
            meanings[cell], reasons[cell] = None, str(fault)
    faults = {at: reasons[cell] for at, cell in enumerate(cells) if cell in reasons} if reasons else {}
    return [meanings[cell] for cell in cells], faults


def micros(cell: str) -> int:
    """An amount in whole millionths, rounded half to even beyond them."""
    try:
        amount = Decimal(cell)
    except InvalidOperation:
        hint = "; write it with a point and no thousands mark, or give a mapping" if "," in cell else ""
        raise ValueError(f"{words.shown(cell)} is not an amount{hint}") from None
    if not amount.is_finite() or abs(amount) >= 9_000_000_000_000:
        raise ValueError(f"{words.shown(cell)} is not an amount between -9 and 9 trillion")
    return int((amount * MICROS).to_integral_value())


def _number(name: str, *, whole: bool) -> Callable[[str], Value]:
    least, most = LIMITS.get(name, (-1e18, 1e18))
    kind = "a whole number" if whole else "a number"

    def read(cell: str) -> Value:
        try:
            if len(cell) > 40 or "_" in cell:
                raise ValueError
            found: float = int(cell) if whole and cell.isdecimal() else float(cell)
        except ValueError:
            raise ValueError(f"{words.shown(cell)} is not {kind}") from None
        if not isfinite(found) or (whole and found != int(found)):
            raise ValueError(f"{words.shown(cell)} is not {kind}")
        if not least <= found <= most:
            raise ValueError(f"{words.shown(cell)} is not between {least:,.0f} and {most:,.0f}")
        return int(found) if whole else found

    return read


def _text(longest: int | None) -> Callable[[str], Value]:
    if longest is None:
        return str

    def read(cell: str) -> Value:
        if len(cell) > longest:
            raise ValueError(f"{words.shown(cell)} has {len(cell):,} characters; at most {longest} are kept here")
        return cell

    return read


def _email(cell: str) -> Value:
    """An address in lower case. Only what plainly is none is refused: real addresses are stranger than any rule."""
    if len(cell) > 254 or cell.count("@") < 1 or any(character.isspace() for character in cell):
        raise ValueError(f"{words.shown(cell)} is not an e-mail address")
    return cell.lower()


def _list(cell: str) -> Value:
    if "\\" in cell:
        parts = [ESCAPED.sub(r"\1", part).strip() for part in PART.findall(cell)]
    else:
        parts = [part.strip() for part in cell.split(";")]
    if len(parts) > LONGEST_LIST:
        raise ValueError(f"the list has {len(parts):,} parts; at most {LONGEST_LIST:,} are kept")
    return json.dumps([part for part in parts if part])


def _read_from_text(cell: str) -> Value:
    """`kind=0.93;needs_answer=1.0`: which columns a text was read for, and how surely; `none`: it is not to be read."""
    parts = [part.partition("=") for part in cell.split(";") if part.strip() and cell != "none"]
    try:
        return json.dumps({name.strip(): float(sure) for name, _, sure in parts}, sort_keys=True)
    except ValueError:
        raise ValueError(f"{words.shown(cell)} is not a list like kind=0.93;needs_answer=1.0") from None


def unstorable(rows: Sequence[Any]) -> list[int]:
    """The places of rows that hold a NUL or a byte that is no character of the file's encoding."""
    return [at for at, row in enumerate(rows) if any(UNSTORABLE.search(cell) for cell in row)]
