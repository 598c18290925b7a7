"""What a person may make of a proposal's value: checked, in plain words where it cannot be."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, get_args

from deeproot.read.outcome import Meaning
from deeproot.tables import KINDS, TABLES
from deeproot_app.base.errors import UserError
from deeproot_app.record.models import Proposal

LONGEST: Final = 4_000
OUTCOMES: Final = get_args(Meaning)


def checked(row: Proposal, value: dict[str, Any]) -> dict[str, Any]:
    """The value, fit to be kept. Raises UserError where something of it cannot be."""
    if row.sort in (Proposal.Sort.PROMISE, Proposal.Sort.BELIEF):
        value["text"] = _text(value.get("text"))
    for name in ("due_at", "new_due"):
        if value.get(name):
            value[name] = _moment(value[name])
    if row.sort == Proposal.Sort.PROMISE and value.get("due_at"):
        value["vague"] = False
        if datetime.fromisoformat(value["due_at"]) < row.made_at:
            raise UserError("A promise cannot be due before it was made.")
    if row.sort == Proposal.Sort.OUTCOME:
        _among(value.get("outcome"), OUTCOMES, "what became of a promise")
    if row.sort == Proposal.Sort.BELIEF:
        _among(value.get("about"), _allowed("beliefs", "about"), "what a belief is about")
        if value.get("horizon"):
            _among(value["horizon"], _allowed("beliefs", "horizon"), "a horizon")
    if row.sort == Proposal.Sort.KIND and value.get("kind") is not None:
        _among(value["kind"], KINDS, "a kind")
    if row.sort == Proposal.Sort.NEEDS_ANSWER and not isinstance(value.get("needs_answer"), bool):
        raise UserError("Say whether it asks for an answer: yes or no.")
    return value


def _text(value: Any) -> str:
    text = str(value or "").strip()[:LONGEST]
    if not text:
        raise UserError("Say it in words: the text is empty.")
    return text


def _moment(value: Any) -> str:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise UserError(f"{value!r} is no moment; it must be ISO 8601, such as 2026-06-30T12:00:00Z.") from None
    if moment.tzinfo is None:
        raise UserError(f"{value!r} does not say which zone it is in: add Z, or an offset such as +02:00.")
    return moment.isoformat()


def _allowed(table: str, column: str) -> tuple[str, ...]:
    return TABLES[table].column(column).words


def _among(value: Any, allowed: Any, what: str) -> None:
    if value not in allowed:
        raise UserError(f"{value!r} is not {what}; it must be one of {', '.join(allowed)}.")
