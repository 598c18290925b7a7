"""People decide what was read; their word stands, and can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import Http404

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, Organisation, User
from deeproot_app.conftest import SmallRecord
from deeproot_app.record import changes
from deeproot_app.record import promises as by_hand
from deeproot_app.record.models import Batch, Belief, Change, Interaction, Promise, Text
from deeproot_app.record.reading import decide
from deeproot_app.record.reading.tests.cast import DAY, customer, everything, promise, proposals, read, say

pytestmark = pytest.mark.django_db
PROMISED = "I will send you the report by Friday."
VAGUE = "I will send you the report soon."
SENT = "Attached is the report, as promised."


@pytest.fixture(autouse=True)
def one_customer() -> None:
    customer()


def again() -> None:
    """Read everything anew."""
    Text.objects.update(read_by=None)
    read()


def test_confirmed_a_promise_is_opened_and_what_became_of_it_is_read() -> None:
    say(VAGUE)
    sent = say(SENT, 2)
    read()
    (proposal,) = proposals("promise")
    seq = changes.last()
    assert decide.confirm(COMMAND_LINE, proposal).state == "confirmed"
    assert promise().pk == proposal.promise_id
    assert changes.since(seq).customers == ("c1",)
    read()
    assert promise().kept_in == sent


def test_edited_it_stands_in_the_persons_words_whatever_is_read_later() -> None:
    say(PROMISED)
    read()
    (proposal,) = proposals("promise")
    due = "2026-06-19T15:00:00+00:00"
    decide.edit(COMMAND_LINE, proposal, {"text": "Send the yearly report", "due_at": due})
    again()
    made = promise()
    assert (made.text, made.due_at) == ("Send the yearly report", datetime(2026, 6, 19, 15, tzinfo=UTC))
    assert [one.state for one in proposals("promise")] == ["edited"]


def test_rejected_it_goes_and_no_reading_opens_it_again() -> None:
    say(PROMISED)
    say(SENT, 2)
    read()
    decide.reject(COMMAND_LINE, proposals("promise")[0])
    assert not Promise.objects.exists()
    again()
    assert not Promise.objects.exists()
    assert [one.state for one in proposals("promise")] == ["rejected"]


@pytest.mark.parametrize("body", [PROMISED, VAGUE])
@pytest.mark.parametrize("act", ["confirm", "edit", "reject"])
def test_taken_back_all_stands_as_it_stood(body: str, act: str) -> None:
    say(body)
    say(SENT, 2)
    read()
    before = everything()
    (proposal,) = proposals("promise")
    given = [{"text": "Another"}] if act == "edit" else []
    getattr(decide, act)(COMMAND_LINE, proposal, *given)
    decide.undo(COMMAND_LINE, proposal)
    read()
    left = {"recorded_seq", "changed_seq"}
    plain = [
        {name: [{k: v for k, v in row.items() if k not in left} for row in rows] for name, rows in some.items()}
        for some in (before, everything())
    ]
    assert plain[0] == plain[1]
    assert not Change.objects.exists()


def test_nothing_is_decided_twice_or_taken_back_undecided() -> None:
    say(PROMISED)
    read()
    (proposal,) = proposals("promise")
    with pytest.raises(UserError, match="nothing to take back"):
        decide.undo(COMMAND_LINE, proposal)
    decide.confirm(COMMAND_LINE, proposal)
    with pytest.raises(UserError, match="decided already"):
        decide.reject(COMMAND_LINE, proposal)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"text": "  "}, "the text is empty"),
        ({"due_at": "tomorrow"}, "no moment"),
        ({"due_at": "2026-06-19T15:00:00"}, "which zone"),
        ({"due_at": "2026-06-01T15:00:00Z"}, "before it was made"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(value: dict[str, str], says: str) -> None:
    say(PROMISED)
    read()
    with pytest.raises(UserError, match=says):
        decide.edit(COMMAND_LINE, proposals("promise")[0], value)
    assert proposals("promise")[0].state == "opened"


def test_an_outcome_that_waits_keeps_the_promise_once_it_is_confirmed() -> None:
    say(PROMISED)
    sent = say(SENT, 2, thread="t2")
    read()
    (outcome,) = proposals("outcome")
    decide.confirm(COMMAND_LINE, outcome)
    assert promise().kept_in == sent
    again()
    assert promise().kept_in == sent
    decide.undo(COMMAND_LINE, outcome)
    assert promise().kept_at is None


def test_an_outcome_that_a_rule_applied_is_taken_off_once_it_is_rejected() -> None:
    say(PROMISED)
    say(SENT, 2)
    read()
    decide.reject(COMMAND_LINE, proposals("outcome")[0])
    assert promise().kept_at is None
    again()
    assert promise().kept_at is None


def test_a_promise_of_a_file_is_kept_by_a_confirmed_outcome_and_open_again_when_that_is_taken_back() -> None:
    batch = Batch.objects.create(
        table="promises", source="file", made_at=DAY, header=["promise_id", "made_in", "text", "kept_at"]
    )
    said = say(PROMISED)
    Promise.objects.create(promise_id="p-1", customer_id="c1", made_in=said, made_at=DAY, text=PROMISED, batch=batch)
    sent = say(SENT, 2)
    read()
    (outcome,) = proposals("outcome")
    decide.confirm(COMMAND_LINE, outcome)
    assert promise().kept_in == sent
    assert Change.objects.get(table="promises").before["kept_at"] is None
    decide.undo(COMMAND_LINE, outcome)
    assert promise().kept_at is None
    assert not Change.objects.exists()


def test_a_belief_is_held_once_confirmed_in_the_persons_words_and_gone_once_rejected() -> None:
    say("The manual drives me mad, I lose an hour a day on it.", direction="in")
    read()
    waiting = proposals("belief", state="waiting")
    assert waiting
    decide.edit(COMMAND_LINE, waiting[0], {"text": "Loses an hour a day on the manual"})
    belief = Belief.objects.get(pk=waiting[0].belief_id)
    assert belief.text == "Loses an hour a day on the manual"
    assert belief.confirmed_at == DAY
    decide.undo(COMMAND_LINE, waiting[0])
    decide.reject(COMMAND_LINE, waiting[0])
    assert not Belief.objects.filter(pk=waiting[0].belief_id).exists()
    again()
    assert not Belief.objects.filter(pk=waiting[0].belief_id).exists()


def test_a_label_that_a_person_set_outranks_every_reading() -> None:
    said = say("Where do I find the export?", direction="in", kind="question", read_from_text={"kind": 0.9})
    proposal = decide.set_label(COMMAND_LINE, said, "kind", "complaint")
    Text.objects.update(read_by=0)
    from deeproot_app.record.reading import again as reading_again

    reading_again.read_again(lambda *told: None)
    row = Interaction.objects.get(pk=said)
    assert (row.kind, row.read_from_text) == ("complaint", None)
    decide.undo(COMMAND_LINE, proposal)
    row.refresh_from_db()
    assert (row.kind, row.read_from_text) == ("question", {"kind": 0.9})


def test_whether_a_message_asks_is_a_persons_to_say_also_where_a_file_said_otherwise() -> None:
    said = say("Where do I find the export?", direction="in", needs_answer=True)
    decide.set_label(COMMAND_LINE, said, "needs_answer", False)
    assert not Interaction.objects.get(pk=said).needs_answer
    assert Change.objects.filter(table="interactions", row_id=said, before={"needs_answer": True}).exists()
    with pytest.raises(UserError, match="not its channel"):
        decide.set_label(COMMAND_LINE, said, "channel", "sms")


def test_viewers_may_not_decide_and_members_only_about_customers_they_see(
    viewer: User, stranger: User, member: User, small_record: SmallRecord
) -> None:
    say(PROMISED, customer="c-birch")
    read()
    mine = proposals("promise", customer="c-birch")[-1]
    with pytest.raises(NotAllowed):
        decide.reject(viewer, mine)
    Organisation.objects.create(pk=1, members_see="own")
    with pytest.raises(Http404):
        decide.reject(stranger, mine)
    assert decide.reject(member, mine).decided_by == member
    assert Audit.objects.filter(act="reading.reject", user=member).exists()


def test_a_promise_is_added_by_hand_and_what_its_message_says_is_not_opened_beside_it() -> None:
    said = say(PROMISED)
    change = by_hand.add(COMMAND_LINE, "c1", "Send the report", datetime(2026, 6, 12, 20, tzinfo=UTC), made_in=said)
    sent = say(SENT, 2)
    read()
    made = promise()
    assert (made.pk, made.made_at, made.kept_in) == (change.row_id, DAY, sent)
    by_hand.undo(COMMAND_LINE, change.pk)
    assert not Promise.objects.filter(pk=change.row_id).exists()


def test_a_promise_is_put_off_by_hand_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", "2026-06-10T09:00:00Z")
    change = by_hand.add(COMMAND_LINE, "c1", "Call back", datetime(2026, 6, 12, 9, tzinfo=UTC))
    later = datetime(2026, 6, 19, 9, tzinfo=UTC)
    held = by_hand.hold(COMMAND_LINE, change.row_id, later)
    assert (promise().moved_to, len(promise().holding)) == (later, 1)
    by_hand.undo(COMMAND_LINE, held.pk)
    assert (promise().moved_to, promise().holding) == (None, [])
    monkeypatch.setenv("DEEPROOT_NOW", "2026-06-13T09:00:00Z")
    by_hand.hold(COMMAND_LINE, change.row_id, later)
    assert (promise().moved_to, len(promise().holding)) == (None, 1)
    with pytest.raises(UserError, match="still to come"):
        by_hand.hold(COMMAND_LINE, change.row_id, datetime(2026, 6, 1, tzinfo=UTC))
