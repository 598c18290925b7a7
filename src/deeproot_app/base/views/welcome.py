"""The page of the very first visit."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from deeproot_app.base import links, welcome
from deeproot_app.base.errors import UserError
from deeproot_app.base.views.forms import zones


class First(forms.Form):
    """Who you are, and whose customers these are."""

    email = forms.EmailField(label="Your e-mail", help_text="The name you sign in with. No mail is sent.")
    name = forms.CharField(label="Your name", max_length=200)
    organisation = forms.CharField(label="Your organisation", max_length=200)
    timezone = forms.ChoiceField(label="Its time zone", choices=lambda: zones(""), initial="UTC")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_visit(request: HttpRequest, token: str) -> HttpResponse:
    """GET: the form, while there is nobody yet. POST: make the first administrator, sign them in, on to a password."""
    form = First(request.POST or None)
    try:
        welcome.check(token)
        if request.method == "POST" and form.is_valid():
            user = welcome.first_administrator(token, **form.cleaned_data)
            return perform_login(request, user, redirect_url=reverse("account_set_password"))  # type: ignore[no-any-return]
    except links.LinkSpent as spent:
        return render(request, "base/sign_in_link.html", {"spent": spent.message}, status=spent.status)
    except UserError as refused:
        form.add_error(None, refused.message)
    return render(request, "base/welcome.html", {"form": form}, status=422 if form.errors else 200)
