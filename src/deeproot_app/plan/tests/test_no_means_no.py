"""No means no: whatever files, merges, restores and programs do in between, only the person takes an objection back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deeproot.plan.policy import Touch
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.conftest import SmallRecord
from deeproot_app.plan import gate
from deeproot_app.record import consent
from deeproot_app.record.consent import kept
from deeproot_app.record.consent.digests import digests, key
from deeproot_app.record.consent.files import Told, land
from deeproot_app.record.consent.ledger import Said
from deeproot_app.record.models import Consent, Contact, Customer

pytestmark = pytest.mark.django_db
NOON = datetime.fromisoformat("2026-06-30T10:00:00+00:00")
ADDRESS = "pat@birch.example"


def said(state: str) -> None:
    """The person's own act, on their page."""
    consent.by_themself(
        "p-birch", "c-birch", digests([ADDRESS], key()), [Said(state, "marketing", "email", "preferences")]
    )


def told(state: str, contact: str = "p-birch") -> None:
    """A file's word."""
    land([Told(contact, "c-birch", (ADDRESS,), state, "marketing", "email", "a line")], how="import", source="file")


def merged(into: str | None) -> None:
    Contact.objects.filter(pk="p-dune").update(merged_into=into)


def came_back() -> None:
    """Erased, and brought back by a file under another id."""
    Contact.objects.filter(pk="p-birch").delete()
    Contact.objects.create(contact_id="p-birch", customer_id="c-birch", email="Pat@Birch.Example")


ACTS: dict[str, Callable[[], object]] = {
    "a file says yes": lambda: told("consented"),
    "a file of somebody else's contact says yes": lambda: told("consented", "p-elsewhere"),
    "merged": lambda: merged("p-birch"),
    "separated": lambda: merged(None),
    "erased and back": came_back,
    "another of the house says yes, without being sure": lambda: consent.by_themself(
        "p-dune", "c-dune", digests(["pat@dune.example"], key()), [Said("consented", "all", "", "preferences")]
    ),
    "the mark is lifted": lambda: consent.lift(
        COMMAND_LINE, consent.do_not_contact(COMMAND_LINE, contact_id="p-birch", reason="Leave").pk, "Back"
    ),
}
"""What happens to a record, none of it the person's word."""


def ids() -> tuple[str, ...]:
    return gate.decide([Touch("c-birch", "p-birch", "m-ada", "email", "pitch")], NOON)[0].ids


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=6), st.booleans(), st.booleans())
def test_whatever_happens_between_an_objection_stands(
    small_record: SmallRecord, acts: list[str], by_file: bool, restored: bool
) -> None:
    with transaction.atomic():
        said("consented")
        backup = kept.taken()
        assert "objected" not in ids()
        told("objected") if by_file else said("objected")
        since = kept.taken()
        for act in acts:
            ACTS[act]()
            assert "objected" in ids(), act
        if restored:
            Consent.objects.all().delete()
            kept.put_back(backup)
            kept.put_back(since)
        assert "objected" in ids()
        said("consented")
        assert "objected" not in ids(), "they themselves may take it back"
        transaction.set_rollback(True)


def test_a_customer_that_is_gone_has_its_objections_still(small_record: SmallRecord) -> None:
    said("objected")
    Customer.objects.all().delete()
    assert Consent.objects.count() == 1
