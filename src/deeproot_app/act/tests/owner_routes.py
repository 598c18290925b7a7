"""The routes of handing customers over, for the walk over every route."""

from __future__ import annotations

from deeproot_app.act.models import OwnerChange, OwnerOf
from deeproot_app.base.models import User
from deeproot_app.base.tests.walk import OWN_CUSTOMER, Route, Sample
from deeproot_app.conftest import AS_OF


def _of(customer: str) -> int:
    return int(OwnerOf.objects.get(customer=customer).change_id)


CHANGE = Sample(lambda: _of("c-birch"), lambda: _of("c-dune"), 999_999)

ROUTES = {
    "act:hand_over": Route("member", {"customer": OWN_CUSTOMER}),
    "act:hand_over_many": Route("member"),
    "act:handovers": Route("viewer", acts=False),
    "act:handover": Route("viewer", {"change": CHANGE}, acts=False),
    "act:handover_undo": Route("member", {"change": CHANGE}, looks=False),
}


def prepare() -> None:
    """A handover that is to come, of Ada's customer and of Cleo's."""
    for name, whose in (("birch", "ada"), ("dune", "cleo")):
        by = User.objects.filter(email=f"{whose}@oakfield.example").first()
        change = OwnerChange.objects.create(
            to_id="m-ben", from_at=AS_OF.replace(year=2030), made_at=AS_OF, actor=whose, by=by
        )
        OwnerOf.objects.create(change=change, customer_id=f"c-{name}", before=f"m-{whose}")
