"""Which texts nobody has read yet, or only an older reader: an index range, a block at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django.db.models import Q

from deeproot.read.parts import split
from deeproot.read.sentences import plain
from deeproot_app.record.models import Text
from deeproot_app.record.reading.speakers import Spoken, spoken

TEXTS: Final = 400
"""Texts looked up for a block."""
MOST: Final = 1_200
"""Texts in a block at most: with those looked up come the other unread ones of the same customers."""
FIELDS: Final = (
    "pk", "subject", "body", "interaction_id", "interaction__customer_id", "interaction__member_id",
    "interaction__happened_at", "interaction__channel", "interaction__direction", "interaction__thread_id",
    "interaction__case_id", "interaction__resource_id", "interaction__personal", "interaction__read_from_text",
    "interaction__member__name", "interaction__contact__name", "read_by",
)  # fmt: skip
LABELS: Final = ("kind", "needs_answer", "automatic", "customer_words", "our_words", "sentiment")


@dataclass
class Message:
    """An interaction with its words, and its labels as they stand."""

    text_id: int
    subject: str
    body: str
    interaction_id: str
    customer_id: str
    member_id: str | None
    happened_at: datetime
    channel: str
    direction: str
    thread_id: str | None
    case_id: str | None
    resource_id: str | None
    personal: bool
    sure: dict[str, float] | None
    """What was read from the text, and how surely; the rest was given, or a person said it."""
    member_name: str | None
    contact_name: str | None
    read_by: int | None
    labels: dict[str, Any]
    """What a text can fill: the columns of LABELS."""
    unanswered: bool = False
    """Whether nobody had answered it, long after, when it was read with its thread."""

    @cached_property
    def new(self) -> str:
        """What its author wrote now, without greeting."""
        return split(self.body).body

    @cached_property
    def plain(self) -> str:
        """Our words in it, as they are compared."""
        return plain(self.spoken.ours)

    @property
    def asked_subject(self) -> str:
        """The subject as far as it is its author's: that of an answer to a survey is our question."""
        return "" if self.channel == "survey" and self.direction == "in" else self.subject

    @cached_property
    def spoken(self) -> Spoken:
        """What each side says in it."""
        if self.direction == "both":
            return spoken(self.new, self.member_name, self.contact_name)
        return Spoken(self.new, self.new, known=True)

    def leave_out(self, words: Iterable[str]) -> None:
        """Take some of our words out of what it says: they are said to everybody."""
        ours = self.spoken.ours
        for each in words:
            ours = ours.replace(each, " ")
        self.__dict__["spoken"] = self.spoken._replace(ours=ours)
        self.__dict__.pop("plain", None)

    def forget_words(self) -> None:
        """Let go of the words, once all is known of them."""
        self.subject = self.body = ""
        for name in ("new", "plain", "spoken"):
            self.__dict__.pop(name, None)

    @property
    def automatic(self) -> bool:
        return bool(self.labels["automatic"])

    @property
    def ours(self) -> bool:
        return self.direction in ("out", "both") and not self.automatic

    @property
    def theirs(self) -> bool:
        return self.direction in ("in", "both") and not self.automatic

    @property
    def order(self) -> tuple[datetime, str]:
        return self.happened_at, self.interaction_id


def unread() -> Q:
    """Texts that nobody has read."""
    return Q(read_by=None)


def older(version: int) -> Q:
    """Texts that an older reader has read."""
    return Q(read_by__lt=version)


def count(which: Q) -> int:
    """How many texts those are."""
    return Text.objects.filter(which).count()


def block(which: Q, taken: Sequence[Message] = ()) -> list[Message]:
    """The next texts to read, each customer's in their order; empty where there is none left. Two queries at most.

    A customer's texts stand together, as they are read one against the other, unless there are too many of them.
    ``taken`` are at hand already: where one of their customers is next, nothing is given until those are written.
    """
    ids, waiting = {message.text_id for message in taken}, {message.customer_id for message in taken}
    first = Text.objects.filter(which).order_by("read_by", "pk")
    rows = first.values_list("pk", "interaction__customer_id")[: TEXTS + len(ids)]
    found = [(pk, customer) for pk, customer in rows if pk not in ids][:TEXTS]
    customers = {customer for _, customer in found}
    if not found or customers & waiting:
        return []
    if len(found) < TEXTS:
        return messages(Q(pk__in=[pk for pk, _ in found]))
    return _whole(messages(which & Q(interaction__customer_id__in=customers), MOST + 1))


def _whole(messages: list[Message]) -> list[Message]:
    """As many as may be read at a time, without a customer of whom only some are among them; one at least."""
    if len(messages) <= MOST:
        return messages
    cut = messages[-1].customer_id
    return [message for message in messages if message.customer_id != cut] or messages[:MOST]


def after(which: Q, last: Message | None) -> list[Message]:
    """The next of those texts after one, by customer, as many as make a block; empty after the last. One query.

    For who reads and writes nothing, and so is not to be given the same texts again.
    """
    if last is None:
        return _whole(messages(which, MOST + 1))
    same, further = Q(interaction__customer_id=last.customer_id), Q(interaction__customer_id__gt=last.customer_id)
    later = Q(interaction__happened_at__gt=last.happened_at)
    at_once = Q(interaction__happened_at=last.happened_at, interaction_id__gt=last.interaction_id)
    return _whole(messages(which & (further | same & (later | at_once)), MOST + 1))


def messages(which: Q, most: int = MOST) -> list[Message]:
    """Those texts with their interactions, by customer, then in their order. One query."""
    order = ("interaction__customer_id", "interaction__happened_at", "interaction_id")
    rows: Any = (
        Text.objects.filter(which)
        .order_by(*order)
        .values_list(*FIELDS, *(f"interaction__{name}" for name in LABELS))[:most]
    )
    width = len(FIELDS)
    return [Message(*row[:width], labels=dict(zip(LABELS, row[width:], strict=True))) for row in rows]  # type: ignore[misc]
