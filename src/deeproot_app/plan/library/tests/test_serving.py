"""What serves a need, for whom, what followed on it, and what nothing serves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from deeproot_app import loop
from deeproot_app.base import clock
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.plan import live
from deeproot_app.plan.library import change, day, fits
from deeproot_app.plan.library.fitting import fitting
from deeproot_app.plan.library.helped import gifts, helped
from deeproot_app.plan.library.unserved import unserved
from deeproot_app.plan.models import Fit, Item, Suggested
from deeproot_app.record.models import Belief, Customer, Interaction, RecordSequence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("customers_alone")]


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AS_OF)


def need(customer: str, text: str, **more: object) -> Belief:
    with transaction.atomic():
        seq = RecordSequence.take()
        row = Belief.objects.create(
            belief_id=f"b-{seq}", customer_id=customer, about="need", text=text, from_at=AS_OF - timedelta(days=90),
            recorded_seq=seq, **({"horizon": "now", "evidence": ["mail:x"]} | more),
        )  # fmt: skip
        Customer.objects.filter(pk=customer).update(changed_seq=seq)
    return row


def gift(customer: str, resource: str, days: int, **more: object) -> Interaction:
    with transaction.atomic():
        seq = RecordSequence.take()
        return Interaction.objects.create(
            interaction_id=f"gift:{seq}", customer_id=customer, happened_at=AS_OF - timedelta(days=days),
            recorded_seq=seq, channel="email",
            **({"direction": "out", "kind": "value", "resource_id": resource} | more),
        )  # fmt: skip


@pytest.fixture
def labels(small_record: SmallRecord) -> str:
    return change.add(
        COMMAND_LINE, "Labels from a spreadsheet", "guide", needs=["labels"], state="ready",
        examples=["We need to print labels in batches."],
    ).row_id  # fmt: skip


def test_what_fits_is_explained_near_needs_first_and_never_twice(labels: str, small_record: SmallRecord) -> None:
    audit = change.add(COMMAND_LINE, "The audit in ten pages", "one_pager", needs=["audit"], state="ready").row_id
    need("c-birch", "Print labels in batches", horizon="some_day")
    need("c-birch", "Pass the audit", horizon="now", evidence=[])
    found = fitting(COMMAND_LINE, small_record.birch, AS_OF)
    assert [one.resource.pk for one in found] == [audit, labels]
    assert found[0].assumed
    assert found[1].need is not None
    assert "labels" in found[1].why
    gift("c-birch", audit, 100)
    assert [one.resource.pk for one in fitting(COMMAND_LINE, small_record.birch, AS_OF)] == [labels]


def test_their_own_words_count_as_a_need_of_now(labels: str, small_record: SmallRecord) -> None:
    found = fitting(COMMAND_LINE, small_record.birch, AS_OF, "How do we print labels in batches from a spreadsheet?")
    assert [(one.resource.pk, one.need) for one in found] == [(labels, None)]


def test_a_turn_stores_what_is_served_and_lists_what_nothing_serves(labels: str, small_record: SmallRecord) -> None:
    served, not_served = need("c-birch", "Print labels in batches"), need("c-cedar", "Quieter freezers")
    need("c-birch", "Quieter freezers at night", horizon="quarter")
    loop.turn(AS_OF)
    assert Fit.objects.get(pk=served.pk).best[0][0] == labels
    assert not Fit.objects.get(pk=not_served.pk).served
    found = unserved(COMMAND_LINE)
    assert [(one.customers, one.now) for one in found] == [(2, 1)]
    assert {found[0].text, *found[0].others} == {"Quieter freezers", "Quieter freezers at night"}


def test_a_member_sees_only_the_needs_of_their_own_customers(
    labels: str, small_record: SmallRecord, member: User
) -> None:
    need("c-dune", "Quieter freezers")
    loop.turn(AS_OF)
    assert len(unserved(member)) == 1
    Organisation(pk=1, members_see="own").save()
    assert unserved(member) == []


def test_a_change_of_the_library_is_matched_anew_and_touches_only_whom_it_changes(
    labels: str, small_record: SmallRecord
) -> None:
    need("c-birch", "Print labels in batches")
    need("c-cedar", "Quieter freezers")
    loop.turn(AS_OF)
    before = {row.pk: row.changed_seq for row in Customer.objects.all()}
    change.add(COMMAND_LINE, "Quieter freezers: a checklist", "guide", needs=["noise"], state="ready")
    fits.match_anew.call()
    after = {row.pk: row.changed_seq for row in Customer.objects.all()}
    assert {pk for pk in before if before[pk] != after[pk]} == {"c-cedar"}
    assert Fit.objects.get(customer="c-cedar").served


def test_the_stored_list_and_the_one_reckoned_now_offer_the_same(labels: str, small_record: SmallRecord) -> None:
    need("c-birch", "Print labels in batches")
    need("c-cedar", "Print labels in batches", horizon="some_day")
    loop.turn(AS_OF)
    stored = {item.key: item.offer for item in Item.objects.filter(gone_at=None)}
    assert stored == {item.key: item.offer for item in live.listed(AS_OF)}


def test_what_followed_is_told_of_gifts_whose_thirty_days_are_over(labels: str, small_record: SmallRecord) -> None:
    gift("c-birch", labels, 100)
    gift("c-cedar", labels, 90)
    gift("c-cedar", labels, 5)
    gift("c-birch", "r-other", 300)
    answered = gift("c-birch", "", 95, direction="in", kind="thanks", resource_id=None, sentiment=0.8)
    gift("c-birch", "", 105, direction="in", kind="question", resource_id=None, sentiment=0.2)
    gift("c-cedar", "", 59, direction="in", kind="thanks", resource_id=None)
    told = helped(COMMAND_LINE, change.one(labels), AS_OF)
    assert (told.n, told.customers, told.open) == (2, 2, 1)
    assert (told.wrote, told.wrote_before, told.glad, told.sorry) == (1, 1, 1, 0)
    assert (told.felt_before, told.felt_after, told.felt_n) == (0.2, 0.8, 1)
    assert told.few
    _, listed = gifts(COMMAND_LINE, change.one(labels), AS_OF, {})
    assert [one.first.pk if one.first else None for one in listed] == [None, None, answered.pk]


def test_the_day_is_chosen_once_and_stays_till_the_next(labels: str, small_record: SmallRecord, member: User) -> None:
    loop.turn(AS_OF)
    mine = day.of_member(member, "m-ada", AS_OF)
    assert mine is not None
    assert 0 < mine.minutes <= mine.capacity == day.MINUTES
    before = list(Suggested.objects.values_list("pk", flat=True))
    assert before
    assert day.choose_days(AS_OF) == 0
    assert list(Suggested.objects.values_list("pk", flat=True)) == before
    assert day.choose_days(AS_OF + timedelta(days=1)) > 0


def test_nobody_is_chosen_on_a_day_off(labels: str, small_record: SmallRecord, member: User) -> None:
    for one in ("m-ada", "m-ben", "m-cleo", "m-mo"):
        day.set_capacity(COMMAND_LINE, one, 60, [(AS_OF.weekday() + 1) % 7])
    loop.turn(AS_OF)
    assert not Suggested.objects.exists()
    shown = day.of_member(member, "m-ada", AS_OF)
    assert shown is not None
    assert shown.free
