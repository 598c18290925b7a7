"""The read step: each text once, block by block, with what the thread tells; broken off and begun again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.record import changes
from deeproot_app.record.models import Customer, Interaction, Promise, Proposal, Text
from deeproot_app.record.reading import customer as customers
from deeproot_app.record.reading import decide, rules, step, unread, write
from deeproot_app.record.reading.tests.cast import customer, everything, read, say

pytestmark = pytest.mark.django_db


def some_threads(count: int) -> None:
    for number in range(count):
        customer(f"c{number}")
        say("Could you send me the report?", 0, "in", customer=f"c{number}", thread=f"t{number}")
        say("I will send you the report by Friday.", 1, customer=f"c{number}", thread=f"t{number}")
        say("Attached is the report, as promised.", 2, customer=f"c{number}", thread=f"t{number}")
        say("We need to print labels in batches.", 3, "in", customer=f"c{number}", thread=f"t{number}")


def test_each_text_is_read_once() -> None:
    some_threads(2)
    assert read() == 8
    assert set(Text.objects.values_list("read_by", flat=True)) == {rules.VERSION}
    before = everything()
    assert read() == 0
    assert everything() == before


def test_reading_all_again_changes_nothing() -> None:
    some_threads(3)
    read()
    before = everything()
    Text.objects.update(read_by=None)
    assert read() == 12
    assert everything() == before


def test_customers_of_whom_something_was_read_are_to_be_understood_anew_and_no_others() -> None:
    some_threads(1)
    customer("quiet")
    say("The weather was fine.", customer="quiet")
    seq = changes.last()
    read()
    assert changes.since(seq).customers == ("c0",)


def test_broken_off_between_blocks_it_goes_on_with_what_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    some_threads(4)
    read()
    whole = everything()
    Promise.objects.all().delete()
    Proposal.objects.all().delete()
    some = _forget_all()
    monkeypatch.setattr(unread, "TEXTS", 5)

    def killed(done: int, *told: object) -> None:
        if done >= 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        step.read_new(killed)
    assert 0 < Text.objects.filter(read_by=None).count() < some
    read()
    assert not Text.objects.filter(read_by=None).exists()
    _same_but_for_numbers(whole)


def _forget_all() -> int:
    from deeproot_app.record.models import Belief

    Belief.objects.all().delete()
    return Text.objects.update(read_by=None)


def _same_but_for_numbers(whole: dict[str, list[dict[str, object]]]) -> None:
    left = {"id", "recorded_seq", "changed_seq"}

    def plain(rows: list[dict[str, object]]) -> list[dict[str, object]]:
        return sorted(({k: v for k, v in row.items() if k not in left} for row in rows), key=str)

    assert {name: plain(rows) for name, rows in everything().items()} == {n: plain(rows) for n, rows in whole.items()}


def test_killed_within_a_block_nothing_of_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    some_threads(1)
    monkeypatch.setattr(changes, "touched", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        read()
    assert not Promise.objects.exists()
    assert not Proposal.objects.exists()
    assert Text.objects.filter(read_by=None).count() == 4


def test_what_changed_while_a_block_was_read_is_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    some_threads(1)
    real, times = customers.read, []

    def meanwhile(*given: Any) -> None:
        real(*given)
        times.append(1)
        if len(times) == 1:
            Customer.objects.filter(pk="c0").update(changed_seq=changes.last() + 100)

    monkeypatch.setattr(customers, "read", meanwhile)
    assert read() == 4
    assert len(times) == 2
    assert Promise.objects.count() == 1


def test_a_customer_who_changes_all_the_time_is_left_to_the_next_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    some_threads(1)

    def never(*_: object) -> None:
        raise write.Overtaken

    monkeypatch.setattr(write, "write", never)
    assert read() == 0


def test_the_number_of_queries_does_not_follow_the_number_of_messages() -> None:
    some_threads(2)
    with CaptureQueriesContext(connection) as few:
        read()
    Text.objects.all().delete()
    Interaction.objects.all().delete()
    Promise.objects.all().delete()
    for number in range(20):
        Customer.objects.filter(pk=f"c{number}").delete()
    some_threads(20)
    with CaptureQueriesContext(connection) as many:
        read()
    assert len(many) <= len(few) + 6  # a statement holds so many values only: more rows are more inserts
    assert len(few) <= 32


def test_progress_is_told_for_each_block() -> None:
    some_threads(1)
    told: list[tuple[int, int, str]] = []
    step.read_new(lambda *each: told.append(each))
    assert told == [(4, 4, "read 4 of 4 texts")]


def test_a_reply_to_an_open_question_is_read_as_the_answer_it_is() -> None:
    customer()
    reply = "Version 3, from May on."
    say("Where do I find the export?", 0, "in", needs_answer=True)
    answer = say(reply, 1, kind=None, read_from_text={"kind": 0.0})
    alone = say(reply, 2, thread="t2", kind=None, read_from_text={"kind": 0.0})
    read()
    kinds = dict(Interaction.objects.values_list("pk", "kind"))
    assert kinds[answer] == "answer"
    assert kinds[alone] != "answer"


def test_a_kind_that_a_file_gave_is_believed() -> None:
    customer()
    say("Where do I find the export?", 0, "in", needs_answer=True)
    answer = say("It is under the second menu.", 1, kind="pitch", read_from_text=None)
    read()
    assert Interaction.objects.get(pk=answer).kind == "pitch"


def test_a_complaint_or_a_question_read_unsurely_waits_for_a_person_and_counts_meanwhile() -> None:
    customer()
    unsure = {"kind": 0.45, "needs_answer": 0.55}
    more = {"kind": "complaint", "needs_answer": True, "thread": None}
    said = say("Not good.", 0, "in", read_from_text=unsure, **more)
    say("Not good.", 1, "in", read_from_text={"kind": 0.9, "needs_answer": 0.9}, **more)
    say("Not good.", 2, "in", **more)
    read()
    found = {one.sort: one for one in Proposal.objects.filter(state="waiting")}
    assert {sort: one.value for sort, one in found.items()} == {
        "kind": {"kind": "complaint"},
        "needs_answer": {"needs_answer": True},
    }
    assert {one.interaction_id for one in found.values()} == {said}
    assert Interaction.objects.get(pk=said).needs_answer
    decide.reject(COMMAND_LINE, found["needs_answer"])
    decide.reject(COMMAND_LINE, found["kind"])
    row = Interaction.objects.get(pk=said)
    assert (row.needs_answer, row.kind) == (False, None)
    Text.objects.update(read_by=None)
    read()
    assert not Proposal.objects.filter(state="waiting").exists()


def test_a_complaint_in_a_case_wants_an_answer_unless_it_answers_our_question() -> None:
    customer()
    read_of = {"kind": 0.9, "needs_answer": 0.9}
    more = {"kind": "complaint", "channel": "case"}
    angry = "The barcodes smudge. I am very disappointed."
    first = say(angry, 0, "in", read_from_text=dict(read_of), **more)
    say("Which version do you use?", 1, needs_answer=True, channel="case")
    later = say(f"Version four. {angry}", 2, "in", read_from_text=dict(read_of), **more)
    read()
    asks = dict(Interaction.objects.values_list("pk", "needs_answer"))
    assert (asks[first], asks[later]) == (True, False)


def test_a_text_that_the_reader_stumbles_over_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from deeproot import read as library

    some_threads(2)
    found = library.promises

    def stumbles(text: str, *rest: object, **more: object) -> object:
        return 1 / 0 if "Attached" in text else found(text, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(library, "promises", stumbles)
    assert read() == 8
    assert Promise.objects.count() == 2
    assert "could not be read" in caplog.text
