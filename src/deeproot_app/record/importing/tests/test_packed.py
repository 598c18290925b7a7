"""Tests of how raw rows are packed: they come back as they were; what repeats nothing is not searched for repeats."""

from __future__ import annotations

import base64
import json
import random
import zlib

import pytest

from deeproot_app.record.importing.refused import packed, unpacked

ATTACHED = base64.encodebytes(random.Random(3).randbytes(400_000)).decode()
SAID = "".join(f"Why is invoice {number} higher than agreed?\n" for number in range(9_000))


@pytest.mark.parametrize("texts", [[ATTACHED], [SAID], [ATTACHED, SAID], [SAID, ATTACHED], ["\xff\x00"], []])
def test_raw_rows_come_back_as_they_were(texts: list[str]) -> None:
    rows = list(enumerate(texts, 7))
    assert unpacked(packed(rows)) == rows


@pytest.mark.parametrize(("text", "most"), [(ATTACHED, 0.99), (SAID, 1.0)])
def test_what_repeats_nothing_is_packed_smaller_and_the_rest_as_ever(text: str, most: float) -> None:
    plain = json.dumps([[1, text]], separators=(",", ":")).encode()
    assert len(packed([(1, text)])) <= most * len(zlib.compress(plain, 1))
