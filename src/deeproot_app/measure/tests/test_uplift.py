"""Pages, command and notebook say the same of who gains; nobody is ranked where that is not known."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import deeproot as dr
from deeproot.measure.uplift.programmes import gains
from deeproot_app.base.models import Organisation, User
from deeproot_app.cli import main
from deeproot_app.conftest import AS_OF, Browser
from deeproot_app.measure import proof, uplift
from deeproot_app.measure.judged import programmes
from deeproot_app.measure.models import CustomerGain
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import Assignment, Customer, Interaction, Member, RecordSequence, Subscription

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_of")]
BEGAN = AS_OF - timedelta(days=120)
COUNT = 1_200


def programme(gain: float, seed: int = 1) -> None:
    """Customers with a contract, every other of whom was heard lately: of these so many more stay if treated."""
    chance = np.random.default_rng(seed)
    treated = chance.random(COUNT) < 0.6
    stays = chance.random(COUNT) < 0.5 + gain * treated * (np.arange(COUNT) % 2)
    owner = Member.objects.order_by("pk").first()
    customers = [Customer(customer_id=f"u{n:04}", name=f"Under {n:04}", owner=owner) for n in range(COUNT)]
    Customer.objects.bulk_create(customers)
    Subscription.objects.bulk_create(
        Subscription(
            subscription_id=one.pk, customer=one, starts_at=BEGAN - timedelta(days=100), amount_micros=120_000_000,
            cancelled_at=None if stays[n] else BEGAN + timedelta(days=60), currency="EUR", period_months=12,
        )
        for n, one in enumerate(customers)
    )  # fmt: skip
    seq = RecordSequence.take(2 * COUNT)
    Interaction.objects.bulk_create(
        Interaction(
            interaction_id=f"i{n}", customer=one, channel="email", direction="in", recorded_seq=seq + n,
            happened_at=BEGAN - timedelta(days=10 if n % 2 else 200),
        )
        for n, one in enumerate(customers)
    )  # fmt: skip
    Assignment.objects.bulk_create(
        Assignment(
            programme_id="visit", customer=one, arm="treated" if treated[n] else "holdout", assigned_at=BEGAN,
            recorded_seq=seq + COUNT + n,
        )
        for n, one in enumerate(customers)
    )  # fmt: skip
    programmes.bring_up_to_date(AS_OF)


@pytest.mark.any_database
def test_page_command_and_notebook_say_the_same(
    client_of: Browser, administrator: User, capsys: pytest.CaptureFixture[str]
) -> None:
    programme(gain=0.4)
    as_of = proof.this_morning(AS_OF)
    (found,) = gains(dr.open(**arrow_tables(tables=uplift.READ)).tables, as_of, 90)
    assert found.judged.verdict == "rule"
    assert main(["programmes", "--uplift", "--json", "--as-of", as_of.isoformat()]) == 0
    (told,) = json.loads(capsys.readouterr().out)["programmes"]
    assert told["qini"] == {way: {"value": one.value, "low": one.low, "high": one.high}
                            for way, one in found.judged.qini.items()}  # fmt: skip
    assert [one["customer_id"] for one in told["customers"]] == list(found.ranking.index)
    page = client_of(administrator).get(reverse("measure:uplift")).content.decode()
    for way in uplift.WAYS:
        assert f"{found.judged.qini[way].value:.3f}" in page
    assert told["says"] in page
    one = client_of(administrator).get(reverse("measure:uplift_of", args=["visit"])).content.decode()
    assert re.findall(r"/customers/(u\d+)/", one)[:25] == list(found.ranking.index[:25])
    assert one.count("<svg") >= 2
    assert not re.search(r"<script>|\sstyle=|<style", one)


def test_nobody_is_ranked_where_all_gain_alike(
    client_of: Browser, administrator: User, capsys: pytest.CaptureFixture[str]
) -> None:
    programme(gain=0.0)
    assert not CustomerGain.objects.exists()
    page = client_of(administrator).get(reverse("measure:uplift_of", args=["visit"])).content.decode()
    assert "No ranking is better than a random order" in page
    assert "Whom to contact first" not in page
    assert main(["programmes", "--uplift"]) == 0
    assert "nobody is known to gain more than others" in " ".join(capsys.readouterr().out.split())


def test_the_first_of_the_ranking_are_kept_and_reckoned_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programmes, "RANKED", 30)
    programme(gain=0.4)
    rows = CustomerGain.objects.order_by("place")
    assert [row.place for row in rows] == list(range(1, 31))
    assert all(row.treated and row.fact for row in rows)
    gone = rows[0].customer_id
    Customer.objects.get(pk=gone).delete()
    assert programmes.bring_up_to_date(AS_OF + timedelta(days=1))
    assert CustomerGain.objects.count() == 30
    assert not CustomerGain.objects.filter(customer_id=gone).exists()


def test_whom_one_may_not_see_is_not_named(client_of: Browser, stranger: User) -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"members_see": "own"})
    programme(gain=0.4)
    page = client_of(stranger).get(reverse("measure:uplift_of", args=["visit"])).content.decode()
    assert "Under 0" not in page
    assert "Nobody whom you may see" in page


def test_pages_cost_few_queries_and_charts_are_files(client_of: Browser, administrator: User) -> None:
    programme(gain=0.4)
    browser = client_of(administrator)
    page = reverse("measure:uplift_of", args=["visit"])
    for path in (reverse("measure:uplift"), page):
        browser.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(path).status_code == 200
        assert len(asked) <= 16, path
    table = browser.get(page, {"chart": "curves", "as": "csv"}).content.decode().splitlines()
    assert table[0] == 'Ranking,Contacted,"More stay, of 1,000"'
    assert len(table) == 1 + 3 * 21 + 2
    assert browser.get(reverse("measure:uplift_of", args=["other"])).status_code == 404


def test_without_a_programme_it_says_so(client_of: Browser, viewer: User, capsys: pytest.CaptureFixture[str]) -> None:
    assert "No programme has a hold-out yet" in client_of(viewer).get(reverse("measure:uplift")).content.decode()
    assert main(["programmes", "--uplift"]) == 0
    assert "without a hold-out nobody knows who gains" in capsys.readouterr().err
