"""Everyone on board: how many take part, one's own part, invitations, being away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from deeproot.measure.participation import FEWEST, OTHERS, Group, Share
from deeproot_app.act.team import away, evidence, inviting, people
from deeproot_app.act.team.own_part import own_part
from deeproot_app.act.team.reckon import Known, known
from deeproot_app.act.team.ways import BY_ID, WAYS, Way
from deeproot_app.base import access, clock, flash
from deeproot_app.base.back import told
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User

LEADS = "team.lead"


@dataclass(frozen=True)
class InWay:
    """One way, for whoever leads."""

    way: Way
    share: Share | None
    href: str
    not_yet: int
    invited: Any
    """When somebody was invited to it lately; None for not."""


@require_GET
def team(request: HttpRequest) -> HttpResponse:
    """How many take part, for managers; one's own part, for everybody."""
    access.require(request.user, "record.see")
    user, now = request.user, clock.now()
    leads = access.allows(user, LEADS)
    context: dict[str, Any] = {
        "here": "team",
        "leads": leads,
        "part": own_part(user, now) if isinstance(user, User) else None,
        "invitations": [(row, BY_ID[row.way]) for row in inviting.waiting(user)[: inviting.SHOWN]],
        "away": list(away.of(user)[:5]) if isinstance(user, User) else [],
        "form": AwayForm(leads, initial={"user": user.pk}),
        "fewest": FEWEST,
    }
    return render(request, "act/team/team.html", context | (_led(known()) if leads else {}))


def _led(kept: Known | None) -> dict[str, Any]:
    """What only those see who lead."""
    if kept is None:
        return {"kept": None, "unlinked": people.nobody_of_the_record()}
    company, invited = kept.found.company, inviting.invited_at(clock.now())
    ways = [
        InWay(way, share, _behind(way=way.id), share.of - share.n if share else 0, invited.get(way.id))
        for way in WAYS for share in [company.ways.get(way.id)]
    ]  # fmt: skip
    ways.sort(key=lambda one: (-(one.share.n if one.share else 0), one.way.title))
    return {
        "kept": kept,
        "everyone": company,
        "this_week": company.weeks[-1],
        "said_week": _said(company.weeks[-1]),
        "said_month": _said(company.month),
        "said_whole": _said(company.whole),
        "course": [(week.strftime("%-d %b"), share.value if share else None) for week, share in _weeks(kept, company)],
        "ways": ways,
        "unused": [one for one in ways if one.share and not one.share.n],
        "teams": [(team, _behind(team=team.name)) for team in kept.found.teams],
        "others": OTHERS,
        "unlinked": people.nobody_of_the_record(),
        "behind_week": _behind(week=kept.found.weeks[-1]),
        "behind": _behind(),
    }


def _said(share: Share | None) -> str:
    return f"{share.n} of {share.of} people" if share else ""


def _weeks(kept: Known, group: Group) -> list[tuple[date, Share | None]]:
    return list(zip(kept.found.weeks, group.weeks, strict=True))


def _behind(**asked: Any) -> str:
    return f"{reverse('act:team_behind')}?{urlencode({name: str(value) for name, value in asked.items()})}"


@require_GET
def behind(request: HttpRequest) -> HttpResponse:
    """The rows that a share rests on: what was done, with whom; nobody is counted."""
    access.require(request.user, LEADS)
    way, name = request.GET.get("way", ""), request.GET.get("team", "")
    kept, week = known(), parse_date_or_none(request.GET.get("week", ""))
    group = next((one for one in (kept.found.company, *kept.found.teams) if one.name == name), None) if kept else None
    if kept is None or group is None or way not in ("", *BY_ID) or week not in (None, *kept.found.weeks):
        raise Http404("There is no such figure.")
    share = _share(kept, group, way, week)
    members = None
    if name:
        members = evidence.of_team("" if name == OTHERS else name, [one.name for one in kept.found.teams])
    context = {
        "here": "team",
        "share": share,
        "way": BY_ID.get(way),
        "name": name,
        "week": week,
        "rows": evidence.behind(request.user, members, way, week) if share else [],
        "most": evidence.MOST,
        "fewest": FEWEST,
    }
    return render(request, "act/team/behind.html", context)


def parse_date_or_none(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _share(kept: Known, group: Group, way: str, week: date | None) -> Share | None:
    """The figure that is opened: of a way, or of a week, or of all; one way in one week is told of nobody."""
    if week is not None:
        return None if way else group.weeks[kept.found.weeks.index(week)]
    return group.ways.get(way) if way else group.whole


@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Invite those who have not tried a way."""
    access.require(request.user, LEADS)
    way = request.POST.get("way", "")
    try:
        at = inviting.invite(request.user, way)
        undo = f"{reverse('act:team_uninvite')}?{urlencode({'way': way, 'at': at.isoformat()})}"
        flash.done(request, "They find the invitation on their own page. Who says no says it to nobody.", undo=undo)
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:team")


@require_POST
def uninvite(request: HttpRequest) -> HttpResponse:
    """Take an invitation back, of all who were invited at that moment."""
    access.require(request.user, LEADS)
    try:
        at = parse_datetime(request.GET.get("at", ""))
        if at is None or at.tzinfo is None:
            raise UserError("This invitation was taken back already.")
        inviting.withdraw(request.user, request.GET.get("way", ""), at)
        flash.done(request, "The invitation is taken back.")
    except ValueError:
        raise Http404("There is no such invitation.") from None
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:team")


@require_POST
def decline(request: HttpRequest, invitation: int) -> HttpResponse:
    """Say not now, quietly; or, with `back`, let it stand again."""
    access.require(request.user, "self.change")
    back = "back" in request.GET
    inviting.decline(request.user, invitation, back=back)
    undo = f"{reverse('act:team_decline', args=[invitation])}?back=1"
    flash.done(request, "It stands again." if back else "Not now, then. Nobody is told.", undo="" if back else undo)
    return redirect("act:team")


class AwayForm(forms.Form):
    """When somebody is away."""

    first = forms.DateField(label="First day away", widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="Last day away", widget=forms.DateInput(attrs={"type": "date"}))
    user = forms.ModelChoiceField(
        User.objects.filter(is_active=True).exclude(member_id="").order_by("name", "email"),
        label="Who",
        required=False,
        empty_label=None,
    )

    def __init__(self, leads: bool, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if not leads:
            del self.fields["user"]


@require_POST
def say_away(request: HttpRequest) -> HttpResponse:
    """Somebody is away."""
    access.require(request.user, "self.change")
    form = AwayForm(access.allows(request.user, LEADS), request.POST)
    if not form.is_valid() or not isinstance(request.user, User):
        flash.failed(request, "Give the first and the last day away; nothing was kept.")
        return redirect("act:team")
    given = form.cleaned_data
    try:
        row = away.say(request.user, given.get("user") or request.user, given["first"], given["last"])
        flash.done(
            request, "Kept. Whole weeks away do not count, from the next reckoning on.",
            undo=reverse("act:team_away_remove", args=[row.pk]),
        )  # fmt: skip
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:team")


@require_POST
def remove_away(request: HttpRequest, absence: int) -> HttpResponse:
    """Take an absence back; or, with `back`, let it count again."""
    access.require(request.user, "self.change")
    back = "back" in request.GET
    try:
        away.remove(request.user, absence, back=back)
        undo = f"{reverse('act:team_away_remove', args=[absence])}?back=1"
        flash.done(request, "It counts again." if back else "Taken back.", undo="" if back else undo)
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:team")
