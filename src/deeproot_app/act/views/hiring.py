"""Candidates: each interviewer's own sheet, laid side by side once handed in; private to those who interview."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot_app.act.hiring import candidates, kit, scoring
from deeproot_app.act.models import Candidate, Interview
from deeproot_app.base import access, audit, clock, flash, keyset
from deeproot_app.base.back import told, told_on
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User

A_PAGE = 25


def may_interview() -> Any:
    """Whoever may be asked to interview."""
    roles = [role for role in User.Role.values if access.RANK[User.Role(role)] >= access.RANK[User.Role.MEMBER]]
    return User.objects.filter(is_active=True, role__in=roles).order_by("name", "email")


class CandidateForm(forms.Form):
    """A candidate, who interviews them, and what is asked."""

    name = forms.CharField(label="Name", max_length=200)
    role = forms.CharField(label="For which role", max_length=200)
    interview_on = forms.DateField(
        label="Interview on", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    interviewers = forms.ModelMultipleChoiceField(
        User.objects.none(), label="Who interviews", widget=forms.CheckboxSelectMultiple,
        help_text="Each scores by themselves, and sees the others’ sheets once their own is handed in.",
    )  # fmt: skip
    questions = forms.MultipleChoiceField(
        label="What is asked", widget=forms.CheckboxSelectMultiple,
        help_text="Five or six fit into an hour. Asking all candidates for a role the same makes them comparable.",
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        whom, asked = self.fields["interviewers"], self.fields["questions"]
        assert isinstance(whom, forms.ModelMultipleChoiceField)
        assert isinstance(asked, forms.MultipleChoiceField)
        whom.queryset = may_interview()
        asked.choices = [(one["key"], one["theme"]) for one in kit.on_a_sheet()]


@require_GET
def all_of(request: HttpRequest) -> HttpResponse:
    """The candidates whom its reader interviews; for managers all."""
    access.require(request.user, candidates.SEES)
    page = keyset.page(candidates.seen_by(request.user), ("-interview_on", "-id"), request.GET, A_PAGE)
    mine = dict(
        Interview.objects.filter(user=request.user.pk, candidate__in=page.rows).values_list(
            "candidate_id", "handed_in_at"
        )
    )
    context = {
        "here": "hiring",
        "page": page,
        "rows": [(row, row.pk in mine, mine.get(row.pk)) for row in page.rows],
        "manages": access.allows(request.user, candidates.ACT),
        "days": candidates.kept_for(),
    }
    return render(request, "act/hiring/all.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new candidate."""
    access.require(request.user, candidates.ACT)
    form = CandidateForm(
        request.POST if request.method == "POST" else None, initial={"interview_on": timezone.localdate(clock.now())}
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            row = candidates.make(
                request.user, given["name"], given["role"], given["interview_on"], given["interviewers"],
                given["questions"],
            )  # fmt: skip
            flash.done(request, "Whoever interviews them is told.")
            return redirect("act:candidate", row.pk)
        except UserError as wrong:
            told_on(form, wrong)
    context = {"here": "hiring", "form": form}
    return render(request, "act/hiring/add.html", context, status=422 if form.errors else 200)


@require_GET
def one(request: HttpRequest, candidate: int) -> HttpResponse:
    """A candidate: one's own sheet until it is handed in, then all that are, side by side."""
    access.require(request.user, candidates.SEES)
    row = candidates.one(request.user, candidate)
    mine = scoring.own(request.user, row)
    manages = access.allows(request.user, candidates.ACT)
    others = row.interviews.select_related("user").order_by("pk")
    context = {
        "here": "hiring",
        "row": row,
        "mine": mine,
        "questions": _asked(row, mine) if mine and not mine.handed_in_at else [],
        "summary": scoring.summary(request.user, row),
        "manages": manages,
        "interviews": list(others) if manages else [],
        "addable": may_interview().exclude(pk__in=others.values("user")) if manages else [],
        "forgotten_at": candidates.forgotten_at(row),
        "decisions": [(value, label) for value, label in Candidate.Decision.choices if value],
        "blank": "blank" in request.GET,
        "asked": row.questions,
    }
    return render(request, "act/hiring/one.html", context)


def _asked(row: Candidate, mine: Interview) -> list[dict[str, Any]]:
    """The questions of a sheet, each with what one scored and noted so far."""
    return [
        each | {
            "score": mine.scores.get(each["key"]), "note": mine.notes.get(each["key"], ""),
            "choices": list(zip(scoring.SCORES, each["anchors"], strict=False)),
        } for each in row.questions
    ]  # fmt: skip


@require_POST
def sheet(request: HttpRequest, candidate: int) -> HttpResponse:
    """Keep one's own sheet, or hand it in."""
    access.require(request.user, candidates.SEES)
    row = candidates.one(request.user, candidate)
    keys = [each["key"] for each in row.questions]
    scores = {key: request.POST.get(f"score-{key}", "") for key in keys}
    notes = {key: request.POST.get(f"note-{key}", "") for key in keys}
    hand_in = "hand_in" in request.POST
    given = {key: int(score) for key, score in scores.items() if score in {"1", "2", "3", "4"}}
    try:
        scoring.keep(request.user, row.pk, given, notes, request.POST.get("words", ""))
        if hand_in:
            scoring.keep(request.user, row.pk, given, notes, request.POST.get("words", ""), hand_in=True)
            says, undo = (
                "Handed in: below stands what the others handed in.",
                reverse("act:candidate_take_back", args=[row.pk]),
            )
            flash.done(request, says, undo=undo)
        else:
            flash.done(request, "Kept. Nobody else sees it before you hand it in.")
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:candidate", row.pk)


@require_POST
def take_back(request: HttpRequest, candidate: int) -> HttpResponse:
    """Undo having handed in, before anybody else has."""
    access.require(request.user, candidates.SEES)
    try:
        scoring.take_back(request.user, candidate)
        flash.done(request, "Your sheet is yours again.")
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:candidate", candidate)


@require_POST
def interviewer(request: HttpRequest, candidate: int) -> HttpResponse:
    """One more interviewer; or, with `remove`, one fewer."""
    access.require(request.user, candidates.ACT)
    candidates.one(request.user, candidate)
    remove, whom = request.POST.get("remove", ""), request.POST.get("user", "")
    try:
        if remove.isdecimal():
            user = candidates.remove_interviewer(request.user, candidate, int(remove[:18]))
            flash.done(request, f"{user} interviews them no more.")
        elif whom.isdecimal() and (found := may_interview().filter(pk=whom[:18]).first()):
            candidates.add_interviewer(request.user, candidate, found)
            flash.done(request, f"{found} is told.")
        else:
            raise UserError("Choose who interviews them.")
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:candidate", candidate)


@require_POST
def decide(request: HttpRequest, candidate: int) -> HttpResponse:
    """Say what was decided; an empty decision undoes it."""
    access.require(request.user, candidates.ACT)
    candidates.one(request.user, candidate)
    decision = "" if "undo" in request.GET else request.POST.get("decision", "-")
    try:
        row = candidates.decide(request.user, candidate, decision, request.POST.get("reason", ""))
        undo = f"{reverse('act:candidate_decide', args=[candidate])}?undo=1"
        flash.done(request, "Decided." if row.decision else "Not decided any more.", undo=undo if row.decision else "")
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:candidate", candidate)


@require_POST
def export(request: HttpRequest, candidate: int) -> HttpResponse:
    """All that is held of a candidate, as a file for them."""
    access.require(request.user, candidates.ACT)
    row = candidates.one(request.user, candidate)
    try:
        document = candidates.document(request.user, candidate)
    except UserError as wrong:
        told(request, wrong)
        return redirect("act:candidate", candidate)
    audit.write(request.user, "hiring.export", row)
    text = json.dumps(document, ensure_ascii=False, indent=2, default=str)
    answer = HttpResponse(text, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="candidate-{row.pk}.json"'
    return answer


@require_POST
def erase(request: HttpRequest, candidate: int) -> HttpResponse:
    """Forget a candidate."""
    access.require(request.user, candidates.ACT)
    row = candidates.one(request.user, candidate)
    candidates.erase(request.user, row.pk)
    flash.done(request, "Forgotten: the name, the sheets and all notes are gone.")
    return redirect("act:hiring")
