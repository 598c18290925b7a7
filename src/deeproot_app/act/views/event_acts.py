"""What is done about an event: ask, invite, tell, say who came, call, call off."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from deeproot_app.act.events import after, attending, guests, inviting, links, planned
from deeproot_app.act.events.forms import AskForm, CameForm
from deeproot_app.act.models import Event, Guest
from deeproot_app.act.views.events import shown
from deeproot_app.base import access, flash
from deeproot_app.base.back import told, told_on
from deeproot_app.base.errors import UserError

LARGEST = 5_000_000
"""Bytes of a list of those who came."""


def _done(request: HttpRequest, event_id: int, act: str, do: Callable[[Event], str], undo: str = "") -> HttpResponse:
    """Do one thing about an event, say what became of it, and go back to its page."""
    access.require(request.user, act)
    event = planned.found(request.user, event_id)
    try:
        flash.done(request, do(event), undo=undo)
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:event", event_id)


@require_POST
def ask(request: HttpRequest, event: int) -> HttpResponse:
    """Put people on the list; nothing is sent."""
    access.require(request.user, planned.ACT)
    found, form = planned.found(request.user, event), AskForm(request.POST)
    if not form.is_valid():
        return shown(request, found, ask=form)
    group, lines = form.cleaned_data["group"], form.cleaned_data["named"].replace("\x00", "").splitlines()
    try:
        people = guests.named(request.user, lines)
        if group:
            more = guests.group(request.user, group)
            people = guests.Found([*people.people, *more.people], people.unknown)
        if not people.people and not people.unknown:
            raise UserError("Say who is asked: a group, or people by their addresses.")
        added = guests.add(request.user, found, people)
    except UserError as wrong:
        told_on(form, wrong)
        return shown(request, found, ask=form)
    flash.done(request, f"{added.added:,} on the list, {added.there:,} stood there. Nothing is sent yet.")
    _say_unknown(request, added.unknown)
    return redirect("act:event", event)


@require_POST
def invite(request: HttpRequest, event: int) -> HttpResponse:
    """Send the invitations that were not sent."""
    return _done(
        request, event, planned.ACT, lambda found: f"Invitations: {inviting.invite(request.user, found).told}."
    )


@require_POST
def tell(request: HttpRequest, event: int) -> HttpResponse:
    """Tell the guests what holds now."""
    return _done(request, event, planned.ACT, lambda found: f"Told: {inviting.tell(request.user, found).told}.")


@require_POST
def came(request: HttpRequest, event: int) -> HttpResponse:
    """Say who came by a list."""
    access.require(request.user, planned.ACT)
    found, form = planned.found(request.user, event), CameForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, found, came=form)
    try:
        text = _text(form)
        listed = attending.by_list(request.user, found, text, others_absent=form.cleaned_data["others_absent"])
    except UserError as wrong:
        told_on(form, wrong)
        return shown(request, found, came=form)
    flash.done(request, f"{listed.came:,} came, {listed.added:,} of them unasked; {listed.absent:,} did not.")
    _say_unknown(request, listed.unknown)
    return redirect("act:event", event)


def _text(form: CameForm) -> str:
    given = form.cleaned_data["file"]
    text: str = form.cleaned_data["names"].replace("\x00", "")
    if given is not None:
        if given.size > LARGEST:
            raise UserError("A list of those who came has at most 5 MB.")
        try:
            text = f"{given.read().decode('utf-8-sig')}\n{text}"
        except UnicodeDecodeError:
            raise UserError("The file is no text in UTF-8; save it as comma-separated values in UTF-8.") from None
    if not text.strip():
        raise UserError("Name those who came, or choose a file.")
    return text.replace("\x00", "")


@require_POST
def mark(request: HttpRequest, guest: int) -> HttpResponse:
    """Say of one guest whether they came."""
    said = {"yes": True, "no": False}.get(request.POST.get("came", ""))

    def do(found: Guest) -> str:
        return "Kept." if attending.mark(request.user, found.event, {found.pk: said}) else "Nothing changed."

    return _of_guest(request, guest, do)


@require_POST
def call(request: HttpRequest, event: int) -> HttpResponse:
    """Put a group of the guests on the call list."""
    group = request.POST.get("group", "")

    def do(found: Event) -> str:
        count = after.call(request.user, found, group)
        return f"{count:,} more on the call list." if count else "They are on the call list already."

    return _done(request, event, "call.log", do)


@require_POST
def call_off(request: HttpRequest, event: int) -> HttpResponse:
    """Call it off."""
    back = reverse("act:event_put_on", args=[event])
    words = "It is called off. Those who were invited do not know yet: tell them."

    def do(found: Event) -> str:
        planned.call_off(request.user, found.pk)
        return words

    return _done(request, event, planned.ACT, do, undo=back)


@require_POST
def put_on(request: HttpRequest, event: int) -> HttpResponse:
    """Put it on again."""

    def do(found: Event) -> str:
        planned.call_off(request.user, found.pk, off=False)
        return "It takes place."

    return _done(request, event, planned.ACT, do)


@require_POST
def remove(request: HttpRequest, event: int) -> HttpResponse:
    """Let an event go to which nobody was asked."""
    access.require(request.user, planned.ACT)
    try:
        planned.remove(request.user, event)
    except UserError as wrong:
        told(request, wrong)
        return redirect("act:event", event)
    flash.done(request, "The event is gone.")
    return redirect("act:events")


@require_POST
def take_off(request: HttpRequest, guest: int) -> HttpResponse:
    """Take somebody off the list to whom nothing was sent."""

    def do(found: Guest) -> str:
        guests.take_off(request.user, found.pk)
        return "Off the list."

    return _of_guest(request, guest, do)


@require_POST
def revoke(request: HttpRequest, guest: int) -> HttpResponse:
    """Make a guest's link good no longer."""

    def do(found: Guest) -> str:
        links.OWN.revoke(request.user, found.pk)
        return "Their link is good no longer; the next mail holds a new one."

    return _of_guest(request, guest, do)


@require_POST
def again(request: HttpRequest, guest: int) -> HttpResponse:
    """Send a guest their invitation again."""
    times = request.POST.get("times", "")

    def do(found: Guest) -> str:
        row = inviting.again(request.user, found.pk, int(times) if times.isdecimal() and len(times) < 6 else 0)
        assert row.sending is not None
        return (
            f"Their invitation, again: {row.sending.get_state_display().lower()}. {row.sending.says}".rstrip(". ") + "."
        )

    return _of_guest(request, guest, do)


def _of_guest(request: HttpRequest, guest: int, do: Callable[[Guest], str]) -> HttpResponse:
    access.require(request.user, planned.ACT)
    rows = Guest.objects.select_related("event")
    found = access.one(request.user, rows, "customer", pk=guest if guest < 2**63 else 0)
    try:
        flash.done(request, do(found))
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:event", found.event_id)


def _say_unknown(request: HttpRequest, unknown: list[str]) -> None:
    if unknown:
        some = ", ".join(unknown[:8]) + (" …" if len(unknown) > 8 else "")
        flash.warn(request, f"{len(unknown):,} not known here, or without an address: {some}")
