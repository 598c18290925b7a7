"""Several at the same moment: one question, one answer, one version, one mail."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from deeproot_app.act.briefs import asking, reading
from deeproot_app.act.models import AgreedOption, NoteVersion, OptionQuestion
from deeproot_app.act.notes import write
from deeproot_app.act.outbox.tests.test_together import all_at_once
from deeproot_app.base import clock
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, members, one_of_us
from deeproot_app.record import acted
from deeproot_app.record.models import Case, Customer, Interaction, RecordSequence

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ada(monkeypatch: pytest.MonkeyPatch) -> User:
    """A customer with an open case; what reading texts needs is loaded before anybody waits."""
    monkeypatch.setattr(clock, "now", lambda: AS_OF)
    Organisation.objects.create(pk=1, timezone="UTC")
    RecordSequence.objects.get_or_create(pk=1)
    with transaction.atomic():
        members()
        seq = RecordSequence.take()
        row = Customer.objects.create(
            customer_id="c-birch", name="Birch", since=AS_OF, owner_id="m-ada", recorded_seq=seq
        )
    Case.objects.create(case_id="k-2", customer=row, opened_at=AS_OF, owner_id="m-cleo")
    acted.prepare()
    return one_of_us("member")


def some() -> int:
    return 4 if connection.vendor == "sqlite" else 8


def test_a_double_click_asks_once_and_reads_once(ada: User) -> None:
    customer = Customer.objects.get()
    all_at_once(*[lambda: asking.ask(ada, "k-2", "What may I offer?")] * some())
    all_at_once(*[lambda: reading.open_brief(ada, customer)] * some())
    assert OptionQuestion.objects.count() == 1
    assert Interaction.objects.filter(kind="brief").count() == 1


def test_of_those_who_answer_at_once_one_is_first_and_the_others_hear_so(ada: User) -> None:
    question = asking.ask(ada, "k-2", "What may I offer?")
    refused: list[str] = []

    def answer(number: int) -> None:
        try:
            asking.agree(COMMAND_LINE, "k-2", [f"Option {number}"], question_id=question.pk)
        except UserError as wrong:
            refused.append(wrong.message)

    all_at_once(*[lambda number=number: answer(number) for number in range(some())])  # type: ignore[misc]
    assert AgreedOption.objects.count() == 1 and len(refused) == some() - 1
    assert all("settled already" in one for one in refused)


def test_of_those_who_edit_at_once_one_is_first_and_nothing_is_overwritten(ada: User) -> None:
    note = write.write(ada, "c-birch", "First")
    refused: list[str] = []

    def change(number: int) -> None:
        try:
            write.edit(ada, note.pk, 1, f"Second, by {number}")
        except UserError as wrong:
            refused.append(wrong.message)

    all_at_once(*[lambda number=number: change(number) for number in range(some())])  # type: ignore[misc]
    assert NoteVersion.objects.count() == 2 and len(refused) == some() - 1
