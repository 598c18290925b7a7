"""The answers behind a figure: of one survey or all, of one scale, with low marks, with words, with nobody's reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from deeproot.measure.surveys.scales import SCALES
from deeproot_app.act.models import Answer, Survey
from deeproot_app.base import access
from deeproot_app.measure.surveys.reckoned import prefix_of
from deeproot_app.record.models import Interaction

MARKS: Final = {"": "Every mark", "good": "Good marks", "between": "Between", "low": "Low marks"}
STATES: Final = {"": "All answers", "words": "With words", "open": "Low, and nobody got back to them"}
GROUPS: Final = ("persona", "owner", "country", "kind")


@dataclass(frozen=True)
class Wanted:
    """Which answers. What is empty does not narrow."""

    survey: Survey | None = None
    scale: str = ""
    marks: str = ""
    mark: float | None = None
    state: str = ""
    group: str = ""
    value: str = ""
    """The persona, owner, country or kind; where it is empty though ``group`` is given: those without one."""
    begins: datetime | None = None
    ends: datetime | None = None
    question: int | None = None
    choice: str = ""
    customer: str = ""


def answers(actor: access.Actor, wanted: Wanted) -> QuerySet[Interaction]:
    """The answers of customers that the actor may see."""
    rows = Interaction.objects.filter(channel="survey", direction__in=("in", "both"), automatic=False)
    rows = access.customers(actor, rows, "customer").select_related("customer__merged_into", "contact", "text")
    for condition in (_survey(wanted), _scale(wanted), _time(wanted), _group(wanted)):
        rows = rows.filter(condition)
    if wanted.state == "words":
        rows = rows.exclude(text__body="").exclude(text=None)
    return rows.filter(low(), ~Exists(_after())) if wanted.state == "open" else rows


def _survey(wanted: Wanted) -> Q:
    if wanted.survey is None:
        return Q()
    prefix = prefix_of(wanted.survey)
    found = Q(interaction_id__gte=prefix, interaction_id__lt=prefix[:-1] + chr(ord(prefix[-1]) + 1))
    if wanted.question is None:
        return found
    given = Answer.objects.filter(question=wanted.question, asked__survey=wanted.survey)
    given = given.filter(choice=wanted.choice) if wanted.choice else given
    given = given if wanted.mark is None else given.filter(mark=int(wanted.mark))
    return found & Q(
        interaction_id__in=given.values_list(Concat(Value(prefix), Cast("asked_id", CharField())), flat=True)
    )


def _scale(wanted: Wanted) -> Q:
    found = Q(score_kind=wanted.scale, score__isnull=False) if wanted.scale else Q()
    if wanted.mark is not None and wanted.question is None:
        found &= Q(score=wanted.mark)
    return found & {"": Q(), "good": good(), "low": low(), "between": ~good() & ~low() & on_scale()}[wanted.marks]


def _each(of: Mapping[str, Q]) -> Q:
    found = Q(pk__in=[])
    for scale, condition in of.items():
        found |= Q(score_kind=scale) & condition
    return found


def good() -> Q:
    """A good mark on its scale."""
    return _each({one.id: Q(score__gte=one.good, score__lte=one.highest) for one in SCALES.values()})


def low() -> Q:
    """A low mark on its scale."""
    return _each({one.id: Q(score__gte=one.lowest, score__lt=one.low) for one in SCALES.values()})


def is_low(scale: str | None, mark: float | None) -> bool:
    """Whether that mark is a low one on its scale."""
    one = SCALES.get(scale or "")
    return one is not None and mark is not None and one.lowest <= mark < one.low


def on_scale() -> Q:
    """A mark that is one."""
    return _each({one.id: Q(score__gte=one.lowest, score__lte=one.highest) for one in SCALES.values()})


def _time(wanted: Wanted) -> Q:
    found = Q() if wanted.begins is None else Q(happened_at__gte=wanted.begins)
    return found if wanted.ends is None else found & Q(happened_at__lt=wanted.ends)


def _group(wanted: Wanted) -> Q:
    found = Q()
    if wanted.customer:
        found &= Q(customer=wanted.customer) | Q(customer__merged_into=wanted.customer)
    if wanted.group not in GROUPS:
        return found
    name = f"{wanted.group}_id" if wanted.group == "owner" else wanted.group
    value: dict[str, object] = {name: wanted.value} if wanted.value else {f"{name}__isnull": True}
    own = Q(customer__merged_into=None, **{f"customer__{key}": one for key, one in value.items()})
    led = Q(customer__merged_into__isnull=False, **{f"customer__merged_into__{key}": one for key, one in value.items()})
    return found & (own | led)


def _after() -> QuerySet[Interaction]:
    """What we did for that customer since: a touch meant for them alone, and no survey."""
    return Interaction.objects.filter(
        customer=OuterRef("customer"), happened_at__gt=OuterRef("happened_at"), direction__in=("out", "both"),
        automatic=False, personal=True,
    ).exclude(channel="survey")  # fmt: skip


def with_reply(rows: QuerySet[Interaction]) -> QuerySet[Interaction]:
    """Each with ``reached``: whether we got back to them since, by anything but a survey."""
    return rows.annotate(reached=Exists(_after()))


def lately(rows: QuerySet[Interaction], at: datetime, days: int) -> QuerySet[Interaction]:
    """Those of the last so many days."""
    return rows.filter(happened_at__gt=at - timedelta(days=days), happened_at__lte=at)


def ordered(rows: QuerySet[Interaction]) -> QuerySet[Interaction]:
    """The latest first."""
    return rows.order_by(F("happened_at").desc(), "-interaction_id")
