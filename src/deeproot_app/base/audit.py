"""The trail of who did what: `write` adds to it, nothing changes it."""

from __future__ import annotations

from contextvars import ContextVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from deeproot_app.base import clock
from deeproot_app.base.access import Actor
from deeproot_app.base.models import Audit, User

address_of_request: ContextVar[str | None] = ContextVar("address_of_request", default=None)
"""Where the request at hand came from; set by the middleware."""


def write(actor: Actor, act: str, about: Model | tuple[str, str] | None = None, /, **detail: object) -> Audit:
    """Record one act, in the transaction at hand, so that act and trace stand or fall together.

    ``about`` is the row it was done to, or its (type, id); ``detail`` is what JSON can hold. Put no text of customers
    and no secret into it: it outlives both.
    """
    about_type, about_id = _named(about)
    if isinstance(actor, User) and actor.via:
        detail["via"] = actor.via
    return Audit.objects.create(
        at=clock.now(),
        user=actor if isinstance(actor, User) else None,
        actor="nobody" if isinstance(actor, AnonymousUser) else actor.email,
        act=act,
        about_type=about_type,
        about_id=about_id,
        detail=detail,
        address=address_of_request.get(),
    )


def _named(about: Model | tuple[str, str] | None) -> tuple[str, str]:
    if isinstance(about, Model):
        return about._meta.model_name or "", str(about.pk)
    return about or ("", "")
