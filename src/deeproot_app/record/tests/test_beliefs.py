"""Beliefs as people change them: confirmed, said otherwise, ended, put together and apart, whoever found them first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record import beliefs, same_beliefs
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.identity.merge import merge as merge_customers
from deeproot_app.record.models import Belief, Change, Customer, Interaction, Proposal, Text
from deeproot_app.record.reading import decide
from deeproot_app.record.reading.tests.cast import DAY, customer, read, say

pytestmark = pytest.mark.django_db
NEED = "We need to print labels in batches."


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())


def hold(pk: str, customer_id: str | None = "c-birch", **more: Any) -> Belief:
    told = {"about": "need", "text": f"Text of {pk}", "from_at": AS_OF - timedelta(days=100)} | more
    return Belief.objects.create(belief_id=pk, customer_id=customer_id, **told)


def rows() -> list[dict[str, Any]]:
    """All beliefs, but for the numbers of their changes."""
    found = Belief.every.order_by("pk").values()
    return [{name: value for name, value in row.items() if name != "recorded_seq"} for row in found]


def test_an_assumption_that_is_confirmed_with_their_words_is_known(small_record: SmallRecord, member: User) -> None:
    hold("b1")
    change = beliefs.confirm(member, "b1", said_in=["mail:c-birch-5"])
    row = Belief.objects.get(pk="b1")
    assert (row.evidence, row.confirmed_at) == (["mail:c-birch-5"], AS_OF)
    beliefs.undo(member, change.pk)
    row.refresh_from_db()
    assert (row.evidence, row.confirmed_at) == ([], None)


def test_another_customers_words_are_no_evidence(small_record: SmallRecord, member: User) -> None:
    hold("b1")
    with pytest.raises(UserError, match="no interaction"):
        beliefs.confirm(member, "b1", said_in=["mail:c-cedar-90"])


def test_it_is_said_otherwise_and_back(small_record: SmallRecord, member: User) -> None:
    hold("b1")
    before = rows()
    change = beliefs.edit(member, "b1", "goal", " Sell bread on Sundays ", "quarter", "loaves")
    row = Belief.objects.get(pk="b1")
    assert (row.about, row.text, row.horizon, row.metric) == ("goal", "Sell bread on Sundays", "quarter", "loaves")
    assert Customer.objects.get(pk="c-birch").changed_seq == change.recorded_seq, "they are understood anew"
    beliefs.undo(member, change.pk)
    assert rows() == before
    acts = Audit.objects.filter(about_id="b1").values_list("act", flat=True)
    assert set(acts) == {"belief.edit", "belief.undo"}


def test_it_refuses_an_empty_text_and_words_that_there_are_not(small_record: SmallRecord, member: User) -> None:
    hold("b1")
    for about, text, horizon in (("need", "  ", None), ("wish", "x", None), ("need", "x", "tomorrow")):
        with pytest.raises(UserError):
            beliefs.edit(member, "b1", about, text, horizon)


def test_a_viewer_changes_nothing_and_a_strangers_belief_does_not_exist(
    small_record: SmallRecord, viewer: User, member: User
) -> None:
    hold("b1")
    hold("b2", "c-dune")
    with pytest.raises(NotAllowed):
        beliefs.edit(viewer, "b1", "need", "x")
    Organisation(pk=1, name="x", members_see="own").save()
    for act in (beliefs.confirm, beliefs.end):
        with pytest.raises(Http404):
            act(member, "b2")
    with pytest.raises(Http404):
        same_beliefs.merge(member, "b1", "b2")


def test_a_personas_belief_is_anybodys_to_see_and_hard_times_are_a_customers_own(
    small_record: SmallRecord, member: User
) -> None:
    Organisation(pk=1, name="x", members_see="own").save()
    change = beliefs.add(member, None, "need", "Bread without waste", persona="Baker")
    row = Belief.objects.get(pk=change.row_id)
    assert (row.customer, row.persona, row.evidence) == (None, "Baker", [])
    assert beliefs.visible(member, Belief.objects.all()).filter(pk=row.pk).exists()
    with pytest.raises(UserError, match="Hard times"):
        beliefs.add(member, None, "capacity", "Tight", persona="Baker")


def test_what_was_read_is_theirs_once_people_said_it_otherwise_and_only_its_evidence_grows() -> None:
    customer()
    first = say(NEED, direction="in")
    read()
    (proposal,) = Proposal.objects.filter(sort="belief")
    decide.confirm(COMMAND_LINE, proposal)
    (row,) = Belief.objects.all()
    beliefs.edit(COMMAND_LINE, row.pk, "pain", "Labels one by one cost them an hour a day")
    again = say("As I said: we need to print labels in batches.", 9, "in", "t2")
    Text.objects.update(read_by=None)
    read()
    row.refresh_from_db()
    assert (row.about, row.text) == ("pain", "Labels one by one cost them an hour a day")
    assert set(row.evidence) <= {first, again}
    assert first in row.evidence


def test_a_confirmed_belief_of_the_reading_stays_when_its_text_goes() -> None:
    customer()
    said = say("We had to let half of the team go last week, money is very tight.", direction="in")
    read()
    (row,) = Belief.objects.all()
    beliefs.confirm(COMMAND_LINE, row.pk, DAY + timedelta(days=2))
    Text.objects.filter(pk=Interaction.objects.get(pk=said).text.pk).update(body="Thank you.", read_by=None)
    read()
    assert Belief.objects.filter(pk=row.pk).exists()


def test_two_that_say_the_same_are_one_and_nobody_else_sees_the_other(small_record: SmallRecord, member: User) -> None:
    hold("b1", evidence=["mail:c-birch-12"], confirmed_at=AS_OF - timedelta(days=12), horizon="now")
    hold("b2", evidence=["mail:c-birch-5"], from_at=AS_OF - timedelta(days=300))
    same_beliefs.merge(member, "b1", "b2")
    assert list(Belief.objects.values_list("pk", flat=True)) == ["b2"]
    kept = Belief.objects.get()
    assert (kept.text, kept.evidence) == ("Text of b2", ["mail:c-birch-5", "mail:c-birch-12"])
    assert (kept.from_at, kept.confirmed_at) == (AS_OF - timedelta(days=300), AS_OF - timedelta(days=12))
    assert kept.horizon == "now"
    for customers in (None, ["c-birch"]):
        assert arrow_tables(customers, ["beliefs"])["beliefs"]["belief_id"].to_pylist() == ["b2"]


def test_a_merge_is_not_taken_back_over_a_later_word(small_record: SmallRecord, member: User) -> None:
    hold("b1")
    hold("b2")
    change = same_beliefs.merge(member, "b1", "b2")
    beliefs.confirm(member, "b2")
    with pytest.raises(UserError, match="changed again"):
        same_beliefs.separate(member, change.pk)
    with pytest.raises(Http404):
        same_beliefs.separate(member, change.pk + 1_000)


def test_only_what_one_customer_holds_is_the_same(small_record: SmallRecord, manager: User) -> None:
    hold("b1")
    hold("b2", "c-cedar")
    hold("b3", None, persona="Baker")
    for other in ("b2", "b3", "b1"):
        with pytest.raises(UserError):
            same_beliefs.merge(manager, "b1", other)
    merge_customers(manager, "customer", "c-cedar", "c-birch")
    same_beliefs.merge(manager, "b1", "b2")
    assert Belief.every.get(pk="b1").merged_into_id == "b2", "two ids of one customer are one customer"


def test_what_goes_with_its_customer_goes_whole(small_record: SmallRecord, manager: User) -> None:
    hold("b1")
    hold("b2")
    same_beliefs.merge(manager, "b1", "b2")
    small_record.birch.delete()
    assert not Belief.every.exists()


def test_a_new_reading_of_what_was_put_together_adds_to_the_kept_one() -> None:
    customer()
    say(NEED, direction="in")
    read()
    for proposal in Proposal.objects.filter(sort="belief"):
        decide.confirm(COMMAND_LINE, proposal)
    (row,) = Belief.objects.all()
    kept = beliefs.add(COMMAND_LINE, "c1", "need", "Many labels at once", from_at=DAY - timedelta(days=40)).row_id
    change = same_beliefs.merge(COMMAND_LINE, row.pk, kept)
    before = rows()
    Text.objects.update(read_by=None)
    read()
    assert rows() == before
    same_beliefs.separate(COMMAND_LINE, change.pk)
    assert {one.pk for one in Belief.objects.all()} == {row.pk, kept}


moments = some.none() | some.integers(1, 90).map(lambda days: AS_OF - timedelta(days=days))
mails = some.lists(some.sampled_from(["mail:c-birch-40", "mail:c-birch-12", "mail:c-birch-5"]), unique=True)
belief = some.fixed_dictionaries(
    {
        "confirmed_at": moments, "evidence": mails, "horizon": some.sampled_from([None, "now", "some_day"]),
        "until": some.none() | some.integers(1, 50).map(lambda days: AS_OF + timedelta(days=days)),
        "metric": some.sampled_from([None, "loaves"]), "about": some.sampled_from(["need", "pain"]),
        "from_at": some.integers(91, 400).map(lambda days: AS_OF - timedelta(days=days)),
    }
)  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(told=some.lists(belief, min_size=3, max_size=5), data=some.data())
def test_merges_taken_back_in_reverse_leave_everything_exactly_as_it_was(
    small_record: SmallRecord, told: list[dict[str, Any]], data: some.DataObject
) -> None:
    Belief.every.all().delete()
    Change.objects.all().delete()
    for place, one in enumerate(told):
        hold(f"b{place}", **one)
    before, states, made = rows(), [], []
    for _ in range(data.draw(some.integers(1, len(told) - 1))):
        left = list(Belief.objects.order_by("pk").values_list("pk", flat=True))
        one, other = data.draw(some.permutations(left))[:2]
        states.append(rows())
        made.append(same_beliefs.merge(COMMAND_LINE, one, other).pk)
    evidence = {mail for row in Belief.objects.all() for mail in row.evidence}
    assert evidence == {mail for row in before for mail in row["evidence"]}, "no word is lost"
    for change, state in zip(reversed(made), reversed(states), strict=True):
        same_beliefs.separate(COMMAND_LINE, change)
        assert rows() == state
    assert rows() == before


def test_it_ends_and_what_ended_is_not_changed_any_more(small_record: SmallRecord, member: User) -> None:
    hold("b1", about="capacity", until=AS_OF + timedelta(days=3))
    later: datetime = AS_OF + timedelta(days=30)
    beliefs.end(member, "b1", later)
    assert Belief.objects.get(pk="b1").until == later, "hard times may last longer"
    beliefs.end(member, "b1")
    with pytest.raises(UserError, match="ended already"):
        beliefs.confirm(member, "b1")
