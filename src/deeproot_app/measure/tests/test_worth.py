"""The command says what the library says of the same record; what is stored is what it says."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

import deeproot as dr
from deeproot.measure.lifetime_value import worth as library
from deeproot.measure.lifetime_value.horizon import Ahead
from deeproot_app.cli import main
from deeproot_app.measure.judged import reckon
from deeproot_app.measure.models import CustomerWorth, MonthTold, Reckoned
from deeproot_app.measure.worth import document, worth
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import Customer, Purchase, RecordSequence, Subscription

pytestmark = pytest.mark.django_db
AS_OF = datetime(2026, 6, 15, tzinfo=UTC)


@pytest.fixture
def shop() -> None:
    """Forty contracts of a year, of which some ended, and sixty customers who buy when they like."""
    chance = np.random.default_rng(3)
    people = [Customer(customer_id=f"c{n:02}", name=f"Contract {n}", persona="p" if n % 2 else None) for n in range(40)]
    people += [Customer(customer_id=f"b{n:02}", name=f"Buyer {n}") for n in range(60)]
    Customer.objects.bulk_create(people)
    Subscription.objects.bulk_create(
        Subscription(
            subscription_id=f"s{n}", customer_id=f"c{n:02}", amount_micros=1_200_000_000, currency="EUR",
            period_months=12, starts_at=datetime(2022 + n % 4, 3, 1, tzinfo=UTC),
            ends_at=datetime(2023 + n % 4, 3, 1, tzinfo=UTC) if n % 3 == 0 and n % 4 < 3 else None,
        )
        for n in range(40)
    )  # fmt: skip
    bought = []
    for n in range(60):
        day = float(chance.integers(0, 200))
        for _ in range(int(chance.geometric(0.15)) + 1):
            bought.append((n, AS_OF - timedelta(days=600 - int(day)), int(chance.gamma(6, 5_000_000)) + 1_000_000))
            day += chance.exponential(30)
            if day >= 600:
                break
    Purchase.objects.bulk_create(
        Purchase(purchase_id=f"p{k}", customer_id=f"b{n:02}", happened_at=at, amount_micros=amount, currency="EUR")
        for k, (n, at, amount) in enumerate(bought)
    )


def test_the_command_the_stored_rows_and_a_notebook_say_the_same(
    shop: None, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = dr.open(**arrow_tables(tables=("customers", "subscriptions", "purchases")))
    wanted = document(library.worth(notebook.tables, AS_OF, Ahead()))
    assert reckon.jsonable(document(worth(AS_OF))) == json.loads(json.dumps(reckon.jsonable(wanted)))
    assert main(["value", "--json", "--as-of", AS_OF.isoformat()]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["contracts"]["customers"][0]["value"] == wanted["contracts"]["customers"][0]["value"]
    assert told["purchases"][0]["choice"]["tried"]
    assert reckon.bring_up_to_date(AS_OF)
    by_id = {
        row["customer_id"]: row for row in (*wanted["contracts"]["customers"], *wanted["purchases"][0]["customers"])
    }
    stored = CustomerWorth.objects.all()
    assert {row.customer_id for row in stored} == by_id.keys()
    for row in stored:
        assert row.value_micros == pytest.approx((by_id[row.customer_id].get("value") or 0) * 1e6, abs=1) or (
            row.value_micros is None and by_id[row.customer_id].get("value") is None
        )


def test_for_a_person_it_is_a_table(shop: None, capsys: pytest.CaptureFixture[str]) -> None:
    main(["value", "--as-of", AS_OF.isoformat(), "--months", "12"])
    said = capsys.readouterr().out
    assert "Terms of 12 months" in said
    assert "The 10 most valuable" in said
    assert "purchases held out" in said


def test_a_record_with_neither_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    main(["value"])
    assert "cannot be told yet" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [["--months", "0"], ["--discount", "2"], ["--discount", "much"]])
def test_what_cannot_be_is_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["value", *wrong]) == 2
    assert "give a" in capsys.readouterr().err


def test_it_is_reckoned_once_a_day_and_again_where_money_changed(shop: None) -> None:
    assert reckon.bring_up_to_date(AS_OF)
    assert not reckon.bring_up_to_date(AS_OF + timedelta(hours=2))
    assert reckon.bring_up_to_date(AS_OF + timedelta(days=1))
    Subscription.objects.filter(subscription_id="s1").delete()
    assert reckon.bring_up_to_date(AS_OF + timedelta(days=1, hours=1))
    assert not CustomerWorth.objects.filter(customer_id="c01").exists()
    assert Reckoned.objects.filter(what="value").count() == 1


def test_a_month_that_a_correction_changed_is_told_anew_and_no_other(shop: None) -> None:
    reckon.bring_up_to_date(AS_OF)
    first = MonthTold.objects.count()
    reckon.bring_up_to_date(AS_OF + timedelta(days=1))
    assert MonthTold.objects.count() == first
    Subscription.objects.filter(subscription_id="s1").update(
        ends_at=datetime(2026, 4, 10, tzinfo=UTC), recorded_seq=10_000
    )
    reckon.bring_up_to_date(AS_OF + timedelta(days=1, hours=1))
    again = MonthTold.objects.filter(told_at=AS_OF + timedelta(days=1, hours=1))
    assert sorted(row.month for row in again) == ["2026-04", "2026-05"]
    assert {row.figures["customers_lost"] for row in again} == {0, 1}


def test_past_days_are_kept_up_to_a_number(shop: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reckon, "PAST_DAYS", 2)
    for day in ("2026-01-31", "2026-02-28", "2026-03-31"):
        reckon.past(day)
    assert set(Reckoned.objects.values_list("of_day", flat=True)) == {"2026-02-28", "2026-03-31"}
    assert RecordSequence.objects.count() == 0


def test_a_day_ends_in_the_organisations_zone() -> None:
    assert reckon.end_of("2026-06-14") == datetime(2026, 6, 15, tzinfo=UTC)
    with pytest.raises(ValueError, match="day"):
        reckon.end_of("2026-02-31")
