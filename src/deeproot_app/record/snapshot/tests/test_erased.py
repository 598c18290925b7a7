"""Who is erased is in no byte of any file."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction

from deeproot_app.record.models import Belief, Coverage, Interaction, Member, RecordSequence
from deeproot_app.record.snapshot.held import held
from deeproot_app.record.snapshot.sync import sync
from deeproot_app.record.snapshot.tests import cast
from deeproot_app.record.snapshot.where import HANDED, folder

pytestmark = pytest.mark.django_db(transaction=True)

MARKER = "Zanzibarbara"


def holding(place: Path) -> list[str]:
    """The files that hold the marker in any byte, their names included."""
    every = [path for path in place.rglob("*") if path.is_file()]
    return [str(path) for path in every if MARKER.encode() in path.read_bytes() or MARKER in path.name]


def planted() -> list[str]:
    cast.fill(30)
    marked = cast.fill(2, marked=MARKER)
    texts = ["contact_id", "member_id", "resource_id", "score_kind", "kind"]
    Interaction.objects.filter(customer_id__in=marked).update(**dict.fromkeys(texts, MARKER[:10]))
    return marked


def test_each_table_holds_the_marker_before_the_person_is_erased() -> None:
    planted()
    sync()
    found = holding(folder())
    assert {Path(path).parent.name for path in found} == set(HANDED)


def test_no_byte_of_any_file_holds_who_was_erased() -> None:
    marked = planted()
    with held():
        pass
    cast.remove(marked)
    with transaction.atomic():
        RecordSequence.take()
        Member.objects.filter(pk__contains=MARKER).delete()
        Coverage.objects.filter(source__contains=MARKER).delete()
        Belief.objects.filter(pk__contains=MARKER).delete()
    sync()
    assert holding(folder().parent) == []


def test_a_row_that_was_corrected_is_gone_with_the_next_sync() -> None:
    cast.fill(30)
    with transaction.atomic():
        seq = RecordSequence.take()
        cast.write("c0005", [77], seq, MARKER)
        cast.changes.touched(["c0005"], seq)
    sync()
    assert holding(folder())
    with transaction.atomic():
        for model in (Interaction, cast.Promise, cast.Belief, cast.Case, cast.Purchase):
            model._default_manager.filter(pk__contains=MARKER).delete()
        cast.Subscription.objects.filter(subscription_id__contains=MARKER).delete()
        cast.changes.touched(["c0005"], RecordSequence.take())
    sync()
    assert holding(folder().parent) == []
