"""What stands in the ledger about some people, as the gate reads it. Two queries, however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from deeproot.plan.policy import Word
from deeproot_app.record import sql
from deeproot_app.record.models import Consent, ConsentAddress

CONTACT, CUSTOMER, ADDRESS = "contact", "customer", "address"
Subject = tuple[str, str]
"""Of whom a word is: (contact, its id), (customer, its id), or (address, its digest)."""
HOWS: Final = {
    "preferences": "on their preferences page",
    "one_click": "with the unsubscribe button of a mail",
    "reply": "in a reply to us",
    "complaint": "reported our mail as unwanted",
    "bounce": "a mail to them came back",
    "colleague": "told {by}",
    "import": "in the file {source}",
    "connection": "told by {source}",
    "api": "told by a program of {by}",
}
"""How a word came to us."""
COLUMNS: Final = "c.state, c.purpose, c.channel, c.at, c.how, c.sure, c.source, c.by"
TABLE, ADDRESSES = Consent._meta.db_table, ConsentAddress._meta.db_table


@dataclass(frozen=True)
class Heard:
    """The words of some people, by subject; each subject's oldest first."""

    of: Mapping[Subject, tuple[Word, ...]]

    def words(self, subjects: Collection[Subject], own: Collection[Subject]) -> tuple[Word, ...]:
        """The words of all of these subjects, oldest first; those of ``own`` may carry a consent."""
        found = [
            word if subject in own else word._replace(own=False)
            for subject in subjects
            for word in self.of.get(subject, ())
        ]
        return tuple(sorted(found, key=lambda word: word.at)) if len(found) > 1 else tuple(found)


def heard(
    contacts: Collection[str], customers: Collection[str], digests: Collection[str], upto: datetime | None = None
) -> Heard:
    """What these contacts, customers and addresses said; with ``upto`` as it stood at a moment that has passed."""
    found: dict[Subject, list[tuple[Any, ...]]] = defaultdict(list)
    whose, one = sql.among("c.contact_id", sorted(contacts))
    whole, other = sql.among("c.customer_id", sorted(customers))
    by_id = (
        f"SELECT c.contact_id, c.customer_id, {COLUMNS} FROM {TABLE} c WHERE {whose} UNION ALL "  # noqa: S608
        f"SELECT NULL, c.customer_id, {COLUMNS} FROM {TABLE} c WHERE {whole} AND c.contact_id IS NULL"
    )
    for contact, customer, *told in sql.rows_of(by_id, one, other):
        found[(CONTACT, contact) if contact else (CUSTOMER, customer)].append(tuple(told))
    which, values = sql.among("a.digest", sorted(digests))
    by_address = (
        f"SELECT a.digest, {COLUMNS} FROM {ADDRESSES} a JOIN {TABLE} c ON c.consent_id = a.consent_id WHERE {which}"  # noqa: S608
    )
    for digest, *told in sql.rows_of(by_address, values):
        found[ADDRESS, digest].append(tuple(told))
    return Heard({subject: _in_order(subject, rows, upto) for subject, rows in found.items()})


def _in_order(subject: Subject, rows: list[tuple[Any, ...]], upto: datetime | None) -> tuple[Word, ...]:
    of = ":".join(subject)
    words = [
        Word(
            state,
            purpose,
            channel,
            moment(at),
            HOWS.get(how, how).format(by=by or "us", source=source),
            of,
            True,
            bool(sure),
        )
        for state, purpose, channel, at, how, sure, source, by in rows
        if state != Consent.State.LINKS_REVOKED
    ]
    # Of two of one moment the one that forbids counts: it comes last.
    told = sorted(words, key=lambda word: (word.at, word.state in ("objected", "do_not_contact")))
    return tuple(word for word in told if upto is None or word.at <= upto)


def moment(value: Any) -> datetime:
    """A moment as either database gives it, aware."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=UTC)
