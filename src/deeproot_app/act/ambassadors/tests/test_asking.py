"""A favour is asked at the right moment alone, past the gate, once; what they say is remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404

from deeproot_app.act.ambassadors import asking, moment
from deeproot_app.act.ambassadors.asking import Favour
from deeproot_app.act.models import AmbassadorAsk, Sending
from deeproot_app.act.outbox import acts
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.plan.gate import limits
from deeproot_app.record.models import Belief, Case, Interaction, Promise, RecordSequence

pytestmark = pytest.mark.django_db
FAVOUR = Favour(
    "k1", "c-birch", "p-birch", "recommend", subject="A favour", text="Do you know somebody we could help?",
    member_id="m-ada",
)  # fmt: skip


def later(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", (AS_OF + timedelta(days=days)).isoformat())


def against(customer: str = "c-birch", days: float = 0) -> list[str]:
    found = moment.of([customer], AS_OF + timedelta(days=days))[customer]
    return [sign.what for sign in found.against]


def test_a_favour_is_asked_by_a_mail_that_waits_in_the_outbox_and_is_a_pitch(glad: SmallRecord, member: User) -> None:
    row = asking.ask(member, FAVOUR)
    assert (row.state, row.asked_by, row.asked_at) == ("asked", str(member), AS_OF)
    assert row.sending is not None
    assert (row.sending.kind, row.sending.state, row.sending.occasion) == ("pitch", "queued", "favour:k1")
    assert against() == ["waits"]


def test_asked_again_with_the_same_key_it_is_the_same_asking(glad: SmallRecord, member: User) -> None:
    assert asking.ask(member, FAVOUR).pk == asking.ask(member, FAVOUR).pk
    assert Sending.objects.count() == 1


def test_nobody_is_asked_twice(glad: SmallRecord, member: User) -> None:
    asking.ask(member, FAVOUR)
    with pytest.raises(UserError, match="have not answered yet"):
        asking.ask(member, replace(FAVOUR, key="k2"))
    assert AmbassadorAsk.objects.count() == Sending.objects.count() == 1


def test_who_passes_the_look_at_the_same_moment_is_stopped_by_the_database(
    glad: SmallRecord, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking.ask(member, FAVOUR)
    monkeypatch.setattr(asking, "_refuse_moment", lambda *_: None)
    with pytest.raises(UserError, match="this very moment"):
        asking.ask(member, replace(FAVOUR, key="k2"))
    asking.answer(member, AmbassadorAsk.objects.get().pk, "no")
    with pytest.raises(UserError, match="this very moment"):
        asking.ask(member, replace(FAVOUR, key="k3"))
    assert AmbassadorAsk.objects.count() == Sending.objects.count() == 1


def seq() -> dict[str, Any]:
    return {"recorded_seq": RecordSequence.take()}


def open_case(record: SmallRecord) -> None:
    Case.objects.create(case_id="k-9", customer=record.birch, opened_at=AS_OF - timedelta(days=1), **seq())


def hard_times(record: SmallRecord) -> None:
    Belief.objects.create(
        belief_id="b-9", customer=record.birch, about="capacity", text="Short of people.", from_at=AS_OF, **seq()
    )


def overdue(record: SmallRecord) -> None:
    Promise.objects.filter(pk="pr-1").update(kept_at=None)


@pytest.mark.parametrize(
    ("spoil", "why"), [(open_case, "case of theirs is open"), (hard_times, "hard times"), (overdue, "overdue")]
)
def test_nobody_is_asked_while_something_stands_against_it(
    glad: SmallRecord, member: User, spoil: Any, why: str
) -> None:
    spoil(glad)
    with pytest.raises(UserError, match=why):
        asking.ask(member, FAVOUR)
    assert not AmbassadorAsk.objects.exists() and not Sending.objects.exists()


def test_without_anything_good_lately_it_is_not_the_moment(glad: SmallRecord, manager: User) -> None:
    with pytest.raises(UserError, match="Nothing good happened lately"):
        asking.ask(manager, replace(FAVOUR, customer_id="c-cedar", contact_id="p-cedar"))


def test_the_gate_is_passed_at_asking_and_its_refusal_is_told(glad: SmallRecord, manager: User) -> None:
    Interaction.objects.filter(customer="c-birch", kind="value").delete()
    with pytest.raises(UserError, match="gift"):
        asking.ask(manager, FAVOUR)
    assert not AmbassadorAsk.objects.exists() and not Sending.objects.exists()


def test_the_gate_is_asked_by_word_of_mouth_too_and_their_story_tells_of_it(glad: SmallRecord, manager: User) -> None:
    spoken = replace(FAVOUR, channel="meeting", text="I asked her over coffee.")
    row = asking.ask(manager, spoken)
    told = Interaction.objects.get(pk=row.interaction_id)
    assert (told.kind, told.channel, told.direction, row.sending) == ("pitch", "meeting", "both", None)
    asking.undo(manager, row.pk)
    assert not Interaction.objects.filter(pk=row.interaction_id).exists()
    Interaction.objects.filter(customer="c-birch", kind="value").delete()
    with pytest.raises(UserError, match="gift"):
        asking.ask(manager, replace(spoken, key="k2"))


def test_what_still_stands_in_brackets_is_not_sent(glad: SmallRecord, member: User) -> None:
    with pytest.raises(UserError, match="Still to be said"):
        asking.ask(member, replace(FAVOUR, text="[What went well] Do you know somebody?"))
    with pytest.raises(UserError, match="Write what the mail shall say"):
        asking.ask(member, replace(FAVOUR, text=" "))
    with pytest.raises(UserError, match="whom of theirs"):
        asking.ask(member, replace(FAVOUR, contact_id="p-cedar"))


def test_a_no_is_remembered_for_a_year(glad: SmallRecord, member: User) -> None:
    row = asking.ask(member, FAVOUR)
    asking.answer(member, row.pk, "no", "Perhaps later, she said.")
    assert against() == ["said_no"]
    assert "said_no" in against(days=360) and "said_no" not in against(days=366)


def test_an_answer_is_undone_and_then_the_asking(glad: SmallRecord, member: User) -> None:
    row = asking.ask(member, FAVOUR)
    asking.answer(member, row.pk, "yes")
    assert asking.undo(member, row.pk).state == "asked"
    taken = asking.undo(member, row.pk)
    assert taken.state == "taken_back"
    assert Sending.objects.get().state == "cancelled"
    assert against() == []
    assert asking.undo(member, row.pk).state == "taken_back"
    assert [one.act for one in Audit.objects.filter(act__startswith="favour.").order_by("pk")] == [
        "favour.ask", "favour.answer", "favour.undo", "favour.undo",
    ]  # fmt: skip


def test_an_answer_is_not_undone_over_a_later_asking(glad: SmallRecord, member: User) -> None:
    row = asking.ask(member, FAVOUR)
    asking.answer(member, row.pk, "yes")
    AmbassadorAsk.objects.create(
        key="k9", customer=glad.birch, favour="review", channel="email", asked_at=AS_OF, asked_by="x"
    )
    with pytest.raises(UserError, match="asked anew"):
        asking.undo(member, row.pk)


def test_a_mail_that_was_called_back_in_the_outbox_counts_as_no_asking(glad: SmallRecord, member: User) -> None:
    row = asking.ask(member, FAVOUR)
    assert row.sending is not None
    acts.cancel(member, row.sending.pk)
    assert against() == []
    again = asking.ask(member, replace(FAVOUR, key="k2"))
    row.refresh_from_db()
    assert (row.state, again.state) == ("taken_back", "asked")


def test_silence_becomes_no_answer_when_they_are_asked_again(
    glad: SmallRecord, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = asking.ask(member, FAVOUR)
    Sending.objects.update(state="sent", next_at=None)
    assert against(days=31) == ["no_answer", "nothing_lately"]
    later(monkeypatch, 215)
    monkeypatch.setattr(asking, "_refuse_moment", lambda *_: None)
    with pytest.raises(UserError):
        asking.answer(member, row.pk, "perhaps")
    for day in range(4):
        Interaction.objects.create(
            interaction_id=f"g:{day}", customer=glad.birch, happened_at=AS_OF + timedelta(days=150 + day),
            channel="email", direction="out", kind="value", **seq(),
        )  # fmt: skip
    asking.ask(member, replace(FAVOUR, key="k2"))
    row.refresh_from_db()
    assert (row.state, row.answered_at) == ("none", AS_OF + timedelta(days=30))


def test_rights_hold(glad: SmallRecord, viewer: User, stranger: User, settings: Any) -> None:
    with pytest.raises(NotAllowed):
        asking.ask(viewer, FAVOUR)
    from deeproot_app.base.models import Organisation

    Organisation(pk=1, members_see="own").save()
    with pytest.raises(Http404):
        asking.ask(stranger, FAVOUR)
    row = asking.ask(COMMAND_LINE, FAVOUR)
    for act in (lambda: asking.answer(stranger, row.pk, "yes"), lambda: asking.undo(stranger, row.pk)):
        with pytest.raises(Http404):
            act()
    with pytest.raises(NotAllowed):
        asking.answer(viewer, row.pk, "yes")
    assert not asking.asks(stranger).exists() and asking.asks(COMMAND_LINE).count() == 1
    assert limits.in_force() is not None


def test_a_customer_that_is_another_now_was_asked_as_that_one(glad: SmallRecord, member: User) -> None:
    asking.ask(member, FAVOUR)
    type(glad.birch).objects.filter(pk="c-birch").update(merged_into="c-cedar")
    found = moment.of(["c-cedar"], AS_OF)["c-cedar"]
    assert "waits" in [sign.what for sign in found.against]
