"""One conversation with a mail server (RFC 5321), step by step, so that whoever sends knows how far it went.

The steps of a mail: `envelope`, `begin` (the word DATA and nothing else), `content` (all but the final dot), `finish`
(the dot, and the answer). Only from `finish` on can it have been taken; an answer that never comes is `uncertain`.
"""

from __future__ import annotations

import smtplib
from contextlib import suppress
from typing import Final

from deeproot_app.channels.email.line import Fault, faults_of, why
from deeproot_app.channels.email.sending.answers import Answer, answered
from deeproot_app.channels.email.sending.client import Client, Ended
from deeproot_app.channels.email.sending.server import Server

DOT: Final = b".\r\n"
TOO_LARGE: Final = "552"


class Line:
    """One conversation. Not for several threads at once."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._client: Client | None = None
        self.mails = 0
        """How many were handed over, or tried to be, since it began."""

    @property
    def open(self) -> bool:
        return self._client is not None

    def connect(self) -> None:
        """Begin it: connect, encrypt, log in. Raises Fault, which says what to do."""
        with faults_of(self._server):
            client = Client(self._server)
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
            return Answer("uncertain", says=f"the answer never came ({why(fault)})")
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

    def _at(self) -> Client:
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
        return Answer("later", says=f"the line to {self._server.where} broke ({why(fault)})")


def stuffed(raw: bytes) -> bytes:
    """The mail as it stands on the line: every line ended by CRLF, one that begins with a dot with another before."""
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    whole = lines if lines.endswith(b"\n") else lines + b"\n"
    dotted = whole.replace(b"\n.", b"\n..")
    return (b"." + dotted if dotted.startswith(b".") else dotted).replace(b"\n", b"\r\n")


def _options(client: Client, size: int, *, international: bool, key: str) -> str:
    """What is said beside the sender, of what the server knows: its size, its alphabet, and a word of ours that comes
    back with reports (RFC 3461: only the headers come with it)."""
    found = [f"SIZE={size}"] if client.has_extn("size") else []
    found += ["BODY=8BITMIME", "SMTPUTF8"] if international else []
    found += ["RET=HDRS", f"ENVID={key}"] if key and client.has_extn("dsn") else []
    return "".join(f" {one}" for one in found)


def _nonsense(answer: Answer) -> Answer:
    """A reply that means nothing, before the dot: nothing was taken."""
    return Answer("later", answer.code, answer.says or "the server answered with what means nothing here")
