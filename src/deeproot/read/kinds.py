"""What kind of message is it: a complaint, a pitch, a holding reply ... or unsure?

The cues of ``cues/*/kinds.toml`` vote (``votes``). What is known of the message outside its words (does it answer an
open question, was it sent to many, is it short) moves the votes. What all its words say by what was learnt
(``learnt``) is weighed together with these votes and facts; the likeliest kind is said where it is likely enough. Of
what we tell each other the votes alone decide, as where the language is not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import mul

from .asks import needs_answer
from .blame import blames, misses
from .frames import holds_against, of_frames
from .label import UNSURE, Label
from .language import language
from .learnt import KINDS, Facts, Heard, hear, likely_together, telling
from .meant import likely_by_meaning
from .place import ASKED_TO_TELL, SURVEY, Around, of_around, of_place
from .replied import APOLOGY
from .sentences import LONGEST, plain
from .sentiment import sentiment
from .votes import STRONG, votes_of
from .wanted import asks_to_be_told, speaks_to_somebody
from .words import count

ENOUGH = 2.75
"""Votes a kind needs at least: one strong cue, or two clear ones."""
LEAD = 0.5
"""Votes by which it must lead the next kind, unless a strong cue speaks for the kind that matters more."""
QUESTION_MARK = 3.5
LEANS = 1.5
"""What a circumstance adds that speaks for a kind but does not make one."""
WORDS_GIVEN = 3
LOUD = 1.5 * STRONG
"""Votes with which praise outdoes the thanks it begins with, and a complaint the question it ends with."""
LOUD_COUNTS = 8.0
"""How much likelier a complaint is that cues tell of so loudly: who is fed up may ask politely all the same."""
SHORT = 14
THRESHOLD = 0.4
"""The likelihood from which a kind is said; chosen on trades that the weights had not seen."""
THRESHOLDS = {"feedback": 0.3}
"""What is told is told in all words there are, and little rests on it."""
SURE_OF_GRAVE = 0.5
"""The same for what findings rest on (``WEIGHTY``) where the cues say something else: ordinary words are near it."""

OF_A_REPLY = re.compile(r"\s*(?:re|aw|sv|antw|fwd?|wg|tr|rv|vs|odp|r)\s?(?:\[\d+\])?\s?:", re.IGNORECASE)
"""A reply's subject, as a case's, repeats what the first message was about; asked only where the text is silent."""
THANKS = re.compile(
    r"\W{0,3}(?:many |muchas |mille |vielen |herzlichen )?(?:thank|thx|dank|merci|gracias)", re.IGNORECASE
)
REQUEST = re.compile(
    r"\b(?:could|can|would|will) (?:you|someone|somebody|anyone|we get|we have)\b"
    r"(?! (?:please )?(?:tell|explain|say|know|see|believe|imagine|also tell|still|ever|even))[^.!?\n]{3,200}\?",
    re.IGNORECASE,
)
"""A question that wants something done rather than told."""
OF_WORDS, OF_MEANING = 0.7, 0.5
"""What words and meaning count where both are heard: powers of the likelihoods (a logarithmic pool). Words alone are
too sure of themselves on texts unlike those they learnt from; more of the meaning gained on real texts of forums and
lost in the voices of whole companies, where what is rare stays rare."""
KNOWN_BY_WORDS = 0.98
"""The likelihood by words from which nobody asks what a message means."""
TO_NOBODY = 0.35
"""What a question or a request counts that speaks to nobody."""
WORTH_HEARING = 0.05
"""How likely kinds must be together for it to be asked what tells them from others."""
SPOKEN = ("call", "meeting")
USUAL = {
    "request": 1.3, "question": 1.4, "thanks": 1.8, "feedback": 1.3, "praise": 0.5, "complaint": 0.5,
    "all_great": 0.3, "cancel": 0.5, "hardship": 0.4,
    "answer": 4.0, "admin": 1.3, "value": 1.0, "care": 1.0, "holding": 0.6, "pitch": 0.5, "renewal": 0.7,
    "appreciation": 0.7, "miss_you": 0.3,
}  # fmt: skip
"""How much more usual a kind is in people's mail than in the texts learnt from, where all are alike (set by judgement).
The correction of priors of Saerens, Latinne and Decaestecker (2002)."""
USUALLY = {side: tuple([USUAL[kind] for kind in kinds]) for side, kinds in KINDS.items()}
NO_WORD_OF_LEAVING = 0.45
"""What leaving counts in a thread where no cue tells of it."""
OF_THEIR_OWN = 0.1
"""How usual a complaint is that no cue tells of and in which nothing is said of us or held against anybody."""
SIDE = {"in": "in", "out": "out", "both": "out", "internal": "internal"}
GRAVE = ("cancel", "hardship")
"""What a customer says beside nothing else counts."""
WEIGHTY = (*GRAVE, "complaint", "all_great")
FIRST = {
    "in": ("cancel", "hardship", "complaint", "request", "question", "feedback", "praise", "thanks", "all_great"),
    "out": ("renewal", "holding", "pitch", "miss_you", "appreciation", "answer", "value", "care", "admin"),
    "internal": ("handover", "brief", "note"),
}
"""The kinds of a side; where two have the same votes the one that matters more comes first."""


@dataclass(slots=True)
class Known:
    """What is known of a message besides its words."""

    side: str
    channel: str
    personal: bool
    answers: bool | None
    reply: bool
    gives: bool
    asking: bool
    """Whether it asks something."""


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
    is read as something of ours. ``channel`` is one of ``tables.CHANNELS``, ``personal`` says whether it was written to
    one customer, ``answers`` whether it replies to an open question of the other side (None: not known), ``gives``
    whether an item of the library goes with it. ``asks`` is what :func:`deeproot.read.asks.needs_answer` said of it,
    where that is known; ``after`` the kind of what the other side wrote last in the thread, or one of ``place.HEAD``
    and ``place.AGAIN`` (None: not known), ``around`` what else stands around a customer's message there. With
    ``meaning`` a customer's message is also heard by the optional embedding, where that is installed: ten times as
    slow. An automatic message has no kind of its own: ours is ``admin``, theirs unsure. Raises ``ValueError`` for
    another direction.
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
    whole, label = text, _kind(text, text, known)
    if label.value is None and subject and not (OF_A_REPLY.match(subject) or (channel == "case" and answers)):
        whole = f"{subject[:500]}\n\n{text}"
        label = _kind(whole, text, known)
    return Facts(
        text=whole,
        by_subject=whole is not text,
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
        heading=subject[:500] if side == "in" and not reply and whole is text else "",
        around=None if side != "in" or channel in (*SPOKEN, "survey", "social") else around,
    )


def named(messages: Sequence[Facts], side: str, *, meaning: bool = False) -> list[Label[str]]:
    """The kind of each message of one side; of what we tell each other the cues alone decide."""
    if side == "internal":
        return [facts.by_cues for facts in messages]
    said = hear([facts.text for facts in messages], side)
    likelihoods = likely_together(said, messages, side)
    shares = [_shares(facts, each, side) for facts, each in zip(messages, likelihoods, strict=True)]
    if meaning and side == "in":
        _weigh_meaning(messages, shares)
    return [_learnt(facts, found, each, side) for facts, found, each in zip(messages, said, shares, strict=True)]


def _shares(facts: Facts, shares: list[float] | None, side: str) -> list[float] | None:
    """How likely each kind is by the words and how usual it is; None where the cues decide."""
    if shares is None or (facts.by_subject and facts.by_cues.value):
        return None
    usual = list(map(mul, shares, USUALLY[side]))
    if facts.channel in SPOKEN:
        usual = [share * _usual(kind, facts) for kind, share in zip(KINDS[side], shares, strict=True)]
    elif named_by_cues := facts.by_cues.value:
        place = KINDS[side].index(named_by_cues)
        usual[place] = shares[place] * _usual(named_by_cues, facts)
    complaint = KINDS["in"].index("complaint")
    if (
        side == "in"
        and facts.english
        and facts.by_cues.value != "complaint"
        and shares[complaint] > WORTH_HEARING
        and not _is_held_against_us(facts)
    ):
        usual[complaint] = shares[complaint] * OF_THEIR_OWN
    if side == "out" and facts.english and facts.by_cues.value != "miss_you" and not _misses(facts.text):
        place = KINDS[side].index("miss_you")
        usual[place] = shares[place] * OF_THEIR_OWN
    return usual


def _weigh_meaning(messages: Sequence[Facts], shares: list[list[float] | None]) -> None:
    """Let what English messages mean weigh beside their words, where the embedding is installed."""
    asked = [
        (i, each)
        for i, (facts, each) in enumerate(zip(messages, shares, strict=True))
        if each and facts.english and facts.channel not in SPOKEN and max(each) < KNOWN_BY_WORDS * sum(each)
    ]
    heard = likely_by_meaning([messages[i].text for i, _ in asked])
    for (i, each), said in zip(asked, heard or (), strict=bool(heard)):
        total = sum(each)
        shares[i] = [
            (share / total) ** OF_WORDS * (meant * usual) ** OF_MEANING
            for share, meant, usual in zip(each, said, USUALLY["in"], strict=True)
        ]


def _learnt(facts: Facts, found: Heard | None, shares: list[float] | None, side: str) -> Label[str]:
    """The likeliest kind by all of it, unsure below ``THRESHOLD``; as the cues say where only the subject spoke."""
    if shares is None:
        return facts.by_cues
    usual = shares
    if placed := of_place(side, facts.after):
        usual = [share * placed.get(kind, 1.0) for kind, share in zip(KINDS[side], usual, strict=True)]
    if facts.around is not None:
        times = of_around(facts.around)
        usual = [share * times.get(kind, 1.0) for kind, share in zip(KINDS[side], usual, strict=True)]
    if side == "in" and facts.english and facts.channel not in SPOKEN:
        usual = _told(facts, usual)
    most = max(usual)
    value, share = KINDS[side][usual.index(most)], most / sum(usual)
    if share < _least(value, facts):
        return facts.by_cues if facts.channel in SPOKEN or not facts.english else Label(None, share)
    return Label(
        value, share, facts.by_cues.words if value == facts.by_cues.value else telling(facts.text, value, side, found)
    )


def _least(value: str, facts: Facts) -> float:
    """How likely a kind must be to be said."""
    if value in WEIGHTY and value != facts.by_cues.value:
        return SURE_OF_GRAVE
    return THRESHOLDS.get(value, THRESHOLD)


def _told(facts: Facts, usual: list[float]) -> list[float]:
    """The likelihoods with how it is told, and with what it wants, where that is in question at all."""
    likely = dict(zip(KINDS["in"], usual, strict=True))
    least = WORTH_HEARING * sum(usual)
    times: dict[str, float] = {}
    if facts.after is not None and facts.votes.get("cancel", 0.0) <= 0:
        times.update(cancel=NO_WORD_OF_LEAVING)
    if likely["complaint"] + likely["hardship"] > least:
        times.update(of_frames(f"{facts.heading}\n\n{facts.text}" if facts.heading else facts.text))
    if likely["question"] + likely["request"] > least and not speaks_to_somebody(facts.text):
        times.update(question=TO_NOBODY, request=TO_NOBODY)
    elif likely["question"] > least and likely["request"] > least:
        times.update(_shared_anew(likely["question"], likely["request"], asks_to_be_told(facts.text)))
    return [share * times.get(kind, 1.0) for kind, share in likely.items()]


def _shared_anew(question: float, request: float, likelier: float) -> dict[str, float]:
    """What both are multiplied with where a question is so much likelier: together they weigh the same."""
    times = (question + request) / (question * likelier + request)
    return {"question": likelier * times, "request": times}


def _misses(text: str) -> bool:
    return misses(plain(text[:LONGEST]))


def _is_held_against_us(facts: Facts) -> bool:
    """Whether anything in it is said of us, or held against somebody: "the lads get rashes" blames nobody.

    So it was where we replied that we are sorry.
    """
    if facts.around is not None and facts.around.replied is not None and APOLOGY in facts.around.replied:
        return True
    return blames(plain(facts.text[:LONGEST])) or holds_against(facts.text)


def _usual(kind: str, facts: Facts) -> float:
    """What is rare counts less, but where a cue names it; a talk is none of the things that one only writes."""
    if facts.channel in SPOKEN:
        return float(kind not in ("miss_you", "admin", "answer"))
    if kind != facts.by_cues.value:
        return USUAL[kind]
    if kind == "complaint" and facts.votes.get(kind, 0.0) >= LOUD and facts.after not in ASKED_TO_TELL:
        return LOUD_COUNTS
    return max(USUAL[kind], 1.0) if kind in WEIGHTY or not facts.english else USUAL[kind]


def _side(direction: str) -> str:
    if direction not in SIDE:
        raise ValueError(f"direction is {direction!r}; it must be one of {', '.join(SIDE)}")
    return SIDE[direction]


def _kind(whole: str, text: str, known: Known) -> Label[str]:
    """The kind by all the words of ``whole``; ``text`` is the part of it that is the message itself."""
    votes, words = votes_of(whole, known.side)
    if known.side == "in":
        _weigh_incoming(votes, text, known)
    elif known.side == "out":
        _weigh_outgoing(votes, text, known)
    else:
        votes["note"] = votes.get("note", 0.0) + ENOUGH
    return _winner(votes, words, known.side)


def _weigh_incoming(votes: dict[str, float], text: str, known: Known) -> None:
    words = count(text[:400])
    if "?" in text[:LONGEST]:
        votes["question"] = votes.get("question", 0.0) + QUESTION_MARK
        if REQUEST.search(text[:LONGEST]):
            votes["request"] = max(votes.get("request", 0.0), STRONG)
    if votes.get("thanks", 0.0) >= ENOUGH and known.asking:
        votes["thanks"] /= 2  # "please send it, thanks" asks
    if words > SHORT or "?" in text or votes.get("complaint", 0.0) >= ENOUGH:
        votes.pop("all_great", None)  # it has something in it
    elif known.answers is False and THANKS.search(text[:400]):
        votes["all_great"] = votes.get("all_great", 0.0) / 2  # nobody asked how things are
    elif votes.get("all_great", 0.0) >= ENOUGH:
        votes["praise"], votes["thanks"] = votes.get("praise", 0.0) / 2, votes.get("thanks", 0.0) / 2
    if votes.get("thanks", 0.0) > 0 and words > 3 * SHORT:
        votes["thanks"] /= 2  # a long message that thanks has come for something else
    if votes.get("thanks", 0.0) >= STRONG and votes.get("praise", 0.0) < (LOUD if THANKS.match(text) else STRONG):
        votes["praise"] = votes.get("praise", 0.0) / 2  # "thank you, this was a great help" thanks
    loud = votes.get("complaint", 0.0)
    if loud >= LOUD:  # a complaint often asks; it stays a complaint
        for name in ("question", "request"):
            votes[name] = min(votes.get(name, 0.0), loud)
    elif (asked := max(votes.get("question", 0.0), votes.get("request", 0.0))) >= ENOUGH:
        votes["complaint"] = min(loud, asked - LEAD)  # a fault told of with a request wants help
    if known.channel == "survey":  # a remark that was asked for
        votes["complaint"] = loud if loud >= LOUD else loud / 2
        _add(votes, "feedback", ENOUGH)


def _weigh_outgoing(votes: dict[str, float], text: str, known: Known) -> None:
    if known.channel in SPOKEN:
        for name in ("admin", "answer", "holding", "miss_you"):
            votes.pop(name, None)  # arranging and answering are part of every talk
        _add(votes, "care", ENOUGH)
    elif known.channel == "survey":
        _add(votes, "admin", 2 * STRONG)
    if not known.personal:
        for name in ("answer", "holding", "care"):
            votes[name] = votes.get(name, 0.0) / 2
        _add(votes, "value", LEANS)
    elif "?" in text:
        _add(votes, "care", LEANS)
    if known.gives:
        _add(votes, "value", STRONG)
    _weigh_reply(votes, known)


def _weigh_reply(votes: dict[str, float], known: Known) -> None:
    """A reply answers or holds: which of the two its own words say. One that promises answers."""
    waiting, answered = votes.get("holding", 0.0), votes.get("answer", 0.0)
    kept_waiting = waiting >= STRONG > answered or (bool(known.answers) and waiting >= ENOUGH and waiting > answered)
    if known.answers:
        _add(votes, "holding" if kept_waiting else "answer", 2 * STRONG)
    elif known.reply and known.channel not in SPOKEN:
        _add(votes, "holding" if kept_waiting else "answer", ENOUGH)
    elif votes.get("answer", 0.0) < 2 * ENOUGH and known.answers is False:
        votes["answer"] = votes.get("answer", 0.0) / 2


def _add(votes: dict[str, float], name: str, more: float) -> None:
    votes[name] = votes.get(name, 0.0) + more


def _winner(votes: Mapping[str, float], words: Mapping[str, list[str]], side: str) -> Label[str]:
    grave = next((name for name in GRAVE if votes.get(name, 0.0) >= STRONG), None)
    if grave and side == "in":
        return Label(grave, _confidence(votes[grave], 0.0), tuple(words[grave][:WORDS_GIVEN]))
    if not votes:
        return Label(None)
    ranked = [votes.get(name, 0.0) for name in FIRST[side]]
    second, best = sorted(ranked)[-2:]
    second = max(second, 0.0)
    close = best - second < LEAD
    if best < ENOUGH or (close and best < STRONG):
        return Label(None, _confidence(best, second))
    first = next(place for place, each in enumerate(ranked) if each >= (second if close else best))
    name = FIRST[side][first]
    return Label(name, _confidence(best, second), tuple(words.get(name, ())[:WORDS_GIVEN]))


def _confidence(best: float, second: float) -> float:
    best = max(0.0, best)
    return best / (best + second + 1.0)
