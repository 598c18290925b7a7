"""What kind of message is it: a complaint, a pitch, a holding reply ... or unsure?

The cues of ``cues/*/kinds.toml`` vote (``votes``), and what is known of the message outside its words moves the votes
(``elected``). What all its words say by what was learnt (``learnt``) is weighed together with these votes and with all
that is known of its place (``weighed``); the likeliest kind is said where it is likely enough. Of what we tell each
other the votes alone decide, as where the language is not known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .asks import needs_answer
from .elected import SPOKEN, Known, elected
from .label import UNSURE, Label
from .language import language
from .learnt import KINDS, PLACES, Facts, Heard, hear, likely_together, telling
from .place import STANDS_ALONE, SURVEY, Around
from .sentiment import sentiment
from .votes import votes_of
from .weighed import SAID_FROM, weighed

OF_A_REPLY = re.compile(r"\s*(?:re|aw|sv|antw|fwd?|wg|tr|rv|vs|odp|r)\s?(?:\[\d+\])?\s?:", re.IGNORECASE)
"""A reply's subject, as a case's, repeats what the first message was about: it is not heard, and a case's only asked
where the text is silent."""
GRAVE = {"complaint": 0.35, "hardship": 0.4}
"""Kinds of a customer's message that must not be missed, and how likely each must be to be said though another is
likelier. Chosen on voices that the weights had not seen."""
SIDE = {"in": "in", "out": "out", "both": "out", "internal": "internal"}


def kind(
    text: str,
    subject: str = "",
    direction: str = "in",
    *,
    channel: str = "email",
    personal: bool = True,
    answers: bool | None = None,
    gives: bool = False,
    automatic: bool = False,
    asks: Label[bool] | None = None,
    after: str | None = None,
    around: Around | None = None,
    meaning: bool = False,
) -> Label[str]:
    """The kind of one message, in the words of ``tables.KINDS``; ``value`` is None where unsure.

    ``text`` is the new text of a message (``parts.new_text``), ``direction`` one of in, out, both, internal: ``both``
    is read as something of ours. The ``subject`` that a letter of ours begins is heard together with its text; a
    customer's is asked where the text is silent, and else stands beside it; one with "Re:" is not heard.
    ``channel`` is one of ``tables.CHANNELS``, ``personal`` says whether it was written to one customer, ``answers``
    whether it replies to an open question of the other side (None: not known), ``gives`` whether an item of the
    library goes with it. ``asks`` is what :func:`deeproot.read.asks.needs_answer` said of it, where that is known;
    ``after`` the kind of what the other side wrote last in the thread, or one of ``place.HEAD`` and ``place.AGAIN``
    (None: not known), ``around`` what else stands around a customer's message there. With ``meaning`` a customer's
    message is also heard by the optional embedding, where that is installed: ten times as slow. An automatic message
    has no kind of its own: ours is ``admin``, theirs unsure. Raises ``ValueError`` for another direction.
    """
    side = _side(direction)
    if automatic:
        return Label("admin", 0.9) if side == "out" else UNSURE
    if asks is None:
        asks = needs_answer(text)
    facts = facts_of(
        text,
        subject,
        direction,
        channel=channel,
        personal=personal,
        answers=answers,
        gives=gives,
        asks=asks,
        after=after,
        around=around,
    )
    return named([facts], side, meaning=meaning)[0]


def facts_of(
    text: str,
    subject: str = "",
    direction: str = "in",
    *,
    channel: str = "email",
    personal: bool = True,
    answers: bool | None = None,
    gives: bool = False,
    asks: Label[bool] | None = None,
    after: str | None = None,
    around: Around | None = None,
) -> Facts:
    """What the cues and all that is known besides the words say of a message; its arguments are those of ``kind``."""
    side = _side(direction)
    asks = needs_answer(text) if asks is None else asks
    reply = bool(OF_A_REPLY.match(subject)) or channel == "case" or (channel == "chat" and answers is not False)
    known = Known(side, channel, personal=personal, answers=answers, reply=reply, gives=gives, asking=bool(asks.value))
    whole, label = text, elected(text, text, known)
    if label.value is None and subject and not (OF_A_REPLY.match(subject) or (channel == "case" and answers)):
        whole = _headed(text, subject)
        label = elected(whole, text, known)
    by_subject = whole is not text
    return Facts(
        text=_headed(text, subject) if side == "out" and subject and not reply and not by_subject else whole,
        by_subject=by_subject,
        votes=votes_of(whole, side)[0],
        by_cues=label,
        answers=answers,
        reply=reply,
        personal=personal,
        gives=gives,
        channel=channel,
        asks=asks.confidence if asks.value else 1 - asks.confidence,
        feels=(sentiment(text).value or 0.0) if side == "in" else 0.0,
        english=language(whole).value in ("en", None),
        after=SURVEY if channel == "survey" else None if channel in (*SPOKEN, "social") else after,
        heading=subject[:500] if side == "in" and not reply and not by_subject else "",
        around=None if side != "in" or channel in STANDS_ALONE else around,
    )


def _headed(text: str, subject: str) -> str:
    return f"{subject[:500]}\n\n{text}"


def named(messages: Sequence[Facts], side: str, *, meaning: bool = False) -> list[Label[str]]:
    """The kind of each message of one side; of what we tell each other the cues alone decide."""
    if side == "internal":
        return [facts.by_cues for facts in messages]
    said = hear([facts.text for facts in messages], side)
    likelihoods = weighed(messages, likely_together(said, messages, side), side, meaning=meaning)
    return [_named(facts, found, each, side) for facts, found, each in zip(messages, said, likelihoods, strict=True)]


def _named(facts: Facts, found: Heard | None, likely: list[float] | None, side: str) -> Label[str]:
    """The likeliest kind, unsure below ``SAID_FROM``; as the cues say where only the subject spoke."""
    if likely is None:
        return facts.by_cues
    place = _likeliest(likely, side)
    value, share = KINDS[side][place], likely[place] / sum(likely)
    if share < SAID_FROM[side]:
        return facts.by_cues if facts.channel in SPOKEN or not facts.english else Label(None, share)
    return Label(
        value, share, facts.by_cues.words if value == facts.by_cues.value else telling(facts.text, value, side, found)
    )


def _likeliest(likely: list[float], side: str) -> int:
    """The place of what is said: the likeliest kind, or a grave one that is likely enough; who leaves, leaves."""
    place = likely.index(max(likely))
    if side == "out" or KINDS[side][place] == "cancel":
        return place
    whole = sum(likely)
    grave = [PLACES["in"][kind] for kind, least in GRAVE.items() if likely[PLACES["in"][kind]] >= least * whole]
    return max(grave, key=likely.__getitem__, default=place)


def _side(direction: str) -> str:
    if direction not in SIDE:
        raise ValueError(f"direction is {direction!r}; it must be one of {', '.join(SIDE)}")
    return SIDE[direction]
