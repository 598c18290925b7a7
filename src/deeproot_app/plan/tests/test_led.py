"""What was decided about an item holds whichever id it comes up under; a merge that is taken back left nothing."""

from __future__ import annotations

import pytest

from deeproot_app.base import access
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.loop import turn
from deeproot_app.plan import decide, live
from deeproot_app.plan.models import Item
from deeproot_app.record.identity.merge import merge, separate
from deeproot_app.record.models import Customer, Kind
from deeproot_app.understand import customers
from deeproot_app.understand.live import company_mirror, mirror
from deeproot_app.understand.models import Figure, Understanding

pytestmark = pytest.mark.django_db(transaction=True)


def told(name: str) -> object:
    found = mirror(customers.meant(name), AS_OF)
    return (
        found.customer.pk,
        dict(found.figures),
        {k: list(v) for k, v in found.evidence.items()},
        list(found.findings),
        str(found.letter),
    )


def waiting() -> set[tuple[str, str]]:
    found = Item.objects.filter(gone_at=None, settled=False)
    return set(found.values_list("customer_id", "reason"))


def run() -> None:
    turn(AS_OF, tell=lambda *_: None)


def test_a_merge_and_its_undoing_leave_every_mirror_and_the_list_as_they_were(small_record: SmallRecord) -> None:
    run()
    names = [each.pk for each in (small_record.birch, small_record.cedar, small_record.dune)]
    before, company, listed = [told(name) for name in names], company_mirror(AS_OF), waiting()
    stored = set(Figure.objects.values_list("customer_id", "measure", "value", "n"))
    link = merge(COMMAND_LINE, Kind.CUSTOMER, "c-cedar", "c-birch")
    assert told("c-cedar") == told("c-birch") == told("Cedar Clinic") != before[0]
    run()
    assert set(Understanding.objects.values_list("customer_id", flat=True)) == {"c-birch", "c-dune"}
    assert {customer for customer, _ in waiting()} <= {"c-birch", "c-dune"}
    assert {item.customer_id for item in live.listed(AS_OF)} <= {"c-birch", "c-dune"}
    separate(COMMAND_LINE, link.pk)
    run()
    assert [told(name) for name in names] == before
    assert (company_mirror(AS_OF), waiting()) == (company, listed)
    assert set(Figure.objects.values_list("customer_id", "measure", "value", "n")) == stored


def test_what_was_settled_under_one_id_stays_settled_under_the_other(
    small_record: SmallRecord, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    run()
    item = Item.objects.get(customer="c-birch", reason="promise_overdue")
    decide.done(manager, item.key)
    link = merge(COMMAND_LINE, Kind.CUSTOMER, "c-birch", "c-cedar")
    run()
    assert ("c-cedar", "promise_overdue") not in waiting()
    assert not [each for each in live.listed(AS_OF) if each.reason == "promise_overdue"]
    separate(COMMAND_LINE, link.pk)
    run()
    assert ("c-birch", "promise_overdue") not in waiting()


def test_who_sees_one_of_the_ids_sees_the_customer_they_are(small_record: SmallRecord, stranger: User) -> None:
    Organisation(pk=1, members_see="own").save()
    seen = access.customers(stranger, Customer.objects.all())
    assert set(seen.values_list("pk", flat=True)) == {"c-dune"}
    merge(COMMAND_LINE, Kind.CUSTOMER, "c-dune", "c-birch")
    seen = access.customers(stranger, Customer.objects.all())
    assert set(seen.values_list("pk", flat=True)) == {"c-dune", "c-birch"}
