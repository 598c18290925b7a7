"""What may be settled already is said in Today, and leads to Review."""

from __future__ import annotations

import pytest
from django.urls import reverse

from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, Browser, SmallRecord
from deeproot_app.desk.doubts import maybe_kept
from deeproot_app.plan.models import Item
from deeproot_app.record.models import Interaction, Promise, Proposal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_of", "customers_alone")]


@pytest.fixture
def overdue(understood: SmallRecord) -> Item:
    return Item.objects.filter(reason="promise_overdue", gone_at=None)[0]


def told(item: Item, **more: object) -> Proposal:
    promise = Promise.objects.get(pk=item.subject)
    message = Interaction.objects.filter(customer_id=item.customer_id)[0]
    row: dict[str, object] = {
        "sort": Proposal.Sort.OUTCOME, "rank": 1, "customer_id": item.customer_id, "interaction": message,
        "promise_id": promise.pk, "value": {"outcome": "delivers", "new_due": None}, "confidence": 0.6, "reader": 1,
        "made_at": AS_OF,
    }  # fmt: skip
    return Proposal.objects.create(**{**row, **more})


def test_an_overdue_promise_that_may_be_kept_says_so_and_leads_to_review(
    overdue: Item, manager: User, client_of: Browser
) -> None:
    waiting = told(overdue)
    client = client_of(manager)
    for page in (reverse("desk:today") + "?whose=all", reverse("desk:item", args=[overdue.key])):
        shown = client.get(page).content.decode()
        assert "Perhaps it is kept" in shown
        assert reverse("review:one", args=[waiting.pk]) in shown


@pytest.mark.parametrize(
    "more", [{"state": Proposal.State.REJECTED}, {"value": {"outcome": "holding", "new_due": None}}]
)
def test_what_was_decided_or_only_puts_it_off_is_no_doubt(overdue: Item, more: dict[str, object]) -> None:
    told(overdue, **more)
    assert maybe_kept([overdue]) == {}
