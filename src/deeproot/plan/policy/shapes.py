"""The shapes of the gate: what is about to happen, what the record says, what is allowed, and the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

REASONS: Final = (
    *("objected", "do_not_contact", "no_consent", "open_case", "low_capacity", "held_out"),
    *("recently_surveyed", "out_of_balance", "too_soon", "quiet_hours"),
)
"""The ids of all reasons, the gravest first; a verdict names its reasons in this order."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One thing that a customer is about to perceive from us."""

    customer_id: str
    contact_id: str | None
    member_id: str | None
    """Who of ours it comes from; None where nobody stands behind it."""
    channel: str
    """email, call, meeting, chat, letter, sms, event … (the channels of the record); empty while none is chosen: then
    only what holds for every channel speaks against it."""
    kind: str
    """pitch, renewal, value, care, answer, holding, appreciation, admin, miss_you, or survey."""
    automatic: bool = False
    """Sent by the system, with nobody deciding about this one."""
    personal: bool = True
    """Written to one customer; False for one of many."""
    programme_id: str | None = None
    survey_id: str | None = None
    """The survey it asks to answer; a touch with one is a survey, whatever its kind."""
    address: str | None = None
    """Where it goes: the mail address or telephone number; None for the contact's first of that channel."""


class Word(NamedTuple):
    """One word about being contacted: a line of the consent ledger."""

    state: str
    """consented, objected, do_not_contact, or lifted (what was marked do not contact is no more)."""
    purpose: str
    """marketing, survey, tracking, or all."""
    channel: str
    """The channel it is about; empty for every channel."""
    at: datetime
    how: str
    """How it was said, in words: "on their preferences page", "told ada@oakfield.example"."""
    of: str = ""
    """Of whom: an address, a contact, a customer. The latest word of each counts, and of all of them the strictest."""
    own: bool = True
    """Whether it is of this very address or contact: a consent counts for nobody else."""
    sure: bool = True
    """Whether it may loosen what was said before: the person's own act, or one with its proof."""


class Passed(NamedTuple):
    """A touch that has passed."""

    at: datetime
    channel: str
    kind: str


class OpenCase(NamedTuple):
    """A case that is open, and who of ours takes part in it."""

    case_id: str
    people: frozenset[str]
    opened_at: datetime | None = None
    """By which it is told to people; None where it is not known."""


class Capacity(NamedTuple):
    """A time in which the customer has less to give."""

    text: str
    until: datetime | None


class Facts(NamedTuple):
    """What the record says of one customer and contact, as of the moment of the touch. Moments are aware, UTC."""

    words: tuple[Word, ...] = ()
    """Their words about being contacted, under all of their ids and addresses, and their customer's; oldest first."""
    zones: tuple[str, ...] = ()
    """Every zone (IANA name) that the contact may be in; several where it is uncertain; none where nothing is known."""
    days_off: frozenset[date] = frozenset()
    """Local days on which nobody is to be disturbed."""
    persona: str | None = None
    bought_at: datetime | None = None
    """When they last bought, or the end of the last term they had; None where the record knows of neither."""
    left_at: datetime | None = None
    touches: tuple[Passed, ...] = ()
    """Touches of the last days (as many as the limits look back), answers and the like left out, newest first."""
    last_pitch_at: datetime | None = None
    gifts_since_pitch: int = 0
    """Value, care and appreciation touches since the last pitch; since the beginning, where there was none."""
    asked_at: datetime | None = None
    """When they last asked us for something, or wrote to us."""
    open_cases: tuple[OpenCase, ...] = ()
    last_internal_at: datetime | None = None
    """When one of ours last left a word about them for the others (direction internal)."""
    capacity: tuple[Capacity, ...] = ()
    """The capacity beliefs that hold."""
    surveyed_at: datetime | None = None
    """When they were last asked to answer a survey, or answered one."""
    held_out_by: tuple[str, ...] = ()
    """The programmes whose hold-out they belong to."""


class Reason(NamedTuple):
    """One reason against a touch."""

    id: str
    words: str
    """The rule, in one sentence."""
    fact: str
    """What triggered it, in one sentence."""
    lifts_at: datetime | None
    """When it will no longer stand; None where no moment can be told."""
    overridable: bool
    """Whether a person may decide otherwise, with a reason that is recorded."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or no with every reason."""

    allowed: bool
    reasons: tuple[Reason, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The reasons' ids, the gravest first."""
        return tuple(reason.id for reason in self.reasons)

    @property
    def overridable(self) -> bool:
        """Whether a person may decide otherwise: every one of its reasons allows it."""
        return not self.allowed and all(reason.overridable for reason in self.reasons)

    @property
    def lifts_at(self) -> datetime | None:
        """When all of them will have lifted; None where that cannot be told, or where nothing stands against it."""
        moments = [reason.lifts_at for reason in self.reasons]
        return max((m for m in moments if m is not None), default=None) if None not in moments else None


ALLOWED: Final = Verdict(True)
Rule = Callable[[Touch, str, Facts, Any, datetime], Reason | None]
"""What may stand against a touch: told the touch, its kind, the facts, the limits and the moment."""
