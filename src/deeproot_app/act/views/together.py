"""Work as one: what one of us is told, and where work slips between us, led to a fix."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot_app.act.briefs import asking
from deeproot_app.act.follow_up import tell
from deeproot_app.act.models import Mending, NoticeWish
from deeproot_app.act.notes import notices, words
from deeproot_app.act.slips import listed, mend
from deeproot_app.act.slips.listed import Kind
from deeproot_app.base import access, audit, clock, flash, keyset, reader
from deeproot_app.base.back import back, told
from deeproot_app.base.errors import UserError
from deeproot_app.base.fields import LocalMoment, in_zone
from deeproot_app.base.models import User

A_PAGE = 25


@require_GET
def together(request: HttpRequest) -> HttpResponse:
    """What its reader was told, the latest first, and what they are asked."""
    access.require(request.user, "record.see")
    page = keyset.page(notices.of_user(request.user), ("-id",), request.GET, A_PAGE)
    context = {
        "here": "together",
        "page": page,
        "rows": words.shown(page.rows),
        "unseen": notices.unseen(request.user),
        "asked": asking.waiting_of(request.user) if isinstance(request.user, User) else [],
        "steps": mend.steps().filter(owner=request.user.pk)[:A_PAGE],
    }
    return render(request, "act/together/notices.html", context)


@require_POST
def go(request: HttpRequest, notice: int) -> HttpResponse:
    """Go where a notice leads: it is seen then."""
    access.require(request.user, "self.change")
    found = get_object_or_404(notices.of_user(request.user), pk=notice)
    notices.see(cast(User, request.user), only=found.pk)
    return redirect(words.where(found))


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Say that one saw all of it."""
    access.require(request.user, "self.change")
    notices.see(cast(User, request.user))
    return redirect(back(request, reverse("act:together")))


class WishForm(forms.ModelForm):  # type: ignore[type-arg]
    """Of what one is told by mail."""

    class Meta:
        model = NoticeWish
        fields = ("replies", "mentions", "questions")
        labels = {  # noqa: RUF012 - as Django has it
            "replies": "When a customer of mine writes, by whatever door",
            "mentions": "When somebody mentions me, or hands over to me",
            "questions": "When I am asked what may be offered, when what I asked is answered, when a step is mine, "
            "when I am invited to take part or to interview",
        }


@require_http_methods(["GET", "POST"])
def wish(request: HttpRequest) -> HttpResponse:
    """Of what one is told by mail, at once."""
    access.require(request.user, "self.change")
    user = cast(User, request.user)
    stands = NoticeWish.objects.filter(user=user).first() or NoticeWish(user=user)
    form = WishForm(request.POST if request.method == "POST" else None, instance=stands)
    if form.is_valid():
        NoticeWish.objects.update_or_create(user=user, defaults=form.cleaned_data)
        audit.write(user, "notice.wish", user, **form.cleaned_data)
        flash.done(request, "Saved.")
        return redirect("act:notice_wish")
    return render(request, "act/together/wish.html", {"form": form, "sends": tell.account() is not None})


@require_GET
def again(request: HttpRequest) -> HttpResponse:
    """Where customers had to explain it again."""
    return _gaps(request, "again")


@require_GET
def covering(request: HttpRequest) -> HttpResponse:
    """Where one of us keeps covering for a gap."""
    return _gaps(request, "covering")


class MendForm(forms.Form):
    """What is to be done about a gap."""

    what = forms.CharField(widget=forms.HiddenInput)
    whose = forms.CharField(widget=forms.HiddenInput, required=False)
    by = forms.CharField(widget=forms.HiddenInput, required=False)
    verdict = forms.ChoiceField(choices=Mending.Verdict.choices)
    words = forms.CharField(max_length=mend.LONGEST, required=False)
    owner = forms.ModelChoiceField(User.objects.filter(is_active=True).order_by("name", "email"), required=False)
    due_at = LocalMoment(required=False)


def _gaps(request: HttpRequest, kind: Kind) -> HttpResponse:
    access.require(request.user, "record.see")
    now = clock.now()
    begins = "again" if kind == "again" else ("case", "promise")
    mine = Q(place__startswith="again") if kind == "again" else ~Q(place__startswith="again")
    context: dict[str, Any] = {
        "here": kind,
        "gaps": listed.gaps(request.user, kind, now),
        "steps": mend.steps().filter(mine)[:A_PAGE],
        "decided": [row for row in mend.decided() if row.place.startswith(begins)],
        "may_mend": access.allows(request.user, mend.ACT),
        "colleagues": User.objects.filter(is_active=True).order_by("name", "email"),
        "repeated": listed.REPEATED,
        "days": listed.WINDOW.days,
    }
    return render(request, "act/together/gaps.html", context)


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Decide about a gap."""
    access.require(request.user, mend.ACT)
    form = MendForm(request.POST)
    in_zone(form, reader.zone(request))
    to = back(request, reverse("act:again"))
    if not form.is_valid():
        flash.failed(request, "Choose what is to be done, and whose it is; nothing was kept.")
        return redirect(to)
    given = form.cleaned_data
    try:
        row = mend.mend(
            request.user, listed.place_of(given["what"], given["whose"], given["by"]), given["verdict"], given["words"],
            owner=given["owner"].pk if given["owner"] else None, due_at=given["due_at"],
        )  # fmt: skip
        flash.done(request, DECIDED[Mending.Verdict(row.verdict)], undo=reverse("act:mending_undo", args=[row.pk]))
    except UserError as wrong:
        told(request, wrong)
    return redirect(to)


DECIDED = {
    Mending.Verdict.STEP: "The step is kept, and whoever takes it hears at once. What slips from now on counts anew.",
    Mending.Verdict.NOTE: "Noted. What slips from now on counts anew.",
    Mending.Verdict.DISMISSED: "Off the list for half a year.",
}


@require_POST
def undo(request: HttpRequest, mending: int) -> HttpResponse:
    """Take a decision about a gap back."""
    return _settled(request, mending, undone=True)


@require_POST
def done(request: HttpRequest, mending: int) -> HttpResponse:
    """Say that a step was taken."""
    return _settled(request, mending, undone=False)


def _settled(request: HttpRequest, pk: int, *, undone: bool) -> HttpResponse:
    access.require(request.user, mend.ACT)
    row = get_object_or_404(Mending, pk=pk)
    try:
        mend.undo(request.user, pk) if undone else mend.done(request.user, pk)
        flash.done(request, "Undone: the gap stands on its list as before." if undone else "The step is taken.")
    except UserError as wrong:
        told(request, wrong)
    return redirect(back(request, reverse("act:again" if row.place.startswith("again") else "act:covering")))
