"""What arrives is read into the record: once, in whatever order, and nothing of it is lost."""

from __future__ import annotations

import json

import pytest

from deeproot_app.record.arrivals import connecting, reading, waiting
from deeproot_app.record.arrivals.keep import keep
from deeproot_app.record.arrivals.reading import take_in, take_in_waiting
from deeproot_app.record.arrivals.tests.cast import connected, deliver, told
from deeproot_app.record.models import (
    Arrival,
    Batch,
    Change,
    Connection,
    Contact,
    Customer,
    Identity,
    Interaction,
    Member,
    Said,
    Subscription,
    Text,
)


def states() -> list[str]:
    return list(Arrival.objects.order_by("id").values_list("state", flat=True))


ANN = told("customers", 1, customer_id="s:1", name="Ann's")
MAIL = told("contacts", 1, contact_id="s:p1", customer_id="s:1", email="Ann@Ann.example", name="Ann")


def test_what_a_delivery_tells_is_recorded_and_the_way_back_to_it_is_known(source: Connection) -> None:
    deliver(source, "a", ANN, MAIL)
    arrival, customer = Arrival.objects.get(), Customer.objects.get()
    assert (customer.name, customer.line, customer.batch.source) == ("Ann's", arrival.pk, "fake/shop")
    assert (arrival.state, arrival.told, arrival.recorded) == ("recorded", 2, 2)
    assert arrival.rows == [["customers", "s:1"], ["contacts", "s:p1"]]
    assert Contact.objects.get().email == "ann@ann.example"
    assert customer.changed_seq > 0


def test_older_news_never_overwrites_newer(source: Connection) -> None:
    deliver(source, "b", told("customers", 9, customer_id="s:1", name="New name"))
    deliver(source, "a", told("customers", 2, customer_id="s:1", name="Old name", country="NO"))
    assert list(Customer.objects.values_list("name", "country")) == [("New name", "NO")]
    deliver(source, "c", told("customers", 10, customer_id="s:1", country=""))
    assert list(Customer.objects.values_list("name", "country")) == [("New name", None)]


def test_what_is_said_at_the_same_moment_is_ordered_by_its_key(source: Connection) -> None:
    deliver(source, "a", told("customers", 2, "2", customer_id="s:1", name="Second"))
    deliver(source, "b", told("customers", 2, "1", customer_id="s:1", name="First"))
    assert Customer.objects.get().name == "Second"


def test_the_same_news_in_another_delivery_changes_nothing(source: Connection) -> None:
    deliver(source, "a", told("customers", 2, "k", customer_id="s:1", name="Ann"))
    deliver(source, "b", told("customers", 2, "k", customer_id="s:1", name="Ann"))
    assert (Change.objects.count(), states()) == (0, ["recorded", "recorded"])


def test_an_interaction_waits_for_its_customer_and_is_recorded_then(source: Connection) -> None:
    deliver(source, "a", said(customer_id="s:1"))
    assert (states(), Arrival.objects.get().reason) == (["nobodys"], "its customer s:1 is not known yet")
    deliver(source, "b", ANN)
    assert states() == ["recorded", "recorded"]
    assert Interaction.objects.get().customer_id == "s:1"


def test_an_interaction_waits_for_whoever_has_its_address(source: Connection) -> None:
    deliver(source, "a", said(contact_email="ann@ann.example"))
    assert Arrival.objects.get().reason == "no customer has the address ann@ann.example"
    deliver(source, "b", ANN)
    deliver(source, "c", MAIL)
    row = Interaction.objects.get()
    assert (row.customer_id, row.contact_id, row.customer_words) == ("s:1", "s:p1", 4)


def test_an_address_that_is_known_by_an_identity_counts_too(source: Connection) -> None:
    deliver(source, "a", said(contact_email="other@ann.example"))
    identity = told("identities", 3, contact_id="s:p1", type="email", value="other@ann.example")
    deliver(source, "b", identity)
    assert Arrival.objects.get(key="b").reason == "its contact s:p1 is not known yet"
    deliver(source, "c", ANN, MAIL)
    assert Identity.objects.get().source == "fake"
    assert states() == ["recorded"] * 3


def test_a_contact_that_is_told_of_later_is_found_for_what_is_recorded_already(source: Connection) -> None:
    deliver(source, "a", ANN, said(customer_id="s:1", contact_email="ann@ann.example"))
    assert Interaction.objects.get().contact_id is None
    deliver(source, "b", MAIL)
    assert Interaction.objects.get().contact_id == "s:p1"


def test_whoever_is_recorded_by_an_import_is_waited_for_too(source: Connection, load) -> None:
    deliver(source, "a", said(contact_email="pat@birch.example"))
    load(
        {
            "customers.csv": "customer_id,name\nc1,Birch\n",
            "contacts.csv": "contact_id,customer_id,email\np,c1,pat@birch.example\n",
        }
    )
    assert take_in_waiting.call() == 1
    take_in(source.pk)
    assert states() == ["recorded"]
    assert Interaction.objects.get().customer_id == "c1"


def test_what_is_said_in_a_case_is_the_customers_of_the_case(source: Connection) -> None:
    deliver(source, "a", ANN, said(case_id="s:k1", contact_email="ann@ann.example"))
    assert states() == ["nobodys"]
    deliver(source, "b", told("cases", 5, case_id="s:k1", customer_id="s:1", opened_at="2026-06-01T08:00:00Z"))
    assert (Interaction.objects.get().customer_id, states()) == ("s:1", ["recorded"] * 2)


def test_a_change_of_a_row_that_is_not_there_yet_waits_for_it(source: Connection) -> None:
    deliver(source, "b", told("cases", 9, case_id="s:k1", closed_at="2026-06-02T08:00:00Z"))
    assert Arrival.objects.get().reason == "of case s:k1 no customer_id is known yet"
    deliver(source, "a", ANN, told("cases", 5, case_id="s:k1", customer_id="s:1", opened_at="2026-06-01T08:00:00Z"))
    assert states() == ["recorded"] * 2
    from deeproot_app.record.models import Case

    assert Case.objects.get().closed_at is not None


def test_an_address_of_several_customers_is_nobodys(source: Connection) -> None:
    other = told("contacts", 1, contact_id="s:p2", customer_id="s:2", email="ann@ann.example")
    deliver(source, "a", ANN, MAIL, told("customers", 1, customer_id="s:2", name="Two"), other)
    deliver(source, "b", said(contact_email="ann@ann.example"))
    assert Arrival.objects.get(key="b").reason == "contacts of several customers have the address ann@ann.example"


def test_what_cannot_be_read_is_kept_in_quarantine_with_why(source: Connection) -> None:
    keep(source, [("a", {}, b"{nonsense"), ("b", {}, b'"broken"')])
    taken = take_in(source.pk)
    assert taken.states == {"unreadable": 2}
    assert list(Arrival.objects.order_by("id").values_list("reason", flat=True)) == [
        "it is no JSON",
        "its reader failed at it (RuntimeError)",
    ]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (told("nonsense", 1, a="b"), "there is no table 'nonsense'"),
        (told("customers", 1, customer_id="s:2", colour="red"), "customers have no column 'colour'"),
        (told("customers", 1, name="No key"), "a row of customers without customer_id"),
        (
            told("customers", 1, customer_id="s:2", name="N", country="Narnia"),
            "customers 's:2': country 'Narnia' is no",
        ),
        (told("customers", 1, customer_id="s:2", name="N\x00"), "customers 's:2': the row holds a NUL"),
    ],
)
def test_a_row_that_is_wrong_does_not_hold_up_the_others(source: Connection, row: list[object], why: str) -> None:
    deliver(source, "a", row, ANN)
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.reason[: len(why)], arrival.recorded) == ("unreadable", why, 1)
    assert Customer.objects.get().pk == "s:1"


def test_one_arrival_that_cannot_be_written_does_not_hold_up_the_others(source: Connection, monkeypatch) -> None:
    from deeproot_app.record.arrivals.rows import Writing

    write = Writing.write

    def fails(self: Writing, heard):
        some = list(heard)
        if any(one.key == "s:2" for one in some):
            raise ValueError("whatever")
        return write(self, some)

    monkeypatch.setattr(Writing, "write", fails)
    rows = [json.dumps([told("customers", 1, customer_id=f"s:{at}", name="N")]).encode() for at in range(5)]
    keep(source, [(str(at), {}, raw) for at, raw in enumerate(rows)])
    assert take_in(source.pk).states == {"recorded": 4, "unreadable": 1}
    assert Customer.objects.count() == 4


def test_a_delivery_of_nothing_is_ignored_and_makes_no_import(source: Connection) -> None:
    deliver(source, "a")
    assert states() == ["ignored"]
    assert not Batch.objects.exists()


def test_nothing_is_read_while_paused_and_nothing_of_a_channel_that_is_gone(source: Connection) -> None:
    Connection.objects.update(state="paused")
    deliver(source, "a", ANN)
    gone = connected("gone", channel="gone")
    deliver(gone, "b", ANN)
    assert states() == ["waiting", "waiting"]
    Connection.objects.update(state="active")
    take_in(source.pk)
    assert states() == ["recorded", "waiting"]


def test_what_a_person_decided_outranks_what_a_source_says(source: Connection, small_record) -> None:
    deliver(source, "a", told("customers", 1, customer_id="c-birch", name="Told"))
    birch = Customer.objects.get(pk="c-birch")
    Change.objects.create(
        at=birch.since, recorded_seq=999, table="customers", row_id="c-birch", before={"name": "Told"}
    )
    Customer.objects.filter(pk="c-birch").update(name="Ours")
    deliver(source, "b", told("customers", 5, customer_id="c-birch", name="Told again", country="SE"))
    birch.refresh_from_db()
    assert (birch.name, birch.country) == ("Ours", "SE")


def test_our_people_are_known_by_their_address(source: Connection, small_record) -> None:
    theirs = told("members", 1, member_id="email:ada@oakfield.example", name="A. L.", email="ada@oakfield.example")
    new = told("members", 1, member_id="email:new@oakfield.example", name="New", email="new@oakfield.example")
    deliver(source, "a", theirs, new)
    deliver(source, "b", said("1", customer_id="c-birch", member_email="Ada@oakfield.example"))
    deliver(source, "c", said("2", customer_id="c-birch", member_email="zoe@oakfield.example"))
    assert Member.objects.get(email="ada@oakfield.example").name == "Ada Lund"
    assert Member.objects.get(email="new@oakfield.example").name == "New"
    assert Interaction.objects.get(pk="s:1").member_id == "m-ada"
    assert Interaction.objects.get(pk="s:2").member_id == "email:zoe@oakfield.example"


def test_customers_are_made_of_ids_where_the_connection_says_so(fake, db: None) -> None:
    source = connected(settings={"creates_customers": "yes"})
    deliver(source, "a", said(customer_id="s:9"))
    assert (Customer.objects.get().name, states()) == ("s:9", ["recorded"])


def test_killed_at_any_moment_it_goes_on_and_nothing_is_lost_or_twice(source: Connection, monkeypatch) -> None:
    rows = [json.dumps([told("customers", 1, customer_id=f"s:{at}", name="N")]).encode() for at in range(60)]
    keep(source, [(str(at), {}, raw) for at, raw in enumerate(rows)])
    note, calls = waiting.note, []

    def dies(*arguments) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        note(*arguments)

    monkeypatch.setattr(waiting, "note", dies)
    monkeypatch.setattr(reading, "FIRST", 20)
    monkeypatch.setattr(reading, "MOST", 20)
    with pytest.raises(KeyboardInterrupt):
        take_in(source.pk)
    assert (Customer.objects.count(), states().count("waiting")) == (20, 40)
    take_in(source.pk)
    assert (Customer.objects.count(), states().count("recorded")) == (60, 60)
    assert Batch.objects.get().created == 60


def test_a_days_import_can_be_taken_back_and_brought_again(source: Connection) -> None:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record.importing import undo

    deliver(source, "a", ANN, MAIL)
    undo.undo(Batch.objects.get(), COMMAND_LINE)
    assert not Customer.objects.exists()
    deliver(source, "b", told("customers", 0, customer_id="s:1", name="Ann again"))
    assert Customer.objects.get().name == "Ann again", "what was said of a row that is gone counts no more"
    assert Batch.objects.count() == 2
    assert connecting.retry(COMMAND_LINE, Arrival.objects.filter(key="a")) == 1
    take_in(source.pk)
    assert Customer.objects.get().name == "Ann's"
    assert Contact.objects.count() == 1


def test_what_a_taken_back_import_was_made_of_is_set_aside_and_comes_only_when_asked_for(source: Connection) -> None:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record.importing import undo

    deliver(source, "a", ANN, MAIL)
    deliver(source, "b", said(customer_id="s:1"))
    undo.undo(Batch.objects.get(), COMMAND_LINE)
    for arrival in Arrival.objects.all():
        assert (arrival.state, arrival.recorded, arrival.rows) == ("ignored", 0, [])
        assert "taken back" in arrival.reason
    take_in_waiting.call()
    deliver(source, "c", told("customers", 2, customer_id="s:2", name="Another"))
    assert Customer.objects.count() == 1, "nothing of it came back by itself"
    again = Arrival.objects.filter(key__in=("a", "b"))
    assert connecting.retry(COMMAND_LINE, again) == 2
    take_in(source.pk)
    assert (Customer.objects.count(), Interaction.objects.count()) == (2, 1)
    assert set(again.values_list("state", "reason")) == {("recorded", "")}


def test_a_change_that_was_taken_back_comes_again_with_its_arrival_and_the_others_stay(source: Connection) -> None:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record.importing import undo

    deliver(source, "a", ANN)
    Batch.objects.update(sha256="of a day before")
    deliver(source, "b", told("customers", 5, customer_id="s:1", name="Renamed", country="NO"))
    undo.undo(Batch.objects.latest("id"), COMMAND_LINE)
    assert list(Customer.objects.values_list("name", "country")) == [("Ann's", None)]
    assert states() == ["recorded", "ignored"]
    connecting.retry(COMMAND_LINE, Arrival.objects.filter(key="b"))
    take_in(source.pk)
    assert list(Customer.objects.values_list("name", "country")) == [("Renamed", "NO")]


def test_a_term_known_by_two_columns_comes_again_too(source: Connection) -> None:
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record.importing import undo

    deliver(source, "a", ANN)
    term = {"subscription_id": "s:1", "customer_id": "s:1", "starts_at": "2026-01-01T00:00:00Z", "currency": "EUR"}
    deliver(source, "b", told("subscriptions", 3, **term, amount="10", period_months="1"))
    Batch.objects.update(sha256="of a day before")
    deliver(source, "c", told("subscriptions", 4, **term, amount="20", period_months="1"))
    undo.undo(Batch.objects.latest("id"), COMMAND_LINE)
    assert [row.amount_micros for row in Subscription.objects.all()] == [10_000_000]
    connecting.retry(COMMAND_LINE, Arrival.objects.filter(key="c"))
    take_in(source.pk)
    assert [row.amount_micros for row in Subscription.objects.all()] == [20_000_000]


def test_a_text_that_looks_like_a_formula_stays_as_it_is(source: Connection) -> None:
    deliver(source, "a", told("customers", 1, customer_id="s:1", name="'=1+1"))
    deliver(source, "b", told("customers", 1, customer_id="s:2", name="+47 one"))
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["'=1+1", "+47 one"]


def test_reading_many_costs_a_few_queries_not_one_each(source: Connection, django_assert_max_num_queries) -> None:
    rows = [
        json.dumps([told("customers", 1, customer_id=f"s:{at}", name="N"), said(str(at), customer_id=f"s:{at}")])
        for at in range(50)
    ]
    keep(source, [(str(at), {}, raw.encode()) for at, raw in enumerate(rows)])
    with django_assert_max_num_queries(85):
        take_in(source.pk)
    assert Interaction.objects.count() == 50
    assert Text.objects.count() == 50
    assert Said.objects.count() == 100


def said(number: str = "1", minute: int = 4, **more: str) -> list[object]:
    """A message of a customer's."""
    cells = {
        "interaction_id": f"s:{number}",
        "happened_at": "2026-06-01T09:00:00Z",
        "channel": "chat",
        "direction": "in",
        "body": "Is anybody there, please?",
    }
    return told("interactions", minute, **cells, **more)
