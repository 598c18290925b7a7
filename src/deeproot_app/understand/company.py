"""The company over time: its figures and how many customers live through each scenario, whole and by groups.

They need all rows, so they are reckoned once a day, by the day's first turn, and carry that turn's moment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from deeproot.engines import Source, Tables
from deeproot.plan.facts import micros, moment
from deeproot.understand import scenarios
from deeproot.understand.company import Company, company
from deeproot.understand.experience import BY_ID, MEASURES
from deeproot.understand.figures import by_stream, figures, told, values
from deeproot.understand.rows import ROWS
from deeproot_app.record import changes
from deeproot_app.understand import bulk
from deeproot_app.understand.models import CompanyFigure, FindingCount, Turn
from deeproot_app.understand.reckon import WINDOW_DAYS
from deeproot_app.understand.rules import Rules

if TYPE_CHECKING:
    import ibis

FIGURE = ("day", "group", "measure", "as_of", "value", "n", "customers")
COUNT = ("day", "group", "scenario", "as_of", "customers", "of", "at_stake")
BY_CHANNEL = tuple(
    measure.id
    for measure in MEASURES
    if ROWS[measure.on].base == "interactions" and measure.how in ("count", "mean", "median", "ratio")
)
"""The measures whose rows are interactions, each of which came through one channel."""
MONTHS_BEFORE = 12
DAYS_KEPT = 35
"""Every day is kept for so long, then the last one of each month."""
DAY_ANEW = 0.01
"""The day is reckoned again once more than this share of the record is new: after an import, not after a message."""
MONTHS_ANEW = 0.1
"""The month-ends before it are reckoned again once more than this share of the record is new."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Customer:
    """What groups and sums are made by."""

    persona: str | None
    owner: str | None
    at_stake: Mapping[str, int]

    @property
    def groups(self) -> list[str]:
        named = [f"persona:{self.persona}"] if self.persona else []
        return ["", *named, *([f"owner:{self.owner}"] if self.owner else [])]


def is_due(as_of: datetime, rules: Rules) -> bool:
    """Whether nothing was reckoned for the organisation's day yet, or much was recorded since."""
    there = CompanyFigure.objects.filter(day=rules.day(as_of), group="").exists()
    return not there or grown(as_of, rules) > DAY_ANEW


def grown(as_of: datetime, rules: Rules) -> float:
    """The share of all that was ever recorded that came after the company was last reckoned; 1 where it never was."""
    figures = CompanyFigure.objects.filter(group="", day__lte=rules.day(as_of))
    last = figures.order_by("-day").values_list("as_of", flat=True).first()
    if last is None:
        return 1.0
    turn = Turn.objects.filter(as_of=last, state=Turn.State.DONE).order_by("-pk").first()
    upto_seq = changes.last()
    return (upto_seq - turn.upto_seq) / max(1, upto_seq) if turn else 0.0


def reckon_day(tables: Tables, as_of: datetime, rules: Rules, values_at_stake: Mapping[str, Mapping[str, int]]) -> None:
    """Reckon and store the company's figures and counts of one day, from all of the record's tables.

    ``values_at_stake`` is what is at stake with each customer, in millionths of each currency.
    """
    day, customers = rules.day(as_of), _customers(tables, values_at_stake)
    outdated = grown(as_of, rules) > MONTHS_ANEW
    rows = list(_figures(tables, as_of))
    counts = list(_counts(tables, as_of, rules, customers))
    with transaction.atomic():
        if outdated:
            _forget_months(as_of, rules)
        bulk.upsert(
            CompanyFigure,
            FIGURE,
            ((day, group, measure, as_of, *figure) for group, measure, *figure in rows),
            key=("day", "group", "measure"),
        )
        bulk.upsert(
            FindingCount,
            COUNT,
            ((day, group, scenario, as_of, *count) for group, scenario, *count in counts),
            key=("day", "group", "scenario"),
        )


def _forget_months(as_of: datetime, rules: Rules) -> None:
    """Let the month-ends go that were reckoned when much of the record was not there; they are missing then."""
    days = [rules.day(end) for end in rules.month_ends(as_of, MONTHS_BEFORE)]
    for model in (CompanyFigure, FindingCount):
        model.objects.filter(day__in=days).delete()


def reckon_history(tables: Tables, as_of: datetime, rules: Rules, tell: Tell) -> int:
    """Reckon the month-ends before ``as_of`` that are not stored, the latest first; return how many there were.

    Each is stored by itself: broken off, it goes on with the next one. They know who is a customer's owner only as of
    today, so they are told for the whole company alone.
    """
    missing = _missing(tables, as_of, rules)
    for place, end in enumerate(missing):
        tell(f"the company at the end of {rules.day(end):%B %Y} ({place + 1} of {len(missing)})")
        rows = [("", measure, *figure) for measure, figure in company(tables, end, WINDOW_DAYS).items()]
        counts = _counted(tables, end, rules, {}, lambda _: [""])
        day = rules.day(end)
        with transaction.atomic():
            named = ((day, group, measure, end, *figure) for group, measure, *figure in rows)
            bulk.upsert(CompanyFigure, FIGURE, named, key=("day", "group", "measure"))
            named = ((day, group, scenario, end, *count) for group, scenario, *count in counts)
            bulk.upsert(FindingCount, COUNT, named, key=("day", "group", "scenario"))
    return len(missing)


def thin(as_of: datetime, rules: Rules) -> None:
    """Delete days older than DAYS_KEPT, save the last one of each month that there is."""
    before = rules.day(as_of) - timedelta(days=DAYS_KEPT)
    for model in (CompanyFigure, FindingCount):
        days = sorted(model.objects.order_by().values_list("day", flat=True).distinct())
        last = {(day.year, day.month): day for day in days}
        gone = [day for day in days if day < before and last[day.year, day.month] != day]
        if gone:
            model.objects.filter(day__in=gone).delete()


def _figures(tables: Tables, as_of: datetime) -> Iterator[tuple[Any, ...]]:
    """(group, measure, value, rows, customers)"""
    yield from _of_group("", company(tables, as_of, WINDOW_DAYS))
    for persona, found in company(tables, as_of, WINDOW_DAYS, by="persona").items():
        yield from _of_group(f"persona:{persona}", found) if persona else ()
    for owner, found in company(tables, as_of, WINDOW_DAYS, by="owner").items():
        yield from _of_group(f"owner:{owner}", found) if owner else ()
    answer = tables.reckon(by_channel, BY_CHANNEL, **told(as_of, WINDOW_DAYS))
    for row in answer.to_pylist():
        for measure in BY_CHANNEL:
            figure = (row[measure], row[f"{measure}_n"] or 0, row[f"{measure}_customers"] or 0)
            yield f"channel:{row['channel']}", measure, *figure


def _of_group(group: str, found: Company) -> Iterator[tuple[Any, ...]]:
    for measure, figure in found.items():
        yield group, measure, *figure


def by_channel(source: Source, ids: tuple[str, ...]) -> ibis.Table:
    """The measures whose rows are interactions, reduced over the rows that came through each channel."""
    channels = source.read("interactions", "channel", row_id="interaction_id")
    found = channels.select("channel").distinct()
    for stream, measures in by_stream(BY_ID[name] for name in ids).items():
        rows = values(source, False, stream, measures).inner_join(channels, "row_id")
        reduced: dict[str, Any] = {}
        for measure in measures:
            there = rows[measure.id].notnull()
            reduced[measure.id] = measure.reduced(rows).cast("float64")
            reduced[f"{measure.id}_n"] = there.sum()
            reduced[f"{measure.id}_customers"] = rows["c"].nunique(where=there)
        found = found.left_join(rows.group_by("channel").aggregate(**reduced), "channel").drop("channel_right")
    return found


def _counts(
    tables: Tables, as_of: datetime, rules: Rules, customers: Mapping[str, Customer]
) -> Iterator[tuple[Any, ...]]:
    nobody = Customer(None, None, {})
    at_stake = {customer: known.at_stake for customer, known in customers.items()}
    return _counted(tables, as_of, rules, at_stake, lambda customer: customers.get(customer, nobody).groups)


def _counted(
    tables: Tables,
    as_of: datetime,
    rules: Rules,
    at_stake: Mapping[str, Mapping[str, int]],
    groups_of: Callable[[str], list[str]],
) -> Iterator[tuple[Any, ...]]:
    """(group, scenario, customers, of, at_stake): for every scenario, also those that nobody lives through."""
    found = figures(tables, as_of, WINDOW_DAYS, ids=scenarios.NEEDED)
    looked_at = Counter(group for customer in found["customer_id"].to_pylist() for group in groups_of(customer))
    living: Counter[tuple[str, str]] = Counter()
    stake: dict[tuple[str, str], Counter[str]] = {}
    for customer, met in scenarios.meet(found, rules.limits).items():
        for group in groups_of(customer):
            for scenario, _ in met:
                living[group, scenario] += 1
                stake.setdefault((group, scenario), Counter()).update(at_stake.get(customer, {}))
    for group, of in looked_at.items():
        for name in scenarios.BY_ID:
            yield group, name, living[group, name], of, dict(sorted(stake.get((group, name), Counter()).items()))


def _customers(tables: Tables, at_stake: Mapping[str, Mapping[str, int]]) -> dict[str, Customer]:
    rows = tables.reckon(grouped).to_pylist()
    return {
        row["customer_id"]: Customer(row["persona"], row["owner"], at_stake.get(row["customer_id"], {})) for row in rows
    }


def grouped(source: Source) -> ibis.Table:
    return source.read("customers", "customer_id", "persona", "owner")


def _missing(tables: Tables, as_of: datetime, rules: Rules) -> list[datetime]:
    """The month-ends that the record reaches back to and nothing is stored of, the latest first."""
    begun = tables.reckon(first_moment, told=[(micros(as_of), 0)]).to_pylist()[0]["first"]
    ends = [end for end in rules.month_ends(as_of, MONTHS_BEFORE) if begun is not None and end > moment(begun)]
    there = CompanyFigure.objects.filter(group="", day__in=[rules.day(end) for end in ends])
    stored = set(there.values_list("day", flat=True))
    return [end for end in ends if rules.day(end) not in stored]


def first_moment(source: Source) -> ibis.Table:
    rows = source.read("interactions", "happened_at")
    return rows.aggregate(first=rows.happened_at.min())
