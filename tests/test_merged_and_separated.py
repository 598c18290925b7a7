"""Two ids that are one and then two again: every row of every table is what it was, whosoever it is."""

from __future__ import annotations

from typing import Any, Final

import pytest

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.life import ANEW, lives, ours
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.identity import merge
from deeproot_app.record.models import Contact, Kind
from deeproot_app.record.person.rows import name_of
from tests.planted import planted

TRACE: Final = {
    "base.Audit", "base.Job", "record.Link", "record.RecordSequence", "record.SearchIndex", "record.DuplicateSearch",
}  # fmt: skip
"""What tells that it was done, and how far was looked."""
COUNTS: Final = {"changed_seq", "recorded_seq"}


def test_a_merge_that_is_taken_back_leaves_every_row_of_every_table_as_it_was(
    small_record: SmallRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    for customer, contact in ((small_record.birch, "p-birch"), (small_record.dune, "p-dune")):
        assert len(set(planted(customer, Contact.objects.get(pk=contact), contact))) > 40
    before = _everything()
    assert sum(map(len, before.values())) > 100
    link = merge.merge(COMMAND_LINE, Kind.CUSTOMER, "c-dune", "c-birch")
    merged = _everything()
    moved = {name for name in before if merged[name] != before[name]}
    assert moved == {"record.Customer"}, "a merge says who leads; no row moves"
    merge.separate(COMMAND_LINE, link.pk)
    assert _everything() == before


def _everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that is not reckoned anew."""
    return {
        name_of(model): [
            {name: value for name, value in row.items() if name not in COUNTS}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in ours()
        if lives()[model].merged != ANEW and name_of(model) not in TRACE
    }
