"""Who may sign in, and as what."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac


class Users(BaseUserManager["User"]):
    """Makes users; the e-mail address, in lower case, is the name one signs in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new user. Without a password nobody can sign in by one: hand out a one-time link."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who uses Deeproot, with one role."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", "Administrator"
        MANAGER = "manager", "Manager"
        MEMBER = "member", "Member"
        VIEWER = "viewer", "Viewer"

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20, choices=Role, default=Role.MEMBER)
    member_id = models.CharField(max_length=200, blank=True, db_index=True)
    """The record's member that this user is; empty for one who never talks to customers."""
    timezone = models.CharField(max_length=64, blank=True)
    theme = models.CharField(
        max_length=10, blank=True, choices=[("", "As the system"), ("light", "Light"), ("dark", "Dark")]
    )
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    session_epoch = models.PositiveIntegerField(default=0)
    """Part of what every session of theirs is checked against: one more, and all of them end."""

    narrowed_to: frozenset[str] | None = None
    """The only acts they may do, where they act by a token of narrow scope; None: all that their role may."""
    via = ""
    """By what they act, where it is not in person: how a token begins. The trail tells it."""

    objects = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="one_user_an_address")]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        salt = "deeproot_base.User.session"
        return salted_hmac(salt, f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256").hexdigest()

    # Django's own permission questions: we decide by role, in `base.access`, and have no admin site.
    is_staff = is_superuser = False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class SignInLink(models.Model):
    """A link that signs one user in, once. Only the hash of its token is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
