"""Words that others tell of: files, connections, programs. They tighten; they loosen nothing that was ever said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from deeproot.plan.policy import Word
from deeproot.plan.policy.words import standing
from deeproot_app.base import clock
from deeproot_app.record import turnstile
from deeproot_app.record.consent.digests import digests, key
from deeproot_app.record.consent.ledger import State, understood_anew
from deeproot_app.record.consent.standing import ADDRESS, CONTACT, CUSTOMER, Subject, heard
from deeproot_app.record.consent.whom import home
from deeproot_app.record.models import Consent, ConsentAddress, Customer, RecordSequence


@dataclass(frozen=True)
class Told:
    """One word that somebody else tells of."""

    contact_id: str | None
    customer_id: str | None
    addresses: tuple[str, ...]
    state: str
    """objected, or consented."""
    purpose: str
    channel: str
    proof: str


def land(words: Sequence[Told], *, how: str, source: str, by: str = "") -> int:
    """Add to the ledger what is new of these words, in the transaction at hand; how many that were.

    An objection that stands already is not repeated, and a consent counts only where nothing was ever said: telling
    the same twice adds nothing, whatever happened between. Four queries, however many words there are.
    """
    if not words:
        return 0
    secret, ours, countries = key(), home(), _countries(words)
    each = [tuple(digests(one.addresses, secret, countries.get(one.customer_id or "") or ours)) for one in words]
    known = heard(
        {one.contact_id for one in words if one.contact_id},
        {one.customer_id for one in words if one.customer_id and not one.contact_id},
        {digest for some in each for digest in some},
    )
    fresh: dict[tuple[object, ...], tuple[Told, tuple[str, ...]]] = {}
    for one, some in zip(words, each, strict=True):
        subjects = _subjects(one, some)
        if subjects and _is_new(one, known.words(subjects, subjects)):
            fresh.setdefault((one.contact_id, some, one.state, one.purpose, one.channel), (one, some))
    _write(list(fresh.values()), how, source, by)
    return len(fresh)


def _countries(words: Sequence[Told]) -> Mapping[str, str | None]:
    """The countries of those whose telephone numbers do not tell theirs."""
    ids = {one.customer_id for one in words if any("@" not in address for address in one.addresses)}
    return dict(Customer.objects.filter(pk__in=sorted(filter(None, ids))).values_list("pk", "country")) if ids else {}


def _subjects(one: Told, some: tuple[str, ...]) -> list[Subject]:
    found: list[Subject] = [(ADDRESS, digest) for digest in some]
    if one.contact_id:
        found.append((CONTACT, one.contact_id))
    elif one.customer_id:
        found.append((CUSTOMER, one.customer_id))
    return found


def _is_new(one: Told, words: tuple[Word, ...]) -> bool:
    if one.state != State.OBJECTED:
        return not any(word.purpose in (one.purpose, "all") and word.channel in ("", one.channel) for word in words)
    told = standing(words, one.purpose, one.channel)
    return not told or any(word.state != State.OBJECTED for word in told)


def _write(fresh: Sequence[tuple[Told, tuple[str, ...]]], how: str, source: str, by: str) -> None:
    if not fresh:
        return
    now, seq = clock.now(), RecordSequence.take()
    turnstile.alone()
    rows = [
        Consent(
            consent_id=f"consent:{uuid4().hex}", customer_id=one.customer_id, contact_id=one.contact_id,
            state=one.state, purpose=one.purpose, channel=one.channel, at=now, recorded_at=now, how=how, sure=False,
            source=source[:300], proof=one.proof[:2_000], by=by[:254], recorded_seq=seq,
        )
        for one, _ in fresh
    ]  # fmt: skip
    Consent.objects.bulk_create(rows, batch_size=500)
    ConsentAddress.objects.bulk_create(
        [
            ConsentAddress(consent=row, digest=digest)
            for row, (_, some) in zip(rows, fresh, strict=True)
            for digest in some
        ],
        batch_size=500,
    )
    understood_anew({one.customer_id for one, _ in fresh if one.customer_id}, seq)
