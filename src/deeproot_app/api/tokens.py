"""Tokens: made by a person for a program of theirs, shown once, revoked at any time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from deeproot_app.api import scopes
from deeproot_app.api.models import Token
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User

BEGINS: Final = "deeproot_"
"""How every token begins, so that scanners for leaked secrets know one."""
SHOWN: Final = len(BEGINS) + 6
LONGEST_DAYS: Final = 3_660
USED: Final = timedelta(minutes=1)
"""When it was last used is written once in so long: a write a request would cost more than the request."""


def make(actor: access.Actor, user: User, name: str, wanted: Iterable[str], days: int | None = 90) -> tuple[Token, str]:
    """A token of ``user``, good for ``days`` (None: until revoked); and its text, which cannot be had again.

    One makes tokens of one's own; the command line makes anybody's. Raises UserError for no name or scope, for more
    days than ten years, and for a user who is deactivated.
    """
    access.require(actor, "tokens.manage")
    if isinstance(actor, User) and actor != user:
        access.require(actor, "people.manage")
    if not name.strip():
        raise UserError("Give the token a name: what will use it?")
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise UserError(f"A token is good for 1 to {LONGEST_DAYS:,} days.")
    if not user.is_active:
        raise UserError(f"{user.email} is deactivated; reactivate them first.")
    text, now = BEGINS + token_urlsafe(32), clock.now()
    with transaction.atomic():
        token = Token.objects.create(
            user=user,
            name=name.strip()[:100],
            prefix=text[:SHOWN],
            token_hash=hash_of(text),
            scopes=scopes.checked(wanted),
            made_at=now,
            expires_at=now + timedelta(days=days) if days is not None else None,
        )
        audit.write(actor, "token.add", user, token=token.prefix, scopes=token.scopes, days=days)
    return token, text


def revoke(actor: access.Actor, token: Token) -> None:
    """Let it do nothing from now on. Revoking twice changes nothing."""
    access.require(actor, "tokens.manage")
    if isinstance(actor, User) and actor.pk != token.user_id:
        access.require(actor, "people.manage")
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
            audit.write(actor, "token.revoke", token.user, token=token.prefix)


def of(user: User) -> QuerySet[Token]:
    """The person's tokens, the latest first; revoked ones too."""
    return Token.objects.filter(user=user).order_by("-id")


def bearer(text: str) -> tuple[User, Token] | None:
    """Who asks with this token, narrowed to its scopes; None for one that is unknown, revoked, expired, or of somebody
    who is let go: alike, so that nobody learns which. One query, seldom two.
    """
    if not text.startswith(BEGINS) or len(text) > 200:
        return None
    found = Token.objects.select_related("user").filter(token_hash=hash_of(text), revoked_at=None)
    token, now = found.filter(user__is_active=True).first(), clock.now()
    if token is None or (token.expires_at is not None and token.expires_at <= now):
        return None
    if token.last_used_at is None or token.last_used_at < now - USED:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    user = token.user
    user.narrowed_to, user.via = scopes.acts(token.scopes), token.prefix
    return user, token


def hash_of(text: str) -> str:
    """SHA-256: of 256 random bits there is no dictionary, so nothing slower would protect better."""
    return sha256(text.encode()).hexdigest()
