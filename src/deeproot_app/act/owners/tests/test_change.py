"""Somebody else looks after a customer: the note, what moves along, who is told, no file undoes it, a person may."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.http import Http404

from deeproot_app.act.models import Call, Note, Notice, OwnerChange
from deeproot_app.act.notes import words
from deeproot_app.act.owners import change
from deeproot_app.act.owners.drafted import drafted
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.models import Belief, Customer, Interaction, Promise, Step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_of", "home")]


@pytest.fixture
def birch(small_record: SmallRecord) -> Customer:
    """Ada's, with a promise that is open, a step of theirs, and a call."""
    Step.objects.create(customer=small_record.birch, text="Send samples", whose="us", member_id="m-ada", made_at=AS_OF)
    Call.objects.create(
        customer=small_record.birch, member_id="m-ada", origin="by_hand", headline="Ring", made_at=AS_OF, made_by="ada"
    )
    return small_record.birch


def test_it_moves_with_what_was_promised_and_both_are_told(birch: Customer, member: User, stranger: User) -> None:
    made = change.hand_over(member, {"c-birch": "Mind the ovens."}, "m-cleo")
    assert _owner() == "m-cleo"
    assert {Promise.objects.get(pk="pr-1").member_id, Step.objects.get().member_id} == {"m-cleo"}
    assert Call.objects.get().member_id == "m-cleo"
    note = Note.objects.get()
    assert (note.kind, note.to, note.by) == ("handover", stranger, member)
    assert Interaction.objects.get(pk=note.interaction_id).kind == "handover"
    assert [words.subject(row) for row in Notice.objects.filter(user=stranger)] == [
        "Ada Lund handed Birch Bakery over to you"
    ]
    assert made.done_at == AS_OF


def test_whoever_looked_after_them_hears_of_it_in_other_words(birch: Customer, manager: User, member: User) -> None:
    change.hand_over(manager, {"c-birch": "", "c-cedar": ""}, "m-cleo")
    told = Notice.objects.get(user=member)
    assert words.subject(told) == "Mo Ruiz gave Birch Bakery to a colleague"
    assert Notice.objects.filter(thread=told.thread).count() == 1, "Ben does not sign in"


def test_no_file_overrules_it_until_it_is_taken_back(birch: Customer, manager: User, tmp_path: Path) -> None:
    made = change.hand_over(manager, {"c-birch": "Mind the ovens."}, "m-cleo")
    for name, owner in (("one", "m-ben"), ("two", "m-cleo")):
        (tmp_path / f"{name}.csv").write_text(
            f"customer_id,name,kind,owner\nc-birch,Birch Bakery,organisation,{owner}\n"
        )
    import_paths([str(tmp_path / "one.csv")], Options(table="customers"), manager)
    assert _owner() == "m-cleo"
    change.undo(manager, made.pk)
    assert _owner() == "m-ada"
    assert {Promise.objects.get(pk="pr-1").member_id, Step.objects.get().member_id} == {"m-ada"}
    assert Note.objects.get().taken_back_at == AS_OF
    assert not Interaction.objects.filter(kind="handover").exists()
    import_paths([str(tmp_path / "two.csv")], Options(table="customers"), manager)
    assert _owner() == "m-cleo", "a decision that was taken back decides nothing"


def test_what_stays_stays_and_a_later_decision_is_not_undone(birch: Customer, manager: User) -> None:
    first = change.hand_over(manager, {"c-birch": ""}, "m-cleo", moves_along=False)
    assert Promise.objects.get(pk="pr-1").member_id == "m-ada"
    change.hand_over(manager, {"c-birch": ""}, "m-ben")
    with pytest.raises(UserError, match="given to somebody else since"):
        change.undo(manager, first.pk)


def test_from_a_day_on_it_is_carried_out_then_unless_somebody_was_quicker(
    birch: Customer, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon = AS_OF + timedelta(days=3)
    made = change.hand_over(manager, {"c-birch": "", "c-cedar": ""}, "m-cleo", from_at=soon)
    assert (_owner(), change.carry_out_due.call()) == ("m-ada", 0)
    change.hand_over(manager, {"c-cedar": ""}, "m-ada")
    monkeypatch.setenv("DEEPROOT_NOW", soon.isoformat())
    assert (change.carry_out_due.call(), change.carry_out_due.call()) == (1, 0)
    assert _owner() == "m-cleo"
    left = {row.customer_id: bool(row.left) for row in OwnerChange.objects.get(pk=made.pk).customers.all()}
    assert left == {"c-birch": False, "c-cedar": True}


def test_only_ones_own_are_handed_over_and_nobody_learns_of_others(
    birch: Customer, member: User, stranger: User
) -> None:
    with pytest.raises(NotAllowed, match="not yours"), transaction.atomic():
        change.hand_over(stranger, {"c-birch": ""}, "m-cleo")
    Organisation(pk=1, members_see="own").save()
    with pytest.raises(Http404), transaction.atomic():
        change.hand_over(stranger, {"c-birch": ""}, "m-cleo")
    made = change.hand_over(member, {"c-birch": "They are yours now."}, "m-cleo")
    assert change.one(member, made.pk).pk == made.pk, "whoever decided sees what they decided"
    with pytest.raises(UserError, match="already"), transaction.atomic():
        change.hand_over(stranger, {"c-birch": ""}, "m-cleo")


def test_the_note_is_drafted_from_the_record_and_mentions_nobody(birch: Customer) -> None:
    Belief.objects.create(belief_id="b", customer=birch, about="need", text="Fewer mails to @ben", from_at=AS_OF)
    said = drafted(birch, AS_OF)
    assert "“I will send you the corrected invoice by Friday.”, due 23 June, overdue" in said
    assert "they need: Fewer mails to" in said and "@ben" not in said
    assert "Send samples (ours)" in said
    assert "Can the ovens be serviced on a Sunday?" in said


def _owner() -> str | None:
    return Customer.objects.get(pk="c-birch").owner_id
