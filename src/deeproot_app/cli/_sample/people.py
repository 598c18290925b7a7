"""Who does what in the sample company: its own people, by their roles; the command line where there are none."""

from __future__ import annotations

from deeproot_app.base.access import COMMAND_LINE, Actor
from deeproot_app.base.models import User


def administrator() -> Actor:
    """Who looks after the installation."""
    return User.objects.filter(role=User.Role.ADMINISTRATOR, is_active=True).first() or COMMAND_LINE


def manager() -> Actor:
    """Who decides for all of us."""
    return User.objects.filter(role=User.Role.MANAGER, is_active=True).first() or administrator()


def of(member_id: str | None) -> Actor:
    """A member's user: whoever looks after a customer. The manager for nobody, and for one who does not sign in."""
    found = User.objects.filter(member_id=member_id, is_active=True).first() if member_id else None
    return found or manager()
