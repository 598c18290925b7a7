"""What a proposal says, in plain words."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from deeproot.tables import INCOMING_KINDS, INTERNAL_KINDS, OUTGOING_KINDS
from deeproot_app.record.models import Interaction, Promise, Proposal

Sort = Proposal.Sort
SORTS: Final = {
    Sort.PROMISE: ("Promise", "Promises"),
    Sort.OUTCOME: ("What became of a promise", "What became of promises"),
    Sort.NEEDS_ANSWER: ("Asks for an answer", "Questions and requests"),
    Sort.KIND: ("Kind of message", "Kinds of message"),
    Sort.BELIEF: ("What they say of themselves", "What customers say of themselves"),
}
"""Each sort of proposal: one of them, and many."""
OUTCOMES: Final = {
    "delivers": "This message delivers what was promised",
    "holding": "This message puts the promise off",
    "withdraws": "This message takes the promise back",
    "not_solved": "The customer says that it is not solved",
    "confirms": "The customer confirms that it was done",
}
ABOUT: Final = {
    "need": "They need",
    "pain": "What hurts them",
    "gain": "What they would gain",
    "goal": "What they want to reach",
    "strength": "What they value about us",
    "origin": "Why they chose us",
    "capacity": "Times are hard for them",
}
HORIZONS: Final = {"now": "now", "quarter": "this quarter", "some_day": "some day"}
KINDS: Final = {
    "pitch": "This tries to sell something",
    "renewal": "This asks them to sign again",
    "value": "This gives them something of use",
    "care": "This asks how they are",
    "answer": "This is an answer",
    "holding": "This asks them to wait",
    "appreciation": "This thanks them",
    "admin": "This is paperwork",
    "miss_you": "This says “we miss you”",
    "question": "This is a question",
    "request": "This is a request",
    "complaint": "This is a complaint",
    "praise": "This is praise",
    "thanks": "This is a thank-you",
    "cancel": "This says that they want to leave",
    "hardship": "This says that times are hard",
    "all_great": "This says that everything is great",
    "feedback": "This says what they think",
    "note": "This is a note among us",
    "handover": "This hands over to a colleague",
    "brief": "This is a brief",
}
NO_KIND: Final = "Nobody knows what this is"
ASKS: Final = {True: "They wait for an answer to this", False: "This asks for no answer"}
OURS_ASKS: Final = {True: "This asks them something", False: "This asks them nothing"}
"""The same of what we wrote or said: nobody waits for our answer to our own question."""
VERDICTS: Final = {
    "confirmed": ("Confirmed", "good"),
    "edited": ("Corrected", "info"),
    "rejected": ("Rejected", "bad"),
    "opened": ("Applied by rule", "forest"),
    "waiting": ("Waits", "warn"),
    "overtaken": ("No longer read so", ""),
}
"""Each state of a proposal, and its tone."""
MEANS: Final = {
    Sort.PROMISE: "Confirmed, it is a promise of ours: it stands in Promises, and on Today when it falls due.",
    Sort.OUTCOME: "Confirmed, the promise is kept, put off, taken back or opened again, as this says.",
    Sort.NEEDS_ANSWER: "Confirmed, it waits for an answer until one is written.",
    Sort.KIND: "Confirmed, it counts as this in every figure.",
    Sort.BELIEF: "Confirmed, it is held about them, with this message as its evidence.",
}


def claim(proposal: Proposal) -> str:
    """What is proposed, as the beginning of a sentence or a whole one; whose words it quotes follows it."""
    says = proposal.says
    if proposal.sort == Sort.PROMISE:
        return f"We promised {proposal.customer.name}"
    if proposal.sort == Sort.OUTCOME:
        return OUTCOMES.get(str(says.get("outcome")), "This message bears on the promise")
    if proposal.sort == Sort.BELIEF:
        return ABOUT.get(str(says.get("about")), "They say of themselves")
    if proposal.sort == Sort.KIND:
        return kind(says.get("kind"))
    return ASKS[bool(says.get("needs_answer", True))]


def kind(name: Any) -> str:
    """What a message of that kind is, in a sentence."""
    return KINDS.get(str(name), NO_KIND)


def quoted(proposal: Proposal) -> str:
    """The words that the claim is about; of an outcome none, they are the promise's own."""
    return str(proposal.says.get("text") or "")


def moment_of(proposal: Proposal) -> datetime | None:
    """The moment that it names: by when, or the new date."""
    text = proposal.says.get("due_at") or proposal.says.get("new_due")
    return datetime.fromisoformat(text) if text else None


def line(proposal: Proposal, promise: Promise | None = None) -> str:
    """It in one line, as a list shows it; ``promise`` is the one that an outcome is about."""
    if proposal.sort == Sort.PROMISE:
        return f"“{quoted(proposal)}”"
    if proposal.sort == Sort.OUTCOME and promise is not None:
        return f"{claim(proposal)}: “{promise.text}”"
    if proposal.sort == Sort.BELIEF:
        return f"{claim(proposal)}: “{quoted(proposal)}”"
    return claim(proposal)


def label(sort: str, name: str) -> str:
    """What a label of a sort is called, as people agree with it or not; all of them together for an empty one."""
    if not name:
        return "All together"
    if sort == Sort.OUTCOME:
        return OUTCOMES.get(name, name)
    if sort == Sort.BELIEF:
        return ABOUT.get(name, name)
    if sort == Sort.KIND:
        return kind(name)
    if sort == Sort.NEEDS_ANSWER:
        return ASKS[name == "true"]
    return {"firm": "Firm promises", "conditional": "Promises on a condition"}.get(name, name.replace("_", " "))


def parties(message: Interaction) -> tuple[str, str]:
    """Who spoke, and to whom; of a conversation, our side first."""
    ours = message.member.name if message.member else "we"
    contact = message.contact
    theirs = (contact.name or contact.email or "") if contact else ""
    theirs = theirs or message.customer.name
    return (theirs, "us" if ours == "we" else ours) if message.direction == "in" else (ours, theirs)


def value(sort: str, says: Any) -> str:
    """What a value of a sort, or a label of a message, says: in words, for whoever compares two readings."""
    if says is None:
        return "nothing"
    if not isinstance(says, dict):
        return kind(says) if sort == Sort.KIND else ASKS[bool(says)] if sort == Sort.NEEDS_ANSWER else str(says)
    if sort == Sort.PROMISE:
        due = str(says.get("due_at") or "")[:16].replace("T", " ")
        return f"“{says.get('text', '')}”, {f'by {due} UTC' if due else 'no day'}"
    if sort == Sort.BELIEF:
        return f"{ABOUT.get(str(says.get('about')), 'They say')}: “{says.get('text', '')}”"
    return value(sort, says.get(sort)) if sort in says else str(says)


def kinds_for(direction: str) -> list[tuple[str, str]]:
    """The kinds a message of that direction may have, each with its sentence; of one both ways all."""
    names = {"in": INCOMING_KINDS, "out": OUTGOING_KINDS, "internal": INTERNAL_KINDS}.get(
        direction, OUTGOING_KINDS + INCOMING_KINDS
    )
    return [(name, KINDS[name]) for name in names]
