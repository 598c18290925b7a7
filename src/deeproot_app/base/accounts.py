"""How allauth is used here: people are added by an administrator, never by themselves; what happens leaves a trace."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_changed, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.urls import reverse

from deeproot_app.base import audit
from deeproot_app.base.models import User


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Closed to sign-up; sends no mail of its own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """After the first password, in; after another one, back to one's own settings."""
        match = request.resolver_match
        return "/" if match and match.url_name == "account_set_password" else reverse("base:own")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: there may be no mail server. Lost passwords are mended by an administrator's link."""


def signed_in(user: User, **_: object) -> None:
    audit.write(user, "sign_in", user)


def signed_out(user: User | None, **_: object) -> None:
    if user is not None:
        audit.write(user, "sign_out", user)


def failed(credentials: dict[str, Any], **_: object) -> None:
    """The address that was tried is kept only where it is a user's: people type passwords into the wrong field."""
    user = User.objects.filter(email__iexact=str(credentials.get("email", ""))).first()
    audit.write(AnonymousUser(), "sign_in.failed", user)


def password_was_set(user: User, **_: object) -> None:
    audit.write(user, "password.set", user)


def second_factor_added(user: User, authenticator: Any, **_: object) -> None:
    audit.write(user, "second_factor.add", user, type=authenticator.type)


def second_factor_removed(user: User, authenticator: Any, **_: object) -> None:
    audit.write(user, "second_factor.remove", user, type=authenticator.type)


def listen() -> None:
    """Connect the trail to what happens; called once, when the application is ready."""
    user_logged_in.connect(signed_in)
    user_logged_out.connect(signed_out)
    user_login_failed.connect(failed)
    password_changed.connect(password_was_set)
    password_set.connect(password_was_set)
    authenticator_added.connect(second_factor_added)
    authenticator_removed.connect(second_factor_removed)
