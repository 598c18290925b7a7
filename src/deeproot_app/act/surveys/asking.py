"""Asking people: the gate's word for each of them first, then a mail with their own link through the outbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max

from deeproot.plan.policy import Reason, Touch, Verdict
from deeproot_app.act.drafts import spoken
from deeproot_app.act.models import Asked, Sending, Survey
from deeproot_app.act.outbox import Mail, queue_many
from deeproot_app.act.outbox.asking import PATIENCE, put_off_to
from deeproot_app.act.surveys import course, links, mailing, telling, written
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation, User
from deeproot_app.plan import gate
from deeproot_app.record import acted
from deeproot_app.record.models import Contact, Customer

AT_ONCE: Final = 500
ASKED = Reason("asked_already", "Asked already, and can still answer.", "They have a link that is good.", None, False)
BEING_ASKED = Reason("being_asked", "No two surveys at the same time.", "Another survey waits to leave.", None, False)
NOBODY = Reason("no_address", "Nobody can be written to there.", "No mail address is known.", None, False)


@dataclass(frozen=True)
class One:
    """One person who may be asked, and what speaks against it."""

    contact: Contact
    reasons: tuple[Reason, ...] = ()
    until: datetime | None = None
    """They can be asked, but not before then."""
    round: int = 1

    @property
    def refused(self) -> bool:
        return bool(self.reasons) and self.until is None


@dataclass(frozen=True)
class Looked:
    """What becomes of asking: who is asked, who later, who not and why. ``unknown`` are words that name nobody."""

    people: list[One] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def would(self) -> list[One]:
        """Those who are asked, some of them later."""
        return [one for one in self.people if not one.refused]

    @property
    def later(self) -> list[One]:
        return [one for one in self.people if one.until is not None]

    @property
    def refused(self) -> list[One]:
        return [one for one in self.people if one.refused]

    @property
    def why(self) -> list[tuple[str, int]]:
        """The reasons against those who are refused, the most frequent first; somebody may have several."""
        found = Counter(reason.words for one in self.refused for reason in one.reasons)
        return found.most_common()


def look(
    actor: access.Actor, survey: Survey, people: Sequence[Contact], unknown: Sequence[str] = (), *,
    by_hand: bool = False,
) -> Looked:  # fmt: skip
    """What would become of asking these people now; nothing is asked by it. A fixed number of queries."""
    access.require(actor, "record.see")
    told = [one for part in _parts(_distinct(people)) for one in looked_at(survey, part, clock.now(), by_hand=by_hand)]
    return Looked(told, list(unknown))


def _distinct(people: Sequence[Contact]) -> list[Contact]:
    return list({one.pk: one for one in people}.values())


def _parts(people: Sequence[Contact]) -> Iterator[Sequence[Contact]]:
    return (people[start : start + AT_ONCE] for start in range(0, len(people), AT_ONCE))


def looked_at(
    survey: Survey, people: Sequence[Contact], at: datetime, *, by_hand: bool = False, programme: str | None = None,
    automatic: bool = False,
) -> list[One]:  # fmt: skip
    """The gate's word for each, and ours: nobody is asked twice, or by two surveys at a time."""
    ids = [one.pk for one in people]
    asked = Asked.objects.filter(contact__in=ids)
    there = asked.filter(survey=survey, ends_at__gt=at, answered_at=None).exclude(course.NOT)
    answered = asked.filter(survey=survey, ends_at__gt=at, answered_at__isnull=False)
    standing = {*there.values_list("contact_id", flat=True), *answered.values_list("contact_id", flat=True)}
    waits = set(asked.filter(course.WAITS).exclude(survey=survey).values_list("contact_id", flat=True))
    rounds = dict(asked.filter(survey=survey).values_list("contact_id").annotate(last=Max("round")))
    members = _members(survey, people)
    touches = [_touch(survey, one, members, programme, automatic=automatic, by_hand=by_hand) for one in people]
    verdicts = gate.decide(touches, at) if touches else []
    found = []
    for one, verdict in zip(people, verdicts, strict=True):
        own = [ASKED] if one.pk in standing else [BEING_ASKED] if one.pk in waits else []
        own += [] if one.email or by_hand else [NOBODY]
        until = None if own or by_hand else put_off_to(verdict, at)
        reasons = tuple(own) or (verdict.reasons if until else _lasting(verdict, at))
        found.append(One(one, reasons, until, (rounds.get(one.pk) or 0) + 1))
    return found


def _lasting(verdict: Verdict, at: datetime) -> tuple[Reason, ...]:
    """Why somebody is not asked at all: without what would only put it off to the morning, where there is more."""
    lasting = tuple(one for one in verdict.reasons if one.lifts_at is None or one.lifts_at > at + PATIENCE)
    return lasting or verdict.reasons


def _members(survey: Survey, people: Sequence[Contact]) -> Mapping[str, str | None]:
    """In whose name each customer's people are asked: the host, else whoever looks after them. One query at most."""
    customers = {one.customer_id for one in people}
    if survey.host_id:
        return dict.fromkeys(customers, survey.host_id)
    rows = Customer.objects.filter(pk__in=customers)
    return dict(rows.values_list("pk", "owner_id"))


def _touch(
    survey: Survey, one: Contact, members: Mapping[str, str | None], programme: str | None = None, *,
    automatic: bool = False, by_hand: bool = False,
) -> Touch:  # fmt: skip
    return Touch(
        customer_id=one.customer_id, contact_id=one.pk, member_id=members.get(one.customer_id),
        channel="survey" if by_hand else "email",
        kind="survey", automatic=automatic, personal=False, survey_id=str(survey.pk), programme_id=programme,
    )  # fmt: skip


def ask(actor: access.Actor, survey: Survey, people: Sequence[Contact], *, by_hand: bool = False) -> Looked:
    """Ask these people: each whom nothing speaks against gets a link, and a mail that asks; ``by_hand`` only the link.

    Asked again it finds who was asked already. The gate is asked here, and again at the instant of sending. Raises
    UserError for a survey that is not open.
    """
    access.require(actor, written.ACT)
    return Looked([one for part in _parts(_distinct(people)) for one in _ask(actor, survey, part, by_hand)])


@transaction.atomic
def _ask(actor: access.Actor, survey: Survey, people: Sequence[Contact], by_hand: bool) -> list[One]:
    hold(survey)
    now = clock.now()
    rows_seen = access.customers(actor, Contact.objects.filter(pk__in=[one.pk for one in people]), "customer")
    seen = set(rows_seen.values_list("pk", flat=True))
    known = [one for one in people if one.pk in seen]
    looked = looked_at(survey, known, now, by_hand=by_hand)
    would = [one for one in looked if not one.refused]
    rows = make(actor, survey, would, now)
    if by_hand:
        _note(survey, rows)
    else:
        send(actor, survey, rows)
    if rows:
        audit.write(actor, "survey.ask", survey, asked=len(rows), refused=len(looked) - len(rows), by_hand=by_hand)
    return looked


def hold(survey: Survey) -> None:
    """Let nobody else ask until the transaction ends: who is asked by one survey is seen by the next.

    Raises UserError for a survey that is not open.
    """
    states = dict(Survey.objects.select_for_update().exclude(state="draft").order_by("pk").values_list("pk", "state"))
    if states.get(survey.pk) != Survey.State.OPEN:
        raise UserError(f"“{survey.title}” is not open: open it, then ask.")


def make(
    actor: access.Actor, survey: Survey, would: Sequence[One], now: datetime, programme: str | None = None
) -> list[Asked]:
    """A link for each of these, in the transaction at hand; in the language that each customer writes."""
    ids = {one.contact.customer_id for one in would}
    languages = spoken.languages(list(Customer.objects.filter(pk__in=ids)))
    rows = [
        Asked(
            survey=survey, customer_id=one.contact.customer_id, contact=one.contact, round=one.round,
            language=languages.get(one.contact.customer_id, survey.language), programme_id=programme, asked_at=now,
            asked_by=str(actor)[:254], ends_at=now + timedelta(days=survey.link_days),
        )
        for one in would
    ]  # fmt: skip
    return Asked.objects.bulk_create(rows, batch_size=AT_ONCE)


def send(actor: access.Actor, survey: Survey, rows: Sequence[Asked], *, automatic: bool = False) -> list[Sending]:
    """Queue the mail of each, in the transaction at hand. One for each person and round, whoever asks."""
    contacts = [row.contact for row in rows if row.contact is not None]
    members = _members(survey, contacts)
    speakers = spoken.speakers(set(filter(None, [*members.values(), _own(actor)])))
    company, fallback = Organisation.get().name, spoken.Speaker("", Organisation.get().name)
    mails = []
    for row in rows:
        assert row.contact is not None
        speaker = speakers.get(members.get(row.customer_id) or _own(actor), fallback)
        name = row.contact.name or ""
        subject, text = mailing.mail(survey, row.language, speaker, name, links.OWN.link(row), company)
        touch = _touch(survey, row.contact, members, row.programme_id, automatic=automatic)
        mails.append(Mail(f"survey:{survey.pk}:{row.round}", touch, subject, text, programme_id=row.programme_id))
    sent = queue_many(actor, mails)
    for row, sending in zip(rows, sent, strict=True):
        row.sending = sending
    Asked.objects.bulk_update(rows, ["sending"], batch_size=AT_ONCE)
    return sent


def _own(actor: access.Actor) -> str:
    return actor.member_id if isinstance(actor, User) else ""


def _note(survey: Survey, rows: Sequence[Asked]) -> None:
    """Record that these were asked in another way than by our mail: by a word, a letter, a code on a desk.

    It is no touch of its own (whoever hands the link over makes one), yet the gate counts that they were asked.
    """
    acted.record_many(
        [
            {
                "interaction_id": f"{telling.interaction_id(row)}-asked", "customer_id": row.customer_id,
                "channel": "survey", "direction": "out", "kind": "admin", "happened_at": row.asked_at,
                "contact_id": row.contact_id, "thread_id": telling.interaction_id(row), "automatic": True,
                "personal": True, "needs_answer": False, "subject": survey.title, "body": "",
            }
            for row in rows
        ]
    )  # fmt: skip
