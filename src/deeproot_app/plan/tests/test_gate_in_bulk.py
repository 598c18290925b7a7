"""Asked about many touches at once the gate says of each what it says of it alone."""

from __future__ import annotations

import gc
from datetime import timedelta
from random import Random

import pytest

from deeproot.plan.policy import Touch
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.heap import uncollected
from deeproot_app.base.models import Organisation
from deeproot_app.conftest import AS_OF
from deeproot_app.plan import gate
from deeproot_app.record import consent
from deeproot_app.record.models import Belief, Case, Contact, Customer, Identity, Interaction, RecordSequence

KINDS = ("pitch", "value", "care", "answer", "survey", "renewal", "admin")
CHANNELS = ("email", "call", "sms", "letter")
ADDRESSES = ("p0@oak.example", "q@home.example", "+4915112345678")


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_of_many_it_says_of_each_what_it_says_of_it_alone(seed: int) -> None:
    chance = Random(seed)
    touches = a_record(chance)
    at = AS_OF + timedelta(hours=chance.choice([0, 9]))
    together = gate.decide(touches, at)
    assert together == [gate.decide([one], at)[0] for one in touches]
    assert {one.allowed for one in together} == {True, False}


def a_record(chance: Random) -> list[Touch]:
    """Customers and contacts, some of them one, who heard from us and objected; and touches to them."""
    Organisation.objects.create(pk=1, timezone="UTC", country="DE")
    RecordSequence.objects.get_or_create(pk=1)
    customers, contacts = [f"c-{one}" for one in range(8)], [f"p-{one}" for one in range(12)]
    for one in customers:
        leader = customers[0] if one in customers[1:3] else None
        zone = chance.choice(["Europe/Berlin", "America/New_York", None])
        Customer.objects.create(
            customer_id=one, name=one, kind=chance.choice(["person", "company"]), timezone=zone, country="US",
            merged_into_id=leader,
        )  # fmt: skip
    for one in contacts:
        leader = contacts[0] if one in contacts[1:3] else None
        Contact.objects.create(
            contact_id=one, customer_id=chance.choice(customers), merged_into_id=leader,
            email=chance.choice([ADDRESSES[0], f"{one}@x.example"]),
        )  # fmt: skip
    for value in ADDRESSES[1:]:
        Identity.objects.create(
            contact_id=chance.choice(contacts), type="email" if "@" in value else "phone", value=value
        )
    Interaction.objects.bulk_create(
        Interaction(
            interaction_id=f"i-{number}", customer_id=chance.choice(customers),
            contact_id=chance.choice((*contacts, None)), channel=chance.choice((*CHANNELS, "survey")),
            direction=chance.choice(["in", "out", "internal"]), kind=chance.choice(KINDS),
            happened_at=AS_OF - timedelta(days=chance.uniform(0, 40)),
        )
        for number in range(60)
    )  # fmt: skip
    Case.objects.create(case_id="k-1", customer_id=chance.choice(customers), opened_at=AS_OF - timedelta(days=3))
    Belief.objects.create(
        belief_id="b-1", customer_id=chance.choice(customers), about="capacity", text="Flood", from_at=AS_OF
    )
    consent.objected(COMMAND_LINE, contact_id=chance.choice(contacts), purpose="survey")
    consent.objected(COMMAND_LINE, address=chance.choice(ADDRESSES), channel="email")
    consent.do_not_contact(COMMAND_LINE, customer_id=chance.choice(customers), reason="They asked")
    return [
        Touch(
            chance.choice(customers), chance.choice((*contacts, None)), "m-ada", chance.choice(CHANNELS),
            chance.choice(KINDS), address=chance.choice((None, None, *ADDRESSES)),
        )
        for _ in range(40)
    ]  # fmt: skip


def test_circles_are_looked_for_again_when_all_is_gathered() -> None:
    assert gc.isenabled()
    with pytest.raises(ValueError, match="broke"), uncollected():
        assert not gc.isenabled()
        with uncollected():
            pass
        assert not gc.isenabled()
        raise ValueError("broke")
    assert gc.isenabled()
