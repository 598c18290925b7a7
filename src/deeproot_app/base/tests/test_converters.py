"""Ids in addresses."""

from __future__ import annotations

from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot_app.base.converters import RowIdConverter

ids = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=50)


@given(ids)
def test_any_id_comes_back_whole_through_an_address(value: str) -> None:
    written = RowIdConverter().to_url(value)
    assert "/" not in written
    assert quote(written, safe="~") == unquote(written) == written
    assert RowIdConverter().to_python(written) == value


def test_plain_ids_stay_readable() -> None:
    assert RowIdConverter().to_url("acme-42") == "acme-42"
    assert RowIdConverter().to_url("a/b c") == "a~2fb~20c"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ValueError):
        RowIdConverter().to_python("~ff~fe")
