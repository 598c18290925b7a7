"""A mailbox over IMAP (RFC 3501, RFC 9051): connect safely, log in; every fault in a sentence that says what to do."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from deeproot_app.base import net
from deeproot_app.base.errors import UserError

PORTS: Final = {"tls": 993, "starttls": 143, "none": 143}
"""How the line is encrypted, and where a server listens for that (RFC 8314)."""
CONNECT_SECONDS: Final = 15.0
READ_SECONDS: Final = 90.0
"""For so long a server may be silent; a large mail comes in many pieces, each with this time of its own."""
LONGEST_ANSWER: Final = 200
OAUTH: Final = ("XOAUTH2", "OAUTHBEARER")


class Fault(UserError):  # noqa: N818 - the word of the trade
    """Why a mailbox cannot be read, and how to mend it. ``lasting``: only a person can; asking again is of no use."""

    def __init__(self, message: str, *, lasting: bool = True) -> None:
        super().__init__(message)
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Account:
    """Where a mailbox is, and who asks."""

    host: str
    user: str
    secret: str = field(repr=False)
    """The password, or an OAuth access token."""
    port: int = 0
    """0: the usual one."""
    security: str = "tls"
    """`tls`, `starttls`, or `none` for a server on this very machine."""
    by: str = "password"
    """How it logs in: `password` or `oauth`."""
    authority: str = ""
    """Certificates (PEM) of an authority of one's own, beside those that the system trusts."""

    @property
    def at_port(self) -> int:
        return self.port or PORTS[self.security]

    @property
    def where(self) -> str:
        return f"{self.host}:{self.at_port}"


@contextmanager
def logged_in(account: Account) -> Iterator[IMAPClient]:
    """A session in the mailbox. Raises Fault for whatever goes wrong in it."""
    with faults_of(account):
        client = _connected(account)
        try:
            _log_in(client, account)
            yield client
        finally:
            client.__exit__(None, None, None)


@contextmanager
def faults_of(account: Account) -> Iterator[None]:
    """Turn what the network and the server do wrong into sentences."""
    try:
        yield
    except ssl.SSLCertVerificationError as fault:
        raise Fault(_certificate(account, fault)) from fault
    except ssl.SSLError as fault:
        raise Fault(_no_tls(account, fault)) from fault
    except socket.gaierror as fault:
        raise Fault(
            f"No server is known under the name {account.host!r}. Check how it is written.", lasting=False
        ) from fault
    except net.Unreachable as fault:
        raise Fault(
            f"{account.host} lies in a network that this installation may not call. If it is your own mail server, "
            "name it in the setting DEEPROOT_INNER_HOSTS."
        ) from fault
    except TimeoutError as fault:
        raise Fault(
            f"{account.where} does not answer in time. If this lasts, check host and port, and whether a firewall "
            "stands between.",
            lasting=False,
        ) from fault
    except ConnectionRefusedError as fault:
        raise Fault(f"Nothing listens for mail at {account.where}. Check host and port.", lasting=False) from fault
    except OSError as fault:
        said = fault.strerror or type(fault).__name__
        raise Fault(f"The line to {account.where} broke: {said}. It is tried again.", lasting=False) from fault
    except IMAPClientAbortError as fault:
        raise Fault(f"{account.where} hung up: {says(fault)}. It is tried again.", lasting=False) from fault
    except (IMAPClientError, ValueError, AssertionError, EOFError) as fault:
        raise Fault(
            f"{account.where} answered with what cannot be gone on with: {says(fault)}.", lasting=False
        ) from fault


def _connected(account: Account) -> IMAPClient:
    if account.security == "none" and not is_here(account.host):
        raise Fault(
            f"{account.host} would be asked without encryption, and the password would be read on the way. "
            "Choose TLS (port 993) or STARTTLS; without encryption only a server on this machine may be asked."
        )
    socket.getaddrinfo(account.host, account.at_port)  # a name that nobody knows says so
    address = net.reachable(account.host, account.at_port)
    client = _Client(account, address, _trusting(account) if account.security == "tls" else None)
    if account.security == "starttls":
        try:
            _start_tls(client, account)
        except BaseException:
            with suppress(OSError):
                client.shutdown()
            raise
    return client


class _Client(IMAPClient):  # type: ignore[misc]
    """A client that connects to just the address that was looked at; the name stands in the certificate."""

    def __init__(self, account: Account, address: str, context: ssl.SSLContext | None) -> None:
        self._address = address
        limits = SocketTimeout(CONNECT_SECONDS, READ_SECONDS)
        super().__init__(account.host, account.at_port, ssl=context is not None, ssl_context=context, timeout=limits)
        self.normalise_times = False

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - the name of what it stands for
        return _Line(self.host, self._address, self.port, self.ssl_context)


class _Line(imaplib.IMAP4):
    """The line to a numeric address, encrypted from its first byte where there is a context."""

    def __init__(self, name: str, address: str, port: int, context: ssl.SSLContext | None) -> None:
        self._address, self._context = address, context
        super().__init__(name, port, CONNECT_SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        line = socket.create_connection((self._address, self.port), timeout)
        return self._context.wrap_socket(line, server_hostname=self.host) if self._context else line


def _start_tls(client: IMAPClient, account: Account) -> None:
    """Encrypt the line, or end it: a server, or somebody between, that takes the offer away gets no password."""
    if not client.has_capability("STARTTLS"):
        raise Fault(f"{account.where} does not offer STARTTLS. Choose TLS with port 993.")
    client.starttls(_trusting(account))


def is_here(host: str) -> bool:
    """Whether that is this machine."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _trusting(account: Account) -> ssl.SSLContext:
    return read_authority(account.authority) if account.authority else ssl.create_default_context()


def read_authority(certificates: str) -> ssl.SSLContext:
    """Trust in these authorities (PEM) beside those of the system. Raises Fault where they cannot be read."""
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(cadata=certificates)
    except (ssl.SSLError, ValueError, TypeError) as fault:  # TypeError: it is not ASCII
        raise Fault("The certificate of your own authority cannot be read: it has to be in PEM form.") from fault
    return context


def _log_in(client: IMAPClient, account: Account) -> None:
    try:
        if account.by == "oauth":
            _log_in_by_token(client, account)
        else:
            client.login(account.user, account.secret)
    except LoginError as fault:
        raise _refused(account, fault) from fault


def _log_in_by_token(client: IMAPClient, account: Account) -> None:
    offered = [how for how in OAUTH if client.has_capability(f"AUTH={how}")]
    if "OAUTHBEARER" in offered and "XOAUTH2" not in offered:
        client.oauthbearer_login(account.user, account.secret)
    elif offered:
        client.oauth2_login(account.user, account.secret)
    else:
        raise Fault(f"{account.where} does not take OAuth tokens. Log in with a password.")


PASSING: Final = (b"UNAVAILABLE", b"INUSE", b"LIMIT", b"SERVERBUG")
"""Answers (RFC 5530) that say nothing of the password."""


def _refused(account: Account, fault: LoginError) -> Fault:
    said = says(fault)
    if any(f"[{code.decode()}]" in said.upper() for code in PASSING):
        return Fault(f"{account.where} cannot log {account.user} in just now: {said}.", lasting=False)
    if account.by == "oauth":
        mend = "The token may have expired, or may not be for mail (IMAP); get a new one."
    else:
        mend = (
            "Check the user's name and the password. Where signing in takes a second step (Google, Apple, Yahoo …), "
            "make an app password there and enter that; Microsoft 365 wants OAuth."
        )
    return Fault(f"{account.where} does not let {account.user} in: {said}. {mend}")


def _certificate(account: Account, fault: ssl.SSLCertVerificationError) -> str:
    why = (fault.verify_message or "it cannot be verified").rstrip(".")
    return (
        f"The certificate of {account.where} is not to be trusted: {why}. Use the name that the certificate is for; "
        "have it renewed if it has expired; if it is of an authority of your own, give that authority's certificate."
    )


def _no_tls(account: Account, fault: ssl.SSLError) -> str:
    other = "STARTTLS (port 143)" if account.security == "tls" else "TLS (port 993)"
    why = (fault.reason or "no common protocol").replace("_", " ").lower()
    return f"{account.where} does not speak TLS as it should ({why}). Check the port, or choose {other}."


AROUND: Final = re.compile(
    r"(?:command: \w+ => |\w+ command error: (?:BAD|NO) |\w+ failed: |"
    r"unexpected (?:tagged )?response: |socket error: )+"
)
"""What imaplib and imapclient put before a server's words: their names of the command, and of what went wrong."""
QUOTED: Final = re.compile(r"\[?b(['\"])(?:[A-P]{4,5}\d+ )?(.*?)\1\]?")
"""A server's words as Python writes bytes, with the number that imaplib gave to its command."""


def says(fault: BaseException) -> str:
    """The server's own words, on one line and short; without the names that the program gives to what it does."""
    text = " ".join(str(fault).split())
    if around := AROUND.match(text):
        text = text[around.end() :]
    if quoted := QUOTED.fullmatch(text):
        text = quoted[2]
    text = "".join(letter for letter in text if letter.isprintable()).rstrip(".")
    return {"": "it does not say why", "EOF": "it ended the line"}.get(text, text[:LONGEST_ANSWER])
