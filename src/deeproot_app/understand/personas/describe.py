"""What people say of a persona: challenges, what value is to them, how often and by which doors; every version kept."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.http import Http404

from deeproot.tables import CHANNELS
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.record.models import Belief, Customer, RecordSequence
from deeproot_app.understand.personas.models import LONGEST, PersonaReading, PersonaVersion
from deeproot_app.understand.personas.reckon import ACT

DOORS: Final = tuple(
    name for name in CHANNELS if name in ("email", "call", "meeting", "chat", "letter", "sms", "event")
)
SAID: Final = ("challenges", "value", "cadence_days", "channels")


def there(persona: str) -> str:
    """The persona's name. Raises Http404 where no customer, belief or description has it."""
    known = (
        Customer.objects.filter(persona=persona), PersonaVersion.objects.filter(persona=persona),
        Belief.objects.filter(persona=persona),
    )  # fmt: skip
    if not persona or not any(rows.exists() for rows in known):
        raise Http404("There is no such persona.")
    return persona


def standing(persona: str) -> PersonaVersion | None:
    """What is said of it now."""
    return PersonaVersion.objects.filter(persona=persona).order_by("-number").first()


def say(actor: access.Actor, persona: str, number: int, said: dict[str, Any]) -> PersonaVersion:
    """Another version, made of version ``number`` (0: of none). Raises UserError where that is no longer the latest."""
    access.require(actor, ACT)
    words = {name: said[name].replace("\x00", "").strip() for name in ("challenges", "value")}
    if any(len(one) > LONGEST for one in words.values()):
        raise UserError(f"Say it in at most {LONGEST:,} characters.")
    if unknown := set(said["channels"]) - set(DOORS):
        raise UserError(f"There is no channel {min(unknown)!r}.")
    return _add(actor, there(persona), number, {**said, **words})


def back(actor: access.Actor, persona: str, number: int) -> PersonaVersion:
    """What was said in an earlier version, as a new one; 0: nothing was said. Raises Http404 where there is none."""
    access.require(actor, ACT)
    old = PersonaVersion.objects.filter(persona=persona, number=number).first()
    latest = standing(persona)
    if latest is None or (old is None and number != 0):
        raise Http404("There is no such version.")
    empty: dict[str, Any] = {"challenges": "", "value": "", "cadence_days": None, "channels": []}
    return _add(actor, persona, latest.number, {name: getattr(old, name) for name in SAID} if old else empty)


def _add(actor: access.Actor, persona: str, number: int, said: dict[str, Any]) -> PersonaVersion:
    with transaction.atomic():
        RecordSequence.take()  # Holds all who write: two never make the same number.
        latest = standing(persona)
        if (latest.number if latest else 0) != number:
            raise UserError("Somebody described it otherwise meanwhile: look at it, and say yours again.")
        if latest and all(getattr(latest, name) == said[name] for name in SAID):
            return latest
        made = PersonaVersion.objects.create(
            persona=persona, number=number + 1, made_at=clock.now(), actor=str(actor)[:254], traits=_traits(persona),
            **{name: said[name] for name in SAID},
        )  # fmt: skip
        audit.write(actor, "persona.describe", None, persona=persona, number=made.number)
    return made


def _traits(persona: str) -> dict[str, float]:
    """How its customers lived with us at the latest reckoning."""
    reading = PersonaReading.objects.order_by("-pk").first()
    means: dict[str, dict[str, float]] = reading.document.get("means", {}) if reading else {}
    return means.get(persona, {})
