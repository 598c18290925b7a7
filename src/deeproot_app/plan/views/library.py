"""The library: what we can give, whom it was given to and what followed, and the needs that nothing serves."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deeproot_app.base import access, clock
from deeproot_app.plan.library import change, queries, shelf
from deeproot_app.plan.library.helped import gifts, helped
from deeproot_app.plan.library.sharing import shared_at
from deeproot_app.plan.library.unserved import unserved
from deeproot_app.record.models import Resource

KINDS: Final = {
    "one_pager": "One-pager", "guide": "Guide", "link": "Link", "webinar": "Webinar", "article": "Article",
    "offer": "Offer",
}  # fmt: skip
STATES: Final = {"": "All but retired", "ready": "Ready", "draft": "Drafts", "retired": "Retired"}
TONES: Final = {"ready": "good", "draft": "warn", "retired": ""}


@require_GET
def library(request: HttpRequest) -> HttpResponse:
    """The list: searched and filtered, a page at a time."""
    access.require(request.user, "record.see")
    wanted = wanted_of(request)
    page = queries.page(request.user, wanted, request.GET)
    context: dict[str, Any] = {
        "page": page,
        "rows": queries.rows(request.user, page.rows),
        "wanted": wanted,
        "kinds": KINDS,
        "states": STATES,
        "tones": TONES,
        "needs": queries.needs(),
        "languages": {code: change.LANGUAGES.get(code, code) for code in queries.languages()},
        "any": bool(page.rows) or Resource.objects.exists(),
        "may_change": access.allows(request.user, "library.change"),
        "tab": "all",
    }
    name = "plan/library/rows.html" if request.headers.get("HX-Request") else "plan/library/list.html"
    return render(request, name, context)


def wanted_of(request: HttpRequest) -> queries.Wanted:
    """What is asked for; a value that is none of the choices counts as not given."""
    given = {name: request.GET.get(name, "").replace("\x00", "")[:200] for name in ("q", "need", "language")}
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    return queries.Wanted(
        search=given["q"],
        need=given["need"],
        language=given["language"] if given["language"] in change.LANGUAGES else "",
        kind=kind if kind in KINDS else "",
        state=state if state in STATES else "",
    )


@require_GET
def resource(request: HttpRequest, resource: str) -> HttpResponse:
    """One resource: its versions, whom it was given to, what followed, and what was changed."""
    access.require(request.user, "record.see")
    row, now = change.one(resource), clock.now()
    page, given = gifts(request.user, row, now, request.GET)
    versions = queries.editions(row)
    current = {edition.pk for own in shelf.current([row.pk]).values() for edition in own.values()}
    context = {
        "resource": row,
        "standing": change.standing(row),
        "kind": KINDS.get(row.kind, row.kind),
        "tones": TONES,
        "versions": [(edition, edition.pk in current, shared_at(edition)) for edition in versions],
        "languages": change.LANGUAGES,
        "page": page,
        "given": given,
        "helped": helped(request.user, row, now),
        "history": queries.history(row),
        "may_change": access.allows(request.user, "library.change"),
    }
    return render(request, "plan/library/one.html", context)


@require_GET
def nothing_serves(request: HttpRequest) -> HttpResponse:
    """The needs that nothing serves yet."""
    access.require(request.user, "record.see")
    context = {
        "needs": unserved(request.user),
        "how": shelf.how(),
        "may_change": access.allows(request.user, "library.change"),
        "tab": "unserved",
    }
    return render(request, "plan/library/unserved.html", context)
