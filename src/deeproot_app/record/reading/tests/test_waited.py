"""A letter that nobody answered for two weeks is taken for grave sooner, whenever it was read."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from deeproot_app.base import clock
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.record.models import Interaction, Proposal, Text
from deeproot_app.record.reading import block, decide, labels, waited
from deeproot_app.record.reading.tests.cast import DAY, customer, everything, proposals, read, say

pytestmark = pytest.mark.django_db
LEFT = "The bell you sold us rings at night. It should not."
AGO = {"direction": "in", "kind": "request", "needs_answer": True, "read_from_text": {"kind": 0.4}}


@pytest.fixture(autouse=True)
def one_customer() -> None:
    customer()


def on(monkeypatch: pytest.MonkeyPatch, day: float) -> datetime:
    """It is so many days after DAY."""
    now = DAY + timedelta(days=day)
    monkeypatch.setenv("DEEPROOT_NOW", clock.written(now))
    return now


def kind_of(interaction_id: str) -> str | None:
    return Interaction.objects.get(pk=interaction_id).kind


def sure_of(interaction_id: str) -> float:
    return float((Interaction.objects.get(pk=interaction_id).read_from_text or {})["kind"])


def live(monkeypatch: pytest.MonkeyPatch, *days: float) -> None:
    """The days pass, and on each is read what there is to read."""
    for before, day in pairwise((0.0, *days)):
        waited.wait_no_more(DAY + timedelta(days=before), on(monkeypatch, day))
        read()


def test_a_letter_that_nobody_answered_is_read_again_after_two_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, 0)
    letter = say(LEFT, thread="t1", **AGO)
    read()
    assert kind_of(letter) != "complaint"
    live(monkeypatch, 5, 10)
    assert kind_of(letter) != "complaint"
    live(monkeypatch, 10, 15)
    assert kind_of(letter) == "complaint"
    [asked] = proposals("kind")
    assert (asked.state, asked.reasons[0]) == ("waiting", "Nobody answered it for two weeks, and they wrote no more.")


def test_read_late_it_is_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, 15)
    letter = say(LEFT, thread="t1", **AGO)
    read()
    assert kind_of(letter) == "complaint"


def test_day_by_day_or_all_at_once_it_comes_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, 0)
    say(LEFT, thread="t1", **AGO)
    read()
    live(monkeypatch, 9, 15, 16, 40)
    step_by_step = everything()
    Text.objects.update(read_by=None)
    read()
    assert without_numbers(everything()) == without_numbers(step_by_step)


def without_numbers(rows: dict[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    return {
        table: [{name: value for name, value in row.items() if "seq" not in name} for row in some]
        for table, some in rows.items()
    }


@pytest.mark.parametrize(
    "more",
    [
        {"body": "It leaves at nine from Monday on.", "direction": "out"},
        {"body": "By the way, the bell works.", "direction": "in"},
    ],
    ids=["we", "they"],
)
def test_whoever_writes_on_later_it_was_not_left(monkeypatch: pytest.MonkeyPatch, more: dict[str, str]) -> None:
    on(monkeypatch, 15)
    letter = say(LEFT, thread="t1", **AGO)
    read()
    assert kind_of(letter) == "complaint"
    on(monkeypatch, 16)
    say(more["body"], day=15.5, direction=more["direction"], thread="t1")
    read()
    assert kind_of(letter) != "complaint"


def test_once_we_answered_nobody_is_asked_whether_being_left_made_it_a_complaint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on(monkeypatch, 15)
    say(LEFT, thread="t1", **AGO)
    read()
    [asked] = proposals("kind")
    assert (asked.state, asked.reasons[0]) == ("waiting", labels.LEFT)
    on(monkeypatch, 16)
    say("It leaves at nine from Monday on.", day=15.5, thread="t1")
    read()
    [asked] = proposals("kind")
    assert asked.state == "overtaken"


def test_a_complaint_that_stays_unsure_after_we_answered_is_asked_about_for_its_words_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on(monkeypatch, 15)
    letter = say("We waited until noon and nobody came.", thread="t1", **AGO)
    read()
    assert proposals("kind")[0].reasons[0] == labels.LEFT
    say("It leaves at nine from Monday on.", day=14.5, thread="t1")
    read()
    [asked] = proposals("kind")
    assert (kind_of(letter), asked.state) == ("complaint", "waiting")
    assert labels.LEFT not in asked.reasons


def test_what_a_letter_tells_of_them_stands_when_its_kind_is_weighed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, 15)
    say("The van came and the bell was wrong. We need a bell that is quiet.", thread="t1", **AGO)
    read()
    wants = [row.state for row in proposals("belief")]
    assert wants
    say("It leaves at nine from Monday on.", day=14.5, thread="t1")
    read()
    assert [row.state for row in proposals("kind")] == ["overtaken"]
    assert [row.state for row in proposals("belief")] == wants


def test_what_a_person_decided_of_a_letter_stands_when_we_answer_it(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, 15)
    letter = say(LEFT, thread="t1", **AGO)
    read()
    decide.confirm(COMMAND_LINE, Proposal.objects.get(sort="kind"))
    say("It leaves at nine from Monday on.", day=14.5, thread="t1")
    read()
    assert kind_of(letter) == "complaint"
    assert [row.state for row in proposals("kind")] == ["confirmed"]


def test_who_writes_on_after_we_were_sorry_and_is_left_with_it_complains(monkeypatch: pytest.MonkeyPatch) -> None:
    """All at once, or each letter in a turn of its own: then our answer is read by nobody when theirs is."""
    letters: tuple[tuple[str, dict[str, object]], ...] = (
        ("Where is the parcel?", {"direction": "in", "kind": "question", "needs_answer": True}),
        ("Sorry, that should not have happened. It's been raised with the team.", {"kind": "answer"}),
        ("A survey came before an answer did. The parcel is still in Bremen.", AGO),
    )
    said = []
    for in_turns in (True, False):
        on(monkeypatch, 3)
        for day, (body, given) in enumerate(letters):
            last = say(body, day=day, thread=f"t{in_turns}", **given)
            if in_turns:
                read()
        on(monkeypatch, 20)
        Text.objects.filter(interaction_id=last).update(read_by=None)
        read()
        said.append((kind_of(last), sure_of(last)))
    assert said[0][0] == "complaint"
    assert said[1] == said[0]
    with monkeypatch.context() as unheard:
        unheard.setattr(block, "answers", lambda *given: {})
        Text.objects.filter(interaction_id=last).update(read_by=None)
        read()
    assert kind_of(last) != "complaint" or sure_of(last) < said[0][1]


def test_where_we_talked_with_them_in_those_weeks_it_was_not_left(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, 15)
    letter = say(LEFT, thread="t1", **AGO)
    say("Jo: Hello.\nAnn: Hello, here I am.", day=3, direction="both", thread=None, channel="call")
    read()
    assert kind_of(letter) != "complaint"


def test_an_answer_to_a_survey_waits_for_no_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, 15)
    again = "The invoice was wrong again.\n\nTell us before something changes, not after."
    answer = say(again, thread="t1", channel="survey", **AGO)
    read()
    assert kind_of(answer) == "complaint"
    assert not [row for row in proposals("kind") if labels.LEFT in row.reasons]


def test_only_letters_whose_weeks_ended_since_are_read_again_and_none_twice_a_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on(monkeypatch, 0)
    for day, thread in ((0, "t1"), (5, "t2"), (0, "t3")):
        say(LEFT, day=day, thread=thread, **AGO)
    say("It leaves at nine.", day=1, thread="t3", kind="answer")
    read()
    assert waited.wait_no_more(DAY + timedelta(days=14), DAY + timedelta(days=14.2)) == 0
    assert waited.wait_no_more(DAY + timedelta(days=13), DAY + timedelta(days=16)) == 1
    assert [text.interaction_id for text in Text.objects.filter(read_by=None)] == ["mail:c1-0"]
    assert waited.wait_no_more(DAY + timedelta(days=13), DAY + timedelta(days=16)) == 0


def test_what_people_said_of_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, 15)
    letter = say(LEFT, thread="t1", **AGO)
    read()
    decide.reject(COMMAND_LINE, Proposal.objects.get(sort="kind"))
    live(monkeypatch, 1, 15)
    assert kind_of(letter) != "complaint"
    assert [row.state for row in proposals("kind")] == ["rejected"]
