"""How long what we hold is kept: all terms with what each is for, what a shorter one would take, and changing one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from deeproot_app.base import access, clock, flash, keeping
from deeproot_app.base.back import told
from deeproot_app.base.errors import UserError

DIGITS = 5


@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """See all terms; GET with a term and days says what would go by it, POST sets it."""
    access.require(request.user, keeping.ACT)
    if request.method == "POST":
        _set(request)
        return redirect("base:keeping")
    now, tried, wrong = clock.now(), None, ""
    if "term" in request.GET:
        try:
            name, days = _asked(request.GET)
            tried = {
                "term": keeping.terms().get(name), "days": days, "for": _for(days),
                "goes": keeping.preview(name, days, now),
            }  # fmt: skip
        except UserError as fault:
            wrong = fault.message
    rows = keeping.standing(now)
    context = {
        "free": [row for row in rows if row.term.free],
        "fixed": [row for row in rows if not row.term.free],
        "tried": tried,
        "wrong": wrong,
        "asked": request.GET.get("term", ""),
    }
    return render(request, "base/keeping.html", context, status=422 if wrong else 200)


def _set(request: HttpRequest) -> None:
    try:
        name, days = _asked(request.POST)
        changed = keeping.change(request.user, name, days)
        says = f"{keeping.terms()[name].label}: kept {_for(days)}." if changed else "Nothing was different."
        flash.done(request, says)
    except UserError as wrong:
        told(request, wrong)


def _for(days: int | None) -> str:
    return f"{'' if days is None else 'for '}{keeping.says(days)}"


def _asked(sent: QueryDict) -> tuple[str, int | None]:
    """The term and its days; empty: for ever. Raises UserError for what is no number."""
    text = sent.get("days", "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        raise UserError("Give a number of days.")
    return sent.get("term", ""), int(text) if text else None
