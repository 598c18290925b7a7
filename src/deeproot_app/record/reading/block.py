"""What must be known to read some messages: their threads, the promises open then, what was proposed and decided.

A number of queries that does not depend on how many messages there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final, NamedTuple

from django.db.models import Q

from deeproot_app.record.importing.decided import decided
from deeproot_app.record.models import Batch, Belief, Case, Customer, Interaction, Promise, Proposal
from deeproot_app.record.reading import unread
from deeproot_app.record.reading.answers import answers
from deeproot_app.record.reading.rows import Rows
from deeproot_app.record.reading.rules import FOLLOWED
from deeproot_app.record.reading.unread import Message
from deeproot_app.record.shape import SHAPES

STATE: Final = ("kept_in", "kept_at", "withdrawn_at", "holding", "moved_to")
"""What became of a promise."""
PROMISE: Final = ("customer_id", "member_id", "made_in", "made_at", "due_at", "text", *STATE)
BELIEF: Final = ("customer_id", "about", "text", "horizon", "metric", "from_at", "until", "confirmed_at", "evidence")
PROPOSAL: Final = (
    "customer_id", "promise_id", "belief_id", "value", "words", "reasons", "confidence", "reader", "made_at", "state",
    "decided_at", "decided",
)  # fmt: skip


class Passed(NamedTuple):
    """One interaction of the customers at hand, without its words."""

    interaction_id: str
    customer_id: str
    happened_at: datetime
    direction: str
    thread_id: str | None
    case_id: str | None
    automatic: bool
    needs_answer: bool
    kind: str | None

    @property
    def order(self) -> tuple[datetime, str]:
        return self.happened_at, self.interaction_id


@dataclass
class Block:
    """Messages to read, and all that bears on them. Its rows are changed as the messages are read."""

    messages: list[Message]
    seen: dict[str, int]
    """For each customer the number of their last change when this was looked up."""
    passed: dict[str, list[Passed]]
    """What passed with each customer, in order, from half a year before the first message at hand."""
    promises: Rows[Promise]
    places: dict[str, tuple[str | None, str | None]]
    """For each interaction that a promise was made in: its thread and its case."""
    beliefs: Rows[Belief]
    """Also those that are shown as another."""
    proposals: Rows[Proposal]
    by_people: set[str]
    """Promises about which people decided themselves, not of a proposal."""
    beliefs_by_people: dict[str, set[str]]
    """For each belief about which people decided so: the columns that are theirs."""
    told_by_files: set[str]
    """Promises whose file says what became of them."""
    cases: dict[str, Case]
    answers: dict[str, str] = field(default_factory=dict)
    """What we wrote right before customers' messages and right after, where that is not at hand itself."""
    labels: dict[str, Message] = field(default_factory=dict)
    """Messages whose labels changed."""

    def __post_init__(self) -> None:
        self._outcomes: dict[str, list[Proposal]] = defaultdict(list)
        for row in self.proposals.all.values():
            if row.sort == Proposal.Sort.OUTCOME:
                self._outcomes[row.promise_id].append(row)

    def outcomes_before(self, promise_id: str) -> list[Proposal]:
        """What earlier readings proposed of what became of a promise."""
        return self._outcomes.get(promise_id, [])

    @cached_property
    def at_hand(self) -> frozenset[str]:
        """The interactions whose messages are to be read."""
        return frozenset([message.interaction_id for message in self.messages])

    @property
    def customers(self) -> list[str]:
        return list(self.seen)


def load(messages: list[Message]) -> Block:
    """All that bears on these messages. At most fifteen queries, however many they are."""
    customers = sorted({message.customer_id for message in messages})
    seen = dict(Customer.objects.filter(pk__in=customers).values_list("pk", "changed_seq"))
    since = min(message.happened_at for message in messages) - FOLLOWED
    passed = _passed(customers, since)
    promises = list(Promise.objects.filter(customer_id__in=customers, made_at__gte=since))
    beliefs = list(Belief.every.filter(customer_id__in=customers))
    places = _places(promises, passed)
    proposals = _proposals(messages, customers, since)
    return Block(
        messages,
        seen,
        passed,
        Rows(promises, "promise_id", PROMISE),
        places,
        Rows(beliefs, "belief_id", BELIEF),
        Rows(proposals, "key", PROPOSAL),
        set(decided(SHAPES["promises"], [promise.pk for promise in promises])) if promises else set(),
        decided(SHAPES["beliefs"], [belief.pk for belief in beliefs]) if beliefs else {},
        told_by_files(promises),
        _cases({case for _, case in places.values() if case} | {one.case_id for one in messages if one.case_id}),
        answers(passed.values(), {message.interaction_id for message in messages}),
    )


def _passed(customers: list[str], since: datetime) -> dict[str, list[Passed]]:
    found = Interaction.objects.filter(customer_id__in=customers, happened_at__gte=since).exclude(direction="internal")
    rows: Iterable[Any] = found.order_by("happened_at", "interaction_id").values_list(*Passed._fields)
    passed: dict[str, list[Passed]] = defaultdict(list)
    for row in rows:
        one = Passed(*row)
        passed[one.customer_id].append(one)
    return passed


def _places(promises: list[Promise], passed: dict[str, list[Passed]]) -> dict[str, tuple[str | None, str | None]]:
    wanted = {promise.made_in for promise in promises}
    found = {
        one.interaction_id: (one.thread_id, one.case_id)
        for some in passed.values()
        for one in some
        if one.interaction_id in wanted
    }
    if rest := wanted - found.keys():
        rows = Interaction.objects.filter(pk__in=rest).values_list("pk", "thread_id", "case_id")
        found |= {pk: (thread, case) for pk, thread, case in rows}
    return found


def _proposals(messages: list[Message], customers: list[str], since: datetime) -> list[Proposal]:
    """What was proposed of these messages; of labels, promises and outcomes of that time; of what these customers say.

    Labels are asked about anew where a letter is replied to only now.
    """
    here = Q(interaction_id__in=[message.interaction_id for message in messages])
    then = (Proposal.Sort.KIND, Proposal.Sort.NEEDS_ANSWER, Proposal.Sort.PROMISE, Proposal.Sort.OUTCOME)
    of_then = Q(customer_id__in=customers, sort__in=then, made_at__gte=since)
    beliefs = Q(customer_id__in=customers, sort=Proposal.Sort.BELIEF)
    found = {row.pk: row for which in (here, of_then, beliefs) for row in Proposal.objects.filter(which)}
    return list(found.values())


def told_by_files(promises: list[Promise]) -> set[str]:
    """Promises of files that have a column for what became of them: what such a file leaves empty did not happen."""
    batches = {promise.batch_id for promise in promises if promise.batch_id is not None}
    if not batches:
        return set()
    silent = set()
    for pk, table, header in Batch.objects.filter(pk__in=batches).values_list("pk", "table", "header"):
        columns = {str(name).strip().lower() for name in header}
        if table == "promises" and "promise_id" in columns and not columns & set(STATE):
            silent.add(pk)
    return {promise.pk for promise in promises if promise.batch_id in batches - silent}


def _cases(cases: set[str]) -> dict[str, Case]:
    return {case.pk: case for case in Case.objects.filter(pk__in=cases)} if cases else {}


def words_of(interactions: Iterable[str]) -> dict[str, Message]:
    """These interactions with their words, those whose words were read. One query at most."""
    wanted = list(interactions)
    found = unread.messages(Q(interaction_id__in=wanted) & ~unread.unread(), len(wanted)) if wanted else []
    return {message.interaction_id: message for message in found}
