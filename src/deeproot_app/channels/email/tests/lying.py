"""A mail server that lies: it keeps to the letter of IMAP, and not to what it says. Real ones do all of this."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

COMMAND: Final = re.compile(rb"(\S+) (UID )?([A-Z]+) ?(.*)\r\n")


@dataclass
class Lies:
    """What the server holds, and where what it says is not so."""

    mails: dict[int, bytes] = field(default_factory=dict)
    counts: int | None = None
    """How many mails it says there are."""
    hides: set[int] = field(default_factory=set)
    """UIDs that it never lists."""
    withholds: set[int] = field(default_factory=set)
    """UIDs that it lists and does not give."""
    breaks_at: set[int] = field(default_factory=set)
    """UIDs at which the line breaks, whenever their body is asked for."""
    unread_after: int | None = None
    """Bodies after which it hangs up, once."""
    validity: int = 7
    capabilities: str = "IMAP4rev1"
    answer_to_login: str = "OK you are in"
    asked: list[str] = field(default_factory=list)
    """Every command it was sent, save who logs in."""

    def present(self) -> list[int]:
        return sorted(self.mails)


class _Session(socketserver.StreamRequestHandler):
    server: _Server
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.wfile.write(b"* OK here\r\n")
        while found := COMMAND.fullmatch(self.rfile.readline(1 << 20)):
            tag, uid, name, rest = found.groups()
            if name != b"LOGIN":
                self.server.lies.asked.append(((uid or b"") + name + b" " + rest).decode())
            answer = getattr(self, f"on_{name.decode().lower()}", self.on_unknown)(rest.decode())
            if answer is None:
                return
            self.wfile.write(tag + b" " + answer.encode() + b"\r\n")

    def say(self, text: str) -> None:
        self.wfile.write(f"* {text}\r\n".encode())

    def on_unknown(self, rest: str) -> str:
        return "BAD what"

    def on_capability(self, rest: str) -> str:
        self.say(f"CAPABILITY {self.server.lies.capabilities}")
        return "OK done"

    def on_login(self, rest: str) -> str:
        return self.server.lies.answer_to_login

    def on_list(self, rest: str) -> str:
        self.say('LIST () "/" INBOX')
        return "OK done"

    def on_examine(self, rest: str) -> str:
        lies = self.server.lies
        if "INBOX" not in rest:
            return "NO [NONEXISTENT] no such mailbox"
        self.say(f"{lies.counts if lies.counts is not None else len(lies.mails)} EXISTS")
        self.say(f"OK [UIDVALIDITY {lies.validity}] valid")
        return "OK [READ-ONLY] opened"

    def on_search(self, rest: str) -> str:
        lies, wanted = self.server.lies, rest.removeprefix("UID ")
        listed = [uid for uid in lies.present() if uid not in lies.hides]
        asked = within(wanted, max(listed, default=0))
        found = [uid for uid in listed if uid in asked]
        self.say(" ".join(["SEARCH", *map(str, found)]))
        return "OK done"

    def on_fetch(self, rest: str) -> str | None:
        lies = self.server.lies
        which, _, what = rest.partition(" ")
        asked = within(which, max(lies.mails))
        for place, uid in enumerate(lies.present(), 1):
            if uid not in asked or uid in lies.hides:
                continue
            raw = lies.mails[uid]
            if "BODY.PEEK" not in what:
                self.say(f'{place} FETCH (UID {uid} RFC822.SIZE {len(raw)} INTERNALDATE "02-Mar-2026 08:00:00 +0000")')
                continue
            if uid in lies.breaks_at or self._hangs_up():
                return None
            if uid not in lies.withholds:
                self.wfile.write(f"* {place} FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
        return "OK done"

    def _hangs_up(self) -> bool:
        lies = self.server.lies
        if lies.unread_after is None:
            return False
        lies.unread_after -= 1
        if lies.unread_after >= 0:
            return False
        lies.unread_after = None
        return True

    def on_logout(self, rest: str) -> str:
        self.say("BYE")
        return "OK done"


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    lies: Lies


def within(named: str, last: int) -> set[int]:
    """The UIDs up to the ``last`` that are in a sequence set such as `1,4:6,9:*`."""
    found = set[int]()
    for part in named.split(","):
        ends = [last if end == "*" else int(end) for end in part.split(":")]
        found.update(range(min(ends), min(max(ends), last) + 1))
    return found


@contextmanager
def server(lies: Lies) -> Iterator[int]:
    """Serve on the loopback; give the port."""
    with _Server(("127.0.0.1", 0), _Session) as serving:
        serving.lies = lies
        threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield serving.server_address[1]
        finally:
            serving.shutdown()
