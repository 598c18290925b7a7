"""Which script is for which call: one's own first, then those that came with the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import transaction

from deeproot.plan.reasons import REASONS
from deeproot_app.act.calls import script
from deeproot_app.act.calls.given_scripts import GIVEN
from deeproot_app.act.models import CallScript
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.same_moment import one_alone

ANY: Final = "Any call"
TAKEN: Final = "There is a script “{}” already; change that one, or choose another name."


@dataclass(frozen=True)
class Script:
    """A script by its name."""

    name: str
    reasons: tuple[str, ...]
    """Reasons of Today that it is for; none: any."""
    text: str
    own: CallScript | None = None
    """Its row, where our people wrote it."""


def scripts() -> list[Script]:
    """All scripts: one's own, then those that came with the program and that no own one of that name replaces."""
    own = [Script(row.name, tuple(row.reasons), row.text, row) for row in CallScript.objects.order_by("name")]
    names = {one.name for one in own}
    return own + [Script(name, reasons, text) for name, reasons, text in GIVEN if name not in names]


def script_for(reason: str) -> Script:
    """The first script that is for this reason, else the first that is for any call."""
    known = scripts()
    fitting = [one for one in known if reason in one.reasons]
    return (fitting or [one for one in known if not one.reasons])[0]


def keep(actor: access.Actor, name: str, reasons: list[str], text: str, pk: int | None = None) -> CallScript:
    """Write a script anew, or change the one of that row. Raises UserError where its text is no script."""
    access.require(actor, "library.change")
    name = name.strip()
    if not name or len(name) > 100:
        raise UserError("Give the script a name of up to 100 characters.")
    if strange := [reason for reason in reasons if reason not in REASONS]:
        raise UserError(f"There is no reason {strange[0]!r}.")
    script.read(text)
    with transaction.atomic():
        _refuse_name(name, pk)
        row = CallScript.objects.filter(pk=pk).first() if pk else None
        row = row or CallScript()
        row.name, row.reasons, row.text = name, reasons, text
        row.changed_at, row.changed_by = clock.now(), str(actor)[:254]
        with one_alone(TAKEN.format(name)):
            row.save()
        audit.write(actor, "script.keep", row, name=name)
    return row


def _refuse_name(name: str, pk: int | None) -> None:
    if CallScript.objects.filter(name=name).exclude(pk=pk or 0).exists():
        raise UserError(TAKEN.format(name))


def throw_away(actor: access.Actor, row: CallScript) -> None:
    """Let an own script go; one of that name that came with the program stands again."""
    access.require(actor, "library.change")
    with transaction.atomic():
        audit.write(actor, "script.throw_away", row, name=row.name)
        row.delete()
