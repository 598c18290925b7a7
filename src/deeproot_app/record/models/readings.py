"""What the texts were read to say, and what people decided about it."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from deeproot_app.record.models.customers import ID, Customer
from deeproot_app.record.models.interactions import Interaction


class Proposal(models.Model):
    """One thing that a message says, as read: applied by rule, or waiting for a person.

    A reading is repeated without harm: within its message a proposal has its place, and a newer reading finds it again.
    What a person decided stands, whatever is read later.
    """

    class Sort(models.TextChoices):
        PROMISE = "promise"
        OUTCOME = "outcome", "What became of a promise"
        NEEDS_ANSWER = "needs_answer", "Asks for an answer"
        KIND = "kind"
        BELIEF = "belief"

    class State(models.TextChoices):
        WAITING = "waiting"
        OPENED = "opened", "Applied by rule"
        CONFIRMED = "confirmed"
        EDITED = "edited"
        REJECTED = "rejected"
        OVERTAKEN = "overtaken", "No longer read so"

    DECIDED: Final = (State.CONFIRMED, State.EDITED, State.REJECTED)
    """The states that people gave."""
    RANK: Final = {sort.value: rank for rank, sort in enumerate(Sort)}
    """Which sort is asked about first."""

    sort = models.CharField(max_length=20, choices=Sort)
    rank = models.PositiveSmallIntegerField()
    """Its sort's place in the queue."""
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="proposals", db_index=False)
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="proposals", db_index=False)
    """Whose words these are."""
    place = models.PositiveIntegerField(default=0)
    """Its number among those of its sort in the message; it stays where the reading moves."""
    promise_id = models.CharField(max_length=ID, blank=True)
    """The promise that an outcome is about; of a promise, the id under which it is or would be opened."""
    belief_id = models.CharField(max_length=ID, blank=True)
    """Of a belief, the id under which it is or would be held: of one said before, that one's."""
    value = models.JSONField()
    """What is proposed. promise: {text, firmness, by, due_at, due_words, vague} · outcome: {outcome, new_due}
    (delivers, holding, withdraws, not_solved, confirms) · belief: {about, text, horizon, metric} · kind: {kind} ·
    needs_answer: {needs_answer}. Moments are ISO 8601."""
    words = models.JSONField(default=list)
    """The exact words it rests on: [{text, start, end}], places in the body; without a place where it has none."""
    reasons = models.JSONField(default=list)
    """Why, in sentences."""
    confidence = models.FloatField()
    reader = models.PositiveSmallIntegerField()
    """The version of the reader that said so last."""
    made_at = models.DateTimeField()
    """When the message was written."""
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """Null where a rule did, or the command line."""
    decided = models.JSONField(null=True)
    """The value as a person decided it; null where nobody did."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["interaction", "sort", "place", "promise_id"], name="one_proposal_a_place")
        ]
        indexes: ClassVar = [
            models.Index(fields=["rank", "made_at", "id"], condition=Q(state="waiting"), name="proposal_queue"),
            models.Index(fields=["customer", "made_at", "id"], name="proposal_story"),
            models.Index(fields=["promise_id"], condition=~Q(promise_id=""), name="proposal_of_promise"),
            models.Index(
                fields=["sort", "state"],
                condition=Q(state__in=["confirmed", "edited", "rejected"]),
                name="proposal_decided",
            ),
        ]

    @property
    def key(self) -> tuple[str, str, int, str]:
        """What it is known by, whichever reading finds it."""
        return self.interaction_id, self.sort, self.place, self.promise_id

    @property
    def is_decided(self) -> bool:
        """Whether a person decided it."""
        return self.state in self.DECIDED

    @property
    def holds(self) -> bool:
        """Whether what it says is taken as so: by rule, or by a person's word."""
        return self.state in (self.State.OPENED, self.State.CONFIRMED, self.State.EDITED)

    @property
    def says(self) -> dict[str, Any]:
        """Its value as decided, else as read."""
        return dict(self.decided if self.decided is not None else self.value)

    def __str__(self) -> str:
        return f"{self.sort} in {self.interaction_id}"
