"""Fixtures of the channels that are sent JSON, read by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deeproot_app import channels
from deeproot_app.channels.shapes import Told

HERE = Path(channels.__file__).parent


def raw(channel: str, name: str) -> bytes:
    return (HERE / channel / "fixtures" / f"{name}.json").read_bytes()


def tell(channel: str, name: str, headers: Mapping[str, Any] = {}, **settings: str) -> list[Told]:
    """What a fixture tells; fails where it is unreadable."""
    found = channels.channel(channel).told(raw(channel, name), headers, settings)
    assert isinstance(found, list), found
    return found


def changed(channel: str, name: str, **values: Any) -> bytes:
    """The fixture with other values at paths that are written with two underscores between names."""
    document = json.loads(raw(channel, name))
    for path, value in values.items():
        *way, last = path.split("__")
        place = document
        for step in way:
            place = place[step]
        place[last] = value
    return json.dumps(document).encode()


def rows(told: list[Told]) -> list[tuple[str, dict[str, str]]]:
    return [(one.table, dict(one.cells)) for one in told]
