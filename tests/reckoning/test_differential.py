"""The library and the plain reckoning must say the same of hundreds of hostile records.

The records are laid side by side, so that one run of the engine answers for many; where the two differ, the record is
cut down to the rows that matter before it is shown.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import polars
import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings

from deeproot.engines import open_tables
from deeproot.understand import evidence as evidence_of
from tests.reckoning import plain
from tests.reckoning.asked import agree, arrow, company, evidence, evidence_of_one, figures, findings, frames
from tests.reckoning.batches import Batch, differ, reckoned, shown
from tests.reckoning.life import DAY, Record, known_at, lives
from tests.reckoning.random_records import records
from tests.reckoning.rows import MEASURES

pytestmark = pytest.mark.long
NOW = [
    datetime.fromisoformat("2026-03-31T12:00:00.000001"),
    datetime.fromisoformat("2024-03-01T00:00:00"),  # the window holds a 29 February
    datetime.fromisoformat("2025-10-26T01:30:00"),  # clocks in Europe go back
    datetime.fromisoformat("2023-01-01T23:59:59.999999"),
]
EACH, DEEP = 120, 300
"""So few records of each moment reach every rule, as a test below shows; they are the first of the many."""
WHICH = [
    pytest.param((number, many), id=f"{moment:%Y-%m-%d}{'' if many == EACH else '-deep'}", marks=marks)
    for many, marks in ((EACH, ()), (DEEP, pytest.mark.deep))
    for number, moment in enumerate(NOW)
]


@pytest.fixture(scope="module", params=WHICH)
def batch(request: pytest.FixtureRequest) -> Batch:
    return usual(*request.param)


@cache
def usual(number: int, many: int = EACH) -> Batch:
    return Batch(NOW[number], many, start=1000 * number)


def test_every_figure_of_every_customer_is_the_same(batch: Batch) -> None:
    found = differ(batch.ours, batch.theirs)
    assert not found, batch.shown(found)


def test_the_figures_of_the_company_are_the_same(batch: Batch) -> None:
    assert not wrong_of_company(batch.whole, batch.as_of, company(frames(batch.whole), batch.as_of))


def test_the_figures_of_each_group_are_those_of_its_customers_alone(batch: Batch) -> None:
    theirs = company(frames(batch.whole), batch.as_of, by="persona")
    groups = {customer["persona"] for customer in batch.whole["customers"]}
    assert theirs.keys() == groups
    for group in groups:
        members = [customer for customer in batch.whole["customers"] if customer["persona"] == group]
        assert not wrong_of_company(batch.whole | {"customers": members}, batch.as_of, theirs[group])


def test_a_company_without_customers_has_counted_nothing_and_knows_nothing() -> None:
    nobody = usual(0).whole | {"customers": []}
    assert not wrong_of_company(nobody, NOW[0], company(arrow(nobody), NOW[0]))
    assert figures(arrow(nobody), NOW[0]) == {}
    assert findings(arrow(nobody), NOW[0]) == {}


def wrong_of_company(record: Record, as_of: datetime, theirs: Any) -> list[tuple[str, Any, Any]]:
    """The measures whose value, rows or customers are not those of the plain reckoning."""
    values, each = plain.company(record, as_of), reckoned(record, as_of).values()
    wrong = []
    for name, value in values.items():
        n_customers = sum(mine[name].value is not None for mine in each)
        ours = (value, sum(mine[name].n for mine in each), n_customers)
        if not all(agree(a, b) for a, b in zip(ours, theirs[name], strict=True)):
            wrong.append((name, ours, tuple(theirs[name])))
    return wrong


def test_the_same_scenarios_are_found_and_shown_by_the_same_rows(batch: Batch) -> None:
    shown = {who: plain.shown_by(life) for who, life in lives(batch.whole, batch.as_of).items()}
    found = plain.scenarios(batch.whole, batch.as_of)
    ours = {(who, name): shown[who][name] for who, mine in found.items() for name, holds in mine.items() if holds}
    theirs = findings(frames(batch.whole), batch.as_of)
    wrong = sorted(one for one in ours.keys() | theirs.keys() if ours.get(one) != theirs.get(one))
    message = [(one, ours.get(one), theirs.get(one)) for one in wrong]
    assert not wrong, f"scenario, plain, library: {message[:5]}"


def test_every_figure_opens_to_the_same_rows(batch: Batch) -> None:
    ours = plain.evidence(batch.whole, batch.as_of)
    theirs = evidence(frames(batch.whole), batch.as_of, ours)
    wrong = []
    for who, mine in ours.items():
        for name, rows in mine.items():
            found = {row["id"]: row["value"] for row in theirs[who][name]}
            if found.keys() != rows.keys() or not all(agree(rows[one], found[one]) for one in rows):
                wrong.append((name, who, rows, found))
    assert not wrong, f"{Counter(name for name, *_ in wrong)} {sorted(wrong, key=str)[:5]}"


def test_one_figure_opens_to_the_same_rows_as_among_all() -> None:
    batch = Batch(NOW[1], 5, start=14)
    given = frames(batch.whole)
    for who, mine in evidence(given, batch.as_of, batch.ours).items():
        name = max(mine, key=lambda name: len(mine[name]))
        assert evidence_of_one(given, batch.as_of, who, name) == mine[name]


def test_what_happened_later_changes_nothing(batch: Batch) -> None:
    """A moment in the past is reckoned as it would have been reckoned then."""
    then = batch.as_of - 100 * DAY
    cut = known_at(batch.whole, then)
    theirs = figures(frames(batch.whole), then)
    assert not differ(theirs, figures(frames(cut), then))
    assert not differ(reckoned(batch.whole, then), theirs)
    assert not differ(reckoned(cut, then), theirs)


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati", "UTC"])
def test_the_zone_in_which_moments_are_told_changes_nothing(zone: str) -> None:
    batch = Batch(NOW[2], 40, start=7)
    elsewhere = figures(
        frames(batch.whole, (zone, "Europe/Berlin", "UTC")),
        batch.as_of.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)),
    )
    assert elsewhere == batch.theirs
    assert not differ(batch.ours, elsewhere)


def test_the_order_of_the_rows_changes_nothing() -> None:
    batch = Batch(NOW[0], 40, start=9)
    chance = random.Random(3)
    shuffled = {name: chance.sample(rows, len(rows)) for name, rows in batch.whole.items()}
    assert not differ(batch.ours, figures(frames(shuffled), batch.as_of))


def test_an_empty_frame_is_an_empty_table() -> None:
    batch = Batch(NOW[0], 10, start=10)
    given = {name: table.to_pandas() for name, table in arrow(batch.whole).items()}
    assert any(frame.empty for frame in given.values())
    assert figures(given, batch.as_of) == batch.theirs


@pytest.mark.parametrize("shape", [pa.Table.combine_chunks, polars.from_arrow], ids=["arrow", "polars"])
def test_arrow_and_polars_give_the_same_as_pandas(shape: Callable[[Any], Any]) -> None:
    batch = Batch(NOW[0], 40, start=11)
    given = {name: shape(table) for name, table in arrow(batch.whole).items()}
    assert figures(given, batch.as_of) == batch.theirs


def test_some_customers_are_reckoned_as_among_all() -> None:
    batch = Batch(NOW[3], 40, start=12)
    some = sorted(batch.ours)[::5]
    assert figures(frames(batch.whole), batch.as_of, customers=some) == {who: batch.theirs[who] for who in some}


@settings(max_examples=20, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
@given(records(NOW[1]))
def test_a_record_on_its_own_gives_the_same(record: Record) -> None:
    """Alone a record may lack whole tables, or have nothing but nulls in a column."""
    found = differ(reckoned(record, NOW[1]), figures(frames(record), NOW[1]))
    assert not found, shown(record, NOW[1], found)


def test_a_plan_made_for_one_record_holds_for_the_next() -> None:
    """Small records are answered one after the other by a DuckDB that planned its questions once."""
    batch = Batch(NOW[0], 20, start=21)
    for record in batch.parts:
        given = arrow(record)
        found = differ(reckoned(record, batch.as_of), figures(given, batch.as_of))
        assert not found, shown(record, batch.as_of, found)
        alone = open_tables(given, memory_limit="999MB")
        everyone = [customer["customer_id"] for customer in record["customers"]]
        assert evidence(given, batch.as_of, everyone) == evidence_of.evidence_of(alone, batch.as_of, everyone)


def test_a_shorter_and_a_longer_window_are_reckoned_the_same() -> None:
    batch = Batch(NOW[3], 40, start=13)
    for days in (100, 730):
        theirs = figures(frames(batch.whole), batch.as_of, window_days=days)
        assert not differ(reckoned(batch.whole, batch.as_of, days), theirs)


def test_each_measure_and_each_scenario_is_put_to_the_test() -> None:
    """The records are hostile only as long as they reach every rule: each measure and scenario occurs, and does not."""
    held: Counter[str] = Counter()
    customers = 0
    for number, as_of in enumerate(NOW):
        batch = usual(number)
        customers += len(batch.ours)
        for mine in batch.ours.values():
            held.update(name for name, figure in mine.items() if figure.value)
        for found in plain.scenarios(batch.whole, as_of).values():
            held.update(name for name, holds in found.items() if holds)
    print(customers, "customers")  # noqa: T201
    for name, often in held.most_common():
        print(f"{name:28}{often:5}")  # noqa: T201
    names = {*MEASURES, *next(iter(plain.scenarios(batch.whole, NOW[-1]).values()))}
    assert {name for name in names if not 10 <= held[name] < customers} == set()


@pytest.mark.slow
@pytest.mark.parametrize("start", range(100_000, 110_000, 1000))
def test_thousands_of_other_records_agree_too(start: int) -> None:
    batch = Batch(NOW[start // 1000 % len(NOW)] + timedelta(hours=start % 7), 300, start)
    found = differ(batch.ours, batch.theirs)
    assert not found, batch.shown(found)
