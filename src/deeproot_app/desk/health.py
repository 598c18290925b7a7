"""Both readings of one customer's health for its page: the parts, the history, what we said, and who leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from deeproot.engines import open_tables
from deeproot.understand.health.behind import Behind as Row
from deeproot.understand.health.behind import behind
from deeproot.understand.health.rule import BY_ID
from deeproot_app.base import access
from deeproot_app.desk.evidence import Behind, found_of
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import Customer
from deeproot_app.record.snapshot.where import HANDED
from deeproot_app.understand import rules
from deeproot_app.understand.health import own
from deeproot_app.understand.health.models import HealthChange, HealthReading, OwnReading
from deeproot_app.understand.health.told import PLACE, TONES, WORDS, apart
from deeproot_app.understand.risk.lately import Lately, lately

LAST: Final = 24
"""So many changes of the computed reading are shown."""
ROWS: Final = 100


@dataclass(frozen=True)
class Both:
    """Both readings of one customer as they stand."""

    row: HealthReading | None
    said: list[OwnReading]
    """What we said, the latest first; what was taken back too."""
    risk: Lately | None

    @property
    def own(self) -> OwnReading | None:
        return next((one for one in self.said if one.taken_back_at is None), None)

    @property
    def apart(self) -> bool:
        return self.row is not None and apart(self.row)

    @property
    def tone(self) -> str:
        return TONES[self.row.reading] if self.row else ""

    @property
    def own_tone(self) -> str:
        return TONES[self.own.reading] if self.own else ""


def both(customer: Customer) -> Both:
    """Four queries."""
    row = HealthReading.objects.filter(pk=customer.pk).first()
    return Both(row, own.of_ids(customer.ids), lately(customer.ids))


def glance(actor: access.Actor, customer: Customer) -> dict[str, Any]:
    """What the customer's first page shows of it."""
    may_say = access.allows(actor, own.ACT)
    return {"both": both(customer), **drawn(history(customer)), "may_say": may_say, "words": own.WORDS}


def parts(row: HealthReading | None) -> list[dict[str, Any]]:
    """The parts as stored, each with what it asks."""
    known = [part for part in (row.parts if row else ()) if part["id"] in BY_ID]
    return [
        {**part, "of": BY_ID[part["id"]], "tone": TONES.get(part["reading"] or "", ""),
         "word": WORDS.get(part["reading"] or "", ""),
         "fresh_at": datetime.fromisoformat(part["at"]) if part["at"] else None}
        for part in known
    ]  # fmt: skip


def history(customer: Customer) -> list[HealthChange]:
    """The changes of the computed reading, the latest first."""
    return list(HealthChange.objects.filter(customer_id__in=customer.ids).order_by("-at", "-pk")[:LAST])


def drawn(changes: list[HealthChange]) -> dict[str, Any]:
    """The readings on a line, the oldest first: bad 1, uneasy 2, good 3, None where it was not known; and whether a
    line can be drawn of them, which takes three after each other."""
    points = [float(PLACE[one.reading]) if one.reading in PLACE else None for one in reversed(changes)]
    threes = zip(points, points[1:], points[2:], strict=False)
    return {"line": points, "drawn": any(None not in three for three in threes)}


def rows(customer: Customer, row: HealthReading, part: str) -> tuple[list[Behind], int]:
    """The rows behind a part, as of the moment at which it was read, and their number; at most 100 are given."""
    assert row.as_of is not None
    tables = open_tables(arrow_tables([customer.pk], tables=HANDED))
    found: list[Row] = behind(tables, row.as_of, customer.pk, part, rules.in_force(row.as_of).health, row.scenarios)
    shown = found[:ROWS]
    records = found_of((one.table, one.id) for one in shown)
    return [Behind(one.id, one.table, one.at, one.value, records.get((one.table, one.id))) for one in shown], len(found)
