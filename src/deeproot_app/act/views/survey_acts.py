"""What is done with a survey: opened, closed, copied, removed, its questions moved, people asked, links revoked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from deeproot.plan.programme.audience import NotReadable, check
from deeproot.understand.experience import BY_ID as MEASURES
from deeproot.understand.scenarios import BY_ID as SCENARIOS
from deeproot_app.act.models import Survey
from deeproot_app.act.surveys import asking, links, questions, whom, written
from deeproot_app.act.surveys.forms import AskForm
from deeproot_app.base import access, clock, flash
from deeproot_app.base.back import back, told, told_on
from deeproot_app.base.errors import UserError

SHOWN: Final = 100
"""So many of those who are refused are listed."""


@require_POST
def open_(request: HttpRequest, survey: int) -> HttpResponse:
    """Let people be asked and answer."""
    return _done(request, survey, lambda: f"“{written.open_(request.user, survey).title}” is open: ask people.")


@require_POST
def close(request: HttpRequest, survey: int) -> HttpResponse:
    """Take no answer any more."""
    says = "“{}” is closed: no link takes an answer any more."
    return _done(
        request, survey, lambda: says.format(written.close(request.user, survey).title),
        undo=reverse("act:survey_open", args=[survey]),
    )  # fmt: skip


@require_POST
def copy(request: HttpRequest, survey: int) -> HttpResponse:
    """The same once more, as a draft."""
    access.require(request.user, written.ACT)
    made = written.copy(request.user, survey)
    flash.done(request, f"“{made.title}” is a draft with the same questions.")
    return redirect("act:survey", made.pk)


@require_POST
def remove(request: HttpRequest, survey: int) -> HttpResponse:
    """Throw a survey away that nobody was asked."""
    access.require(request.user, written.ACT)
    try:
        row = written.remove(request.user, survey)
    except UserError as wrong:
        told(request, wrong)
        return redirect("act:survey", survey)
    flash.done(request, f"“{row.title}” is gone; nobody was asked it.")
    return redirect("act:surveys")


@require_POST
def question_move(request: HttpRequest, question: int) -> HttpResponse:
    """Let a question change places with its neighbour."""
    row = questions.found(request.user, question)
    by = -1 if request.POST.get("by") == "-1" else 1

    def moved() -> str:
        return f"It is question {questions.move(request.user, question, by).place} now."

    return _done(request, row.survey_id, moved)


@require_POST
def question_remove(request: HttpRequest, question: int) -> HttpResponse:
    """Take a question away."""
    row = questions.found(request.user, question)

    def removed() -> str:
        questions.remove(request.user, question)
        return "The question is gone."

    return _done(request, row.survey_id, removed)


@require_POST
def revoke(request: HttpRequest, asked: int) -> HttpResponse:
    """Let a link be good no longer that was passed on."""
    row = links.OWN.revoke(request.user, asked)
    flash.done(request, f"The link of {row.contact or 'somebody who is gone'} is good no longer; they have a new one.")
    return redirect(back(request, reverse("act:survey", args=[row.survey_id])))


@require_POST
def link(request: HttpRequest, asked: int) -> HttpResponse:
    """Show the link of one person, for one of us to hand it over."""
    row, shown = links.OWN.shown(request.user, asked)
    flash.done(request, f"The link of {row.contact or 'somebody who is gone'}: {shown}")
    return redirect(back(request, reverse("act:survey", args=[row.survey_id])))


def _done(request: HttpRequest, survey_id: int, do: Callable[[], str], undo: str = "") -> HttpResponse:
    """Do one thing, say what became of it, and go back to the survey's page."""
    access.require(request.user, written.ACT)
    try:
        flash.done(request, do(), undo=undo)
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:survey", survey_id)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, survey: int) -> HttpResponse:
    """Choose whom to ask, look what the gate says of each, then ask."""
    access.require(request.user, written.ACT)
    found = written.found(request.user, survey)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _asking(request, found, form)
    by_hand = form.cleaned_data["by_hand"]
    try:
        people = chosen(request.user, form)
        if request.POST.get("act") != "ask":
            looked = asking.look(request.user, found, people.people, people.unknown, by_hand=by_hand)
            return _asking(request, found, form, looked)
        looked = asking.ask(request.user, found, people.people, by_hand=by_hand)
    except UserError as wrong:
        told_on(form, wrong)
        return _asking(request, found, form)
    flash.done(request, says(looked, by_hand=by_hand))
    return redirect("act:survey", found.pk)


def chosen(actor: access.Actor, form: AskForm) -> whom.Found:
    """The people that a form describes; only for one that is valid. Raises UserError where it describes nobody."""
    told, now = form.cleaned_data, clock.now()
    people = whom.named(actor, told["named"].replace("\x00", "").splitlines())
    if told["group"]:
        more = _of_group(actor, form, told["group"], now)
        people = whom.Found([*people.people, *more.people], [*people.unknown, *more.unknown])
    if not people.people and not people.unknown:
        raise UserError("Say who is asked: a group, or people by their addresses.")
    return people


def _of_group(actor: access.Actor, form: AskForm, group: str, now: Any) -> whom.Found:
    everyone = form.cleaned_data["everyone"]
    if group != "audience":
        return whom.grouped(actor, group, now, everyone)
    condition = form.audience()
    if condition is None:
        raise UserError("Describe the audience: at least one condition.")
    try:
        check(condition, tuple(MEASURES), tuple(SCENARIOS))
    except NotReadable as wrong:
        raise UserError(f"The audience cannot be read: {wrong}.") from None
    return whom.held_by(actor, condition, now, everyone)


def says(looked: asking.Looked, *, by_hand: bool) -> str:
    """What became of asking, in a sentence."""
    count, late = len(looked.would), len(looked.later)
    what = "get a link that you hand over" if by_hand else "are asked"
    told = f"{count:,} {what}"
    told += f", {late:,} of them later, when the contact policy lets the mail go" if late else ""
    return f"{told}; {len(looked.refused):,} are not." if looked.refused else f"{told}."


def _asking(
    request: HttpRequest, found: Survey, form: AskForm, looked: asking.Looked | None = None
) -> HttpResponse:  # fmt: skip
    context = {
        "survey": found,
        "form": form,
        "looked": looked,
        "refused": looked.refused[:SHOWN] if looked else [],
        "says": says(looked, by_hand=form.cleaned_data["by_hand"]) if looked else "",
        "given": [(name, value) for name in request.POST for value in request.POST.getlist(name)
                  if name not in ("csrfmiddlewaretoken", "act")] if looked else [],
    }  # fmt: skip
    wrong = form.errors or any(row.errors for row in form.conditions)
    return render(request, "act/surveys/ask.html", context, status=422 if wrong else 200)
