"""The fixtures, with a mapping that reads them."""

from pathlib import Path
from typing import Any

from deeproot_app.channels.webhook.tests.test_webhook import MAPPING

SETTINGS = {"mapping": MAPPING}


def deliveries() -> list[tuple[bytes, dict[str, Any]]]:
    return [(path.read_bytes(), {}) for path in sorted((Path(__file__).parent.parent / "fixtures").iterdir())]
