"""The send ledger: one row for each person and occasion, written before anything moves (DESIGN.md 7)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from deeproot_app.record.models import Connection, Contact, Customer, Interaction, Member
from deeproot_app.record.models.customers import ID


def named(to: type[models.Model], *, index: bool = False) -> models.ForeignKey[Any, Any]:
    """A reference that outlives its row: what was sent was sent, also where an import is undone afterwards."""
    return models.ForeignKey(
        to, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=index, related_name="+"
    )


class SendingAccount(models.Model):
    """By what mail leaves: a server (SMTP) or a provider, and how fast it may go. One may belong to a mailbox."""

    class State(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused"
        REMOVED = "removed"

    name = models.CharField(max_length=100, unique=True)
    connection = models.OneToOneField(Connection, on_delete=models.SET_NULL, null=True, related_name="+")
    """The mailbox to which answers and reports of failure come."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.CharField(max_length=30, default="smtp")
    """`smtp`, or the name of a provider."""
    settings = models.JSONField(default=dict)
    sealed = models.TextField(blank=True)
    """Its secrets as sealed JSON (`base.sealed`)."""
    from_name = models.CharField(max_length=200, blank=True)
    from_address = models.CharField(max_length=254)
    """Who writes, where a colleague has no address of their own here."""
    footer = models.TextField(blank=True)
    """Who we are and where: stands under what goes to many (a postal address is law in most countries)."""
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    hourly = models.PositiveIntegerField(null=True)
    daily = models.PositiveIntegerField(null=True)
    """Mails in an hour, in a day, at most; null for no limit."""
    starts_slowly = models.BooleanField(default=True)
    began_at = models.DateTimeField(null=True)
    """When the first mail left."""
    connections = models.PositiveSmallIntegerField(default=4)
    """Conversations with its server at the same time, at most."""
    a_destination = models.PositiveSmallIntegerField(default=2)
    """Of these, with mails for one domain."""
    slow_until = models.DateTimeField(null=True)
    """Its server asked for less (421): nothing leaves before then."""
    failures = models.PositiveIntegerField(default=0)
    """In a row: how often its server could not be spoken to at all."""
    says = models.TextField(blank=True)
    """Why nothing leaves by it, in a sentence that tells what to do; empty where all is well."""

    def __str__(self) -> str:
        return self.name


class SendsAs(models.Model):
    """The name and address under which one colleague writes, and by which account."""

    account = models.ForeignKey(SendingAccount, on_delete=models.CASCADE, related_name="names")
    member = named(Member)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=254)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["member"], name="one_address_a_colleague")]


class Outbox(models.Model):
    """One row: whether anything leaves at all, and how long what is queued may be called back."""

    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=254, blank=True)
    stopped_because = models.TextField(blank=True)
    grace_seconds = models.PositiveIntegerField(default=30)
    """So long a mail that a person sends waits, so that they can take it back."""
    looked = models.JSONField(default=dict)
    """How far what arrived was looked through for what became of mails."""

    @classmethod
    def get(cls) -> Outbox:
        """The one row; the defaults, not yet saved, where nobody changed any: looking writes nothing."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class Sending(models.Model):
    """One mail to one person on one occasion: where it stands, and how it came there."""

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        """Leaves when its time has come and the gate lets it."""
        WAITING = "waiting", "Put off"
        """Was tried or asked about, and waits for another moment."""
        CLAIMED = "claimed", "Being sent"
        """A worker has it, under a lease; nothing of it that could be delivered has left."""
        HANDING_OVER = "handing_over", "Handing over"
        """Committed before the final dot: from here on it may have been delivered."""
        SENT = "sent", "Sent"
        REFUSED = "refused", "Refused"
        """A server would not have it, or gave it back, or somebody found that it did not arrive."""
        SUPPRESSED = "suppressed", "Held back"
        """The gate said no."""
        CANCELLED = "cancelled", "Cancelled"
        UNCERTAIN = "uncertain", "Uncertain"
        """The answer never came. Settled by looking, never by sending again."""

    occasion = models.CharField(max_length=ID)
    """What it is sent for: `draft:17`, `programme:3:step:2`. A person gets one mail of one occasion."""
    key = models.CharField(max_length=64, unique=True)
    """Digest of occasion and person."""
    address_key = models.CharField(max_length=64, unique=True)
    """Digest of occasion and address: two people behind one address get one mail."""
    message_id = models.CharField(max_length=200, unique=True)
    """Without brackets. It follows from the key alone, so that any copy is known for what it is."""
    customer = named(Customer)
    contact = named(Contact)
    member = named(Member)
    """Whose mail it is: one of our people, in whose name it goes."""
    address = models.CharField(max_length=254)
    to_name = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=20)
    automatic = models.BooleanField(default=False)
    personal = models.BooleanField(default=True)
    reply_to = named(Interaction)
    """The interaction that it answers."""
    resource_id = models.CharField(max_length=ID, null=True)
    programme_id = models.CharField(max_length=ID, null=True)
    survey_id = models.CharField(max_length=ID, null=True)
    account = models.ForeignKey(SendingAccount, on_delete=models.PROTECT, null=True, related_name="sendings")
    override_id = models.BigIntegerField(null=True)
    """The recorded overruling of the gate (`plan.gate`)."""
    overruled = models.JSONField(default=list)
    """The gate's reasons that it overrules."""
    actor = models.CharField(max_length=254)
    """Who queued it, in words that outlive the user."""
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    reasons = models.JSONField(default=list)
    """Why the gate holds it back or puts it off: [[id, words, fact], ...]."""
    says = models.TextField(blank=True)
    """Why it stands where it stands, in a sentence."""
    code = models.CharField(max_length=20, blank=True)
    """The server's answer: `550 5.1.1`."""
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    """When it may be taken up; null once it is settled."""
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.BigIntegerField(default=0)
    """One more with each claim: whoever holds an older one changes nothing any more."""
    lease_until = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    """When its handing over was committed, or its server refused it before that."""
    settled_at = models.DateTimeField(null=True)
    complained_at = models.DateTimeField(null=True)
    """When whoever got it called it spam (RFC 5965)."""
    provider_id = models.CharField(max_length=300, blank=True)
    """What a provider calls it."""
    course = models.JSONField(default=list)
    """All that happened to it: [[when, state, words], ...]."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="what_waits_has_its_time", condition=~Q(state__in=["queued", "waiting"]) | Q(next_at__isnull=False)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "next_at", "id"], name="sending_next"),
            models.Index(fields=["state", "id"], name="sending_by_state"),
            models.Index(fields=["account", "handed_at"], name="sending_pace"),
            models.Index(fields=["customer", "id"], name="sending_of_customer"),
            models.Index(
                fields=["programme_id", "state"], name="sending_of_programme", condition=Q(programme_id__isnull=False)
            ),
        ]

    @property
    def told(self) -> str:
        """What became of it, after "the mail": it leaves in a moment, or waits, and why."""
        return "leaves in a moment" if self.state == self.State.QUEUED else f"waits. {self.says}".rstrip(". ")

    def __str__(self) -> str:
        return self.message_id


class Letter(models.Model):
    """The words of a mail."""

    sending = models.OneToOneField(Sending, on_delete=models.CASCADE, primary_key=True, related_name="letter")
    subject = models.CharField(max_length=998)
    text = models.TextField()
    html = models.TextField(blank=True)
    parents = models.JSONField(default=list)
    """The ids of the mails that it follows, without brackets: the first of the conversation first."""
    enclosures = models.JSONField(default=list)
    """What is attached, in its order: [{"file", "name", "type", "size", "digest"} …], of files of the library. Their
    bytes are never changed; the digest is asked before they leave, so that every attempt carries the same."""
    keeps = models.JSONField(default=list)
    """The promises that it delivers, as whoever sent it said: kept once it has left, unless somebody settled them."""
    sent_as = models.CharField(max_length=500, blank=True)
    """Who wrote, as it stood in the mail that left."""
