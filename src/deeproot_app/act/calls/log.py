"""Logging a call: what came of it becomes interactions, beliefs and promises, and the call moves on, all at once.

What was said is the customer's story too; cues (voice, expression) are a note among us that they never see. An attempt
that nobody answered is such a note as well: the customer perceived nothing, and no silence ends by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from deeproot_app.act.calls import permitted
from deeproot_app.act.calls.again import next_attempt
from deeproot_app.act.calls.begin import ACT, own
from deeproot_app.act.calls.report import HEARD_US, Outcome, Report
from deeproot_app.act.models import Call, CallAttempt, CallDraft
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.plan import decide
from deeproot_app.plan.models import Item
from deeproot_app.record import acted, beliefs, consent, promises
from deeproot_app.record.models import Contact, Customer, Interaction, Promise

MOVES = ("state", "attempts", "not_before", "wished", "settled_at", "contact_id")
"""What an attempt changes of its call."""


def log(actor: access.Actor, call_id: int, report: Report) -> CallAttempt:
    """Record what came of one attempt; give it, with all that was written. It can be taken back (`undo`).

    Raises UserError where the report cannot be so, the call is not waiting, or somebody logged an attempt meanwhile.
    """
    access.require(actor, ACT)
    now = clock.now()
    report.refuse_nonsense(now)
    with transaction.atomic():
        call = _waiting(actor, call_id, report)
        before = {name: _plain(getattr(call, name)) for name in MOVES} | {"draft": _take_draft(actor, call)}
        attempt = CallAttempt.objects.create(
            call=call,
            outcome=report.outcome,
            at=report.at or now,
            phone=report.phone[:60],
            member_id=own(actor),
            by=actor if isinstance(actor, User) else None,
            actor=str(actor)[:254],
            before=before,
        )
        wrote = _Writing(actor, call, attempt, report).all()
        wrote |= _moved_on(actor, call, attempt, report, now)
        attempt.wrote = wrote
        attempt.interaction_id = wrote["interactions"][0]
        attempt.save(update_fields=["wrote", "interaction_id"])
        audit.write(actor, "call.log", call, customer=call.customer_id, outcome=report.outcome)
    return attempt


def _waiting(actor: access.Actor, call_id: int, report: Report) -> Call:
    calls = Call.objects.select_for_update(of=("self",)).select_related("customer__merged_into")
    call = access.one(actor, calls, "customer", pk=call_id)
    if call.state != Call.State.WAITING:
        raise UserError(f"This call is {Call.State(call.state).label.lower()} already; look at it again.")
    if report.after is not None and report.after != call.attempts:
        raise UserError("An attempt was logged while this page was open; look at it again before you log another.")
    theirs = Contact.objects.filter(pk=report.contact_id, customer__in=call.customer.leader.ids)
    if report.contact_id and not theirs.exists():
        raise UserError(f"There is no contact {report.contact_id!r} at this customer.")
    return call


def _take_draft(actor: access.Actor, call: Call) -> dict[str, Any]:
    """What the actor had typed; it goes, now that it is logged."""
    drafts = CallDraft.objects.filter(call=call, user=actor if isinstance(actor, User) else None)
    fields = drafts.values_list("fields", flat=True).first() or {}
    drafts.delete()
    return fields


@dataclass
class _Writing:
    """One attempt, as the record tells it."""

    actor: access.Actor
    call: Call
    attempt: CallAttempt
    report: Report
    wrote: dict[str, Any] = field(default_factory=lambda: {"interactions": [], "beliefs": [], "promises": []})

    def all(self) -> dict[str, Any]:
        self._passed()
        self._cues()
        self._needs()
        self._promised()
        self._objected()
        return self.wrote

    @property
    def customer(self) -> Customer:
        customer: Customer = self.call.customer.leader
        return customer

    @property
    def interaction(self) -> str:
        return str(self.wrote["interactions"][0])

    def _record(self, suffix: str, direction: str, channel: str, kind: str, **more: Any) -> None:
        thread, case = _conversation(self.call)
        written = acted.record(
            self.actor,
            interaction_id=f"deeproot:call-{self.attempt.pk}{suffix}",
            customer_id=self.customer.pk,
            channel=channel,
            direction=direction,
            kind=kind,
            happened_at=self.attempt.at,
            contact_id=self.report.contact_id or None,
            member_id=own(self.actor),
            thread_id=thread or f"deeproot:call-{self.call.pk}",
            case_id=case,
            automatic=False,
            **more,
        )
        self.wrote["interactions"].append(written.pk)

    def _passed(self) -> None:
        """What the customer perceived; where they perceived nothing, a note among us."""
        told, body = (
            self.report,
            "\n\n".join(filter(None, [SAYS.get(self.report.outcome, ""), self.report.said.strip()])),
        )
        if told.outcome not in HEARD_US:
            self._record("", "internal", "note", "note", body=body, needs_answer=False, sentiment=None)
            return
        spoke = told.outcome != Outcome.VOICEMAIL
        self._record(
            "",
            "both" if spoke else "out",
            "call",
            told.kind if told.outcome != Outcome.CALL_BACK else "admin",
            body=body,
            customer_seconds=_seconds(told.their_minutes) if spoke else None,
            our_seconds=_seconds(told.our_minutes),
            needs_answer=told.asked,
            personal=True,
            sentiment=told.seemed if spoke else None,
        )

    def _cues(self) -> None:
        cues = [f"{name}: {words.strip()}" for name, words in self._noticed() if words.strip()]
        if cues:
            self._record("-cues", "internal", "note", "note", body="\n".join(cues), needs_answer=False, sentiment=None)

    def _noticed(self) -> list[tuple[str, str]]:
        return [("Voice", self.report.voice), ("Expression", self.report.expression)]

    def _needs(self) -> None:
        for need in self.report.needs:
            change = beliefs.add(
                self.actor,
                self.customer.pk,
                need.about,
                need.text,
                horizon=need.horizon or None,
                from_at=self.attempt.at,
                evidence=[self.interaction],
            )
            self.wrote["beliefs"].append(change.pk)

    def _promised(self) -> None:
        """What became of the promise it was about, and the promise that came out of it."""
        told, about = self.report, self.call.promise_id
        if told.became and about and Promise.objects.filter(pk=about).exists():
            if told.became == "kept":
                change = promises.keep(self.actor, about, self.attempt.at, kept_in=self.interaction)
            else:
                assert told.new_due is not None
                change = promises.hold(self.actor, about, told.new_due, said_in=self.interaction)
            self.wrote["promises"].append(change.pk)
        if told.promise.strip():
            made = promises.add(
                self.actor, self.customer.pk, told.promise, told.promise_due,
                made_in=self.interaction, member_id=own(self.actor),
            )  # fmt: skip
            self.wrote["promises"].append(made.pk)

    def _objected(self) -> None:
        """An objection is kept in a ledger of its own, which nothing of ours takes back: not even undoing the call."""
        if self.report.objects:
            who = self.report.contact_id
            whose = {"contact_id": who} if who else {"customer_id": self.customer.pk}
            consent.objected(
                self.actor, **whose, purpose="all", channel="call", proof=self.interaction, at=self.attempt.at
            )


SAYS: dict[str, str] = {
    Outcome.NO_ANSWER: "Tried to call; nobody answered.",
    Outcome.VOICEMAIL: "Left a message on the answering machine.",
    Outcome.WRONG_NUMBER: "Tried to call; the number is wrong.",
    Outcome.CALL_BACK: "They asked to be called back at another time.",
}


def _conversation(call: Call) -> tuple[str | None, str | None]:
    """The thread and the case that the call goes on with: of the message that waits, or of the promise's."""
    ids = list(Item.objects.filter(pk=call.origin_key).values_list("evidence", flat=True).first() or ())
    if call.promise_id:
        ids = [*ids, *Promise.objects.filter(pk=call.promise_id).values_list("made_in", flat=True)]
    if call.reason not in ABOUT_A_MESSAGE and not call.promise_id:
        return None, None
    rows = Interaction.objects.filter(pk__in=ids, customer__in=call.customer.leader.ids)
    last = rows.order_by("-happened_at", "-interaction_id").values_list("thread_id", "case_id").first()
    return last or (None, None)


ABOUT_A_MESSAGE = ("unanswered", "complaint_went_silent", "promise_overdue", "promise_due")


def _moved_on(actor: access.Actor, call: Call, attempt: CallAttempt, report: Report, now: datetime) -> dict[str, Any]:
    """Let the call stand as its outcome says: made, to be tried again, or given up; Today follows."""
    call.attempts += 1
    call.contact_id = report.contact_id or call.contact_id
    call.wished = report.outcome == Outcome.CALL_BACK
    if report.outcome == Outcome.REACHED:
        call.state, call.settled_at, call.not_before = Call.State.DONE, now, None
    elif report.outcome == Outcome.CALL_BACK:
        call.not_before = report.call_back_at
    else:
        call.not_before = _next(call, attempt, report)
        if call.not_before is None:
            call.state, call.settled_at = Call.State.GIVEN_UP, now
    call.save(update_fields=list(MOVES))
    wrote: dict[str, Any] = {"decision": _decided(actor, call, report)}
    if report.next_at is not None:
        wrote["next"] = _agreed(actor, call, report).pk
    return wrote


def _next(call: Call, attempt: CallAttempt, report: Report) -> datetime | None:
    """When to try again. A wrong number is no attempt at a person: another number may be tried at once."""
    if report.outcome == Outcome.WRONG_NUMBER:
        return attempt.at if call.attempts < MOST_NUMBERS else None
    permit = permitted.of_call(call, attempt.at, report.phone or None)
    return next_attempt(call.attempts, attempt.at, permit.window.zones, permit.hours, permit.days_off)


MOST_NUMBERS = 4


def _decided(actor: access.Actor, call: Call, report: Report) -> int | None:
    """Done on Today where they were reached; else snoozed until the next attempt."""
    item = Item.objects.filter(pk=call.origin_key, settled=False, gone_at__isnull=True).first()
    if call.origin != Call.Origin.TODAY or item is None:
        return None
    if report.outcome == Outcome.REACHED:
        return decide.done(actor, item.pk, "Called.").pk if report.settles else None
    if call.not_before is not None and call.not_before > clock.now():
        words = Outcome(report.outcome).label
        return decide.snooze(actor, item.pk, call.not_before, f"Called: {words.lower()}.").pk
    return None


def _agreed(actor: access.Actor, call: Call, report: Report) -> Call:
    """The next call, at the moment that both agreed on."""
    return Call.objects.create(
        customer=call.customer.leader,
        contact_id=report.contact_id or call.contact_id,
        member_id=own(actor) or call.member_id,
        origin=Call.Origin.AGREED,
        reason=call.reason,
        headline=f"As agreed in the last call: {call.headline}"[:2_000],
        not_before=report.next_at,
        wished=True,
        made_at=clock.now(),
        made_by=str(actor)[:254],
    )


def _seconds(minutes: float | None) -> float | None:
    return None if minutes is None else minutes * 60


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
