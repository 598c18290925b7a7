"""How long a row of a file may be, and what is kept of one that is longer."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 8 << 20
"""Characters a row may have; longer ones are refused."""
KEPT: Final = 1_000
"""Characters kept of a row that is too long to keep."""
