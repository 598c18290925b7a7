"""Surveys as they are written: made from a template, changed, opened, closed, copied, removed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Final

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from deeproot_app.act.models import Asked, Question, Survey
from deeproot_app.act.surveys import wording
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation
from deeproot_app.base.public import LANGUAGES

ACT: Final = "survey.manage"
State = Survey.State
LONGEST: Final = 2_000
WORDS: Final = ("intro", "thanks", "subject", "asks")


@dataclass(frozen=True)
class About:
    """All that a person says of a survey, beside its questions."""

    title: str
    kind: str
    language: str = "en"
    intro: wording.Words = field(default_factory=dict)
    thanks: wording.Words = field(default_factory=dict)
    subject: wording.Words = field(default_factory=dict)
    asks: wording.Words = field(default_factory=dict)
    link_days: int = 30
    host_id: str | None = None


def found(actor: access.Actor, survey_id: int) -> Survey:
    """One survey, to be looked at. Raises Http404."""
    access.require(actor, "record.see")
    return _one(Survey.objects.all(), survey_id)


def listed(actor: access.Actor, words: str = "", state: str = "") -> QuerySet[Survey]:
    """The surveys, with how many of the people that the actor may see were asked (`n_asked`) and answered."""
    access.require(actor, "record.see")
    rows = Survey.objects.filter(title__icontains=words.strip()) if words.strip() else Survey.objects.all()
    rows = rows.filter(state=state) if state in State.values else rows
    seen = Asked.objects.all() if access.sees_all(actor) else access.customers(actor, Asked.objects.all(), "customer")
    among = Q() if access.sees_all(actor) else Q(asked__in=seen.values("pk"))
    return rows.annotate(
        n_asked=Count("asked", filter=among or None),
        n_answered=Count("asked", filter=among & Q(asked__answered_at__isnull=False)),
    )


def make(actor: access.Actor, title: str = "", template: str = "empty") -> Survey:
    """A new survey from a template, as a draft. Raises UserError for a template that there is not."""
    access.require(actor, ACT)
    if template not in wording.TEMPLATES:
        raise UserError(f"There is no template {template!r}; choose one of {', '.join(wording.TEMPLATES)}.")
    of, now = wording.TEMPLATES[template], clock.now()
    with transaction.atomic():
        made = Survey.objects.create(
            title=_title(title or of.title), kind=of.kind, intro=wording.INTRO, thanks=wording.THANKS,
            subject=of.subject, asks=of.asks, made_at=now, changed_at=now, made_by=str(actor)[:254],
        )  # fmt: skip
        _fill(made, of)
        audit.write(actor, "survey.make", made, template=template)
    return made


def _fill(made: Survey, of: wording.Template) -> None:
    """Write the questions of a template."""
    there: list[Question] = []
    for place, one in enumerate(of.questions, 1):
        after = None if one.after is None else there[one.after]
        row = Question(
            survey=made, place=place, kind=one.kind, words=one.words, ends=wording.ENDS.get(one.kind, {}),
            choices=one.choices, required=one.required, only_after=after, least=one.least, most=one.most,
        )  # fmt: skip
        row.save()
        there.append(row)


def change(actor: access.Actor, survey_id: int, about: About) -> Survey:
    """Change what is said of a survey. Raises UserError for what cannot be; of one that is closed nothing changes."""
    access.require(actor, ACT)
    _refuse_nonsense(about)
    with transaction.atomic():
        row = held(survey_id)
        if row.state == State.CLOSED:
            raise UserError("It is closed and stays as it was answered; copy it to ask anew.")
        if row.kind != about.kind and row.asked.exists():
            raise UserError("People were asked already: which of its marks is its score stays as it is.")
        for name, value in asdict(about).items():
            setattr(row, name, value)
        row.title, row.changed_at = _title(about.title), clock.now()
        row.save()
        audit.write(actor, "survey.change", row)
    return row


def copy(actor: access.Actor, survey_id: int) -> Survey:
    """The same survey once more, as a draft that nobody was asked."""
    access.require(actor, ACT)
    with transaction.atomic():
        row = _one(Survey.objects.all(), survey_id)
        questions, now = list(row.questions.order_by("place")), clock.now()
        row.pk, row.state, row.opened_at, row.closed_at = None, State.DRAFT, None, None
        row.title, row.made_at, row.changed_at, row.made_by = f"{row.title[:190]} (copy)", now, now, str(actor)[:254]
        row.save(force_insert=True)
        new: dict[int, Question] = {}
        for one in questions:
            old, one.pk, one.survey = one.pk, None, row
            one.only_after = new[one.only_after_id] if one.only_after_id is not None else None
            one.save(force_insert=True)
            new[old] = one
        audit.write(actor, "survey.make", row, copy_of=survey_id)
    return row


def open_(actor: access.Actor, survey_id: int) -> Survey:
    """Let people be asked and answer: of a draft, or of one that was closed. Open already, it changes nothing."""
    access.require(actor, ACT)
    with transaction.atomic():
        row = held(survey_id)
        if row.state == State.OPEN:
            return row
        if lacks := unready(row):
            raise UserError(lacks)
        row.state, row.opened_at, row.closed_at = State.OPEN, row.opened_at or clock.now(), None
        row.save(update_fields=["state", "opened_at", "closed_at"])
        audit.write(actor, "survey.open", row)
    return row


def close(actor: access.Actor, survey_id: int) -> Survey:
    """Take no answer any more, on whatever link. Closed already, it changes nothing."""
    access.require(actor, ACT)
    with transaction.atomic():
        row = held(survey_id)
        if row.state == State.DRAFT:
            raise UserError("It is a draft: nobody can answer it yet.")
        if row.state == State.OPEN:
            row.state, row.closed_at = State.CLOSED, clock.now()
            row.save(update_fields=["state", "closed_at"])
            audit.write(actor, "survey.close", row)
    return row


def remove(actor: access.Actor, survey_id: int) -> Survey:
    """Throw a survey away that nobody was asked. Raises UserError else: what was answered stays known."""
    access.require(actor, ACT)
    with transaction.atomic():
        row = held(survey_id)
        if row.asked.exists():
            raise UserError("People were asked: what they answered stays known. Close it instead.")
        audit.write(actor, "survey.remove", row, title=row.title)
        pk = row.pk
        row.delete()
        row.pk = pk
    return row


def unready(survey: Survey) -> str:
    """What a survey lacks before anybody can be asked; empty where it lacks nothing."""
    questions = list(survey.questions.order_by("place"))
    if not questions:
        return "It asks nothing yet: add a question."
    if all(one.only_after_id for one in questions):
        return "Every question hangs on another: at least one must always be asked."
    if lacks := next((lacks for one in questions if (lacks := _lacking(one, survey))), ""):
        return lacks
    if not Organisation.get().name and any("{us}" in each for one in questions for each in one.words.values()):
        return "Its questions name your company, and nobody said what it is called: an administrator says so."
    if survey.kind != Survey.Kind.FREE and all(one.kind != survey.kind for one in questions):
        return f"Its score is that of a question of the kind {survey.get_kind_display()}, and there is none."
    return ""


def _lacking(one: Question, survey: Survey) -> str:
    """What a question lacks; empty where it lacks nothing."""
    if not wording.said(one.words, survey.language):
        return f"Question {one.place} has no words."
    if one.kind == Question.Kind.CHOICE and len(one.choices) < 2:
        return f"Question {one.place} needs at least two answers to choose from."
    return ""


def held(survey_id: int) -> Survey:
    """The survey, held until the transaction ends. Raises Http404."""
    return _one(Survey.objects.select_for_update(), survey_id)


def _one(rows: QuerySet[Survey], survey_id: int) -> Survey:
    row = rows.filter(pk=survey_id if survey_id < 2**63 else 0).first()
    if row is None:
        raise Http404("There is no such survey.")
    return row


def _title(title: str) -> str:
    told = " ".join(title.replace("\x00", "").split())
    if not told:
        raise UserError("A survey needs a title.")
    if len(told) > 200:
        raise UserError("A survey's title has at most 200 characters.")
    return told


def _refuse_nonsense(about: About) -> None:
    if about.kind not in Survey.Kind.values:
        raise UserError(f"A survey is one of {', '.join(Survey.Kind.values)}.")
    if about.language not in LANGUAGES:
        raise UserError(f"Its language is one of {', '.join(LANGUAGES)}.")
    if not 1 <= about.link_days <= 366:
        raise UserError("A link is good for 1 to 366 days.")
    for name in WORDS:
        refuse_words(getattr(about, name))
    for name in ("subject", "asks"):
        if not any(getattr(about, name).values()):
            raise UserError("The mail that asks needs a subject and words, in at least one language.")
    if any(len(one) > 200 or not one.isprintable() for one in about.subject.values()):
        raise UserError("A subject is one line of at most 200 characters.")


def refuse_words(words: wording.Words) -> None:
    """Raises UserError for words in a language that we do not write, or too many of them."""
    if unknown := set(words) - set(LANGUAGES):
        raise UserError(f"There are no words in {', '.join(sorted(unknown))}; only in {', '.join(LANGUAGES)}.")
    if any(len(one) > LONGEST for one in words.values()):
        raise UserError(f"Each of its words has at most {LONGEST:,} characters.")
