"""Asking those who work on a case what may be offered; and their answer, which whoever asked hears at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from deeproot_app.act.briefs import options, people
from deeproot_app.act.calls.begin import own
from deeproot_app.act.drafts import dates
from deeproot_app.act.models import AgreedOption, Notice, OptionQuestion
from deeproot_app.act.notes import notices
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation, User
from deeproot_app.record import acted, case_names
from deeproot_app.record.models import Case, Customer, Member

LONGEST: Final = 4_000
MOST: Final = 20
"""More options than anybody chooses among."""


def ask(actor: access.Actor, case_id: str, words: str) -> OptionQuestion:
    """Ask those who work on an open case what may be offered; the question that waits already, where there is one.

    They are told at once: on their pages, in Today, by mail. It is no word among us that informs anybody: the gate
    opens when the brief is read. Raises UserError without words, or for a case that is closed.
    """
    access.require(actor, "note.write")
    case = open_case(actor, case_id)
    if not words.strip():
        raise UserError("Say what you want to know: whoever works on the case reads it first.")
    values = {
        "customer": case.customer.leader, "words": words.strip()[:LONGEST], "asked_at": clock.now(),
        "asked_by": actor if isinstance(actor, User) else None,
    }  # fmt: skip
    waits = {"case_id": case.pk, "actor": str(actor)[:254], "answered_at": None, "withdrawn_at": None}
    try:
        with transaction.atomic():
            question = OptionQuestion.objects.create(**waits, **values)
            notices.tell(
                people.asked(case, actor), Notice.What.ASKED, f"asked:{question.pk}", case.customer.leader,
                question=question, actor=actor,
            )  # fmt: skip
            audit.write(actor, "question.ask", question, case=case.pk)
    except IntegrityError:
        return OptionQuestion.objects.get(**waits)
    return question


def open_case(actor: access.Actor, case_id: str) -> Case:
    """An open case of a customer whom the actor may see. Raises Http404, or UserError for one that is closed."""
    rows = Case.objects.select_related("customer__merged_into", "owner")
    case = access.one(actor, rows, "customer", pk=case_id)
    if case.closed_at is not None and case.closed_at <= clock.now():
        raise UserError(f"Nothing needs to be agreed any more for {_called(case)}: it is closed.")
    return case


def _called(case: Case) -> str:
    """By what it is about, else by its day in the organisation's zone."""
    [named] = case_names.named([case], case.customer.leader.ids)
    zone, now = ZoneInfo(Organisation.get().timezone), clock.now()
    return case_names.called(named, lambda opened_at: dates.written(opened_at, "en", zone, now))


def withdraw(actor: access.Actor, question_id: int) -> OptionQuestion:
    """Take a question of one's own back: nobody need answer it. Raises UserError for another's, or a settled one."""
    access.require(actor, "note.write")
    with transaction.atomic():
        question = one(actor, question_id)
        if question.asked_by_id != getattr(actor, "pk", None):
            raise UserError("Only whoever asked can take a question back.")
        waiting = OptionQuestion.objects.filter(pk=question.pk, answered_at__isnull=True, withdrawn_at__isnull=True)
        if not waiting.update(withdrawn_at=clock.now()):
            raise UserError("This question is settled already; look at it again.")
        notices.settle(question, clock.now())
        audit.write(actor, "question.withdraw", question)
    question.refresh_from_db()
    return question


def one(actor: access.Actor, question_id: int) -> OptionQuestion:
    """A question about a customer whom the actor may see. Raises Http404."""
    rows = OptionQuestion.objects.select_related("customer__merged_into", "asked_by")
    return access.one(actor, rows, "customer", pk=question_id)


def agree(
    actor: access.Actor,
    case_id: str,
    texts: Sequence[str],
    *,
    words: str = "",
    offered_by: Sequence[str] = (),
    until: datetime | None = None,
    question_id: int | None = None,
) -> list[AgreedOption]:
    """Say what may be offered while a case is open, by whom and until when; it answers every question that waits on it.

    ``texts`` are the options; none, with ``words``: nothing may be offered, and why. It becomes a note in the case, and
    whoever asked hears at once. Raises UserError for nobody who works on the case, for nothing said, members that there
    are not, a moment that has passed, or a question (``question_id``) that somebody answered meanwhile.
    """
    access.require(actor, "case.agree")
    case = open_case(actor, case_id)
    if case.pk not in people.may_agree(actor, [case]):
        raise UserError("Only those who work on the case, and managers, say what may be offered. Ask them instead.")
    said = _said(texts, words, until)
    members = _members(offered_by)
    now = clock.now()
    with transaction.atomic():
        answered = _answer(actor, case, question_id, words.strip()[:LONGEST], now)
        rows = AgreedOption.objects.bulk_create(
            AgreedOption(
                customer=case.customer.leader, case_id=case.pk, text=text, offered_by=members, until=until,
                agreed_at=now, agreed_by=actor if isinstance(actor, User) else None, actor=str(actor)[:254],
                question=answered[0] if answered else None,
            )
            for text in said
        )  # fmt: skip
        _note(actor, case, said, words, [*options.names(members).values()], now)
        audit.write(actor, "case.agree", case, options=len(rows), questions=[row.pk for row in answered])
    return rows


def _said(texts: Sequence[str], words: str, until: datetime | None) -> list[str]:
    said = [text.strip()[:LONGEST] for text in texts if text.strip()]
    if len(said) > MOST:
        raise UserError(f"Name {MOST} options at most: nobody chooses among more on the telephone.")
    if not said and not words.strip():
        raise UserError("Name what may be offered, one option a line; or say in a few words why nothing may.")
    if until is not None and until <= clock.now():
        raise UserError("Choose a moment that is still to come; until then it may be offered.")
    return said


def _members(wanted: Sequence[str]) -> list[str]:
    known = set(Member.objects.filter(pk__in=list(wanted)).values_list("pk", flat=True))
    if missing := [one for one in wanted if one not in known]:
        raise UserError(f"There is no colleague {missing[0]!r}; choose from the list.")
    return list(dict.fromkeys(wanted))


def _answer(
    actor: access.Actor, case: Case, question_id: int | None, words: str, now: datetime
) -> list[OptionQuestion]:
    """Settle the questions that wait on the case, and tell whoever asked. Two who answer at once: one was first."""
    waiting = OptionQuestion.objects.filter(case_id=case.pk, answered_at__isnull=True, withdrawn_at__isnull=True)
    rows = list(waiting.select_for_update(of=("self",)).select_related("asked_by").order_by("pk"))
    if question_id is not None and all(row.pk != question_id for row in rows):
        raise UserError("This question is settled already; look at what was agreed, and add to it there.")
    user = actor if isinstance(actor, User) else None
    answered = [
        row
        for row in rows
        if waiting.filter(pk=row.pk).update(
            answered_at=now, answer=words, answered_by=user, answered_actor=str(actor)[:254]
        )
    ]
    for row in answered:
        notices.settle(row, now)
        if row.asked_by is not None and row.asked_by != user:
            notices.tell(
                [row.asked_by], Notice.What.AGREED, f"agreed:{row.pk}", case.customer.leader, question=row, actor=actor
            )
    if not answered and not words:
        return answered
    return answered or [_word(actor, case, words, now)]


def _word(actor: access.Actor, case: Case, words: str, now: datetime) -> OptionQuestion:
    """A word to the case that nobody asked for, kept as an answer."""
    user = actor if isinstance(actor, User) else None
    return OptionQuestion.objects.create(
        customer=case.customer.leader, case_id=case.pk, words="", asked_at=now, asked_by=user, actor=str(actor)[:254],
        answered_at=now, answer=words, answered_by=user, answered_actor=str(actor)[:254],
    )  # fmt: skip


def _note(actor: access.Actor, case: Case, said: Sequence[str], words: str, by: Sequence[str], now: datetime) -> None:
    """What was agreed, as a note in the case: whoever reads its history knows."""
    lines = [f"May be offered: {text}" for text in said] or ["Nothing may be offered now."]
    lines += [f"By {', '.join(by)}."] if by and said else []
    key = sha256(f"{case.pk}\0{actor}\0{now.isoformat()}\0{said}\0{words}".encode()).hexdigest()[:24]
    acted.record(
        actor,
        interaction_id=f"deeproot:agreed-{key}",
        customer_id=case.customer.leader.pk,
        channel="note",
        direction="internal",
        kind="note",
        happened_at=now,
        member_id=own(actor),
        case_id=case.pk,
        subject="Agreed with support",
        body="\n".join([*lines, *([words.strip()[:LONGEST]] if words.strip() else [])]),
        needs_answer=False,
        sentiment=None,
    )


def take_back_option(actor: access.Actor, option_id: int, because: str) -> AgreedOption:
    """Say that it may be offered no more, and why. Raises UserError without a reason, or for one taken back already."""
    access.require(actor, "case.agree")
    with transaction.atomic():
        stands = option(actor, option_id)
        case = access.one(actor, Case.objects.select_related("customer"), "customer", pk=stands.case_id)
        if case.pk not in people.may_agree(actor, [case]):
            raise UserError("Only those who work on the case, and managers, take an option back.")
        if not because.strip():
            raise UserError("Say why it may be offered no more: whoever was about to offer it reads it.")
        still = AgreedOption.objects.filter(pk=option_id, withdrawn_at__isnull=True)
        given = {"withdrawn_actor": str(actor)[:254], "withdrawn_because": because.strip()[:LONGEST]}
        if not still.update(withdrawn_at=clock.now(), **given):
            raise UserError("This option was taken back already.")
        audit.write(actor, "case.take_back_option", stands, case=case.pk)
    stands.refresh_from_db()
    return stands


def option(actor: access.Actor, option_id: int) -> AgreedOption:
    """An option about a customer whom the actor may see. Raises Http404."""
    rows = AgreedOption.objects.select_related("customer__merged_into")
    return access.one(actor, rows, "customer", pk=option_id)


def is_asked(actor: access.Actor, customer: Customer) -> bool:
    """Whether a question about this customer waits for an answer of the actor: they know of the case."""
    return isinstance(actor, User) and _waiting(actor).filter(customer__in=customer.ids).exists()


def waiting_of(user: User) -> list[OptionQuestion]:
    """The questions that wait for an answer of this user, the oldest first, each with its case. Three queries."""
    rows = access.customers(user, _waiting(user), "customer")
    found = list(rows.select_related("customer__merged_into").order_by("pk")[:MOST])
    cases = case_names.of_ids([row.case_id for row in found], [row.customer for row in found])
    for row in found:
        row.case = cases.get(row.case_id)
    return found


def _waiting(user: User) -> QuerySet[OptionQuestion]:
    asked = Notice.objects.filter(user=user, what=Notice.What.ASKED).values("question")
    return OptionQuestion.objects.filter(pk__in=asked, answered_at__isnull=True, withdrawn_at__isnull=True)
