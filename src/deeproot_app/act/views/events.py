"""The pages of events: all of them, one with its guests, planning one."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from deeproot_app.act.calls import begin
from deeproot_app.act.events import after, inviting, planned, standing
from deeproot_app.act.events.forms import AskForm, CameForm, EventForm
from deeproot_app.act.models import Event
from deeproot_app.base import access, clock, flash, keyset, reader
from deeproot_app.base.back import told_on
from deeproot_app.base.errors import UserError
from deeproot_app.record.models import Member

A_PAGE: Final = 50


@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """Events that are to come, the next first, then those that are over."""
    access.require(request.user, "record.see")
    now = clock.now()
    coming = standing.standings(Event.objects.filter(ends_at__gt=now).order_by("starts_at", "pk"))
    page = keyset.page(Event.objects.filter(ends_at__lte=now), ["-starts_at", "-id"], request.GET, A_PAGE)
    over = {one.event.pk: one for one in standing.standings(Event.objects.filter(pk__in=[e.pk for e in page.rows]))}
    context = {
        "coming": coming,
        "over": [over[event.pk] for event in page.rows],
        "page": page,
        "may": access.allows(request.user, planned.ACT),
    }
    return render(request, "act/events/list.html", context)


@require_GET
def event(request: HttpRequest, event: int) -> HttpResponse:
    """One event: when and where, who was asked, who comes, who came, what to do next."""
    return shown(request, planned.found(request.user, event))


def shown(request: HttpRequest, found: Event, ask: AskForm | None = None, came: CameForm | None = None) -> HttpResponse:
    """The page of an event, with what was typed into one of its forms where that was wrong."""
    now, stands = clock.now(), standing.standing(found)
    group = request.GET.get("who", "")
    group = group if group in standing.GROUPS else ""
    people = standing.people(request.user, found, group)
    page = keyset.page(people, ["id"], request.GET, A_PAGE)
    begun = found.starts_at <= now
    context: dict[str, Any] = {
        "event": found,
        "stands": stands,
        "begun": begun,
        "over": found.ends_at <= now,
        "host": Member.objects.filter(pk=found.host_id or "").first(),
        "tabs": [(name, label, f"?who={name}", stands.numbers[name]) for name, (label, _) in standing.GROUPS.items()
                 if begun or name not in {"came", "absent"}],
        "group": group,
        "again": inviting.AGAIN,
        "page": page,
        "may": access.allows(request.user, planned.ACT),
        "may_call": access.allows(request.user, begin.ACT) and group in after.GROUPS,
        "ask": ask or AskForm(),
        "came": came or CameForm(),
        "preview": inviting.preview(request.user, found, page.rows[0] if page.rows else None),
    }  # fmt: skip
    return render(request, "act/events/one.html", context, status=422 if ask or came else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Plan an event."""
    access.require(request.user, planned.ACT)
    begins = {"timezone": reader.zone(request).key, "host": getattr(request.user, "member_id", "")}
    return _form(request, None, EventForm(request.POST if request.method == "POST" else None, initial=begins))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, event: int) -> HttpResponse:
    """Change when, where, for how many."""
    access.require(request.user, planned.ACT)
    found = planned.found(request.user, event)
    return _form(request, found, EventForm.of(found, request.POST if request.method == "POST" else None))


def _form(request: HttpRequest, row: Event | None, form: EventForm) -> HttpResponse:
    if form.is_valid():
        try:
            about = form.about()
            kept = planned.change(request.user, row.pk, about) if row else planned.make(request.user, about)
        except UserError as wrong:
            told_on(form, wrong)
        else:
            again = row is not None and kept.sequence != row.sequence and kept.guests.exclude(sending=None).exists()
            tail = " Those who were invited do not know yet: tell them." if again else ""
            flash.done(request, f"“{kept.title}” is kept.{tail}")
            return redirect("act:event", kept.pk)
    context = {"form": form, "event": row, "zones": EventForm.zones}
    return render(request, "act/events/form.html", context, status=422 if form.errors else 200)
