"""Times as files write them, in UTC; those without an offset are in the organisation's zone, and are told of."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from deeproot_app.record.importing.words import shown

SUFFIX: Final = re.compile(r"\s*(?:UTC|GMT|Z)$|\s+(?=[+-]\d\d:?\d\d$)", re.IGNORECASE)
SLASHES: Final = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4})(?:,?\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([AaPp][Mm])?)?", re.ASCII
)
OTHER_FORM: Final = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b", re.ASCII)
"""A day that somebody wrote in another way than ISO 8601."""
MONTHS: Final = 12
NOON: Final = 12
FIRST, LAST = "1800", "9000"
"""Years beyond which a time is a mistake, or means never."""
REMEMBERED: Final = 100_000


class Moments:
    """Reads times and remembers what a person should know about how they were read.

    A moment is text as SQLite keeps it: `2024-05-01 10:00:00`, UTC, with six decimals where it has a fraction.
    """

    def __init__(self, zone: str) -> None:
        self.zone = zone
        self.without_offset = False
        self.repeated = self.skipped = self.other_form = ""
        """An example of each."""
        self._zone: tzinfo = UTC if zone == "UTC" else ZoneInfo(zone)
        self._offsets: dict[str, timedelta] = {}

    def read(self, cell: str) -> str:
        """The moment that an ISO 8601 cell names; a date alone is its first instant. Raises ValueError in a clause."""
        try:
            found = datetime.fromisoformat(cell)
            if len(cell) == 20 and cell[-1] == "Z" and FIRST <= cell[:4] <= LAST:
                return f"{cell[:10]} {cell[11:19]}"
        except ValueError:
            found = self._spelt_otherwise(cell)
        return self.utc(found, cell)

    def read_any(self, cell: str, forms: tuple[str, ...]) -> str:
        """The moment of a cell written in the first of the ``forms`` that fits. Raises ValueError in a clause."""
        for form in forms[:-1]:
            try:
                return self.read_as(cell, form)
            except ValueError:
                continue
        return self.read_as(cell, forms[-1])

    def read_as(self, cell: str, form: str) -> str:
        """The moment of a cell written as ``form`` says: strptime's words, `unix`, `unix_ms`, `iso` or `slashes`."""
        if form == "iso":
            return self.read(cell)
        if form == "slashes":
            return self.utc(_slashed(cell), cell)
        try:
            if form.startswith("unix"):
                found = datetime.fromtimestamp(float(cell) / (1000 if form == "unix_ms" else 1), UTC)
            else:
                found = datetime.strptime(cell, form)  # noqa: DTZ007 - a zone, where there is none, is given below
        except (ValueError, OverflowError, OSError):
            raise ValueError(f"{shown(cell)} is not a time written as {form}") from None
        return self.utc(found, cell)

    def utc(self, found: datetime, cell: str) -> str:
        self.without_offset |= found.tzinfo is None
        try:
            text = str(self._in_utc(found))
        except OverflowError:  # it lies before or after all years of a calendar
            text = ""
        if not FIRST <= text[:4] <= LAST:
            raise ValueError(
                f"{shown(cell)} lies outside the years {FIRST} to {LAST}; leave it empty where there is none"
            )
        return text

    def _in_utc(self, found: datetime) -> datetime:
        if found.tzinfo is not None:
            return found.astimezone(UTC).replace(tzinfo=None)
        return found if self._zone is UTC else found - self._offset(found)

    def _offset(self, local: datetime) -> timedelta:
        """The zone's offset at that hour of its clocks: the first of two, where they were put back."""
        minute = local.isoformat(timespec="minutes")
        known = self._offsets.get(minute)
        if known is None:
            if len(self._offsets) >= REMEMBERED:
                self._offsets.clear()
            known = self._offsets[minute] = local.replace(tzinfo=self._zone).utcoffset() or timedelta()
        later = local.replace(tzinfo=self._zone, fold=1).utcoffset()
        if later is not None and later != known:
            if known > later:
                self.repeated = self.repeated or minute
            else:
                self.skipped = self.skipped or minute
        return known

    def _spelt_otherwise(self, cell: str) -> datetime:
        """ISO 8601 but for a blank before the offset, or a zone called UTC."""
        match = SUFFIX.search(cell)
        offset = "" if match is None else cell[match.end() :] or "+00:00"
        try:
            return datetime.fromisoformat((cell[: match.start()] if match else "") + offset)
        except ValueError:
            if OTHER_FORM.match(cell):
                self.other_form = self.other_form or cell
            raise ValueError(f"{shown(cell)} is not an ISO 8601 time, such as 2026-06-30T14:05:00+02:00") from None

    def notes(self) -> list[str]:
        """What to tell of the times that are written in another form, and of those that had no offset."""
        notes = []
        if self.other_form:
            notes.append(
                f"Times such as {shown(self.other_form)} are not ISO 8601: *Map its columns* on the import page says "
                "how they are written, and so does a mapping (docs/importing.md)."
            )
        return notes + self.notes_of_the_zone()

    def notes_of_the_zone(self) -> list[str]:
        """What to tell of the times that had no offset."""
        if not self.without_offset:
            return []
        notes = [f"Times without an offset were read in the organisation's zone, {self.zone}."]
        if self.repeated:
            notes.append(
                f"Some fall into an hour that the clocks of {self.zone} go through twice, such as {self.repeated}: "
                "the first was taken."
            )
        if self.skipped:
            notes.append(
                f"Some name an hour that the clocks of {self.zone} skip, such as {self.skipped}: they were read as if "
                "the clocks had not yet been put forward."
            )
        return notes


def _slashed(cell: str) -> datetime:
    """A day, a month and a year between slashes, and perhaps a time: only where it is plain which is the day."""
    match = SLASHES.fullmatch(cell)
    if match is None:
        raise ValueError(f"{shown(cell)} is not a time that we know how to read")
    first, second = int(match[1]), int(match[2])
    if first <= MONTHS and second <= MONTHS and first != second:
        raise ValueError(
            f"{shown(cell)} may mean two days: its day and its month cannot be told apart; "
            "export with dates as 2026-12-31, or map the column and say how its times are written"
        )
    day, month = (first, second) if first > MONTHS else (second, first)
    hour = int(match[4] or 0)
    if match[7]:
        hour = hour % NOON + (NOON if match[7].lower() == "pm" else 0)
    try:
        return datetime(int(match[3]), month, day, hour, int(match[5] or 0), int(match[6] or 0))  # noqa: DTZ001
    except ValueError:
        raise ValueError(f"{shown(cell)} is no day of the calendar") from None
