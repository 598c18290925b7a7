"""Whole turns of the loop: only what changed is understood anew, and it is stored as a whole turn would store it."""

from __future__ import annotations

import itertools
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from deeproot.engines import open_tables
from deeproot.plan import today
from deeproot.tables import TABLES
from deeproot.understand.experience import BY_ID
from deeproot_app import loop
from deeproot_app.base import clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation
from deeproot_app.plan.models import Item
from deeproot_app.record import changes
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import Coverage, Customer, Interaction, RecordSequence
from deeproot_app.record.reading.tests import cast
from deeproot_app.record.shape import MICROS, SHAPES, stored_in
from deeproot_app.record.snapshot.where import HANDED as READ
from deeproot_app.understand import company, engine, rules, store
from deeproot_app.understand.alone import alone
from deeproot_app.understand.models import CompanyFigure, Figure, Finding, FindingCount, Turn, Understanding
from deeproot_app.understand.reckon import reckon, value_of
from tests.reckoning.random_records import drawn, together

T = datetime(2026, 6, 30, 9, tzinfo=UTC)
GROWING = ("longest_silence_days", "current_silence_days", "promise_delay_days", "record_gap_days")
"""Measures that grow with every instant: as of each customer's own moment."""
Stored = dict[str, dict[str, Any]]

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


def quiet(done: int, whole: int, says: str) -> None:
    """No progress is told."""


@pytest.fixture
def _company_is_told() -> None:
    """The company's figures of the day are there: they are not what a test is about."""
    CompanyFigure.objects.create(day=T.date(), group="", measure="heard_from_us", as_of=T)


def record(parts: list[dict[str, Any]]) -> None:
    """Take drawn records into the database, with all that they hold of times after T."""
    whole = together(parts)
    known = {row["customer_id"] for row in whole["customers"]}
    with transaction.atomic():
        seq = RecordSequence.take()
        for name, shape in SHAPES.items():
            rows = [row for row in whole[name] if row.get("customer_id") is None or row["customer_id"] in known]
            models = [shape.model(**as_fields(name, row)) for row in rows]
            shape.model._default_manager.bulk_create(models, ignore_conflicts=True)
        changes.touched(known, seq)


def as_fields(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A drawn row as the fields of its model."""
    fields = {}
    for column in TABLES[table].columns:
        value = row[column.name]
        if column.type == "timestamp" and value is not None:
            value = value.replace(tzinfo=UTC)
        has_default = column.type == "list" or column.name in ("needs_answer", "automatic", "personal", "recorded_seq")
        if has_default and value is None:
            continue
        name = "owner_id" if column.name == "owner" else stored_in(column.name)
        fields[name] = round(value * MICROS) if column.name == "amount" else value
    return fields


def what_is_stored() -> Stored:
    """What a turn stored of each customer, apart from what grows by itself."""
    found: Stored = {pk: {} for pk in Understanding.objects.values_list("pk", flat=True)}
    for customer, measure, value, n in Figure.objects.exclude(measure__in=GROWING).values_list(
        "customer_id", "measure", "value", "n"
    ):
        found[customer][measure] = (value, n)
    for row in Finding.objects.values_list("customer_id", "scenario", "evidence", "rests_on_gap"):
        found[row[0]][row[1]] = (sorted(row[2]), row[3])
    columns = ("customer_id", "key", "reason", "facts", "evidence", "suggested_id", "escalated_to_id", "policy")
    for row in Item.objects.filter(gone_at__isnull=True).values_list(*columns):
        found[row[0]][f"{row[2]} {row[1]}"] = row[3:]
    return found


def what_is_true(as_of: datetime) -> Stored:
    """The same, reckoned at once for the whole record."""
    told = reckon(open_tables(arrow_tables(tables=READ)), as_of, rules.in_force(as_of))
    found: Stored = {pk: {} for pk in Customer.objects.values_list("pk", flat=True)}
    for row in told.figures.to_pylist():
        for measure in BY_ID:
            if measure not in GROWING:
                found[row["customer_id"]][measure] = (value_of(row, measure), row[f"{measure}_n"])
    for finding in told.findings:
        found[finding.customer_id][finding.scenario] = (sorted(finding.evidence), finding.rests_on_gap)
    for item in today.listed(told.facts, told.rules.plan, typical={}):
        same = (list(item.facts), list(item.evidence), item.member_id, item.escalated_to, item.policy)
        found[item.customer_id][f"{item.reason} {item.key}"] = same
    return found


def write_to(customers: list[str], at: datetime) -> None:
    """Each of these customers asks something and complains."""
    with transaction.atomic():
        seq = RecordSequence.take()
        for number, customer in enumerate(customers):
            for kind in ("question", "complaint"):
                Interaction.objects.create(
                    interaction_id=f"new:{at:%d%H}-{number}-{kind}",
                    customer_id=customer,
                    happened_at=at - timedelta(hours=number),
                    channel="email",
                    direction="in",
                    kind=kind,
                    needs_answer=True,
                    customer_words=10,
                    our_words=0,
                    recorded_seq=seq,
                )
        changes.touched(customers, seq)


@pytest.mark.usefixtures("_company_is_told")
def test_turns_upon_turns_store_what_one_whole_turn_would() -> None:
    record(drawn(T.replace(tzinfo=None), 30, 11))
    names = list(Customer.objects.order_by("customer_id").values_list("customer_id", flat=True))
    reckoned = []
    for hours, writing in ((0, []), (1, names[:3]), (14, names[5:7]), (40, [])):
        moment = T + timedelta(hours=hours)
        CompanyFigure.objects.get_or_create(
            day=moment.date(), group="", measure="heard_from_us", defaults={"as_of": moment}
        )
        write_to(writing, moment)
        reckoned.append(loop.turn(moment, tell=quiet).customers)
        assert what_is_stored() == what_is_true(moment), hours
    assert reckoned[0] == reckoned[-1] == len(names)
    assert 3 <= reckoned[1] < len(names) / 2


@pytest.mark.usefixtures("_company_is_told")
def test_a_turn_after_which_nothing_changed_reckons_nobody(small_record: Any) -> None:
    assert loop.turn(T, tell=quiet).customers == 3
    assert loop.turn(T, tell=quiet).customers == 0
    assert loop.turn(T + timedelta(minutes=5), tell=quiet).customers == 0


@pytest.mark.usefixtures("_company_is_told")
def test_only_customers_of_whom_something_was_recorded_are_reckoned(small_record: Any) -> None:
    loop.turn(T, tell=quiet)
    write_to(["c-dune"], T)
    assert loop.turn(T + timedelta(minutes=5), tell=quiet).customers == 1
    moments = dict(Understanding.objects.values_list("customer_id", "as_of"))
    assert moments == {"c-birch": T, "c-cedar": T, "c-dune": T + timedelta(minutes=5)}


@pytest.mark.usefixtures("_company_is_told")
def test_a_new_day_other_rules_and_an_earlier_moment_call_for_everybody(small_record: Any) -> None:
    loop.turn(T, tell=quiet)
    CompanyFigure.objects.create(day=T.date() + timedelta(days=1), group="", measure="heard_from_us", as_of=T)
    assert loop.turn(T + timedelta(days=1), tell=quiet).customers == 3
    assert loop.turn(T, tell=quiet).customers == 3
    Organisation.objects.update_or_create(pk=1, defaults={"thresholds": {"silence_too_long": {"days": 300}}})
    assert Item.objects.filter(reason="silence_too_long").exists()
    assert loop.turn(T, tell=quiet).customers == 3
    assert not Item.objects.filter(reason="silence_too_long").exists()


@pytest.mark.usefixtures("_company_is_told")
def test_a_gap_of_a_source_calls_for_those_who_use_it(small_record: Any) -> None:
    Interaction.objects.filter(customer="c-dune").delete()
    write_to(["c-dune"], T)
    loop.turn(T, tell=quiet)
    Coverage.objects.create(source="mail", from_at=T - timedelta(days=4), to_at=T - timedelta(days=2), state="complete")
    assert loop.turn(T, tell=quiet).customers == 2
    Coverage.objects.create(source="mail", from_at=T - timedelta(days=9), to_at=T - timedelta(days=8), state="complete")
    assert loop.turn(T, tell=quiet).customers == 0
    Coverage.objects.create(source="mail", from_at=T - timedelta(days=2), to_at=T - timedelta(days=1), state="gap")
    assert loop.turn(T, tell=quiet).customers == 2
    Coverage.objects.create(source="mail", from_at=T + timedelta(hours=1), to_at=T + timedelta(hours=9), state="gap")
    assert loop.turn(T, tell=quiet).customers == 2
    assert loop.turn(T + timedelta(minutes=30), tell=quiet).customers == 0
    assert loop.turn(T + timedelta(hours=2), tell=quiet).customers == 2
    assert len(Understanding.objects.get(pk="c-birch").gaps) == 2
    loop.turn(T, tell=quiet)
    gaps = Understanding.objects.get(pk="c-birch").gaps
    assert [gap["source"] for gap in gaps] == ["mail"]
    assert Figure.objects.get(customer="c-birch", measure="record_gap_days").value == 1.0


@pytest.mark.usefixtures("_company_is_told")
def test_a_customer_that_is_removed_leaves_nothing_behind(small_record: Any) -> None:
    loop.turn(T, tell=quiet)
    Customer.objects.get(pk="c-birch").delete()
    for model in (Understanding, Figure, Finding, Item):
        assert not model.objects.filter(customer_id="c-birch").exists()


@pytest.mark.usefixtures("_company_is_told")
def test_a_customer_to_come_is_understood_on_its_first_day(small_record: Any) -> None:
    Customer.objects.filter(pk="c-dune").update(since=T + timedelta(hours=3))
    loop.turn(T, tell=quiet)
    assert not Figure.objects.filter(customer="c-dune").exists()
    assert loop.turn(T + timedelta(hours=3), tell=quiet).customers >= 1
    assert Figure.objects.filter(customer="c-dune").exists()


@pytest.mark.usefixtures("_company_is_told")
def test_a_turn_that_is_broken_off_is_taken_up_where_it_was(small_record: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "CUSTOMERS_A_TRANSACTION", 1)
    broken = itertools.count()

    def breaking(*given: Any) -> int:
        if next(broken) == 1:
            raise KeyboardInterrupt
        return store.store(*given)

    monkeypatch.setattr(loop, "store", breaking)
    with pytest.raises(KeyboardInterrupt):
        loop.turn(T, tell=quiet)
    assert Understanding.objects.count() == 1
    assert Turn.objects.get().state == Turn.State.FAILED
    assert loop.turn(T, tell=quiet).customers == 2
    assert what_is_stored() == what_is_true(T)


def test_two_turns_at_once_take_turns(small_record: Any) -> None:
    waited = threading.Event()
    order: list[str] = []

    def second() -> None:
        try:
            with alone(waited.set):
                order.append("second")
        finally:
            connection.close()

    with alone(lambda: pytest.fail("nobody else was there")):
        other = threading.Thread(target=second)
        other.start()
        assert waited.wait(10)
        order.append("first")
    other.join(10)
    assert order == ["first", "second"]


def test_the_days_first_turn_tells_the_company_whole_and_by_its_parts_once(small_record: Any) -> None:
    Interaction.objects.filter(customer="c-dune").delete()  # what is left begins on the first of April
    loop.turn(T, tell=quiet)
    heard = dict(CompanyFigure.objects.filter(day=T.date(), measure="heard_from_us").values_list("group", "value"))
    assert heard == {"": 3.0, "owner:m-ada": 2.0, "owner:m-ben": 1.0, "owner:m-cleo": 0.0, "channel:email": 3.0}
    counted = FindingCount.objects.get(day=T.date(), group="owner:m-ada", scenario="promise_forgotten")
    assert (counted.customers, counted.of) == (1, 1)
    months = (
        CompanyFigure.objects.filter(group="", measure="heard_from_us").order_by("day").values_list("day", flat=True)
    )
    assert [str(day) for day in months] == ["2026-04-30", "2026-05-31", "2026-06-30"]
    with transaction.atomic():
        RecordSequence.take(200)  # a record beside which one message is little
    loop.turn(T + timedelta(minutes=5), tell=quiet)
    stood = set(CompanyFigure.objects.values_list("day", "group", "measure", "as_of"))
    write_to(["c-dune"], T)
    loop.turn(T + timedelta(minutes=10), tell=quiet)
    assert set(CompanyFigure.objects.values_list("day", "group", "measure", "as_of")) == stood


def test_after_an_import_the_company_is_told_anew_of_the_day_and_of_the_months_before(small_record: Any) -> None:
    kept = list(Interaction.objects.exclude(pk="mail:c-birch-40"))
    Interaction.objects.exclude(pk="mail:c-birch-40").delete()
    loop.turn(T, tell=quiet)
    heard = CompanyFigure.objects.filter(group="", measure="heard_from_us").order_by("day")
    assert list(heard.values_list("value", flat=True)) == [1.0, 1.0]
    with transaction.atomic():
        for row in kept:
            row.recorded_seq = RecordSequence.take()
        Interaction.objects.bulk_create(kept)
        Customer.objects.update(changed_seq=RecordSequence.take())
    loop.turn(T + timedelta(minutes=5), tell=quiet)
    days = [(str(day), value) for day, value in heard.values_list("day", "value")]
    assert days[-3:] == [("2026-04-30", 2.0), ("2026-05-31", 3.0), ("2026-06-30", 4.0)]


def test_days_are_kept_for_a_month_and_then_the_last_of_each_month(small_record: Any) -> None:
    for days in range(100):
        CompanyFigure.objects.create(
            day=T.date() - timedelta(days=days), group="", measure="heard_from_us", as_of=T - timedelta(days=days)
        )
    company.thin(T, rules.in_force(T))
    kept = sorted(str(day) for day in CompanyFigure.objects.values_list("day", flat=True))
    assert kept[:3] == ["2026-03-31", "2026-04-30", "2026-05-26"]
    assert len(kept) == 38


def test_where_spark_is_not_installed_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UserError, match="Spark is not installed here: pip install"):
        loop.turn(T, engine="spark", tell=quiet)
    monkeypatch.setattr(engine.importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(engine.shutil, "which", lambda name: None)
    with pytest.raises(UserError, match="Spark needs Java 17"):
        loop.turn(T, engine="spark", tell=quiet)


def test_an_engine_that_is_not_there_is_said_so() -> None:
    with pytest.raises(UserError, match="no engine 'abacus'"):
        loop.turn(T, engine="abacus", tell=quiet)
    with pytest.raises(UserError, match="give it with --engine spark"):
        loop.turn(T, tell=quiet, master="spark://host:7077")
    assert not Turn.objects.exists()


def test_the_turn_reads_a_letter_again_that_nobody_answered_for_two_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.customer()
    said = {"direction": "in", "kind": "request", "needs_answer": True, "read_from_text": {"kind": 0.4}}
    letter = cast.say("The bell you sold us rings at night. It should not.", thread="t1", **said)
    kinds = []
    for day in (1, 2, 15):
        monkeypatch.setenv("DEEPROOT_NOW", clock.written(cast.DAY + timedelta(days=day)))
        loop.turn(clock.now(), tell=quiet)
        kinds.append(Interaction.objects.get(pk=letter).kind)
    assert kinds[0] == kinds[1] != "complaint"
    assert kinds[2] == "complaint"
    assert Finding.objects.filter(customer_id="c1", scenario="complaint_went_silent").exists()


def test_a_turn_as_of_a_day_to_come_takes_no_letter_from_the_turns_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.customer()
    said = {"direction": "in", "kind": "request", "needs_answer": True, "read_from_text": {"kind": 0.4}}
    letter = cast.say("The bell you sold us rings at night. It should not.", thread="t1", **said)
    kinds = []
    for day, as_of in ((1, 1), (2, 30), (15, 15)):
        monkeypatch.setenv("DEEPROOT_NOW", clock.written(cast.DAY + timedelta(days=day)))
        loop.turn(cast.DAY + timedelta(days=as_of), tell=quiet)
        kinds.append(Interaction.objects.get(pk=letter).kind)
    assert kinds[0] == kinds[1] != "complaint"
    assert kinds[2] == "complaint"
