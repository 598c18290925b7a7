"""The commands of SMTP over one line: connect, encrypt, log in, and each reply whole and within its time."""

from __future__ import annotations

import select
import smtplib
import socket
import ssl
from contextlib import suppress
from time import monotonic
from typing import Any, Final

from deeproot_app.channels.email.line import Fault, trusting
from deeproot_app.channels.email.sending.answers import Answer, answered
from deeproot_app.channels.email.sending.server import Server

MOST_LINES: Final = 200
"""Lines of a reply: a server that never ends one is not listened to."""
LONGEST_LINE: Final = 8_192


class Ended(OSError):  # noqa: N818 - what it is, in one word
    """The server ended the conversation, or said what is no reply."""


class Client(smtplib.SMTP):
    """smtplib's commands over a line to just the address that was looked at, each reply within its time."""

    sock: socket.socket

    def __init__(self, server: Server) -> None:
        self._server = server
        self._read = b""
        super().__init__(local_hostname=server.hello or None, timeout=server.seconds)

    def begin(self) -> None:
        server = self._server
        line = socket.create_connection((server.address, server.at_port), server.connect_seconds)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock, self._host = line, server.host
        if server.security == "tls":
            self.sock = trusting(server.authority).wrap_socket(line, server_hostname=server.host)
        code, words = self.reply(server.seconds)
        if code != 220:
            raise Fault(f"{server.where} greets with {code} {words[:200]}. It is tried again.", lasting=False)
        self.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            self._encrypt()
        if server.user:
            self._log_in()

    def _encrypt(self) -> None:
        """Encrypt the line, or end it: a server, or somebody between, that takes the offer away gets no password."""
        if not self.has_extn("starttls"):
            raise Fault(f"{self._server.where} does not offer STARTTLS. Choose TLS with port 465.")
        self.putcmd("STARTTLS")
        code, words = self.reply(self._server.seconds)
        if code != 220 or self._read:
            raise Fault(f"{self._server.where} does not begin TLS: {code} {words[:200]}.")
        self.sock = trusting(self._server.authority).wrap_socket(self.sock, server_hostname=self._server.host)
        self.ehlo_resp, self.helo_resp, self.esmtp_features, self.does_esmtp = None, None, {}, False
        self.ehlo_or_helo_if_needed()

    def _log_in(self) -> None:
        server = self._server
        try:
            if server.by == "oauth":
                said = f"user={server.user}\1auth=Bearer {server.secret}\1\1"
                self.auth("XOAUTH2", lambda challenge=None: "" if challenge else said)
            else:
                self.login(server.user, server.secret)
        except smtplib.SMTPAuthenticationError as fault:
            raise _not_let_in(server, fault) from fault
        except smtplib.SMTPNotSupportedError as fault:
            raise Fault(f"{server.where} takes no logins here: leave the user empty, or use another port.") from fault

    def getreply(self) -> tuple[int, bytes]:
        code, words = self.reply(self._server.seconds)
        return code, words.encode("utf-8", "replace")

    def reply(self, seconds: float) -> tuple[int, str]:
        """One reply, whole, within so many seconds. Raises OSError (TimeoutError, Ended) where none comes."""
        until, said = monotonic() + seconds, []
        for _ in range(MOST_LINES):
            line = self._line(until)
            said.append(line[4:].strip())
            if not line[:3].isdigit():
                raise Ended("what it said is no reply")
            if line[3:4] != "-":
                return int(line[:3]), "\n".join(said)
        raise Ended("its reply has no end")

    def _line(self, until: float) -> str:
        while b"\n" not in self._read:
            left = until - monotonic()
            if left <= 0:
                raise TimeoutError("no reply in time")
            self.sock.settimeout(left)
            got = self.sock.recv(4_096)
            if not got:
                raise Ended("it hung up")
            self._read += got
            if len(self._read) > LONGEST_LINE and b"\n" not in self._read:
                raise Ended("what it said is no reply")
        line, _, self._read = self._read.partition(b"\n")
        return line.decode("utf-8", "replace").rstrip("\r")

    def asked(self, command: str, argument: str, seconds: float) -> Answer:
        """One command and the class of its reply; nonsense ends the conversation. Raises OSError."""
        self.sock.settimeout(seconds)
        self.putcmd(command, argument)
        answer = answered(*self.reply(seconds))
        if answer.what == "uncertain":
            raise Ended(f"it answered {answer.code}")
        return answer

    def send(self, s: Any) -> None:
        self.sock.sendall(s.encode() if isinstance(s, str) else s)

    def speaks(self) -> bool:
        """Whether something waits to be read, or the line was closed."""
        if self._read or (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()):
            return True
        return bool(select.select([self.sock], [], [], 0)[0])

    def close(self) -> None:
        with suppress(OSError):
            if self.sock is not None:
                self.sock.close()


def _not_let_in(server: Server, fault: smtplib.SMTPAuthenticationError) -> Fault:
    said = answered(fault.smtp_code, str(fault.smtp_error, "utf-8", "replace"))  # type: ignore[arg-type]
    words = f"{said.code} {said.says}".strip()
    if said.what in ("later", "slow_down"):
        return Fault(f"{server.where} cannot log {server.user} in just now: {words}. It is tried again.", lasting=False)
    mend = (
        "The token may have expired, or may not be for sending; get a new one."
        if server.by == "oauth"
        else "Check the user's name and the password; where signing in takes a second step, make an app password."
    )
    return Fault(f"{server.where} does not let {server.user} in: {words}. {mend}")
