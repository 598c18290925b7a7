"""Feeds, well-formed and not, become mentions; nothing of a page but its words gets through."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from deeproot_app.channels.feeds.parse import entries as entries_of
from deeproot_app.channels.feeds.parse import mention
from deeproot_app.channels.shapes import Mention, Unreadable

FIXTURES = Path(__file__).parent.parent / "fixtures"


def entries(raw: bytes) -> list[Mention] | Unreadable:
    found = entries_of(raw)
    return found if isinstance(found, Unreadable) else [mention(one) for one in found]


def read(name: str) -> list[Mention]:
    found = entries((FIXTURES / name).read_bytes())
    assert not isinstance(found, Unreadable)
    return found


def test_an_rss_feed_gives_its_items_with_their_words_authors_and_moments() -> None:
    late, kind = read("rss2.xml")
    assert (late.id, late.handle, late.author) == ("forum.example.org:8812", "ines@growers.example", "Inês Carvalho")
    assert late.at == datetime(2026, 11, 10, 9, 4, tzinfo=UTC)
    assert late.text == "Ordered on the 2nd, still nothing.\n\nAnyone else? me too"
    assert (kind.author, kind.id) == ("長谷川 健", "https://forum.example.org/t/8813")


def test_an_atom_feed_gives_its_entries() -> None:
    (only,) = read("atom.xml")
    assert only == Mention(
        id="urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
        at=datetime(2026, 11, 12, 11, 30, 2, tzinfo=UTC),
        author="Chloé",
        handle="https://avis.example.fr/chloe",
        title="Enfin un bon service",
        text="Merci à l'équipe.",
        link="https://avis.example.fr/2026/11/12/enfin",
        language="fr",
    )


def test_a_page_that_is_no_feed_is_said_to_be_none() -> None:
    found = entries(b"<!doctype html><html><body>hello</body></html>")
    assert isinstance(found, Unreadable)
    assert "no RSS or Atom feed" in found.reason


def test_entities_of_files_and_of_a_billion_laughs_open_nothing() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    feed = (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol"><!ENTITY f SYSTEM "file:///etc/hostname">{laughs}]>'
        '<rss version="2.0"><channel><item><guid>1</guid><title>a &f; &l11; b</title></item></channel></rss>'
    )
    found = entries(feed.encode())
    assert isinstance(found, list)
    assert all(len(one.title) < 1_000 and Path("/etc/hostname").read_text().strip() not in one.title for one in found)


def test_an_entry_without_an_id_has_the_same_one_each_time() -> None:
    items = b"<item><title>No id</title></item><item><title>Other</title></item>"
    feed = b"<rss version='2.0'><channel>" + items + b"</channel></rss>"
    first, again = entries(feed), entries(feed)
    assert isinstance(first, list) and first == again
    assert len({one.id for one in first}) == 2


def test_an_address_that_runs_a_script_is_no_link() -> None:
    feed = b"<rss version='2.0'><channel><item><guid>1</guid><link>javascript:alert(1)</link></item></channel></rss>"
    found = entries(feed)
    assert isinstance(found, list)
    assert [one.link for one in found] == [""]


@given(st.binary(max_size=2_000), st.sampled_from([b"", b"<rss version='2.0'><channel><item>", b"<feed><entry>"]))
def test_no_bytes_bring_it_down(raw: bytes, before: bytes) -> None:
    found = entries(before + raw)
    assert isinstance(found, (list, Unreadable))
    for one in found if isinstance(found, list) else ():
        assert one.id and len(one.id) <= 250 and not any(sign.isspace() for sign in one.id)
        for text in (one.id, one.author, one.handle, one.title, one.text, one.link):
            text.encode()
            assert "\x00" not in text


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just([2026, 1, 1, 0, 0, 0, 0, 1, 0]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "name"]), inner, max_size=2),
    max_leaves=6,
)
FIELDS = ("id", "link", "title", "summary", "content", "author", "author_detail", "published_parsed")


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES))
def test_no_kept_entry_brings_it_down(entry: dict[str, object]) -> None:
    assert isinstance(mention(entry), Mention)
