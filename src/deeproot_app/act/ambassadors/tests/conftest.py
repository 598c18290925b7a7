"""Birch spoke well of us a few days ago, and nothing stands against asking them for a favour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deeproot_app.act.models import SendingAccount
from deeproot_app.conftest import AS_OF, SmallRecord, say
from deeproot_app.record.models import Promise


@pytest.fixture
def glad(as_of: object, small_record: SmallRecord) -> SmallRecord:
    """The small record without its overdue promise, with a praise of Birch's and four gifts of ours before it."""
    Promise.objects.filter(pk="pr-1").update(kept_at=AS_OF - timedelta(days=8))
    for day in (60, 58, 56, 54):
        say(small_record.birch, "m-ada", day, "out", "value", "A guide", "Here is a guide to shorter queues.")
    say(small_record.birch, None, 3, "in", "praise", "Well done", "You are the best supplier we ever had.")
    return small_record


@pytest.fixture
def account(db: None) -> SendingAccount:
    return SendingAccount.objects.create(
        name="post", by="smtp", from_address="hello@oakfield.example", from_name="Oakfield", made_at=AS_OF
    )
