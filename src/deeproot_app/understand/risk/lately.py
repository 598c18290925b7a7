"""What the latest judgement says of one customer, in a line; or that it says nothing, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from deeproot_app.understand.risk.models import RiskChance, RiskJudgement
from deeproot_app.understand.risk.told import WAYS

HORIZON_DAYS: Final = 90


@dataclass(frozen=True)
class Lately:
    """The chance that one customer leaves; None where nobody is ranked."""

    judgement: RiskJudgement
    chance: RiskChance | None
    way: str


def lately(ids: Sequence[str]) -> Lately | None:
    """The latest judgement within 90 days that ranks one of these ids; else one that ranks nobody, else None.

    Two queries. Where the judgement of the other kind ranks, this customer is none of those it asked about: silence.
    """
    done = RiskJudgement.objects.filter(horizon_days=HORIZON_DAYS, state=RiskJudgement.State.DONE)
    latest: dict[str, RiskJudgement] = {}
    for row in done.defer("document").order_by("-as_of", "-pk")[:8]:
        latest.setdefault(row.kind, row)
    if not latest:
        return None
    chances = RiskChance.objects.filter(customer_id__in=ids, judgement__in=list(latest.values()))
    chance = chances.select_related("judgement").defer("judgement__document").order_by("-judgement__as_of").first()
    if chance is not None:
        return Lately(chance.judgement, chance, WAYS.get(chance.judgement.way, ""))
    silent = [row for row in latest.values() if not row.way]
    return Lately(silent[0], None, "") if len(silent) == len(latest) else None
