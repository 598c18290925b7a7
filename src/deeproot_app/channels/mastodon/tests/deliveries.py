"""The fixture as it is kept: each post by itself."""

import json
from pathlib import Path
from typing import Any

HEADERS = {"found": "2026-11-12T08:00:00+00:00"}


def deliveries() -> list[tuple[bytes, dict[str, Any]]]:
    page = json.loads((Path(__file__).parent.parent / "fixtures" / "tag.json").read_bytes())
    return [(json.dumps(post, ensure_ascii=False).encode(), HEADERS) for post in page]
