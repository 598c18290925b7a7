"""A brief as a document: the shape that the command line and the API promise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deeproot.plan.policy import Verdict
from deeproot_app.act.briefs.brief import Brief, OpenCase
from deeproot_app.act.models import AgreedOption, Note, OptionQuestion
from deeproot_app.record.models import Customer, Interaction


def brief(customer: Customer, found: Brief, says: Sequence[tuple[str, Verdict]]) -> dict[str, Any]:
    """The brief of a customer; ``says``: what the gate says now, by channel."""
    return {
        "customer": {"customer_id": customer.pk, "name": customer.name, "owner": customer.owner_id},
        "speak_to_support_first": found.speak_first,
        "open_cases": [_case(one) for one in found.cases],
        "never_confirmed": [case.pk for case in found.silent],
        "promises": [
            {
                "promise_id": row.pk, "text": row.text, "member_id": row.member_id,
                "due_at": row.due, "overdue": row.overdue, "put_off": len(row.holding),  # type: ignore[attr-defined]
            }
            for row in found.promises
        ],
        "their_last_words": [_said(row) for row in found.words],
        "last_passed": [_said(row) for row in found.last],
        "beliefs": [
            {
                "belief_id": held.belief.pk, "about": held.belief.about, "text": held.belief.text,
                "assumed": held.assumed, "stale": held.stale, "until": held.belief.until,
            }
            for held in found.beliefs
        ],
        "today": [{"item_id": item.key, "reason": item.reason, "headline": item.headline} for item in found.items],
        "policy": {
            channel: {"allowed": verdict.allowed, "reasons": list(verdict.ids)} for channel, verdict in says
        },
    }  # fmt: skip


def _case(one: OpenCase) -> dict[str, Any]:
    return {
        "case_id": one.case.pk,
        "opened_at": one.case.opened_at,
        "severity": one.case.severity,
        "owner": one.case.owner_id,
        "speak_to_support_first": one.speak_first,
        "may_be_offered": [option(each.option) for each in one.options],
        "nothing_may_be_offered": one.answer.answer if one.answer and not one.options else None,
        "asked": [question(each) for each in one.waiting],
        "last_passed": [_said(row) for row in one.passed],
    }


def option(row: AgreedOption) -> dict[str, Any]:
    """One thing that may be offered."""
    return {
        "option_id": row.pk, "case_id": row.case_id, "text": row.text, "offered_by": row.offered_by,
        "until": row.until, "agreed_by": row.actor, "agreed_at": row.agreed_at,
    }  # fmt: skip


def question(row: OptionQuestion) -> dict[str, Any]:
    """One question to those who work on a case."""
    return {
        "question_id": row.pk, "case_id": row.case_id, "words": row.words, "asked_by": row.actor,
        "asked_at": row.asked_at, "answer": row.answer or None, "answered_by": row.answered_actor or None,
        "answered_at": row.answered_at,
    }  # fmt: skip


def note(row: Note, body: str) -> dict[str, Any]:
    """One note or handover among us."""
    return {
        "note_id": row.pk, "interaction_id": row.interaction_id, "customer_id": row.customer_id, "kind": row.kind,
        "case_id": row.case_id or None, "body": body, "version": row.version, "by": row.actor, "at": row.at,
    }  # fmt: skip


def _said(row: Interaction) -> dict[str, Any]:
    text = getattr(row, "text", None)
    return {
        "interaction_id": row.pk, "happened_at": row.happened_at, "channel": row.channel, "direction": row.direction,
        "kind": row.kind, "member_id": row.member_id, "subject": text.subject if text else "",
        "body": text.body if text else "",
    }  # fmt: skip
