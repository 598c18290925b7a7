"""The command says what the library says of the same record; nothing recorded is said to be nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

import deeproot as dr
from deeproot.measure.retention.months import beginnings
from deeproot.measure.retention.revenue import revenue
from deeproot_app.cli import main
from deeproot_app.measure.retention import document, retention
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import Customer, Purchase, Subscription

pytestmark = pytest.mark.django_db
AS_OF = datetime(2026, 6, 15, tzinfo=UTC)


@pytest.fixture
def contracts() -> None:
    for number in range(4):
        customer = Customer.objects.create(customer_id=f"c{number}", name=f"C{number}", persona="p" if number else None)
        Subscription.objects.create(
            subscription_id=f"s{number}",
            customer=customer,
            starts_at=datetime(2026, 1 + number, 3, tzinfo=UTC),
            cancelled_at=datetime(2026, 5, 2, tzinfo=UTC) if number == 1 else None,
            amount_micros=1_200_000_000,
            currency="EUR",
            period_months=12,
        )
    buyer = Customer.objects.create(customer_id="b", name="B")
    Purchase.objects.create(
        purchase_id="1", customer=buyer, happened_at=datetime(2026, 2, 2, tzinfo=UTC), amount_micros=5, currency="EUR"
    )


def test_the_application_reckons_what_a_notebook_reckons(contracts: None) -> None:
    notebook = dr.open(**arrow_tables(tables=("customers", "subscriptions", "purchases")))
    found = retention(AS_OF, 6)
    assert list(found.months) == revenue(notebook.tables, beginnings(AS_OF, 6))
    assert found.months[-1].customers_lost == 1
    assert [one.size for one in found.purchases] == [1]
    assert found.curves[None].customers == 4


def test_the_document_is_json_and_has_its_formulas(contracts: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["retention", "--json", "--as-of", "2026-06-15T00:00:00Z", "--months", "6", "--by", "persona"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {month["group"] for month in told["contracts"]["months"]} == {"p", None}
    assert told["formulas"].keys() >= {"gross_retention", "net_retention", "survival"}
    whole = document(retention(AS_OF, 6))["contracts"]["months"][-1]
    assert (whole["start"], whole["lost"], whole["gross_retention"]) == (400.0, 100.0, 0.75)


def test_for_a_person_it_is_a_table(contracts: None, capsys: pytest.CaptureFixture[str]) -> None:
    main(["retention", "--as-of", "2026-06-15T00:00:00Z", "--months", "6"])
    said = capsys.readouterr().out
    assert "2026-05 EUR" in said
    assert "75%" in said
    assert "first bought in a month" in said


def test_a_record_with_neither_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    main(["retention"])
    assert "cannot be told yet" in capsys.readouterr().out


@pytest.mark.parametrize("months", ["0", "121", "many", "-3"])
def test_a_number_of_months_that_is_none_is_refused(months: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["retention", "--months", months]) == 2
    assert "1 to 120" in capsys.readouterr().err
