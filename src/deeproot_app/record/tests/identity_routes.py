"""The routes of who is the same as whom, for the walk over every route."""

from __future__ import annotations

from django.db import transaction

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.tests.walk import OWN_CUSTOMER, Route, Sample
from deeproot_app.conftest import AS_OF
from deeproot_app.record.identity import addresses, pairs
from deeproot_app.record.identity.merge import merge
from deeproot_app.record.models import Change, Contact, Identity, Kind, Link, Pair, RecordSequence

KIND = Sample("customer", "customer", "nothing")
OTHER = Sample("c-cedar", "c-cedar", "c-nowhere-else")
PAIR = {"kind": KIND, "one": OWN_CUSTOMER, "other": OTHER}
LINK = Sample(lambda: _link("p-birch"), lambda: _link("p-dune"), "hand:none")
CONTACT = Sample("p-birch", "p-dune", "p-nobody")
ADDRESS = Sample(lambda: _address("p-birch"), lambda: _address("p-dune"), 999_999)
CHANGE = Sample(lambda: _change("p-birch"), lambda: _change("p-dune"), 999_999)

ROUTES = {
    "same:same": Route("viewer", acts=False),
    "same:find": Route("viewer", {"customer": OWN_CUSTOMER}, acts=False),
    "same:pair": Route("viewer", PAIR, acts=False),
    **{f"same:{act}": Route("manager", PAIR, looks=False) for act in ("merge", "different", "later", "wait")},
    "same:separate": Route("manager", {"link": LINK}, looks=False),
    "same:again": Route("manager", {"link": LINK}, looks=False),
    "same:address_add": Route("member", {"contact": CONTACT}, looks=False),
    "same:address_remove": Route("member", {"identity": ADDRESS}, looks=False),
    "same:address_move": Route("member", {"identity": ADDRESS}, looks=False),
    "same:address_undo": Route("member", {"change": CHANGE}, looks=False),
}


def prepare() -> None:
    """A pair that waits, another contact in each team that was merged with the first, an address of each."""
    Pair.objects.create(
        kind=Kind.CUSTOMER,
        one="c-birch",
        other="c-cedar",
        score=0.8,
        evidence=[["name", "like", "Birch"]],
        found_at=AS_OF,
    )
    Pair.objects.create(
        kind=Kind.CUSTOMER,
        one="c-birch",
        other="c-dune",
        score=0.7,
        evidence=[["name", "like", "Dune"]],
        found_at=AS_OF,
    )
    for contact, customer in (("p-birch", "c-birch"), ("p-dune", "c-dune")):
        with transaction.atomic():
            Contact.objects.create(contact_id=f"{contact}-2", customer_id=customer, recorded_seq=RecordSequence.take())
        merge(COMMAND_LINE, Kind.CONTACT, f"{contact}-2", contact)
        addresses.add(COMMAND_LINE, contact, "handle", f"@{contact}")
    pairs.decide(COMMAND_LINE, Kind.CUSTOMER, "c-cedar", "c-dune", Pair.State.DIFFERENT)


def _link(into: str) -> str:
    return Link.objects.get(into_id=into).pk


def _address(contact: str) -> int:
    return Identity.objects.get(value=f"@{contact}").pk


def _change(contact: str) -> int:
    return Change.objects.get(table="identities", row_id=str(_address(contact))).pk
