"""Where words stand in a body, so that they can be shown in their place."""

from __future__ import annotations

import re
from typing import Any

LONGEST = 400


def places(body: str, words: list[str]) -> list[dict[str, Any]]:
    """Each of the words with its place in the body, however its lines are broken; without a place where it has none."""
    found: list[dict[str, Any]] = []
    for each in words:
        text = each.strip()
        if not text:
            continue
        start, end = _place(body, text)
        found.append({"text": text[:LONGEST]} | ({} if start < 0 else {"start": start, "end": end}))
    return found


def _place(body: str, text: str) -> tuple[int, int]:
    start = body.find(text)
    if start >= 0:
        return start, start + len(text)
    pieces = text.split()[:100]
    match = re.search(r"\s+".join(map(re.escape, pieces)), body) if len(pieces) > 1 else None
    return match.span() if match else (-1, -1)
