"""The tests of the library compare by letters: the same answers, whether or not the embedding is installed."""

from __future__ import annotations

import pytest

from deeproot_app.plan.library import shelf


@pytest.fixture(autouse=True)
def by_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "_embedding", lambda: None)
    shelf._library.cache_clear()
