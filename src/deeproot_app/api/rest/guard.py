"""What every request to the API passes before it is understood: whose it is, how often, in which form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from deeproot_app.api import scopes, tokens
from deeproot_app.api.models import Token
from deeproot_app.api.rest import idempotency, problems, rate
from deeproot_app.api.rest.problems import Problem
from deeproot_app.base.errors import NotSignedIn
from deeproot_app.base.models import User

View = Callable[..., HttpResponse]
JSON: Final = "application/json"
MOST_BYTES: Final = 5 << 20


def guarded(view: View, known: Mapping[str, frozenset[str]]) -> View:
    """The view behind the door. ``known`` names, for each method, the parameters that its address may carry."""

    @csrf_exempt  # a token is sent by a program on purpose; no browser adds one by itself
    @wraps(view)
    def answer(request: HttpRequest, **values: Any) -> HttpResponse:
        try:
            _, token = who(request)
            if request.method is None or request.method not in known:
                allowed = ", ".join(sorted(known))
                raise Problem(405, f"{request.method} is not for this address; {allowed} is.", {"Allow": allowed})
            refuse_form(request, known[request.method])
            return idempotency.once(request, token, lambda: view(request, **values))
        except Exception as fault:
            return problems.of(request, fault)

    return answer


def who(request: HttpRequest) -> tuple[User, Token]:
    """In whose name the request comes, and by which token.

    Raises NotSignedIn, or Problem 429 where it comes too often.
    """
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    found = tokens.bearer(text.strip()) if kind.lower() == "bearer" else None
    if found is None:
        raise NotSignedIn("Send a token.")
    user, token = found
    if seconds := rate.BUCKETS.wait(token.pk):
        says = f"This token may ask {rate.A_MINUTE} times a minute; wait {seconds} s."
        raise Problem(429, says, {"Retry-After": str(seconds)})
    request.user = user
    request.token = token  # type: ignore[attr-defined]
    return user, token


def refuse_form(request: HttpRequest, known: frozenset[str]) -> None:
    """Raise Problem for a parameter that the address does not know, a body that is no JSON, or one too large."""
    if unknown := sorted(set(request.GET) - known):
        names = ", ".join(sorted(known)) or "none"
        raise Problem(422, f"There is no parameter {unknown[0][:100]!r} here; there are: {names}.")
    if request.method != "POST":
        return
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise Problem(413, problems.SAYS[413])
    if request.body and request.content_type != JSON:
        raise Problem(415, f"Send the body as {JSON}.")


def asking(request: HttpRequest, needed: str) -> User:
    """The person who asks, where their token has the scope. Raises Problem 403 where it has not."""
    token: Token = request.token  # type: ignore[attr-defined]
    if not scopes.holds(token.scopes, needed):
        raise Problem(403, f"This token lacks the scope {needed}; make one that has it.")
    assert isinstance(request.user, User)
    return request.user
