"""Calendars as files to import: the meetings that lie behind us, each with the customers who came."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from deeproot_app.base import clock
from deeproot_app.base.models import Organisation
from deeproot_app.channels.calendar import Event, Meeting, components, event, is_calendar, meetings
from deeproot_app.channels.calendar.events import DECLINED, NEVER, Attendee
from deeproot_app.channels.shapes import Unreadable
from deeproot_app.record.files.look import begins, look, looked_together
from deeproot_app.record.files.opened import FileError, opened, refuse_changed
from deeproot_app.record.files.rows import Block
from deeproot_app.record.importing.meetings.prepare import PreparingTalks, mapping_of, refusals
from deeproot_app.record.importing.meetings.talks import Person, Talk
from deeproot_app.record.importing.meetings.versions import recorded_versions
from deeproot_app.record.importing.moments import Moments
from deeproot_app.record.importing.plan import Options, Planned, name_of, source_of
from deeproot_app.record.importing.prepared import Prepared, Refusals
from deeproot_app.record.importing.store import Store
from deeproot_app.record.models.customers import ID

ENDINGS: Final = frozenset({".ics", ".ical"})
SOURCE: Final = "calendar"
HEAD: Final = 256
MOST_BYTES: Final = 256 << 20
COLUMNS: Final = ("meeting", "when", "who", "file")
"""What is shown of a meeting."""
CELLS: Final = {"happened_at": "when", **dict.fromkeys(("contact_id", "member_id", "customer_id"), "who")}
SAYS: Final = "Meetings of a calendar that lie behind us, with customers who came."
MAPPING: Final = mapping_of(
    "calendar", SAYS, CELLS | dict.fromkeys(("interaction_id", "thread_id", "subject"), "meeting")
)
LONGEST_UID: Final = ID - 60


@dataclass(frozen=True)
class PlannedCalendar(Planned):
    """Some calendar files, read as one: an invitation, its answers and its end often are files of their own."""

    files: tuple[Path, ...] = ()
    customer: str | None = None

    @property
    def settled(self) -> bool:
        """Who is known may have changed since, and time has gone on."""
        return False

    def rows(self) -> Events:
        return Events(self)

    def first(self, most: int) -> list[list[str]]:
        found = [Events.shown(one) for one in Events(self).past[:most]]
        return [[*cells, ""] for cells in found]

    def preparing(self, store: Store, moments: Moments) -> PreparingCalendar:
        return PreparingCalendar(store, self)

    def refuse_changed(self) -> None:
        if len(self.files) == 1:
            refuse_changed(self.path, self.look.stamp)


class Events:
    """The meetings of the files, in blocks; the raw text of each is its event's."""

    def __init__(self, planned: PlannedCalendar) -> None:
        self._planned = planned
        self.position = 0

    @cached_property
    def _components(self) -> list[tuple[str, str, Event | Unreadable]]:
        """(file, text, event) of every event there is."""
        every = ((path.name, one) for path in self._planned.files for one in components(_raw(path)))
        return [(name, _kept(one.text, one.method), event(one)) for name, one in every]

    @cached_property
    def past(self) -> list[Meeting]:
        """The meetings that lie behind us, and those that were called off, in order."""
        events = [one if isinstance(one, Event) else None for _, _, one in self._components]
        found = meetings(events, ZoneInfo(self._planned.zone), clock.now())
        return sorted(found, key=lambda one: (one.at, one.id))

    def blocks(self, rows: int, characters: int) -> Iterator[Block]:
        """The meetings, then the events that cannot be read."""
        block = Block()
        for line, (cells, text) in enumerate(self._entries(), 1):
            block.lines.append(line)
            block.cells.append(cells)
            block.texts.append(text)
            block.characters += len(text)
            block.last_line = line
            if len(block.lines) >= rows or block.characters >= characters:
                yield block
                block = Block()
        if block.lines:
            yield block
        self.position = self._planned.look.stamp.size

    def _entries(self) -> Iterator[tuple[list[str], str]]:
        for one in self.past:
            name, text, _ = self._components[one.place]
            yield [*self.shown(one), name, _packed(one)], text
        for name, text, read in self._components:
            if isinstance(read, Unreadable):
                yield ["", "", "", name, json.dumps({"fault": read.reason})], text

    @staticmethod
    def shown(one: Meeting) -> list[str]:
        """What a person is shown of a meeting."""
        who = ", ".join(person.name or person.address for person in one.attendees[:20])
        return [one.subject, one.at.isoformat(), who]


class PreparingCalendar(PreparingTalks):
    """Turns meetings into values."""

    def __init__(self, store: Store, planned: PlannedCalendar) -> None:
        super().__init__(store, planned.customer)
        self._zone = ZoneInfo(planned.zone)
        self.later = 0
        """How many meetings are recorded in a later version than the file's."""

    def block(self, block: Block) -> tuple[list[Prepared], Refusals]:
        told = [json.loads(cells.pop()) for cells in block.cells]
        ids = [_id(one.get("id", "")) for one in told]
        recorded = recorded_versions([one for one in ids if one], self._zone)
        talks = [self._talk(one, name, recorded) for one, name in zip(told, ids, strict=True)]
        return self.rows(block, talks, refusals())

    def _talk(
        self, told: Mapping[str, object], name: str, recorded: Mapping[str, tuple[int, datetime]]
    ) -> Talk | Unreadable | None:
        if "fault" in told:
            return Unreadable(str(told["fault"]))
        version = (int(str(told["sequence"])), datetime.fromisoformat(str(told["stamp"])))
        if told["cancelled"]:
            self.called_off += name in recorded
            self.apart += 1
            return None
        if name in recorded and recorded[name] > version:
            self.later += 1
            return None
        people = [Person(*one) for one in told["people"]]  # type: ignore[attr-defined]
        thread = str(told["thread"])
        return Talk(
            id=name,
            at=datetime.fromisoformat(str(told["at"])),
            people=tuple(people),
            subject=str(told["subject"]),
            thread=_id(thread) if thread else "",
        )

    def notes(self) -> list[str]:
        """What a person should know of how the meetings were read."""
        notes = super().notes()
        if self.later:
            notes.append(f"{self.later:,} meetings are recorded in a later version: they stay so.")
        if self.called_off:
            notes.append(
                f"{self.called_off:,} meetings that are recorded were called off since; "
                "to take them away, undo the import that brought them."
            )
        return notes


def _id(uid: str) -> str:
    """The id of an interaction by that of a meeting, however long programs make those."""
    if not uid:
        return ""
    uid = "".join(uid.split())
    if len(uid) > LONGEST_UID:
        series, slash, of = uid.rpartition("/")
        uid = f"{sha256((series or uid).encode()).hexdigest()[:40]}{slash}{of if series else ''}"[:LONGEST_UID]
    return f"{SOURCE}:{uid}"


def _packed(one: Meeting) -> str:
    """All of a meeting, as a cell carries it from reading to preparing."""
    people = [[who.name, who.address, who.says == DECLINED] for who in _everybody(one)]
    return json.dumps(
        {
            "id": one.id,
            "at": one.at.isoformat(),
            "subject": one.subject,
            "people": people,
            "sequence": one.version[0],
            "stamp": (one.version[1] or NEVER).astimezone(UTC).isoformat(),
            "thread": one.thread,
            "cancelled": one.cancelled,
        }
    )


def _everybody(one: Meeting) -> Sequence[Attendee]:
    """Who was asked, whoever asked first; the organizer comes unless they say otherwise."""
    organizer = one.organizer
    if organizer is None or any(who.address == organizer.address for who in one.attendees):
        first = organizer.address if organizer else ""
        return sorted(one.attendees, key=lambda who: who.address != first)
    return [replace(organizer, says=""), *one.attendees]


def _kept(text: str, method: str) -> str:
    """An event's text as it is kept raw, with the file's METHOD, which stands outside of it."""
    return f"METHOD:{method}\n{text}" if method else text


def is_calendars(path: Path) -> bool:
    """Whether a file is a calendar, by its ending or by how it begins."""
    return path.suffix.casefold() in ENDINGS or begins(path, HEAD, is_calendar)


def plan_calendars(path: Path, options: Options, shown: str, files: Sequence[Path] = ()) -> PlannedCalendar:
    """Calendars, looked at: one file, or the ``files`` of the folder ``path``. Raises FileError."""
    looks = [look(one) for one in files or (path,)]
    for one in looks:
        if one.stamp.size > MOST_BYTES:
            raise FileError(f"{one.path}: the calendar is longer than {MOST_BYTES >> 20} MiB; export it in parts.")
        if not begins(one.path, HEAD, is_calendar):
            raise FileError(f"{one.path} is no calendar: it does not begin with BEGIN:VCALENDAR.")
    source = source_of(options.source or name_of(shown.rstrip("/"))[:100])
    every = tuple(one.path for one in looks)
    zone = Organisation.get().timezone
    return PlannedCalendar(
        path, shown, looked_together(path, looks), MAPPING, COLUMNS, 0, (), source, zone,
        files=every, customer=options.customer,
    )  # fmt: skip


def _raw(path: Path) -> bytes:
    with opened(path) as (stream, _):
        return stream.read(MOST_BYTES)
