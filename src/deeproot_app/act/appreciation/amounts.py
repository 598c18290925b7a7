"""Amounts as people write them, and as they are kept: whole millionths."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from deeproot_app.base.errors import UserError

MICROS: Final = 1_000_000
LARGEST: Final = Decimal(1_000_000_000)
CURRENCY: Final = re.compile(r"[A-Z]{3}")


def micros(amount: Decimal | str) -> int:
    """An amount in whole millionths. Raises UserError for what is no amount, is below nothing, or beyond a milliard."""
    try:
        told = Decimal(amount)
    except InvalidOperation:
        raise UserError(f"{amount!r} is no amount; write it as 25 or 25.50.") from None
    if not told.is_finite() or not 0 <= told <= LARGEST:
        raise UserError("An amount is between 0 and 1,000,000,000.")
    kept = told * MICROS
    if kept != int(kept):
        raise UserError("An amount has at most six decimals.")
    return int(kept)


def currency(code: str) -> str:
    """A currency's code. Raises UserError for what cannot be one."""
    told = code.strip().upper()
    if not CURRENCY.fullmatch(told):
        raise UserError(f"{code!r} is no currency; write its three letters, such as EUR (ISO 4217).")
    return told
