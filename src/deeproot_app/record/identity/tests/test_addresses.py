"""Addresses that a person puts right stay so, whatever a file says later; each change can be taken back."""

from __future__ import annotations

import pytest
from django.http import Http404

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import SmallRecord
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.conftest import Load
from deeproot_app.record.identity import addresses
from deeproot_app.record.identity.people import people
from deeproot_app.record.importing.report import Report
from deeproot_app.record.models import Customer, Identity

pytestmark = pytest.mark.django_db
TABLE = "contact_id,type,value,source\np1,email,pat@home.example,file\n"


def shown(customer: str) -> list[str]:
    return [address.value for person in people(Customer.objects.get(pk=customer)) for address in person.addresses]


def test_an_address_is_kept_as_it_is_compared(base: Report) -> None:
    addresses.add(COMMAND_LINE, "p1", "email", " Pat@Birch.EXAMPLE ")
    addresses.add(COMMAND_LINE, "p1", "phone", "22 33 44 56")
    assert set(Identity.objects.values_list("value", "source")) == {
        ("pat@birch.example", "person"),
        ("+4722334456", "person"),
    }


def test_what_is_no_address_is_refused_with_what_it_needs(base: Report) -> None:
    with pytest.raises(UserError, match="no e-mail address"):
        addresses.add(COMMAND_LINE, "p1", "email", "pat at birch")
    with pytest.raises(UserError, match="with its country"):
        addresses.add(COMMAND_LINE, "p1", "phone", "12")
    addresses.add(COMMAND_LINE, "p1", "handle", "@pat")
    with pytest.raises(UserError, match="already theirs"):
        addresses.add(COMMAND_LINE, "p1", "handle", "@pat")


def test_what_was_taken_away_no_file_brings_back_until_that_is_undone(base: Report, load: Load) -> None:
    load({"identities.csv": TABLE})
    assert "pat@home.example" in shown("c1")
    change = addresses.remove(COMMAND_LINE, Identity.objects.get().pk)
    load({"identities2.csv": TABLE.replace("file", "other")})
    assert "pat@home.example" not in shown("c1")
    assert arrow_tables(tables=["identities"])["identities"].num_rows == 0
    addresses.undo(COMMAND_LINE, change.pk)
    assert "pat@home.example" in shown("c1")


def test_an_address_that_was_moved_stays_with_whom_it_was_moved_to(base: Report, load: Load) -> None:
    load({"identities.csv": TABLE, "contacts2.csv": "contact_id,customer_id,name\np2,c2,Kim\n"})
    change = addresses.move(COMMAND_LINE, Identity.objects.get().pk, "p2")
    load({"identities2.csv": TABLE.replace("file", "other")})
    assert Identity.objects.get().contact_id == "p2"
    addresses.undo(COMMAND_LINE, change.pk)
    assert Identity.objects.get().contact_id == "p1"


def test_undoing_twice_or_out_of_order_is_refused(base: Report) -> None:
    added = addresses.add(COMMAND_LINE, "p1", "handle", "@pat")
    removed = addresses.remove(COMMAND_LINE, int(added.row_id))
    with pytest.raises(UserError, match="changed again"):
        addresses.undo(COMMAND_LINE, added.pk)
    addresses.undo(COMMAND_LINE, removed.pk)
    assert "@pat" in shown("c1")
    with pytest.raises(Http404):
        addresses.undo(COMMAND_LINE, 10**6)


def test_only_who_may_see_a_customer_changes_its_addresses(
    small_record: SmallRecord, member: User, viewer: User
) -> None:
    Organisation(pk=1, members_see="own").save()
    with pytest.raises(NotAllowed):
        addresses.add(viewer, "p-birch", "handle", "@pat")
    with pytest.raises(Http404):
        addresses.add(member, "p-dune", "handle", "@pat")
    addresses.add(member, "p-birch", "handle", "@pat")
