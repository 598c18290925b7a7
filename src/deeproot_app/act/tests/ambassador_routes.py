"""The routes of favours and referrals, for the walk over every route."""

from __future__ import annotations

from deeproot_app.act.models import AmbassadorAsk, Referral
from deeproot_app.base.tests.walk import Route, Sample
from deeproot_app.conftest import AS_OF

ASKED = Sample(
    lambda: AmbassadorAsk.objects.get(customer="c-birch").pk, lambda: AmbassadorAsk.objects.get(customer="c-dune").pk,
    999_999,
)  # fmt: skip
REFERRED = Sample(
    lambda: Referral.objects.get(customer="c-birch").pk, lambda: Referral.objects.get(customer="c-dune").pk, 999_999
)  # fmt: skip

ROUTES = {
    "act:favour": Route("member", answers=frozenset({404})),
    "act:favour_answer": Route("member", {"favour": ASKED}, looks=False),
    "act:favour_undo": Route("member", {"favour": ASKED}, looks=False),
    "act:referral_add": Route("member"),
    "act:referral_take_back": Route("member", {"referral": REFERRED}, looks=False),
    "act:referral_put_back": Route("member", {"referral": REFERRED}, looks=False),
    "act:referrals_file": Route("manager", looks=False),
}


def prepare() -> None:
    """A favour asked of either customer, and somebody whom either told of us."""
    for name in ("birch", "dune"):
        AmbassadorAsk.objects.create(
            key=name, customer_id=f"c-{name}", contact_id=f"p-{name}", favour="recommend", channel="email",
            asked_at=AS_OF, asked_by="x",
        )  # fmt: skip
        Referral.objects.create(
            customer_id=f"c-{name}", name="Eve", email=f"eve@{name}.example", at=AS_OF, how="by_hand", made_at=AS_OF,
            actor="x",
        )  # fmt: skip
