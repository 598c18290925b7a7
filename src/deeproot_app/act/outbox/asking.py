"""The gate, asked about sendings: at queueing, and again at the instant of sending."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from deeproot.plan.policy import ALLOWED, Reason, Touch, Verdict
from deeproot_app.act.models import Sending
from deeproot_app.plan import gate

PATIENCE: Final = timedelta(days=3)
"""What the gate refuses for no longer than this is put off; what it refuses for longer, or for good, is held back."""


def touch_of(sending: Sending) -> Touch:
    """What the gate is asked about."""
    return Touch(
        customer_id=sending.customer_id or "",
        contact_id=sending.contact_id,
        member_id=sending.member_id,
        channel="email",
        kind=sending.kind,
        automatic=sending.automatic,
        personal=sending.personal,
        programme_id=sending.programme_id,
        survey_id=sending.survey_id,
        address=sending.address,
    )


def ask(sendings: Sequence[Sending], at: datetime) -> list[Verdict]:
    """What the gate says of each, without the reasons that a person overruled. As many queries as the gate needs."""
    verdicts = gate.decide([touch_of(one) for one in sendings], at)
    return [_left(verdict, one.overruled) for verdict, one in zip(verdicts, sendings, strict=True)]


def _left(verdict: Verdict, overruled: Iterable[str]) -> Verdict:
    """A verdict without the reasons that were overruled; one that nobody may overrule stays, whoever did."""
    known = set(overruled)
    reasons = tuple(one for one in verdict.reasons if not (one.overridable and one.id in known))
    return Verdict(False, reasons) if reasons else ALLOWED


def kept(verdict: Verdict) -> list[list[str]]:
    """The reasons as a sending's row keeps them."""
    return [[one.id, one.words, one.fact] for one in verdict.reasons]


def put_off_to(verdict: Verdict, at: datetime) -> datetime | None:
    """When to ask again; None where it is to be held back."""
    until = verdict.lifts_at
    return until if until is not None and until <= at + PATIENCE else None


def told(reasons: Sequence[Reason]) -> str:
    """Why not, for a person."""
    return " ".join(one.fact or one.words for one in reasons)
