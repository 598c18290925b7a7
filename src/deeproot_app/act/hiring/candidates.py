"""Candidates: made with their sheet, interviewed, decided about by people, and forgotten in time.

Only whoever interviews a candidate, and managers, see that there is one; for all others it does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from deeproot_app.act.hiring import kit
from deeproot_app.act.models import Candidate, Interview, Notice
from deeproot_app.act.notes import notices
from deeproot_app.base import access, audit, clock, jobs, keeping
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User

ACT: Final = "hiring.manage"
SEES: Final = "hiring.score"
LONGEST: Final = 4_000
MOST: Final = 12
"""Interviewers of one candidate."""


def seen_by(actor: access.Actor) -> QuerySet[Candidate]:
    """All candidates, for managers; for others those whom they interview. The latest first."""
    access.require(actor, SEES)
    rows = Candidate.objects.order_by("-interview_on", "-pk")
    if access.allows(actor, ACT):
        return rows
    return rows.filter(pk__in=Interview.objects.filter(user=actor.pk).values("candidate"))


def one(actor: access.Actor, candidate: int) -> Candidate:
    """A candidate. Raises Http404 alike where there is none and where the actor has nothing to do with them."""
    found = seen_by(actor).filter(pk=min(candidate, 2**62)).first()
    if found is None:
        raise Http404("There is no such candidate.")
    return found


@transaction.atomic
def make(
    actor: access.Actor, name: str, role: str, on: date, interviewers: Iterable[User], keys: Sequence[str] = ()
) -> Candidate:
    """A candidate with a sheet of the questions as they stand now; interviewers are told.

    Raises UserError without a name, a role, a question or an interviewer.
    """
    access.require(actor, ACT)
    if not name.strip() or not role.strip() or len(name) > 200 or len(role) > 200:
        raise UserError("Give the name of the candidate and the role, in up to 200 characters each.")
    questions = kit.on_a_sheet(keys)
    if not questions:
        raise UserError("Choose at least one question.")
    row = Candidate.objects.create(
        name=name.strip(), role=role.strip(), interview_on=on, questions=questions, made_at=clock.now(),
        actor=str(actor)[:254],
    )  # fmt: skip
    _ask(actor, row, list(interviewers))
    audit.write(actor, "hiring.make", row)
    return row


@transaction.atomic
def add_interviewer(actor: access.Actor, candidate: int, user: User) -> None:
    """One more interviewer. Raises UserError for one who is it already, or may not interview."""
    access.require(actor, ACT)
    row = one(actor, candidate)
    if row.interviews.filter(user=user).exists():
        raise UserError(f"{user} interviews them already.")
    _ask(actor, row, [user])
    audit.write(actor, "hiring.interviewer", row, user=user.pk)


def _ask(actor: access.Actor, row: Candidate, whom: list[User]) -> None:
    if not whom or row.interviews.count() + len(whom) > MOST:
        raise UserError(f"Choose between one and {MOST} interviewers.")
    if wrong := next((user for user in whom if not access.allows(user, SEES)), None):
        raise UserError(f"{wrong} may not interview: it takes a member.")
    Interview.objects.bulk_create(Interview(candidate=row, user=user) for user in whom)
    others = [user for user in whom if user.pk != actor.pk]
    notices.tell(others, Notice.What.INTERVIEW, f"interview:{row.pk}", None, actor=actor)


@transaction.atomic
def remove_interviewer(actor: access.Actor, candidate: int, interview: int) -> User:
    """Whoever has not handed in interviews them no more. Raises UserError where they have."""
    access.require(actor, ACT)
    row = one(actor, candidate)
    found = row.interviews.select_related("user").filter(pk=min(interview, 2**62)).first()
    if found is None:
        raise Http404("There is no such interview.")
    if found.handed_in_at:
        raise UserError("They handed their sheet in: it stays.")
    found.delete()
    Notice.objects.filter(user=found.user, what=Notice.What.INTERVIEW, key=f"interview:{row.pk}").delete()
    audit.write(actor, "hiring.interviewer", row, user=found.user_id, removed=True)
    return found.user


@transaction.atomic
def decide(actor: access.Actor, candidate: int, decision: str, reason: str = "") -> Candidate:
    """Say what was decided; empty undoes it. No figure decides. Raises UserError for a decision there is none of."""
    access.require(actor, ACT)
    one(actor, candidate)
    row = Candidate.objects.select_for_update().get(pk=candidate)
    if decision not in Candidate.Decision.values or len(reason) > LONGEST:
        raise UserError("Decide that we make an offer, that we do not, or that they withdrew.")
    row.decision, row.reason = decision, reason.strip() if decision else ""
    row.decided_at = clock.now() if decision else None
    row.decided_actor = str(actor)[:254] if decision else ""
    row.save(update_fields=["decision", "reason", "decided_at", "decided_actor"])
    audit.write(actor, "hiring.decide", row, decision=decision)
    return row


def forgotten_at(row: Candidate) -> datetime:
    """When a candidate's sheet goes by itself."""
    return began(row) + timedelta(days=kept_for())


def began(row: Candidate) -> datetime:
    """From when on their time is counted."""
    return row.decided_at or max(row.made_at, datetime.combine(row.interview_on, row.made_at.timetz()))


def kept_for() -> int:
    """So many days after the decision, or after the interview where there never was one (`act.terms`)."""
    return keeping.days("candidates") or 0


@transaction.atomic
def erase(actor: access.Actor, candidate: int) -> None:
    """Forget a candidate at once: name, sheets, notes. The trail keeps that it was, by a number only."""
    access.require(actor, ACT)
    row = one(actor, candidate)
    Notice.objects.filter(what=Notice.What.INTERVIEW, key=f"interview:{row.pk}").delete()
    audit.write(actor, "hiring.erase", row)
    row.delete()


@jobs.task
def forget_candidates() -> int:
    """Forget whose time is over; how many they were."""
    return forget(clock.now())


def forget(now: datetime) -> int:
    """The same, as of ``now``."""
    rows = over(now - timedelta(days=kept_for()))
    for candidate in rows:
        erase(access.UNASKED, candidate)
    return len(rows)


def over(until: datetime) -> list[int]:
    """Of whom it was decided before a moment; and who was made and to be interviewed before, and never decided of."""
    decided = Q(decided_at__lte=until)
    never = Q(decided_at=None, made_at__lte=until, interview_on__lte=until.date())
    return [row.pk for row in Candidate.objects.filter(decided | never) if began(row) <= until]


def document(actor: access.Actor, candidate: int) -> dict[str, Any]:
    """All that is held of a candidate, for them to have. Raises UserError for whoever has yet to score them."""
    access.require(actor, ACT)
    row = one(actor, candidate)
    interviews = list(row.interviews.select_related("user").order_by("pk"))
    if any(each.user_id == actor.pk and not each.handed_in_at for each in interviews):
        raise UserError("Hand in your own sheet first: the export holds what the others said.")
    return {
        "candidate": row.pk, "name": row.name, "role": row.role, "interview_on": row.interview_on,
        "made_at": row.made_at, "made_by": row.actor, "decision": row.decision or None, "reason": row.reason,
        "decided_at": row.decided_at, "decided_by": row.decided_actor or None, "kept_until": forgotten_at(row),
        "questions": row.questions,
        "interviews": [
            {"interviewer": str(each.user), "scores": each.scores, "notes": each.notes, "words": each.words,
             "handed_in_at": each.handed_in_at} for each in interviews
        ],
    }  # fmt: skip
