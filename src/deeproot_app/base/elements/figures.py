"""How a number is written for a reader: its digits, its unit, its currency. What is missing is never shown as 0."""

from __future__ import annotations

from decimal import Decimal
from math import isnan
from typing import Final

MICROS: Final = 1_000_000
PLURALS: Final = {
    "people": ("person", "people"),
    "touches": ("touch", "touches"),
    "pitches": ("pitch", "pitches"),
    "replies": ("reply", "replies"),
    "promises": ("promise", "promises"),
    "count": ("", ""),
    "share": ("%", "%"),
}
"""Units whose words are not "day", "days"."""


def written(value: float | Decimal | str | None, unit: str = "", digits: int | None = None) -> tuple[str, str]:
    """The digits and the unit word of a figure; ("", "") where it is None, no number, or empty as a template has it.

    A share of 0.372 is ("37", "%"); a difference keeps its sign; days and hours have one digit below 10;
    what rounds to nothing has no sign of its own.
    """
    if value is None or isinstance(value, str) or isnan(value):
        return "", ""
    value = float(value)
    if unit == "share":
        return f"{value * 100:z,.{digits or 0}f}", "%"
    if unit == "difference":
        return f"{value:+z,.{2 if digits is None else digits}f}", ""
    text = f"{value:z,.{_digits(value) if digits is None else digits}f}"
    return text, _word(unit, text)


def _digits(value: float) -> int:
    return 0 if value == int(value) or abs(value) >= 10 else 1


def _word(unit: str, text: str) -> str:
    one, many = PLURALS.get(unit, (unit.removesuffix("s"), unit))
    return one if text == "1" else many


def money(micros: int | Decimal | str | None, currency: str) -> str:
    """An amount of whole millionths as `EUR 1,234.50`; a whole amount has no decimals, and none is rounded away."""
    if micros is None or isinstance(micros, str):
        return ""
    amount = Decimal(micros) / MICROS
    cents = amount.quantize(Decimal("0.01"))
    if amount == int(amount):
        shown = f"{amount:,.0f}"
    else:
        shown = f"{cents:,.2f}" if cents == amount else f"{amount.normalize():,f}"
    return f"{currency}\N{NO-BREAK SPACE}{shown}"
