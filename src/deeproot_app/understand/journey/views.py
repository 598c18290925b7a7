"""The pages of the journey: maps, one map, what is behind it, its versions, before beside after, the poster."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from deeproot_app.base import access, flash, jobs, plots
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.plots import Plot
from deeproot_app.record.models import Interaction
from deeproot_app.understand.journey import board as boards
from deeproot_app.understand.journey import change, drawn, poster
from deeproot_app.understand.journey.forms import IdeaForm, MapForm, owners
from deeproot_app.understand.journey.grid import Grid, grid
from deeproot_app.understand.journey.models import JourneyIdea, JourneyMap, JourneyVersion

LATEST: Final = 2**31 - 1
VERSIONS: Final = 100
WALKS: Final = 20
IDEAS: Final = 100
BEHIND: Final = 50
WHICH: Final = {"all": "The latest times", "dead": "After which nobody came back", "felt": "What was felt"}


def one_map(number: int, gone: bool = False) -> JourneyMap:
    """A map by its number. Raises Http404 where there is none, or it was taken away."""
    rows = JourneyMap.objects.filter(pk=min(number, LATEST))
    found = (rows if gone else rows.filter(removed_at=None)).first()
    if found is None:
        raise Http404("There is no such map.")
    return found


def standing(of: JourneyMap, number: int | None = None) -> JourneyVersion | None:
    """A version of a map, or the latest. Raises Http404 for a number it never had."""
    if number is None:
        return change.latest(of)
    found = of.versions.select_related("drawing").filter(number=min(number, LATEST)).first()
    if found is None:
        raise Http404("The map has no such version.")
    return found


@require_http_methods(["GET", "POST"])
def maps(request: HttpRequest) -> HttpResponse:
    """Every map, and a new one."""
    access.require(request.user, "record.see" if request.method == "GET" else change.ACT)
    form = MapForm(change.personas(), request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = change.make(request.user, form.cleaned_data["persona"], form.cleaned_data["name"])
        except UserError as wrong:
            form.add_error(None, wrong.message)
        else:
            flash.done(
                request, "It is being drawn from the record.", undo=reverse("understand:map_remove", args=[made.pk])
            )
            return redirect("understand:map", made.pk)
    every = list(JourneyMap.objects.filter(removed_at=None).order_by("-made_at")[: change.MAPS])
    context = {"maps": every, "form": form, "may": access.allows(request.user, change.ACT)}
    return render(request, "understand/journey/maps.html", context, status=422 if form.errors else 200)


@require_GET
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One map as it stands, or as it stood (`?version=`)."""
    access.require(request.user, "record.see")
    found = one_map(number)
    asked = request.GET.get("version", "")
    version = standing(found, int(asked) if asked.isdecimal() and len(asked) < 10 else None)
    context: dict[str, Any] = {
        "map": found,
        "version": version,
        "may": access.allows(request.user, change.ACT) and not asked,
        "failure": jobs.failure(change.key(found)),
    }
    if version is None:
        return render(request, "understand/journey/map.html", context)
    ideas = list(found.ideas.select_related("owner", "walk").order_by("-made_at", "-pk")[:IDEAS])
    shown = grid(version, ideas)
    charts = [_curve(shown)] if shown.columns else []
    if charts and (file := plots.asked(request, charts)):
        return file
    document = version.drawing.document
    context |= {
        "grid": shown,
        "charts": charts,
        "told": document,
        "rows": _rows(shown),
        "paths": _paths(document),
        "loops": _loops(document),
        "left_out": boards.left_out(version.board, document),
        "ideas": _ideas(ideas, shown),
        "walks": list(found.walks.order_by("-began_at")[:WALKS]),
        "besides": list(found.besides.order_by("-date")[:WALKS]),
        "older": bool(asked),
        "pdf": reverse("understand:map_poster", args=[found.pk, "pdf"]),
        "svg": reverse("understand:map_poster", args=[found.pk, "svg"]),
        "versions_href": reverse("understand:map_versions", args=[found.pk]),
    }
    return render(request, "understand/journey/map.html", context)


def _ideas(ideas: list[JourneyIdea], shown: Grid) -> list[tuple[JourneyIdea, str, IdeaForm]]:
    """Each idea, the touchpoint it is about, and a form to change it."""
    names = {column.key: column.name for column in shown.columns}
    people = owners() if ideas else []
    return [
        (one, names.get(one.step, ""), IdeaForm(instance=one, owners=people, auto_id=f"idea-{one.pk}-%s"))
        for one in ideas
    ]


def _rows(shown: Grid) -> list[tuple[str, str, list[tuple[Any, str]]]]:
    """The rows that people fill in: (name, label, cells in the order of the columns)."""
    return [(name, label, [(one, one.words(name)) for one in shown.columns]) for name, label in boards.ROWS.items()]


def _curve(shown: Grid) -> Plot:
    rows = shown.feelings()
    told = [row for row in rows if row["measured"] is not None]
    worst = min(told, key=lambda row: row["measured"], default=None)
    best = max(told, key=lambda row: row["measured"], default=None)
    says = "Nobody said yet how any of it felt."
    if worst and best:
        says = (
            f"Measured where customers' own words say a feeling, with 95 % intervals: worst at “{worst['step']}” "
            f"({worst['measured']:+.2f}), best at “{best['step']}” ({best['measured']:+.2f}). Broken: what we assume."
        )
    columns = {"place": ("Place", ""), "step": ("Touchpoint", ""), "measured": ("Measured", ""), "low": ("From", ""),
               "high": ("To", ""), "n": ("Said by", ""), "assumed": ("Assumed", "")}  # fmt: skip
    return Plot("feelings", "What they feel", says, rows, drawn.feelings, columns)


def _paths(document: dict[str, Any]) -> list[tuple[str, float, int, list[tuple[str, float]]]]:
    """Of each stage: its name, the share of its commonest way, how many ways, and the ways in words."""
    named = boards.measured_of(document)
    return [
        (
            stage["name"],
            stage["ways"][0]["share"] if stage["ways"] else 0.0,
            stage["ways_there_are"],
            [(_in_words(way, named), way["share"]) for way in stage["ways"][:3]],
        )
        for stage in document["stages"]
    ]


def _in_words(way: dict[str, Any], named: dict[int, dict[str, Any]]) -> str:
    from deeproot.understand.journey.words import step

    names = [named[node]["says"] if node in named else step(node).says for node in way["nodes"]]
    return " → ".join(names) + (" → …" if way["longer"] else "")


def _loops(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Touchpoints that customers come to more than once, those with the most first."""
    every = [row for stage in document["stages"] for row in stage["touchpoints"] if row["again"]]
    return sorted(every, key=lambda row: -row["again"])[:5]


@require_GET
def behind(request: HttpRequest, number: int, node: int) -> HttpResponse:
    """The latest interactions behind one touchpoint, of the customers that the reader may see."""
    access.require(request.user, "record.see")
    found = one_map(number)
    version = standing(found)
    which = request.GET.get("which", "all")
    row = _touchpoint(version, node) if version else None
    if row is None or which not in WHICH:
        raise Http404("There is no such touchpoint.")
    asked = found.rows.filter(node=row["node"], which=which).select_related("customer")
    rows = list(access.customers(request.user, asked, "customer").order_by("-at", "pk")[:BEHIND])
    there = Interaction.objects.select_related("text").in_bulk([one.row_id for one in rows])
    context = {
        "map": found,
        "row": row,
        "which": which,
        "kinds": [(name, label, f"?which={name}") for name, label in WHICH.items()],
        "rows": [(one, there.get(one.row_id)) for one in rows],
        "as_of": version.drawing.as_of if version else None,
    }
    return render(request, "understand/journey/behind.html", context)


def _touchpoint(version: JourneyVersion, node: int) -> dict[str, Any] | None:
    """What is measured of a touchpoint; of one on the map that nobody came to, nothing but its name."""
    if row := boards.measured_of(version.drawing.document).get(node):
        return row
    own = (one for _, one in boards.touchpoints(version.board) if one["node"] == node)
    return next(({"node": node, "says": one["name"], "times": 0, "customers": 0} for one in own), None)


@require_GET
def versions(request: HttpRequest, number: int) -> HttpResponse:
    """Every version of a map, and two of them side by side (`?old=&new=`)."""
    access.require(request.user, "record.see")
    found = one_map(number)
    every = list(found.versions.order_by("-number").defer("board")[:VERSIONS])
    newest = every[0].number if every else 0
    new, old = (_number(request, name, then) for name, then in (("new", newest), ("old", max(newest - 1, 1))))
    pair = {row.number: row for row in found.versions.select_related("drawing").filter(number__in=[old, new])}
    if every and not {old, new} <= pair.keys():
        raise Http404("The map has no such version.")
    context = {
        "map": found,
        "versions": every,
        "old": old,
        "new": new,
        "newest": newest,
        "rows": boards.differences(pair[old].board, pair[new].board) if every else [],
        "may": access.allows(request.user, change.ACT),
    }
    return render(request, "understand/journey/versions.html", context)


def _number(request: HttpRequest, name: str, then: int) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else then


@require_http_methods(["GET", "POST"])
def beside(request: HttpRequest, number: int) -> HttpResponse:
    """Before beside after a date (`?date=`); a POST has it reckoned."""
    access.require(request.user, "record.see" if request.method == "GET" else change.ACT)
    found = one_map(number)
    if request.method == "POST":
        day = _day(request.POST.get("date", ""))
        try:
            if day is None:
                raise UserError("Give a day, such as 2026-05-01.")
            change.compare_dates(request.user, found, day)
        except UserError as wrong:
            if isinstance(wrong, NotAllowed):
                raise
            flash.failed(request, wrong.message)
            return redirect("understand:map", found.pk)
        return redirect(f"{reverse('understand:map_beside', args=[found.pk])}?date={day}")
    day = _day(request.GET.get("date", ""))
    row = found.besides.filter(date=day).first() if day else found.besides.order_by("-date").first()
    failed = jobs.failure(change.key_beside(row)) if row and not row.document else None
    may = access.allows(request.user, change.ACT)
    context = {"map": found, "row": row, "day": day, "may": may, "failure": failed}
    return render(request, "understand/journey/beside.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_GET
def printed(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """The poster, as `svg` or `pdf`."""
    access.require(request.user, "record.see")
    found = one_map(number)
    version = standing(found)
    if version is None or kind not in ("svg", "pdf"):
        raise Http404("There is no such poster.")
    told = f"{version.drawing.document['says']} Version {version.number}, {version.made_at:%Y-%m-%d}."
    drawing = poster.svg(found.name, told, grid(version))
    body, type_ = (drawing, "image/svg+xml") if kind == "svg" else (poster.pdf(drawing), "application/pdf")
    answer = HttpResponse(body, content_type=type_)
    answer["Content-Disposition"] = f'attachment; filename="journey-{found.pk}-version-{version.number}.{kind}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
