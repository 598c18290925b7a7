"""What the channels that are sent JSON have in common: reading that of strangers, its moments, texts and numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from deeproot_app.base import clock
from deeproot_app.channels.shapes import Told

LONGEST: Final = 100_000
"""Characters of a text that are kept; the whole stays with the raw delivery."""
LONGEST_ID: Final = 290
UNSTORABLE: Final = re.compile(r"[\x00\ud800-\udfff]")
BLANKS: Final = re.compile(r"\s+")
ADDRESS: Final = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+")
EARLIEST, LATEST = datetime(1971, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""What lies outside is no moment but a number of something else."""
MILLISECONDS: Final = 20_000_000_000
"""From here on a number of seconds lies so far away that it must be one of milliseconds."""


class NotJson(ValueError):  # noqa: N818 - what the bytes are
    """The bytes are no JSON that can be read; the message is a clause that says why."""


def read_json(raw: bytes) -> Any:
    """What the bytes say. Raises NotJson; of two members of one name in an object the last counts (RFC 8259, 4)."""
    try:
        return json.loads(raw, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise NotJson("it is not in UTF-8") from None
    except json.JSONDecodeError as fault:
        raise NotJson(f"it is no JSON: {fault.msg} at character {fault.pos + 1:,}") from None
    except RecursionError:
        raise NotJson("it is nested too deeply") from None
    except ValueError as fault:  # a number of thousands of digits, or one that is none
        raise NotJson(f"it is no JSON: {fault}") from None


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def key_of(body: bytes, headers: Mapping[str, str]) -> str:
    """The id of what was delivered, as the sender's own: the same whenever it is sent. Empty where it has none."""
    try:
        return identity(at(read_json(body), "id"))
    except NotJson:
        return ""


def at(value: Any, *path: str) -> Any:
    """What lies at the end of a path of names; None where the path breaks off."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def text(value: Any, longest: int = LONGEST) -> str:
    """A text or number as a cell, storable; empty for all else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return UNSTORABLE.sub("\ufffd", str(value)).strip()[:longest]


def line(value: Any, longest: int = 400) -> str:
    """A text on one line."""
    return BLANKS.sub(" ", text(value))[:longest].strip()


def identity(value: Any) -> str:
    """An id; one that is too long is cut, and told apart by a digest of the whole."""
    found = text(value)
    return found if len(found) <= LONGEST_ID else f"{found[:200]}-{sha256(found.encode()).hexdigest()[:32]}"


def address(value: Any) -> str:
    """An e-mail address in lower case; empty for what is none."""
    found = text(value, 254).lower()
    return found if ADDRESS.fullmatch(found) else ""


def country(value: Any) -> str:
    """A country's two letters; empty for what is none."""
    found = text(value, 3).upper()
    found = {"UK": "GB", "EL": "GR"}.get(found, found)
    return found if len(found) == 2 and found.isascii() and found.isalpha() else ""


def moment(value: Any) -> datetime | None:
    """A moment out of ISO 8601 (UTC where it has no offset), or Unix seconds or milliseconds; None for what is none."""
    if isinstance(value, bool):
        return None
    try:
        if isinstance(value, str) and not _is_number(value):
            found = datetime.fromisoformat(value.strip().replace(" UTC", "+00:00"))
        elif isinstance(value, str | int | float):
            seconds = float(value)
            found = datetime.fromtimestamp(seconds / 1000 if abs(seconds) >= MILLISECONDS else seconds, UTC)
        else:
            return None
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if EARLIEST <= found < LATEST else None


def _is_number(value: str) -> bool:
    return value.isascii() and value.replace(".", "", 1).isdigit() and not ("." not in value and len(value) == 8)


def iso(when: datetime | None) -> str:
    """A moment as a cell; empty for None."""
    return clock.written(when) if when else ""


def seconds_later(when: datetime, seconds: float) -> datetime:
    """The moment so much later."""
    return when + timedelta(seconds=seconds)


def told(table: str, when: datetime, key: str, **cells: str) -> Told:
    """What is told of one row.

    What is said with one key at one moment, and yet differs, is told apart by what it says: no order of coming shows.
    """
    said = sha256("\x1f".join(f"{name}\x1e{cell}" for name, cell in sorted(cells.items())).encode()).hexdigest()
    return Told(table, cells, when, f"{key}#{said[:16]}")


def digest(*parts: Any) -> str:
    """An id made of content."""
    return sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:40]
