"""A customer's message is heard by its meaning where the settings say so, and only there."""

from __future__ import annotations

from typing import Any

import pytest

from deeproot.read.learnt import KINDS
from deeproot_app.record.models import Interaction
from deeproot_app.record.reading.tests.cast import customer, read, say

pytestmark = pytest.mark.django_db
TOLD = "Two months and counting..."


def test_a_message_is_heard_by_its_meaning_only_where_the_settings_say_so(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    certain = [float(kind == "request") for kind in KINDS["in"]]
    monkeypatch.setattr(
        "deeproot.read.weighed.likely_by_meaning", lambda texts: heard.extend(texts) or [certain] * len(texts)
    )
    customer()
    read_of: dict[str, Any] = {"direction": "in", "kind": "feedback", "read_from_text": {"kind": 0.4}}
    before = say(TOLD, thread="a", **read_of)
    read()
    assert not heard
    settings.READ_BY_MEANING = True
    after = say(TOLD, thread="b", day=1, **read_of)
    read()
    assert set(heard) == {TOLD}
    assert Interaction.objects.get(pk=before).kind != "request"
    assert Interaction.objects.get(pk=after).kind == "request"
