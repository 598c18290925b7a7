"""What every request passes: the headers of a private page, a trace in the log, and refusals made into pages."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect

from deeproot_app.base import audit, look
from deeproot_app.base.errors import NotSignedIn, UserError
from deeproot_app.base.logs import route
from deeproot_app.base.same_moment import SAYS, SameMoment, is_taken

log = logging.getLogger("deeproot.requests")
Next = Callable[[HttpRequest], HttpResponse]

FEATURES = ("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone", "payment", "usb")
HEADERS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
    "Cross-Origin-Resource-Policy": "same-origin",
    # What a page shows is private: no copy is kept, neither on the way nor by a browser that others use too.
    "Cache-Control": "no-store, private",
}


def trace(get_response: Next) -> Next:
    """Log one line a request: method, route, status, milliseconds, the user's number. Nothing a person wrote."""

    def handle(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        mark = audit.address_of_request.set(address(request))
        try:
            response = get_response(request)
        finally:
            audit.address_of_request.reset(mark)
        spent = (time.perf_counter() - began) * 1000
        who = getattr(getattr(request, "user", None), "pk", None)
        log.info("%s %s %s %.0f ms user=%s", request.method, route(request), response.status_code, spent, who or "-")
        return response

    return handle


def address(request: HttpRequest) -> str | None:
    """Where the request came from: the peer, or what as many proxies as are ours say."""
    try:
        found: str = get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None
    return found


def look_once(get_response: Next) -> Next:
    """While a page is only looked at, what its parts ask alike is asked of the database once."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return get_response(request)
        with look.looking():
            return get_response(request)

    return handle


def headers(get_response: Next) -> Next:
    """Set the headers that neither Django nor django-csp sets; a view's own `Cache-Control` stands."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return handle


class Refusals:
    """Makes a page of a UserError that a view let through, and sends who is not signed in to sign in."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if isinstance(fault, NotSignedIn):
            return to_sign_in(request)
        if is_taken(fault):
            log.warning("two did the same at the same moment: %s", route(request))
            fault = SameMoment(SAYS)
        if isinstance(fault, UserError):
            template = "403.html" if fault.status == HTTPStatus.FORBIDDEN else "refused.html"
            return render(request, template, {"says": fault.message}, status=fault.status)
        return None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page; afterwards back to where they wanted to look, but never to repeat an act."""
    if htmx := getattr(request, "htmx", None):
        answer: HttpResponse = HttpResponseClientRedirect(redirect_to_login(htmx.current_url_abs_path or "/").url)
        return answer
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path())
    return redirect("account_login")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form whose token does not fit."""
    says = "This form was open too long, or your browser keeps no cookies. Go back, reload the page and try again."
    return render(request, "403.html", {"says": says}, status=403)
