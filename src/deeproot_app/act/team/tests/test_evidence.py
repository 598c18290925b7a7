"""What the figures of taking part rest on is named only of customers that the reader may see."""

from __future__ import annotations

import pytest

from deeproot_app.act.models import Note
from deeproot_app.act.notes import write
from deeproot_app.act.team import evidence
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import SmallRecord
from deeproot_app.record import beliefs
from deeproot_app.record.models import Customer, Promise

pytestmark = pytest.mark.django_db


def test_rows_of_a_strangers_customers_are_not_named(
    small_record: SmallRecord, as_of: object, member: User, stranger: User
) -> None:
    Organisation(pk=1, members_see="own").save()
    note: Note = write.written(COMMAND_LINE, Customer.objects.get(pk="c-birch"), "Among us.", [], None)
    held = beliefs.add(COMMAND_LINE, "c-birch", "need", "Quiet ovens").row_id
    named = {
        evidence._interactions: "mail:c-birch-5",
        evidence._promises: Promise.objects.get(pk="pr-1").pk,
        evidence._beliefs: held,
        evidence._notes: str(note.pk),
    }
    for of, one in named.items():
        assert "Birch" in of(member, [one])[one][0], of.__name__
        assert of(stranger, [one]) == {}, of.__name__
