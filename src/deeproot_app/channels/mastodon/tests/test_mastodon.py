"""Posts of a hashtag become mentions; what is no page of posts is said to be none."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot_app.channels.mastodon.parse import mention, statuses
from deeproot_app.channels.shapes import Mention, Unreadable

FIXTURE = Path(__file__).parent.parent / "fixtures" / "tag.json"


def test_a_page_gives_its_posts_with_their_authors_at_their_servers() -> None:
    page = statuses(FIXTURE.read_bytes())
    assert isinstance(page, list)
    ann, bo = (mention(one) for one in page)
    assert ann == Mention(
        id="https://social.example/users/ann/statuses/113450000000000001",
        at=datetime(2026, 11, 10, 16, 51, 4, tzinfo=UTC),
        author="Ann Öberg 🌱",
        handle="@ann@social.example",
        title="",
        text="Thank you #deeproot,\nyou saved our season.",
        link="https://social.example/@ann/113450000000000001",
        language="en",
    )
    assert isinstance(bo, Mention)
    assert (bo.handle, bo.title, bo.replies_to) == ("@bo@andere.example", "rant", "113448000000000003")


def test_a_private_post_is_not_taken() -> None:
    page = statuses(FIXTURE.read_bytes())
    assert isinstance(page, list)
    assert isinstance(mention(page[0] | {"visibility": "private"}), Unreadable)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b'{"error": "This method requires an authenticated user"}', "requires an authenticated user"),
        (b"<html>", "no JSON"),
        (b"42", "no list"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_what_is_no_page_of_posts_is_said_to_be_none(raw: bytes, says: str) -> None:
    found = statuses(raw)
    assert isinstance(found, Unreadable)
    assert says in found.reason


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just("2026-01-01T00:00:00Z"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("created_at", "uri", "url", "visibility", "account", "content", "language", "in_reply_to_id", "spoiler_text")


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES))
def test_no_status_brings_it_down(status: dict[str, object]) -> None:
    (one,) = statuses(json.dumps([status]).encode())
    found = mention(one)  # type: ignore[arg-type]
    assert isinstance(found, (Mention, Unreadable))
