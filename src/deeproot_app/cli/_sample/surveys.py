"""Surveys of the sample company: one that many answered, one just asked, one that is still a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from deeproot_app.act.models import Asked, Question, Sending, Survey
from deeproot_app.act.outbox import settling
from deeproot_app.act.outbox.course import step
from deeproot_app.act.surveys import answering, asking, whom, written
from deeproot_app.base import access
from deeproot_app.cli._sample import people
from deeproot_app.record import acted
from deeproot_app.record.models import Customer

MARKS: Final = (9, 10, 8, 9, 3, 10, 7, 9, 6, 10, 8, 9, 10, 2, 9, 7, 10, 8, 5, 9)
GLAD: Final = {
    "en": ("Somebody always answers, and knows what it is about.", "It simply works, every day."),
    "de": ("Es antwortet immer jemand, der weiß, worum es geht.", "Es läuft einfach, jeden Tag."),
    "fr": ("Il y a toujours quelqu’un qui répond et qui connaît le dossier.", "Ça marche, tout simplement."),
    "es": ("Siempre responde alguien que sabe de qué se trata.", "Simplemente funciona, todos los días."),
}
SORRY: Final = {
    "en": ("We had to explain the same thing to three of you.", "The invoice was wrong again."),
    "de": ("Wir mussten dreien von Ihnen dasselbe erklären.", "Die Rechnung war wieder falsch."),
    "fr": ("Nous avons dû expliquer la même chose à trois d’entre vous.", "La facture était encore fausse."),
    "es": ("Tuvimos que explicar lo mismo a tres de ustedes.", "La factura volvió a estar mal."),
}
DIFFERENT: Final = {
    "en": "Tell us before something changes, not after.",
    "de": "Sagen Sie uns vorher, was sich ändert, nicht nachher.",
    "fr": "Dites-nous avant ce qui change, pas après.",
    "es": "Díganos antes lo que cambia, no después.",
}
BACK: Final = "Thank you for your frank words. I have put it right, and told all of us how it came about."
"""It promises nothing: what became of it is told nowhere."""


def load(until: datetime) -> int:
    """Ask and answer, up to that moment; return how many answered. Deterministic; nothing is sent.

    A part of the customers is asked: whom nobody asks is a figure of its own. Every second low mark was followed up.
    """
    rows = access.customers(people.manager(), Customer.objects.filter(left_at=None, merged_into=None))
    known = list(rows.order_by("customer_id"))
    survey = _made("nps", until - timedelta(days=75))
    for days, part in ((70, known[0::4]), (40, known[1::4]), (12, known[2::8])):
        _answer(_ask(survey, part, until - timedelta(days=days)), until)
    lately = _made("csat", until - timedelta(days=4))
    _answer(_ask(lately, known[6::16], until - timedelta(days=3)), until)
    written.make(people.manager(), "", "leaving")
    return Asked.objects.filter(answered_at__isnull=False).count()


def _made(template: str, at: datetime) -> Survey:
    by = people.manager()
    survey = written.open_(by, written.make(by, "", template).pk)
    Survey.objects.filter(pk=survey.pk).update(made_at=at, opened_at=at, changed_at=at)
    survey.refresh_from_db()
    return survey


def _ask(survey: Survey, customers: Sequence[Customer], at: datetime) -> list[Asked]:
    """Ask one person at each, as if their mails had left at that moment; whom the gate keeps out is not asked."""
    by = people.manager()
    looked = asking.look(by, survey, whom.at_customers(customers, False).people)
    with transaction.atomic():
        rows = asking.make(by, survey, looked.would, at)
        sent = [one for one in asking.send(by, survey, rows) if one.state in LEAVES]
        for one in sent:
            one.state, one.next_at, one.queued_at, one.handed_at, one.settled_at = Sending.State.SENT, None, at, at, at
            one.says, one.reasons, one.course = "", [], [step(at, Sending.State.SENT, "simulated")]
        Sending.objects.bulk_update(
            sent, ["state", "next_at", "queued_at", "handed_at", "settled_at", "says", "reasons", "course"]
        )
        settling.record_sent(sent, {})
    reached = {one.pk for one in sent}
    return [row for row in rows if row.sending_id in reached]


LEAVES: Final = (Sending.State.QUEUED, Sending.State.WAITING)


def _answer(rows: Sequence[Asked], until: datetime) -> None:
    """Four of seven answer within days; every second low mark is followed up by whoever looks after them."""
    low = 0
    for number, row in enumerate(rows):
        at = row.asked_at + timedelta(hours=3 + number * 7 % 100)
        if number % 7 in (2, 5, 6) or at > until:
            continue
        mark = MARKS[(number * 7 + row.survey_id) % len(MARKS)]
        given = _given(row, mark, number)
        answering.answer(row.pk, given, at)
        if mark <= 6:
            low += 1
            if low % 2 and at + timedelta(days=1) < until:
                _get_back(row, at + timedelta(hours=20))


def _given(row: Asked, mark: int, number: int) -> dict[str, str]:
    """What one person answers: a mark, by every second of them with words in their own language."""
    own = row.language if row.language in GLAD else "en"
    scaled = {"nps": mark, "csat": max(1, round(mark / 2)), "ces": max(1, round(mark * 0.7))}
    given: dict[str, str] = {}
    texts = iter(((GLAD if mark > 6 else SORRY)[own][number % 2], DIFFERENT[own]))
    for one in row.survey.questions.order_by("place"):
        if one.kind in scaled:
            given[answering.name(one)] = str(scaled[one.kind])
        elif one.kind == Question.Kind.TEXT and (mark <= 6 or number % 2 == 0):
            given[answering.name(one)] = next(texts, "")
    return given


def _get_back(row: Asked, at: datetime) -> None:
    with transaction.atomic():
        acted.record(
            people.of(row.customer.owner_id), interaction_id=f"sample-email:low-mark-{row.pk}",
            customer_id=row.customer_id, channel="email", direction="out", kind="care",
            happened_at=at.replace(microsecond=0),
            contact_id=row.contact_id, member_id=row.customer.owner_id, subject="Your answer", body=BACK,
        )  # fmt: skip
