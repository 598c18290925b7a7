"""A mail is queued once for each person and occasion, and the gate is asked before anything else."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import Http404

from deeproot_app.act.models import Letter, Outbox, Sending, SendingAccount
from deeproot_app.act.outbox import Mail, queue_many
from deeproot_app.act.outbox.tests.conftest import Gate, Queue, a_touch
from deeproot_app.base import clock
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, Job, Organisation, User
from deeproot_app.record.models import Contact, Customer, RecordSequence

State = Sending.State


def test_a_queued_mail_waits_its_grace_and_wakes_the_worker(queued: Queue, member: User) -> None:
    found = queued(actor=member)
    assert (found.state, found.address, found.to_name) == (State.QUEUED, "pat@birch.example", "Pat of Birch Bakery")
    assert found.next_at == found.queued_at + timedelta(seconds=Outbox.get().grace_seconds)
    assert Letter.objects.get(sending=found).text.startswith("Dear Pat")
    assert Job.objects.get(key="outbox 0").state == Job.State.WAITING
    assert Audit.objects.get(act="mail.queue").about_id == str(found.pk)


def test_a_second_click_is_the_same_mail(queued: Queue) -> None:
    first, second = queued(), queued(subject="Another subject")
    assert first.pk == second.pk
    assert Letter.objects.get().subject == "A guide to shorter queues"


def test_another_occasion_is_another_mail(queued: Queue) -> None:
    assert queued("draft:1").pk != queued("draft:2").pk


def test_two_people_behind_one_address_get_one_mail(queued: Queue, small_record: Any) -> None:
    Contact.objects.create(contact_id="p-twin", customer=small_record.cedar, name="Twin", email="PAT@birch.example")
    first = queued()
    second = queued(touch=a_touch(customer_id="c-cedar", contact_id="p-twin"))
    assert first.pk == second.pk


def test_one_person_with_two_addresses_gets_one_mail(queued: Queue) -> None:
    first = queued()
    assert queued(touch=a_touch(address="pat.private@elsewhere.example")).pk == first.pk


def test_a_person_known_by_two_ids_gets_one_mail(queued: Queue, small_record: Any) -> None:
    Contact.objects.create(
        contact_id="p-again", customer=small_record.birch, email="p@other.example", merged_into_id="p-birch",
        recorded_seq=0,
    )  # fmt: skip
    assert queued(touch=a_touch(contact_id="p-again")).pk == queued().pk


def test_its_message_id_follows_from_person_and_occasion(queued: Queue) -> None:
    found = queued()
    again = found.message_id
    Letter.objects.all().delete()
    Sending.objects.all().delete()
    assert queued().message_id == again
    assert again.endswith("@oakfield.example")


def test_what_the_gate_refuses_for_good_is_held_back_and_counted(queued: Queue, gate: Gate) -> None:
    gate.refuse("c-birch", "objected", overridable=False)
    found = queued()
    assert (found.state, found.next_at) == (State.SUPPRESSED, None)
    assert found.reasons == [["objected", "The rule of objected.", "What led to objected."]]
    assert not Job.objects.filter(key="outbox 0").exists()


def test_what_the_gate_refuses_for_hours_waits_until_it_lifts(queued: Queue, gate: Gate) -> None:
    lifts = clock.now() + timedelta(hours=9)
    gate.refuse("c-birch", "quiet_hours", lifts)
    found = queued()
    assert (found.state, found.next_at) == (State.WAITING, lifts)


def test_what_the_gate_refuses_for_weeks_is_held_back(queued: Queue, gate: Gate) -> None:
    gate.refuse("c-birch", "too_soon", clock.now() + timedelta(days=20))
    assert queued().state == State.SUPPRESSED


def test_an_overruled_reason_does_not_hold_it_back(queued: Queue, gate: Gate) -> None:
    gate.refuse("c-birch", "open_case")
    overruled = SimpleNamespace(pk=7, reasons=["open_case"])
    found = queued(override=overruled)
    assert (found.state, found.override_id) == (State.QUEUED, 7)


def test_an_objection_is_never_overruled(queued: Queue, gate: Gate) -> None:
    gate.refuse("c-birch", "objected", overridable=False)
    assert queued(override=SimpleNamespace(pk=7, reasons=["objected"])).state == State.SUPPRESSED


def test_many_mails_take_as_many_statements_as_few(
    queued: Queue, small_record: Any, django_assert_max_num_queries: Any
) -> None:
    Contact.objects.bulk_create(
        Contact(contact_id=f"p{n}", customer=small_record.birch, email=f"p{n}@birch.example") for n in range(300)
    )
    mails = [Mail("programme:1", a_touch(contact_id=f"p{n}"), "Hello", "Hello") for n in range(300)]
    with django_assert_max_num_queries(45):
        found = queue_many(COMMAND_LINE, mails)
    assert len({one.pk for one in found}) == Letter.objects.count() == 300


def test_an_answer_continues_the_conversation(queued: Queue, small_record: Any) -> None:
    from deeproot_app.record.models import Interaction

    RecordSequence.objects.get_or_create(pk=1)
    Interaction.objects.create(
        interaction_id="email:q2@birch.example", customer=small_record.birch, happened_at=clock.now(), channel="email",
        direction="in", thread_id="email:q1@birch.example",
    )  # fmt: skip
    found = queued(reply_to="email:q2@birch.example")
    assert Letter.objects.get(sending=found).parents == ["q1@birch.example", "q2@birch.example"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"subject": "Hello\r\nBcc: all@birch.example"}, "one line"),
        ({"subject": " "}, "needs a subject"),
        ({"text": " \n"}, "needs words"),
        ({"subject": "x" * 301}, "at most 300"),
        ({"touch": a_touch(address="pat@birch.example\r\nRCPT TO:<eve@x.example>")}, "no address"),
        ({"touch": a_touch(address='"a b"@birch.example')}, "no address"),
        ({"touch": a_touch(address="pat@birch")}, "no address"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_a_sentence(queued: Queue, given: dict[str, Any], says: str) -> None:
    with pytest.raises(UserError, match=says):
        queued(**given)
    assert not Sending.objects.exists()


def test_whom_one_may_not_see_one_cannot_write_to(queued: Queue, member: User) -> None:
    organisation = Organisation.get()
    organisation.members_see = "own"
    organisation.save()
    with pytest.raises(Http404):
        queued(actor=member, touch=a_touch("dune"))


def test_a_viewer_writes_to_nobody(queued: Queue, viewer: User) -> None:
    with pytest.raises(NotAllowed):
        queued(actor=viewer)


def test_an_international_address_is_kept_as_dns_has_it(queued: Queue) -> None:
    assert (
        queued(touch=a_touch(contact_id=None, address="Jörg@Bäckerei.example")).address
        == "jörg@xn--bckerei-5wa.example"
    )


def test_the_ledger_outlives_the_customer(queued: Queue, small_record: Any) -> None:
    found = queued()
    Customer.objects.filter(pk="c-birch").delete()
    assert Sending.objects.get(pk=found.pk).customer_id == "c-birch"


def test_without_an_account_it_waits_in_the_outbox(queued: Queue, account: SendingAccount) -> None:
    account.delete()
    found = queued()
    assert (found.state, found.account) == (State.QUEUED, None)
