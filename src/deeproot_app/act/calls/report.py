"""What the caller reports of one attempt, checked before anything of it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from deeproot.tables import TABLES
from deeproot_app.act.models import CallAttempt
from deeproot_app.base.errors import UserError

Outcome = CallAttempt.Outcome
HEARD_US: Final = (Outcome.REACHED, Outcome.VOICEMAIL, Outcome.CALL_BACK)
"""Outcomes of which the customer perceived something."""
KINDS: Final = ("care", "value", "answer", "holding", "appreciation", "renewal", "pitch", "admin", "miss_you")
"""What a call may be, in the record's words for what goes out."""
BECAME: Final = ("kept", "put_off")
MOODS: Final = (-1.0, -0.5, 0.0, 0.5, 1.0)
MOST_MINUTES: Final = 24 * 60
ABOUT: Final = TABLES["beliefs"].column("about").words


@dataclass(frozen=True)
class Need:
    """Something that they said they need, want or suffer from."""

    about: str
    text: str
    horizon: str | None = None


@dataclass(frozen=True)
class Report:
    """One attempt as the caller tells it. Moments are aware; what is empty is not known."""

    outcome: str
    at: datetime | None = None
    """When it was; None: now."""
    contact_id: str | None = None
    phone: str = ""
    kind: str = "care"
    their_minutes: float | None = None
    our_minutes: float | None = None
    said: str = ""
    """What was said, by both."""
    asked: bool = False
    """Whether we asked an open question."""
    seemed: float | None = None
    """How they seemed, from -1 (very unhappy) to 1 (very happy)."""
    voice: str = ""
    expression: str = ""
    """Cues: ours alone, never shown to the customer."""
    needs: Sequence[Need] = field(default_factory=tuple)
    promise: str = ""
    """What we promised in this call."""
    promise_due: datetime | None = None
    became: str = ""
    """What became of the promise that the call was about: `kept`, `put_off`, or nothing."""
    new_due: datetime | None = None
    """To when it was put off."""
    call_back_at: datetime | None = None
    next_at: datetime | None = None
    """When we speak next, as agreed."""
    objects: bool = False
    """They do not want to be called any more."""
    settles: bool = True
    """Whether Today's item is done with it."""
    after: int | None = None
    """How many attempts the caller had seen; None where they looked at none."""

    @property
    def talk_share(self) -> float | None:
        """Their share of the talk, 0 to 1; None where nobody's minutes are known."""
        whole = (self.their_minutes or 0) + (self.our_minutes or 0)
        return (self.their_minutes or 0) / whole if whole and self.their_minutes is not None else None

    def refuse_nonsense(self, now: datetime) -> None:
        """Raise UserError, in a sentence, for what cannot be so."""
        for wrong, says in self._doubts(now):
            if wrong:
                raise UserError(says)

    def _doubts(self, now: datetime) -> Sequence[tuple[bool, str]]:
        minutes = [one for one in (self.their_minutes, self.our_minutes) if one is not None]
        return (
            (self.outcome not in Outcome.values, "Say what came of it: reached, no answer, a message left …"),
            (self.at is not None and self.at > now, "A call is logged when it was made, not before."),
            (self.kind not in KINDS, f"A call is one of {', '.join(KINDS)}."),
            (any(not 0 <= one <= MOST_MINUTES for one in minutes), "Minutes lie between 0 and a day's."),
            (self.seemed is not None and not -1 <= self.seemed <= 1, "How they seemed lies between -1 and 1."),
            (any(need.about not in ABOUT for need in self.needs), f"A need is one of {', '.join(ABOUT)}."),
            (
                self.outcome == Outcome.CALL_BACK and (self.call_back_at is None or self.call_back_at <= now),
                "Say when they want to be called back: a moment that is still to come.",
            ),
            (self.next_at is not None and self.next_at <= now, "The next call lies ahead; choose a later moment."),
            (self.became not in ("", *BECAME), "The promise was kept, put off, or stands as it stood."),
            (
                self.became == "put_off" and (self.new_due is None or self.new_due <= now),
                "Say to when the promise was put off: a moment that is still to come.",
            ),
            (
                self.outcome not in HEARD_US and bool(self.needs or self.promise.strip() or self.became),
                "Nobody was reached: needs heard and promises belong to a call in which somebody was.",
            ),
            (bool(self.promise_due) and not self.promise.strip(), "Say what was promised, not only by when."),
        )
