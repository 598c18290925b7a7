"""The pages, the command and a notebook say the same of what programmes do; nothing is believed that is not known."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import deeproot as dr
from deeproot.measure.proof.programmes import proofs
from deeproot_app.base.models import Organisation, User
from deeproot_app.cli import main
from deeproot_app.conftest import AS_OF, Browser
from deeproot_app.measure import proof
from deeproot_app.measure.judged import programmes
from deeproot_app.plan.models import Programme
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import Assignment, Customer, RecordSequence, Subscription
from deeproot_app.record.snapshot import choice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_of")]
BEGAN = AS_OF - timedelta(days=200)


def programme(name: str, treated: int, left: int, holdout: int, gone: int) -> None:
    """So many customers with a contract in each arm, of whom so many left sixty days after they were assigned."""
    arms = [("treated", place < left) for place in range(treated)]
    arms += [("holdout", place < gone) for place in range(holdout)]
    customers = [Customer(customer_id=f"{name}{n:03}", name=f"{name} {n:03}") for n in range(len(arms))]
    Customer.objects.bulk_create(customers)
    Subscription.objects.bulk_create(
        Subscription(
            subscription_id=one.pk,
            customer=one,
            starts_at=BEGAN - timedelta(days=100),
            cancelled_at=BEGAN + timedelta(days=60) if gone else None,
            amount_micros=120_000_000,
            currency="EUR",
            period_months=12,
        )
        for one, (_, gone) in zip(customers, arms, strict=True)
    )
    seq = RecordSequence.take(len(arms))
    Assignment.objects.bulk_create(
        Assignment(programme_id=name, customer=one, arm=arm, assigned_at=BEGAN, recorded_seq=seq + place)
        for place, (one, (arm, _)) in enumerate(zip(customers, arms, strict=True))
    )


@pytest.fixture
def two() -> None:
    programme("visit", treated=100, left=5, holdout=60, gone=40)
    programme("letter", treated=40, left=5, holdout=5, gone=1)
    programmes.bring_up_to_date(AS_OF)


def test_page_command_and_notebook_say_the_same(
    two: None, client_of: Browser, viewer: User, capsys: pytest.CaptureFixture[str]
) -> None:
    as_of = proof.this_morning(AS_OF)
    notebook = proofs(dr.open(**arrow_tables(tables=proof.READ)).tables, as_of, 90)
    assert [one.proof for one in proof.reckoned(as_of, 90)] == notebook
    stored = programmes.stored_proofs(90)
    assert stored is not None
    assert stored[0] == as_of
    assert repr(stored[1]) == repr(notebook), "told by their words, as what is not a number equals nothing"
    assert main(["programmes", "--proof", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (kept,) = next(one for one in told["programmes"] if one["programme_id"] == "visit")["kept"]
    assert (kept["stayed"]["mean_treated"], kept["stayed"]["mean_holdout"]) == (0.95, pytest.approx(1 / 3))
    assert kept["stayed"]["anytime"] == list(notebook[1].kept[0].stayed.anytime)
    page = client_of(viewer).get(reverse("measure:proof")).content.decode()
    assert "It keeps customers." in page
    assert "Too few outcomes are known: it takes 30 of each arm." in page
    assert "<svg" in page


def test_for_a_person_the_command_writes_a_table(two: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["programmes", "--proof"]) == 0
    lines = capsys.readouterr().out.splitlines()
    visit = next(line for line in lines if line.startswith("visit"))
    assert "95" in visit
    assert "of 100" in visit
    assert "It keeps customers." in visit
    assert "not known" in next(line for line in lines if line.startswith("letter"))
    assert main(["programmes", "--proof", "--horizon", "0"]) == 2


def test_each_figure_opens_to_whom_it_counts(two: None, client_of: Browser, viewer: User) -> None:
    browser = client_of(viewer)
    page = browser.get(reverse("measure:proof_of", args=["letter"]), {"arm": "holdout"}).content.decode()
    assert page.count("<tr data-row>") == 5
    assert page.count("had none any more") == 1
    assert page.count("still had a contract") == 4 + 1, "four customers, and the name of the figure"
    later = browser.get(reverse("measure:proof_of", args=["letter"]), {"days": "365"}).content.decode()
    assert "not known yet" in later
    assert browser.get(reverse("measure:proof_of", args=["nothing"])).status_code == 404


def test_a_programme_that_began_since_proof_was_reckoned_says_that_nothing_is_known_yet(
    two: None, client_of: Browser, viewer: User
) -> None:
    programme("gift", treated=1, left=0, holdout=1, gone=0)
    started = Programme.objects.create(pk="ours", name="Checking in", made_at=AS_OF, changed_at=AS_OF, started_at=AS_OF)
    browser = client_of(viewer)
    for of, says in (("gift", "Customers have been assigned to it since"), (started.pk, "Nobody has been assigned")):
        page = browser.get(reverse("measure:proof_of", args=[of]))
        assert page.status_code == 200
        assert "Nothing is known of it yet" in page.content.decode()
        assert says in page.content.decode()


def test_customers_one_may_not_see_are_counted_and_not_named(two: None, client_of: Browser, stranger: User) -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"members_see": "own"})
    page = client_of(stranger).get(reverse("measure:proof_of", args=["visit"])).content.decode()
    assert "It keeps customers." in page
    assert "visit 0" not in page


def test_it_is_reckoned_once_a_day_and_again_where_something_changed(two: None) -> None:
    assert not programmes.bring_up_to_date(AS_OF)
    assert programmes.bring_up_to_date(AS_OF + timedelta(days=1))
    assert not programmes.bring_up_to_date(AS_OF + timedelta(days=1, minutes=5))
    programme("gift", treated=1, left=0, holdout=1, gone=0)
    assert programmes.bring_up_to_date(AS_OF + timedelta(days=1, minutes=10))
    stored = programmes.stored_proofs(90)
    assert stored is not None
    assert [one.programme_id for one in stored[1]] == ["gift", "letter", "visit"]


def test_a_page_reckons_nothing_itself(
    two: None, client_of: Browser, viewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "proofs", lambda *given: pytest.fail("reckoned while somebody waits"))
    programme("gift", treated=1, left=0, holdout=1, gone=0)
    assert "gift" not in client_of(viewer).get(reverse("measure:proof")).content.decode()


def test_what_is_not_reckoned_yet_is_said(client_of: Browser, viewer: User) -> None:
    programme("gift", treated=1, left=0, holdout=1, gone=0)
    assert "Nothing reckoned yet" in client_of(viewer).get(reverse("measure:proof")).content.decode()
    programmes.bring_up_to_date(AS_OF)
    assert "gift" in client_of(viewer).get(reverse("measure:proof")).content.decode()
    Assignment.objects.all().delete()
    programmes.bring_up_to_date(AS_OF)
    assert "without them nobody knows" in client_of(viewer).get(reverse("measure:proof")).content.decode()


def test_more_customers_cost_no_more_queries(two: None, client_of: Browser, viewer: User) -> None:
    def queries(name: str) -> int:
        browser = client_of(viewer)
        browser.get(reverse("measure:proof_of", args=[name]))
        with CaptureQueriesContext(
            connection,
        ) as found:
            browser.get(reverse("measure:proof_of", args=[name]))
        return len(found)

    assert queries("visit") <= queries("letter") + 3


def test_without_a_holdout_it_says_that_nobody_knows(
    client_of: Browser, viewer: User, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "without them nobody knows" in client_of(viewer).get(reverse("measure:proof")).content.decode()
    assert main(["programmes", "--proof"]) == 0
    assert "without a hold-out nobody knows" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_a_large_record_which_is_read_from_files_says_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    """Assignments are in no file."""
    settings.HOME = tmp_path
    with transaction.atomic():
        programme("visit", treated=100, left=5, holdout=60, gone=40)
    wanted = proof.reckoned(AS_OF, 90)
    monkeypatch.setattr(choice, "SMALL", 0)
    monkeypatch.setattr(choice, "_ours_alone", lambda: False)
    assert choice.from_files()
    assert repr(proof.reckoned(AS_OF, 90)) == repr(wanted)
    assert [one.best.stayed.treated for one in wanted] == [100]
