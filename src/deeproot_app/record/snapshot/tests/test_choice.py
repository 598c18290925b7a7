"""The rule by which rows come from the database or from files."""

from __future__ import annotations

import pytest
from django.db import transaction

from deeproot_app.record.models import RecordSequence
from deeproot_app.record.snapshot import choice
from deeproot_app.record.snapshot.tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record of forty customers that counts as large, in a database that others see too."""
    monkeypatch.setattr(choice, "_ours_alone", lambda: False)
    cast.fill(40)
    RecordSequence.objects.update(last=choice.SMALL)


@pytest.mark.usefixtures("_large")
def test_all_customers_or_a_twentieth_of_them_are_read_from_files_and_fewer_from_the_database() -> None:
    assert choice.from_files()
    assert choice.from_files(2)
    assert not choice.from_files(1)


@pytest.mark.usefixtures("_large")
def test_a_small_record_is_read_from_the_database() -> None:
    RecordSequence.objects.update(last=choice.SMALL - 1)
    assert not choice.from_files()


def test_what_nobody_else_sees_is_read_from_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "SMALL", 0)
    with transaction.atomic():
        cast.fill(2)
        assert not choice.from_files()
