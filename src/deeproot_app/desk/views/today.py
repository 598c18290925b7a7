"""Today: whom to reach out to, why, with what, and by when; what was decided about it, and the way back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from deeproot.plan.reasons import REASONS
from deeproot_app.act.notes import notices
from deeproot_app.act.notes import words as telling
from deeproot_app.base import access, clock, flash, reader
from deeproot_app.base.back import back, told
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.desk import day, evidence, words
from deeproot_app.desk.ask_this import asked
from deeproot_app.desk.doubts import maybe_kept
from deeproot_app.plan import decide, queries
from deeproot_app.plan.library.day import of_member
from deeproot_app.plan.models import Decision, Item
from deeproot_app.record.models import Customer, Member
from deeproot_app.understand.turns import last_done

SNOOZES: Final = {"tomorrow": 1, "three_days": 3, "week": 7, "month": 30}
DECIDED_SHOWN = timedelta(days=7)
TOLD = 5
"""So much of what a reader did not see yet stands beside the list."""


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The list of one of us, of all, or of nobody, the most urgent first; each customer once."""
    access.require(request.user, "record.see")
    now, wanted = clock.now(), _wanted(request)
    listed = queries.today(request.user, wanted, now, request.GET, size=25)
    counts = queries.count_by_reason(request.user, replace(wanted, reason=""), now)
    kept = maybe_kept(listed.page.rows)
    day.titled(listed.page.rows)
    asked(listed.page.rows, now)
    turn = last_done() if Customer.objects.exists() else None
    context: dict[str, Any] = {
        "page": listed.page,
        "rows": [
            (item, by_reason(listed.also.get(item.customer_id, [])), kept.get(item.key)) for item in listed.page.rows
        ],
        "wanted": wanted,
        "whose": request.GET.get("whose", ""),
        "mine": bool(_member(request)),
        "members": Member.objects.order_by("name"),
        "reasons": [(name, words.reason(name), counts[name]) for name in REASONS if counts.get(name)],
        "count": counts.get(wanted.reason, 0) if wanted.reason else sum(counts.values()),
        "decided": queries.decided(request.user, now - DECIDED_SHOWN, limit=8),
        "may_handle": access.allows(request.user, "today.handle"),
        "turn": turn,
        "day": day.shown(of_member(request.user, wanted.member, now)) if wanted.member else None,
        "own_time": day.time_of(_member(request)) if wanted.member == _member(request) else None,
        "told": telling.shown(list(notices.of_user(request.user).filter(seen_at=None).order_by("-pk")[:TOLD])),
        "now": now,
    }
    return render(request, "desk/today.html", context)


def by_reason(items: Sequence[Item]) -> list[tuple[Item, int]]:
    """Each reason once: its first item, and how many there are."""
    counts = Counter(item.reason for item in items)
    first = {item.reason: item for item in reversed(items)}
    return [(first[reason], many) for reason, many in counts.items()]


def _wanted(request: HttpRequest) -> queries.Wanted:
    """Without a choice: one's own list, or everybody's for one who is no member."""
    whose, reason = request.GET.get("whose", ""), request.GET.get("reason", "")
    member = {"": _member(request), "all": "", "nobody": ""}.get(whose, whose)
    return queries.Wanted(member=member, nobody=whose == "nobody", reason=reason if reason in REASONS else "")


def _member(request: HttpRequest) -> str:
    return request.user.member_id if isinstance(request.user, User) else ""


@require_GET
def item(request: HttpRequest, key: str) -> HttpResponse:
    """One item: what it stands on, what is known beside it, and all that was decided about it."""
    access.require(request.user, "record.see")
    found = queries.one(request.user, key)
    day.titled([found])
    asked([found], clock.now())
    context: dict[str, Any] = {
        "item": found,
        "kept": maybe_kept([found]).get(found.key),
        "rows": evidence.of_ids(found.evidence),
        "history": queries.history(found),
        "members": Member.objects.order_by("name"),
        "may_handle": access.allows(request.user, "today.handle"),
        "waits": not found.settled and found.gone_at is None,
    }
    return render(request, "desk/item.html", context)


@require_POST
def done(request: HttpRequest, key: str) -> HttpResponse:
    """It was done."""
    return _decided(request, key, lambda: decide.done(request.user, key), "Done")


@require_POST
def snooze(request: HttpRequest, key: str) -> HttpResponse:
    """Not now; it comes back in the morning of the chosen day."""
    return _decided(request, key, lambda: decide.snooze(request.user, key, _morning(request)), "Snoozed")


@require_POST
def hand_over(request: HttpRequest, key: str) -> HttpResponse:
    """It is for a colleague."""
    to, reason = request.POST.get("to", ""), request.POST.get("reason", "")
    return _decided(request, key, lambda: decide.hand_over(request.user, key, to, reason), "Handed over")


@require_POST
def dismiss(request: HttpRequest, key: str) -> HttpResponse:
    """It calls for nothing, and why."""
    return _decided(
        request, key, lambda: decide.dismiss(request.user, key, request.POST.get("reason", "")), "Dismissed"
    )


@require_POST
def undo(request: HttpRequest, decision: int) -> HttpResponse:
    """Take a decision back."""
    taken_back = decide.undo(request.user, decision)
    flash.done(request, f"Undone: {taken_back.item.customer} is on the list again.")
    return redirect(back(request, reverse("desk:today")))


def _decided(request: HttpRequest, key: str, decided: Callable[[], Decision], says: str) -> HttpResponse:
    access.require(request.user, "today.handle")
    queries.one(request.user, key)
    try:
        decision = decided()
    except UserError as wrong:
        told(request, wrong)
    else:
        undo_at = reverse("desk:item_undo", args=[decision.pk])
        flash.done(
            request, f"{says}: {decision.item.customer}, {words.reason(decision.item.reason).lower()}.", undo=undo_at
        )
    return redirect(back(request, reverse("desk:today")))


def _morning(request: HttpRequest) -> datetime:
    """Eight in the morning, in the reader's zone, of the day that was chosen or named."""
    zone = reader.zone(request)
    here = clock.now().astimezone(zone)
    if days := SNOOZES.get(request.POST.get("for", "")):
        return datetime.combine(here.date() + timedelta(days=days), time(8), zone)
    try:
        return datetime.combine(datetime.fromisoformat(request.POST.get("day", "")).date(), time(8), zone)
    except ValueError:
        raise UserError("Choose the day on which it should come back.") from None
