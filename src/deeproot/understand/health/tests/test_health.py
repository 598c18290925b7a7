"""Health is what a plain reckoning says; it knows nothing of the future, minds no order, and misses what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deeproot.engines import open_tables
from deeproot.notebook import open as open_record
from deeproot.understand import scenarios
from deeproot.understand.figures import figures
from deeproot.understand.health.behind import behind
from deeproot.understand.health.health import Health, Said, health, of_figures, touches_known
from deeproot.understand.health.rule import BY_ID, PARTS, Rule
from deeproot.understand.health.tests import plainly
from deeproot.understand.health.tests.lives import NOW, as_tables, records
from deeproot.understand.health.words import says, why
from deeproot.understand.tests.scenes import ago, heard, promise, scene, talk, together, touch

FEW = settings(max_examples=30, deadline=None)
Record = dict[str, list[dict[str, Any]]]


def read(record: Record, as_of: datetime = NOW, rule: Rule | None = None) -> list[Health]:
    return health(open_tables(as_tables(record)), as_of, rule or Rule())


def of(found: Health, part: str) -> Said:
    return next(one for one in found.parts if one.id == part)


@FEW
@given(records(), st.sampled_from([30, 90, 182]))
def test_every_part_is_what_a_plain_reckoning_says(record: Record, days: int) -> None:
    found = {one.customer_id: one for one in read(record, rule=Rule.of({"window_days": days}))}
    asked = [row for row in record["customers"] if row["since"] is None or row["since"] <= NOW]
    assert set(found) == {row["customer_id"] for row in asked}
    known = any(plainly.is_touch(row) and row["happened_at"] <= NOW for row in record["interactions"])
    for customer in asked:
        told = plainly.parts(record, customer, NOW, days)
        if not known:
            told["attention"] = {"value": None, "before": None, "n": 0, "n_before": 0, "at": None}
        for name, plain in told.items():
            said = of(found[customer["customer_id"]], name)
            assert said.value == pytest.approx(plain["value"], abs=1e-8), name
            assert said.before == pytest.approx(plain["before"], abs=1e-8), name
            at = plain["at"] and plain["at"].replace(tzinfo=UTC)
            assert (said.n, said.n_before, said.at) == (plain["n"], plain["n_before"], at), name


@FEW
@given(records(), st.integers(0, 2**31))
def test_the_order_of_rows_does_not_matter(record: Record, seed: int) -> None:
    mixed = {name: Random(seed).sample(rows, len(rows)) for name, rows in record.items()}
    assert read(mixed) == read(record)


AT = {"interactions": "happened_at", "promises": "made_at", "purchases": "happened_at"}


@FEW
@given(records(), records())
def test_nothing_that_came_after_the_moment_changes_it(record: Record, other: Record) -> None:
    record = {**record, "customers": [{**row, "left_at": None} for row in record["customers"]]}
    before = {name: [r for r in rows if name not in AT or r[AT[name]] <= NOW] for name, rows in record.items()}
    later = {name: [_renamed(r) for r in rows if r[AT[name]] > NOW] for name, rows in other.items() if name in AT}
    after = {name: rows + later.get(name, []) for name, rows in before.items()}
    forgotten = [
        {**row, **{at: row[at] if row[at] and row[at] <= NOW else None for at in ("kept_at", "withdrawn_at")}}
        for row in before["promises"]
    ]
    assert read({**before, "promises": forgotten}) == read(after)


def _renamed(row: dict[str, Any]) -> dict[str, Any]:
    ids = ("interaction_id", "promise_id", "purchase_id")
    return {name: f"later {value}" if name in ids else value for name, value in row.items()}


@FEW
@given(records())
def test_a_part_without_rows_is_missing_and_never_zero(record: Record) -> None:
    for one in read(record):
        for said in one.parts:
            if said.id not in ("attention", "use", "purchases") and said.n == 0:
                assert (said.reading, said.direction) == (None, None)
                assert said.value is None
        if one.known < Rule().known:
            assert (one.reading, one.direction) == ("unknown", None)
        else:
            assert one.reading != "unknown"


def life(*interactions: Any, **more: Any) -> Health:
    given = together([scene("mood_change", "a life", None, *interactions, **more)])
    return health(open_tables(given), NOW)[0]


def test_where_nothing_that_we_send_is_recorded_no_silence_is_known() -> None:
    quiet = life(heard(ago(5)))
    assert of(quiet, "attention").reading is None and of(quiet, "attention").value is None
    assert of(life(heard(ago(5)), touch(ago(130))), "attention").reading == "bad"


def test_too_little_is_no_reading() -> None:
    found = life(touch(ago(2)))
    assert (found.reading, found.known) == ("unknown", 2)
    assert why(found, Rule()).startswith("Too little is known: 2 parts of 8; it takes 3. Missing: promises, answers,")


def test_one_bad_part_makes_uneasy_and_two_make_bad() -> None:
    asked = heard(ago(9), needs_answer=True, thread_id="x")
    answered = [touch(ago(8.9), thread_id="x"), touch(ago(1))]
    kept, broken = promise(ago(5), ago(6), made_at=ago(20)), promise(ago(5), None, made_at=ago(20), holding=["mail:1"])
    assert life(asked, *answered, promises=[kept]).reading == "good"
    assert life(asked, *answered, promises=[broken]).reading == "uneasy"
    both = life(asked, touch(ago(6.5), thread_id="x"), promises=[broken])
    assert both.reading == "bad"
    assert why(both, Rule()).startswith(
        "Promises (bad: 0 of 1 promise kept in time); answers (bad: 0 of 1 question answered within 48 hours)"
    )


def test_a_question_that_is_young_and_not_answered_does_not_count() -> None:
    assert of(life(touch(ago(3)), heard(ago(1.9), needs_answer=True)), "answers").reading is None
    assert of(life(touch(ago(3)), heard(ago(2.1), needs_answer=True)), "answers").reading == "bad"


def test_a_direction_takes_a_step() -> None:
    def moods(before: float, lately: float) -> str | None:
        return of(life(heard(ago(120), sentiment=before), heard(ago(9), sentiment=lately)), "mood").direction

    assert (moods(0.0, 0.1), moods(0.1, 0.0), moods(0.0, 0.09)) == ("better", "worse", "same")
    assert of(life(heard(ago(9), sentiment=0.1)), "mood").direction is None
    silence = life(touch(ago(100)), touch(ago(20)))
    assert (of(silence, "attention").value, of(silence, "attention").before) == (20.0, 10.0)
    assert of(life(touch(ago(100)), touch(ago(25))), "attention").direction == "worse"


def test_use_and_purchases_are_held_against_the_window_before() -> None:
    def bought(*days: float) -> Said:
        rows = [{"purchase_id": f"b{day}", "happened_at": ago(day), "amount": 1.0, "currency": "EUR"} for day in days]
        return of(life(touch(ago(1)), purchases=rows), "purchases")

    assert bought(100, 110, 120, 10, 20, 30).reading == "good"
    assert (bought(100, 110, 120, 10).reading, bought(100, 110, 120, 10).direction) == ("bad", "worse")
    assert bought(100, 110, 120).value == 0.0 and bought(100, 110, 120).reading == "bad"
    assert bought(100, 10, 20, 30).reading is None  # one before is too few to hold anything against
    assert bought(300).value is None


def test_listening_is_that_of_the_measure() -> None:
    rows = [talk(ago(10), customer_words=30, our_words=70), talk(ago(20), customer_words=10, our_words=90)]
    given = open_tables(together([scene("listening_share", "talks", None, *rows)]))
    said = of(health(given, NOW)[0], "listening")
    assert said.value == figures(given, NOW, 90)["listening_share"].to_pylist()[0] == 0.2
    assert (said.reading, says(said)) == ("bad", "20% of the words were theirs")


def test_a_turn_that_knows_the_figures_reads_the_same_as_a_notebook() -> None:
    given = as_tables(_life_of_everything())
    tables = open_tables(given)
    table = figures(tables, NOW, ids=scenarios.NEEDED)
    met = scenarios.meet(table, scenarios.limits_of({}))
    assert of_figures(tables, NOW, table, met, Rule(), touches_known(tables, NOW)) == health(tables, NOW)
    shown = open_record(**given).health(NOW)
    assert list(shown[shown.customer_id == "ann"].part) == [part.id for part in PARTS]
    assert dict(zip(shown.part, shown.reading, strict=True))["mood"] == "good"


def _life_of_everything() -> Record:
    def row(number: int, at: datetime, **more: Any) -> dict[str, Any]:
        own = {"interaction_id": f"m:{number}", "customer_id": "ann", "happened_at": at, "channel": "email",
               "customer_words": 10, "our_words": 10, "needs_answer": False, "automatic": False, "personal": True,
               "recorded_seq": 0, "sentiment": None, "kind": None, "thread_id": None}  # fmt: skip
        return own | more

    return {
        "customers": [{"customer_id": "ann", "name": "ann", "kind": "person", "since": None, "left_at": None}],
        "interactions": [
            row(1, ago(100), direction="out", kind="miss_you"), row(2, ago(50), direction="in", sentiment=0.5),
            row(3, ago(40), direction="in", needs_answer=True, thread_id="t"),
            row(4, ago(39), direction="out", thread_id="t"),
        ],
        "promises": [], "purchases": [],
    }  # fmt: skip


@pytest.mark.parametrize("part", [part.id for part in PARTS if part.id != "experience"])
@settings(max_examples=10, deadline=None)  # of each of seven parts
@given(records())
def test_every_part_opens_to_the_rows_it_stands_on(part: str, record: Record) -> None:
    tables = open_tables(as_tables(record))
    for one in health(tables, NOW)[:1]:
        rows, said = behind(tables, NOW, one.customer_id, part, Rule()), of(one, part)
        if part == "attention" and said.value is None:
            continue
        assert (sum(row.lately for row in rows), sum(not row.lately for row in rows)) == (said.n, said.n_before)
        assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)
        if part in ("promises", "answers", "mood") and said.value is not None:
            lately = [row.value for row in rows if row.lately and row.value is not None]
            assert sum(lately) / len(lately) == pytest.approx(said.value, abs=1e-8)


def test_experience_opens_to_the_rows_of_its_scenarios() -> None:
    tables = open_tables(as_tables(_life_of_everything()))
    found = health(tables, NOW)[0]
    assert found.scenarios == ("hollow_miss_you",) and of(found, "experience").reading == "uneasy"
    assert [row.id for row in behind(tables, NOW, "ann", "experience", Rule(), found.scenarios)] == ["m:1"]
    assert behind(tables, NOW, "ann", "experience", Rule(), ()) == []
    with pytest.raises(ValueError, match="no part 'luck'"):
        behind(tables, NOW, "ann", "luck", Rule())


def test_one_who_left_is_read_as_of_that_day() -> None:
    def gone(*days: float) -> Health:
        customer = {"left_at": ago(30)}
        return life(*(touch(ago(day)) for day in days), customer=customer)

    assert gone(40, 10).as_of == (NOW - timedelta(days=30)).replace(tzinfo=UTC)
    assert of(gone(40, 10), "attention").value == 10.0


def readings_of(rule: Rule, *parts: Any) -> Sequence[Any]:
    return [rule.whole(list(each)) for each in parts]


def test_the_numbers_of_the_rule_may_be_changed() -> None:
    eager = Rule.of({"known": 1, "bad": 1, "uneasy": 1, "promises_good": 0.5, "promises_bad": 0.1})
    assert readings_of(eager, ["bad", None], ["uneasy"], ["good"], [None]) == ["bad", "uneasy", "good", "unknown"]
    assert readings_of(Rule(), ["bad", "good", "good"], ["uneasy", "good", "good"]) == ["uneasy", "good"]
    assert eager.parts["promises"].good == 0.5 and eager.parts["answers"] == BY_ID["answers"]
    assert Rule.of(Rule().numbers) == Rule()


@pytest.mark.parametrize(
    ("changed", "says_what"),
    [
        ({"luck": 1}, "no number 'luck'"),
        ({"known": "many"}, "must be a number"),
        ({"known": float("nan")}, "must be a number"),
        ({"known": 9}, "1 to 8, not 9"),
        ({"window_days": 200}, "1 to 182 days, not 200"),
        ({"promises_good": 0.5}, "promises_good is 0.5, which lies below promises_bad, 0.6"),
        ({"attention_good": 500}, "attention_good is 500, which lies above attention_bad, 120"),
        ({"mood_step": -1}, "cannot lie below 0"),
    ],
)
def test_a_number_that_cannot_be_used_is_named(changed: dict[str, Any], says_what: str) -> None:
    with pytest.raises(ValueError, match=says_what):
        Rule.of(changed)
