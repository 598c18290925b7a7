"""How a story begins a conversation or a call."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from ..facts import facts, speaks, subject
from ..firm import Member
from ..life import Life
from ..people import Contact
from ..record import Row
from ..sentences import GRAMMARS
from ..thread import Facts, Thread


def thread(
    life: Life,
    at: datetime,
    sort: str,
    rng: Random,
    *rules: str,
    member: Member | None = None,
    contact: Contact | None = None,
    channel: str = "email",
    told: Facts | None = None,
    english: bool = False,
    case: Row | None = None,
) -> Thread:
    """A new thread of that sort, in the contact's language where the member speaks it and all ``rules`` can be said
    in it.
    """
    contact = contact or life.contact(rng)
    member = member or life.who.owner
    language = contact.language if contact.language in member.speaks and channel == "email" and not english else "en"
    if told is not None or not speaks(sort, *rules, language=language):
        language = "en"
    known = {**facts(life.who, rng, language), **(told or {})}
    line = subject(sort, {"date": "", **known}, language, rng)
    return Thread(life, at, member, contact, known, rng, channel, language, case, line)


def call(
    life: Life,
    at: datetime,
    kind: str,
    rng: Random,
    *,
    share: float,
    minutes: float = 14,
    channel: str = "call",
    member: Member | None = None,
    contact: Contact | None = None,
    told: Facts | None = None,
    transcript: bool | None = None,
    asks: bool = True,
    **more: Any,
) -> Row | None:
    """A call or meeting in which the customer has ``share`` of the talk: with a transcript, or only its seconds."""
    contact = contact or life.contact(rng)
    member = member or life.who.owner
    known = {"member": member.first, "contact": contact.address, **facts(life.who, rng), **(told or {})}
    line = f"{'Call' if channel == 'call' else 'Meeting'} with {contact.name}"
    if transcript if transcript is not None else rng.random() < 0.45:
        body, theirs, ours = _transcript(known, member.first, contact.signs, share, rng)
        pace = 2.3 + 0.5 * rng.random()
        talk: dict[str, Any] = {
            "body": body,
            "words": (theirs, ours),
            "customer_seconds": round(theirs / pace, 1),
            "our_seconds": round(ours / pace, 1),
        }
    else:
        seconds = minutes * 60 * (0.7 + 0.6 * rng.random())
        talk = {
            "words": (None, None),
            "customer_seconds": round(seconds * share, 1),
            "our_seconds": round(seconds * (1 - share), 1),
        }
    return life.put(
        at, channel, "both", kind, member=member, contact=contact, subject=line, needs_answer=asks, **talk, **more
    )


def _transcript(known: Facts, ours: str, theirs: str, share: float, rng: Random) -> tuple[str, int, int]:
    """Turns of both sides, so chosen that the customer's share of the words comes out near ``share``."""
    grammar, listening = GRAMMARS["en"], share >= 0.5
    we = grammar.told("we_ask" if listening else "we_tell", known, rng)
    they = grammar.told("they_tell" if listening else "they_short", known, rng)
    turns: list[tuple[str, str]] = []
    said = heard = 0
    for number in range(rng.randint(3, 6)):
        mine = next(we)
        if not number:
            mine = f"{grammar.say('call_open', known, rng)} {mine}"
        elif listening and rng.random() < 0.5:
            mine = f"{grammar.say('we_note', known, rng)} {mine}"
        said += len(mine.split())
        answer = next(they)
        while listening and heard + len(answer.split()) < said * share / (1 - share):
            answer += f" {next(they)}"
        heard += len(answer.split())
        turns += [(ours, mine), (theirs, answer)]
    last = grammar.say("call_close", known, rng)
    turns.append((ours, last))
    return "\n".join(f"{name}: {text}" for name, text in turns), heard, said + len(last.split())
