"""One conversation with a mail server (RFC 5321), step by step, so that whoever sends knows how far it went.

The steps of a mail: `envelope`, `begin` (the word DATA and nothing else), `content` (all but the final dot), `finish`
(the dot, and the answer). Only from `finish` on can it have been taken; an answer that never comes is `uncertain`.
"""

from __future__ import annotations

import select
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, Final

from deeproot_app.base import net
from deeproot_app.channels.email.sending.answers import Answer, Fault, answered
from deeproot_app.channels.email.sending.server import Server

MOST_LINES: Final = 200
"""Lines of a reply: a server that never ends one is not listened to."""
LONGEST_LINE: Final = 8_192
DOT: Final = b".\r\n"
TOO_LARGE: Final = "552"


class Ended(OSError):  # noqa: N818 - what it is, in one word
    """The server ended the conversation, or said what is no reply."""


class Line:
    """One conversation. Not for several threads at once."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._client: _Client | None = None
        self.mails = 0
        """How many were handed over, or tried to be, since it began."""

    @property
    def open(self) -> bool:
        return self._client is not None

    def connect(self) -> None:
        """Begin it: connect, encrypt, log in. Raises Fault, which says what to do."""
        with _faults_of(self._server):
            client = _Client(self._server)
            try:
                client.begin()
            except BaseException:
                client.close()
                raise
        self._client, self.mails = client, 0

    def envelope(self, sender: str, recipient: str, size: int, *, international: bool = False, key: str = "") -> Answer:
        """Say who it is from and for. `sent` means: go on. Whatever else it is, nothing was taken.

        Raises Fault where the server takes nothing from this sender: no mail of ours is to blame for that.
        """
        client = self._at()
        self.mails += 1
        if international and not client.has_extn("smtputf8"):
            return Answer("refused", "553 5.6.7", "the mail server does not take addresses of other alphabets")
        options = _options(client, size, international=international, key=key)
        try:
            answer = client.asked("mail", f"FROM:<{sender}>{options}", self._server.seconds)
            if answer.what == "refused" and not answer.code.startswith(TOO_LARGE):
                self.close()
                raise Fault(f"{self._server.where} takes no mail from {sender}: {answer.code} {answer.says}".strip())
            if answer.what == "sent":
                answer = client.asked("rcpt", f"TO:<{recipient}>", self._server.seconds)
            if answer.what in ("refused", "later"):
                client.asked("rset", "", self._server.seconds)
        except (OSError, smtplib.SMTPException) as fault:
            return self._broke(fault)
        return self._after(answer)

    def begin(self) -> bool:
        """Say DATA, and wait for nothing. False where the line is broken: nothing can have left."""
        try:
            self._at().sock.sendall(b"DATA\r\n")
        except OSError:
            return False
        return True

    def content(self, raw: bytes) -> Answer:
        """Send all but the final dot. `sent` means: go on. Whatever else it is, nothing was taken."""
        client = self._at()
        try:
            code, words = client.reply(self._server.seconds)
            if code != 354:
                answer = answered(code, words)
                return self._after(answer if answer.what in ("refused", "later", "slow_down") else _nonsense(answer))
            client.sock.settimeout(self._server.seconds)
            client.sock.sendall(stuffed(raw))
            if client.speaks():  # it hung up, or refuses already: the dot is not sent
                code, words = client.reply(self._server.seconds)
                answer = answered(code, words)
                self.close()
                return answer if answer.what in ("refused", "later", "slow_down") else _nonsense(answer)
        except (OSError, smtplib.SMTPException) as fault:
            return self._broke(fault)
        return Answer("sent")

    def finish(self) -> Answer:
        """Send the dot, and wait for the answer: as long as a server may take (RFC 5321, 4.5.3.2.6)."""
        client = self._at()
        try:
            client.sock.sendall(DOT)
            code, words = client.reply(self._server.patience)
        except (OSError, smtplib.SMTPException) as fault:
            self.close()
            return Answer("uncertain", says=f"the answer never came ({_why(fault)})")
        return self._after(answered(code, words))

    def forget(self) -> bool:
        """Go on as if the present mail had not been spoken of. False where the line is broken."""
        try:
            return self._at().asked("rset", "", self._server.seconds).what == "sent"
        except (OSError, smtplib.SMTPException):
            self.close()
            return False

    def end(self) -> None:
        """Say good-bye."""
        if self._client is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._client.asked("quit", "", 2.0)
        self.close()

    def close(self) -> None:
        """Hang up, whatever was being said."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _at(self) -> _Client:
        if self._client is None:
            raise Ended("there is no conversation")
        return self._client

    def _after(self, answer: Answer) -> Answer:
        """A server that wants less, or said what nobody understands, is not spoken to any further."""
        if answer.what in ("slow_down", "uncertain"):
            self.close()
        return answer

    def _broke(self, fault: Exception) -> Answer:
        self.close()
        return Answer("later", says=f"the line to {self._server.where} broke ({_why(fault)})")


class _Client(smtplib.SMTP):
    """smtplib's commands over a line to just the address that was looked at, each reply within its time."""

    sock: socket.socket

    def __init__(self, server: Server) -> None:
        self._server = server
        self._read = b""
        super().__init__(local_hostname=server.hello or None, timeout=server.seconds)

    def begin(self) -> None:
        server = self._server
        socket.getaddrinfo(server.host, server.at_port)  # a name that nobody knows says so
        address = net.reachable(server.host, server.at_port)
        line = socket.create_connection((address, server.at_port), server.connect_seconds)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock, self._host = line, server.host
        if server.security == "tls":
            self.sock = server.trusting().wrap_socket(line, server_hostname=server.host)
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
        self.sock = self._server.trusting().wrap_socket(self.sock, server_hostname=self._server.host)
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


def stuffed(raw: bytes) -> bytes:
    """The mail as it stands on the line: every line ended by CRLF, one that begins with a dot with another before."""
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    whole = lines if lines.endswith(b"\n") else lines + b"\n"
    dotted = whole.replace(b"\n.", b"\n..")
    return (b"." + dotted if dotted.startswith(b".") else dotted).replace(b"\n", b"\r\n")


def _options(client: _Client, size: int, *, international: bool, key: str) -> str:
    """What is said beside the sender, of what the server knows: its size, its alphabet, and a word of ours that comes
    back with reports (RFC 3461: only the headers come with it)."""
    found = [f"SIZE={size}"] if client.has_extn("size") else []
    found += ["BODY=8BITMIME", "SMTPUTF8"] if international else []
    found += ["RET=HDRS", f"ENVID={key}"] if key and client.has_extn("dsn") else []
    return "".join(f" {one}" for one in found)


def _nonsense(answer: Answer) -> Answer:
    """A reply that means nothing, before the dot: nothing was taken."""
    return Answer("later", answer.code, answer.says or "the server answered with what means nothing here")


def _why(fault: BaseException) -> str:
    if isinstance(fault, TimeoutError):
        return "no reply in time"
    said = getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
    return " ".join(said.split())[:200]


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


@contextmanager
def _faults_of(server: Server) -> Iterator[None]:
    """Turn what the network and the server do wrong before any mail into sentences."""
    try:
        yield
    except Fault:
        raise
    except ssl.SSLCertVerificationError as fault:
        why = (fault.verify_message or "it cannot be verified").rstrip(".")
        raise Fault(
            f"The certificate of {server.where} is not to be trusted: {why}. Use the name that it is for; if it is of "
            "an authority of your own, give that authority's certificate."
        ) from fault
    except ssl.SSLError as fault:
        other = "STARTTLS (port 587)" if server.security == "tls" else "TLS (port 465)"
        raise Fault(f"{server.where} does not speak TLS as it should. Check the port, or choose {other}.") from fault
    except socket.gaierror as fault:
        raise Fault(
            f"No server is known under the name {server.host!r}. Check how it is written.", lasting=False
        ) from fault
    except net.Unreachable as fault:
        raise Fault(
            f"{server.host} lies in a network that this installation may not call. If it is your own mail server, name "
            "it in the setting DEEPROOT_INNER_HOSTS."
        ) from fault
    except (OSError, smtplib.SMTPException) as fault:
        raise Fault(f"{server.where} cannot be spoken to: {_why(fault)}. It is tried again.", lasting=False) from fault
