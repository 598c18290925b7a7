"""The scripts: which there are, and writing one's own."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot.plan.reasons import REASONS
from deeproot_app.act.calls import script as text
from deeproot_app.act.calls import scripts as known
from deeproot_app.act.models import CallScript
from deeproot_app.base import access, flash
from deeproot_app.base.back import told_on
from deeproot_app.base.errors import UserError
from deeproot_app.plan.words import reason

ACT = "library.change"


class ScriptForm(forms.Form):
    """A script as one writes it."""

    name = forms.CharField(label="Name", max_length=100)
    reasons = forms.MultipleChoiceField(
        label="For which reasons of Today", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(name, reason(name)) for name in REASONS], help_text="None: for calls of every reason.",
    )  # fmt: skip
    text = forms.CharField(
        label="Steps", max_length=text.LONGEST, widget=forms.Textarea(attrs={"rows": 18, "class": "mono"})
    )


@require_GET
def scripts(request: HttpRequest) -> HttpResponse:
    """All scripts, and for which calls each is."""
    access.require(request.user, "record.see")
    rows = [(one, [reason(name) for name in one.reasons], len(text.read(one.text))) for one in known.scripts()]
    return render(request, "act/scripts.html", {"rows": rows, "may_change": access.allows(request.user, ACT)})


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new script; with ``?like=NAME`` it begins as that one."""
    access.require(request.user, ACT)
    like = next((one for one in known.scripts() if one.name == request.GET.get("like")), None)
    begins: dict[str, object] = {"text": "# Begin\n"}
    if like:
        begins = {"name": like.name, "reasons": like.reasons, "text": like.text}
    return _written(request, None, begins)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, script: int) -> HttpResponse:
    """An own script, to be changed."""
    access.require(request.user, ACT)
    row = get_object_or_404(CallScript, pk=script)
    return _written(request, row, {"name": row.name, "reasons": row.reasons, "text": row.text})


def _written(request: HttpRequest, row: CallScript | None, begins: dict[str, object]) -> HttpResponse:
    form = ScriptForm(request.POST if request.method == "POST" else None, initial=begins)
    if form.is_valid():
        told = form.cleaned_data
        try:
            known.keep(request.user, told["name"], told["reasons"], told["text"], row.pk if row else None)
        except UserError as wrong:
            told_on(form, wrong)
        else:
            flash.done(request, f"The script “{told['name']}” is kept.")
            return redirect("act:scripts")
    context = {"form": form, "row": row, "facts": text.FACTS}
    return render(request, "act/script.html", context, status=422 if form.errors else 200)


@require_POST
def throw_away(request: HttpRequest, script: int) -> HttpResponse:
    """Let an own script go."""
    access.require(request.user, ACT)
    row = CallScript.objects.filter(pk=script).first()
    if row is None:
        raise Http404("There is no such script.")
    known.throw_away(request.user, row)
    flash.done(request, f"The script “{row.name}” is gone.")
    return redirect(reverse("act:scripts"))
