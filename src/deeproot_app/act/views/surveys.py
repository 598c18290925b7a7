"""The pages of surveys: all of them, one with whom it asked, writing one, what a customer would see."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from deeproot_app.act.models import Question, Survey
from deeproot_app.act.surveys import answering, course, questions, shown, wording, written
from deeproot_app.act.surveys.forms import QuestionForm, SurveyForm, TemplateForm
from deeproot_app.act.views.survey_words import WORDS
from deeproot_app.base import access, flash, keyset, navigation, public, reader
from deeproot_app.base.back import told_on
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation

A_PAGE: Final = 50
RESULTS: Final = "measure:survey"
"""The page that scores what was answered: a room ahead has it."""


@require_GET
def surveys(request: HttpRequest) -> HttpResponse:
    """All surveys, the latest first."""
    words, state = request.GET.get("q", "")[:200], request.GET.get("state", "")
    state = state if state in Survey.State.values else ""
    rows = written.listed(request.user, words.replace("\x00", ""), state)
    context = {
        "page": keyset.page(rows, ["-made_at", "-id"], request.GET, A_PAGE),
        "words": words,
        "tab": state,
        "tabs": [("", "All", "?"), *((one.value, one.label, f"?state={one.value}") for one in Survey.State)],
        "any": bool(words or state) or Survey.objects.exists(),
        "may": access.allows(request.user, written.ACT),
    }
    return render(request, "act/surveys/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Make a survey from a template."""
    access.require(request.user, written.ACT)
    form = TemplateForm(request.POST if request.method == "POST" else None, initial={"template": "nps"})
    if form.is_valid():
        made = written.make(request.user, form.cleaned_data["title"], form.cleaned_data["template"])
        flash.done(request, f"“{made.title}” is a draft. Look at its questions, then open it.")
        return redirect("act:survey", made.pk)
    return render(request, "act/surveys/add.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def survey(request: HttpRequest, survey: int) -> HttpResponse:
    """One survey: its questions, whom it asked, what to do next."""
    found = written.found(request.user, survey)
    group = request.GET.get("who", "")
    group = group if group in course.GROUPS else ""
    numbers = course.numbers(request.user, found)
    asked = questions_of(found)
    context = {
        "survey": found,
        "questions": [(one, said(one, found), hangs(one, asked, found)) for one in asked],
        "numbers": numbers,
        "reached": numbers["answered"] + numbers["silent"],
        "group": group,
        "tabs": [
            (name, label, f"?who={name}", numbers[name or "all"]) for name, (label, _) in course.GROUPS.items()
        ],
        "page": keyset.page(course.people(request.user, found, group), ["-asked_at", "-id"], request.GET, A_PAGE),
        "may": access.allows(request.user, written.ACT),
        "fixed": found.state == Survey.State.CLOSED or numbers["all"] > 0,
        "lacks": written.unready(found) if found.state == Survey.State.DRAFT else "",
        "results": results_of(found),
    }  # fmt: skip
    return render(request, "act/surveys/one.html", context)


def questions_of(found: Survey) -> list[Question]:
    """Its questions, in their order."""
    return list(found.questions.order_by("place"))


def said(one: Question, found: Survey) -> str:
    """The words of a question, for one of us."""
    return wording.of_us(wording.said(one.words, found.language), Organisation.get().name)


def hangs(one: Question, asked: list[Question], found: Survey) -> str:
    """After which answer it is asked, in words; empty where it always is."""
    earlier = next((each for each in asked if each.pk == one.only_after_id), None)
    if earlier is None:
        return ""
    if one.one_of:
        chosen = [wording.said(of["words"], found.language) for of in earlier.choices if of["id"] in one.one_of]
        return f"only where question {earlier.place} was answered with {' or '.join(f'“{each}”' for each in chosen)}"
    if one.least is None and one.most is None:
        return f"only where question {earlier.place} was answered"
    low, high = wording.SCALES[Question.Kind(earlier.kind)]
    least, most = low if one.least is None else one.least, high if one.most is None else one.most
    marks = f"{least}" if least == most else f"{least} to {most}"
    return f"only where question {earlier.place} was marked {marks}"


def results_of(found: Survey) -> str:
    """Where its results stand; empty where no room has them."""
    return navigation.href_of(RESULTS, found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, survey: int) -> HttpResponse:
    """Change what is said of a survey."""
    access.require(request.user, written.ACT)
    found = written.found(request.user, survey)
    form = SurveyForm.of(found, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            kept = written.change(request.user, found.pk, form.about())
        except UserError as wrong:
            told_on(form, wrong)
        else:
            flash.done(request, f"“{kept.title}” is kept.")
            return redirect("act:survey", found.pk)
    context = {"form": form, "survey": found}
    return render(request, "act/surveys/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def question_add(request: HttpRequest, survey: int) -> HttpResponse:
    """Put a question to a survey."""
    access.require(request.user, written.ACT)
    return _question(request, written.found(request.user, survey), None)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, question: int) -> HttpResponse:
    """Write a question anew."""
    found = questions.found(request.user, question)
    return _question(request, found.survey, found)


def _question(request: HttpRequest, found: Survey, row: Question | None) -> HttpResponse:
    form = QuestionForm.of(found, row, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            if row is None:
                questions.add(request.user, found.pk, form.put())
            else:
                questions.change(request.user, row.pk, form.put())
        except UserError as wrong:
            told_on(form, wrong)
        else:
            flash.done(request, "The question is kept.")
            return redirect("act:survey", found.pk)
    context: dict[str, Any] = {"form": form, "survey": found, "question": row}
    return render(request, "act/surveys/question.html", context, status=422 if form.errors else 200)


@require_GET
def preview(request: HttpRequest, survey: int) -> HttpResponse:
    """A survey as a customer would see it, in each language; what is tried out is kept nowhere."""
    found = written.found(request.user, survey)
    asked = questions_of(found)
    tried, wrong = answering.read(asked, {name: str(given) for name, given in request.GET.items()})
    language, company = public.language_of(request, found.language), reader.organisation(request).name
    context = {
        "entries": shown.entries(found, asked, tried, language, company, wrong),
        "intro": wording.of_us(wording.said(found.intro, language, found.language), company),
        "preview": True,
    }
    return public.page(request, "act/public/survey.html", context, WORDS, found.language)
