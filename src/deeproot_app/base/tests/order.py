"""The files of tests that take longest are begun first: else one process works at its last while the others are idle.

A pytest plugin. Long are those in a browser, and those marked `long`.
"""

from __future__ import annotations

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put them in front; within a file, and among the others, nothing changes."""
    long = {item.path for item in items for name in ("long", "browser") if item.get_closest_marker(name)}
    items.sort(key=lambda item: item.path not in long)
