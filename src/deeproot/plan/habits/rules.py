"""The rules of habits: each finds, in what was known at a moment, the deeds or the occasions of one habit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

from deeproot.plan.habits.rows import Due, Happening, Known, Passed

SILENT: Final = timedelta(days=30)
GIFT: Final = timedelta(days=45)
PROBE: Final = timedelta(days=3)
BRIEFED: Final = timedelta(days=1)
FOLLOWED: Final = timedelta(days=14)
ASKED_BACK: Final = timedelta(days=7)
HOLDING: Final = timedelta(days=30)
SPOKE: Final = timedelta(days=3)
GIFTS: Final = ("value", "care", "appreciation")
ASKING: Final = ("pitch", "renewal")
LOOKS_BACK: Final = timedelta(days=45)
"""How far before a period a rule reads: rows older than that change nothing."""

Rule = Callable[[Known], Iterator[Happening]]


def silent_called(known: Known) -> Iterator[Happening]:
    """Deeds: a call or meeting with a customer who had heard nothing from us for SILENT before it, but had before."""
    for story in known.stories.values():
        last: datetime | None = None
        for row in filter(lambda one: one.is_touch, story):
            if row.is_spoken and (last is None or row.at - last >= SILENT):
                yield Happening(row.at, row.interaction_id, row.member_id)
            last = row.at


def gift_before_asking(known: Known) -> Iterator[Happening]:
    """Occasions: a pitch or renewal; met where a gift came in the GIFT before it, and after the asking before it."""
    for story in known.stories.values():
        gift: datetime | None = None
        for row in filter(lambda one: one.is_touch, story):
            if row.kind in GIFTS:
                gift = row.at
            elif row.kind in ASKING:
                met = gift is not None and row.at - gift <= GIFT
                yield Happening(row.at, row.interaction_id, row.member_id, met)
                gift = None


def great_probed(known: Known) -> Iterator[Happening]:
    """Occasions: a customer says that all is great; met by a question of ours within PROBE."""
    return _followed(known, "all_great", PROBE, lambda row: row.is_touch and row.asks, theirs=True)


def complaint_asked_back(known: Known) -> Iterator[Happening]:
    """Occasions: a complaint; met by a question of ours within ASKED_BACK."""
    return _followed(known, "complaint", ASKED_BACK, lambda row: row.is_touch and row.asks, theirs=True)


def deed_after_miss_you(known: Known) -> Iterator[Happening]:
    """Occasions: a "we miss you"; met by an answer, care or value within FOLLOWED."""
    return _followed(known, "miss_you", FOLLOWED, lambda row: row.is_touch and row.kind in DEEDS, theirs=False)


DEEDS: Final = ("answer", "care", "value")


def spoken_at_third_holding(known: Known) -> Iterator[Happening]:
    """Occasions: a holding reply after two others within HOLDING; met by a call or meeting within SPOKE."""
    for story in known.stories.values():
        held = [row for row in story if row.is_touch and row.kind == "holding"]
        for before, row in zip(held, held[2:], strict=False):
            if row.at - before.at <= HOLDING:
                yield _occasion(known, story, row, row.member_id, SPOKE, lambda one: one.is_spoken)


def briefed_before_call(known: Known) -> Iterator[Happening]:
    """Occasions: a call or meeting; met by a brief or a note of the same colleague in the BRIEFED before it."""
    for story in known.stories.values():
        read: dict[str | None, datetime] = {}
        for row in story:
            if row.direction == "internal" and row.kind in ("brief", "note"):
                read[row.member_id] = row.at
            elif row.is_spoken:
                at = read.get(row.member_id)
                yield Happening(row.at, row.interaction_id, row.member_id, at is not None and row.at - at <= BRIEFED)


def asked_something(known: Known) -> Iterator[Happening]:
    """Deeds: a question to a customer that sells nothing."""
    for row in _all(known):
        if row.is_touch and row.asks and row.kind not in ASKING:
            yield Happening(row.at, row.interaction_id, row.member_id)


def thanked(known: Known) -> Iterator[Happening]:
    """Deeds: a word of appreciation."""
    for row in _all(known):
        if row.is_touch and row.kind == "appreciation":
            yield Happening(row.at, row.interaction_id, row.member_id)


def noted(known: Known) -> Iterator[Happening]:
    """Deeds: a note or a handover for the next one of us."""
    for row in _all(known):
        if row.direction == "internal" and row.kind in ("note", "handover"):
            yield Happening(row.at, row.interaction_id, row.member_id)


def word_before_due(known: Known) -> Iterator[Happening]:
    """Occasions: a promise falls due; met where it was kept, or moved by a holding reply in time, by then."""
    for row in known.due:
        yield Happening(row.at, row.promise_id, row.member_id, _in_time(row, known.as_of))


def spared_in_hard_times(known: Known) -> Iterator[Happening]:
    """Occasions: a pitch; met where no hard times of that customer were known."""
    for row in _all(known):
        if row.is_touch and row.kind == "pitch":
            hard = any(
                one.customer_id == row.customer_id and one.since <= row.at and (one.until is None or row.at < one.until)
                for one in known.hardships
            )
            yield Happening(row.at, row.interaction_id, row.member_id, not hard)


def _all(known: Known) -> Iterator[Passed]:
    for story in known.stories.values():
        yield from story


def _in_time(row: Due, as_of: datetime) -> bool | None:
    if row.moved_to is not None or (row.kept_at is not None and row.kept_at <= row.at):
        return True
    return False if row.at <= as_of else None


Meets = Callable[[Passed], bool]


def _followed(known: Known, kind: str, within: timedelta, meets: Meets, *, theirs: bool) -> Iterator[Happening]:
    for customer, story in known.stories.items():
        for row in story:
            said = row.direction in ("in", "both") if theirs else row.is_touch
            if row.kind == kind and said and not row.automatic:
                whose = row.member_id or (known.owners.get(customer) if theirs else None)
                yield _occasion(known, story, row, whose, within, meets)


def _occasion(
    known: Known, story: list[Passed], said: Passed, whose: str | None, within: timedelta, meets: Meets
) -> Happening:
    ends = said.at + within
    if any(said.at < row.at <= ends and meets(row) for row in story):
        return Happening(said.at, said.interaction_id, whose, True)
    return Happening(said.at, said.interaction_id, whose, False if ends <= known.as_of else None)
