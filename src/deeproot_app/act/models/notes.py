"""Words among us: notes and handovers with all their versions, and what each of us is to be told of."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from deeproot_app.act.models.briefs import OptionQuestion
from deeproot_app.act.models.calls import of_customer
from deeproot_app.act.models.slips import Mending
from deeproot_app.record.models.customers import ID


class Note(models.Model):
    """A note or a handover that one of us wrote about a customer; its words stand in the record, among us."""

    interaction_id = models.CharField(max_length=ID, unique=True)
    customer = of_customer("+")
    kind = models.CharField(max_length=10, choices=[("note", "Note"), ("handover", "Handover")])
    case_id = models.CharField(max_length=ID, blank=True)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """To whom it was handed over."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254)
    """Who wrote it, in words that outlive the user."""
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    """The number of its last version: an edit names the one that it was made on."""
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "-at", "-id"], name="note_of_customer")]


class NoteVersion(models.Model):
    """What a note said, from one edit to the next."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.TextField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=254)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["note", "number"], name="one_version_of_a_note_a_number")
        ]


class Notice(models.Model):
    """That one of us is to be told something, once: it stands on their pages until it is seen, and leaves as a mail."""

    class What(models.TextChoices):
        REPLY = "reply", "A customer wrote"
        MENTION = "mention", "You were mentioned"
        HANDOVER = "handover", "Handed over to you"
        ASKED = "asked", "You are asked what may be offered"
        AGREED = "agreed", "What you asked is answered"
        STEP = "step", "A step is yours"
        INVITED = "invited", "You are invited to take part"
        INTERVIEW = "interview", "You interview a candidate"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    what = models.CharField(max_length=10, choices=What)
    key = models.CharField(max_length=400)
    """What it is about: told twice it is one notice."""
    thread = models.CharField(max_length=400)
    """Mails about one thread leave once an hour at most."""
    customer = models.ForeignKey(
        "deeproot_record.Customer", on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False
    )
    """Null: it is about no customer."""
    interaction_id = models.CharField(max_length=ID, blank=True)
    """In whose words it stands."""
    question = models.ForeignKey(OptionQuestion, on_delete=models.CASCADE, null=True, related_name="notices")
    mending = models.ForeignKey(Mending, on_delete=models.CASCADE, null=True, related_name="+")
    actor = models.CharField(max_length=254, blank=True)
    """Who caused it, where it was one of us."""
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="one_notice_of_one_thing")]
        indexes: ClassVar = [
            models.Index(fields=["user", "-id"], name="notice_of_user"),
            models.Index(fields=["user"], condition=Q(seen_at__isnull=True), name="notice_unseen"),
            models.Index(
                fields=["at"], condition=Q(seen_at__isnull=True, mailed_at__isnull=True), name="notice_to_mail"
            ),
        ]


class NoticeMail(models.Model):
    """When one of us was last told of a thread by mail."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    thread = models.CharField(max_length=400)
    last_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "thread"], name="one_notice_mail_a_thread")]


class NoticeWish(models.Model):
    """Of what one of us wants to be told by mail; without a row of everything. The pages tell it all the same."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="notice_wish"
    )
    replies = models.BooleanField(default=True)
    mentions = models.BooleanField(default=True)
    """Mentions and handovers."""
    questions = models.BooleanField(default=True)
    """Questions, answers and steps."""


class Watermark(models.Model):
    """How far into the record one of our looks has seen, by its name: `replies`, `slips`."""

    name = models.CharField(max_length=20, primary_key=True)
    upto_seq = models.BigIntegerField()
