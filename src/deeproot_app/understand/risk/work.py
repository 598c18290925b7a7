"""Judging in the background, once a week or when somebody asks: each judgement is there whole, or not at all.

It is written in parts, a thousand customers a transaction, and shown once the last is written. Killed, it leaves
rows that no page shows; the next one takes them away.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from deeproot_app.base import clock, jobs
from deeproot_app.record.models import Purchase, Subscription
from deeproot_app.understand.risk.models import RiskChance, RiskJudgement
from deeproot_app.understand.risk.told import as_row, summary
from deeproot_app.understand.source import opened

if TYPE_CHECKING:
    from deeproot.understand.risk.judge import Judgement, Ranked
    from deeproot.understand.risk.leaving import Kind

HORIZONS: Final = (30, 90, 365)
KINDS: Final[tuple[Kind, ...]] = ("contracts", "purchases")
A_WEEK: Final = timedelta(days=7)
A_TRANSACTION: Final = 1_000
WEEKS: Final = 13
"""So many of the latest judgements are kept, and of those before them each month's last."""
SPENT: Final = timedelta(days=1)
"""A judgement that is not done after so long was broken off."""


@jobs.task
def judge_risk(anew: bool = False) -> int:
    """Judge who will leave, as of now: what was not judged within a week, or all ``anew``; how many judgements."""
    return judge(clock.now(), anew)


def judge(as_of: datetime, anew: bool = False) -> int:
    """Judge both kinds of customers within each horizon, and keep it. Where nothing was ever sold, there is nothing."""
    if not (Subscription.objects.exists() or Purchase.objects.exists()):
        return 0
    asked = [(kind, days) for kind in KINDS for days in HORIZONS if anew or not _is_fresh(kind, days, as_of)]
    return _judge(as_of, asked) if asked else 0


def _is_fresh(kind: Kind, days: int, as_of: datetime) -> bool:
    same = RiskJudgement.objects.filter(kind=kind, horizon_days=days, state=RiskJudgement.State.DONE)
    return same.filter(as_of__gt=as_of - A_WEEK).exists()


def _judge(as_of: datetime, asked: Sequence[tuple[Kind, int]]) -> int:
    from deeproot.understand.risk.judge import Risk

    RiskJudgement.objects.exclude(state=RiskJudgement.State.DONE).filter(made_at__lt=clock.now() - SPENT).delete()
    with opened() as source:
        jobs.progress(0, len(asked), "looking back at past dates")
        risk = Risk(source.everything(), as_of)
        for place, (kind, days) in enumerate(asked, 1):
            keep(risk.judge(kind, days))
            jobs.progress(place, len(asked), f"judged customers by {kind}, within {days} days")
    return len(asked)


def keep(found: Judgement) -> RiskJudgement:
    """Store a judgement in place of one of the same moment's day, and let go of what is no longer kept."""
    told = summary(found)
    row = RiskJudgement.objects.create(
        kind=found.kind,
        horizon_days=found.horizon_days,
        lead_days=found.lead_days,
        as_of=found.as_of,
        made_at=clock.now(),
        verdict=found.verdict,
        way=told["way"] or "",
        code=told["code"],
        learnt_from=min(found.dates.learn) if found.dates else None,
        tested_at=found.dates.test if found.dates else None,
        **{name: told[name] for name in ("customers", "learnt", "learnt_left", "tested", "tested_left")},
        auc=told["scores"][told["way"]]["auc"]["value"] if told["way"] else None,
        document=told,
    )
    for begin in range(0, len(found.ranking), A_TRANSACTION):
        _write(row, begin, found.ranking[begin : begin + A_TRANSACTION])
    _finish(row)
    return row


def _write(row: RiskJudgement, begin: int, ranked: Sequence[Ranked]) -> None:
    RiskChance.objects.bulk_create(
        RiskChance(
            judgement=row,
            customer_id=one.customer_id,
            place=begin + place,
            probability=one.probability,
            reasons=[as_row(reason) for reason in one.reasons],
        )
        for place, one in enumerate(ranked, 1)
    )


@transaction.atomic
def _finish(row: RiskJudgement) -> None:
    """Show it, and keep of those before it what history needs."""
    row.state = RiskJudgement.State.DONE
    row.save(update_fields=["state"])
    same = RiskJudgement.objects.filter(kind=row.kind, horizon_days=row.horizon_days, state=RiskJudgement.State.DONE)
    before = list(same.exclude(pk=row.pk).order_by("-as_of", "-pk"))
    months = {(one.as_of.year, one.as_of.month): one.pk for one in reversed(before)}
    kept = {one.pk for one in before[:WEEKS]} | set(months.values())
    gone = [one.pk for one in before if one.pk not in kept or one.as_of.date() == row.as_of.date()]
    same.filter(pk__in=gone).delete()
    if before:
        RiskChance.objects.filter(judgement__in=before).exclude(reasons=[]).update(reasons=[])
