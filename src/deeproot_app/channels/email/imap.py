"""A mailbox over IMAP (RFC 3501, RFC 9051): connect safely, log in; every fault in a sentence that says what to do."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import ClassVar, Final

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from deeproot_app.channels.email import line
from deeproot_app.channels.email.line import Fault, MailServer, is_here, trusting

CONNECT_SECONDS: Final = 15.0
READ_SECONDS: Final = 90.0
"""For so long a server may be silent; a large mail comes in many pieces, each with this time of its own."""
LONGEST_ANSWER: Final = 200
OAUTH: Final = ("XOAUTH2", "OAUTHBEARER")


@dataclass(frozen=True, slots=True)
class Account(MailServer):
    """Where a mailbox is, and who asks."""

    PORTS: ClassVar[Mapping[str, int]] = {"tls": 993, "starttls": 143, "none": 143}
    """RFC 8314."""


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
        with line.faults_of(account):
            yield
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
    context = trusting(account.authority) if account.security == "tls" else None
    client = _Client(account, account.address, context)
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
    client.starttls(trusting(account.authority))


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
