"""A hashtag is read from the last post known, page by page, however many came meanwhile: none is left out."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings

from deeproot_app.base.errors import UserError
from deeproot_app.channels import mastodon
from deeproot_app.channels.shapes import Fetched


class Server(BaseHTTPRequestHandler):
    """Answers as Mastodon documents it: newest first; `min_id` the ones just after, `max_id` the ones before."""

    posts: ClassVar[int] = 0
    private: ClassVar[bool] = False
    paths: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        Server.paths.append(parts.path)
        asked = {name: int(values[0]) for name, values in parse_qs(parts.query).items()}
        ids = range(1, Server.posts + 1)
        if "min_id" in asked:
            ids = [one for one in ids if one > asked["min_id"]][: asked["limit"]]  # type: ignore[assignment]
        else:
            ids = [one for one in ids if one < asked.get("max_id", 1 << 60)][-asked["limit"] :]  # type: ignore[assignment]
        refused = Server.private and self.headers.get("authorization") != "Bearer open sesame"
        self.send_response(401 if refused else 200)
        self.end_headers()
        page = {"error": "This method requires an authenticated user"} if refused else [_post(n) for n in reversed(ids)]
        self.wfile.write(json.dumps(page).encode())

    def log_message(self, *args: object) -> None: ...


def _post(number: int) -> dict[str, object]:
    uri = f"https://social.example/users/ann/statuses/{number}"
    account = {"acct": "ann", "url": "https://social.example/@ann"}
    return {"id": str(number), "uri": uri, "created_at": "2026-11-10T16:51:04Z", "content": "hi", "account": account}


@pytest.fixture
def server(settings: LazySettings) -> Iterator[str]:
    found = HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    settings.INNER_HOSTS = frozenset({f"127.0.0.1:{found.server_port}"})
    Server.posts, Server.private = 0, False
    Server.paths.clear()
    yield f"http://127.0.0.1:{found.server_port}"
    found.shutdown()
    found.server_close()


def asked(server: str, cursor: dict[str, str], token: str = "", tag: str = "#deeproot") -> list[Fetched]:
    secrets = {"token": token} if token else {}
    return list(mastodon.fetch({"server": server, "hashtag": tag}, secrets, cursor))


def ids(found: list[Fetched]) -> set[int]:
    return {int(key.rpartition("/")[2]) for one in found for key, _, _ in one.things}


def test_the_first_time_the_latest_two_hundred_posts_are_read_back(server: str) -> None:
    Server.posts = 230
    found = asked(server, {})
    assert ids(found) == set(range(31, 231))
    assert found[-1].cursor == {"newest": "230"}


def test_a_hundred_posts_since_the_last_time_come_all(server: str) -> None:
    Server.posts = 9
    cursor = dict(asked(server, {})[-1].cursor or {})
    Server.posts = 121
    found = asked(server, cursor)
    assert ids(found) == set(range(10, 122))
    assert [one.cursor for one in found] == [{"newest": "49"}, {"newest": "89"}, {"newest": "121"}]


def test_a_hashtag_that_nobody_used_is_no_fault(server: str) -> None:
    assert asked(server, {}) == [Fetched([], None)]


def test_a_hashtag_in_any_script_is_asked_for(server: str) -> None:
    asked(server, {}, tag="顧客")
    assert Server.paths == ["/api/v1/timelines/tag/%E9%A1%A7%E5%AE%A2"]


def test_a_server_for_members_only_says_what_it_wants(server: str) -> None:
    Server.posts, Server.private = 3, True
    with pytest.raises(UserError, match="access token"):
        asked(server, {})
    assert ids(asked(server, {}, token="open sesame")) == {1, 2, 3}


@pytest.mark.parametrize("tag", ["", "two words", "a/b", "#", "a?b"])
def test_what_is_no_hashtag_is_refused_with_an_example(tag: str) -> None:
    assert "#retention" in mastodon.check({"hashtag": tag}, {})["hashtag"]


def test_a_hashtag_is_taken_with_or_without_its_sign() -> None:
    assert mastodon.check({"hashtag": "#zufriedenheit"}, {}) == mastodon.check({"hashtag": "顧客"}, {}) == {}
