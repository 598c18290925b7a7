"""Words among us about one customer: notes, handovers, mentions; each with its versions, taken back, brought back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from deeproot_app.act.models import Note, NoteVersion, Notice
from deeproot_app.act.notes import write
from deeproot_app.act.notes.mentions import mentionable
from deeproot_app.base import access, clock, flash, keyset, reader
from deeproot_app.base.back import told, told_on
from deeproot_app.base.elements.moments import written
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record import case_names
from deeproot_app.record.identity.one import whole
from deeproot_app.record.models import Case, Customer

A_PAGE = 25
OPEN_CASES = 50


class NoteForm(forms.Form):
    """What colleagues should know; with somebody to hand over to, a handover."""

    body = forms.CharField(
        label="What should your colleagues know?", max_length=write.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "data-key": "n", "data-key-says": "Write a note"}),
        help_text="@name tells a colleague at once. The customer never sees a note.",
    )  # fmt: skip
    to = forms.ChoiceField(label="Hand over to", required=False)
    case = forms.ChoiceField(label="About the case", required=False)

    def __init__(self, people: list[User], cases: list[tuple[str, str]], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        called = [(str(user.pk), str(user)) for user in people]
        self.fields["to"].choices = [("", "Nobody: it is a note"), *called]  # type: ignore[attr-defined]
        self.fields["case"].choices = [("", "No case"), *cases]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def notes(request: HttpRequest, customer: str) -> HttpResponse:
    """What we wrote among us about a customer, the latest first; and one more."""
    writes = request.method == "POST"
    access.require(request.user, write.ACT if writes else "record.see")
    rows = Customer.objects.select_related("merged_into", "owner")
    found = whole(access.one(request.user, rows, pk=customer))
    people = mentionable(found)
    cases = Case.objects.filter(customer__in=found.ids).order_by("-opened_at")[:OPEN_CASES]
    told_by = [(one.pk, _about(request, one)) for one in case_names.named(cases, found.ids)]
    form = NoteForm(people, told_by, request.POST if writes else None)
    if writes and form.is_valid() and (done := _written(request, found, form)):
        return done
    return _shown(request, found, form, people)


def _about(request: HttpRequest, case: Case) -> str:
    """What a case is about, else its day in the reader's zone."""
    zone, now = reader.zone(request), clock.now()
    return case.about or f"Support case of {written(case.opened_at, zone, now, 'day')}"


def _written(request: HttpRequest, customer: Customer, form: NoteForm) -> HttpResponse | None:
    given = form.cleaned_data
    try:
        note = write.write(
            request.user,
            customer.pk,
            given["body"],
            case_id=given["case"],
            to=int(given["to"]) if given["to"] else None,
        )
    except UserError as wrong:
        told_on(form, wrong, "body")
        return None
    says = f"Handed over to {note.to}, who hears of it at once." if note.to else "The note is kept."
    flash.done(request, says, undo=reverse("act:note_take_back", args=[note.pk]))
    return redirect("act:notes", customer.pk)


def _shown(request: HttpRequest, customer: Customer, form: NoteForm, people: list[User]) -> HttpResponse:
    rows = Note.objects.filter(customer__in=customer.ids, taken_back_at__isnull=True).select_related("by", "to")
    page = keyset.page(rows, ("-at", "-id"), request.GET, A_PAGE)
    last = NoteVersion.objects.filter(note__in=[row.pk for row in page.rows]).order_by("number")
    bodies = {version.note_id: version.body for version in last}
    told_of = Notice.objects.filter(
        what=Notice.What.MENTION, interaction_id__in=[row.interaction_id for row in page.rows]
    ).select_related("user")
    called: dict[str, list[str]] = {}
    for notice in told_of.order_by("pk"):
        called.setdefault(notice.interaction_id, []).append(str(notice.user))
    cases = case_names.of_ids([row.case_id for row in page.rows], [customer])
    context: dict[str, Any] = {
        "customer": customer,
        "tab": "among",
        "page": page,
        "rows": [
            (
                row,
                bodies.get(row.pk, ""),
                called.get(row.interaction_id, []),
                write.may_change(request.user, row),
                cases.get(row.case_id),
            )
            for row in page.rows
        ],
        "form": form,
        "people": people[:40],
        "may_note": access.allows(request.user, write.ACT),
    }
    return render(request, "act/notes/all.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, note: int) -> HttpResponse:
    """One note with all that it ever said; its own writer, or a manager, may say it otherwise."""
    edits = request.method == "POST"
    access.require(request.user, write.ACT if edits else "record.see")
    found = write.one(request.user, note)
    form = EditForm(request.POST if edits else None, initial=_present(found))
    if edits and form.is_valid():
        try:
            write.edit(request.user, note, form.cleaned_data["version"], form.cleaned_data["body"])
            flash.done(request, "The note is changed; what it said before is kept.")
            return redirect("act:note", note)
        except UserError as wrong:
            told_on(form, wrong, "body")
            found.refresh_from_db()
    context = {
        "note": found,
        "customer": found.customer.leader,
        "case": case_names.of_ids([found.case_id], [found.customer]).get(found.case_id),
        "versions": found.versions.order_by("-number")[:100],
        "form": form,
        "may_change": write.may_change(request.user, found) and found.taken_back_at is None,
        "may_bring_back": write.may_change(request.user, found) and found.taken_back_at is not None,
    }
    return render(request, "act/notes/one.html", context, status=422 if form.errors else 200)


class EditForm(forms.Form):
    """What a note is to say, and the version that one read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    body = forms.CharField(
        label="What it says", max_length=write.LONGEST, widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"})
    )  # fmt: skip


def _present(found: Note) -> dict[str, Any]:
    last = found.versions.order_by("-number").first()
    return {"version": found.version, "body": last.body if last else ""}


@require_POST
def take_back(request: HttpRequest, note: int) -> HttpResponse:
    """Take a note back; it can be brought back."""
    return _moved(request, note, back=False)


@require_POST
def bring_back(request: HttpRequest, note: int) -> HttpResponse:
    """Bring back a note that was taken back."""
    return _moved(request, note, back=True)


def _moved(request: HttpRequest, note: int, *, back: bool) -> HttpResponse:
    access.require(request.user, write.ACT)
    found = write.one(request.user, note)
    try:
        if back:
            write.bring_back(request.user, note)
            flash.done(request, "The note stands again.")
        else:
            write.take_back(request.user, note)
            flash.done(request, "The note is taken back.", undo=reverse("act:note_bring_back", args=[note]))
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:notes", found.customer.leader.pk)
