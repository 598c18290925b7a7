"""What somebody types during a call, kept as they type: a lost page, a closed window, an empty battery lose nothing."""

from __future__ import annotations

from collections.abc import Mapping

from deeproot_app.act.calls.begin import ACT
from deeproot_app.act.models import Call, CallDraft
from deeproot_app.base import access, clock
from deeproot_app.base.models import User

LONGEST = 20_000


def keep(actor: access.Actor, call: Call, fields: Mapping[str, str]) -> CallDraft | None:
    """Keep the form as it stands; the last word counts. None where the call is logged already: nothing is to be kept.

    Each of us has a draft of their own, so that two who look at one call do not write over each other.
    """
    access.require(actor, ACT)
    if not isinstance(actor, User) or call.state != Call.State.WAITING:
        return None
    kept = {name[:60]: value[:LONGEST].replace("\x00", "") for name, value in fields.items() if value}
    draft, _ = CallDraft.objects.update_or_create(
        call=call, user=actor, defaults={"fields": kept, "saved_at": clock.now()}
    )
    return draft


def of(actor: access.Actor, call: Call) -> CallDraft | None:
    """What the actor had typed, where they had."""
    return CallDraft.objects.filter(call=call, user=actor).first() if isinstance(actor, User) else None
