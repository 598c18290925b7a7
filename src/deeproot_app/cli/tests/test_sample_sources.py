"""The sample company's connected sources: the same each time, and telling nothing else than its tables hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from deeproot import sample
from deeproot.sample import Company
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import UserError
from deeproot_app.cli._sample import deliveries as sent
from deeproot_app.cli._sample import sources as sample_sources
from deeproot_app.cli._sample.company import bring_in, found_company
from deeproot_app.record.arrivals import asking, connecting
from deeproot_app.record.arrivals.standing import standings
from deeproot_app.record.mentions import queue
from deeproot_app.record.models import Batch, Change, Connection, Contact, Customer, Interaction

UNTIL = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def company() -> Company:
    return sample.company(seed=7, customers=8, until=UNTIL)


@pytest.fixture
def loaded(db: None, company: Company, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    monkeypatch.setenv("DEEPROOT_NOW", UNTIL.isoformat())
    found_company(company.name)
    bring_in(company)
    yield company


def test_the_same_company_sends_the_same_bytes(company: Company) -> None:
    again = sample.company(seed=7, customers=8, until=UNTIL)
    for sends in (sent.calls, sent.events, sent.mails, sent.feeds):
        assert list(sends(company)) == list(sends(again)), sends.__name__


def test_nothing_is_sent_later_than_the_company_stands(company: Company) -> None:
    for sends in (sent.calls, sent.events, sent.mails, sent.feeds):
        moments = [at for at, _ in sends(company)]
        assert moments == sorted(moments)
        assert moments[-1] < UNTIL


def test_the_record_says_what_it_said_before_they_were_connected(loaded: Company) -> None:
    before = set(Interaction.objects.values_list("pk", "happened_at", "customer", "direction"))
    people = set(Contact.objects.values_list("pk", "customer", "name", "email"))
    customers = set(Customer.objects.values_list("pk", "name", "kind", "country", "since"))
    sample_sources.connect(loaded)
    new = Interaction.objects.exclude(pk__in=[row[0] for row in before])
    assert all(row.automatic for row in new), "only machines say something new of customers"
    assert set(Interaction.objects.difference(new).values_list("pk", "happened_at", "customer", "direction")) == before
    assert set(Contact.objects.values_list("pk", "customer", "name", "email")) == people
    assert set(Customer.objects.values_list("pk", "name", "kind", "country", "since")) == customers
    changed = Change.objects.filter(batch__in=Batch.objects.filter(table="arrivals"))
    names = {(row.table, name) for row in changed for name in row.before or ()}
    assert names <= {("interactions", name) for name in ("contact_id", "read_from_text", "personal")}


def test_connections_show_what_is_known_and_what_is_missing(loaded: Company) -> None:
    assert sample_sources.connect(loaded) > 60
    stands = {one.connection.channel: one for one in standings(list(Connection.objects.all()))}
    assert {name: one.words for name, one in stands.items()} == {
        "segment": "connected", "stripe": "connected", "email": "paused", "feeds": "paused",
    }  # fmt: skip
    assert stands["email"].missing == sent.MISSING[1]
    assert stands["segment"].counts["unreadable"] == 2
    assert "unknown" in {span.state for span in stands["stripe"].spans}
    assert queue.counts()["nobodys"] == 2


def test_nobody_is_asked_for_a_sample_whatever_a_person_tries(loaded: Company) -> None:
    sample_sources.connect(loaded)
    for name in ("Office mailbox", "Lab bench forum"):
        found = connecting.named(name)
        for asks in (
            lambda one=found: connecting.resume(COMMAND_LINE, one),
            lambda one=found: connecting.check(COMMAND_LINE, one),
            lambda one=found: asking.ask(one),
        ):
            with pytest.raises(UserError, match="part of the sample company"):
                asks()
        assert connecting.named(name).state == "paused"


def test_a_batch_of_calls_is_what_a_tracking_library_sends(company: Company) -> None:
    batches = [json.loads(raw)["batch"] for _, raw in sent.calls(company)]
    assert len(batches) == sent.DAYS
    assert {call["type"] for batch in batches for call in batch} == {"identify", "group", "track", "page"}
