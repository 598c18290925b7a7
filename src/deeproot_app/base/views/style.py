"""Every element in every state, on one page: what pages are made of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deeproot.charts import LIGHT, WIDE, Rows, Size
from deeproot_app.base import access, clock
from deeproot_app.base.elements.icons import ICONS
from deeproot_app.base.plots import Plot


class Sample(forms.Form):
    """A form with a field of each sort."""

    name = forms.CharField(label="Name", help_text="As it stands on their letterhead.")
    email = forms.EmailField(label="E-mail", required=False)
    plan = forms.ChoiceField(label="Plan", choices=[("a", "Grove"), ("b", "Orchard")])
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    contact_by = forms.ChoiceField(
        label="They would rather be", widget=forms.RadioSelect, choices=[("email", "written to"), ("call", "called")]
    )
    agreed = forms.BooleanField(label="They agreed to hear from us", required=False)


@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """The style guide, for administrators."""
    access.require(request.user, "organisation.change")
    return render(request, "base/style.html", examples(request))


def examples(request: HttpRequest) -> dict[str, Any]:
    """Believable values for every element; nothing here is read from the record."""
    wrong = Sample({"name": "", "email": "anna@", "plan": "a", "contact_by": "email"})
    wrong.is_valid()
    return {
        "icons": sorted(ICONS),
        "form": Sample(),
        "wrong": wrong,
        "now": clock.now(),
        "earlier": clock.now() - timedelta(days=3, hours=4),
        "gap": (date(2026, 5, 3), date(2026, 5, 9)),
        "flashes": [
            Message(messages.SUCCESS, "The promise to Birchwood Care is kept.", extra_tags=request.path),
            Message(messages.WARNING, "Imported, but 3 rows were refused."),
            Message(messages.ERROR, "Nothing was imported: the file is empty."),
        ],
        "tabs": [("open", "Open", "?tab=open", 12), ("kept", "Kept", "?tab=kept", 1480), ("all", "All", "?tab=all")],
        "spark": [3, 4, 4, 6, None, None, 5, 7, 8, 7, 9],
        "flat": [5, 5, 5],
        "months": list(zip(MONTHS, KEPT, strict=True)),
        "kept": Plot(
            "kept", "Promises kept in time", "Three in four in November.", shares(), kept_in_time,
            {"month": ("Month", ""), "share": ("Kept", "share")},
        ),
        "scenarios": [
            ("Promise forgotten", 41, "#"), ("Complaint went silent", 27, "#"), ("Heard only at renewal", 18, "#"),
            ("Too many touchpoints", 9, "#"), ("Pitched in hard times", 0, "#"),
        ],
        "customers": [
            ("Birchwood Care", "Ola Brandt", "Clinic director", 31.0, 0.75, 18_400_000_000, "bad"),
            ("Halvorsen & Sons", "Mira Teller", "Workshop owner", 4.5, 0.92, 7_250_500_000, "good"),
            ("Ystad Kommun", "Ola Brandt", "Public buyer", None, None, None, "warn"),
        ],
    }  # fmt: skip


def shares() -> list[dict[str, Any]]:
    """The months with what was kept, as rows of a chart."""
    return [{"month": month, "share": kept} for month, kept in zip(MONTHS, KEPT, strict=True)]


def kept_in_time(rows: Rows, size: Size = WIDE) -> Any:
    """A line over months, broken where one is missing."""
    import altair as alt

    ticks = alt.Axis(labelAngle=-90 if size.is_narrow else 0)
    line = alt.Chart(alt.Data(values=list(rows))).mark_line(color=LIGHT.series_1, point=True)
    return line.encode(
        x=alt.X("month:N", title=None, sort=None, axis=ticks),
        y=alt.Y("share:Q", title=None, axis=alt.Axis(format=".0%")),
    ).properties(width=size.width - 60, height=size.height)


KEPT = [0.61, 0.64, 0.6, None, 0.52, 0.48, 0.55, 0.58, 0.66, 0.71, 0.7, 0.74]
MONTHS = ["Dec 2025", "Jan 2026", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]
