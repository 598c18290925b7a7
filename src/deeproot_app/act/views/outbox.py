"""The outbox: where every mail stands, in counts that add up; one mail with its whole course."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from deeproot_app.act.models import Outbox, Sending, SendingAccount
from deeproot_app.act.outbox import acts, enclosing, listed
from deeproot_app.act.outbox.course import State
from deeproot_app.act.outbox.keys import interaction_id
from deeproot_app.act.outbox.tally import tally
from deeproot_app.base import access, flash, keyset
from deeproot_app.base.back import back, told
from deeproot_app.base.errors import UserError
from deeproot_app.base.own_link import masked
from deeproot_app.plan.library.files import download
from deeproot_app.record.models import Interaction

LARGEST: Final = 2**63 - 1
ORDER: Final = ("-id",)


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """The list."""
    access.require(request.user, "record.see")
    tab = request.GET.get("state", "waiting")
    tab = tab if tab in dict(listed.TABS) else "waiting"
    words = request.GET.get("q", "")[:200]
    mine = listed.visible(request.user)
    counts = tally(mine.select_related(None))
    rows = listed.matching(listed.in_tab(mine, tab), words)
    context = {
        "outbox": Outbox.get(),
        "counts": counts,
        "tab": tab,
        "words": words,
        "tabs": [(name, label, f"?state={name}", getattr(counts, name)) for name, label in listed.TABS],
        "page": keyset.page(rows, ORDER, request.GET),
        "failing": SendingAccount.objects.exclude(says="").exclude(state=SendingAccount.State.REMOVED),
        "account": SendingAccount.objects.exclude(state=SendingAccount.State.REMOVED).exists(),
        "may_send": access.allows(request.user, acts.SEND),
        "may_manage": access.allows(request.user, acts.MANAGE),
    }
    return render(request, "act/outbox/list.html", context)


@require_GET
def sending(request: HttpRequest, sending: int) -> HttpResponse:
    """One mail."""
    row = acts.seen(request.user, min(sending, LARGEST))
    steps = [(datetime.fromisoformat(at), State(state), words) for at, state, words in row.course]
    recorded = interaction_id(row.message_id)
    context = {
        "row": row,
        "text": masked(row.letter.text),
        "tone": listed.tone(row.state),
        "steps": [(at, state, words, listed.tone(state)) for at, state, words in steps],
        "waits": row.state in (State.QUEUED, State.WAITING, State.CLAIMED),
        "recorded": recorded if Interaction.objects.filter(pk=recorded).exists() else "",
        "may_send": access.allows(request.user, acts.SEND),
        "may_manage": access.allows(request.user, acts.MANAGE),
    }
    return render(request, "act/outbox/one.html", context)


@require_GET
def enclosure(request: HttpRequest, sending: int, place: int) -> HttpResponse:
    """A file that is attached to a mail, as it was approved."""
    return download(enclosing.file_of(acts.seen(request.user, min(sending, LARGEST)), place))


@require_POST
def cancel(request: HttpRequest, sending: int) -> HttpResponse:
    """Call it back."""
    try:
        row = acts.cancel(request.user, min(sending, LARGEST))
        flash.done(request, f"The mail to {row.to_name or row.address} is called back; it does not leave.")
    except UserError as wrong:
        told(request, wrong)
    return redirect(back(request, reverse("act:sending", args=[sending])))


@require_POST
def settle(request: HttpRequest, sending: int) -> HttpResponse:
    """Say what became of an uncertain one."""
    access.require(request.user, acts.MANAGE)
    if (answer := request.POST.get("arrived")) not in ("yes", "no"):
        raise Http404("Say whether it arrived: yes or no.")
    try:
        note = request.POST.get("note", "").replace("\0", "")
        acts.settle(request.user, min(sending, LARGEST), arrived=answer == "yes", note=note)
        flash.done(request, "Settled: it arrived." if answer == "yes" else "Settled: it did not arrive.")
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:sending", sending)


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Let nothing leave any more."""
    acts.stop(request.user, request.POST.get("because", "").replace("\0", ""))
    undo = reverse("act:outbox_go") if access.allows(request.user, acts.MANAGE) else ""
    flash.done(request, "Stopped: nothing leaves any more.", undo=undo)
    return redirect("act:outbox")


@require_POST
def go(request: HttpRequest) -> HttpResponse:
    """Let mail leave again."""
    acts.go(request.user)
    flash.done(request, "Mail leaves again.", undo=reverse("act:outbox_stop"))
    return redirect("act:outbox")


def waiting(actor: access.Actor) -> int:
    """How much is uncertain, and waits for who looks."""
    if not access.allows(actor, "record.see"):
        return 0
    return Sending.objects.filter(state=State.UNCERTAIN).count()
