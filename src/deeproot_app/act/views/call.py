"""One call on one screen: the brief and the script beside the form that is filled in while one speaks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_GET, require_POST

from deeproot.plan.policy import Touch
from deeproot_app.act.briefs import brief, reading
from deeproot_app.act.calls import draft, listed, permitted, scripts
from deeproot_app.act.calls.begin import ACT, own
from deeproot_app.act.calls.forms import CallForm
from deeproot_app.act.calls.log import log as logged
from deeproot_app.act.calls.report import Outcome
from deeproot_app.act.calls.script import read, told
from deeproot_app.act.calls.undo import undo as taken_back
from deeproot_app.act.calls.whom import reachable
from deeproot_app.act.models import Call, CallAttempt
from deeproot_app.base import access, clock, flash, reader
from deeproot_app.base.back import back, told_on
from deeproot_app.base.back import told as refusal_told
from deeproot_app.base.errors import UserError
from deeproot_app.plan import queries as planned
from deeproot_app.plan.gate import override
from deeproot_app.record.models import Promise

SAYS = {
    Outcome.REACHED: "The call with {name} is logged.",
    Outcome.NO_ANSWER: "Nobody answered at {name}.",
    Outcome.VOICEMAIL: "The message for {name} is logged.",
    Outcome.WRONG_NUMBER: "That number of {name} is not dialled again.",
    Outcome.CALL_BACK: "{name} is called back as they asked.",
}


def _one(request: HttpRequest, pk: int) -> Call:
    calls = Call.objects.select_related("customer__merged_into", "customer__owner", "contact", "member")
    return access.one(request.user, calls, "customer", pk=pk)


@require_GET
def call(request: HttpRequest, call: int) -> HttpResponse:
    """The call as it stands, with what was typed before."""
    access.require(request.user, "record.see")
    return _shown(request, _one(request, call))


def _shown(request: HttpRequest, found: Call, form: CallForm | None = None) -> HttpResponse:
    now, customer = clock.now(), found.customer.leader
    entry = listed.one(found, now)
    kept = draft.of(request.user, found)
    read_at = reading.read_by(request.user, customer, now)
    chosen = scripts.script_for(found.reason)
    context: dict[str, Any] = {
        "call": found,
        "customer": customer,
        "entry": entry,
        "people": entry.people,
        "form": form or _form(request, found, entry, kept.fields if kept else None),
        "kept": kept,
        "read_at": read_at,
        "script": chosen,
        "overruled": not entry.permit.verdict.allowed and permitted.overruled(found, now) if entry.permit else False,
        "waits": found.state == Call.State.WAITING,
        "promise": Promise.objects.filter(pk=found.promise_id).first() if found.promise_id else None,
        "tried": found.tried.select_related("member").order_by("-id"),
        "may_log": access.allows(request.user, ACT),
    }
    shown = _brief(request, entry, now) if read_at else None
    context |= {"brief": shown, "steps": told(read(chosen.text), _facts(request, entry, shown, context["promise"]))}
    context["open_cases"] = shown is None and brief.case_open(customer, now)
    wrong = form is not None and form.is_bound and bool(form.errors)
    return render(request, "act/call.html", context, status=422 if wrong else 200)


def _brief(request: HttpRequest, entry: listed.Entry, now: datetime) -> brief.Brief:
    items = planned.of_customers(request.user, entry.customer.ids, now)
    return brief.brief(entry.customer, now, [item for one in entry.customer.ids for item in items.get(one, [])])


def _form(request: HttpRequest, found: Call, entry: listed.Entry, fields: dict[str, str] | None) -> CallForm:
    """The form, with what was kept of it, or as one begins."""
    begins: dict[str, Any] = {"kind": entry.kind, "settles": True, "contact_id": entry.whom and entry.whom.contact_id}
    if fields is not None:
        begins |= {"settles": "settles" in fields, **fields}
    return CallForm(reader.zone(request), entry.people, initial=begins | {"after": found.attempts})


def _facts(
    request: HttpRequest, entry: listed.Entry, shown: brief.Brief | None, promise: Promise | None
) -> dict[str, str]:
    """What a script may name; what is not known is empty, and its line is left out. Their words come with the brief."""
    last = shown.last if shown else []
    theirs = [row for row in last if row.direction == "in"]
    ours = [row for row in last if row.direction in ("out", "both")]
    due = promise and (promise.moved_to or promise.due_at)
    words = getattr(theirs[0], "text", None) if theirs else None
    return {
        "contact": entry.whom.name if entry.whom else "",
        "customer": entry.customer.name,
        "me": str(request.user),
        "company": reader.organisation(request).name,
        "promise": promise.text if promise else "",
        "due": date_format(due.astimezone(reader.zone(request)), "j F") if due else "",
        "last_words": " ".join(words.body.split())[:280] if words else "",
        "silent_days": str((clock.now() - ours[0].happened_at).days) if ours else "",
    }


@require_POST
def open_brief(request: HttpRequest, call: int) -> HttpResponse:
    """Read the brief: the record says who did, and when."""
    access.require(request.user, ACT)
    reading.open_brief(request.user, _one(request, call).customer)
    return redirect("act:call", call)


@require_POST
def overrule(request: HttpRequest, call: int) -> HttpResponse:
    """Call all the same, although the gate says no: with a reason, which is recorded; never about an objection."""
    access.require(request.user, "touch.send")
    found = _one(request, call)
    entry = listed.one(found, clock.now())
    whom, permit = entry.whom, entry.permit
    try:
        if whom is None or permit is None:
            raise UserError("No number of theirs is known.")
        touch = Touch(
            entry.customer.pk, whom.contact_id, own(request.user), "call", entry.kind, address=whom.phone
        )  # fmt: skip
        override(request.user, touch, permit.verdict, request.POST.get("reason", "")[:1_000])
        flash.done(request, "You may call all the same; why is kept with it.")
    except UserError as wrong:
        refusal_told(request, wrong)
    return redirect("act:call", call)


@require_POST
def keep(request: HttpRequest, call: int) -> HttpResponse:
    """Keep what is typed, as it is typed."""
    access.require(request.user, ACT)
    found = _one(request, call)
    fields = {name: value for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "after")}
    kept = draft.keep(request.user, found, {str(name): str(value) for name, value in fields.items()})
    if request.headers.get("HX-Request"):
        return render(request, "act/call_kept.html", {"kept": kept, "share": _share(fields)})
    flash.done(request, "Kept as it stands; go on whenever you like.")
    return redirect("act:call", call)


def _share(fields: dict[str, Any]) -> float | None:
    """Their share of the talk, from the minutes as they stand in the form."""
    try:
        theirs, ours = float(fields["their_minutes"]), float(fields["our_minutes"])
    except (KeyError, ValueError):
        return None
    return theirs / (theirs + ours) if 0 < theirs + ours < float("inf") and min(theirs, ours) >= 0 else None


@require_POST
def log(request: HttpRequest, call: int) -> HttpResponse:
    """Log what came of the call."""
    access.require(request.user, ACT)
    found = _one(request, call)
    customer = found.customer.leader
    form = CallForm(reader.zone(request), reachable({customer.pk: customer.ids})[customer.pk], request.POST)
    if not form.is_valid():
        return _shown(request, found, form)
    try:
        attempt = logged(request.user, call, form.report())
    except UserError as wrong:
        told_on(form, wrong)
        return _shown(request, found, form)
    _say(request, attempt, customer.name)
    return redirect("act:calls")


def _say(request: HttpRequest, attempt: CallAttempt, name: str) -> None:
    says = SAYS[Outcome(attempt.outcome)].format(name=name)
    stands = attempt.call
    stands.refresh_from_db()
    if stands.state == Call.State.GIVEN_UP:
        says += f" That was attempt {stands.attempts}: it is given up; write to them instead."
    elif stands.state == Call.State.WAITING and stands.not_before is not None:
        local = stands.not_before.astimezone(reader.zone(request))
        says += f" Next attempt {date_format(local, 'l, j F, H:i')}."
    flash.done(request, says, undo=reverse("act:call_undo", args=[attempt.pk]))


@require_POST
def undo(request: HttpRequest, attempt: int) -> HttpResponse:
    """Take a logged attempt back, with all that came of it."""
    access.require(request.user, ACT)
    try:
        found = taken_back(request.user, attempt)
        flash.done(request, "Undone: the call stands as before, and what you typed is in the form again.")
        return redirect("act:call", found.call_id)
    except UserError as wrong:
        refusal_told(request, wrong)
    return redirect(back(request, reverse("act:calls")))
