"""What strangers' addresses cannot do: reach inside, send without end, keep us waiting, lead us astray."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from deeproot_app.base import net


class Hostile(BaseHTTPRequestHandler):
    """Answers as the path says."""

    hits: ClassVar[list[str]] = []
    seen: ClassVar[list[dict[str, str]]] = []

    def do_GET(self) -> None:
        Hostile.hits.append(self.path)
        Hostile.seen.append({name.lower(): value for name, value in self.headers.items()})
        name, _, rest = self.path.strip("/").partition("/")
        getattr(self, f"_{name}")(rest)

    do_POST = do_GET

    def _answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _plain(self, rest: str) -> None:
        self._answer(b"hello", etag='"1"')

    def _packed(self, rest: str) -> None:
        self._answer(gzip.compress(b"hello"), content_encoding="gzip")

    def _bomb(self, rest: str) -> None:
        self._answer(gzip.compress(bytes(50 << 20)), content_encoding="gzip")

    def _moved(self, rest: str) -> None:
        self._answer(b"", 302, location=f"http://{rest}")

    def _round(self, rest: str) -> None:
        self._answer(b"", 302, location="/round")

    def _long(self, rest: str) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            try:
                self.wfile.write(bytes(64 << 10))
            except OSError:
                return

    def _slow(self, rest: str) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            try:
                self.wfile.write(b"x")
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.1)

    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def hostile() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    Hostile.hits.clear()
    Hostile.seen.clear()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def named(hostile: str, settings: LazySettings) -> str:
    """The same, by an administrator's word."""
    settings.INNER_HOSTS = frozenset({hostile})
    return hostile


INSIDE = (
    "127.0.0.1", "[::1]", "0.0.0.0", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "localhost", "localhost.", "LOCALHOST",
)  # fmt: skip
NETWORKS = (
    "169.254.169.254", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "[fd00::1]", "[fe80::1]", "224.0.0.1",
    "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1",
)  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
def test_no_way_of_writing_this_machine_is_called(hostile: str, host: str) -> None:
    port = hostile.rpartition(":")[2]
    with pytest.raises(net.Unreachable):
        net.get(f"http://{host}:{port}/plain")
    assert Hostile.hits == []


@pytest.mark.parametrize("host", NETWORKS)
def test_no_inner_network_is_called(host: str) -> None:
    with pytest.raises(net.Unreachable, match="cannot be reached"):
        net.get(f"http://{host}/")


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "gopher://example.org/", "ftp://example.org/", "example.org", "http://", "//example.org",
     "http://ok@127.0.0.1/", "http://example.org/\r\nHost: other", "http://example.org:22/", "http://[::1",
     "http://" + "a" * 3_000],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused_in_a_clause(address: str) -> None:
    with pytest.raises(net.Unreachable) as refused:
        net.get(address)
    assert len(refused.value.message) < 300


def test_a_name_with_one_inner_address_among_others_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: answers)
    with pytest.raises(net.Unreachable):
        net.reachable("two-faced.example", 443)


def test_a_name_is_asked_once_and_just_that_address_is_called(
    named: str, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    port = int(named.rpartition(":")[2])
    settings.INNER_HOSTS = frozenset({f"rebinding.example:{port}"})
    asked: list[str] = []
    real = socket.getaddrinfo

    def answers(host: str, *args: object, **more: object) -> object:
        if host == "rebinding.example":
            asked.append(host)
            return [(2, 1, 6, "", ("127.0.0.1" if len(asked) == 1 else "127.0.0.99", port))]
        return real(host, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    assert net.get(f"http://rebinding.example:{port}/plain").body == b"hello"
    assert asked == ["rebinding.example"]
    assert Hostile.seen[0]["host"] == f"rebinding.example:{port}"


def test_a_redirect_inside_is_not_followed(named: str, hostile: str) -> None:
    with pytest.raises(net.Unreachable, match="cannot be reached"):
        net.get(f"http://{named}/moved/[::1]:{named.rpartition(':')[2]}/plain")
    assert [path.partition("/")[2].partition("/")[0] for path in Hostile.hits] == ["moved"]


def test_a_redirect_to_elsewhere_takes_no_secret_along(named: str, settings: LazySettings) -> None:
    port = named.rpartition(":")[2]
    settings.INNER_HOSTS = frozenset({named, f"localhost:{port}"})
    net.get(f"http://{named}/moved/localhost:{port}/plain", headers={"Authorization": "Bearer secret"})
    assert ["authorization" in seen for seen in Hostile.seen] == [True, False]


def test_redirects_end(named: str) -> None:
    with pytest.raises(net.Unreachable, match="leads on and on"):
        net.get(f"http://{named}/round")
    assert len(Hostile.hits) == net.REDIRECTS + 1


def test_a_redirect_of_what_was_sent_is_an_answer(named: str) -> None:
    assert net.post(f"http://{named}/moved/example.org/", b"{}").status == 302


def test_nothing_is_sent_unencrypted_over_the_open_net() -> None:
    with pytest.raises(net.Unreachable, match="https://"):
        net.post("http://example.org/hook", b"{}")


@pytest.mark.parametrize("path", ["long", "bomb"])
def test_more_bytes_than_were_asked_for_are_not_taken(named: str, path: str) -> None:
    with pytest.raises(net.Unreachable, match="answers with more than 1,000,000 bytes"):
        net.get(f"http://{named}/{path}", most=1_000_000)


def test_who_drips_is_left_in_time(named: str) -> None:
    with pytest.raises(net.Unreachable):
        net.get(f"http://{named}/slow", seconds=0.5)
    assert Hostile.hits == ["/slow"]


def test_an_answer_comes_back_whole_packed_or_not(named: str) -> None:
    plain, packed = net.get(f"http://{named}/plain"), net.get(f"http://{named}/packed")
    assert (plain.status, plain.body, plain.headers["etag"]) == (200, b"hello", '"1"')
    assert packed.body == b"hello"


def test_who_runs_a_loop_of_their_own_is_answered_too(named: str) -> None:
    async def asking() -> bytes:
        return net.get(f"http://{named}/plain").body

    assert asyncio.run(asking()) == b"hello"


def test_a_refusal_tells_no_path_and_no_password() -> None:
    with pytest.raises(net.Unreachable) as refused:
        net.get("https://ann:secret@10.0.0.1/token/abc")
    assert "secret" not in refused.value.message
    assert "abc" not in refused.value.message


@given(st.ip_addresses())
def test_an_address_that_holds_another_is_judged_by_it(address: object) -> None:
    if getattr(address, "version", 0) == 4:
        assert net.public(f"::ffff:{address}") == net.public(str(address))
        assert net.public(f"64:ff9b::{address}") == net.public(str(address))
