"""What repeats on more ground what another test has shown on less is marked `deep`, and runs with `--deep` alone.

A pytest plugin. With `--deep` the run on PostgreSQL, too, takes in what is otherwise told on SQLite (`any_database`).
"""

from __future__ import annotations

import pytest

DEEP = "--deep"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(DEEP, action="store_true", help="run what is marked deep, too: the same on more ground")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption(DEEP):
        apart = [item for item in items if item.get_closest_marker("deep") is not None]
        config.hook.pytest_deselected(items=apart)
        items[:] = [item for item in items if item.get_closest_marker("deep") is None]
