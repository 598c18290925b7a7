"""A feed is asked for what is new; what it refuses is said in a sentence."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.conf import LazySettings

from deeproot_app.base.errors import UserError
from deeproot_app.channels import feeds
from deeproot_app.channels.shapes import Fetched

FEED = (Path(__file__).parent.parent / "fixtures" / "rss2.xml").read_bytes()


class Site(BaseHTTPRequestHandler):
    """A feed that remembers what it gave."""

    def do_GET(self) -> None:
        status = {"/gone": 410, "/feed": 200, "/page": 200}.get(self.path, 404)
        known = self.headers.get("if-none-match") == '"v1"' or self.headers.get("if-modified-since") == "yesterday"
        self.send_response(304 if status == 200 and known else status)
        self.send_header("etag", '"v1"')
        self.end_headers()
        if status == 200 and not known:
            self.wfile.write(FEED if self.path == "/feed" else b"<html></html>")

    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def site(settings: LazySettings) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    settings.INNER_HOSTS = frozenset({f"127.0.0.1:{server.server_port}"})
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def asked(address: str, about: str = "", **cursor: str) -> list[Fetched]:
    return list(feeds.fetch({"address": address, "about": about}, {}, cursor))


def test_every_entry_comes_with_its_id_and_the_next_question_asks_only_for_what_is_new(site: str) -> None:
    (first,) = asked(f"{site}/feed")
    assert [key for key, _, _ in first.things] == ["forum.example.org:8812", "https://forum.example.org/t/8813"]
    assert first.cursor == {"etag": '"v1"'}
    assert asked(f"{site}/feed", **first.cursor) == [Fetched()]


def test_only_what_speaks_of_us_is_kept(site: str) -> None:
    (found,) = asked(f"{site}/feed", about="kennt, nothing else")
    assert [key for key, _, _ in found.things] == ["https://forum.example.org/t/8813"]


def test_a_word_within_another_does_not_count(site: str) -> None:
    (found,) = asked(f"{site}/feed", about="deep")
    assert found.things == []


def test_what_was_kept_says_whose_words_they_are_by_their_address(site: str) -> None:
    (found,) = asked(f"{site}/feed")
    _, headers, raw = found.things[0]
    told = feeds.told(raw, headers, {"source": "feeds"})
    assert isinstance(told, list)
    assert told[0].cells["contact_email"] == "ines@growers.example"
    assert told[0].cells["interaction_id"] == "feeds:forum.example.org:8812"
    assert told[0].cells["body"].endswith("\n\nhttps://forum.example.org/t/8812")


def test_an_entry_that_says_no_time_counts_from_when_it_was_found() -> None:
    raw = json.dumps({"id": "1", "title": "hello"}).encode()
    told = feeds.told(raw, {"found": "2026-11-22T10:00:00+00:00"}, {"source": "feeds"})
    assert isinstance(told, list)
    assert told[0].cells["happened_at"] == "2026-11-22T10:00:00+00:00"


@pytest.mark.parametrize(
    ("path", "says"), [("/gone", "gone for good"), ("/nothing", "nothing at this address"), ("/page", "no RSS or Atom")]
)
def test_a_feed_that_is_none_is_said_to_be_none(site: str, path: str, says: str) -> None:
    with pytest.raises(UserError) as refused:
        asked(f"{site}{path}")
    assert says in refused.value.message
