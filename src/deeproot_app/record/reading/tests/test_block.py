"""What bears on some messages is looked up in as many queries as its description says."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deeproot_app.record.models import Batch, Belief, Case, Change, Promise
from deeproot_app.record.reading import block, unread
from deeproot_app.record.reading.tests.cast import DAY, customer, read, say

pytestmark = pytest.mark.django_db
MOST = 15


def test_all_that_bears_on_messages_is_looked_up_in_at_most_fifteen_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Promises of a file, of messages between us and decided by people; beliefs; a case; an answer: all there is."""
    monkeypatch.setenv("DEEPROOT_NOW", "2026-06-20T09:00:00Z")
    customer()
    Case.objects.create(case_id="k1", customer_id="c1", opened_at=DAY, recorded_seq=1)
    for number in range(3):
        mine = {"thread": f"t{number}", "case_id": "k1"}
        say("Could you send it? We need to print labels in batches.", number, "in", needs_answer=True, **mine)
        say("I will send you the report by Friday.", number + 0.1, **mine)
    read()
    among_us = say("Promised on the stairs.", 0.5, "internal")
    made = {"customer_id": "c1", "made_at": DAY, "due_at": DAY, "recorded_seq": 1}
    Promise.objects.create(
        promise_id="p",
        made_in=among_us,
        text="The spare key.",
        batch=Batch.objects.create(table="promises", made_at=DAY),
        **made,
    )
    for table, row in (("promises", Promise.objects.earliest("pk").pk), ("beliefs", Belief.every.earliest("pk").pk)):
        Change.objects.create(at=DAY, recorded_seq=1, table=table, row_id=row, before={"text": "Another."})
    for number in range(3):
        say("It is not here yet.", 5, "in", thread=f"t{number}", case_id="k1")
    messages = unread.block(unread.unread())
    with CaptureQueriesContext(connection) as asked:
        found = block.load(messages)
    assert len(asked) == MOST
    assert all((found.answers, found.cases, found.by_people, found.beliefs_by_people, found.told_by_files))
