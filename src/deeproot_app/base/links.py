"""One-time links that sign a user in: for the first time, or when a password is lost."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.db import models, transaction
from django.urls import reverse

from deeproot_app.base import clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import SignInLink, User


class LinkSpent(UserError):  # noqa: N818 - the word of the page that shows it
    """The link was used, has expired, was replaced, or never was: alike, so that nobody learns which."""

    status = 410

    def __init__(self) -> None:
        super().__init__("This link has been used or has expired. Ask an administrator for a new one.")


def make(user: User, hours: float = 24) -> str:
    """The path of a fresh link for ``user``, good once within ``hours``. Earlier links of theirs stop working.

    Only the token's hash is kept: the path cannot be had again.
    """
    token = token_urlsafe(32)
    now = clock.now()
    with transaction.atomic():
        SignInLink.objects.filter(user=user, used_at=None).delete()
        SignInLink.objects.create(
            user=user, token_hash=_hash(token), made_at=now, expires_at=now + timedelta(hours=hours)
        )
    return reverse("base:sign_in_link", args=[token])


def owner(token: str) -> User:
    """Whose link this is, without using it. Raises LinkSpent where it is not good."""
    link = _good().filter(token_hash=_hash(token)).select_related("user").first()
    if link is None:
        raise LinkSpent
    return link.user


def use(token: str) -> User:
    """Use the link up and return its user. Raises LinkSpent where it is not good, or another was quicker."""
    user = owner(token)
    # Only columns of the link's own: Django turns a condition on the user into a subquery, which PostgreSQL does not
    # ask again for those who waited for the row, and all of them would be let in.
    now = clock.now()
    if SignInLink.objects.filter(token_hash=_hash(token), used_at=None, expires_at__gt=now).update(used_at=now) != 1:
        raise LinkSpent
    return user


def _good() -> models.QuerySet[SignInLink]:
    return SignInLink.objects.filter(used_at=None, expires_at__gt=clock.now(), user__is_active=True)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
