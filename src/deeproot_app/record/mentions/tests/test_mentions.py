"""What is said in public becomes a customer's by evidence or by a person's word, and can be taken back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import transaction
from django.http import Http404
from django.test import Client

from deeproot_app.base import access, clock
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Organisation, User
from deeproot_app.cli import main
from deeproot_app.record import search
from deeproot_app.record.arrivals.keep import keep
from deeproot_app.record.arrivals.reading import take_in
from deeproot_app.record.mentions import decide, queue
from deeproot_app.record.models import Arrival, Connection, Contact, Customer, Identity, Interaction, RecordSequence

pytestmark = pytest.mark.django_db
STATUS: dict[str, Any] = {
    "created_at": "2026-06-02T10:00:00Z",
    "account": {"acct": "ann@social.example", "display_name": "Ann Öberg"},
    "visibility": "public",
}


@pytest.fixture
def acme() -> Customer:
    with transaction.atomic():
        seq = RecordSequence.take()
        made = Customer.objects.create(customer_id="acme", name="Acme", recorded_seq=seq, changed_seq=seq)
    search.refresh()
    return made


@pytest.fixture
def source() -> Connection:
    return Connection.objects.create(name="Hashtag", slug="tag", channel="mastodon", made_at=clock.now())


def said(source: Connection, name: str, text: str = "Three weeks and no answer.", **more: Any) -> Arrival:
    uri = f"https://social.example/{name}"
    status = STATUS | {"uri": uri, "url": uri, "content": f"<p>{text}</p>"} | more
    keep(source, [(uri, {}, json.dumps(status).encode())])
    take_in(source.pk)
    return Arrival.objects.get(key=uri)


def state(arrival: Arrival) -> str:
    return Arrival.objects.get(pk=arrival.pk).state


def test_a_mention_of_an_author_nobody_knows_waits_and_is_in_nobodys_record(source: Connection, acme: Customer) -> None:
    arrival = said(source, "1")
    assert state(arrival) == "nobodys"
    assert not Interaction.objects.exists()
    assert queue.counts() == {"nobodys": 1, "theirs": 0, "aside": 0}


def test_a_mention_of_a_known_author_is_recorded_at_once(source: Connection, acme: Customer) -> None:
    contact = Contact.objects.create(contact_id="ann", customer=acme, name="Ann")
    Identity.objects.create(contact=contact, type="external", value="@ann@social.example", source="hand")
    arrival = said(source, "1")
    row = Interaction.objects.get()
    assert (row.customer_id, row.contact_id, row.channel, row.direction) == ("acme", "ann", "mention", "in")
    assert state(arrival) == "recorded"


def test_a_person_says_whose_it_is_and_only_that_one_is_recorded(source: Connection, acme: Customer) -> None:
    first, other = said(source, "1"), said(source, "2")
    decide.theirs(access.COMMAND_LINE, first, acme)
    take_in(source.pk)
    assert [row.pk for row in Interaction.objects.all()] == ["mastodon:https://social.example/1"]
    assert (state(first), state(other)) == ("recorded", "nobodys")


def test_an_author_who_is_known_brings_all_they_wrote_and_will_write(source: Connection, acme: Customer) -> None:
    first, other = said(source, "1"), said(source, "2")
    decide.theirs(access.COMMAND_LINE, first, acme, author_too=True)
    take_in(source.pk)
    later = said(source, "3")
    assert {state(first), state(other), state(later)} == {"recorded"}
    assert Interaction.objects.filter(customer=acme).count() == 3
    assert Contact.objects.get(customer=acme).name == "Ann Öberg"


def test_a_contact_of_that_name_gets_the_address_instead_of_a_second_one(source: Connection, acme: Customer) -> None:
    Contact.objects.create(contact_id="a-1", customer=acme, name="Ann Öberg")
    decide.theirs(access.COMMAND_LINE, said(source, "1"), acme, author_too=True)
    assert Identity.objects.get().contact_id == "a-1"


def test_an_address_of_another_customers_is_not_taken_away(source: Connection, acme: Customer) -> None:
    arrival = said(source, "1")
    other = Customer.objects.create(customer_id="other", name="Other")
    contact = Contact.objects.create(contact_id="o", customer=other, name="O")
    Identity.objects.create(contact=contact, type="external", value="@ann@social.example", source="hand")
    with pytest.raises(UserError, match="another customer's"):
        decide.theirs(access.COMMAND_LINE, arrival, acme, author_too=True)
    assert state(arrival) == "nobodys"


def test_what_was_said_of_a_mention_is_taken_back_out_of_the_record(source: Connection, acme: Customer) -> None:
    arrival = said(source, "1")
    decide.theirs(access.COMMAND_LINE, arrival, acme)
    take_in(source.pk)
    before = Customer.objects.get(pk="acme").changed_seq
    decide.take_back(access.COMMAND_LINE, arrival)
    assert not Interaction.objects.exists()
    assert state(arrival) == "nobodys"
    assert Customer.objects.get(pk="acme").changed_seq > before
    decide.theirs(access.COMMAND_LINE, arrival, Customer.objects.create(customer_id="b", name="B"))
    take_in(source.pk)
    assert Interaction.objects.get().customer_id == "b"


def test_a_mention_set_aside_stays_aside_until_that_is_taken_back(source: Connection) -> None:
    arrival = said(source, "1")
    decide.aside(access.COMMAND_LINE, arrival)
    take_in(source.pk)
    assert state(arrival) == "ignored"
    decide.take_back(access.COMMAND_LINE, arrival)
    assert state(arrival) == "nobodys"


def test_two_who_decide_at_once_do_not_overwrite_each_other(source: Connection, acme: Customer) -> None:
    arrival = said(source, "1")
    decide.theirs(access.COMMAND_LINE, arrival, acme)
    take_in(source.pk)
    with pytest.raises(UserError, match="meanwhile"):
        decide.aside(access.COMMAND_LINE, arrival)


def test_guesses_say_why(source: Connection, acme: Customer) -> None:
    Contact.objects.create(contact_id="a", customer=acme, name="ann öberg", email="ann@acme.example")
    other = Customer.objects.create(customer_id="o", name="O")
    Contact.objects.create(contact_id="o", customer=other, name="Bo", email="bo@blog.example")
    arrival = said(source, "1", url="https://www.blog.example/post")
    found = queue.one(access.COMMAND_LINE, arrival.pk)
    assert {(guess.customer.pk, guess.why) for guess in found.guesses} == {
        ("acme", "ann öberg is a contact of theirs"),
        ("o", "it stands on blog.example, where Bo has an address"),
    }


def test_a_page_of_mentions_costs_as_much_as_one(
    source: Connection, acme: Customer, django_assert_max_num_queries: Any
) -> None:
    Contact.objects.create(contact_id="a", customer=acme, name="Ann Öberg", email="ann@acme.example")
    for number in range(25):
        said(source, str(number))
    with django_assert_max_num_queries(4):
        page, rows = queue.page(access.COMMAND_LINE, "nobodys", {})
    assert len(rows) == 20
    assert page.next


def test_who_may_not_see_a_customer_does_not_see_what_is_said_by_them(
    source: Connection, acme: Customer, viewer: User, member: User
) -> None:
    arrival = said(source, "1")
    decide.theirs(access.COMMAND_LINE, arrival, acme)
    take_in(source.pk)
    Organisation.objects.update_or_create(pk=1, defaults={"members_see": "own"})
    with pytest.raises(Http404):
        queue.one(member, arrival.pk)
    assert queue.one(viewer, arrival.pk).customer == acme
    with pytest.raises(NotAllowed):
        decide.aside(viewer, arrival)


def test_on_the_page_a_mention_is_found_its_customer_and_undone(
    source: Connection, acme: Customer, member: User, client: Client
) -> None:
    arrival = said(source, "1", "<script>alert(1)</script>Hello &amp; <b>goodbye</b>")
    client.force_login(member)
    listed = client.get("/mentions/")
    assert b"Hello &amp; goodbye" in listed.content
    assert b"alert(1)" not in listed.content
    assert b"Acme" in client.get(f"/mentions/{arrival.pk}/?find=acm").content
    answer = client.post(f"/mentions/{arrival.pk}/theirs/", {"customer": "acme"}, follow=True)
    assert b"being recorded" in answer.content
    take_in(source.pk)
    assert b"Acme" in client.get("/mentions/?show=theirs").content
    client.post(f"/mentions/{arrival.pk}/take-back/")
    assert not Interaction.objects.exists()


def test_a_page_without_a_feed_says_how_to_listen(administrator: User, client: Client) -> None:
    client.force_login(administrator)
    assert b"You are not listening yet" in client.get("/mentions/").content


def test_at_the_command_line_mentions_are_listed_and_given_to_a_customer(
    source: Connection, acme: Customer, capsys: pytest.CaptureFixture[str]
) -> None:
    arrival = said(source, "1")
    assert main(["mentions"]) == 0
    assert "Three weeks and no answer." in capsys.readouterr().out
    assert main(["mentions", "--theirs", str(arrival.pk), "Acme"]) == 0
    take_in(source.pk)
    main(["mentions", "--show", "theirs", "--json"])
    assert [one["customer_id"] for one in json.loads(capsys.readouterr().out)["mentions"]] == ["acme"]
    assert main(["mentions", "--back", str(arrival.pk)]) == 0
    assert state(arrival) == "nobodys"
    assert main(["mentions", "--aside", "no-number"]) == 1
    assert "There is no mention 'no-number'" in capsys.readouterr().err
