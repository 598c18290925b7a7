"""The sample company read from its texts alone: no labels, no promises and no beliefs are given, only who wrote when.

What the figures and Today rest on is held against the truth of the sample, whose sentences the reader's author did not
write. `-s` prints the figures. In voices that are not the sample's own: `./run bench voices`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.voices.held import HARDSHIP, MEASURES, OVERDUE, PROMISES, held, take_in
from benchmarks.voices.telling import NOW
from deeproot.sample import company

BAR = 0.9


@pytest.mark.django_db
@pytest.mark.any_database
def test_what_today_and_the_mirror_rest_on_is_read_from_text_alone(tmp_path: Path) -> None:
    told = company(seed=11, customers=45, until=NOW)
    take_in(told, tmp_path)
    found = {
        name: both for name, both in held(told, tmp_path).items() if name in (*MEASURES, PROMISES, HARDSHIP, OVERDUE)
    }
    for name, both in found.items():
        print(f"\n{name}: {len(both.true)} true, recall {both.recall:.2f}, precision {both.precision:.2f}")  # noqa: T201
    assert {name: both.recall for name, both in found.items() if both.recall < BAR} == {}
    assert found[PROMISES].precision >= BAR
    assert found[OVERDUE].precision > 0.5, "kept promises are taken for forgotten ones"
