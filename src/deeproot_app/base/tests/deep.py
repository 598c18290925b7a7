"""What repeats on more ground what another test has shown on less is marked `deep`, and runs with `--deep` alone.

A pytest plugin. With `--deep` the run on PostgreSQL, too, takes in what is otherwise told on SQLite (`any_database`).
Without it a property is tried on half as many examples, other ones each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import hypothesis
import pytest

DEEP = "--deep"
FEW: Final = 10
"""Examples of a property, at least, where it asks for as many."""
SET: Final = "_hypothesis_internal_use_settings"
"""Where Hypothesis keeps the settings of a test. What may be called from outside refuses to set them twice."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(DEEP, action="store_true", help="run what is marked deep, too: the same on more ground")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption(DEEP):
        apart = [item for item in items if item.get_closest_marker("deep") is not None]
        config.hook.pytest_deselected(items=apart)
        items[:] = [item for item in items if item.get_closest_marker("deep") is None]
        halve_examples(items)


def halve_examples(items: Iterable[pytest.Item]) -> None:
    """Try each property on half the examples that it asks for, but on no fewer than a few."""
    properties = {getattr(item, "obj", None) for item in items if getattr(getattr(item, "obj", None), SET, None)}
    for tried in properties:
        asked = getattr(tried, SET)
        fewer = min(asked.max_examples, max(FEW, asked.max_examples // 2))
        setattr(tried, SET, hypothesis.settings(asked, max_examples=fewer))
