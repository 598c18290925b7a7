"""Values of some columns as the cells of a file, written so that reading them gives the values again."""

from __future__ import annotations

import json
from collections.abc import Sequence

from deeproot_app.record.safe import safe


def listed(value: Sequence[str]) -> str:
    """A list of words, joined by semicolons; one within a word is marked."""
    return safe(";".join(one.replace("\\", "\\\\").replace(";", "\\;") for one in value if one))


def read_from_text(value: str) -> str:
    """Which columns were read from a text, and how surely, of JSON: `kind=0.93;needs_answer=1.0`, or `none`."""
    return ";".join(f"{name}={sure}" for name, sure in sorted(json.loads(value).items())) or "none"
