"""Small buckets, so that a small record has many of them."""

import pytest

from deeproot_app.record.snapshot import where


@pytest.fixture(autouse=True)
def _small_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(where, "ROWS_A_BUCKET", 8)
    monkeypatch.setattr(where, "ROWS_A_GROUP", 4)
