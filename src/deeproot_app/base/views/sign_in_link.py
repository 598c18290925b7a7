"""The page behind a one-time link. Looking uses nothing up (mail scanners follow links); the button signs in."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from deeproot_app.base import links
from deeproot_app.base.models import Organisation, User


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET: whose link it is, and the button. POST: sign in, asking for the second factor where one is set up."""
    try:
        if request.method == "POST":
            return signed_in(request, links.use(token))
        return render(request, "base/sign_in_link.html", {"for_user": links.owner(token)})
    except links.LinkSpent as spent:
        return render(request, "base/sign_in_link.html", {"spent": spent.message}, status=spent.status)


def signed_in(request: HttpRequest, user: User) -> HttpResponse:
    if user.has_usable_password() or Organisation.get().simulated:
        return perform_login(request, user, redirect_url="/")  # type: ignore[no-any-return]
    messages.info(request, "Set a password, so that you can sign in next time.")
    return perform_login(request, user, redirect_url=reverse("account_set_password"))  # type: ignore[no-any-return]
