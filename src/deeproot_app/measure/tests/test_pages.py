"""The pages of retention, value and the report say what the library says, and each figure opens to its customers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deeproot.measure.retention.behind import moved
from deeproot.measure.retention.months import beginnings
from deeproot.measure.retention.revenue import revenue
from deeproot_app.base.jobs import run_waiting
from deeproot_app.base.models import Organisation, User
from deeproot_app.measure.judged import charts, reckon
from deeproot_app.measure.judged.told import restated, told
from deeproot_app.measure.models import CustomerWorth, MonthTold, Reckoned
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import Customer, Interaction, Member, Purchase, Subscription

pytestmark = pytest.mark.django_db
AS_OF = datetime(2026, 6, 15, tzinfo=UTC)
ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", "2026-06-15T12:00:00Z")


@pytest.fixture
def contracts(tmp_path: Any, settings: Any) -> None:
    """Twelve contracts of two owners; in April one is lost, one grows, one begins; and two who buy."""
    settings.CACHES = {**settings.CACHES, "pictures": {**settings.CACHES["pictures"], "LOCATION": tmp_path}}
    Member.objects.bulk_create(
        Member(member_id=f"m-{n}", name=name, email=f"{n}@x.example", team=n)
        for n, name in (("ada", "Ada Lund"), ("cleo", "Cleo Sand"))
    )
    for number in range(12):
        customer = Customer.objects.create(
            customer_id=f"c{number:02}",
            name=f"Customer {number:02}",
            persona="lab" if number % 2 else None,
            owner_id="m-ada" if number < 6 else "m-cleo",
        )
        Subscription.objects.create(
            subscription_id=f"s{number}",
            customer=customer,
            amount_micros=1_200_000_000,
            currency="EUR",
            period_months=12 if number % 3 else 1,
            starts_at=datetime(2025, 3, 3, tzinfo=UTC) if number else datetime(2026, 4, 3, tzinfo=UTC),
            ends_at=datetime(2026, 4, 9, tzinfo=UTC) if number == 1 else None,
        )
        Interaction.objects.create(
            interaction_id=f"i{number}",
            customer=customer,
            happened_at=datetime(2025, 1, 3, tzinfo=UTC),
            channel="email" if number % 2 else "call",
            direction="in",
            kind="question",
            needs_answer=False,
            automatic=False,
            personal=True,
        )
    Subscription.objects.create(
        subscription_id="s2",
        customer_id="c02",
        amount_micros=2_400_000_000,
        currency="EUR",
        period_months=12,
        starts_at=datetime(2026, 4, 20, tzinfo=UTC),
    )
    for number in range(2):
        Customer.objects.create(customer_id=f"b{number}", name=f"Buyer {number}")
        Purchase.objects.create(
            purchase_id=f"p{number}",
            customer_id=f"b{number}",
            happened_at=datetime(2026, 2, 2 + number, tzinfo=UTC),
            amount_micros=5_000_000,
            currency="EUR",
        )
    reckon.bring_up_to_date(AS_OF)


def library_months() -> list[Any]:
    from deeproot.engines import open_tables

    tables = open_tables(arrow_tables(tables=("customers", "subscriptions", "purchases")))
    return revenue(tables, beginnings(AS_OF, 12, Organisation.get().timezone))


def test_the_page_says_what_the_library_says(contracts: None, viewer: User, client_of: ClientOf) -> None:
    page = client_of(viewer).get("/retention/").content.decode()
    april = next(month for month in library_months() if f"{month.begins:%Y-%m}" == "2026-04")
    bridge = page[page.index("table judged-bridge") :]
    row = bridge[bridge.index('<th scope="row">Apr ’26</th>') :].partition("</tr>")[0]
    figures = [float(text.replace(",", "")) for text in re.findall(r'class="figure">([\d,.]+)', row)]
    rates = (april.gross_retention, april.net_retention, april.customer_retention)
    money = (april.start, april.new, april.grown, april.lost, april.end)
    assert figures == [*map(round, money), *(round(100 * (rate or 0), 1) for rate in rates)]
    assert "(start − shrunk − lost) / start" in page
    assert page.count("<svg") > 6
    assert not re.search(r"<script>|\sstyle=|<style", page)


def test_every_figure_opens_to_as_many_customers_as_it_counts(
    contracts: None, viewer: User, client_of: ClientOf
) -> None:
    client = client_of(viewer)
    page = client.get("/retention/").content.decode()
    april = next(month for month in library_months() if f"{month.begins:%Y-%m}" == "2026-04")
    wanted = {"start": april.customers_start, "end": april.customers_end, "lost": 1, "grown": 1, "new": 1}
    for part, count in wanted.items():
        href = f"/retention/customers/?what={part}&amp;month=2026-04&amp;currency=EUR"
        assert href in page
        behind = client.get(href.replace("&amp;", "&")).content.decode()
        assert behind.count("data-row") == count, part
    for href in re.findall(r'/retention/customers/\?what=cohort[^"]+', page)[:6]:
        assert client.get(href.replace("&amp;", "&")).status_code == 200


def test_rates_and_tiles_open_to_the_customers_they_are_of(contracts: None, viewer: User, client_of: ClientOf) -> None:
    client = client_of(viewer)
    last = library_months()[-1]
    for path in ("/retention/", "/report/"):
        page = client.get(path).content.decode()
        tiles = page[page.index('class="tiles') :].partition("</div>")[0]
        for part, times, count in (("start", 3, last.customers_start), ("end", 1, last.customers_end)):
            href = f"/retention/customers/?what={part}&amp;month=2026-05&amp;currency=EUR"
            assert tiles.count(f'href="{href}"') >= times, (path, part)
            behind = client.get(href.replace("&amp;", "&")).content.decode()
            assert behind.count("data-row") == count, part
    row = client.get("/retention/").content.decode().partition("<caption")[2]
    assert "gross retention in May ’26</span></a>" in row


def test_groups_open_to_their_customers_and_no_other(contracts: None, viewer: User, client_of: ClientOf) -> None:
    client = client_of(viewer)
    for by, group, count in (
        ("persona", "lab", 6), ("persona", "", 6), ("plan", "12 months", 8), ("plan", "1 month", 4),
        ("channel", "call", 6), ("first_reason", "question", 12), ("owner", "m-ada", 6),
    ):  # fmt: skip
        page = client.get("/retention/", {"by": by}).content.decode()
        assert "There after a year" in page
        behind = client.get("/retention/customers/", {"what": "stays", "by": by, "group": group}).content.decode()
        assert behind.count("data-row") == count, (by, group)


def test_whom_one_may_not_see_is_behind_no_figure(contracts: None, member: User, client_of: ClientOf) -> None:
    house = Organisation.get()
    house.members_see = "own"
    house.save()
    client = client_of(member)
    assert client.get("/retention/customers/", {"what": "stays"}).content.decode().count("data-row") == 6
    assert {row.customer.owner_id for row in client.get("/value/").context["page"].rows} == {"m-ada"}


def test_a_customer_that_is_another_stands_under_who_leads(contracts: None, viewer: User, client_of: ClientOf) -> None:
    Customer.objects.filter(pk="c11").update(merged_into="c10")
    page = client_of(viewer).get("/retention/customers/", {"what": "stays"}).content.decode()
    assert page.count("data-row") == 11
    assert "Customer 11" not in page


@pytest.mark.parametrize(
    "asked",
    [
        {"what": "lost"},
        {"what": "lost", "month": "2026-13"},
        {"what": "none", "month": "2026-04"},
        {"what": "cohort", "month": "2026-04", "at": "99"},
        {"what": "cohort", "month": "2026-04", "at": "0", "business": "other"},
    ],
)
def test_what_is_no_figure_is_not_found(
    contracts: None, viewer: User, client_of: ClientOf, asked: dict[str, str]
) -> None:
    assert client_of(viewer).get("/retention/customers/", asked).status_code == 404


def test_a_past_day_is_reckoned_when_somebody_asks(contracts: None, viewer: User, client_of: ClientOf) -> None:
    client = client_of(viewer)
    assert "Not reckoned as of that day yet" in client.get("/retention/?day=2026-03-31").content.decode()
    answer = client.post("/retention/reckon/", {"day": "2026-03-31", "by": "persona"})
    assert answer.headers["Location"] == "/retention/?day=2026-03-31&by=persona"
    assert "It is being reckoned" in client.get("/retention/?day=2026-03-31").content.decode()
    run_waiting()
    page = client.get("/retention/?day=2026-03-31").content.decode()
    assert "Mar ’26, the last whole month" in page
    assert "Apr ’26" not in page
    assert client.get("/retention/customers/?what=stays&day=2026-03-31").content.decode().count("data-row") == 11
    assert client.get("/retention/?day=never").status_code == 400


def test_a_month_told_otherwise_before_says_so(contracts: None, viewer: User, client_of: ClientOf) -> None:
    assert "Told differently before" not in client_of(viewer).get("/retention/").content.decode()
    first = MonthTold.objects.get(month="2026-04")
    MonthTold.objects.create(
        month="2026-04", currency="EUR", told_at=datetime(2026, 5, 1, tzinfo=UTC), figures=first.figures | {"lost": 0.0}
    )
    [found] = restated(["2026-04"], "EUR")
    assert found.changes == [("lost", 0.0, 100.0)]
    page = client_of(viewer).get("/retention/").content.decode()
    assert "Told differently before" in page
    assert "<strong>Apr ’26</strong>" in page
    report = client_of(viewer).get("/report/?month=2026-04").content.decode()
    assert "This month was first told otherwise" in report
    later = client_of(viewer).get("/report/?month=2026-05").content.decode()
    assert "This month was first told" not in later
    assert "as the past was corrected since: Apr ’26." in later


def test_value_sorts_by_key_and_shows_intervals(contracts: None, viewer: User, client_of: ClientOf) -> None:
    client = client_of(viewer)
    page = client.get("/value/")
    values = [row.value_micros for row in page.context["page"].rows if row.value_micros is not None]
    assert values == sorted(values, reverse=True)
    assert len(page.context["page"].rows) == CustomerWorth.objects.filter(business="contracts").count() == 11
    for sort in ("stays", "-so_far", "expected", "nonsense"):
        assert client.get("/value/", {"sort": sort}).status_code == 200
    bought = client.get("/value/", {"of": "purchases EUR"}).content.decode()
    assert "only 0 bought again: a model needs 30 who did" in bought
    assert bought.count("data-row") == 2


def test_the_report_tells_one_month(contracts: None, viewer: User, client_of: ClientOf) -> None:
    page = client_of(viewer).get("/report/?month=2026-04").content.decode()
    assert "Monthly report, Apr ’26" in page
    assert "Who will be worth most" in page
    assert "lost with" in page


def test_charts_can_be_had_as_files(contracts: None, viewer: User, client_of: ClientOf) -> None:
    client = client_of(viewer)
    table = client.get("/retention/?chart=bridge&as=csv").content.decode().splitlines()
    assert table[0] == "Month,What,EUR a month"
    assert "Apr ’26,lost,-100.0" in table
    assert client.get("/retention/?chart=survival&as=svg").content.startswith(b"<svg")
    assert client.get("/retention/?chart=other&as=svg").status_code == 404


def test_pages_cost_few_queries_and_draw_nothing(
    contracts: None, viewer: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(viewer)
    charts.draw_beforehand()
    monkeypatch.setattr("deeproot_app.base.plots.svg", lambda *_, **__: pytest.fail("drawn while somebody waits"))
    for path, most in (
        ("/retention/", 16),
        ("/value/", 16),
        ("/retention/customers/?what=start&month=2026-04&currency=EUR", 20),
    ):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= most, path
    assert caches["pictures"] is not None


def test_nothing_reckoned_is_said(viewer: User, client_of: ClientOf) -> None:
    client = client_of(viewer)
    assert "Nothing to reckon with yet" in client.get("/retention/").content.decode()
    assert "Nothing to reckon with yet" in client.get("/value/").content.decode()
    assert "No whole month yet" in client.get("/report/").content.decode()


def test_what_is_recorded_and_not_reckoned_yet_is_not_asked_for_again(
    contracts: None, manager: User, client_of: ClientOf
) -> None:
    Reckoned.objects.all().delete()
    for path in ("/retention/", "/value/"):
        page = client_of(manager).get(path).content.decode()
        assert "Not reckoned yet" in page, path
        assert "Import a file" not in page, path


def test_what_is_stored_agrees_with_the_rows_behind_it(contracts: None) -> None:
    from deeproot.engines import open_tables

    found = told(12)
    assert found is not None
    tables = open_tables(arrow_tables(tables=("customers", "subscriptions", "purchases")))
    for month in found.months:
        rows = moved(tables, datetime.fromisoformat(month["begins"]), datetime.fromisoformat(month["ends"]))
        assert sum(row.after for row in rows) == pytest.approx(month["end"])
