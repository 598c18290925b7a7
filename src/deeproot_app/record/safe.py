"""Cells that no spreadsheet runs. `+49 30 1234` or `=cmd|...` in a name is data here, and a formula there.

An apostrophe goes before every text that a spreadsheet would take for a formula, and before every text that already
looks so protected; reading takes exactly one away again. What is written and read back is what it was.
"""

from __future__ import annotations

import re
from typing import Final

FORMULA: Final = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
PROTECTED: Final = re.compile(r"'+[=+\-@\t\r＝＋－＠]")


def safe(text: str) -> str:
    """The text as a cell that is not run."""
    return f"'{text}" if FORMULA.match(text) else text


def unsafe(cell: str) -> str:
    """What `safe` was given."""
    return cell[1:] if PROTECTED.match(cell) else cell
