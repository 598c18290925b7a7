"""Who may sign in, and as what: the list, and one person's page with all that can be done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot_app.base import access, address, flash, keyset, members, people, profile
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.base.views.forms import AddPerson, BeMember, ChangeRole


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Everybody who may sign in, or could; those let go come last."""
    access.require(request.user, "people.manage")
    found = User.objects.all()
    if words := request.GET.get("q", "").strip():
        found = found.filter(email__icontains=words) | found.filter(name__icontains=words)
    if (role := request.GET.get("role", "")) in User.Role.values:
        found = found.filter(role=role)
    page = keyset.page(found, ("-is_active", "email", "id"), request.GET)
    names = {member.member_id: member.name for member in members.known()} if page.rows else {}
    rows = [(user, names.get(user.member_id, user.member_id)) for user in page.rows]
    template = "base/people/rows.html" if request.headers.get("HX-Request") else "base/people/list.html"
    return render(request, template, {"page": page, "rows": rows, "roles": User.Role.choices, "q": words, "role": role})


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add somebody, and show their one-time link, once."""
    access.require(request.user, "people.manage")
    form = AddPerson(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = people.add(request.user, form.cleaned_data["email"], **_given(form, "name", "role"))
            if form.cleaned_data["member_id"]:
                profile.be_member(request.user, user, form.cleaned_data["member_id"])
            return _invited(request, user)
        except UserError as refused:
            form.add_error(None, refused.message)
    return render(request, "base/people/add.html", {"form": form}, status=422 if form.errors else 200)


def _given(form: AddPerson, *names: str) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in names}


def _invited(request: HttpRequest, user: User) -> HttpResponse:
    """The link itself: shown in this answer only, kept nowhere."""
    link = address.of(people.invite(request.user, user))
    return render(request, "base/people/invited.html", {"person": user, "link": link})


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: what they are, and what can be done."""
    access.require(request.user, "people.manage")
    person = get_object_or_404(User, pk=pk)
    found = {
        "person": person,
        "own": person == request.user,
        "role": ChangeRole(initial={"role": person.role}),
        "member": BeMember(initial={"member_id": person.member_id}),
        "trail": f"{reverse('base:audit')}?who={person.email}",
    }
    return render(request, "base/people/one.html", found)


@require_POST
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give them another role; undone by giving the former one back."""
    access.require(request.user, "people.manage")
    person = get_object_or_404(User, pk=pk)
    before, role = person.role, request.POST.get("role") or request.GET.get("role", "")
    people.change_role(request.user, person, role)
    person.refresh_from_db(fields=["role"])
    if person.role != before:
        undo = f"{reverse('base:person_role', args=[pk])}?role={before}"
        flash.done(request, f"{person} is now {access.a(person.get_role_display())}.", undo=undo)
    return redirect("base:person", pk=pk)


@require_POST
def change_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which member of the record they are."""
    access.require(request.user, "people.manage")
    person = get_object_or_404(User, pk=pk)
    profile.be_member(request.user, person, request.POST.get("member_id", ""))
    flash.done(
        request, f"{person} is linked to the record." if person.member_id else f"{person} is nobody in the record."
    )
    return redirect("base:person", pk=pk)


@never_cache
@require_POST
def new_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A fresh one-time link, shown once; earlier ones stop working."""
    access.require(request.user, "people.manage")
    return _invited(request, get_object_or_404(User, pk=pk))


@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let them in no more."""
    access.require(request.user, "people.manage")
    person = get_object_or_404(User, pk=pk)
    people.deactivate(request.user, person)
    undo = reverse("base:person_reactivate", args=[pk])
    flash.done(request, f"{person} is signed out and can no longer sign in.", undo=undo)
    return redirect("base:people")


@require_POST
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let them in again."""
    access.require(request.user, "people.manage")
    person = get_object_or_404(User, pk=pk)
    people.reactivate(request.user, person)
    flash.done(request, f"{person} can sign in again.")
    return redirect("base:person", pk=pk)
