"""The questions of culture: read by whoever interviews, changed in versions by managers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot_app.act.hiring import kit
from deeproot_app.act.hiring.candidates import SEES
from deeproot_app.act.hiring.given import Asked
from deeproot_app.base import access, flash
from deeproot_app.base.back import told, told_on
from deeproot_app.base.errors import UserError

WORTH = ("1: a warning", "2: below what we need", "3: what we need", "4: we would learn from it")


class QuestionForm(forms.Form):
    """A question, what good answers show, and what each score means."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    theme = forms.CharField(label="Theme", max_length=80)
    text = forms.CharField(label="What is asked", widget=forms.Textarea(attrs={"rows": 3}), max_length=kit.LONGEST)
    good = forms.CharField(
        label="What good answers show", widget=forms.Textarea(attrs={"rows": 3}), max_length=kit.LONGEST
    )
    warning = forms.CharField(
        label="What is a warning sign", widget=forms.Textarea(attrs={"rows": 2}), max_length=kit.LONGEST
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for n, label in enumerate(WORTH, 1):
            self.fields[f"anchor_{n}"] = forms.CharField(
                label=f"An answer worth {label}", max_length=kit.LONGEST, widget=forms.Textarea(attrs={"rows": 2})
            )

    def said(self, key: str = "") -> Asked:
        given = self.cleaned_data
        anchors = tuple(given[f"anchor_{n}"] for n in range(1, kit.ANCHORS + 1))
        return Asked(key, given["theme"], given["text"], given["good"], given["warning"], anchors)


@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """The whole kit, in its order; also to print."""
    access.require(request.user, SEES)
    rows = kit.kit()
    context = {
        "here": "hiring",
        "rows": [one for one in rows if not one.retired_at],
        "retired": [one for one in rows if one.retired_at],
        "manages": access.allows(request.user, kit.ACT),
    }
    return render(request, "act/hiring/questions.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A question of one's own."""
    access.require(request.user, kit.ACT)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            key = kit.add(request.user, form.said())
            flash.done(request, "Added, at the end.", undo=reverse("act:culture_retire", args=[key]))
            return redirect("act:culture")
        except UserError as wrong:
            told_on(form, wrong)
    context = {"here": "hiring", "form": form}
    return render(request, "act/hiring/question_form.html", context, status=422 if form.errors else 200)


@require_GET
def one(request: HttpRequest, question: str) -> HttpResponse:
    """A question with its versions."""
    access.require(request.user, SEES)
    found = kit.one(question)
    context = {
        "here": "hiring",
        "one": found,
        "worth": list(zip(WORTH, found.asked.anchors, strict=False)),
        "versions": kit.versions(question)[1:],
        "manages": access.allows(request.user, kit.ACT),
    }
    return render(request, "act/hiring/question.html", context)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, question: str) -> HttpResponse:
    """Say a question otherwise."""
    access.require(request.user, kit.ACT)
    found = kit.one(question)
    first = {"theme": found.asked.theme, "text": found.asked.text, "good": found.asked.good}
    anchors = {f"anchor_{n}": text for n, text in enumerate(found.asked.anchors, 1)}
    initial = first | anchors | {"warning": found.asked.warning, "version": found.number}
    form = QuestionForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            kit.change(request.user, question, form.said(question), form.cleaned_data["version"] or 0)
            undo = reverse("act:culture_back", args=[question, found.number])
            flash.done(request, "Saved. Sheets that were made keep what they have.", undo=undo)
            return redirect("act:culture_question", question)
        except UserError as wrong:
            told_on(form, wrong)
    context = {"here": "hiring", "form": form, "one": found}
    return render(request, "act/hiring/question_form.html", context, status=422 if form.errors else 200)


@require_POST
def back_to(request: HttpRequest, question: str, number: int) -> HttpResponse:
    """Let an earlier version stand again."""
    access.require(request.user, kit.ACT)
    before = kit.one(question).number
    try:
        kit.go_back(request.user, question, number)
        undo = reverse("act:culture_back", args=[question, before])
        flash.done(request, "What it said before stands again.", undo=undo)
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:culture_question", question)


@require_POST
def retire(request: HttpRequest, question: str) -> HttpResponse:
    """Ask it no more; or, with `back`, again."""
    access.require(request.user, kit.ACT)
    back = "back" in request.GET
    here = reverse("act:culture_retire", args=[question])
    try:
        kit.retire(request.user, question, back=back)
        flash.done(request, "Asked again." if back else "Asked no more.", undo=here if back else f"{here}?back=1")
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:culture")


@require_POST
def move(request: HttpRequest, question: str) -> HttpResponse:
    """Ask it one place earlier, or later."""
    access.require(request.user, kit.ACT)
    kit.move(request.user, question, up=request.POST.get("to") == "up")
    return redirect(f"{reverse('act:culture')}#{question}")
