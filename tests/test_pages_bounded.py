"""Pages take hardly more queries for a large record than for a small one: none is asked in a loop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deeproot_app import loop
from deeproot_app.base import audit
from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.desk.models import SavedView
from deeproot_app.plan.models import Decision, Item
from deeproot_app.record import changes, models
from deeproot_app.record.models import Batch, Customer, FileMapping, Interaction, Promise, RecordSequence, RefusedRow
from tests.test_every_route import LISTS, ROUTES

MANY: Final = 60
"""More than any page of a list shows."""
FULL: Final = 3
"""A page that is full may ask so many more: what came before it, what comes after it."""
MOST: Final = 40
"""Queries of one page, at most: those on which the gate says what it would say take some twenty for its facts."""
ASKED: Final = {
    "desk:today": ("?whose=all", "?whose=m-ada", "?whose=nobody", "?whose=all&reason=unanswered"),
    "desk:customers": (
        "?sort=-answer_hours", "?sort=value", "?sort=-since", "?q=Birch", "?q=invoice", "?scenario=endless_loop",
        "?measure=unanswered&at_least=1", "?state=current&owner=m-ada",
    ),
    "desk:beliefs": ("?persona=bakers", "?about=need&state=assumed", "?state=known"),
    "desk:letter": ("?written=1",),
    "desk:mirror": ("?group=owner:m-ada",),
    "desk:promises": ("?state=overdue", "?state=due", "?state=kept", "?member=m-ada"),
    "base:audit": ("?act=user.",),
}  # fmt: skip
"""What the pages that can be narrowed or sorted are asked besides."""


def pages() -> Iterator[str]:
    """The address of every page that an administrator sees; the rows they are about must be there."""
    for name, route in ROUTES.items():
        if ":" not in name or not route.looks or 200 not in route.answers:
            continue
        known = {argument: sample.own for argument, sample in route.arguments.items()}
        given = {argument: own() if callable(own) else own for argument, own in known.items()}
        for query in ("", *ASKED.get(name, ())):
            yield f"{reverse(name, kwargs=given)}{query}"


def asked_of(client: Client, addresses: list[str]) -> dict[str, list[str]]:
    """The queries of each page that is one."""
    found: dict[str, list[str]] = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
            if answer.streaming:
                list(answer.streaming_content)  # type: ignore[arg-type]
        if answer.status_code == 200:
            found[address] = [query["sql"] for query in captured.captured_queries]
    return found


def more_than(small: dict[str, list[str]], address: str, asked: list[str]) -> bool:
    """Whether it asks more than it did of the small record."""
    return len(asked) > len(small.get(address, ())) + FULL


@pytest.mark.django_db
@pytest.mark.any_database
@pytest.mark.long
def test_no_page_asks_more_of_the_database_when_there_is_more_in_it(
    small_record: SmallRecord,
    administrator: User,
    manager: User,
    member: User,
    viewer: User,
    stranger: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    cache.clear()
    for module in LISTS:
        getattr(module, "prepare", lambda: None)()
    loop.turn(AS_OF, tell=lambda *_: None)
    client = Client()
    client.force_login(administrator)
    addresses = list(pages())
    asked_of(client, addresses)  # a first look, not counted, fills what is kept between requests
    small = asked_of(client, addresses)
    assert len(small) > 40
    assert {address: len(asked) for address, asked in small.items() if len(asked) > MOST} == {}

    grow(small_record)
    loop.turn(AS_OF + timedelta(minutes=1), tell=lambda *_: None)
    for n in range(MANY):
        beside(administrator, n)
    # What asks no more at its first look, with nothing kept, asks no more at any.
    first = asked_of(client, addresses)
    large = asked_of(client, [address for address, asked in first.items() if more_than(small, address, asked)])
    more = {address: asked for address, asked in large.items() if more_than(small, address, asked)}
    assert len(first) >= len(small)
    assert {address: (len(small[address]), len(asked), repeated(asked)) for address, asked in more.items()} == {}


def repeated(asked: list[str]) -> str:
    """The query that was asked most often, so that one sees where to look."""
    return max(asked, key=lambda sql: sum(sql[:80] == other[:80] for other in asked))[:400]


def grow(record: SmallRecord) -> None:
    """Many customers with a little of everything, and one with much of it."""
    with transaction.atomic():
        seq = RecordSequence.take(MANY)
        for n in range(MANY):
            owner = models.Member.objects.create(
                member_id=f"m-{n}", name=f"Member {n}", email=f"m{n}@x.example", team=f"team {n}"
            )
            customer = Customer.objects.create(
                customer_id=f"c-{n}", name=f"Birch {n}", persona=f"persona {n}", owner=owner, country="NO",
                since=AS_OF - timedelta(days=400 + n), recorded_seq=seq + n, changed_seq=seq + n,
            )  # fmt: skip
            for whose in (customer, record.birch):
                of_customer(whose, owner, f"{whose.pk}-{n}", n)
        changes.touched([record.birch.pk], seq)


def of_customer(customer: Customer, member: models.Member, name: str, n: int) -> None:
    at = AS_OF - timedelta(days=2 + n)
    later: dict[str, Any] = {"customer": customer}
    row = Interaction.objects.create(
        interaction_id=f"src{n}:{name}", member=member, happened_at=at, channel="email", needs_answer=True, **later,
        direction="in", kind="question" if n % 2 else "complaint", thread_id=f"t-{name}", customer_words=9,
    )  # fmt: skip
    models.Text.objects.create(interaction=row, subject="Invoice", body="Why is the invoice of Birch higher?")
    contact = models.Contact.objects.create(contact_id=f"p-{name}", name=f"Pat {name}", **later)
    models.Identity.objects.create(contact=contact, type="email", value=f"{name}@x.example", source="x")
    Promise.objects.create(
        promise_id=f"pr-{name}", member=member, made_in=row.pk, made_at=at, text="I will call.", **later,
        due_at=AS_OF + timedelta(days=n - MANY // 2), kept_at=AS_OF if n % 3 == 0 else None,
    )  # fmt: skip
    models.Case.objects.create(
        case_id=f"k-{name}", opened_at=at, closed_at=at if n % 2 else None, owner=member, **later
    )
    money: dict[str, Any] = {"amount_micros": 10**8, "currency": f"E{chr(65 + n % 26)}R", **later}
    models.Purchase.objects.create(purchase_id=f"b-{name}", happened_at=at, **money)
    models.Subscription.objects.create(subscription_id=f"s-{name}", starts_at=at, period_months=12, **money)
    models.Belief.objects.create(
        belief_id=f"x-{name}",
        about="goal" if n % 2 else "need",
        text=f"Quiet {n}.",
        from_at=at,
        evidence=[row.pk],
        **later,
    )
    if n % 2:
        models.Target.objects.create(belief_id=f"x-{name}", value=n, shared_at=at)
        models.Progress.objects.create(belief_id=f"x-{name}", at=at, value=1)
    models.Step.objects.create(
        text="Look at it.", whose="us", member=member, made_at=at, promise_id=f"pr-{name}", **later
    )


def beside(user: User, n: int) -> None:
    """What is no customer's: people, acts, decisions, views, imports with refused rows, mappings, the ledger."""
    User.objects.create_user(f"u{n}@x.example", member_id=f"m-{n}")
    audit.write(user, "user.add", User.objects.get(email=f"u{n}@x.example"))
    item = Item.objects.order_by("key")[n]
    Decision.objects.create(item=item, verdict="done", actor="somebody", by=user, at=AS_OF - timedelta(hours=n))
    SavedView.objects.create(user=user, name=f"View {n}", query="sort=name", made_at=AS_OF)
    FileMapping.objects.create(name=f"mapping {n}", mapping={"tables": []}, made_by=user, made_at=AS_OF)
    done = Batch.objects.get(filename="members.csv")
    RefusedRow.objects.create(batch=done, line=100 + n, column="email", reason="is no address", cells=["x"])
    Batch.objects.create(table="members", source="x", filename=f"{n}.csv", state="done", made_at=AS_OF, made_by=user)
    span = {"from_at": AS_OF - timedelta(days=n, hours=31), "to_at": AS_OF - timedelta(days=n, hours=7)}
    for source in (f"src{n}", "mail"):
        models.Coverage.objects.create(source=source, state="gap" if n % 2 else "complete", **span)
