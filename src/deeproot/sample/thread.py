"""A conversation in writing: who writes, about what, in which language, and what each message says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from .clockwork import after, due, in_words
from .firm import Member
from .life import Life
from .people import Contact
from .record import Row
from .sentences import AGAIN, GRAMMARS, KIND_MOODS, closing, greeting

Facts = dict[str, str]


@dataclass
class Thread:
    """One thread; ``hear`` adds a message of the customer's, ``write`` one of ours, each after a wait in hours."""

    life: Life
    now: datetime
    member: Member
    contact: Contact
    facts: Facts
    rng: Random
    channel: str = "email"
    language: str = "en"
    case: Row | None = None
    subject: str = ""
    thread_id: str = field(default="")
    said: int = 0

    def __post_init__(self) -> None:
        self.thread_id = self.life.number("t")
        self.facts = {"member": self.member.first, "contact": self.contact.address, **self.facts}

    def hear(
        self, kind: str, rule: str, wait: float = 0, *, by: Contact | None = None, asks: bool | None = None, **more: Any
    ) -> Row | None:
        """A message of the customer's; ``asks`` where it is not plain from its kind."""
        contact = by or self.contact
        self._pass(wait, contact.zone)
        low, high = KIND_MOODS[kind]
        mood = more.pop("mood", None) or round(low + (high - low) * self.rng.random(), 2)
        says = asks if asks is not None else kind in ("question", "request", "complaint", "cancel")
        body = self._letter(rule, self.member.first, contact.manner, contact.signs)
        return self._put("in", kind, body, contact, self.member, needs_answer=says, sentiment=mood, **more)

    def write(
        self, kind: str, rule: str, wait: float = 4, *, by: Member | None = None, asks: bool = False, **more: Any
    ) -> Row | None:
        """A message of ours."""
        member = by or self.member
        self._pass(wait, member.zone)
        body = self._letter(rule, self.contact.address, member, member.first)
        return self._put("out", kind, body, self.contact, member, needs_answer=asks, **more)

    def note(self, kind: str, rule: str, wait: float = 0.5, *, by: Member | None = None) -> Row | None:
        """A note among us, beside the thread; the customer sees nothing."""
        member = by or self.member
        self._pass(wait, member.zone)
        body = GRAMMARS["en"].say(rule, self.facts, self.rng)
        return self.life.put(
            self.now, "note", "internal", kind, member=member, subject=self.subject, body=body, case_id=self._case_id
        )

    def promise(self, rule: str, wait: float, days: int | datetime, *, by: Member | None = None) -> Row | None:
        """A message of ours with a promise in it, due after so many days, or soon after a moment.

        Returns the row of the promise, which ``keep``, ``hold`` and ``withdraw`` take.
        """
        member = by or self.member
        self._pass(wait, member.zone)
        due_at = (
            _due_after(self.now, days, member.zone) if isinstance(days, datetime) else due(self.now, days, member.zone)
        )
        self.facts["due"] = in_words(due_at, self.now, member.zone, self.language)
        self.facts["promise"] = GRAMMARS[self.language].say("promise_line", self.facts, self.rng)
        body = self._letter(rule, self.contact.address, member, member.first)
        row = self._put("out", "answer", body, self.contact, member)
        return row and self._promised(row, member, due_at, self.facts["promise"])

    def hold(self, promise: Row, wait: float, days: int, *, by: Member | None = None) -> Row | None:
        """A holding reply: it moves the due moment where it comes in time, and is counted either way."""
        member = by or self.member
        self._pass(wait, member.zone)
        due_at = due(self.now, days, member.zone)
        self.facts["due"] = in_words(due_at, self.now, member.zone, self.language)
        body = self._letter("holding", self.contact.address, member, member.first)
        row = self._put("out", "holding", body, self.contact, member)
        if row:
            promise["holding"].append(row["interaction_id"])
            if row["happened_at"] <= (promise["moved_to"] or promise["due_at"]):
                promise["moved_to"] = due_at
        return row

    def keep(
        self, promise: Row, at: datetime, *, by: Member | None = None, rule: str = "delivered", **more: Any
    ) -> Row | None:
        """The message that delivers."""
        self.now = max(at - timedelta(minutes=1), self.now)
        row = self.write("answer", rule, 0.02, by=by, **more)
        if row:
            promise["kept_in"], promise["kept_at"] = row["interaction_id"], row["happened_at"]
        return row

    def withdraw(self, promise: Row, wait: float) -> Row | None:
        """The message that takes the promise back, with the reason."""
        row = self.write("answer", "withdrawn", wait)
        if row:
            promise["withdrawn_at"] = row["happened_at"]
        return row

    def _promised(self, row: Row, member: Member, due_at: datetime, text: str) -> Row:
        promise = {
            "promise_id": self.life.number("p"),
            "customer_id": self.life.who.customer_id,
            "member_id": member.member_id,
            "made_in": row["interaction_id"],
            "made_at": row["happened_at"],
            "due_at": due_at,
            "moved_to": None,
            "text": text,
            "kept_in": None,
            "kept_at": None,
            "withdrawn_at": None,
            "holding": [],
        }
        self.life.promises.append(promise)
        return promise

    def _pass(self, hours: float, where: str) -> None:
        if hours:
            self.now = after(self.now, hours, where, self.rng)

    @property
    def _case_id(self) -> str | None:
        return self.case["case_id"] if self.case else None

    def _letter(self, rule: str, to: str, hand: Member | str, signs: str) -> str:
        says = GRAMMARS[self.language].say(rule, self.facts, self.rng)
        if self.channel in ("chat", "sms"):
            return says.replace("\n\n", " ")
        opens = greeting(hand, to, self.language, self.rng, again=self.said > 2)
        closes = closing(hand, signs, self.language, self.rng)
        return "\n\n".join(part for part in (opens, says, closes) if part)

    def _put(self, direction: str, kind: str, body: str, contact: Contact, member: Member, **more: Any) -> Row | None:
        subject = self.subject if not self.said or self.channel != "email" else AGAIN[self.language] + self.subject
        self.said += 1
        return self.life.put(
            self.now,
            self.channel,
            direction,
            kind,
            member=member,
            contact=contact,
            subject=subject,
            body=body,
            thread_id=self.thread_id,
            case_id=self._case_id,
            mailbox=self.member.member_id,
            language=self.language,
            **more,
        )


def _due_after(now: datetime, moment: datetime, where: str) -> datetime:
    """The first end of a working day after that moment, as seen from now."""
    days = max(1, (moment.date() - now.date()).days)
    return next(found for more in range(9) if (found := due(now, days + more, where)) > moment)
