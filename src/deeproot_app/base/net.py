"""The one way out to addresses that people or strangers gave: webhooks, feeds, mail servers.

Every address is resolved once, refused where it leads to this machine, its network or a cloud's inner doors, and the
connection goes to just the address that was looked at (a name that answers differently the second time gains nothing).
Redirects are looked at again, one by one. Size and time are bounded, whatever the other side sends. No proxy.
DEEPROOT_INNER_HOSTS names hosts of one's own network that may be reached all the same.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import zlib
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from django.conf import settings

from deeproot_app.base.errors import UserError

if TYPE_CHECKING:
    import httpx

SECONDS: Final = 20.0
MOST: Final = 8 << 20
REDIRECTS: Final = 5
LOWEST_PORT: Final = 1024
WEB_PORTS: Final = (80, 443)
LONGEST_ADDRESS: Final = 2_000
TRANSLATED: Final = ip_network("64:ff9b::/96")
"""IPv4 within IPv6 by NAT64 (RFC 6052)."""
SILENT: Final = "{} cannot be reached: it does not answer, or lies in a network that this installation may not call"
"""One text for all: whoever asks learns nothing of what listens inside."""
FOLLOWED: Final = (301, 302, 303, 307, 308)
SECRET: Final = ("authorization", "cookie")


class Unreachable(UserError):  # noqa: N818 - what it is, in one word
    """An address that may not be called, or did not answer as it must: why, in a clause that may be shown."""


@dataclass(frozen=True)
class Answer:
    """What came back, whole."""

    status: int
    headers: Mapping[str, str]
    """In lower case."""
    body: bytes
    """Unpacked where it came gzipped."""
    address: str
    """Where it came from at last, after redirects."""


def get(
    address: str, *, headers: Mapping[str, str] | None = None, seconds: float = SECONDS, most: int = MOST
) -> Answer:
    """What stands at an http(s) address; redirects are followed. Raises Unreachable."""
    return _now(_bounded("GET", address, b"", headers or {}, seconds, most))


def post(
    address: str,
    body: bytes,
    *,
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
    most: int = 64 << 10,
) -> Answer:
    """What the address answers to ``body``; a redirect is an answer, and not followed. Raises Unreachable.

    Only https, save to hosts that DEEPROOT_INNER_HOSTS names.
    """
    return _now(_bounded("POST", address, body, headers or {}, seconds, most))


def _now(asking: Coroutine[Any, Any, Answer]) -> Answer:
    """The answer, here and now; beside the loop of whoever runs one in this thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(asking)
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(asyncio.run, asking).result()


def reachable(host: str, port: int) -> str:
    """The numeric address to which a connection to that host may go (mail servers). Raises Unreachable."""
    name = host.strip().rstrip(".").lower()
    inner = _is_named(name, port)
    try:
        found = list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)))
    except (OSError, UnicodeError, ValueError):
        raise Unreachable(SILENT.format(host[:200])) from None
    if not found or not (inner or all(public(address) for address in found)):
        raise Unreachable(SILENT.format(host[:200]))
    return found[0]


def public(address: str) -> bool:
    """Whether a numeric address is one of the open Internet; those that hold another address are what they hold."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        held = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if held is None and found in TRANSLATED:
            held = IPv4Address(int(found) & 0xFFFFFFFF)
        if held is not None:
            return public(str(held))
    return found.is_global and not found.is_multicast


def _is_named(host: str, port: int) -> bool:
    return not {host, f"{host}:{port}"}.isdisjoint(settings.INNER_HOSTS)


async def _bounded(
    method: str, address: str, body: bytes, headers: Mapping[str, str], seconds: float, most: int
) -> Answer:
    import httpx

    try:
        async with asyncio.timeout(seconds):
            return await _asked(method, address, body, headers, most)
    except (TimeoutError, httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError, ssl.SSLError) as fault:
        if isinstance(fault, httpx.ConnectError) and "CERTIFICATE" in str(fault):
            raise Unreachable(f"{shown(address)} has no certificate that can be trusted") from None
        raise Unreachable(SILENT.format(shown(address))) from None


async def _asked(method: str, address: str, body: bytes, headers: Mapping[str, str], most: int) -> Answer:
    import httpx

    sent = {name.lower(): value for name, value in headers.items()}
    async with httpx.AsyncClient(trust_env=False, verify=_trusted(), timeout=SECONDS) as client:
        for _ in range(REDIRECTS + 1):
            url = _looked_at(address, plain=method == "GET")
            answer = await _one(client, method, url, body, sent, most)
            target = answer.headers.get("location", "")
            if method != "GET" or answer.status not in FOLLOWED or not target:
                return answer
            address = urljoin(str(url), target)
            if httpx.URL(address).host != url.host:
                sent = {name: value for name, value in sent.items() if name not in SECRET}
    raise Unreachable(f"{shown(address)} leads on and on")


def _looked_at(address: str, *, plain: bool) -> httpx.URL:
    """The address, of a form that may be called; who answers there is looked at when it is called."""
    import httpx

    if len(address) > LONGEST_ADDRESS or any(sign <= " " or sign == "\x7f" for sign in address):
        raise Unreachable("the address is too long, or holds blanks")
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        raise Unreachable(f"{shown(address)} is no address") from None
    port = url.port or {"https": 443, "http": 80}.get(url.scheme, 0)
    if not url.host or url.scheme not in ("http", "https") or url.userinfo:
        raise Unreachable(f"{shown(address)} is no address such as https://example.org/feed")
    named = _is_named(url.host, port)
    if url.scheme == "http" and not (plain or named):
        raise Unreachable(f"{shown(address)} is not encrypted; give one that begins with https://")
    if port not in WEB_PORTS and port < LOWEST_PORT and not named:
        raise Unreachable(SILENT.format(shown(address)))
    return url


async def _one(
    client: httpx.AsyncClient, method: str, url: httpx.URL, body: bytes, headers: Mapping[str, str], most: int
) -> Answer:
    """One request to the numeric address that was looked at; the name stands in the request and in the certificate."""
    port = url.port or (443 if url.scheme == "https" else 80)
    pinned = await asyncio.to_thread(reachable, url.host, port)
    sent = {**headers, "host": url.netloc.decode("ascii"), "accept-encoding": "gzip"}
    request = client.build_request(
        method, url.copy_with(host=pinned), content=body or None, headers=sent, extensions={"sni_hostname": url.host}
    )
    response = await client.send(request, stream=True, follow_redirects=False)
    try:
        raw = bytearray()
        async for chunk in response.aiter_raw(64 << 10):
            raw += chunk
            if len(raw) > most:
                raise Unreachable(f"{shown(str(url))} answers with more than {most:,} bytes")
    finally:
        await response.aclose()
    told = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, told, _unpacked(bytes(raw), told, most, str(url)), str(url))


def _unpacked(raw: bytes, headers: Mapping[str, str], most: int, address: str) -> bytes:
    """The body as it was before it was packed; never more of it than ``most``."""
    packed = headers.get("content-encoding", "").strip().lower()
    if packed in ("", "identity") or not raw:
        return raw
    if packed not in ("gzip", "x-gzip"):
        raise Unreachable(f"{shown(address)} answers in a packing that was not asked for")
    unpacking = zlib.decompressobj(wbits=31)
    try:
        found = unpacking.decompress(raw, most + 1)
    except zlib.error:
        raise Unreachable(f"{shown(address)} answers with a packed body that is damaged") from None
    if len(found) > most:
        raise Unreachable(f"{shown(address)} answers with more than {most:,} bytes")
    return found


def _trusted() -> ssl.SSLContext:
    """The authorities of the machine (or of SSL_CERT_FILE), and those that browsers trust."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def shown(address: str) -> str:
    """An address as a message may show it: its host, without what may be secret in its path."""
    rest = address.partition("://")[2] or address
    return rest.partition("/")[0].rpartition("@")[2][:200] or "the address"
