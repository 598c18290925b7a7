"""Kept secrets open with the installation's key only."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from deeproot_app.base import sealed
from deeproot_app.base.errors import UserError


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_comes_back_and_is_not_seen_in_what_is_kept(secret: str) -> None:
    kept = sealed.seal(secret)
    assert sealed.unseal(kept) == secret
    assert len(secret) < 4 or secret not in kept


def test_another_key_opens_nothing_and_says_what_to_do(settings: LazySettings) -> None:
    kept = sealed.seal("open sesame")
    settings.SECRET_KEY = "another installation's"
    with pytest.raises(UserError, match=r"secret\.key"):
        sealed.unseal(kept)


def test_a_changed_secret_is_refused() -> None:
    kept = sealed.seal("open sesame")
    with pytest.raises(UserError):
        sealed.unseal(kept[:-4] + "AAAA")
