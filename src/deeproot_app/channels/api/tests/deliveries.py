"""The fixture, with the moment at which such a request is received."""

from pathlib import Path
from typing import Any


def deliveries() -> list[tuple[bytes, dict[str, Any]]]:
    folder = Path(__file__).parent.parent / "fixtures"
    return [(path.read_bytes(), {"received-at": "2026-06-01T09:00:00+00:00"}) for path in sorted(folder.iterdir())]
