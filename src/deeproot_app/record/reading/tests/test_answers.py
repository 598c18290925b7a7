"""What we had answered beside customers' letters, where only theirs are read: in their words and at one query."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deeproot_app.record.models import Interaction, Text
from deeproot_app.record.reading import block, unread
from deeproot_app.record.reading.answers import answers
from deeproot_app.record.reading.places import Threads
from deeproot_app.record.reading.tests.cast import customer, read, say

pytestmark = pytest.mark.django_db
SORRY = "Sorry, that should not have happened."
QUOTED = f"{SORRY}\n\nOn 8 June 2026 Ann wrote:\n> Where is the parcel? Thank you for your patience."
LEFT = "The bell you sold us rings at night. It should not."
ANSWERED: dict[str, Any] = {"pk": "b", "kind": "answer"}


@pytest.fixture(autouse=True)
def one_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", "2026-06-20T09:00:00Z")
    customer()
    say("Where is the parcel?", 0, "in", pk="a", kind="question", needs_answer=True)


def beside(*numbers: str) -> dict[str, str]:
    """What is looked up where these are read, and all others were."""
    Text.objects.update(read_by=1)
    Text.objects.filter(interaction_id__in=numbers).update(read_by=None)
    return block.load(unread.block(unread.unread())).answers


def test_of_an_answer_what_was_newly_written_is_known_when_they_write_again() -> None:
    say(QUOTED, 1, **ANSWERED)
    say("It is still in Bremen.", 2, "in", pk="c")
    assert beside("c") == {"b": SORRY}
    assert beside("b", "c") == {}


def test_what_machines_and_customers_wrote_in_between_is_no_answer() -> None:
    say(SORRY, 1, **ANSWERED)
    say("Our office is closed today.", 1.5, pk="m", automatic=True)
    say("It is still in Bremen.", 2, "in", pk="c")
    say("And it rains there.", 3, "in", pk="d")
    assert beside("c") == {"b": SORRY}
    assert beside("d") == {"b": SORRY}
    assert beside("a") == {"b": SORRY}


def test_what_we_had_answered_before_a_letter_is_known_when_it_is_weighed_again() -> None:
    say(SORRY, 1, **ANSWERED)
    say("It is still in Bremen.", 2, "in", pk="c")
    say("It comes on Monday.", 3, pk="d")
    assert beside("d") == {"b": SORRY}


def test_a_reply_that_was_read_before_the_letter_says_how_it_was_meant() -> None:
    """Two mailboxes, ours first."""
    say("I am sorry, it was our mistake.", 1, thread="t2", kind="answer")
    read()
    late = say(LEFT, 0, "in", thread="t2", kind="request", read_from_text={"kind": 0.4})
    alone = say(LEFT, 0, "in", thread="t3", kind="request", read_from_text={"kind": 0.4})
    read()
    kinds = dict(Interaction.objects.values_list("pk", "kind"))
    assert (kinds[late], kinds[alone]) == ("complaint", "feedback")


def test_of_two_messages_of_one_moment_the_same_stands_before_a_letter_whatever_is_read_with_it() -> None:
    say("It comes.", 1, **ANSWERED)
    say(SORRY, 1, pk="b2", kind="answer")
    say("It is still in Bremen.", 2, "in", pk="c")
    for numbers in (("a", "b", "b2", "c"), ("c",)):
        Text.objects.update(read_by=1)
        Text.objects.filter(interaction_id__in=numbers).update(read_by=None)
        found = block.load(unread.block(unread.unread()))
        around = Threads(found).around(next(one for one in found.messages if one.interaction_id == "c"))
        assert around is not None
        assert "apology" in around.said


def test_answers_are_looked_up_in_one_query_however_many_write_again_and_in_none_where_all_is_at_hand() -> None:
    for number in range(30):
        say(SORRY, 1, thread=f"t{number}", pk=f"ours{number}", kind="answer")
        say("It is still in Bremen.", 2, "in", thread=f"t{number}", pk=f"theirs{number}")
    passed = block.load(unread.block(unread.unread())).passed.values()
    with CaptureQueriesContext(connection) as asked:
        assert len(answers(passed, {f"theirs{number}" for number in range(30)})) == 30
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert answers(passed, set(Interaction.objects.values_list("pk", flat=True))) == {}
    assert len(asked) == 1  # which are at hand
