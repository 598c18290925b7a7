"""The answers behind a figure, as a list and as a file; and the customers whom nobody asked."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from deeproot.measure.surveys.scales import SCALES
from deeproot_app.act.models import Survey
from deeproot_app.act.surveys import written
from deeproot_app.base import access, audit, clock, keyset
from deeproot_app.base.errors import UserError
from deeproot_app.measure.surveys import evidence, told
from deeproot_app.measure.surveys.evidence import Wanted
from deeproot_app.measure.surveys.reckoned import not_asked
from deeproot_app.record.models import Customer, Interaction, Member
from deeproot_app.record.safe import safe

A_PAGE: Final = 50
MOST: Final = 5_000
COLUMNS: Final = (
    "interaction_id", "answered_at", "customer_id", "customer", "contact", "scale", "mark", "question", "words",
    "answered_since",
)  # fmt: skip


@require_GET
def answers(request: HttpRequest) -> HttpResponse:
    """The list, the latest first."""
    access.require(request.user, "record.see")
    wanted = wanted_of(request)
    rows = evidence.with_reply(evidence.answers(request.user, wanted))
    page = keyset.page(rows, ["-happened_at", "-interaction_id"], request.GET, A_PAGE)
    personas = Customer.objects.exclude(persona=None).exclude(persona="").values_list("persona", flat=True)
    context = {
        "page": page,
        "wanted": wanted,
        "scales": {name: told.NAMES[name] for name in SCALES},
        "marks": evidence.MARKS,
        "states": evidence.STATES,
        "personas": sorted(filter(None, set(personas.distinct())), key=str.lower),
        "whose": _whose(wanted),
        "surveys": list(Survey.objects.exclude(state="draft").order_by("-made_at")[:200]),
        "may_export": access.allows(request.user, "record.export"),
        "tab": "answers",
    }
    return render(request, "measure/surveys/answers.html", context)


def _whose(wanted: Wanted) -> str:
    """Which group the list is narrowed to, in words; personas have a field of their own."""
    if not wanted.group or (wanted.group == "persona" and wanted.value):
        return ""
    if wanted.group == "owner" and wanted.value:
        row = Member.objects.filter(pk=wanted.value).first()
        return f"of customers whom {row.name if row else wanted.value} looks after"
    return (
        f"of customers with {wanted.group} {wanted.value}" if wanted.value else f"of customers without {wanted.group}"
    )


def wanted_of(request: HttpRequest) -> Wanted:
    """What is asked for; a value that is none of the choices counts as not given. Raises Http404 for no survey."""
    given = {name: value.replace("\x00", "")[:300] for name, value in request.GET.dict().items()}
    survey = given.get("survey", "")
    group = given.get("group", "")
    value = given.get("value", "")
    if given.get("persona"):
        group, value = "persona", given["persona"]
    elif "persona" in given and group == "persona":
        group, value = "", ""
    begins, ends = (_moment(given.get(name, "")) for name in ("from", "to"))
    return Wanted(
        survey=written.found(request.user, int(survey)) if survey.isascii() and survey.isdecimal() else None,
        scale=given.get("scale", "") if given.get("scale") in SCALES else "",
        marks=given.get("marks", "") if given.get("marks") in evidence.MARKS else "",
        mark=_number(given.get("mark", "")),
        state=given.get("state", "") if given.get("state") in evidence.STATES else "",
        group=group if group in evidence.GROUPS else "",
        value=value,
        begins=begins,
        ends=ends,
        question=_whole(given.get("question", "")),
        choice=given.get("choice", ""),
        customer=given.get("customer", ""),
    )


def _moment(text: str) -> datetime | None:
    try:
        return clock.moment(text) if text else None
    except (UserError, OverflowError):
        return None


def _number(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 4 else None


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


@require_POST
def answers_file(request: HttpRequest) -> StreamingHttpResponse:
    """The same as a file, oldest first. No spreadsheet runs a cell of it. It is audited: no GET."""
    access.require(request.user, "record.export")
    wanted = wanted_of(request)
    rows = evidence.with_reply(evidence.answers(request.user, wanted)).order_by("happened_at", "interaction_id")
    audit.write(request.user, "survey.export", wanted.survey, **({"scale": wanted.scale} if wanted.scale else {}))
    answer = StreamingHttpResponse(lines(rows), content_type="text/csv; charset=utf-8")
    name = f"survey-{wanted.survey.pk}-answers" if wanted.survey else "survey-answers"
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


class _Echo:
    """What a csv writer writes to: gives each line back."""

    def write(self, line: str) -> str:
        return line


def lines(rows: QuerySet[Interaction]) -> Iterator[str]:
    """The answers as lines of a CSV file."""
    writer = csv.writer(_Echo(), lineterminator="\n")
    yield writer.writerow(COLUMNS)
    for row in rows.iterator(2_000):
        customer, text = row.customer.leader, getattr(row, "text", None)
        reached: bool = row.reached  # type: ignore[attr-defined]
        cells = (
            row.pk, clock.written(row.happened_at), customer.pk, customer.name,
            (row.contact.name or row.contact.email or "") if row.contact_id and row.contact else "",
            row.score_kind or "", "" if row.score is None else f"{row.score:g}", text.subject if text else "",
            text.body if text else "", "yes" if reached else "no",
        )  # fmt: skip
        yield writer.writerow([safe(str(cell)) for cell in cells])


@require_GET
def never_asked(request: HttpRequest) -> HttpResponse:
    """Whom nobody asked: those at risk first, then those silent the longest."""
    access.require(request.user, "record.see")
    given = request.GET.get("survey", "")
    survey = written.found(request.user, int(given)) if given.isascii() and given.isdecimal() else None
    found = not_asked(clock.now(), survey, MOST)
    seen = access.customers(request.user, Customer.objects.filter(pk__in=[one.customer_id for one in found]))
    rows = {row.pk: row for row in seen.select_related("owner")}
    listed = [(rows[one.customer_id], one) for one in found if one.customer_id in rows]
    context = {
        "survey": survey,
        "rows": listed[:500],
        "silent": sum(1 for _, one in listed if one.silent),
        "at_risk": sum(1 for _, one in listed if one.at_risk),
        "count": len(listed),
        "tab": "never",
    }
    return render(request, "measure/surveys/never_asked.html", context)
