"""With what a program asks in a person's name, and what it was answered."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Token(models.Model):
    """Lets a program ask as one person, within some scopes. Only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    """What it is for, in the person's words."""
    prefix = models.CharField(max_length=20)
    """How it begins: enough to recognise it, too little to use it."""
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    """To the minute."""
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "-id"], name="token_of_user")]

    def __str__(self) -> str:
        return self.name


class Answered(models.Model):
    """What a write with an `Idempotency-Key` was answered: the same key again is answered the same, and does nothing.

    The row is written in the transaction that writes what was asked for: both are there, or neither.
    """

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+", db_index=False)
    """Whose key it is: two programs of one person may use the same."""
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    """SHA-256 of method, path and body: another request may not go by the same key."""
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="one_answer_a_key")]
        indexes: ClassVar = [models.Index(fields=["made_at"], name="answered_made")]
