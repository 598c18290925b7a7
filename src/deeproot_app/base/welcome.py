"""The very first visit: a link, printed by `deeproot serve`, behind which the first administrator makes themself."""

from __future__ import annotations

from django.core import signing
from django.db import transaction
from django.urls import reverse

from deeproot_app.base import access, people, schema
from deeproot_app.base.links import LinkSpent
from deeproot_app.base.models import Organisation, User

SALT = "deeproot.welcome"
SECONDS = 24 * 3600


def needed() -> bool:
    """Whether there is nobody yet who could sign in."""
    return not User.objects.exists()


def make() -> str:
    """The path of a link that is good for a day, and only while there is nobody."""
    return reverse("base:welcome", args=[signing.dumps("first", salt=SALT)])


def check(token: str) -> None:
    """Raise LinkSpent where the link is not good."""
    try:
        signing.loads(token, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        raise LinkSpent from None
    if not needed():
        raise LinkSpent


def first_administrator(token: str, *, email: str, name: str, organisation: str, timezone: str) -> User:
    """Make the first administrator, and give the organisation its name and zone. Raises LinkSpent, UserError."""
    with schema.one_at_a_time(), transaction.atomic():
        check(token)
        user = people.add(access.COMMAND_LINE, email, name=name, role=User.Role.ADMINISTRATOR)
        own = Organisation.get()
        own.name, own.timezone = organisation.strip(), timezone
        own.save()
    return user
