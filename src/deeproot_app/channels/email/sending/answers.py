"""What became of handing a mail over: the answer of whoever takes it, in the few classes that matter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

What = Literal["sent", "refused", "later", "slow_down", "uncertain"]
ENHANCED: Final = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})\b[ :]*")
LONGEST: Final = 300
POLICY: Final = ("5.7.1", "5.7.23", "5.7.25", "5.7.26", "5.7.27", "5.7.28", "5.7.9")
"""Refusals for what we are, not for whom it is for: the address is none the worse."""
GONE: Final = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")
"""There is no such address, now or any more (RFC 3463, RFC 7505)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One mail's outcome.

    `sent`: it was taken. `refused`: it never will be. `later`: not now; nothing of it was taken. `slow_down`: the same,
    and its server wants less from us. `uncertain`: it may have been taken; nobody said.
    """

    what: What
    code: str = ""
    """The server's: `550 5.1.1`."""
    says: str = ""
    """Its words, or ours where it said none."""
    named: str = ""
    """What a provider calls the mail."""

    @property
    def gone(self) -> bool:
        """Whether the refusal says that there is no such address."""
        return self.what == "refused" and self.code.partition(" ")[2] in GONE


def answered(code: int, words: str) -> Answer:
    """A reply of SMTP as an answer (RFC 5321, 4.2.1; RFC 3463): 2yz taken, 4yz not now, 5yz never; 421 wants less.

    What is no reply of these is *uncertain* only where the mail had left; whoever asked knows.
    """
    plain = " ".join(words.split())
    enhanced = ENHANCED.match(plain)
    told = f"{code} {enhanced[1]}" if enhanced else str(code)
    says = "".join(one for one in (plain[enhanced.end() :] if enhanced else plain) if one.isprintable())[:LONGEST]
    if 200 <= code < 300:
        return Answer("sent", told, says)
    if code == 421:
        return Answer("slow_down", told, says)
    if 400 <= code < 500:
        return Answer("later", told, says)
    return Answer("refused", told, says) if 500 <= code < 600 else Answer("uncertain", told, says)
