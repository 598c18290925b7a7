"""The fixtures as they are kept: each entry of a feed by itself."""

import json
from pathlib import Path
from typing import Any

from deeproot_app.channels.feeds.parse import entries
from deeproot_app.channels.shapes import Unreadable

HEADERS = {"found": "2026-11-12T08:00:00+00:00"}


def deliveries() -> list[tuple[bytes, dict[str, Any]]]:
    found = []
    for path in sorted((Path(__file__).parent.parent / "fixtures").iterdir()):
        some = entries(path.read_bytes())
        assert not isinstance(some, Unreadable)
        found += [(json.dumps(one, ensure_ascii=False).encode(), HEADERS) for one in some]
    return found
