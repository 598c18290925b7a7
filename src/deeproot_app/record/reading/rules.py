"""By which rules texts are read and what they say is applied: the organisation's, else the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from deeproot.read.message import VERSION
from deeproot_app.base import clock
from deeproot_app.base.models import Organisation, User

SURE: Final = 0.75
"""The confidence from which a belief is held by rule."""
SURE_OUTCOME: Final = 0.55
"""The confidence from which what became of a promise is applied by rule, said in its own thread."""
WORTH_ASKING: Final = 0.5
"""The confidence from which an outcome of less is worth a person's look."""
FOLLOWED: Final = timedelta(days=180)
"""For how long after a promise later messages are read for what became of it."""
TERM: Final = timedelta(days=7)
"""What "soon" means."""
HARD_TIMES: Final = timedelta(days=90)
"""For how long hard times are taken to last after they were last told of."""
IN_THREAD: Final = 60
ELSEWHERE: Final = 20
"""How many later messages of a promise's own thread, and of other threads, are read for what became of it."""


@dataclass(frozen=True)
class Rules:
    """What a reading is told beside the texts."""

    zone: str = "UTC"
    country: str | None = None
    term: timedelta = TERM
    sure: float = SURE
    sure_outcome: float = SURE_OUTCOME
    version: int = VERSION
    zones: Mapping[str, str] = field(default_factory=dict)
    """The zones of our members, as far as they are known."""
    until: datetime | None = None
    """How far the record goes: what nobody had answered by then is unanswered. None: as far as what is at hand."""

    def how_of(self, member_id: str | None) -> dict[str, Any]:
        """What `deeproot.read.due.find` takes, for what a member of ours wrote."""
        zone = self.zones.get(member_id or "", self.zone)
        return {"zone": zone, "country": self.country, "default": self.term}


def in_force() -> Rules:
    """The rules as the organisation has them."""
    organisation = Organisation.get()
    users = User.objects.exclude(member_id="").exclude(timezone="")
    zones = dict(users.values_list("member_id", "timezone"))
    return Rules(organisation.timezone, organisation.country or None, zones=zones, until=clock.now())
