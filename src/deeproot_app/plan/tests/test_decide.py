from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import Http404

from deeproot_app.base import access
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.plan import decide, queries
from deeproot_app.plan.models import Decision, Item
from deeproot_app.plan.tests.record import found, stored

pytestmark = pytest.mark.usefixtures("as_of")


@pytest.fixture
def key(small_record: SmallRecord) -> str:
    """Birch waits for an answer."""
    item = found("c-birch", "unanswered", "t-1")
    stored(item)
    return item.key


def waiting(days: float = 0) -> list[str]:
    moment = AS_OF + timedelta(days=days)
    return [item.key for item in queries.waiting(access.COMMAND_LINE, queries.Wanted(), moment)]


def test_what_is_done_waits_no_more_and_the_next_turn_leaves_it_so(key: str, member: User) -> None:
    decide.done(member, key, "Called Pat.")
    assert waiting() == []
    stored(found("c-birch", "unanswered", "t-1"), days=1)
    assert waiting() == []


def test_a_new_fact_brings_back_what_was_done_and_an_old_one_less_does_not(key: str, member: User) -> None:
    decide.dismiss(member, key, "It was a thank-you.")
    stored(found("c-birch", "unanswered", "t-1", facts=()), days=1)
    assert waiting() == []
    stored(found("c-birch", "unanswered", "t-1", facts=("mail:1", "mail:2")), days=1)
    assert waiting() == [key]


def test_what_is_snoozed_comes_back_at_its_moment_or_with_a_new_fact(key: str, member: User) -> None:
    decide.snooze(member, key, AS_OF + timedelta(days=2))
    assert waiting() == waiting(1.9) == []
    assert waiting(2) == [key]
    stored(found("c-birch", "unanswered", "t-1"), days=1)
    assert waiting(1) == []
    stored(found("c-birch", "unanswered", "t-1", facts=("mail:1", "mail:2")), days=1)
    assert waiting(1) == [key]


def test_what_is_handed_over_stands_in_the_others_list_and_stays_there(key: str, member: User) -> None:
    decide.hand_over(member, key, "m-ben", "You know them better.")
    stored(found("c-birch", "unanswered", "t-1", facts=("mail:1", "mail:2")), days=1)
    item = Item.objects.get(pk=key)
    assert (item.member_id, item.suggested_id) == ("m-ben", "m-ada")
    assert waiting() == [key]


def test_who_gets_it_handed_over_may_then_do_it(key: str, member: User) -> None:
    decide.hand_over(member, key, "m-ben")
    decide.done(member, key)
    assert waiting() == []


@pytest.mark.parametrize("verdict", Decision.Verdict.values)
def test_every_decision_can_be_undone_once_and_leaves_its_trace(key: str, member: User, verdict: str) -> None:
    before = Item.objects.values().get(pk=key)
    decision = {
        "done": lambda: decide.done(member, key),
        "snoozed": lambda: decide.snooze(member, key, AS_OF + timedelta(days=2)),
        "handed_over": lambda: decide.hand_over(member, key, "m-ben"),
        "dismissed": lambda: decide.dismiss(member, key, "Nothing to do."),
    }[verdict]()
    assert Item.objects.values().get(pk=key) != before
    for _ in range(2):
        decide.undo(member, decision.pk)
    assert Item.objects.values().get(pk=key) == before
    acts = list(Audit.objects.order_by("id").values_list("act", "actor", "about_id"))
    assert acts == [(f"item.{verdict}", member.email, key), ("item.undo", member.email, key)]
    assert Decision.objects.get().undone_by == member


def test_undoing_the_last_decision_leaves_the_one_before(key: str, member: User) -> None:
    decide.hand_over(member, key, "m-ben")
    done = decide.done(member, key)
    decide.undo(member, done.pk)
    assert Item.objects.get(pk=key).member_id == "m-ben"
    assert waiting() == [key]


def test_what_is_settled_is_not_decided_again(key: str, member: User, manager: User) -> None:
    decide.done(member, key)
    with pytest.raises(UserError, match=f"already done by {member.email}"):
        decide.dismiss(manager, key, "Not needed.")
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda user, key: decide.dismiss(user, key, "  "), "Say in a few words"),
        (lambda user, key: decide.snooze(user, key, AS_OF), "That moment has passed"),
        (lambda user, key: decide.hand_over(user, key, "m-nobody"), "There is no such colleague"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_in_a_sentence(
    key: str, member: User, act: Callable[[User, str], Decision], says: str
) -> None:
    with pytest.raises(UserError, match=says):
        act(member, key)
    assert not Decision.objects.exists()


def test_a_viewer_decides_nothing(key: str, viewer: User, member: User) -> None:
    decision = decide.done(member, key)
    with pytest.raises(NotAllowed):
        decide.undo(viewer, decision.pk)
    with pytest.raises(NotAllowed):
        decide.done(viewer, key)
    assert Decision.objects.count() == 1


def test_what_a_member_may_not_see_does_not_exist_for_them(key: str, stranger: User, member: User) -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"members_see": "own"})
    decision = decide.done(member, key)
    with pytest.raises(Http404):
        decide.done(stranger, key)
    with pytest.raises(Http404):
        decide.undo(stranger, decision.pk)
    with pytest.raises(Http404):
        decide.done(member, "made-up")
    assert Decision.objects.filter(undone_at__isnull=True).count() == 1


def test_an_item_whose_reason_is_gone_is_kept_only_where_somebody_decided_about_it(key: str, member: User) -> None:
    other = found("c-cedar", "silence_too_long")
    stored(found("c-birch", "unanswered", "t-1"), other)
    decision = decide.done(member, key)
    stored(days=1)
    assert list(Item.objects.values_list("key", flat=True)) == [key]
    assert Item.objects.get().gone_at == AS_OF + timedelta(days=1)
    decide.undo(member, decision.pk)
    assert waiting() == []


def test_a_reason_that_comes_again_is_the_same_item(key: str, member: User) -> None:
    decide.done(member, key)
    stored(days=1)
    stored(found("c-birch", "unanswered", "t-1", facts=("mail:9",)), days=2)
    item = Item.objects.get()
    assert (item.key, item.gone_at, item.settled, item.first_seen_at) == (key, None, False, AS_OF)
