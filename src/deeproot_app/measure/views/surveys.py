"""What surveys say: the score with its interval, by month and group, the marks, the words; and whom nobody asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from deeproot.measure.surveys import drawn
from deeproot.measure.surveys.marks import Marks
from deeproot_app.act.models import Survey
from deeproot_app.act.surveys import written
from deeproot_app.base import access, clock, plots
from deeproot_app.base.models import Organisation
from deeproot_app.measure.surveys import asked, evidence, told
from deeproot_app.measure.surveys.evidence import Wanted
from deeproot_app.measure.surveys.reckoned import Results, results
from deeproot_app.record.models import Member

BY: Final = {"persona": "Persona", "owner": "Who looks after them", "kind": "Kind", "country": "Country"}
COMMENTS: Final = 5
MONTHS: Final = {
    "month": ("Month", ""), "score": ("Score", ""), "low": ("At least", ""), "high": ("At most", ""),
    "n": ("Answers", ""),
}  # fmt: skip


@require_GET
def surveys(request: HttpRequest) -> HttpResponse:
    """All surveys together, whoever asked."""
    access.require(request.user, "record.see")
    return _shown(request, None)


@require_GET
def survey(request: HttpRequest, survey: int) -> HttpResponse:
    """One survey."""
    return _shown(request, written.found(request.user, survey))


def _shown(request: HttpRequest, of: Survey | None) -> HttpResponse:
    by = request.GET.get("by", "")
    by = by if by in BY else "persona"
    found = results(clock.now(), of, by)  # type: ignore[arg-type]
    charts = list(_trends(found))
    if file := plots.asked(request, [plot for _, plot in charts]):
        return file
    names = _names(found) if by == "owner" else {}
    plotted = dict(charts)
    context = {
        "survey": of,
        "found": found,
        "scales": [_scale(found, one, names, plotted) for one in found.whole],
        "response": _response(found),
        "reach": found.reach,
        "reaches": [(names.get(one.group or "", one.group) or "Not known", one) for one in found.reaches],
        "tab": "" if of else "all",
        "by": by,
        "bys": BY,
        "questions": asked.questions(request.user, of) if of else [],
        "comments": _comments(request, found),
        "open": evidence.answers(request.user, _wanted(found, state="open")).count(),
        "links": {
            "comments": _answers(found, state="words"), "open": _answers(found, state="open"),
            "never": _never(found), "file": _file(found), "low": _answers(found, marks="low"),
        },
        "may_export": access.allows(request.user, "record.export"),
        "may_manage": access.allows(request.user, written.ACT),
        "all_seen": access.sees_all(request.user),
    }  # fmt: skip
    return render(request, "measure/surveys/results.html", context)


def _names(found: Results) -> dict[str, str]:
    """The names of those who look after customers."""
    groups = [*(one.group for one in found.groups), *(one.group for one in found.reaches)]
    wanted = {group for group in groups if group}
    return dict(Member.objects.filter(pk__in=wanted).values_list("pk", "name"))


def _wanted(found: Results, **more: Any) -> Wanted:
    return Wanted(found.survey, begins=found.span.begins, ends=found.as_of, **more)


def _scale(found: Results, one: Marks, names: Mapping[str, str], plotted: Mapping[str, plots.Plot]) -> dict[str, Any]:
    """One scale as its card shows it."""
    parts = zip(told.PARTS[one.scale.id], (one.good, one.n - one.good - one.low, one.low), strict=True)
    own = [each for each in found.groups if each.scale.id == one.scale.id]
    return {
        "id": one.scale.id,
        "name": told.NAMES[one.scale.id],
        "rule": told.RULES[one.scale.id],
        "marks": one,
        "score": told.score(one.score) if one.score else "",
        "estimates": [
            (told.NAMES[each.id], told.score(each), told.between(each), each) for each in one.estimates
        ],
        "too_few": told.TOO_FEW,
        "parts": [
            (label, times, _answers(found, scale=one.scale.id, marks=which))
            for (label, times), which in zip(parts, ("good", "between", "low"), strict=True)
        ],
        "bars": [
            (str(mark), one.counts.get(float(mark), 0), _answers(found, scale=one.scale.id, mark=str(mark)))
            for mark in reversed(one.scale.marks)
        ],
        "href": _answers(found, scale=one.scale.id),
        "groups": [(names.get(each.group or "", each.group) or "Not known", each, _group(found, each)) for each in own],
        "plot": plotted.get(one.scale.id),
        "months": _months(found, one.scale.id),
    }  # fmt: skip


def _group(found: Results, one: Marks) -> dict[str, str]:
    score = one.score
    return {
        "score": told.score(score) if score else "",
        "between": told.between(score) if score else "",
        "href": _answers(found, scale=one.scale.id, group=found.by or "", value=one.group or ""),
    }


def _trends(found: Results) -> Iterator[tuple[str, plots.Plot]]:
    """A chart for each scale of which two months or more have a score."""
    for one in found.whole:
        rows = _months(found, one.scale.id)
        known = [row for row in rows if row["score"] is not None]
        if len(known) >= 2:
            first, last = known[0], known[-1]
            says = f"{first['shown']} in {first['month']}, {last['shown']} in {last['month']}."
            title = f"{told.NAMES[one.scale.id]}, month by month"
            plain = [{name: row[name] for name in MONTHS} for row in rows]
            yield one.scale.id, plots.Plot(one.scale.id, title, says, plain, drawn.trend, MONTHS)


def _months(found: Results, scale: str) -> list[dict[str, Any]]:
    """The months of the span, each with its score and interval, or none where too few answered."""
    zone = ZoneInfo(Organisation.get().timezone)
    here = {one.begins: one for one in found.months if one.scale.id == scale}
    rows = []
    for begins in found.beginnings:
        one = here.get(begins)
        score = one.score if one else None
        places = 2 if scale == "ces" else 0 if scale == "nps" else 3
        times = 1 if scale in ("nps", "ces") else 100
        figures = (score.value, score.low, score.high) if score else (None, None, None)
        value, low, high = (None if each is None else round(each * times, places) for each in figures)
        rows.append({
            "month": f"{begins.astimezone(zone):%b %Y}", "score": value, "low": low, "high": high,
            "n": one.n if one else 0, "shown": told.score(score) if score else "", "begins": begins,
        })  # fmt: skip
    return rows


def _response(found: Results) -> dict[str, Any] | None:
    one = found.response
    if one is None:
        return None
    rate = one.rate
    return {
        "of": one, "score": told.score(rate) if rate else "", "between": told.between(rate) if rate else "",
        "too_few": "Fewer than 10 customers were asked: too few for a rate.",
    }  # fmt: skip


def _comments(request: HttpRequest, found: Results) -> Sequence[Any]:
    """The latest words, of customers whom the reader may see."""
    rows = evidence.with_reply(evidence.answers(request.user, _wanted(found, state="words")))
    return list(evidence.ordered(rows)[:COMMENTS])


def _answers(found: Results, **more: str) -> str:
    asked = _query(found) | {name: value for name, value in more.items() if value}
    return f"{reverse('measure:answers')}?{urlencode(asked)}"


def _query(found: Results) -> dict[str, str]:
    whose = {} if found.survey is None else {"survey": str(found.survey.pk)}
    return whose | {"from": clock.written(found.span.begins)}


def _never(found: Results) -> str:
    whose = {} if found.survey is None else {"survey": str(found.survey.pk)}
    return f"{reverse('measure:never_asked')}?{urlencode(whose)}".rstrip("?")


def _file(found: Results) -> str:
    return f"{reverse('measure:answers_file')}?{urlencode(_query(found))}"
