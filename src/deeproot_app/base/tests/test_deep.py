"""Without `--deep` a property is tried on half of its examples; what asks for few keeps them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deeproot_app.base.tests.deep import halve_examples


@pytest.mark.parametrize(("asked", "tried"), [(40, 20), (12, 10), (6, 6)])
def test_a_property_is_tried_on_half_its_examples_but_on_ten_where_it_asks_for_them(asked: int, tried: int) -> None:
    seen: list[int] = []

    @settings(max_examples=asked, database=None)
    @given(st.integers())
    def prop(number: int) -> None:
        seen.append(number)

    plain: Any = SimpleNamespace(obj=print)
    item: Any = SimpleNamespace(obj=prop)
    halve_examples([item, item, plain, SimpleNamespace()])  # type: ignore[list-item]
    prop()
    assert len(seen) == tried
