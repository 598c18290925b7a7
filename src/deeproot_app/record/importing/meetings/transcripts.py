"""A transcript as a file to import: one conversation, whose words are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from deeproot.read.words import count
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation
from deeproot_app.channels.shapes import Unreadable
from deeproot_app.channels.transcripts import Cue, Turn, began, called, cues, fingerprint, turns
from deeproot_app.channels.transcripts.cues import MOST_BYTES, is_vtt
from deeproot_app.record.files.look import begins, look
from deeproot_app.record.files.opened import opened
from deeproot_app.record.files.rows import Block
from deeproot_app.record.importing.meetings.prepare import PreparingTalks, mapping_of, refusals
from deeproot_app.record.importing.meetings.talks import Person, Spoken, Talk
from deeproot_app.record.importing.meetings.whose import Known
from deeproot_app.record.importing.moments import Moments
from deeproot_app.record.importing.plan import Options, Planned, name_of, source_of
from deeproot_app.record.importing.prepared import Prepared, Refusals
from deeproot_app.record.importing.store import Store

ENDING: Final = ".vtt"
SOURCE: Final = "transcript"
HEAD: Final = 64
COLUMNS: Final = ("who", "words", "when", "file")
"""What is shown of a transcript."""
CELLS: Final = {
    "happened_at": "when",
    **dict.fromkeys(("contact_id", "member_id", "customer_id"), "who"),
    **dict.fromkeys(
        ("interaction_id", "body", "customer_words", "our_words", "customer_seconds", "our_seconds"), "words"
    ),
}
MAPPING: Final = mapping_of("transcript", "The transcript of a call: who said what, and for how long.", CELLS)
NO_MOMENT: Final = (
    "does not say when the call was: neither in a NOTE nor in the file's name; "
    "say it with --at 2026-03-12T14:00 (on the page: under “Read it another way”)"
)


@dataclass(frozen=True)
class PlannedTranscript(Planned):
    """A transcript, ready to be read."""

    customer: str | None = None
    at: datetime | None = None
    """When the call began; None where nothing says so."""

    @property
    def settled(self) -> bool:
        """Who is known may have changed since: the same transcript may be somebody's now."""
        return False

    def rows(self) -> Raw:
        return Raw(self)

    def first(self, most: int) -> list[list[str]]:
        found = cues(_raw(self.path))
        if isinstance(found, Unreadable):
            return []
        name, when = Path(self.shown).name, self.at.isoformat() if self.at else ""
        return [[turn.speaker, turn.text, when, name] for turn in turns(found)[:most]]

    def preparing(self, store: Store, moments: Moments) -> PreparingTranscript:
        return PreparingTranscript(store, self)

    @property
    def fingerprint(self) -> dict[str, object]:
        return super().fingerprint | {"customer": self.customer, "at": str(self.at)}


class Raw:
    """The one thing that the file holds."""

    def __init__(self, planned: PlannedTranscript) -> None:
        self._planned = planned
        self.position = 0

    def blocks(self, rows: int, characters: int) -> Iterator[Block]:
        """The whole file, in one block."""
        raw = _raw(self._planned.path)
        self.position = len(raw)
        text = raw.decode("utf-8", "surrogateescape")
        yield Block([1], [["", "", "", Path(self._planned.shown).name]], [text], [], 1, len(text))


class PreparingTranscript(PreparingTalks):
    """Turns a transcript into values."""

    def __init__(self, store: Store, planned: PlannedTranscript) -> None:
        super().__init__(store, planned.customer)
        self._planned = planned

    def block(self, block: Block) -> tuple[list[Prepared], Refusals]:
        refused = refusals()
        talks = [self._talk(text.encode("utf-8", "surrogateescape")) for text in block.texts]
        for place, talk in enumerate(talks):
            if isinstance(talk, Talk):
                who = ", ".join(one.shown for one in talk.people)[:500]
                block.cells[place] = [who, "", talk.at.isoformat(), block.cells[place][-1]]
        parts, refused = self.rows(block, talks, refused)
        if self.customer is not None and not self.store.present("customers", {self.customer}):
            for part in parts:
                for place in part.places:
                    refused[place].append(("customer_id", f"there is no customer {self.customer!r}"))
        return parts, refused

    def _talk(self, raw: bytes) -> Talk | Unreadable:
        found = cues(raw)
        if isinstance(found, Unreadable):
            return found
        if self._planned.at is None:
            return Unreadable(f"it {NO_MOMENT}")
        known = Known(self.store, map(_person, called(found)), self.customer)
        said = turns(found, known.names())
        if not any(turn.speaker for turn in said):
            self.many.append("It does not say who speaks: whose words are whose is not known.")
        return _talk(found, said, self._planned)


def _talk(found: list[Cue], said: list[Turn], planned: PlannedTranscript) -> Talk:
    people = {name: _person(name) for name in dict.fromkeys(turn.speaker for turn in said)}
    spoken = tuple(Spoken(people[one.speaker], one.text, count(one.text), one.seconds) for one in said)
    assert planned.at is not None
    return Talk(
        id=f"{SOURCE}:{fingerprint(found)}",
        at=planned.at,
        people=tuple(one for one in people.values() if one.shown),
        spoken=spoken,
        sure=False,
    )


def _person(name: str) -> Person:
    """A speaker; some programs give the address for a name."""
    if "@" in name.strip("@") and " " not in name:
        return Person("", name.lower())
    return Person(name)


def is_transcript(path: Path) -> bool:
    """Whether a file is a transcript, by its ending or by how it begins."""
    return path.suffix.casefold() == ENDING or begins(path, HEAD, is_vtt)


def plan_transcript(path: Path, options: Options, shown: str) -> PlannedTranscript:
    """A transcript, looked at. Raises FileError where it cannot be read, UserError for a moment that is none."""
    found = look(path)
    zone = Organisation.get().timezone
    at = _given(options.at, zone) if options.at else _told(path, shown, zone)
    source = source_of(options.source or name_of(shown)[:100])
    return PlannedTranscript(
        path, shown, found, MAPPING, COLUMNS, 0, (), source, zone, customer=options.customer, at=at
    )


def _given(text: str, zone: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"--at {text!r}: a moment is written like 2026-03-12T14:00.", exit_code=2) from None
    return found if found.tzinfo is not None else found.replace(tzinfo=ZoneInfo(zone))


def _told(path: Path, shown: str, zone: str) -> datetime | None:
    found = began(_raw(path), Path(shown).name)
    return found.replace(tzinfo=ZoneInfo(zone)) if found is not None and found.tzinfo is None else found


def _raw(path: Path) -> bytes:
    with opened(path) as (stream, _):
        return stream.read(MOST_BYTES + 1)
